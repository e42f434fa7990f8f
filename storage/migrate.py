"""Making and migrating the schema with Alembic, from wherever the package is installed."""

from __future__ import annotations

import importlib.resources
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from storage.engine import (
    SCHEMA_REVISION,
    check_revision,
    database_url,
    explain,
    make_engine,
    schema_revision,
    sqlite_file,
)
from storage.problems import StorageUnavailable

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection, Engine


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file: the scripts lie in the installed `migrations` package."""
    from alembic.config import Config  # late: it costs 0.2 s that an up-to-date database never needs

    config = Config()
    config.set_main_option("script_location", str(importlib.resources.files("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(address: str, revision: str = "head") -> None:
    """Bring the database to a revision, in one transaction; a second process that does the same waits for it."""
    from alembic import command

    engine = _writable_engine(address)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(5702014)")
        command.upgrade(alembic_config(connection), revision)
    engine.dispose()


def downgrade(address: str, revision: str) -> None:
    """Take the database back to a revision (`base` empties it)."""
    from alembic import command

    engine = _writable_engine(address)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), revision)
    engine.dispose()


def open_for_writing(address: str) -> Engine:
    """The engine of a run: SQLite is made and migrated on the way, PostgreSQL has to be at today's schema.

    Raises StorageUnavailable: unreachable, unwritable, or `scrapy db upgrade` is due.
    """
    url = database_url(address)
    engine = _writable_engine(address)
    try:
        with engine.connect() as connection:
            revision = schema_revision(connection)
        if url.get_backend_name() == "sqlite" and (revision is None or revision < SCHEMA_REVISION):
            upgrade(address)
            revision = SCHEMA_REVISION
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise StorageUnavailable(explain(error, url)) from error
    check_revision(revision, url)
    return engine


def _writable_engine(address: str) -> Engine:
    file = sqlite_file(database_url(address))
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnavailable(f"cannot make the folder of the database {file}: {error.strerror}") from error
    return make_engine(address, writing=True)
