"""Whether a version's rows still say what its page is read as: better code or a damaged row makes them differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from storage.carry_over import RULE as CARRY_OVER
from storage.changes import StoredVersion
from storage.report_rows import PART_COLUMNS

if TYPE_CHECKING:
    from reports.model import Report
    from storage.prepared import Prepared

#: columns that the page's reading does not decide, or that a database keeps with fewer digits
_NOT_COMPARED = ("version_id", "archive_file", "archive_offset", "archive_length", "weight")


def rows_agree(connection: Connection, version_id: int, report: Report, prepared: Prepared) -> bool:
    """Whether the stored version equals a reading, findings and evidence included."""
    if StoredVersion.load(connection, version_id).fields != StoredVersion.of(report).fields:
        return False
    return all(_table_agrees(connection, version_id, table, prepared) for table in PART_COLUMNS)


def _table_agrees(connection: Connection, version_id: int, table: str, prepared: Prepared) -> bool:
    names = [name for name in PART_COLUMNS[table] if name not in _NOT_COMPARED]
    places = [place for place, name in enumerate(PART_COLUMNS[table][1:]) if name in names]
    read = {tuple(row[place] for place in places) for row in prepared.parts.get(table, ())}
    query = f"SELECT {', '.join(names)} FROM {table} WHERE version_id = :id"
    if table == "findings":  # what a comparison with another year found is not of this page
        query += f" AND rule <> '{CARRY_OVER}'"
    return {tuple(row) for row in connection.execute(text(query), {"id": version_id})} == read
