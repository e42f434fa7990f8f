"""How the last runs found each portal: `ok` or `failing`."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.tables import Portal


def portal_states(connection: Connection) -> dict[str, str]:
    """Slug -> state, for every portal that some run has finished with; others are left out."""
    query = select(Portal.slug, Portal.last_complete, Portal.failing_since)
    return {
        slug: "failing" if failing else "ok"
        for slug, complete, failing in connection.execute(query)
        if failing or complete
    }
