"""A stored report that a later page shows to be a doctored copy: it leaves every default answer, and says why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, insert, select, update

from reports.authenticity import findings
from reports.authenticity.comparison import sightings
from reports.authenticity.scoring import Sighting, reconsidered
from reports.model import Evidence as Piece
from reports.model import Verdict
from storage.agreement import AUTHENTICITY, RULE, Comparison, page_url
from storage.followed import PROGRAM
from storage.outcomes import PageFacts
from storage.report_rows import PART_COLUMNS, evidence_row, finding_row
from storage.tables import Decision, Evidence, Finding, Page, Report, ReportVersion, Source

if TYPE_CHECKING:
    from storage.batch import Batch
    from storage.known import ReportState

_REPORT_COLUMNS = ("status", "identity", "copy_of", "merged_into", "status_decided")
_EVIDENCE = (Evidence.signal, Evidence.weight, Evidence.excerpt, Evidence.position, Evidence.detail)


def is_decided(report: ReportState) -> bool:
    """Whether an operator gave a word on the report or on one of its pages."""
    return report.status_decided or any(source.trusted is not None for source in report.sources)


def expose(batch: Batch, found: Comparison, url: str, at: datetime) -> None:
    """Quarantine the stored report: it prints what the page at `url` does, with words put in.

    Nothing of it is deleted: its pages stay its sources, and the decision is recorded and can be taken back.
    """
    batch.flush()
    connection, stored = batch.connection, found.stored
    report, address = stored.report, page_url(batch, stored.page_id)
    seen = list(sightings(found.turned, url, found.in_stored))
    _weigh_again(connection, report.version_id, seen)
    before = {name: getattr(report, name) for name in _REPORT_COLUMNS}
    report.status = "quarantined"
    name = _free(connection, f"quarantined|{stored.portal}|{address}", report.id)
    batch.known.move_identity(report, name, report.keys(report.sources[0]))
    values = {"status": report.status, "identity": name}
    connection.execute(update(Report).where(Report.id == report.id).values(values))
    pages = select(Source.page_id).where(Source.report_id == report.id, Source.ended.is_(None))
    connection.execute(update(Page).where(Page.id.in_(pages)).values(outcome="quarantined"))
    why = f"agrees with {url} but for {', '.join(change.added for change in found.in_stored)}"
    _record(connection, report.id, why, before, at)
    facts = PageFacts(stored.portal, address, address, at)
    batch.undone.alarm("copy-found", facts, f"report {report.id} {why}: quarantined")


def _free(connection: Connection, name: str, report_id: int) -> str:
    taken = connection.execute(select(Report.id).where(Report.identity == name, Report.id != report_id)).scalar()
    return name if taken is None else f"{name}|#{report_id}"


def _record(connection: Connection, report_id: int, why: str, before: dict[str, Any], at: datetime) -> None:
    values = {
        "made": at,
        "action": "quarantine",
        "who": PROGRAM,
        "report_id": report_id,
        "rule": RULE,
        "why": why,
        "before": {"reports": {str(report_id): before}, "sources": {}},
    }
    connection.execute(insert(Decision).values(values))


def _weigh_again(connection: Connection, version: int, seen: list[Sighting]) -> None:
    """The version's verdict, evidence and findings, with what the comparison showed."""
    rows = connection.execute(select(*_EVIDENCE).where(Evidence.version_id == version).order_by(Evidence.line))
    verdict = reconsidered(Verdict(evidence=tuple(Piece(*row) for row in rows)), seen)
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
    connection.execute(insert(table), [dict(zip(names, (version, *row), strict=True)) for row in rows])
