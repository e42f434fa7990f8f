"""The shape of a page of `benchmarks.authenticity`."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.model import PortalContext


@dataclass(slots=True)
class BenchmarkPage:
    """A page as the reader would hand it to `judge`, and what it truly is."""

    title: str
    text: str
    portal: PortalContext
    url: str
    year: int
    publish_date: str
    places: tuple[str, ...]
    metas: dict[str, str] = field(default_factory=dict)
    markup: str | None = None
    #: "genuine", or the contamination's pattern
    kind: str = "genuine"
    brand: str = ""
    traps: tuple[str, ...] = ()
