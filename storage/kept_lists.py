"""Readings of list pages, kept from run to run: a memory that only spares work, so that nothing depends on it.

They are written when a portal's work is done, in that transaction; what a killed run read is read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, select

from storage.outcomes import KeptList
from storage.rows import upsert_into
from storage.tables import ListReading


def kept_lists(connection: Connection, portal: str) -> dict[str, KeptList]:
    """By place, what earlier runs kept of a portal's list pages."""
    query = select(ListReading.place, ListReading.digest, ListReading.reading).where(ListReading.portal == portal)
    return {place: KeptList(digest, reading) for place, digest, reading in connection.execute(query)}


def keep_lists(connection: Connection, portal: str, new: Mapping[str, KeptList], gone: Sequence[str]) -> None:
    """Keep these readings, each in the place of an earlier one; drop those whose places are gone."""
    if gone:
        mine = (ListReading.portal == portal) & ListReading.place.in_(gone)
        connection.execute(delete(ListReading).where(mine))
    if not new:
        return
    upsert = upsert_into(connection, ListReading)
    renewed = {name: upsert.excluded[name] for name in ("digest", "reading")}
    rows = [
        {"portal": portal, "place": place, "digest": kept.digest, "reading": kept.reading}
        for place, kept in new.items()
    ]
    connection.execute(upsert.on_conflict_do_update(index_elements=["portal", "place"], set_=renewed), rows)
