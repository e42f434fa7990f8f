"""Taking a page out of a report that it does not belong to: the page is read again from the archive, by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from storage.batch import Batch, read_of
from storage.decisions import DecisionError, record_split
from storage.reparse import ArchivedSource, read_again, source_of_page
from storage.revisits import DEFAULT_POLICY
from storage.tables import ReportVersion, Source

if TYPE_CHECKING:
    from reports.model import PortalContext
    from storage.loading import Loader
    from storage.outcomes import ReadOutcome

Contexts = dict[str, "PortalContext"]


def split(loader: Loader, source_id: int, why: str, directory: str, contexts: Contexts) -> int:
    """Make a report of its own from one source; returns the new report's id.

    Raises DecisionError where the source is the report's only one, or where the archive does not hold its page.
    """
    with loader.engine.begin() as connection:
        source = _source(connection, source_id)
        outcome = _read(connection, source.page_id, directory, contexts)
        others = [_read(connection, page_id, directory, contexts) for page_id in _pages_to_reread(connection, source)]
        now = datetime.now(UTC)
        connection.execute(update(Source).where(Source.id == source_id).values(role="split", ended=now))
        batch = Batch(connection, loader.run_id, DEFAULT_POLICY, split_because=why)
        (loaded,) = batch.run([outcome], [read_of(outcome)])
        assert loaded.report_id is not None
        for other in others:
            Batch(connection, loader.run_id, DEFAULT_POLICY).run([other], [read_of(other)])
        record_split(connection, source, loaded.report_id, why)
    return loaded.report_id


def _source(connection: Connection, source_id: int) -> Any:
    source = connection.execute(select(Source.__table__).where(Source.id == source_id)).one_or_none()
    if source is None or source.role == "split":
        raise DecisionError(f"there is no source {source_id}; `scrapy reports show ID` lists a report's sources")
    others = select(Source.id).where(
        Source.report_id == source.report_id, Source.id != source_id, Source.role != "split", Source.ended.is_(None)
    )
    if connection.execute(others).first() is None:
        raise DecisionError(f"source {source_id} is the only one of report {source.report_id}: nothing to split")
    return source


def _pages_to_reread(connection: Connection, source: Any) -> list[int]:
    """The report's other pages, where the page that goes is the one that its current version was read from."""
    newest = select(ReportVersion.page_id).where(ReportVersion.report_id == source.report_id)
    if connection.execute(newest.order_by(ReportVersion.number.desc()).limit(1)).scalar() != source.page_id:
        return []
    others = select(Source.page_id).where(
        Source.report_id == source.report_id,
        Source.id != source.id,
        Source.role != "split",
        Source.ended.is_(None),
    )
    return list(connection.execute(others.order_by(Source.worth.desc(), Source.id)).scalars())


def _read(connection: Connection, page_id: int, directory: str, contexts: Contexts) -> ReadOutcome:
    archived: ArchivedSource | None = source_of_page(connection, page_id, contexts)
    if archived is None:
        raise DecisionError(f"page {page_id} is not in the archive: crawl its portal with -a full=1 first")
    outcome = read_again(archived, directory)
    if outcome.reading.report is None:
        raise DecisionError(f"{archived.facts.url} does not read as a report today: {outcome.reading.reason}")
    return outcome
