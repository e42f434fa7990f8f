"""The statistics appendix of reports from before 2019, as label paths with values.

The national form of about 2014 to 2018 prints 统计指标 / 单位 / 统计数, the earliest local ones 指标名称 / 计量单位
and the columns 代码, 本期, 累计. Their rows differ from place to place, so they are not forced into the later forms:
each row keeps its path of labels (by columns of labels, the numbering 一、 （一） 1. and 其中), its unit and what it
prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reports.appendix_lines import read_appendix_lines
from reports.appendix_rows import NO_UNIT, Path, make_row, unit_in_label
from reports.cells import looks_like_value
from reports.document import Block, Grid
from reports.grid import Matrix, columns_of, expand
from reports.model import AppendixRow

_LABEL_HEAD: Final = re.compile(r"^(?:统计|主要|公开)?(?:指标|项目)(?:名称|内容)?$|^统计内容$")
#: one of these stands in everything that the pattern above matches
_HEAD_WORDS: Final = ("指标", "项目", "统计")
#: heads behind the unit that stand over no figures; all others do, whatever body or year they name
_NOTE_HEAD: Final = re.compile(r"备注|说明|代码|编号|序号|来源|^注")
_UNIT_HEAD: Final = re.compile(r"^(?:计量)?单位$")
_VALUE_HEAD: Final = re.compile(
    r"^(?:统计|本年度?|本期|全年|历年|年[末终底])?(?:数|数量|数据|数值|数字|结果|本期|本年|当年|累计|合计|统计)数?$"
    r"|^20\d\d年度?(?:统计)?数?$"
)
#: statistical forms name their columns in a row under the head: 甲 乙 丙 1 2
_COLUMN_LETTERS: Final = frozenset("甲乙丙丁戊")
_LONGEST_UNIT: Final = 6
_FEWEST_UNITS: Final = 2
_MAX_ROWS: Final = 600
#: first and one past the last grid column
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Grid columns of one run of columns: labels, unit (none where the labels carry it), values with their heads."""

    labels: _Span
    unit: _Span | None
    values: tuple[tuple[_Span, str], ...]


def read_appendix(blocks: Sequence[Block]) -> list[AppendixRow]:
    """The appendix's rows in order; empty where there is none."""
    rows: list[AppendixRow] = []
    path = Path()
    layouts: tuple[_Layout, ...] = ()
    for block in blocks:
        if not isinstance(block, Grid):
            continue
        found = _layouts_of(block)
        layouts = found or layouts
        if layouts:
            rows += _grid_rows(block, layouts, path)
        if len(rows) > _MAX_ROWS:
            break
    rows += read_appendix_lines(blocks)
    return rows[:_MAX_ROWS]


def _layouts_of(grid: Grid) -> tuple[_Layout, ...]:
    """The column layout that the grid's head prints; forms with two halves side by side have two."""
    for number, row in enumerate(grid.rows[:4]):
        printed = "".join("".join([cell.text for cell in row]).split())
        if not any(word in printed for word in _HEAD_WORDS):
            continue
        heads = ["".join(cell.text.split()) for cell in row]
        labels = [position for position, head in enumerate(heads) if _LABEL_HEAD.match(head)]
        if not labels:
            continue
        has_units = any(_UNIT_HEAD.match(head) for head in heads)
        told = any(_VALUE_HEAD.match(head) for head in heads) or (has_units and "指标" in heads[labels[0]])
        if told and (has_units or _labels_carry_units(grid)):
            spans = columns_of(expand(grid.rows), number)
            ends = [*labels[1:], len(heads)]
            return tuple(_layout(heads, spans, start, end) for start, end in zip(labels, ends, strict=True))
    return ()


def _labels_carry_units(grid: Grid) -> bool:
    return sum(any(unit_in_label(cell.text) for cell in row) for row in grid.rows) >= _FEWEST_UNITS


def _layout(heads: Sequence[str], spans: dict[int, _Span], start: int, end: int) -> _Layout:
    whole = [position for position in range(start, end) if position in spans]
    unit = next((position for position in whole if _UNIT_HEAD.match(heads[position])), None)
    behind = [] if unit is None else [position for position in whole if position > unit]
    counted = [position for position in behind if heads[position] and not _NOTE_HEAD.search(heads[position])]
    if not counted:
        counted = [position for position in whole if _VALUE_HEAD.match(heads[position])]
    values = tuple((spans[position], heads[position]) for position in counted)
    return _Layout(spans[start], None if unit is None else spans[unit], values)


def _grid_rows(grid: Grid, layouts: Sequence[_Layout], path: Path) -> Iterator[AppendixRow]:
    """Rows of the left half from top to bottom, then of the right one: that is how such a form is read."""
    matrix = expand(grid.rows)
    for layout in layouts:
        for number in range(len(grid.rows)):
            yield from _read_row(grid, matrix, number, layout, path)


def _read_row(grid: Grid, matrix: Matrix, number: int, layout: _Layout, path: Path) -> Iterator[AppendixRow]:
    own = _cells(matrix, number, layout.labels)
    labels = [(place, "".join(grid.rows[place[0]][place[1]].text.split("\n"))) for place in own]
    printed = [(column, place, label) for column, (place, label) in enumerate(labels) if label.strip()]
    if not printed or any(_is_no_label(label) for _, _, label in printed):
        return
    full: tuple[str, ...] = ()
    for column, place, label in printed:
        # a group's label that spans rows was entered with the first of them
        if place[0] == number or column == printed[-1][0]:
            full = path.enter(label, column)
    unit = _unit(grid, matrix, number, layout, printed[-1][2])
    if unit is None:
        return
    for span, head in layout.values:
        if not _cells(matrix, number, span):
            continue
        row = make_row((*full, head) if len(layout.values) > 1 else full, unit, _value(grid, matrix, number, span))
        if row is not None:
            yield row


def _is_no_label(label: str) -> bool:
    return label in _COLUMN_LETTERS or bool(_LABEL_HEAD.match("".join(label.split()))) or looks_like_value(label)


def _cells(matrix: Matrix, number: int, span: _Span) -> list[tuple[int, int]]:
    """The cells over some columns of a row, from left to right."""
    return list(dict.fromkeys(place for place in matrix[number][span[0] : span[1]] if place is not None))


def _unit(grid: Grid, matrix: Matrix, number: int, layout: _Layout, label: str) -> str | None:
    """The row's unit, empty where it has none; None where the cell holds something else."""
    if layout.unit is None:
        return unit_in_label(label)
    cells = _cells(matrix, number, layout.unit)
    if len(cells) != 1 or cells == _cells(matrix, number, layout.labels):
        return None
    unit = "".join(grid.rows[cells[0][0]][cells[0][1]].text.split())
    return unit if unit in NO_UNIT or (len(unit) <= _LONGEST_UNIT and not any(map(str.isdigit, unit))) else None


def _value(grid: Grid, matrix: Matrix, number: int, span: _Span) -> str:
    """What the row prints under a value head; cells that reach in from the row above are not the row's own."""
    texts = [grid.rows[row][cell].text for row, cell in _cells(matrix, number, span) if row == number]
    printed = [text for text in texts if text.strip()]
    return printed[0] if len(printed) == 1 else " ".join(printed)
