"""Rows of a statistics appendix: the path of labels over each, its unit, and what its value cell prints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from reports.cells import read_cell
from reports.model import AppendixRow, Number
from reports.statutory import without_numbering

_UNIT_WORDS: Final = "条 件 份 篇 次 个 人 人次 项 元 万元 期 册 场 起 宗 字 万字 台 处 户 部 %"
UNITS: Final = frozenset(_UNIT_WORDS.split())
NO_UNIT: Final = frozenset(("——", "—", "-", "--", "/", "－", "－－", "―", "――", ""))
_MONEY: Final = frozenset(("元", "万元", "亿元"))
#: depth of a label by its numbering
_RANKS: Final = (
    re.compile(r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}[、.．])"),
    re.compile(r"^[(（][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"^\d{1,2}[.．、]"),
    re.compile(r"^[(（]\d{1,2}[)）]"),
    re.compile(r"^[①-⑳]"),
)
_UNNUMBERED: Final = len(_RANKS)
#: ranks of one column of labels: labels of the next column always stand below them
_COLUMN: Final = 2 * _UNNUMBERED + 2
_PART_OF: Final = re.compile(r"^(?:其中|\*其中)[:：]?")
_COUNTED: Final = re.compile(r"(\d{1,2})([.．、])")
_COUNTED_RANK: Final = 4
_UNIT_IN_LABEL: Final = re.compile(r"[(（](?:单位[:：]?)?([^()（）\d]{1,3})[)）]$")


@dataclass(slots=True)
class Path:
    """The labels over the current row, by rank."""

    labels: dict[int, str] = field(default_factory=dict)
    last: int = 0
    #: the number that the next part carries where parts are counted (其中：1、…, then 2、…), and the parts' rank
    next_part: tuple[str, int] | None = None
    #: the column of labels of the row before, where that is a part of a numbered row; more parts may follow
    parts_column: int | None = None

    def enter(self, label: str, column: int = 0) -> tuple[str, ...]:
        """Path of a row with this printed label; `column` counts columns of labels from the left."""
        compact = "".join(label.split())
        one_more = column == self.parts_column and not begins_row(compact)
        part = bool(_PART_OF.match(compact)) or one_more or self._is_next_part(compact)
        rank = column * _COLUMN + (self.last + 1 if one_more else self._rank(compact))
        for deeper in [known for known in self.labels if known >= rank]:
            del self.labels[deeper]
        self.labels[rank] = without_numbering(_PART_OF.sub("", without_numbering(label)))
        self.next_part = _after(compact, rank - column * _COLUMN) if part else None
        if not part:
            self.last = rank - column * _COLUMN
        self.parts_column = column if part and self.last < _UNNUMBERED * 2 else None
        return tuple(self.labels[known] for known in sorted(self.labels))

    def _rank(self, compact: str) -> int:
        if self.next_part is not None and self._is_next_part(compact):
            return self.next_part[1]
        for rank, pattern in enumerate(_RANKS):
            if pattern.match(compact):
                return rank * 2
        return self.last + 1 if _PART_OF.match(compact) else _UNNUMBERED * 2

    def _is_next_part(self, compact: str) -> bool:
        """Say whether the count of parts goes on here; below a row counted alike, the count may be that row's."""
        return self.next_part is not None and self.last != _COUNTED_RANK and compact.startswith(self.next_part[0])


def _after(compact: str, rank: int) -> tuple[str, int] | None:
    """The number after that of a counted part, with the sign behind it; None for parts without numbers."""
    found = _COUNTED.match(_PART_OF.sub("", compact))
    return (f"{int(found[1]) + 1}{found[2]}", rank) if found else None


def begins_row(text: str) -> bool:
    """Whether a label begins here: a number or 其中."""
    return bool(_PART_OF.match(text)) or any(pattern.match(text) for pattern in _RANKS)


def unit_in_label(label: str) -> str | None:
    """The unit that a label carries in brackets behind it (主动公开政府信息数（条）)."""
    found = _UNIT_IN_LABEL.search("".join(label.split()))
    return found[1] if found and found[1] in UNITS else None


def make_row(path: tuple[str, ...], unit: str, raw: str) -> AppendixRow | None:
    """A row, unless it only heads others (no unit and no value)."""
    named = None if unit in NO_UNIT else unit
    value = _value(raw, named)
    return AppendixRow(path, named, value, raw) if value is not None or named is not None else None


def _value(raw: str, unit: str | None) -> Number | None:
    """The printed number in the row's unit; one with another unit behind it is none."""
    if unit in _MONEY:
        return read_cell(raw, amount=True, unit=unit).value
    # rates and shares have fractions, which `amount` lets through
    return read_cell(raw.strip().removesuffix(unit or "").strip(), amount=True).value
