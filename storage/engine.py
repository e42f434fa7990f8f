"""Opening the database: engines, the SQLite settings, and messages that say what is wrong and what to do."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from storage.problems import StorageUnavailable

#: the revision that this code was written for: the head of `migrations/` (a test holds the two together)
SCHEMA_REVISION = "0005"

#: seconds that a connection waits for another writer on SQLite
BUSY_SECONDS = 60


def database_url(address: str) -> URL:
    """Parse `DATABASE_URL`; `postgresql://` means psycopg 3.

    Raises StorageUnavailable for an address that is no SQLAlchemy URL or of a database that is not supported.
    """
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise StorageUnavailable(f"DATABASE_URL is not a database address: {address!r}") from error
    if backend not in ("sqlite", "postgresql"):
        raise StorageUnavailable(f"DATABASE_URL names {backend!r}; SQLite and PostgreSQL are supported")
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite address; None for PostgreSQL and for databases in memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def make_engine(address: str, *, writing: bool = False) -> Engine:
    """An engine for the address; `writing` takes SQLite's write lock at the start of each transaction.

    Taking the lock late would let two writers read the same state and then refuse one of them half-way.
    """
    url = database_url(address)
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
            _prepare_sqlite(engine, "BEGIN IMMEDIATE" if writing else "BEGIN")
        else:
            engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (NoSuchModuleError, ImportError) as error:
        raise StorageUnavailable(f"DATABASE_URL needs a driver that is not installed: {error}") from error
    return engine


def _prepare_sqlite(engine: Engine, begin: str) -> None:
    """WAL lets readers work beside the writer; NORMAL may lose the last commits on a power cut, never consistency.

    A page whose commit was lost is simply due again (docs/database.md weighs this against FULL).
    """

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        _set_wal(connection)
        for pragma in (
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "cache_size=-64000",
            "mmap_size=2147418112",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _set_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; on that SQLite does not wait for other connections (runs that make the database together)."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def explain(error: BaseException, url: URL) -> str:
    """A database error in one line, with the address (without its password)."""
    cause = getattr(error, "orig", None) or error
    first = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
    return f"database {url.render_as_string(hide_password=True)}: {first}"


def schema_revision(connection: Connection) -> str | None:
    """The revision that the database is at; None where it has no schema of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def open_existing(address: str) -> Engine:
    """An engine to read a database that a run has made; StorageUnavailable says what is missing."""
    url = database_url(address)
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise StorageUnavailable(f"no database at {file}: run `scrapy crawl portals` first, or set DATABASE_URL")
    engine = make_engine(address)
    try:
        with engine.connect() as connection:
            revision = schema_revision(connection)
    except (DBAPIError, SQLAlchemyError, OSError) as error:
        raise StorageUnavailable(explain(error, url)) from error
    check_revision(revision, url)
    return engine


def snapshot(engine: Engine) -> Connection:
    """A connection whose queries all see one state of the database, whatever a run commits meanwhile."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return engine.connect()


def check_revision(revision: str | None, url: URL) -> None:
    """Refuse a database whose schema is not today's, naming the command that migrates it."""
    if revision == SCHEMA_REVISION:
        return
    where = f"database {url.render_as_string(hide_password=True)}"
    if revision is None:
        raise StorageUnavailable(f"{where} has no tables yet: run `scrapy db upgrade`")
    if revision > SCHEMA_REVISION:
        raise StorageUnavailable(
            f"{where} has schema {revision}, newer than this code's {SCHEMA_REVISION}: update nianbao"
        )
    raise StorageUnavailable(
        f"{where} has schema {revision}, this code needs {SCHEMA_REVISION}: run `scrapy db upgrade`"
    )
