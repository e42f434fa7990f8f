"""The registry CSV of a practice world, with the columns of the contract."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.world import World

COLUMNS = ("slug", "name", "division_code", "level", "home_url", "report_urls", "platform", "render", "enabled")


def write_registry(world: World, path: Path | str, port: int) -> None:
    """Write one row for each portal, addresses with `port`."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(portal.registry_row(port) for portal in sorted(world.portals, key=lambda portal: portal.slug))
