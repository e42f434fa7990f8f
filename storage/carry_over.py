"""A year's carried-in applications against the carried-out of the year before, of the same body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text

from storage.tables import Finding

RULE = "applications.carry_over"

_PAIRS = """
SELECT later.id AS version_id, rb.year AS year_before, carried_in.total AS carried_in, carried_out.total AS carried_out
FROM reports ra
JOIN reports rb ON rb.issuer_key = ra.issuer_key AND rb.year = ra.year - 1 AND rb.status = 'accepted'
     AND (rb.division_code = ra.division_code OR (rb.division_code IS NULL AND ra.division_code IS NULL))
JOIN report_versions later ON later.report_id = ra.id AND later.number = ra.current_version
JOIN report_versions before ON before.report_id = rb.id AND before.number = rb.current_version
JOIN application_figures carried_in ON carried_in.version_id = later.id AND carried_in.row_code = 'carried_in'
JOIN application_figures carried_out ON carried_out.version_id = before.id AND carried_out.row_code = 'carried_out'
WHERE ra.status = 'accepted' AND ra.division_code IS NOT NULL
      AND carried_in.total IS NOT NULL AND carried_out.total IS NOT NULL AND {which}.id IN ({ids})
"""


def check_carry_over(connection: Connection, report_ids: Sequence[int]) -> None:
    """Set or clear the finding on these reports and on those of the year after them.

    Only bodies of a known division are compared: 教育局 without one could be anybody's.
    """
    ids = ", ".join(str(int(report_id)) for report_id in report_ids)
    pairs: dict[int, Any] = {}
    for which in ("ra", "rb"):
        for pair in connection.execute(text(_PAIRS.format(which=which, ids=ids))):
            pairs[pair.version_id] = pair
    if not pairs:
        return
    connection.execute(delete(Finding).where(Finding.version_id.in_(pairs), Finding.rule == RULE))
    for pair in pairs.values():
        if pair.carried_in != pair.carried_out:
            _add(connection, pair)


def _add(connection: Connection, pair: Any) -> None:
    last = select(func.coalesce(func.max(Finding.line), -1)).where(Finding.version_id == pair.version_id)
    message = (
        f"applications.carried_in.total is {pair.carried_in}, but the report for {pair.year_before} carried out "
        f"{pair.carried_out} (applications.carried_out.total)"
    )
    values = {
        "version_id": pair.version_id,
        "line": connection.execute(last).scalar_one() + 1,
        "rule": RULE,
        "severity": "warning",
        "message": message,
        "place": "applications.carried_in.total",
    }
    connection.execute(insert(Finding).values(values))
