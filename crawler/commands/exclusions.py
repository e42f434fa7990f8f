"""`scrapy exclusions`: pages that were found and are not annual reports, and why."""

from __future__ import annotations

import argparse

from crawler.command_output import print_json_lines, print_table
from crawler.reading_command import ReadingCommand

COLUMNS = ("portal", "url", "title", "kind", "reason")


class Command(ReadingCommand):
    """Nothing is left out in silence: every page that is no report is here with its reason."""

    def syntax(self) -> str:
        return "[--portal SLUG] [--kind KIND] [--json]"

    def short_desc(self) -> str:
        return "Pages that are not annual reports, and why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--portal", help="only this portal")
        parser.add_argument("--kind", help="only this kind, e.g. notice, guide, interpretation")

    def answer(self, args: list[str], opts: argparse.Namespace) -> None:
        from reports.model import PageKind
        from storage.queries import exclusions

        self.no_arguments(args)
        with self.reading() as connection:
            self.check_portal(connection, opts.portal)
            self.check_kind(opts.kind, set(PageKind) - {PageKind.REPORT})
            rows = exclusions(connection, opts.portal, opts.kind)
            if opts.json:
                print_json_lines(rows)
            else:
                print_table("Left out", COLUMNS, rows, empty="No page was left out.")
