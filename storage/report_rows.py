"""A reading taken apart into rows: what a version prints, one row per printed row."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reports.model import REPORT_FIELDS, Attachment, Evidence, Figures, Finding, Number
from storage.row_values import Row, as_json

if TYPE_CHECKING:
    from reports.model import Reading, Report

PROACTIVE_COLUMNS = (
    "made",
    "disclosed",
    "disclosed_total",
    "repealed",
    "in_force",
    "previous_items",
    "change",
    "decisions",
    "projects",
    "amount",
)
APPLICANT_COLUMNS = (
    "natural_person",
    "enterprise",
    "research_institution",
    "public_interest_org",
    "legal_service_org",
    "other",
    "total",
)
PROCEEDING_COLUMNS = ("upheld", "corrected", "other", "pending", "total")

#: the parts of a version: table and its columns, as the rows below give them behind the version's id
PART_COLUMNS: dict[str, tuple[str, ...]] = {
    "sections": ("version_id", "position", "ordinal", "heading", "text"),
    "proactive_figures": ("version_id", "row_code", "line", *PROACTIVE_COLUMNS),
    "application_figures": ("version_id", "row_code", "line", *APPLICANT_COLUMNS),
    "proceeding_figures": ("version_id", "row_code", "line", *PROCEEDING_COLUMNS),
    "appendix_rows": ("version_id", "line", "path", "unit", "value", "raw"),
    "findings": ("version_id", "line", "rule", "severity", "message", "place"),
    "attachments": (
        "version_id",
        "line",
        "url",
        "filename",
        "media_type",
        "sha256",
        # added by the loader, which knows where the archive put the file
        "archive_file",
        "archive_offset",
        "archive_length",
    ),
    "evidence": ("version_id", "line", "signal", "weight", "excerpt", "position", "detail"),
}

VERSION_COLUMNS = (
    "id",
    "report_id",
    "number",
    "page_id",
    "run_id",
    "seen",
    "content_hash",
    "changes",
    *REPORT_FIELDS,
    "table_source",
    "encoding",
    "verdict",
    "score",
    "header",
)

#: columns that only hold whole numbers
_WHOLE = frozenset((*APPLICANT_COLUMNS, *PROCEEDING_COLUMNS))
_PLAIN = frozenset((int, type(None)))
#: PostgreSQL's bigint; a longer run of digits is no count of anything
_LARGEST = 2**63 - 1


def clean(value: str) -> str:
    """Text that every database takes: no NUL, no half of a surrogate pair."""
    if "\0" in value:
        value = value.replace("\0", "")
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode()
    return value


def optional(value: str | None) -> str | None:
    """The same for a text that may be missing."""
    return None if value is None else clean(value)


def printed_index_no(index_no: str | None) -> str | None:
    """An index number as the contract wants it: half-width, without spaces."""
    if index_no is None:
        return None
    return clean("".join(unicodedata.normalize("NFKC", index_no).split())) or None


def version_fields(report: Report, reading: Reading) -> tuple[Any, ...]:
    """The columns of VERSION_COLUMNS from `title` on."""
    return (
        clean(report.title),
        optional(report.issuer),
        report.year,
        printed_index_no(report.index_no),
        optional(report.doc_no),
        report.publish_date,
        optional(report.publisher),
        report.division_code,
        report.format,
        report.table_source,
        (reading.decoded_as or "utf-8").lower(),
        reading.verdict.verdict,
        reading.verdict.score,
        as_json({clean(label): clean(value) for label, value in report.header.items()}) if report.header else None,
    )


def part_rows(report: Report, reading: Reading) -> Iterator[tuple[str, list[Row]]]:
    """Each part table's rows, without their first column; a figure that fits no column leaves a finding instead."""
    refused: list[Finding] = []
    yield "sections", _section_rows(report)
    tables = (
        ("proactive_figures", PROACTIVE_COLUMNS, report.proactive),
        ("application_figures", APPLICANT_COLUMNS, report.applications),
        ("proceeding_figures", PROCEEDING_COLUMNS, report.proceedings),
    )
    for table, columns, figures in tables:
        if figures:
            yield table, list(_figure_rows(table, columns, figures, refused))
    yield "appendix_rows", _appendix_rows(report)
    findings = dict.fromkeys((*reading.findings, *report.findings, *refused))
    yield "findings", [finding_row(line, finding) for line, finding in enumerate(findings)]
    yield "attachments", [_attachment_row(line, file) for line, file in enumerate(report.attachments)]
    yield "evidence", [evidence_row(line, piece) for line, piece in enumerate(reading.verdict.evidence)]


def _section_rows(report: Report) -> list[Row]:
    return [
        (position, section.ordinal, clean(section.heading), clean(section.text))
        for position, section in enumerate(report.sections)
    ]


def _figure_rows(table: str, columns: tuple[str, ...], figures: Figures, refused: list[Finding]) -> Iterator[Row]:
    whole = columns[0] in _WHOLE
    for line, (row, cells) in enumerate(figures.items()):
        values = [*map(cells.get, columns)]
        if not (_PLAIN.issuperset(map(type, values)) and -_LARGEST < sum(filter(None, values)) < _LARGEST):
            values = [_fitting(value, whole, f"{table}.{row}", refused) for value in values]
        yield (row, line, *values)


def _fitting(value: Number | None, whole: bool, place: str, refused: list[Finding]) -> Number | None:
    if value is None or not whole:
        return value
    if float(value).is_integer() and abs(value) <= _LARGEST:
        return int(value)
    message = f"{place}: {value} is no whole number that a count can be; left empty"
    refused.append(Finding("figures.not-a-count", "warning", message, place))
    return None


def _appendix_rows(report: Report) -> list[Row]:
    return [
        (line, clean(" > ".join(row.path)), optional(row.unit), row.value, clean(row.raw))
        for line, row in enumerate(report.appendix)
    ]


def finding_row(line: int, finding: Finding) -> Row:
    """A row of `findings`."""
    return (line, finding.rule, finding.severity, clean(finding.message), optional(finding.where))


def _attachment_row(line: int, file: Attachment) -> Row:
    return (line, clean(file.url), clean(file.filename), optional(file.media_type), file.sha256)


def evidence_row(line: int, piece: Evidence) -> Row:
    """A row of `evidence`."""
    return (line, piece.signal, piece.weight, clean(piece.excerpt), piece.position, clean(piece.detail))


def worth(report: Report) -> int:
    """How complete a reading is: tables count most, then sections; decides which source a report's versions follow."""
    tables = sum(bool(figures) for figures in (report.proactive, report.applications, report.proceedings))
    return 16 * tables + 2 * min(len(report.sections), 7) + (2 if report.index_no else 0)
