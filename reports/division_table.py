"""The year-aware table of administrative divisions (`data/divisions.csv.gz`), by name, short name and code.

Built by `scripts/build_divisions.py`; sources and choices in docs/divisions.md. A row is one name under one code from
its first to its last year-end (empty: before 2007, or still valid).
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

OPEN_START, OPEN_END = 0, 9999
#: years after its end in which a name is still taken for its last code (莱芜市's report on 2018, ended that December)
GRACE = 1


class Division(NamedTuple):
    """A division under one name and one code; `first`/`last` are year-ends, `lineage` the code of its successor."""

    code: str
    name: str
    level: str
    parent: str
    first: int
    last: int
    lineage: str

    def valid(self, year: int | None) -> bool:
        return year is None or self.first <= year <= self.last


@dataclass(frozen=True, slots=True)
class DivisionTable:
    """Divisions by full name, by short name (漳县 stays, 江山 for 江山市, 怒江州) and by code."""

    by_name: dict[str, list[Division]]
    by_short: dict[str, list[Division]]
    by_code: dict[str, list[Division]]


@cache
def division_table() -> DivisionTable:
    raw = gzip.decompress((files("reports") / "data" / "divisions.csv.gz").read_bytes()).decode()
    by_name: dict[str, list[Division]] = {}
    by_short: dict[str, list[Division]] = {}
    by_code: dict[str, list[Division]] = {}
    rows = csv.reader(io.StringIO(raw))
    next(rows)
    for code, name, level, parent, first, last, lineage, short in rows:
        division = Division(code, name, level, parent, int(first or OPEN_START), int(last or OPEN_END), lineage or code)
        by_name.setdefault(name, []).append(division)
        if level != "zone":
            by_code.setdefault(code, []).append(division)
        if short and short[-1] in "州县旗":
            by_name.setdefault(short, []).append(division)
            if name.endswith("自治州"):
                by_name.setdefault(short[:-1] + "自治州", []).append(division)
        elif short or (len(name) > 2 and level != "zone"):
            by_short.setdefault(short or name[:-1], []).append(division)
    return DivisionTable(by_name, by_short, by_code)


def in_year(held: Sequence[Division], year: int | None) -> tuple[Division, ...]:
    """Who bore a name in a year: exactly, else the bearer that just lost it, else its predecessor."""
    if exact := tuple(division for division in held if division.valid(year)):
        return exact
    if year is None:
        return ()
    if just_ended := tuple(division for division in held if division.last < year <= division.last + GRACE):
        return just_ended
    older = (division for division in held if division.first > year)
    return tuple(found for division in older for found in predecessors(division.code, year))


def predecessors(code: str, year: int) -> list[Division]:
    """What became the division of this code, as it stood in an earlier year."""
    return [
        found
        for same in division_table().by_code.values()
        for found in same
        if found.lineage == code and found.code != code and found.valid(year)
    ]


def code_in_year(code: str, year: int | None) -> str | None:
    """Today's code as it was in a year: itself, its only predecessor's (旬阳市 610981, in 2019 610928), or None.

    Codes that are not in the table (659000, the Corps) stay as they are.
    """
    held = division_table().by_code.get(code)
    if held is None or any(division.valid(year) for division in held) or year is None:
        return code
    before = {division.code for division in predecessors(code, year)}
    return before.pop() if len(before) == 1 else None


def inside(code: str, region: str) -> bool:
    """Whether a division lies in (or is) a region, by the structure of the codes."""
    if code == region:
        return True
    if region.endswith("0000"):
        return code[:2] == region[:2]
    return region.endswith("00") and code[:4] == region[:4]
