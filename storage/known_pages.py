"""What a run asks before it fetches: the pages and lists that earlier runs stored for a portal."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.outcomes import KnownList, KnownPage
from storage.tables import Failure, Page, ReportList


def known_pages(connection: Connection, portal: str) -> dict[str, KnownPage]:
    """By address. A page that waits for one of its attachments gives no validators: it has to be read again."""
    waiting = select(Failure.part_of).where(
        Failure.portal == portal, Failure.resolved.is_(None), Failure.part_of.is_not(None)
    )
    incomplete = set(connection.execute(waiting).scalars())
    query = select(
        Page.url,
        Page.outcome,
        Page.body_sha256,
        Page.etag,
        Page.last_modified,
        Page.link_text,
        Page.list_date,
        Page.last_fetched,
        Page.next_due,
        Page.failures,
    ).where(Page.portal == portal)
    pages = {}
    for url, outcome, digest, etag, modified, *rest in connection.execute(query):
        if url in incomplete:
            digest = etag = modified = None
            rest[3] = rest[2]  # due now
        pages[url] = KnownPage(url, outcome, digest, etag, modified, *rest)
    return pages


def known_lists(connection: Connection, portal: str) -> list[KnownList]:
    """The report lists found at a portal, the last seen first."""
    query = select(
        ReportList.url,
        ReportList.column_url,
        ReportList.platform,
        ReportList.last_seen,
        ReportList.links,
        ReportList.evidence,
    ).where(ReportList.portal == portal)
    rows = connection.execute(query.order_by(ReportList.last_seen.desc(), ReportList.id))
    return [KnownList(*row) for row in rows]
