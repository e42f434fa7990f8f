"""Stored reports as the contract's records (storage/report.schema.json), streamed in order of their ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text

from reports.statutory import FORMATS
from storage.report_rows import APPLICANT_COLUMNS, PROACTIVE_COLUMNS, PROCEEDING_COLUMNS
from storage.tables import Attachment, Finding, Page, Report, ReportVersion, Section, Source

Record = dict[str, Any]
STATUSES = ("accepted", "quarantined")

#: reports fetched at a time: memory stays the same whatever the number of reports
PAGE_OF_REPORTS = 500

_PROACTIVE_ROW_COLUMNS = {
    (name, row): tuple(column.code for column in block.columns)
    for name, form in FORMATS.items()
    for block in form.proactive
    for row, _ in block.rows
}


def records(connection: Connection, statuses: Sequence[str] = ("accepted",), start: int = 0) -> Iterator[Record]:
    """Every report of the statuses, current version; sources at doctored pages only where those are asked for."""
    last = start
    while True:
        heads = connection.execute(_heads(statuses, last)).all()
        if not heads:
            return
        yield from _complete(connection, heads, with_copies="quarantined" in statuses)
        last = heads[-1].report_id


def record_of(connection: Connection, report_id: int) -> Record | None:
    """One report's record, whatever its status; None where there is no such report."""
    heads = connection.execute(_heads((*STATUSES, "merged"), report_id - 1).where(Report.id == report_id)).all()
    return next(_complete(connection, heads, with_copies=True), None)


def _heads(statuses: Sequence[str], after: int) -> Any:
    current = (ReportVersion.report_id == Report.id) & (ReportVersion.number == Report.current_version)
    return (
        select(
            Report.id.label("report_id"),
            Report.status,
            ReportVersion.id.label("version_id"),
            ReportVersion.number,
            ReportVersion.title,
            ReportVersion.issuer,
            ReportVersion.year,
            ReportVersion.index_no,
            ReportVersion.doc_no,
            ReportVersion.publish_date,
            ReportVersion.publisher,
            ReportVersion.division_code,
            ReportVersion.format,
            ReportVersion.encoding,
            Page.url,
            Page.portal,
        )
        .join(ReportVersion, current)
        .join(Page, Page.id == ReportVersion.page_id)
        .where(Report.status.in_(statuses), Report.id > after)
        .order_by(Report.id)
        .limit(PAGE_OF_REPORTS)
    )


def _complete(connection: Connection, heads: Sequence[Row[Any]], *, with_copies: bool) -> Iterator[Record]:
    versions = [head.version_id for head in heads]
    if not versions:
        return
    formats = {head.version_id: head.format for head in heads}
    sections = _sections(connection, versions)
    proactive = _figures(connection, "proactive_figures", PROACTIVE_COLUMNS, versions, formats)
    applications = _figures(connection, "application_figures", APPLICANT_COLUMNS, versions)
    proceedings = _figures(connection, "proceeding_figures", PROCEEDING_COLUMNS, versions)
    findings = _findings(connection, versions)
    attachments = _attachments(connection, versions)
    sources = _sources(connection, [head.report_id for head in heads], with_copies=with_copies)
    for head in heads:
        version = head.version_id
        yield {
            "title": head.title,
            "issuer": head.issuer,
            "year": head.year,
            "index_no": head.index_no,
            "doc_no": head.doc_no,
            "publish_date": head.publish_date,
            "publisher": head.publisher,
            "division_code": head.division_code,
            "format": head.format,
            "status": "quarantined" if head.status == "quarantined" else "accepted",
            "version": head.number,
            "url": head.url,
            "portal": head.portal,
            "encoding": head.encoding,
            "sections": sections[version],
            "proactive": proactive.get(version),
            "applications": applications.get(version),
            "proceedings": proceedings.get(version),
            "attachments": attachments[version],
            "findings": findings[version],
            "sources": sources[head.report_id],
        }


def _sections(connection: Connection, versions: Sequence[int]) -> defaultdict[int, list[Record]]:
    query = select(Section.version_id, Section.ordinal, Section.heading, Section.text)
    found: defaultdict[int, list[Record]] = defaultdict(list)
    ordered = query.where(Section.version_id.in_(versions)).order_by(Section.version_id, Section.position)
    for version, ordinal, heading, content in connection.execute(ordered):
        found[version].append({"ordinal": ordinal, "heading": heading, "text": content})
    return found


def _findings(connection: Connection, versions: Sequence[int]) -> defaultdict[int, list[Record]]:
    query = select(Finding.version_id, Finding.rule, Finding.severity, Finding.message, Finding.place)
    found: defaultdict[int, list[Record]] = defaultdict(list)
    ordered = query.where(Finding.version_id.in_(versions)).order_by(Finding.version_id, Finding.line)
    for version, rule, severity, message, place in connection.execute(ordered):
        finding = {"rule": rule, "severity": severity, "message": message}
        found[version].append(finding if place is None else {**finding, "where": place})
    return found


def _attachments(connection: Connection, versions: Sequence[int]) -> defaultdict[int, list[Record]]:
    columns = (Attachment.version_id, Attachment.url, Attachment.filename, Attachment.media_type, Attachment.sha256)
    found: defaultdict[int, list[Record]] = defaultdict(list)
    ordered = select(*columns).where(Attachment.version_id.in_(versions)).order_by(Attachment.version_id)
    for version, url, filename, media_type, sha256 in connection.execute(ordered.order_by(Attachment.line)):
        file = {"url": url, "filename": filename, "media_type": media_type, "sha256": sha256}
        found[version].append(file)
    return found


def _figures(
    connection: Connection,
    table: str,
    columns: tuple[str, ...],
    versions: Sequence[int],
    formats: dict[int, str] | None = None,
) -> dict[int, dict[str, dict[str, Any]]]:
    """Rows in printed order; of table 二 only the columns that the form prints in that row."""
    marks = ", ".join(str(int(version)) for version in versions)
    query = text(
        f"SELECT version_id, row_code, {', '.join(columns)} FROM {table} WHERE version_id IN ({marks}) "
        "ORDER BY version_id, line"
    )
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for version, row, *cells in connection.execute(query):
        values = dict(zip(columns, cells, strict=True))
        if formats is not None:
            values = _printed(formats[version], row, values)
        found.setdefault(version, {})[row] = values
    return found


def _printed(form: str, row: str, values: dict[str, Any]) -> dict[str, Any]:
    printed = _PROACTIVE_ROW_COLUMNS.get((form, row))
    if printed is None:
        return {name: _number(value) for name, value in values.items() if value is not None}
    extra = [name for name, value in values.items() if value is not None and name not in printed]
    return {name: _number(values[name]) for name in (*printed, *extra)}


def _number(value: float | None) -> float | int | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _sources(connection: Connection, report_ids: Sequence[int], *, with_copies: bool) -> defaultdict[int, list[Record]]:
    found: defaultdict[int, list[Record]] = defaultdict(list)
    columns = (Page.url, Page.portal, Source.first_seen, Source.last_seen, Source.role)
    own = select(Source.report_id, *columns).join(Page, Page.id == Source.page_id)
    own = own.where(Source.report_id.in_(report_ids), Source.role != "split")
    for row in connection.execute(own.order_by(Source.report_id, Source.id)):
        found[row.report_id].append(_source(row, row.role))
    if with_copies:
        copies = select(Report.copy_of, *columns).join(Source, Source.report_id == Report.id)
        copies = copies.join(Page, Page.id == Source.page_id).where(Report.copy_of.in_(report_ids))
        copies = copies.where(Report.status == "quarantined", Source.ended.is_(None))
        for copy in connection.execute(copies.order_by(Source.id)):
            found[copy.copy_of or 0].append(_source(copy, "copy"))
    return found


def _source(row: Any, role: str) -> Record:
    return {
        "url": row.url,
        "portal": row.portal,
        "first_seen": instant(row.first_seen),
        "last_seen": instant(row.last_seen),
        "role": role,
    }


def instant(moment: datetime | None) -> str | None:
    """A time as ISO 8601 in UTC, to the second."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
