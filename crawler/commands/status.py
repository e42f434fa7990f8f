"""`scrapy status`: the last runs, the portals that fail and since when, what needs a look."""

from __future__ import annotations

import argparse
from typing import Any

from crawler.command_output import print_json_lines, print_table
from crawler.reading_command import ReadingCommand

_RUNS = (
    "id",
    "command",
    "started",
    "finished",
    "outcome",
    "pages",
    "reports_new",
    "reports_changed",
    "reports_unchanged",
    "reports_quarantined",
    "duplicates",
    "excluded",
    "failed",
)
_FAILING = ("slug", "name", "failing_since", "last_complete", "open_failures", "last_error")
_ALARMS = ("raised", "kind", "portal", "url", "message")


class Command(ReadingCommand):
    """The state of the whole: runs, portals, totals, alarms."""

    def syntax(self) -> str:
        return "[--runs N] [--json]"

    def short_desc(self) -> str:
        return "Last runs, failing portals and since when"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--runs", type=int, default=10, metavar="N", help="how many runs (default 10)")

    def answer(self, args: list[str], opts: argparse.Namespace) -> None:
        from storage import queries

        self.no_arguments(args)
        with self.reading() as connection:
            state: dict[str, Any] = {
                "runs": queries.last_runs(connection, opts.runs),
                "failing_portals": queries.failing_portals(connection),
                "totals": queries.totals(connection),
                "alarms": queries.last_alarms(connection),
            }
        if opts.json:
            print_json_lines([state])
            return
        print_table("Last runs", _RUNS, state["runs"], empty="No run yet.")
        print_table("Failing portals", _FAILING, state["failing_portals"], empty="No portal is failing.")
        print_table("Alarms", _ALARMS, state["alarms"], empty="No alarms.")
        totals = [{"what": name, "number": number} for name, number in state["totals"].items()]
        print_table("In the database", ("what", "number"), totals)
