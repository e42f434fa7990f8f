"""Doctored copies and the genuine reports that they copy, whichever of the two was met first."""

from __future__ import annotations

from sqlalchemy import Connection, and_, func, or_, select, update

from storage.tables import Report, Source


def tie_copies(connection: Connection) -> int:
    """Tie each quarantined report that stands alone to the accepted one of its issuer and year; returns how many.

    An issuer is told by its division; where that is unknown on one side, both have to stand on the same portal.
    Loading ties a copy to what it finds stored; this is for those that came before their original.
    """
    genuine, its_source, own_source = (table.__table__.alias() for table in (Report, Source, Source))
    same_portal = (
        select(its_source.c.id)
        .join(own_source, own_source.c.portal == its_source.c.portal)
        .where(its_source.c.report_id == genuine.c.id, own_source.c.report_id == Report.id)
        .correlate(genuine, Report)
        .exists()
    )
    unknown = or_(genuine.c.division_code.is_(None), Report.division_code.is_(None))
    original = (
        select(func.min(genuine.c.id))
        .where(genuine.c.status == "accepted")
        .where(genuine.c.issuer_key == Report.issuer_key, genuine.c.year == Report.year)
        .where(or_(genuine.c.division_code == Report.division_code, and_(unknown, same_portal)))
        .correlate(Report)
        .scalar_subquery()
    )
    alone = and_(Report.status == "quarantined", Report.copy_of.is_(None))
    found = connection.execute(select(Report.id, original).where(alone, original.is_not(None))).all()
    for report_id, original_id in found:
        connection.execute(update(Report).where(Report.id == report_id).values(copy_of=original_id))
    return len(found)
