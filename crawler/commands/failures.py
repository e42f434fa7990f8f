"""`scrapy failures`: work that is not done, by portal and kind."""

from __future__ import annotations

import argparse

from crawler.command_output import print_json_lines, print_table
from crawler.reading_command import ReadingCommand

#: the contract's; of `http` and `blocked` each has several
_KIND_WORDS = (
    "refused dns tls timeout reset http blocked robots gone soft-404 redirect-loop off-site endless-list too-large "
    "decode parse worker-died no-browser budget no-list-found"
)
KINDS = frozenset(_KIND_WORDS.split())
COLUMNS = ("portal", "url", "kind", "message", "first_seen", "last_seen", "count")


class Command(ReadingCommand):
    """Pages, lists and portals that no run could finish yet."""

    def syntax(self) -> str:
        return "[--portal SLUG] [--kind KIND] [--json]"

    def short_desc(self) -> str:
        return "What could not be done yet, and why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--portal", help="only this portal")
        parser.add_argument("--kind", help="only this kind, e.g. timeout, or blocked for every blocked:...")

    def answer(self, args: list[str], opts: argparse.Namespace) -> None:
        from storage.queries import failure_kinds, failures

        self.no_arguments(args)
        with self.reading() as connection:
            self.check_portal(connection, opts.portal)
            self.check_kind(opts.kind, {*KINDS, *failure_kinds(connection)})
            rows = failures(connection, opts.portal, opts.kind)
            if opts.json:
                print_json_lines(rows)
            else:
                print_table("Work not done", COLUMNS, rows, empty="No work is left undone.")
