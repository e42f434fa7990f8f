"""Pages that a portal now lists under a twin of their address (http became https): the same rows, today's address."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from storage.report_rows import clean
from storage.tables import Exclusion, Failure, Page


def readdress(connection: Connection, portal: str, moved: Mapping[str, str]) -> None:
    """Give the portal's pages, with their open work, the address under which lists show them; history stays theirs.

    An address that has a row of its own already keeps it.
    """
    for old, new in ((old, clean(new)) for old, new in moved.items()):
        page, exclusion, failure = (table.__table__.alias().c for table in (Page, Exclusion, Failure))
        taken = select(page.id).where(page.portal == portal, page.url == new).exists()
        connection.execute(update(Page).where(Page.portal == portal, Page.url == old, ~taken).values(url=new))
        taken = select(exclusion.id).where(exclusion.portal == portal, exclusion.url == new).exists()
        mine = (Exclusion.portal == portal, Exclusion.url == old)
        connection.execute(update(Exclusion).where(*mine, ~taken).values(url=new))
        same = select(failure.id).where(failure.portal == portal, failure.url == new, failure.kind == Failure.kind)
        failures = update(Failure).where(Failure.portal == portal)
        connection.execute(failures.where(Failure.url == old, ~same.exists()).values(url=new))
        connection.execute(failures.where(Failure.part_of == old).values(part_of=new))
