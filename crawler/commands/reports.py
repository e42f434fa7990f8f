"""`scrapy reports`: find reports, show one, and decide about one."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError

from crawler.command_output import print_json_lines, print_table
from crawler.reading_command import ReadingCommand

COLUMNS = ("id", "status", "year", "issuer", "title", "index_no", "format", "version", "portal", "url")
_USAGE = (
    "show ID | merge ID OTHER | split SOURCE | follow SOURCE | release ID | quarantine ID (each with --why WORDS) "
    "| undo DECISION"
)


#: the words that decide, with how many numbers each wants
_DECISIONS = {"merge": 2, "split": 1, "follow": 1, "release": 1, "quarantine": 1, "undo": 1}


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
        elif args[0] in _DECISIONS:
            self._decide(args[0], [_number(args, 1 + place) for place in range(_DECISIONS[args[0]])], opts.why)
        else:
            raise UsageError(f"unknown word {args[0]!r}; known: {_USAGE}")

    def _list(self, opts: argparse.Namespace) -> None:
        from storage.queries import ReportFilter, find_reports

        wanted = ReportFilter(opts.portal, opts.issuer, opts.year, opts.status, opts.query, opts.limit)
        with self.reading() as connection:
            self.check_portal(connection, opts.portal)
            found = find_reports(connection, wanted)
        if opts.json:
            print_json_lines(found)
        else:
            print_table("Reports", COLUMNS, found, empty="No report fits.")

    def _show(self, report_id: int, opts: argparse.Namespace) -> None:
        from crawler.report_view import print_report
        from storage.history import report_details

        with self.reading() as connection:
            report = report_details(connection, report_id)
        if report is None:
            self.refuse(f"there is no report {report_id}; `scrapy reports --query …` finds ids")
        elif opts.json:
            print_json_lines([report])
        else:
            print_report(report)

    def _decide(self, action: str, numbers: list[int], why: str | None) -> None:
        from crawler.deciding import DecisionError, Operator

        if not why and action != "undo":
            raise UsageError(f"{action} needs a reason: --why '…'")
        assert self.settings is not None
        registry_file = self.settings["PORTALS_REGISTRY"] or None
        operator = Operator(self.database, str(self.settings["ARCHIVE_DIR"]), registry_file)
        try:
            print(operator.decide(action, numbers, why or ""))
        except DecisionError as mistake:
            self.refuse(str(mistake))


def _number(args: list[str], place: int) -> int:
    if len(args) <= place or not args[place].isdigit():
        raise UsageError(f"`reports {args[0]}` needs a number; usage: {_USAGE}")
    return int(args[place])
