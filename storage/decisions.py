"""What operators decide about reports: merge, release, quarantine; each recorded with who and why, each reversible.

What needs the archive besides lies apart: `storage.splitting`, `storage.following`.
"""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from reports.identity import Keys, identity, title_rest, title_year
from storage.tables import Decision, Page, Report, ReportVersion, Source

_REPORT_COLUMNS = ("status", "identity", "copy_of", "merged_into", "status_decided")
_SOURCE_COLUMNS = ("report_id", "role", "rule", "reason", "trusted")


class DecisionError(Exception):
    """A decision that cannot be carried out; one line that says why."""


def operator() -> str:
    """Who decides: the account that gives the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def merge(connection: Connection, kept: int, other: int, why: str) -> int:
    """Say that two reports are one: `other`'s pages become sources of `kept`. Returns the decision's id."""
    keeper, merged = _report(connection, kept), _report(connection, other)
    _check_mergeable(keeper, merged)
    before = {"reports": {str(other): _values(merged, _REPORT_COLUMNS)}, "sources": _move(connection, other, kept, why)}
    connection.execute(update(Report).where(Report.id == other).values(status="merged", merged_into=kept))
    return _record(connection, "merge", kept, why, before, other=other)


def _move(connection: Connection, other: int, kept: int, why: str, **word: bool) -> dict[str, Any]:
    """Tie `other`'s pages to `kept`; returns their sources as they were before."""
    there = connection.execute(select(Source.__table__).where(Source.report_id == kept)).all()
    own = connection.execute(select(Source.__table__).where(Source.report_id == other)).all()
    taken, pages = {row.page_id for row in there}, {row.page_id for row in own}
    moved = [row for row in own if row.page_id not in taken]
    back = [row for row in there if row.role == "split" and row.page_id in pages]  # what a split had taken out
    tie = {"report_id": kept, "role": "duplicate", "rule": "operator", "reason": why, **word}
    connection.execute(update(Source).where(Source.id.in_([row.id for row in moved])).values(tie))
    connection.execute(update(Source).where(Source.id.in_([row.id for row in back])).values(**tie, ended=None))
    return {str(row.id): _values(row, _SOURCE_COLUMNS) for row in (*moved, *back)}


def _check_mergeable(keeper: Any, merged: Any) -> None:
    if keeper.id == merged.id:
        raise DecisionError(f"report {keeper.id} is the same report twice")
    for report in (keeper, merged):
        if report.status == "merged":
            raise DecisionError(f"report {report.id} is already merged into report {report.merged_into}")
    if keeper.status != merged.status:
        raise DecisionError(
            f"report {keeper.id} is {keeper.status} and report {merged.id} is {merged.status}: "
            "a doctored copy never joins a genuine report"
        )
    if keeper.year and merged.year and keeper.year != merged.year:
        raise DecisionError(
            f"report {keeper.id} is for {keeper.year} and report {merged.id} for {merged.year}: years are never merged"
        )


def release(connection: Connection, report_id: int, why: str) -> int:
    """Say that a quarantined report is genuine; recrawls keep that. Returns the decision's id.

    Where the same report is stored from other pages already, the released pages become further sources of it.
    """
    report = _report(connection, report_id)
    if report.status != "quarantined":
        raise DecisionError(f"report {report_id} is {report.status}, not quarantined")
    name = _plain_identity(connection, report)
    genuine = connection.execute(select(Report.id).where(Report.identity == name, Report.status == "accepted")).scalar()
    if genuine is None:
        free = _free(connection, name, report_id)
        accepted = {"status": "accepted", "identity": free, "copy_of": None, "status_decided": True}
        return _decide(connection, report, "release", accepted, why)
    before = {
        "reports": {str(report_id): _values(report, _REPORT_COLUMNS)},
        "sources": _move(connection, report_id, genuine, why, trusted=True),
    }
    values: dict[str, Any] = {"status": "merged", "merged_into": genuine, "copy_of": None, "status_decided": True}
    connection.execute(update(Report).where(Report.id == report_id).values(values))
    return _record(connection, "release", report_id, why, before, other=genuine)


def quarantine(connection: Connection, report_id: int, why: str) -> int:
    """Say that an accepted report is not to be trusted; recrawls keep that. Returns the decision's id."""
    report = _report(connection, report_id)
    if report.status != "accepted":
        raise DecisionError(f"report {report_id} is {report.status}, not accepted")
    page = _current_page(connection, report)
    name = _free(connection, f"quarantined|{page.portal}|{page.url}", report_id)
    values = {"status": "quarantined", "identity": name, "status_decided": True}
    return _decide(connection, report, "quarantine", values, why)


def _decide(connection: Connection, report: Any, action: str, values: dict[str, Any], why: str) -> int:
    """Change the report's status and give the operator's word on each of its pages."""
    trusted = values["status"] == "accepted"
    own = connection.execute(
        select(Source.__table__).where(Source.report_id == report.id, Source.ended.is_(None))
    ).all()
    before = {
        "reports": {str(report.id): _values(report, _REPORT_COLUMNS)},
        "sources": {str(row.id): _values(row, _SOURCE_COLUMNS) for row in own},
    }
    connection.execute(update(Report).where(Report.id == report.id).values(values))
    connection.execute(update(Source).where(Source.id.in_([row.id for row in own])).values(trusted=trusted))
    pages = update(Page).where(Page.id.in_([row.page_id for row in own]))
    connection.execute(pages.values(outcome="report" if trusted else "quarantined"))
    return _record(connection, action, report.id, why, before)


def undo(connection: Connection, decision_id: int) -> str:
    """Take a decision back: every row it changed is as it was before. Returns what was undone.

    The pages are due and read afresh at the next visit: what they printed meanwhile went where the decision said.
    """
    decision = connection.execute(select(Decision.__table__).where(Decision.id == decision_id)).one_or_none()
    if decision is None:
        raise DecisionError(f"there is no decision {decision_id}")
    if decision.undone is not None:
        raise DecisionError(f"decision {decision_id} was taken back already")
    if decision.action == "split":
        raise DecisionError(f"decision {decision_id} is a split: merge the two reports again to take it back")
    if decision.action == "follow":
        raise DecisionError(f"decision {decision_id} says which page to follow: storage.following takes it back")
    for report_id, values in decision.before["reports"].items():
        _check_free(connection, int(report_id), values["identity"])
        connection.execute(update(Report).where(Report.id == int(report_id)).values(values))
    now = datetime.now(UTC)
    for source_id, values in decision.before["sources"].items():
        ended = {"ended": now} if values["role"] == "split" else {}
        connection.execute(update(Source).where(Source.id == int(source_id)).values(**values, **ended))
    concerned = select(Source.page_id).where(Source.report_id.in_([decision.report_id, decision.other_report_id]))
    afresh = {"body_sha256": None, "etag": None, "last_modified": None, "next_due": now}
    connection.execute(update(Page).where(Page.id.in_(concerned)).values(afresh))
    connection.execute(update(Decision).where(Decision.id == decision_id).values(undone=now))
    return f"{decision.action} of report {decision.report_id}"


def _check_free(connection: Connection, report_id: int, name: str) -> None:
    """Two reports never share an identity: what was stored meanwhile may stand in a report's former place."""
    query = select(Report.id).where(Report.identity == name, Report.id != report_id)
    holder = connection.execute(query).scalar()
    if holder is not None:
        raise DecisionError(
            f"report {holder} stands in the place of report {report_id} now; "
            f"`scrapy reports release {report_id}` makes it a source of that one"
        )


def record_split(connection: Connection, source: Any, new_report: int, why: str) -> int:
    """Record that a source was taken out of its report into one of its own."""
    before = {"reports": {}, "sources": {str(source.id): _values(source, _SOURCE_COLUMNS)}}
    return _record(connection, "split", source.report_id, why, before, other=new_report, source=source.id)


def record_follow(connection: Connection, source: Any, former: Any, why: str) -> int:
    """Record which source a report's versions follow by an operator's word, and which they followed before."""
    sources = {} if former is None or former.id == source.id else {str(former.id): _values(former, _SOURCE_COLUMNS)}
    before = {"reports": {}, "sources": sources}
    return _record(connection, "follow", source.report_id, why, before, source=source.id)


def _record(
    connection: Connection,
    action: str,
    report_id: int,
    why: str,
    before: dict[str, Any],
    *,
    other: int | None = None,
    source: int | None = None,
) -> int:
    values = {
        "made": datetime.now(UTC),
        "action": action,
        "who": operator(),
        "report_id": report_id,
        "other_report_id": other,
        "source_id": source,
        "rule": "operator",
        "why": why,
        "before": before,
    }
    return connection.execute(insert(Decision).values(values).returning(Decision.id)).scalar_one()


def _report(connection: Connection, report_id: int) -> Any:
    report = connection.execute(select(Report.__table__).where(Report.id == report_id)).one_or_none()
    if report is None:
        raise DecisionError(f"there is no report {report_id}")
    return report


def _current_page(connection: Connection, report: Any) -> Any:
    current = (ReportVersion.report_id == report.id) & (ReportVersion.number == report.current_version)
    columns = (Page.portal, Page.url, ReportVersion.title, ReportVersion.issuer)
    return connection.execute(
        select(*columns).join(ReportVersion, ReportVersion.page_id == Page.id).where(current)
    ).one()


def _plain_identity(connection: Connection, report: Any) -> str:
    page = _current_page(connection, report)
    keys = Keys(
        portal=page.portal,
        index_key=None,
        issuer_key=report.issuer_key,
        division=report.division_code,
        year=report.year,
        title_rest=title_rest(page.title, page.issuer),
        title_year=title_year(page.title),
        text_hash=None,
    )
    return identity(keys, page.url)


def _free(connection: Connection, name: str, report_id: int) -> str:
    """The identity, or a numbered one where another report holds it."""
    holder = connection.execute(select(Report.id).where(Report.identity == name, Report.id != report_id)).scalar()
    return name if holder is None else f"{name}|#{report_id}"


def _values(row: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns}
