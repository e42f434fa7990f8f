"""What the demo prints: per portal what was found beside what is true, and the comparison of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from sandbox.comparison import FIELDS, Comparison

if TYPE_CHECKING:
    from sandbox.world import World

Lines = Sequence[Mapping[str, Any]]


def print_portals(world: World, records: Lines, truths: Lines, failures: Lines, exclusions: Lines) -> None:
    """One row a portal: reports found and expected, second sources, exclusions beside decoys, failures."""
    owners = {source["url"]: truth["sources"][0]["portal"] for truth in truths for source in truth["sources"]}
    found = Counter(_owner(record, owners) for record in records)
    sources = Counter(source["portal"] for record in records for source in record["sources"])
    expected = Counter(truth["sources"][0]["portal"] for truth in truths)
    pages = Counter(source["portal"] for truth in truths for source in truth["sources"])
    excluded = Counter(str(line["portal"]) for line in exclusions)
    failed: dict[str, Counter[str]] = {}
    for line in failures:
        failed.setdefault(str(line["portal"]), Counter())[str(line["kind"])] += 1
    table = Table(title="Practice portals: found beside the truth")
    for heading in (
        "portal",
        "site name",
        "reports",
        "pages of them",
        "left out",
        "failures",
        "failure to be recorded",
    ):
        table.add_column(heading)
    for portal in world.portals:
        slug = portal.slug
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(failed.get(slug, Counter()).items()))
        table.add_row(
            slug,
            portal.name,
            f"{found[slug]} of {expected[slug]}",
            f"{sources[slug]} of {pages[slug]}",
            f"{excluded[slug]} of {len(portal.decoys)}",
            kinds,
            portal.failure,
        )
    Console(width=150).print(table)


def _owner(record: Mapping[str, Any], owners: Mapping[str, str]) -> str:
    """The portal that a report counts for: a report on the county's and the city's portal is the county's."""
    known = (owners[source["url"]] for source in record["sources"] if source["url"] in owners)
    return next(known, str(record["portal"]))


def print_comparison(comparison: Comparison, differences: int = 0) -> None:
    """Fields, cells and what is missing, doubled or invented; then the first `differences` of them."""
    console = Console(width=150)
    console.print(
        f"records: {comparison.found} found, {comparison.expected} expected; missing {len(comparison.missing)}, "
        f"doubled {len(comparison.doubled)}, unexpected {len(comparison.unexpected)}, "
        f"sources lost {len(comparison.lost_sources)}"
    )
    table = Table(title="Fields")
    table.add_column("field")
    table.add_column("right")
    table.add_column("of")
    for name in (*FIELDS, "headings", "texts"):
        if comparison.compared[name]:
            table.add_row(name, str(comparison.right[name]), str(comparison.compared[name]))
    console.print(table)
    cells = comparison.cells
    console.print(
        f"cells: {cells.right} right, {cells.missing} missing, {cells.wrong} wrong ({cells.wrong_silently} without a "
        f"finding); planted errors found: {comparison.planted_found} of {comparison.planted}; "
        f"false alarms: {len(comparison.false_alarms)}"
    )
    for url in (
        *comparison.missing[:differences],
        *comparison.unexpected[:differences],
        *comparison.doubled[:differences],
    ):
        console.print(f"  missing, unexpected or doubled: {url}", markup=False, highlight=False)
    for one in comparison.differences[:differences]:
        line = f"  {one.where}: expected {one.expected!r}, found {one.found!r}  {one.url}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
