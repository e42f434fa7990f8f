"""The shapes that reading a page gives: plain, picklable data, filled by the other modules of this package."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple

Severity = Literal["info", "warning", "error"]
ReportFormat = Literal["2021", "2019", "narrative"]
Number = int | float
TableSource = Literal["html", "text", "attachment", "image", "none"]
#: row code -> column code -> printed number, or None where nothing readable is printed
Figures = dict[str, dict[str, Number | None]]


class PageKind(StrEnum):
    """What a fetched page is; every value but REPORT is the `kind` of an exclusion (contract, `scrapy exclusions`)."""

    REPORT = "report"
    LIST = "list"
    NOTICE = "notice"
    GUIDE = "guide"
    REGULATION = "regulation"
    INTERPRETATION = "interpretation"
    OTHER_REPORT = "other-report"
    NEWS = "news"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader of the figures has to know.

    `rule` is a stable dotted code (`applications.balance`), `where` the cell, field or section meant.
    """

    rule: str
    severity: Severity
    message: str
    where: str | None = None


@dataclass(frozen=True, slots=True)
class PortalContext:
    """What the registry knows about the portal that served a page."""

    slug: str
    name: str
    division_code: str | None = None
    level: str | None = None
    #: `host` or `host:port` in lower case, as they stand in the registry's addresses
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawPage:
    """One response as it came: bytes and the little around them that helps to read it."""

    url: str
    body: bytes
    content_type: str | None = None
    #: encoding of a body that a browser serialised; such bytes are never detected again
    rendered_as: str | None = None
    #: text (or `title` attribute) of the link that led here, and the date the list printed beside it
    link_text: str | None = None
    list_date: str | None = None
    portal: PortalContext | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was won; see `reports.decoding.decode`."""

    text: str
    encoding: str
    rule: str
    confidence: float
    #: characters that could not be decoded (U+FFFD put in their place)
    lost: int = 0
    #: encodings that BOM, header or markup claimed, in that order, widest names
    declared: tuple[str, ...] = ()
    #: how text that the portal had decoded wrongly was repaired, if it was
    repaired: str | None = None
    findings: tuple[Finding, ...] = ()


class Link(NamedTuple):
    """An anchor of the page: absolute address, its text, its `title` attribute."""

    url: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One top-level section; ordinal 0 with an empty heading is the introduction."""

    ordinal: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class AppendixRow:
    """One line of a pre-2019 statistics appendix: label path, unit, printed value."""

    path: tuple[str, ...]
    unit: str | None
    value: Number | None
    raw: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the page links; `sha256` and `media_type` are None until it was fetched."""

    url: str
    filename: str
    media_type: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a verdict: the pattern, its weight, what was seen and where in the text."""

    signal: str
    weight: float
    excerpt: str
    position: int | None = None
    #: lexicon category or free detail
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page is the publisher's own; only `genuine` may be accepted."""

    verdict: Literal["genuine", "suspect", "contaminated"] = "genuine"
    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(slots=True)
class Report:
    """One annual report as read from one page (and its attachments)."""

    title: str
    issuer: str | None = None
    year: int | None = None
    index_no: str | None = None
    doc_no: str | None = None
    #: ISO date
    publish_date: str | None = None
    publisher: str | None = None
    division_code: str | None = None
    format: ReportFormat = "narrative"
    sections: tuple[Section, ...] = ()
    proactive: Figures | None = None
    applications: Figures | None = None
    proceedings: Figures | None = None
    appendix: tuple[AppendixRow, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    #: every label/value pair of the metadata header, labels normalised, values as printed
    header: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    #: where the tables came from
    table_source: TableSource = "none"
    #: the whole text without chrome, for digests and comparison
    text: str = ""


#: the fields of a report that have one value, in the order of the export record
REPORT_FIELDS: Final = (
    "title", "issuer", "year", "index_no", "doc_no", "publish_date", "publisher", "division_code", "format",
)  # fmt: skip


@dataclass(slots=True)
class Reading:
    """Everything that reading one page gave.

    Exactly one of these holds: `kind` is REPORT and `report` is set; `kind` is another kind and `reason` says why;
    `failure` is a (kind, message) pair of the contract's failure kinds (`decode`, `parse`, `soft-404`, ...).
    """

    kind: PageKind
    reason: str
    title: str | None = None
    decoded_as: str | None = None
    decode_rule: str | None = None
    decode_confidence: float | None = None
    report: Report | None = None
    verdict: Verdict = field(default_factory=Verdict)
    #: file links worth fetching, because the page may be a shell around them
    attachment_links: tuple[Link, ...] = ()
    failure: tuple[str, str] | None = None
    findings: tuple[Finding, ...] = ()
    #: `storage.prepared.Prepared`, computed in the reading process so that loading need not
    prepared: Any = None
