"""What the commands share that read the database: one line and exit status 2 for a user's mistake, JSON on request."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from storage.problems import StorageUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection


class ReadingCommand(ScrapyCommand):
    """Subclasses answer in `answer`; a mistake there is told by `refuse`."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own way to declare it
    #: whether the answer is rows, which `--json` gives as JSON
    gives_rows = True

    @property
    def database(self) -> str:
        """DATABASE_URL: `-s`, else the environment, else the settings module."""
        assert self.settings is not None
        return str(self.settings["DATABASE_URL"])

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        if self.gives_rows:
            parser.add_argument("--json", action="store_true", help="JSON instead of a table")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries that all see one state of the database."""
        from storage.engine import open_existing, snapshot

        engine = open_existing(self.database)
        try:
            with snapshot(engine) as connection:
                yield connection
        finally:
            engine.dispose()

    def check_portal(self, connection: Connection, slug: str | None) -> None:
        """Refuse a portal that neither database nor registry knows: an empty answer would look like good news."""
        from storage.queries import portal_slugs

        known = portal_slugs(connection) if slug is not None else set()
        if slug is None or slug in known:
            return
        from crawler import registry

        assert self.settings is not None
        try:
            known |= {portal.slug for portal in registry.load(self.settings.get("PORTALS_REGISTRY") or None)}
        except registry.RegistryError as mistake:
            raise UsageError(str(mistake)) from mistake
        if slug not in known:
            raise UsageError(f"unknown portal {slug!r}; {registry.nearest(slug, sorted(known))}")

    @staticmethod
    def check_kind(kind: str | None, known: Iterable[str]) -> None:
        """Refuse a kind that does not exist; `blocked:ruishu` is one of `blocked`."""
        if kind is not None and kind.partition(":")[0] not in known:
            raise UsageError(f"unknown kind {kind!r}; kinds are {', '.join(sorted(known))}")

    def answer(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the command's work."""
        raise NotImplementedError

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Turn every mistake that a user can make into one line."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            self.answer(args, opts)
            sys.stdout.flush()
        except BrokenPipeError:
            # `| head` closed the pipe; nobody is left to tell, and Python would complain at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except UsageError as mistake:
            self.refuse(str(mistake))
        except StorageUnavailable as mistake:
            self.refuse(str(mistake))
        except SQLAlchemyError as error:
            first = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            self.refuse(f"the database cannot be read: {first}")

    @staticmethod
    def no_arguments(args: list[str]) -> None:
        """For commands that take options only."""
        if args:
            raise UsageError(f"unexpected argument {args[0]!r}; see --help", print_help=False)

    def refuse(self, message: str) -> None:
        """One line on stderr, exit status 2."""
        command = type(self).__module__.rsplit(".", 1)[-1]
        print(f"scrapy {command}: {message}", file=sys.stderr)
        self.exitcode = 2
