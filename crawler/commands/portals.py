"""`scrapy portals list|check|add`: the registry for an operator."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError

from crawler import registry
from crawler.command_output import print_json_lines, print_table
from crawler.quiet_command import QuietCommand
from crawler.registry import LEVELS, Portal, RegistryError
from storage.problems import StorageUnavailable

if TYPE_CHECKING:
    from crawler.probing import Probe

STATES = ("ok", "failing", "never", "disabled")
_SHOWN = ("slug", "name", "division_code", "level", "platform", "state", "home_url")


class Command(QuietCommand):
    """`check` ends with status 1 where something is wrong; a user's mistake is one line and status 2."""

    def syntax(self) -> str:
        return "list [--division 62] [--level LEVEL] [--platform NAME] [--state STATE] [--json] | check | add URL"

    def short_desc(self) -> str:
        return "List the registry's portals, check the registry, make a row for a new portal"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--division", metavar="PREFIX", help="list: division codes that start so, e.g. 62")
        parser.add_argument("--level", choices=LEVELS, help="list: portals of this level")
        parser.add_argument(
            "--platform", metavar="NAME", help="list: portals for which the registry names this platform"
        )
        parser.add_argument("--state", choices=STATES, help="list: how the last runs found them")
        parser.add_argument("--json", action="store_true", help="JSON Lines instead of a table")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        actions = {"list": self._list, "check": self._check, "add": self._add}
        if not args or args[0] not in actions:
            raise UsageError("one of list, check, add URL is wanted", print_help=False)
        try:
            actions[args[0]](args[1:], opts)
        except (RegistryError, StorageUnavailable, ValueError) as mistake:
            self.tell(str(mistake), 2)

    @property
    def _registry(self) -> str | None:
        assert self.settings is not None
        return self.settings["PORTALS_REGISTRY"] or None

    def _list(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise ValueError(f"unexpected {args[0]!r}; portals are chosen by --division, --level, --platform, --state")
        rows = described(registry.load(self._registry), self._states())
        chosen = [row for row in rows if wanted(row, opts)]
        if opts.json:
            print_json_lines(chosen)
        else:
            print_table("Portals", _SHOWN, chosen)

    def _states(self) -> dict[str, str]:
        """`ok` or `failing` for every portal that a run has visited; nothing where there is no database yet."""
        from storage.engine import open_existing
        from storage.portal_states import portal_states

        assert self.settings is not None
        try:
            engine = open_existing(self.settings["DATABASE_URL"])
        except StorageUnavailable:
            return {}
        with engine.connect() as connection:
            states = portal_states(connection)
        engine.dispose()
        return states

    def _check(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler import registry_check

        problems = registry_check.check(self._registry)
        for problem in problems:
            print(problem)
        portals = len(registry.scan(self._registry)[0])
        print(f"{portals} portals, {len(problems)} problem{'' if len(problems) == 1 else 's'}")
        self.exitcode = 1 if problems else 0

    def _add(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler import probing

        if len(args) != 1:
            raise ValueError("add wants one address, e.g. scrapy portals add https://www.example.gov.cn/")
        probe = probing.run(self.crawler_process, args[0])
        if probe.failure:
            self.tell(f"{probe.url} gave no answer: {probe.message} ({probe.failure})", 1)
            return
        row = new_row(probe, {portal.slug for portal in registry.load(self._registry)})
        print_json_lines([row]) if opts.json else print(as_csv(row), end="")


def described(portals: Iterable[Portal], states: dict[str, str]) -> list[dict[str, Any]]:
    """Registry rows with the state in which the last runs left them."""
    return [
        {
            "slug": portal.slug,
            "name": portal.name,
            "division_code": portal.division_code,
            "level": portal.level,
            "platform": portal.platform,
            "render": portal.render,
            "enabled": portal.enabled,
            "state": states.get(portal.slug, "never") if portal.enabled else "disabled",
            "home_url": portal.home_url,
            "report_urls": list(portal.report_urls),
        }
        for portal in portals
    ]


def wanted(row: dict[str, Any], opts: argparse.Namespace) -> bool:
    """True when a row passes all filters given."""
    if opts.division and not (row["division_code"] or "").startswith(opts.division):
        return False
    if opts.platform and not _same_platform(opts.platform, row["platform"]):
        return False
    return (not opts.level or row["level"] == opts.level) and (not opts.state or row["state"] == opts.state)


def _same_platform(asked: str, named: str | None) -> bool:
    from crawler.platforms.base import known_as

    return named is not None and (asked == named or bool(set(known_as(asked)) & set(known_as(named))))


def new_row(probe: Probe, taken: set[str]) -> dict[str, str]:
    """A registry row from what a probe saw; what only a person knows (division, level) is left empty."""
    parts = urlsplit(probe.final_url)
    stem = "-".join(reversed((parts.hostname or "portal").removeprefix("www.").removesuffix(".gov.cn").split(".")))
    slug = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 100))) if name not in taken)
    lists = [found["url"] for found in probe.lists if found["annual"] and found["score"] >= 60]
    return {
        "slug": slug,
        "name": probe.title or stem,
        "division_code": "",
        "level": "",
        "home_url": f"{parts.scheme}://{parts.netloc}/",
        "report_urls": "|".join(lists),
        "platform": probe.platform if probe.platform != "generic" else "",
        "render": "auto",
        "enabled": "true",
    }


def as_csv(row: dict[str, str]) -> str:
    """Header and row, ready to be put into a registry."""
    text = io.StringIO()
    writer = csv.DictWriter(text, registry.COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue()
