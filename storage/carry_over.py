"""A year's carried-in applications against the carried-out of the year before, of the same body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text

from reports.arithmetic import CARRY_OVER as RULE
from reports.arithmetic import check_carry_over
from reports.model import Finding as Found
from reports.model import Number
from reports.statutory import APPLICANTS
from storage.tables import Finding

__all__ = ["RULE", "set_carry_over"]

_COLUMNS = ", ".join(
    f"{row}.{column} AS {row}_{column}" for row in ("carried_in", "carried_out") for column in APPLICANTS
)
_PAIRS = """
SELECT later.id AS version_id, ra.year AS year, {columns}
FROM reports ra
JOIN reports rb ON rb.issuer_key = ra.issuer_key AND rb.year = ra.year - 1 AND rb.status = 'accepted'
     AND (rb.division_code = ra.division_code OR (rb.division_code IS NULL AND ra.division_code IS NULL))
JOIN report_versions later ON later.report_id = ra.id AND later.number = ra.current_version
JOIN report_versions before ON before.report_id = rb.id AND before.number = rb.current_version
JOIN application_figures carried_in ON carried_in.version_id = later.id AND carried_in.row_code = 'carried_in'
JOIN application_figures carried_out ON carried_out.version_id = before.id AND carried_out.row_code = 'carried_out'
WHERE ra.status = 'accepted' AND ra.division_code IS NOT NULL AND {which}.id IN ({ids})
"""


def set_carry_over(connection: Connection, report_ids: Sequence[int]) -> None:
    """Set or clear the finding on these reports and on those of the year after them.

    Only bodies of a known division are compared: 教育局 without one could be anybody's.
    """
    ids = ", ".join(str(int(report_id)) for report_id in report_ids)
    pairs: dict[int, Any] = {}
    for which in ("ra", "rb"):
        for pair in connection.execute(text(_PAIRS.format(which=which, ids=ids, columns=_COLUMNS))):
            pairs[pair.version_id] = pair
    if not pairs:
        return
    connection.execute(delete(Finding).where(Finding.version_id.in_(pairs), Finding.rule == RULE))
    for pair in pairs.values():
        earlier, later = ({row: _figures(pair, row)} for row in ("carried_out", "carried_in"))
        _add(connection, pair.version_id, check_carry_over(earlier, later, pair.year))


def _figures(pair: Any, row: str) -> dict[str, Number | None]:
    return {column: getattr(pair, f"{row}_{column}") for column in APPLICANTS}


def _add(connection: Connection, version_id: int, findings: Sequence[Found]) -> None:
    last = select(func.coalesce(func.max(Finding.line), -1)).where(Finding.version_id == version_id)
    line = connection.execute(last).scalar_one() + 1
    rows = [
        {
            "version_id": version_id,
            "line": line + number,
            "rule": RULE,
            "severity": found.severity,
            "message": found.message,
            "place": found.where,
        }
        for number, found in enumerate(findings)
    ]
    if rows:
        connection.execute(insert(Finding), rows)
