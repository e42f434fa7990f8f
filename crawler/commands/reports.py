"""`scrapy reports`: find reports, show one, and decide about one."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from scrapy.exceptions import UsageError

from crawler import registry
from crawler.command_output import print_json_lines, print_table
from crawler.reading_command import ReadingCommand
from crawler.report_view import print_report
from storage import decisions
from storage.engine import open_existing
from storage.following import Contexts, follow, is_follow, take_back
from storage.history import report_details
from storage.loading import Loader
from storage.migrate import open_for_writing
from storage.queries import ReportFilter, find_reports
from storage.splitting import split

COLUMNS = ("id", "status", "year", "issuer", "title", "index_no", "format", "version", "portal", "url")
_USAGE = (
    "show ID | merge ID OTHER | split SOURCE | follow SOURCE | release ID | quarantine ID (each with --why WORDS) "
    "| undo DECISION"
)


class Command(ReadingCommand):
    """Without a word it lists; with one it shows or decides. Decisions name their reason and can be undone."""

    def syntax(self) -> str:
        return f"[--portal --issuer --year --status --query --json] | {_USAGE}"

    def short_desc(self) -> str:
        return "Find reports, show one with its tables and history, merge, split, follow, release, quarantine"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--portal", help="reports that this portal carries")
        parser.add_argument("--issuer", help="part of the issuer's name")
        parser.add_argument("--year", type=int, help="the year reported on")
        parser.add_argument("--status", choices=("accepted", "quarantined", "merged"))
        parser.add_argument("--query", help="words of title, issuer, index or document number")
        parser.add_argument("--limit", type=int, default=50, help="at most so many (default 50)")
        parser.add_argument("--why", help="the reason of a decision")

    def answer(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            self._list(opts)
        elif args[0] == "show":
            self._show(_number(args, 1), opts)
        elif args[0] in ("split", "follow"):
            self._reread(args[0], _number(args, 1), opts.why)
        elif args[0] == "undo" and self._is_follow(_number(args, 1)):
            self._with_archive(lambda *archive: _take_back(_number(args, 1), *archive))
        else:
            self._decide(args, opts)

    def _list(self, opts: argparse.Namespace) -> None:
        wanted = ReportFilter(opts.portal, opts.issuer, opts.year, opts.status, opts.query, opts.limit)
        with self.reading() as connection:
            found = find_reports(connection, wanted)
        if opts.json:
            print_json_lines(found)
        else:
            print_table("Reports", COLUMNS, found, empty="No report fits.")

    def _show(self, report_id: int, opts: argparse.Namespace) -> None:
        with self.reading() as connection:
            report = report_details(connection, report_id)
        if report is None:
            self.refuse(f"there is no report {report_id}; `scrapy reports --query …` finds ids")
        elif opts.json:
            print_json_lines([report])
        else:
            print_report(report)

    def _reread(self, action: str, source: int, why: str | None) -> None:
        """Decide about one of a report's pages, which is read again from the archive for it."""
        if not why:
            raise UsageError(f"{action} needs a reason: --why '…'")
        self._with_archive(lambda loader, *archive: _REREAD[action](loader, source, why, *archive))

    def _is_follow(self, decision: int) -> bool:
        with self.reading() as connection:
            return is_follow(connection, decision)

    def _with_archive(self, decide: Callable[[Loader, str, Contexts], str]) -> None:
        assert self.settings is not None
        open_existing(self.database).dispose()
        contexts = {row.slug: row.context() for row in registry.load(self.settings["PORTALS_REGISTRY"] or None)}
        loader = Loader(self.database)
        try:
            print(decide(loader, str(self.settings["ARCHIVE_DIR"]), contexts))
        except decisions.DecisionError as mistake:
            self.refuse(str(mistake))
        finally:
            loader.close()

    def _decide(self, args: list[str], opts: argparse.Namespace) -> None:
        decide = _decision(args, opts.why)
        open_existing(self.database).dispose()  # a decision never makes a database
        engine = open_for_writing(self.database)
        try:
            with engine.begin() as connection:
                print(decide(connection))
        except decisions.DecisionError as mistake:
            self.refuse(str(mistake))
        finally:
            engine.dispose()


def _split(loader: Loader, source: int, why: str, directory: str, contexts: Contexts) -> str:
    report = split(loader, source, why, directory, contexts)
    return f"split: source {source} is report {report} now (`scrapy reports merge` takes it back)"


def _follow(loader: Loader, source: int, why: str, directory: str, contexts: Contexts) -> str:
    return _told("follow", follow(loader, source, why, directory, contexts))


def _take_back(decision: int, loader: Loader, directory: str, contexts: Contexts) -> str:
    return f"taken back: {take_back(loader, decision, directory, contexts)}"


_REREAD = {"split": _split, "follow": _follow}


def _decision(args: list[str], why: str | None) -> Callable[[Any], str]:
    """What a word and its numbers ask for, as a function of the connection."""
    action = args[0]
    if action == "undo":
        decision = _number(args, 1)
        return lambda connection: f"taken back: {decisions.undo(connection, decision)}"
    if action not in ("merge", "release", "quarantine"):
        raise UsageError(f"unknown word {action!r}; known: {_USAGE}")
    if not why:
        raise UsageError(f"{action} needs a reason: --why '…'")
    first = _number(args, 1)
    if action == "merge":
        other = _number(args, 2)
        return lambda connection: _told("merge", decisions.merge(connection, first, other, why))
    function = decisions.release if action == "release" else decisions.quarantine
    return lambda connection: _told(action, function(connection, first, why))


def _told(action: str, decision: int) -> str:
    return f"{action}: decision {decision} (`scrapy reports undo {decision}` takes it back)"


def _number(args: list[str], place: int) -> int:
    if len(args) <= place or not args[place].isdigit():
        raise UsageError(f"`reports {args[0]}` needs a number; usage: {_USAGE}")
    return int(args[place])
