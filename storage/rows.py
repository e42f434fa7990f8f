"""Rows straight to the driver: executemany on SQLite, COPY and unnest on PostgreSQL.

SQLAlchemy's own executemany costs about twice the driver's on SQLite and six times COPY on PostgreSQL; here the tables
still come from the models, so a column is named in one place only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table, text

from storage.base import Base
from storage.row_values import Row


def upsert_into(connection: Connection, table: Any) -> Any:
    """An INSERT of the connection's database that may say what happens to rows that are there already.

    Imported by name: SQLAlchemy's PostgreSQL dialect brings all its drivers along, which SQLite has no use for.
    """
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)


def rows_among(connection: Connection, query: str, values: Sequence[Row]) -> Sequence[Any]:
    """Rows whose key is among `values`, which go where the query says `{}` (behind `IN` or `AS`).

    Spelt for the driver: building such a query with SQLAlchemy costs more than running it.
    """
    if not values:
        return ()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    one = f"({', '.join([mark] * len(values[0]))})"
    spelt = query.format(f"(VALUES {', '.join([one] * len(values))})")
    return connection.exec_driver_sql(spelt, tuple(value for row in values for value in row)).fetchall()


class RowWriter:
    """Writes rows of one transaction; values are plain Python, times come from `moment`, JSON from `as_json`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self._written: dict[datetime, str] = {}
        #: the last id given out of each table: rows are inserted later than they get theirs
        self._given: dict[str, int] = {}

    def moment(self, value: datetime | None) -> Any:
        """A time as the driver wants it; naive times are refused as in `storage.base.Moment`."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time without a zone: {value!r}")
        if not self.is_sqlite:
            return value
        written = self._written.get(value)  # one page's time goes into several rows
        if written is None:
            written = self._written[value] = value.astimezone(UTC).isoformat(" ", "microseconds")[:26]
        return written

    def new_ids(self, table: str, count: int) -> list[int]:
        """`count` fresh ids; on SQLite the write lock that the transaction holds keeps them ours."""
        if count == 0:
            return []
        if self.is_sqlite:
            last = self.connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table}").scalar_one()
            first = max(last, self._given.get(table, 0)) + 1
            self._given[table] = first + count - 1
            return list(range(first, first + count))
        query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        return list(self.connection.execute(query, {"table": table, "count": count}).scalars())

    def insert(self, table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
        """Insert rows that are known to be new; a key that exists after all raises IntegrityError."""
        if not rows:
            return
        if self.is_sqlite:
            self.connection.exec_driver_sql(_insert_sql(table, columns), rows)
            return
        driver: Any = self.connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(_copy_sql(table, columns)) as copy:
            for row in rows:
                copy.write_row(row)

    def update(self, table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
        """Update by id: each row gives the columns' values, then the id."""
        if not rows:
            return
        if self.is_sqlite:
            self.connection.exec_driver_sql(_update_sql(table, columns), rows)
            return
        arrays = tuple(list(values) for values in zip(*rows, strict=True))
        self.connection.exec_driver_sql(_unnest_sql(table, columns), arrays)

    def delete_files(self, keys: Sequence[tuple[int, str]]) -> None:
        """Remove files of pages by (page, address)."""
        query = text("DELETE FROM page_files WHERE page_id = :id AND url = :url")
        for page_id, url in keys:
            self.connection.execute(query, {"id": page_id, "url": url})

    def delete_version(self, version_id: int, parts: Sequence[str]) -> None:
        """Remove a version with all it prints, before it is written anew."""
        for table in parts:
            self.connection.execute(text(f"DELETE FROM {table} WHERE version_id = :id"), {"id": version_id})
        self.connection.execute(text("DELETE FROM report_versions WHERE id = :id"), {"id": version_id})


@lru_cache(maxsize=256)
def _insert_sql(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


@lru_cache(maxsize=256)
def _copy_sql(table: str, columns: tuple[str, ...]) -> str:
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN"


@lru_cache(maxsize=256)
def _update_sql(table: str, columns: tuple[str, ...]) -> str:
    return f"UPDATE {table} SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?"


@lru_cache(maxsize=256)
def _unnest_sql(table: str, columns: tuple[str, ...]) -> str:
    from sqlalchemy.dialects import postgresql

    model: Table = Base.metadata.tables[table]
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    names = (*columns, "id")
    types = [model.c[name].type.compile(dialect) for name in names]
    values = ", ".join(f"%s::{kind}[]" for kind in types)
    sets = ", ".join(f"{column} = new.{column}" for column in columns)
    return f"UPDATE {table} SET {sets} FROM unnest({values}) AS new({', '.join(names)}) WHERE {table}.id = new.id"
