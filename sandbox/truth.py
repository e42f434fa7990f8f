"""What a practice report truly says: the export record that a crawl of it has to yield."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Number = int | float
#: row code -> column code -> number as printed, None where the page prints nothing, `/`, `-`, `—` or 无
Figures = dict[str, dict[str, Number | None]]
TableName = Literal["proactive", "applications", "proceedings"]


@dataclass(frozen=True, slots=True)
class SectionTruth:
    """A top-level section; ordinal 0 is the introduction. `table` names the statutory table that stands in it."""

    ordinal: int
    heading: str
    paragraphs: tuple[str, ...]
    table: TableName | None = None
    #: paragraphs after the table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One line of a statistics appendix as printed before 2019: depth below its chapter, label, unit, value."""

    depth: int
    label: str
    unit: str
    value: Number | None


@dataclass(slots=True)
class ReportTruth:
    """One report, independent of how a page prints it (`documents.expected_record` knows what a page hides)."""

    title: str
    #: the long form, e.g. 安福县人民政府
    issuer: str
    #: other forms that are right where the page prints only them, e.g. 安福县
    issuer_forms: tuple[str, ...]
    year: int
    division_code: str | None
    division_name: str
    index_no: str
    doc_no: str | None
    #: ISO dates
    written_date: str
    publish_date: str
    publisher: str
    #: the 来源 line, often another office
    source: str
    format: Literal["2021", "2019", "narrative"]
    sections: tuple[SectionTruth, ...]
    proactive: Figures | None = None
    applications: Figures | None = None
    proceedings: Figures | None = None
    appendix: tuple[IndicatorRow, ...] = ()
    #: arithmetic rules of the contract that the figures break on purpose
    planted: tuple[str, ...] = ()
    #: the lines that sign the report at its end (body, day), as many offices print them
    signature: tuple[str, ...] = ()
    status: Literal["accepted", "quarantined"] = "accepted"


@dataclass(frozen=True, slots=True)
class ExpectedReport:
    """A truth as one page prints it. In `record` a list of strings means that any of them is right."""

    record: dict[str, Any]
    planted: tuple[str, ...] = ()
    #: addresses (absolute) at which the report stands; the export's `url` and `sources` have to be among them
    sources: tuple[tuple[str, str], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The line of a truth file: the record, its sources as in the export, the rules it breaks."""
        sources = [{"portal": portal, "url": url} for portal, url in self.sources]
        return {**self.record, "sources": sources, "planted": list(self.planted)}
