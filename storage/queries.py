"""What operators ask: how the runs went, what was not done, what was left out, which reports there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from storage.records import instant
from storage.tables import (
    Alarm,
    Exclusion,
    Failure,
    Page,
    Portal,
    Report,
    ReportVersion,
    Run,
    Source,
)

Answer = dict[str, Any]


def failures(connection: Connection, portal: str | None = None, kind: str | None = None) -> Iterator[Answer]:
    """Work that is still not done, by portal and address; the contract's columns."""
    query = select(
        Failure.portal, Failure.url, Failure.kind, Failure.message, Failure.first_seen, Failure.last_seen, Failure.count
    ).where(Failure.resolved.is_(None))
    if portal:
        query = query.where(Failure.portal == portal)
    if kind:
        query = query.where(or_(Failure.kind == kind, Failure.kind.startswith(f"{kind}:", autoescape=True)))
    for row in connection.execute(query.order_by(Failure.portal, Failure.url, Failure.kind)):
        yield {**row._mapping, "first_seen": instant(row.first_seen), "last_seen": instant(row.last_seen)}


def failure_kinds(connection: Connection) -> set[str]:
    """Kinds of the work that is not done, `blocked` for every `blocked:…`."""
    kinds = connection.execute(select(Failure.kind).where(Failure.resolved.is_(None)).distinct()).scalars()
    return {kind.partition(":")[0] for kind in kinds}


def exclusions(connection: Connection, portal: str | None = None, kind: str | None = None) -> Iterator[Answer]:
    """Pages and links that are not annual reports, and why; the contract's columns."""
    query = select(Exclusion.portal, Exclusion.url, Exclusion.title, Exclusion.kind, Exclusion.reason)
    if portal:
        query = query.where(Exclusion.portal == portal)
    if kind:
        query = query.where(Exclusion.kind == kind)
    for row in connection.execute(query.order_by(Exclusion.portal, Exclusion.url)):
        yield dict(row._mapping)


def portal_slugs(connection: Connection) -> set[str]:
    """The portals that any run has known."""
    return set(connection.execute(select(Portal.slug)).scalars())


def last_runs(connection: Connection, count: int = 10) -> list[Answer]:
    """The newest runs first."""
    rows = connection.execute(select(Run.__table__).order_by(Run.id.desc()).limit(count))
    return [{**row._mapping, "started": instant(row.started), "finished": instant(row.finished)} for row in rows]


def failing_portals(connection: Connection) -> list[Answer]:
    """Enabled portals that no run has read completely since `failing_since`, the longest failing first."""
    open_failures = (
        select(func.count())
        .where(Failure.portal == Portal.slug, Failure.resolved.is_(None))
        .scalar_subquery()
        .label("open_failures")
    )
    columns = (Portal.slug, Portal.name, Portal.failing_since, Portal.last_complete, Portal.last_error, open_failures)
    query = select(*columns).where(Portal.failing_since.is_not(None), Portal.enabled).order_by(Portal.failing_since)
    rows = connection.execute(query)
    return [
        {
            **row._mapping,
            "failing_since": instant(row.failing_since),
            "last_complete": instant(row.last_complete),
        }
        for row in rows
    ]


def totals(connection: Connection) -> Answer:
    """The database in numbers."""
    found: Answer = {"portals": connection.scalar(select(func.count()).select_from(Portal))}
    found["pages"] = connection.scalar(select(func.count()).select_from(Page))
    by_status = connection.execute(select(Report.status, func.count()).group_by(Report.status))
    found["reports"] = {row[0]: row[1] for row in by_status}
    found["exclusions"] = connection.scalar(select(func.count()).select_from(Exclusion))
    open_ones = select(Failure.kind, func.count()).where(Failure.resolved.is_(None)).group_by(Failure.kind)
    found["failures"] = {row[0]: row[1] for row in connection.execute(open_ones.order_by(func.count().desc()))}
    return found


def last_alarms(connection: Connection, count: int = 20) -> list[Answer]:
    """The newest alarms first."""
    rows = connection.execute(select(Alarm.__table__).order_by(Alarm.id.desc()).limit(count))
    return [{**row._mapping, "raised": instant(row.raised)} for row in rows]


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What `scrapy reports` looks for; None is any."""

    portal: str | None = None
    issuer: str | None = None
    year: int | None = None
    status: str | None = None
    #: words of the title, the issuer, the index or the document number
    query: str | None = None
    limit: int = 50


def find_reports(connection: Connection, wanted: ReportFilter) -> list[Answer]:
    """Reports by filter, newest year first."""
    current = (ReportVersion.report_id == Report.id) & (ReportVersion.number == Report.current_version)
    query: Select[*tuple[Any, ...]] = (
        select(
            Report.id,
            Report.status,
            ReportVersion.year,
            ReportVersion.issuer,
            ReportVersion.title,
            ReportVersion.index_no,
            ReportVersion.format,
            Report.current_version.label("version"),
            Page.portal,
            Page.url,
        )
        .join(ReportVersion, current)
        .join(Page, Page.id == ReportVersion.page_id)
    )
    for condition in _conditions(wanted):
        query = query.where(condition)
    rows = connection.execute(
        query.order_by(ReportVersion.year.desc(), ReportVersion.issuer, Report.id).limit(wanted.limit)
    )
    return [dict(row._mapping) for row in rows]


def _conditions(wanted: ReportFilter) -> Iterator[Any]:
    if wanted.portal:
        yield Report.id.in_(select(Source.report_id).where(Source.portal == wanted.portal))
    if wanted.issuer:
        yield ReportVersion.issuer.contains(wanted.issuer, autoescape=True)
    if wanted.year is not None:
        yield ReportVersion.year == wanted.year
    yield Report.status == wanted.status if wanted.status else Report.status != "merged"
    for word in (wanted.query or "").split():
        columns = (ReportVersion.title, ReportVersion.issuer, ReportVersion.index_no, ReportVersion.doc_no)
        yield or_(*(column.contains(word, autoescape=True) for column in columns))
