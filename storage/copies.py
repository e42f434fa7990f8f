"""Doctored copies and the genuine reports that they copy, whichever of the two was met first."""

from __future__ import annotations

from sqlalchemy import Connection, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from storage.tables import Report, Source


def tie_copies(connection: Connection) -> int:
    """Tie each quarantined report that stands alone to the accepted one of its issuer and year; returns how many.

    An issuer is told by its division; where that is unknown on one side, both have to stand on the same portal.
    Loading ties a copy to what it finds stored; this is for those that came before their original.
    """
    genuine, its_source, own_source = aliased(Report), aliased(Source), aliased(Source)
    same_portal = (
        select(its_source.id)
        .join(own_source, own_source.portal == its_source.portal)
        .where(its_source.report_id == genuine.id, own_source.report_id == Report.id)
        .correlate(genuine, Report)
        .exists()
    )
    unknown = or_(genuine.division_code.is_(None), Report.division_code.is_(None))
    original = (
        select(func.min(genuine.id))
        .where(genuine.status == "accepted", genuine.issuer_key == Report.issuer_key, genuine.year == Report.year)
        .where(or_(genuine.division_code == Report.division_code, and_(unknown, same_portal)))
        .correlate(Report)
        .scalar_subquery()
    )
    alone = and_(Report.status == "quarantined", Report.copy_of.is_(None))
    found = connection.execute(select(Report.id, original).where(alone, original.is_not(None))).all()
    for report_id, original_id in found:
        connection.execute(update(Report).where(Report.id == report_id).values(copy_of=original_id))
    return len(found)
