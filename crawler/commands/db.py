"""`scrapy db upgrade|revision`: bring the database's tables to what this code needs."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError

from crawler.reading_command import ReadingCommand
from storage.problems import StorageUnavailable


class Command(ReadingCommand):
    """On SQLite a run does this itself; on PostgreSQL it is the operator's decision when."""

    gives_rows = False

    def syntax(self) -> str:
        return "upgrade | revision | downgrade REVISION"

    def short_desc(self) -> str:
        return "Make or migrate the database's tables: `scrapy db upgrade`"

    def answer(self, args: list[str], opts: argparse.Namespace) -> None:
        from alembic.util import CommandError
        from sqlalchemy.exc import SQLAlchemyError

        from storage.engine import database_url, explain

        try:
            self._answer(args)
        except SQLAlchemyError as error:
            raise StorageUnavailable(explain(error, database_url(self.database))) from error
        except CommandError as mistake:
            raise UsageError(f"{mistake}; `scrapy db revision` names today's") from mistake

    def _answer(self, args: list[str]) -> None:
        from storage.engine import SCHEMA_REVISION
        from storage.migrate import downgrade, upgrade

        match args:
            case ["upgrade"]:
                upgrade(self.database)
                print(f"the database is at revision {self._revision()}")
            case ["revision"]:
                print(f"the database is at revision {self._revision()}; this code needs {SCHEMA_REVISION}")
            case ["downgrade", revision]:
                downgrade(self.database, revision)
                print(f"the database is at revision {self._revision()}")
            case _:
                raise UsageError("say what to do: `scrapy db upgrade`, `revision` or `downgrade REVISION`")

    def _revision(self) -> str:
        from storage.engine import database_url, make_engine, schema_revision, sqlite_file

        file = sqlite_file(database_url(self.database))
        if file is not None and not file.exists():  # SQLite would make it to look into it
            return "none (no tables yet)"
        engine = make_engine(self.database)
        with engine.connect() as connection:
            return schema_revision(connection) or "none (no tables yet)"
