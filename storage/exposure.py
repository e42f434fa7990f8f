"""Stored reports whose trust changes: shown to be copies by a later page, or the same bytes judged otherwise today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, insert, select, update

from reports.authenticity import findings
from reports.authenticity.comparison import sightings
from reports.authenticity.scoring import reconsidered
from reports.model import Evidence as Piece
from reports.model import Verdict
from storage.agreement import AUTHENTICITY, RULE, Comparison, page_url
from storage.followed import PROGRAM, carrier_of
from storage.outcomes import PageFacts
from storage.report_rows import PART_COLUMNS, evidence_row, finding_row
from storage.tables import Decision, Evidence, Finding, Page, Report, ReportVersion, Source

if TYPE_CHECKING:
    from storage.batch import Batch
    from storage.known import ReportState

_REPORT_COLUMNS = ("status", "identity", "copy_of", "merged_into", "status_decided")
_EVIDENCE = (Evidence.signal, Evidence.weight, Evidence.excerpt, Evidence.position, Evidence.detail)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the program decides about a stored report, and when."""

    rule: str
    why: str
    at: datetime


def is_decided(report: ReportState) -> bool:
    """Whether an operator gave a word on the report or on one of its pages."""
    return report.status_decided or any(source.trusted is not None for source in report.sources)


def expose(batch: Batch, found: Comparison, url: str, at: datetime) -> None:
    """Quarantine the stored report: it prints what the page at `url` does, with words put in."""
    batch.flush()
    version = found.stored.report.version_id
    verdict = reconsidered(_stored_verdict(batch.connection, version), sightings(found.turned, url, found.in_stored))
    why = f"agrees with {url} but for {', '.join(change.added for change in found.in_stored)}"
    withdraw(batch, found.stored.report, verdict, Reason(RULE, why, at))


def withdraw(batch: Batch, report: ReportState, verdict: Verdict, reason: Reason) -> None:
    """Quarantine a stored report.

    Nothing of it is deleted: its pages stay its sources, and the decision is recorded and can be taken back.
    """
    batch.flush()
    connection, source = batch.connection, carrier_of(report) or report.sources[0]
    address = page_url(batch, source.page_id)
    _write_verdict(connection, report.version_id, verdict)
    before = {name: getattr(report, name) for name in _REPORT_COLUMNS}
    report.status = "quarantined"
    _rename(batch, report, f"quarantined|{source.portal}|{address}")
    pages = select(Source.page_id).where(Source.report_id == report.id, Source.ended.is_(None))
    connection.execute(update(Page).where(Page.id.in_(pages)).values(outcome="quarantined"))
    _record(connection, report.id, "quarantine", reason, before)
    facts = PageFacts(source.portal, address, address, reason.at)
    batch.undone.alarm("copy-found", facts, f"report {report.id} {reason.why}: quarantined")


def reinstate(batch: Batch, report: ReportState, name: str, reason: Reason) -> None:
    """Take a report out of quarantine again, under the identity `name`, which nothing else holds."""
    batch.flush()
    before = {column: getattr(report, column) for column in _REPORT_COLUMNS}
    report.status, report.copy_of = "accepted", None
    _rename(batch, report, name)
    _record(batch.connection, report.id, "release", reason, before)


def _rename(batch: Batch, report: ReportState, name: str) -> None:
    connection, free = batch.connection, _free(batch.connection, name, report.id)
    batch.known.move_identity(report, free, report.keys(report.sources[0]))
    values = {"status": report.status, "identity": free, "copy_of": report.copy_of}
    connection.execute(update(Report).where(Report.id == report.id).values(values))


def _free(connection: Connection, name: str, report_id: int) -> str:
    taken = connection.execute(select(Report.id).where(Report.identity == name, Report.id != report_id)).scalar()
    return name if taken is None else f"{name}|#{report_id}"


def _record(connection: Connection, report_id: int, action: str, reason: Reason, before: dict[str, Any]) -> None:
    values = {
        "made": reason.at,
        "action": action,
        "who": PROGRAM,
        "report_id": report_id,
        "rule": reason.rule,
        "why": reason.why,
        "before": {"reports": {str(report_id): before}, "sources": {}},
    }
    connection.execute(insert(Decision).values(values))


def _stored_verdict(connection: Connection, version: int) -> Verdict:
    rows = connection.execute(select(*_EVIDENCE).where(Evidence.version_id == version).order_by(Evidence.line))
    return Verdict(evidence=tuple(Piece(*row) for row in rows))


def _write_verdict(connection: Connection, version: int, verdict: Verdict) -> None:
    """The version's verdict, evidence and findings as they are now."""
    of_version = update(ReportVersion).where(ReportVersion.id == version)
    connection.execute(of_version.values(verdict=verdict.verdict, score=verdict.score))
    connection.execute(delete(Evidence).where(Evidence.version_id == version))
    _insert(connection, Evidence, version, [evidence_row(line, one) for line, one in enumerate(verdict.evidence)])
    connection.execute(delete(Finding).where(Finding.version_id == version, Finding.rule.startswith(AUTHENTICITY)))
    last = select(func.coalesce(func.max(Finding.line), -1)).where(Finding.version_id == version)
    line = connection.execute(last).scalar_one() + 1
    _insert(connection, Finding, version, [finding_row(line + n, one) for n, one in enumerate(findings(verdict))])


def _insert(connection: Connection, table: type[Evidence | Finding], version: int, rows: list[Any]) -> None:
    names = PART_COLUMNS[table.__tablename__]
    if rows:
        connection.execute(insert(table), [dict(zip(names, (version, *row), strict=True)) for row in rows])
