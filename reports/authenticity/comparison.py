"""A page against a genuine text of the same report that is already stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GenuineReference:
    """A stored text known to be the publisher's own: `text` as in `Report.text`, `url` where it was read."""

    text: str
    url: str
    title: str = ""
    issuer: str | None = None
    year: int | None = None
