"""All that is known of one report: its record, its sources with the reasons, versions, decisions, look-alikes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from storage.queries import Answer
from storage.records import instant, record_of
from storage.tables import AppendixRow, Decision, Evidence, Page, Report, ReportVersion, SimilarReport, Source


def report_details(connection: Connection, report_id: int) -> Answer | None:
    """The report in full; None where there is none of that id."""
    record = record_of(connection, report_id)
    if record is None:
        return None
    head = connection.execute(select(Report.__table__).where(Report.id == report_id)).one()
    return {
        "id": report_id,
        **record,
        "status": head.status,
        "identity": head.identity,
        "copy_of": head.copy_of,
        "merged_into": head.merged_into,
        "status_decided": head.status_decided,
        "vanished": instant(head.vanished),
        "appendix": _appendix(connection, report_id, record["version"]),
        "sources": _sources(connection, report_id),
        "versions": _versions(connection, report_id),
        "evidence": _evidence(connection, report_id, record["version"]),
        "decisions": _decisions(connection, report_id),
        "copies": _copies(connection, report_id),
        "similar": _similar(connection, report_id),
    }


def _current(report_id: int, number: int) -> Any:
    return select(ReportVersion.id).where(ReportVersion.report_id == report_id, ReportVersion.number == number)


def _appendix(connection: Connection, report_id: int, number: int) -> list[Answer]:
    columns = (AppendixRow.path, AppendixRow.unit, AppendixRow.value, AppendixRow.raw)
    query = select(*columns).where(AppendixRow.version_id.in_(_current(report_id, number)))
    return [dict(row._mapping) for row in connection.execute(query.order_by(AppendixRow.line))]


def _evidence(connection: Connection, report_id: int, number: int) -> list[Answer]:
    columns = (Evidence.signal, Evidence.weight, Evidence.excerpt, Evidence.position, Evidence.detail)
    query = select(*columns).where(Evidence.version_id.in_(_current(report_id, number)))
    return [dict(row._mapping) for row in connection.execute(query.order_by(Evidence.line))]


def _sources(connection: Connection, report_id: int) -> list[Answer]:
    columns = (
        Source.id,
        Source.role,
        Page.portal,
        Page.url,
        Source.rule,
        Source.reason,
        Source.index_key,
        Source.differences,
        Source.first_seen,
        Source.last_seen,
        Source.ended,
        Page.vanished,
        Page.archive_file,
    )
    query = select(*columns).join(Page, Page.id == Source.page_id).where(Source.report_id == report_id)
    return [_timed(row) for row in connection.execute(query.order_by(Source.id))]


def _versions(connection: Connection, report_id: int) -> list[Answer]:
    columns = (
        ReportVersion.number,
        ReportVersion.seen,
        Page.url,
        ReportVersion.title,
        ReportVersion.verdict,
        ReportVersion.score,
        ReportVersion.table_source,
        ReportVersion.changes,
        ReportVersion.run_id,
    )
    query = select(*columns).join(Page, Page.id == ReportVersion.page_id).where(ReportVersion.report_id == report_id)
    return [_timed(row) for row in connection.execute(query.order_by(ReportVersion.number))]


def _decisions(connection: Connection, report_id: int) -> list[Answer]:
    mine = or_(Decision.report_id == report_id, Decision.other_report_id == report_id)
    query = select(Decision.__table__).where(mine).order_by(Decision.id)
    return [_timed(row) for row in connection.execute(query)]


def _copies(connection: Connection, report_id: int) -> list[int]:
    query = select(Report.id).where(Report.copy_of == report_id).order_by(Report.id)
    return list(connection.execute(query).scalars())


def _similar(connection: Connection, report_id: int) -> list[Answer]:
    found: list[Answer] = []
    for mine, other in (
        (SimilarReport.report_id, SimilarReport.other_report_id),
        (SimilarReport.other_report_id, SimilarReport.report_id),
    ):
        current = (ReportVersion.report_id == other) & (ReportVersion.number == Report.current_version)
        query = (
            select(other.label("id"), ReportVersion.title, SimilarReport.similarity, SimilarReport.relation)
            .join(Report, Report.id == other)
            .join(ReportVersion, current)
            .where(mine == report_id)
        )
        found.extend(dict(row._mapping) for row in connection.execute(query))
    return sorted(found, key=lambda each: -each["similarity"])


def _timed(row: Any) -> Answer:
    values = dict(row._mapping)
    return {name: instant(value) if hasattr(value, "strftime") else value for name, value in values.items()}
