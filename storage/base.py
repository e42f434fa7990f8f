"""What all tables share: how they are declared, constraint names, and two column types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, MetaData, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

#: SQLite numbers rows itself only where the key is spelt INTEGER
Key = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[datetime]):
    """A point in time: `timestamptz` on PostgreSQL, UTC text on SQLite; always aware (UTC) in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: which zone it meant would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time without a zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give every stored time back in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base:
    """A table, whose columns are the class's attributes in their order; queries take class and columns as they are.

    Plain tables: all queries are written in Core, nothing is ever loaded as an object, and to import SQLAlchemy's ORM
    and map 24 classes would be a seventh of every start. Attributes are typed as `ColumnElement`, since SQLAlchemy 2.1
    types a `Column` that is asked of a class as a mistake. Names of constraints are fixed, so that migrations can speak
    of them on every database.
    """

    __tablename__: ClassVar[str]
    #: constraints and indexes, options of `Table`
    __rules__: ClassVar[tuple[SchemaItem, ...]] = ()
    __options__: ClassVar[dict[str, Any]] = {}
    __table__: ClassVar[Table]
    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    def __init_subclass__(cls) -> None:
        columns = {name: column for name, column in vars(cls).items() if isinstance(column, Column)}
        for name, column in columns.items():
            column.name = column.key = name
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns.values(), *cls.__rules__, **cls.__options__)

    @classmethod
    def __clause_element__(cls) -> Table:
        """What SQLAlchemy takes the class for."""
        return cls.__table__
