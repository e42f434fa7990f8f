"""Defects of statutory tables under which a cell may be unreadable, but must never read as something else.

Each takes the rows of one table and gives them back damaged (`TABLE_OF` says of which table, 申请 where it does not);
`LOST_COLUMNS` names the columns that are then gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

from sandbox.layouts.grids import Row, TCell
from sandbox.truth import TableName

#: defect -> column codes that the page no longer prints
LOST_COLUMNS = {"column-lost": ("legal_service_org",)}
_ODD = (
    "{}（含结转1件）",
    "约{}",
    "{}①",
    "{}+1",
    "{}-2",
    "{}、3",
    "见附件",
    "{}/2",
    "{} 7",
    "不适用",
    "{}次{}件",
    "*{}",
)


def _values(row: Row) -> list[int]:
    return [index for index, cell in enumerate(row) if cell.role == "value"]


def _column_lost(rows: list[Row], rng: Random) -> list[Row]:
    """法律服务机构 is neither in the head nor in the rows."""
    made = []
    for row in rows:
        values = _values(row)
        gone = values[4] if len(values) == 7 else None
        cells = [cell for index, cell in enumerate(row) if index != gone and cell.text != "法律服务机构"]
        made.append([replace(c, colspan=c.colspan - 1) if c.colspan in (5, 7) else c for c in cells])
    return made


def _column_added(rows: list[Row], rng: Random) -> list[Row]:
    """A column of remarks behind the totals, sometimes with numbers in it."""
    made = [[*row, TCell("备注", rowspan=3)] if number == 0 else list(row) for number, row in enumerate(rows)]
    return [[*row, TCell(rng.choice(("", "3", "注")), role="note")] if _values(row) else row for row in made]


def _row_doubled(rows: list[Row], rng: Random) -> list[Row]:
    """A row stands twice, the second time with other numbers."""
    at = rng.randint(4, len(rows) - 2)
    values = _values(rows[at])
    copy = [
        replace(cell, text=str(rng.randint(0, 99))) if index in values else cell for index, cell in enumerate(rows[at])
    ]
    if any(cell.rowspan > 1 for cell in copy):
        return rows
    return [*_grown(rows[: at + 1], at), copy, *rows[at + 1 :]]


def _grown(rows: list[Row], last: int) -> list[Row]:
    """Spans that cover the row `last` and the next become one longer, because a row is added there."""
    return [
        [replace(c, rowspan=c.rowspan + 1) if c.rowspan > 1 and at + c.rowspan > last + 1 else c for c in row]
        for at, row in enumerate(rows)
    ]


def _label_blank(rows: list[Row], rng: Random) -> list[Row]:
    """A row has lost its label."""
    at = rng.randint(5, len(rows) - 2)
    labels = [index for index, cell in enumerate(rows[at]) if cell.role == "label"]
    return [
        [replace(cell, text="") if number == at and index == labels[-1] else cell for index, cell in enumerate(row)]
        for number, row in enumerate(rows)
    ]


def _odd_value(rows: list[Row], rng: Random) -> list[Row]:
    """One cell holds more than a number."""
    at = rng.randint(3, len(rows) - 1)
    printed = [index for index in _values(rows[at]) if any(map(str.isdigit, rows[at][index].text))]
    if not printed:
        return rows
    place = rng.choice(printed)
    pattern = rng.choice(_ODD)
    cell = rows[at][place]
    made = [list(row) for row in rows]
    made[at][place] = replace(cell, text=pattern.replace("{}", cell.text))
    return made


def _row_merged(rows: list[Row], rng: Random) -> list[Row]:
    """The seven numbers of a row are one cell across."""
    at = rng.randint(3, len(rows) - 1)
    values = _values(rows[at])
    made = [list(row) for row in rows]
    made[at] = [*made[at][: values[0]], replace(made[at][values[-1]], colspan=7)]
    return made


def _rows_swapped(rows: list[Row], rng: Random) -> list[Row]:
    """The second row of the figures stands before the first."""
    return [*rows[:3], rows[4], rows[3], *rows[5:]]


def _head_lost(rows: list[Row], rng: Random) -> list[Row]:
    """The three rows of the head are gone."""
    return rows[3:]


def _columns_swapped(rows: list[Row], rng: Random) -> list[Row]:
    """总计 comes first: head and rows agree, so the numbers are certain."""
    natural = next(cell for row in rows for cell in row if cell.text == "自然人")
    total = next(cell for row in rows for cell in row if cell.text == "总计")
    made = []
    for row in rows:
        values = _values(row)
        if values:
            row = [*row[: values[0]], row[values[-1]], *row[values[0] : values[-1]]]
        elif natural in row:
            others = [cell for cell in row if cell is not total]
            row = [total, *others]
        made.append(row)
    return made


def _cell_short(rows: list[Row], rng: Random) -> list[Row]:
    """One row has a cell too few: nobody can say which."""
    at = rng.randint(3, len(rows) - 1)
    values = _values(rows[at])
    return [
        [cell for index, cell in enumerate(row) if not (number == at and index == values[2])]
        for number, row in enumerate(rows)
    ]


def _two_years(rows: list[Row], rng: Random) -> list[Row]:
    """Last year's total stands in a column of its own behind this year's."""
    made = [[*row, TCell("上年总计", rowspan=3)] if number == 0 else list(row) for number, row in enumerate(rows)]
    return [[*row, TCell(str(rng.randint(0, 500)), role="note")] if _values(row) else row for row in made]


def _suits_swapped(rows: list[Row], rng: Random) -> list[Row]:
    """复议后起诉 stands before 未经复议直接起诉, in head and figures."""
    direct, after = rows[1][5], rows[1][6]
    head = [*rows[1][:5], after, direct]
    figures = [*rows[3][:5], *rows[3][10:], *rows[3][5:10]]
    return [rows[0], head, rows[2], figures]


def _suits_upright(rows: list[Row], rng: Random) -> list[Row]:
    """The three groups are rows, the results columns."""
    five = rows[1][:5]
    labels = [rows[0][0].text, rows[1][5].text, rows[1][6].text]
    head: Row = [TCell("类别", colspan=1), *(replace(cell, rowspan=1) for cell in five)]
    body = [[TCell(label, role="label"), *rows[3][at * 5 : at * 5 + 5]] for at, label in enumerate(labels)]
    return [head, *body]


def _suits_only_review(rows: list[Row], rng: Random) -> list[Row]:
    """Only 行政复议 is printed, five columns."""
    return [[rows[0][0]], [replace(cell, rowspan=1) for cell in rows[1][:5]], rows[3][:5]]


def _suits_short(rows: list[Row], rng: Random) -> list[Row]:
    """A number of the fifteen is missing: nobody can say which."""
    gone = rng.randrange(15)
    return [*rows[:3], [cell for index, cell in enumerate(rows[3]) if index != gone]]


def _suits_head_lost(rows: list[Row], rng: Random) -> list[Row]:
    """Of the head only the row 行政复议, 行政诉讼 is left, or nothing."""
    return [*rows[: rng.randint(0, 1)], *rows[3:]]


def _suits_head_mixed(rows: list[Row], rng: Random) -> list[Row]:
    """结果纠正 stands before 结果维持 in every group."""

    def swap(row: Row) -> Row:
        made = list(row)
        for at, (first, second) in enumerate(pairwise(row)):
            if (first.text, second.text) == ("结果维持", "结果纠正"):
                made[at], made[at + 1] = second, first
        return made

    figures = list(rows[3])
    for at in (0, 5, 10):
        figures[at], figures[at + 1] = figures[at + 1], figures[at]
    return [rows[0], swap(rows[1]), swap(rows[2]), figures]


def _items_columns_swapped(rows: list[Row], rng: Random) -> list[Row]:
    """The last two columns of each block of 主动公开 change places, heads and figures alike."""
    made = []
    for row in rows:
        if row[0].role != "title" and len(row) == 4:
            row = [row[0], row[1], row[3], row[2]]
        made.append(row)
    return made


def _items_row_added(rows: list[Row], rng: Random) -> list[Row]:
    """A row that the form does not have stands in a block."""
    at = next(index for index, row in enumerate(rows) if row[0].text == "行政许可")
    extra = [
        replace(rows[at][0], text="其他行政权力事项"),
        *(replace(c, text=str(rng.randint(1, 99))) for c in rows[at][1:]),
    ]
    return [*rows[: at + 1], extra, *rows[at + 1 :]]


def _items_titles_lost(rows: list[Row], rng: Random) -> list[Row]:
    """No 第二十条第…项 over the blocks."""
    return [row for row in rows if row[0].role != "title"]


def _items_heads_lost(rows: list[Row], rng: Random) -> list[Row]:
    """No heads over the columns."""
    return [row for row in rows if row[0].text != "信息内容"]


def _items_short(rows: list[Row], rng: Random) -> list[Row]:
    """规范性文件 has two numbers under three heads."""
    return [row[:3] if row[0].text.endswith("规范性文件") else row for row in rows]


#: defect -> table, for those that are not of the 申请 table
TABLE_OF: dict[str, TableName] = {
    "suits-swapped": "proceedings",
    "suits-upright": "proceedings",
    "suits-only-review": "proceedings",
    "suits-short": "proceedings",
    "suits-head-lost": "proceedings",
    "suits-head-mixed": "proceedings",
    "items-columns-swapped": "proactive",
    "items-row-added": "proactive",
    "items-titles-lost": "proactive",
    "items-heads-lost": "proactive",
    "items-short": "proactive",
}
DEFECTS: dict[str, Callable[[list[Row], Random], list[Row]]] = {
    "column-lost": _column_lost,
    "column-added": _column_added,
    "row-doubled": _row_doubled,
    "label-blank": _label_blank,
    "odd-value": _odd_value,
    "row-merged": _row_merged,
    "rows-swapped": _rows_swapped,
    "head-lost": _head_lost,
    "columns-swapped": _columns_swapped,
    "cell-short": _cell_short,
    "two-years": _two_years,
    "suits-swapped": _suits_swapped,
    "suits-upright": _suits_upright,
    "suits-only-review": _suits_only_review,
    "suits-short": _suits_short,
    "suits-head-lost": _suits_head_lost,
    "suits-head-mixed": _suits_head_mixed,
    "items-columns-swapped": _items_columns_swapped,
    "items-row-added": _items_row_added,
    "items-titles-lost": _items_titles_lost,
    "items-heads-lost": _items_heads_lost,
    "items-short": _items_short,
}


def lost(figures: dict[str, dict[str, int | float | None]], defect: str) -> dict[str, dict[str, int | float | None]]:
    """The figures that a page with the defect still prints."""
    gone = LOST_COLUMNS.get(defect, ())
    return {row: {c: None if c in gone else value for c, value in cells.items()} for row, cells in figures.items()}
