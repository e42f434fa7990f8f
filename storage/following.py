"""An operator's word on which of a report's pages is followed: the page is read again from the archive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from storage.batch import Batch, read_of
from storage.decisions import DecisionError, record_follow
from storage.reparse import ArchivedSource, read_again, source_of_page
from storage.revisits import DEFAULT_POLICY
from storage.tables import Decision, Report, ReportVersion, Source

if TYPE_CHECKING:
    from reports.model import PortalContext
    from storage.loading import Loader
    from storage.outcomes import ReadOutcome

Contexts = dict[str, "PortalContext"]


def follow(loader: Loader, source_id: int, why: str, directory: str, contexts: Contexts) -> int:
    """Let a report's versions follow this source, and keep doing so through recrawls; returns the decision's id.

    Raises DecisionError where the source carries the report no longer, or the archive does not hold its page.
    """
    with loader.engine.begin() as connection:
        source = _source(connection, source_id)
        former = _followed(connection, source.report_id)
        if former is not None and former.id != source.id:
            _read_as_followed(connection, loader, source, why, directory, contexts)
        return record_follow(connection, source, former, why)


def take_back(loader: Loader, decision_id: int, directory: str, contexts: Contexts) -> str:
    """Undo a `follow`: the page that was followed before is followed again. Returns what was undone.

    Where the program had decided, that is an operator's word from now on; else the next recrawl would decide the same.
    """
    with loader.engine.begin() as connection:
        decision = connection.execute(select(Decision.__table__).where(Decision.id == decision_id)).one()
        if decision.undone is not None:
            raise DecisionError(f"decision {decision_id} was taken back already")
        undone = {"undone": datetime.now(UTC)}
        connection.execute(update(Decision).where(Decision.id == decision_id).values(undone))
        why = f"decision {decision_id} taken back"
        for source_id in decision.before["sources"]:
            source = _source(connection, int(source_id))
            former = _followed(connection, source.report_id)
            _read_as_followed(connection, loader, source, why, directory, contexts)
            if decision.rule != "operator":
                record_follow(connection, source, former, why)
    return f"follow of report {decision.report_id}"


def is_follow(connection: Connection, decision_id: int) -> bool:
    """Whether a decision said which page to follow: taking it back needs the archive."""
    return connection.execute(select(Decision.action).where(Decision.id == decision_id)).scalar() == "follow"


def _source(connection: Connection, source_id: int) -> Any:
    query = select(Source.__table__, Report.status).join(Report, Report.id == Source.report_id)
    source = connection.execute(query.where(Source.id == source_id)).one_or_none()
    if source is None or source.role == "split" or source.status == "merged":
        raise DecisionError(f"there is no source {source_id}; `scrapy reports show ID` lists a report's sources")
    if source.ended is not None:
        raise DecisionError(f"source {source_id} carries report {source.report_id} no longer (since {source.ended})")
    return source


def _followed(connection: Connection, report_id: int) -> Any:
    """The source that the report's current version was read from."""
    current = (ReportVersion.report_id == Report.id) & (ReportVersion.number == Report.current_version)
    query = (
        select(Source.__table__)
        .join(Report, Report.id == Source.report_id)
        .join(ReportVersion, current)
        .where(Source.report_id == report_id, Source.page_id == ReportVersion.page_id)
    )
    return connection.execute(query).first()


def _read_as_followed(
    connection: Connection, loader: Loader, source: Any, why: str, directory: str, contexts: Contexts
) -> None:
    outcome = _read(connection, source, directory, contexts)
    batch = Batch(connection, loader.run_id, DEFAULT_POLICY, follow_because=why)
    (loaded,) = batch.run([outcome], [read_of(outcome)])
    if loaded.report_id != source.report_id:
        raise DecisionError(f"{outcome.page.url} reads as report {loaded.report_id} today, not as {source.report_id}")


def _read(connection: Connection, source: Any, directory: str, contexts: Contexts) -> ReadOutcome:
    archived: ArchivedSource | None = source_of_page(connection, source.page_id, contexts)
    if archived is None:
        raise DecisionError(f"page {source.page_id} is not in the archive: crawl its portal with -a full=1 first")
    outcome = read_again(archived, directory)
    if outcome.reading.report is None:
        raise DecisionError(f"{archived.facts.url} does not read as a report today: {outcome.reading.reason}")
    return outcome
