"""The statistics appendix of reports from before 2019, as label paths with values.

The national form of about 2014 to 2018 prints 统计指标 / 单位 / 统计数, the earliest local ones 指标名称 / 计量单位
and the columns 代码, 本期, 累计. Their rows differ from place to place, so they are not forced into the later forms:
each row keeps its path of labels (by the numbering 一、 （一） 1. and by 其中), its unit and what it prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from unicodedata import normalize

from reports.cells import looks_like_value, read_cell
from reports.document import Block, Cell, Grid, Paragraph
from reports.model import AppendixRow
from reports.statutory import without_numbering

_LABEL_HEAD: Final = re.compile(r"^(?:统计)?(?:指标|项目)(?:名称|内容)?$|^统计(?:指标|项目|内容)$")
#: one of these stands in everything that the pattern above matches
_HEAD_WORDS: Final = ("指标", "项目", "统计")
#: and begins with one of these
_FIRST_OF_HEAD: Final = ("指", "项", "统")
_UNIT_HEAD: Final = re.compile(r"^(?:计量)?单位$")
_VALUE_HEAD: Final = re.compile(r"^(?:统计)?(?:数|数量|数据|数值|结果|本期|本年|当年|累计|合计)数?$")
_OTHER_HEAD: Final = re.compile(r"^(?:代码|序号|编号|备注)$")
_UNIT_WORDS: Final = "条 件 份 篇 次 个 人 人次 项 元 万元 期 册 场 起 宗 字 台 处 %"
_UNITS: Final = frozenset(_UNIT_WORDS.split())
_NO_UNIT: Final = frozenset(("——", "—", "-", "--", "/", "－", "－－", ""))
#: depth of a label by its numbering
_RANKS: Final = (
    re.compile(r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}[、.．])"),
    re.compile(r"^[(（][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"^\d{1,2}[.．、]"),
    re.compile(r"^[(（]\d{1,2}[)）]"),
    re.compile(r"^[①-⑳]"),
)
_UNNUMBERED: Final = len(_RANKS)
_PART_OF: Final = re.compile(r"^(?:其中|\*其中)[:：]?")
_LINE: Final = re.compile(r"^(?P<label>\S.{2,60}?)\s+(?P<unit>\S{1,3})\s+(?P<value>\S{1,16})$")
_MAX_ROWS: Final = 600


@dataclass(frozen=True, slots=True)
class _Layout:
    """Cell positions of one run of columns: label, unit (if any), values with their heads."""

    label: int
    unit: int | None
    values: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Path:
    """The labels over the current row, by rank."""

    labels: dict[int, str] = field(default_factory=dict)
    last: int = 0

    def enter(self, label: str) -> tuple[str, ...]:
        """Path of a row with this printed label."""
        rank = self._rank(label)
        for deeper in [known for known in self.labels if known >= rank]:
            del self.labels[deeper]
        self.labels[rank] = _PART_OF.sub("", without_numbering(label))
        if not _PART_OF.match(label):
            self.last = rank
        return tuple(self.labels[known] for known in sorted(self.labels))

    def _rank(self, label: str) -> int:
        compact = "".join(label.split())
        for rank, pattern in enumerate(_RANKS):
            if pattern.match(compact):
                return rank * 2
        return self.last + 1 if _PART_OF.match(compact) else _UNNUMBERED * 2


def read_appendix(blocks: Sequence[Block]) -> list[AppendixRow]:
    """The appendix's rows in order; empty where there is none."""
    rows: list[AppendixRow] = []
    path = _Path()
    layouts: tuple[_Layout, ...] = ()
    in_lines = False
    for block in blocks:
        if isinstance(block, Grid):
            layouts = _layouts_of(block) or layouts
            if layouts:
                rows += _grid_rows(block, layouts, path)
        else:
            in_lines = _is_line_head(block.text) or in_lines
            if in_lines:
                rows += _line_rows(block, path)
        if len(rows) > _MAX_ROWS:
            break
    return rows[:_MAX_ROWS]


def _layouts_of(grid: Grid) -> tuple[_Layout, ...]:
    """The column layout that the grid's head prints; forms with two halves side by side have two."""
    for row in grid.rows[:4]:
        printed = "".join("".join([cell.text for cell in row]).split())
        if not any(word in printed for word in _HEAD_WORDS):
            continue
        heads = ["".join(cell.text.split()) for cell in row]
        labels = [position for position, head in enumerate(heads) if _LABEL_HEAD.match(head)]
        if labels and any(_VALUE_HEAD.match(head) for head in heads) and any(_UNIT_HEAD.match(head) for head in heads):
            ends = [*labels[1:], len(heads)]
            return tuple(_layout(heads, start, end) for start, end in zip(labels, ends, strict=True))
    return ()


def _layout(heads: Sequence[str], start: int, end: int) -> _Layout:
    unit = next((position for position in range(start, end) if _UNIT_HEAD.match(heads[position])), None)
    values = tuple((position, heads[position]) for position in range(start, end) if _VALUE_HEAD.match(heads[position]))
    return _Layout(start, unit, values)


def _grid_rows(grid: Grid, layouts: Sequence[_Layout], path: _Path) -> Iterator[AppendixRow]:
    for row in grid.rows:
        for layout in layouts:
            yield from _read_row(row, layout, path)


def _read_row(row: tuple[Cell, ...], layout: _Layout, path: _Path) -> Iterator[AppendixRow]:
    if layout.label >= len(row):
        return
    label = row[layout.label].text.replace("\n", "")
    if not label or _LABEL_HEAD.match("".join(label.split())) or looks_like_value(label):
        return
    labels = path.enter(label)
    if layout.unit is None or layout.unit >= len(row):
        return
    unit = "".join(row[layout.unit].text.split())
    if unit not in _UNITS and unit not in _NO_UNIT:
        return
    for position, head in layout.values:
        if position < len(row):
            full = (*labels, head) if len(layout.values) > 1 else labels
            yield from _row(full, unit, row[position].text)


def _row(path: tuple[str, ...], unit: str, raw: str) -> Iterator[AppendixRow]:
    """A row, unless it only heads others (no unit and no value)."""
    unit_or_none = None if unit in _NO_UNIT else unit
    value = read_cell(raw, amount=True, unit=unit_or_none if unit_or_none in ("元", "万元") else None).value
    if value is not None or unit_or_none is not None:
        yield AppendixRow(path, unit_or_none, value, raw)


def _is_line_head(text: str) -> bool:
    if text.lstrip()[:1] not in _FIRST_OF_HEAD:
        return False
    words = normalize("NFKC", text).split()
    if len(words) == 1:
        return words[0] == "统计指标"
    return bool(words) and bool(_LABEL_HEAD.match(words[0])) and any(map(_UNIT_HEAD.match, words))


def _line_rows(paragraph: Paragraph, path: _Path) -> Iterator[AppendixRow]:
    match = _LINE.match(paragraph.text)
    if match is None or (match["unit"] not in _UNITS and match["unit"] not in _NO_UNIT):
        return
    if looks_like_value(match["value"]):
        yield from _row(path.enter(match["label"]), match["unit"], match["value"])
