"""Pages that today's lists no longer show: missed once, vanished after the second complete visit, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from storage.outcomes import PageFacts, PortalOutcome
from storage.tables import Page, Portal, Report, Source

if TYPE_CHECKING:
    from storage.batch import Batch

#: complete visits in a row that have to miss a page before it counts as vanished
MISSES_TO_VANISH = 2

#: fewer known reports may well go missing one by one
REPORTS_TO_MISS = 3

_PAGE = (Page.id, Page.url, Page.misses, Page.vanished, Page.first_seen, Page.outcome)


def mark_missing(batch: Batch, outcome: PortalOutcome) -> None:
    """Count the complete visits that did not list a page, and mark what vanished or is back."""
    listed = set(outcome.listed_urls)
    pages = batch.connection.execute(select(*_PAGE).where(Page.portal == outcome.portal)).all()
    _alarm_if_all_are_missing(batch, outcome, listed, pages)
    touched = set()
    columns = ("misses", "vanished")
    for page in pages:
        if page.url in listed:
            if page.misses or page.vanished:
                batch.updates["pages", columns].append((0, None, page.id))
                touched.add(page.id)
        elif page.first_seen <= outcome.started_at and page.vanished is None:
            misses = page.misses + 1
            vanished = outcome.finished_at if misses >= MISSES_TO_VANISH else None
            batch.updates["pages", columns].append((misses, batch.writer.moment(vanished), page.id))
            if vanished:
                touched.add(page.id)
                batch.undone.resolve(outcome.portal, page.url, outcome.finished_at)
    batch.flush()
    if touched:
        from storage.followed import look_at_living  # late: after most runs every page is where it was

        _mark_reports(batch.connection, touched, outcome.finished_at)
        look_at_living(batch.connection, touched, outcome.finished_at)


def _alarm_if_all_are_missing(batch: Batch, outcome: PortalOutcome, listed: set[str], pages: Sequence[Any]) -> None:
    """Lists that show none of the reports that they showed last time: a portal rebuilt, or somebody else's by now."""
    there = [page for page in pages if page.outcome == "report" and page.vanished is None and not page.misses]
    known = [page.url for page in there if page.first_seen <= outcome.started_at]
    if len(known) < REPORTS_TO_MISS or not listed.isdisjoint(known):
        return
    home = batch.connection.execute(select(Portal.home_url).where(Portal.slug == outcome.portal)).scalar_one()
    message = f"today's lists show none of the {len(known)} report pages that they showed before"
    batch.undone.alarm("lists-replaced", PageFacts(outcome.portal, home, home, outcome.finished_at), message)


def _mark_reports(connection: Connection, page_ids: set[int], at: datetime) -> None:
    """A report has vanished when all pages that carry it have."""
    reports = select(Source.report_id).where(Source.page_id.in_(page_ids))
    shown = (
        select(Source.id)
        .join(Page, Page.id == Source.page_id)
        .where(Source.report_id == Report.id, Page.vanished.is_(None))
        .exists()
    )
    touched = update(Report).where(Report.id.in_(reports))
    connection.execute(touched.where(~shown, Report.vanished.is_(None)).values(vanished=at))
    connection.execute(touched.where(shown).values(vanished=None))
