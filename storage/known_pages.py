"""What a run asks before it fetches: the pages and lists that earlier runs stored for a portal."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from storage.outcomes import ArchivePosition, KnownList, KnownPage
from storage.revisits import DEFAULT_POLICY, RevisitPolicy
from storage.tables import Failure, Page, PageFile, ReportList


def known_pages(connection: Connection, portal: str, policy: RevisitPolicy = DEFAULT_POLICY) -> dict[str, KnownPage]:
    """By address. A page that waits for one of its files gives no validators and is due: it has to be read again."""
    waiting = _waiting(connection, portal)
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
    for row in connection.execute(query):
        known = KnownPage(*tuple(row))
        if row.url in waiting:
            kind, count = waiting[row.url]
            due = min(known.next_due, policy.next_try(known.last_fetched, kind=kind, failures=count))
            known = replace(known, body_sha256=None, etag=None, last_modified=None, next_due=due)
        pages[row.url] = known
    return pages


def archived_body(connection: Connection, portal: str, url: str) -> tuple[str, ArchivePosition] | None:
    """SHA-256 of the body that was last read at the address, and where the archive holds it."""
    columns = (Page.body_sha256, Page.archive_file, Page.archive_offset, Page.archive_length)
    row = connection.execute(select(*columns).where(Page.portal == portal, Page.url == url)).one_or_none()
    if row is None or None in tuple(row):
        return None
    return row.body_sha256, ArchivePosition(row.archive_file, row.archive_offset, row.archive_length)


def archived_file(connection: Connection, sha256: str) -> ArchivePosition | None:
    """Where the archive holds a linked file of these bytes, whichever page linked it."""
    columns = (PageFile.archive_file, PageFile.archive_offset, PageFile.archive_length)
    row = connection.execute(select(*columns).where(PageFile.sha256 == sha256).limit(1)).one_or_none()
    return None if row is None else ArchivePosition(*row)


def _waiting(connection: Connection, portal: str) -> dict[str, tuple[str, int]]:
    """Pages with a file that did not come: its failure's kind, and in how many runs it failed."""
    query = select(Failure.part_of, Failure.kind, Failure.count).where(
        Failure.portal == portal, Failure.resolved.is_(None), Failure.part_of.is_not(None)
    )
    return {str(page): (kind, count) for page, kind, count in connection.execute(query.order_by(Failure.count.desc()))}


def known_lists(connection: Connection, portal: str) -> list[KnownList]:
    """The report lists found at a portal, the last seen first."""
    query = select(
        ReportList.url,
        ReportList.column_url,
        ReportList.platform,
        ReportList.last_seen,
        ReportList.links,
        ReportList.evidence,
        ReportList.run_id,
    ).where(ReportList.portal == portal)
    rows = connection.execute(query.order_by(ReportList.last_seen.desc(), ReportList.id))
    return [KnownList(*row) for row in rows]
