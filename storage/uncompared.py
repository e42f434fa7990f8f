"""Which reports wait for the comparison at a run's end; apart from it, since after most runs there are none."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.tables import Report


def uncompared(connection: Connection, most: int) -> list[int]:
    """At most that many accepted reports whose current version was not compared with others yet."""
    query = select(Report.id).where(Report.compared.is_(False), Report.status == "accepted")
    return list(connection.execute(query.order_by(Report.id).limit(most)).scalars())
