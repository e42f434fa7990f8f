"""`scrapy audit`: by portal, what is quarantined and why."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from typing import Any

from crawler.command_output import print_heading, print_json_lines, print_table
from crawler.reading_command import ReadingCommand

_REPORTS = ("report", "year", "issuer", "verdict", "score", "why", "copy_of", "still_there", "decided", "url")
_PORTALS = ("portal", "quarantined", "copies", "signals")
_HACKED = ("portal", "report", "title", "excerpt", "detail", "url")
_ALARMS = ("portal", "url", "message", "raised")
#: kinds of alarms that speak of trust
_TURNED = ("page-turned", "page-replaced", "copy-found", "lists-replaced")


class Command(ReadingCommand):
    """Nothing is quarantined in silence: each report with its evidence and its place in the text."""

    def syntax(self) -> str:
        return "[--portal SLUG] [--json]"

    def short_desc(self) -> str:
        return "What is quarantined, by portal, and why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--portal", help="only this portal")

    def answer(self, args: list[str], opts: argparse.Namespace) -> None:
        from storage.audit import doctored_exclusions, hacked_pages, quarantined_reports
        from storage.queries import last_alarms

        self.no_arguments(args)
        with self.reading() as connection:
            self.check_portal(connection, opts.portal)
            reports = list(quarantined_reports(connection, opts.portal))
            others = list(doctored_exclusions(connection, opts.portal))
            hacked = list(hacked_pages(connection, opts.portal))
            alarms = [one for one in last_alarms(connection, 1000) if one["kind"] in _TURNED]
        alarms = [one for one in alarms if opts.portal in (None, one["portal"])]
        if opts.json:
            print_json_lines({"what": "report", **one} for one in reports)
            print_json_lines({"what": "other page", **one} for one in others)
            print_json_lines({"what": "hacked page", **one} for one in hacked)
            print_json_lines({"what": "alarm", **_alarm(one)} for one in alarms)
        else:
            _print(reports, others, hacked, alarms)


def _alarm(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("portal", "url", "kind", "message", "raised")}


def _print(
    reports: list[dict[str, Any]],
    others: list[dict[str, Any]],
    hacked: list[dict[str, Any]],
    alarms: list[dict[str, Any]],
) -> None:
    print_table("Quarantine by portal", _PORTALS, _by_portal(reports), empty="Nothing is quarantined.")
    for portal in dict.fromkeys(report["portal"] for report in reports):
        mine = [report for report in reports if report["portal"] == portal]
        print_table(f"Quarantined at {portal}", _REPORTS, [_row(report) for report in mine])
    if others:
        print_table("Doctored pages that are no reports", ("portal", "kind", "title", "reason", "url"), others)
    if hacked:
        print_table("Accepted reports on pages that somebody broke into", _HACKED, hacked)
    if alarms:
        print_table("Pages that turned", _ALARMS, alarms)
    if reports:
        print_heading("`scrapy reports show ID` has the whole; `scrapy reports release ID --why '…'` lets one out.")


def _by_portal(reports: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    counted: dict[str, Counter[str]] = {}
    for report in reports:
        counter = counted.setdefault(report["portal"], Counter())
        counter["quarantined"] += 1
        counter["copies"] += report["copy_of"] is not None
        counter.update(sorted({f"signal {piece['signal']}" for piece in report["evidence"] if piece["weight"] > 0}))
    return [
        {
            "portal": portal,
            "quarantined": counter["quarantined"],
            "copies": counter["copies"],
            "signals": ", ".join(f"{name[7:]} {n}" for name, n in counter.most_common() if name.startswith("signal ")),
        }
        for portal, counter in counted.items()
    ]


def _row(report: dict[str, Any]) -> dict[str, Any]:
    pieces = {(piece["signal"], piece["excerpt"]): piece for piece in report["evidence"]}
    why = "; ".join(f"{signal}: {excerpt}{_place(piece)}" for (signal, excerpt), piece in pieces.items())
    decided = "; ".join(f"{one['action']} by {one['who']}, {one['made']}: {one['why']}" for one in report["decisions"])
    return {**report, "why": why or "an operator's decision", "decided": decided}


def _place(piece: dict[str, Any]) -> str:
    return f" (at {piece['position']})" if piece["position"] is not None else f" ({piece['detail']})"
