"""What a registry has to be beyond rows that can be read: `scrapy portals check`, also run in CI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from crawler import addresses, registry
from crawler.platforms.base import known_as
from crawler.registry import Portal
from reports.division_table import division_table


def check(path: Path | str | None = None) -> list[str]:
    """Every problem of a registry in one line each, in the order of its rows; empty: all is well.

    Raises registry.RegistryError where the file as a whole is no registry.
    """
    portals, unreadable = registry.scan(path)
    return [*map(str, unreadable), *_problems(portals)]


def _problems(portals: Sequence[Portal]) -> Iterator[str]:
    codes = division_table().by_code
    lists: dict[tuple[str, tuple[str, ...]], Portal] = {}
    for portal in portals:
        if portal.division_code is not None and portal.division_code not in codes:
            yield _line(portal, f"division_code {portal.division_code} is not in GB/T 2260")
        if portal.division_code is None and portal.level not in (None, "national", "department"):
            yield _line(portal, f"a portal of level {portal.level} needs a division_code")
        if portal.platform is not None and not known_as(portal.platform):
            yield _line(
                portal, f"platform {portal.platform!r} is not one of ours; leave it empty to have it recognised"
            )
        yield from _bad_addresses(portal)
        first = lists.setdefault((portal.hosts[0].removeprefix("www."), portal.report_urls), portal)
        if first is not portal and first.enabled and portal.enabled:
            yield _line(portal, f"would crawl the same lists as {first.slug} (line {first.line}); disable one")
    for before, after in pairwise(portals):
        if before.slug > after.slug:
            yield _line(after, f"not sorted: {after.slug} stands behind {before.slug}")


def _bad_addresses(portal: Portal) -> Iterator[str]:
    for address in portal.addresses:
        try:
            addresses.key(address)
        except ValueError as reason:
            yield _line(portal, f"{address}: {reason}")


def _line(portal: Portal, problem: str) -> str:
    return f"line {portal.line}, {portal.slug}: {problem}"
