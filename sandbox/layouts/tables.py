"""Shapes in which portals print the statutory tables: functions from grids to markup, by name in `SHAPES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from random import Random

from sandbox import forms
from sandbox.layouts.defects import DEFECTS, TABLE_OF
from sandbox.layouts.grids import Ink, Row, TCell, reworded, spelled_out, split_at, table_rows, with_extras
from sandbox.truth import ReportTruth, TableName

#: shapes that print no empty cell, so that a blank must be a mark
MARKED_ONLY = frozenset({"cell-lines", "row-lines", "bar-lines"})
#: shapes in which no figure can be read
PICTURES = frozenset({"image", "image-pages"})
#: shapes that take the tables apart by rows and cannot carry further ones
_NO_EXTRAS = frozenset({"blocks", "page-break", "spelled-out", "one-table"}) | MARKED_ONLY
#: the order in which a page prints them
TABLES: tuple[TableName, ...] = ("proactive", "applications", "proceedings")


@dataclass(frozen=True, slots=True)
class Print:
    """How a cell is printed: the tag's attributes and the inner markup."""

    attributes: str = ""
    #: `plain`, `word`, `paragraphs`, `breaks`
    inner: str = "plain"


def tables_html(
    truth: ReportTruth,
    shape: str,
    ink: Ink,
    rng: Random,
    *,
    heavy: bool = False,
    headings: Mapping[TableName, str] | None = None,
    misspelt: str | None = None,
    wording: str = "printed",
    extras: tuple[str, ...] = (),
    defect: str = "",
) -> dict[TableName, str]:
    """The markup of each table of the report in a shape.

    `heavy` adds the inline styles that editors leave, `headings` are needed by the shape `one-table` (its markup stands
    under `proactive`), `misspelt` names a row of the 申请 table whose label has a wrong character, `wording`,
    `extras` and `defect` are those of `sandbox.styles.PageStyle`.
    """
    style = (
        ' style="border:1px solid #000;padding:3px 7px;text-align:center;font-size:14px;width:62px"' if heavy else ""
    )
    grids = {name: table_rows(truth, name, ink) for name in TABLES}
    if misspelt:
        grids["applications"] = _misspell(grids["applications"], truth.format, misspelt)
    if defect:
        damaged = TABLE_OF.get(defect, "applications")
        grids[damaged] = DEFECTS[defect](grids[damaged], rng)
    grids = {name: reworded(rows, wording) for name, rows in grids.items()}
    if extras and shape not in _NO_EXTRAS:
        grids = {name: with_extras(rows, extras) for name, rows in grids.items()}
    if shape == "one-table":
        return {"proactive": one_table(grids, headings or {}, Print(style), rng)}
    return SHAPES[shape](grids, Print(style), rng)


def _misspell(rows: list[Row], form: str, code: str) -> list[Row]:
    """The middle character of a row's label becomes another of the same look."""
    label = next(row.label for row in forms.OUTCOMES[form] if row.code == code)
    middle = len(label) // 2 + 1
    wrong = label[:middle] + "己" + label[middle + 1 :]
    return [[replace(cell, text=wrong) if cell.text == label else cell for cell in row] for row in rows]


Grids = dict[TableName, list[Row]]
Markup = dict[TableName, str]


def _cell(cell: TCell, how: Print, rng: Random) -> str:
    spans = "".join(
        f' {name}="{span}"' for name, span in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if span > 1
    )
    return f"<td{spans}{how.attributes}>{_inner(cell, how.inner, rng)}</td>"


def _inner(cell: TCell, how: str, rng: Random) -> str:
    text = cell.text.replace("&nbsp;", "\N{NO-BREAK SPACE}")
    if how == "word":
        return f'<p class="MsoNormal" align="center">{_split_spans(text, rng)}<span lang="EN-US"><o:p></o:p></span></p>'
    if how == "paragraphs" and cell.role in ("label", "head") and len(text) > 5:
        cut = rng.randint(2, len(text) - 2)
        return f"<p>{escape(text[:cut])}</p>\n<p>{escape(text[cut:])}</p>"
    if how == "breaks" and cell.role != "value" and len(text) > 4:
        cut = rng.randint(2, len(text) - 2)
        return f"{escape(text[:cut])}<br/>\n{escape(text[cut:])}"
    return escape(text).replace("\N{NO-BREAK SPACE}", "&nbsp;") or ("&nbsp;" if how == "nbsp" else "")


def _split_spans(text: str, rng: Random) -> str:
    """Runs of two or three characters in spans of their own, as Word saves mixed scripts."""
    parts, at = [], 0
    while at < len(text):
        step = rng.randint(1, 4)
        font = "仿宋_GB2312" if rng.random() < 0.5 else "宋体"
        parts.append(f'<span style="font-size:12.0pt;font-family:{font}">{escape(text[at : at + step])}</span>')
        at += step
    return "".join(parts)


def table_html(rows: Sequence[Row], how: Print, rng: Random, attributes: str = ' border="1" cellspacing="0"') -> str:
    """One table."""
    body = "\n".join("<tr>" + "".join(_cell(cell, how, rng) for cell in row) + "</tr>" for row in rows)
    return f"<table{attributes}><tbody>\n{body}\n</tbody></table>"


def _each(how: str) -> Callable[[Grids, Print, Random], Markup]:
    def shape(grids: Grids, base: Print, rng: Random) -> Markup:
        return {name: table_html(rows, replace(base, inner=how), rng) for name, rows in grids.items()}

    return shape


def _nested(grids: Grids, base: Print, rng: Random) -> Markup:
    """Each table inside a cell of a layout table inside another."""

    def wrap(table: str) -> str:
        inner = f"<table><tr><td>&nbsp;</td><td>{table}</td></tr></table>"
        return f'<table width="98%"><tr><td align="center">{inner}</td></tr></table>'

    return {name: wrap(table_html(rows, base, rng)) for name, rows in grids.items()}


def _uneven(grids: Grids, base: Print, rng: Random) -> Markup:
    """Colspans drift between the rows of one table, as after hand editing; the order of the cells stays."""

    def drift(rows: list[Row]) -> list[Row]:
        return [
            [
                replace(cell, colspan=cell.colspan + rng.choice((0, 0, 1))) if cell.role in ("label", "title") else cell
                for cell in row
            ]
            for row in rows
        ]

    def stretch(rows: list[Row]) -> list[Row]:
        """One more grid column: the head stretches its third cell, the data rows their second or last."""
        made: list[Row] = []
        for row in rows:
            at = min(3 if row[0].text == "信息内容" else rng.choice((1, 2)), len(row) - 1)
            made.append([replace(cell, colspan=cell.colspan + (index == at)) for index, cell in enumerate(row)])
        return made

    drawn = {**grids, "proactive": stretch(grids["proactive"]), "applications": drift(grids["applications"])}
    return {name: table_html(rows, base, rng) for name, rows in drawn.items()}


def _spelled(grids: Grids, base: Print, rng: Random) -> Markup:
    """Empty cells in place of rowspans."""
    return {name: table_html(spelled_out(rows), base, rng) for name, rows in grids.items()}


def _blocks(grids: Grids, base: Print, rng: Random) -> Markup:
    """Every sub-table of 主动公开 a table of its own."""
    blocks: list[list[Row]] = []
    for row in grids["proactive"]:
        if row[0].role == "title" or not blocks:
            blocks.append([])
        blocks[-1].append(row)
    tables = "\n<p></p>\n".join(table_html(block, base, rng) for block in blocks)
    return {**_each("plain")(grids, base, rng), "proactive": tables}


def _page_break(grids: Grids, base: Print, rng: Random) -> Markup:
    """The 申请 table in two, cut somewhere below its head; half of them repeat the head."""
    rows = grids["applications"]
    upper, lower = split_at(rows, rng.randint(6, len(rows) - 3))
    if rng.random() < 0.5:
        lower = [*rows[:3], *lower]
    halves = f"{table_html(upper, base, rng)}\n<p>&nbsp;</p>\n{table_html(lower, base, rng)}"
    return {**_each("plain")(grids, base, rng), "applications": halves}


def _twice(grids: Grids, base: Print, rng: Random) -> Markup:
    """Each table for PC and again, hidden, for mobile."""
    return {
        name: f'<div class="pc-table">{table_html(rows, base, rng)}</div>\n'
        f'<div class="mobile-table" style="display:none">{table_html(rows, base, rng)}</div>'
        for name, rows in grids.items()
    }


def _line(text: str) -> str:
    return escape(text).replace("&amp;nbsp;", "&nbsp;")


def _cell_lines(grids: Grids, base: Print, rng: Random) -> Markup:
    """No table left: a paragraph for each cell."""
    return {
        name: "\n".join(f"<p>{_line(cell.text)}</p>" for row in rows for cell in row if cell.text)
        for name, rows in grids.items()
    }


def _row_lines(separator: str) -> Callable[[Grids, Print, Random], Markup]:
    def shape(grids: Grids, base: Print, rng: Random) -> Markup:
        return {
            name: "\n".join(f"<p>{_line(separator.join(cell.text for cell in row))}</p>" for row in rows)
            for name, rows in grids.items()
        }

    return shape


def _image(grids: Grids, base: Print, rng: Random) -> Markup:
    """Pictures of the tables."""
    return {name: f'<p align="center"><img src="./W0{rng.randint(10**11, 10**12)}.png"></p>' for name in grids}


SHAPES: dict[str, Callable[[Grids, Print, Random], Markup]] = {
    "plain": _each("plain"),
    "nbsp": _each("nbsp"),
    "word": _each("word"),
    "paragraphs": _each("paragraphs"),
    "breaks": _each("breaks"),
    "nested": _nested,
    "uneven": _uneven,
    "spelled-out": _spelled,
    "blocks": _blocks,
    "page-break": _page_break,
    "twice": _twice,
    "cell-lines": _cell_lines,
    "row-lines": _row_lines("  "),
    "bar-lines": _row_lines(" | "),
    "image": _image,
}


def one_table(grids: Grids, headings: Mapping[TableName, str], base: Print, rng: Random) -> str:
    """All three in a single table, the section headings as rows across it."""
    rows: list[Row] = []
    for name, table in grids.items():
        if name != "proactive":
            rows.append([TCell(headings[name], colspan=10, role="title")])
        rows.extend(table)
    return table_html(rows, base, rng)
