"""Names of divisions and how bodies' names end: what may stand where a report says whose it is."""

from __future__ import annotations

import csv
import gzip
import io
from functools import cache
from importlib import resources

#: last characters of divisions and what they are divided into
DIVISION_ENDS = frozenset("省市县区旗州盟乡镇村街道木屯岛港场")
#: last characters of bodies that publish reports
BODY_ENDS = DIVISION_ENDS | frozenset(
    "局委办厅院部署室所站队会中心处馆校学台社行司公团园厂矿库段组府联银院座店家合体业师关位狱"
)
_LONGEST_PART = 6
#: what also stands before 人民政府 in running text
PLAIN_BEFORE_GOVERNMENT = frozenset(
    "级方地向由经和与及或对报请我原在为以是的层国该本各两被让将从到给受于同据按照了即如至任并当"
)


@cache
def division_names() -> frozenset[str]:
    """Full and short names of every division of the table, of every year."""
    packed = (resources.files("reports") / "data" / "divisions.csv.gz").read_bytes()
    rows = csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    names = set()
    for row in rows:
        names.add(row["name"])
        names.update(filter(None, (row.get("short") or "").split("|")))
    return frozenset(name for name in names if len(name) > 1)


@cache
def _starts_of_names() -> frozenset[str]:
    """The first two characters of every name."""
    return frozenset(name[:2] for name in division_names())


@cache
def _parts_of_names() -> frozenset[str]:
    """Every part of two to six characters of every division's name."""
    return frozenset(
        name[start : start + size]
        for name in division_names()
        for size in range(2, min(_LONGEST_PART, len(name)) + 1)
        for start in range(len(name) - size + 1)
    )


@cache
def _long_names() -> str:
    return "\n".join(sorted(name for name in division_names() if len(name) > _LONGEST_PART))


def is_part_of_division(token: str) -> bool:
    """Whether `token` occurs in any division's name."""
    return token in _parts_of_names() if len(token) <= _LONGEST_PART else token in _long_names()


def first_division(title: str, known: str = "") -> int:
    """Where the first division's name (or `known`, the portal's own stem) starts in `title`; -1 without one."""
    names, starts = division_names(), _starts_of_names()
    for start in range(len(title) - 1):
        if known and title.startswith(known, start):
            return start
        if title[start : start + 2] not in starts:
            continue
        for end in range(min(len(title), start + 12), start + 1, -1):
            if title[start:end] in names:
                return start
    return -1


def stem(name: str) -> str:
    """The distinguishing part of a government's name: 漳县 of 漳县人民政府, 衢州 of 衢州市人民政府."""
    for ending in ("人民政府办公厅", "人民政府办公室", "人民政府", "管理委员会", "管委会", "办事处"):
        name = name.removesuffix(ending)
    return name[:-1] if len(name) > 2 and name[-1] in DIVISION_ENDS else name
