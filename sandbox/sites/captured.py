"""A registered portal that was captured: some of its pages are doctored copies of what stood there."""

from __future__ import annotations

from typing import ClassVar

from sandbox.sites.base import Entry
from sandbox.sites.static_trs import TrsPortal
from sandbox.traffic import Answer


class CapturedPortal(TrsPortal):
    """Every third report carries a brand; those pages must never be accepted."""

    site = "captured"
    patterns: ClassVar[tuple[str, ...]] = ("insertion", "place-replaced", "pinyin")

    def hidden(self, entry: Entry) -> str:
        return "quarantined" if self.entries.index(entry) % 3 == 0 else ""

    def render_entry(self, entry: Entry) -> Answer:
        if self.hidden(entry):
            return self.doctored(entry, self.patterns[len(entry.title) % 3])
        return super().render_entry(entry)

    def doctored(self, entry: Entry, pattern: str, brand: str | None = None) -> Answer:
        """The doctored copy of an entry's page."""
        return self.doctor(entry, super().render_entry(entry), pattern, brand)
