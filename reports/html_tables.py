"""`<table>` elements to rows of cells, and which rows are layout rather than data.

Old portals wrap whole articles in tables (漳县, 临潭), others nest a data table in a cell of another. So the question
is asked row by row: a row is layout when one of its cells holds a table of its own, an article's headings, or long
text; its cells are then read like any container. The other rows stay together as one grid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, cast

from lxml import etree

from reports.document import Cell
from reports.headings import headings_in
from reports.statutory import roles_of

#: a cell with more text than this holds prose, not a figure or a label
MAX_CELL_TEXT: Final = 320
_LONGEST_HEADING: Final = 40
#: 一、总体情况
_SHORTEST_HEADING: Final = 6
MAX_SPAN: Final = 200
_SPAN: Final = re.compile(r"\s*(\d{1,9})")
MAX_CELLS: Final = 40_000
_BREAKING_TAGS: Final = "br p div li ul ol dl dt dd tr td th h1 h2 h3 h4 h5 h6 center blockquote section hr table"
_CELL_BREAKS: Final = frozenset(_BREAKING_TAGS.split())
_CELL_TAGS: Final = frozenset(("td", "th"))
_UNSEEN: Final = frozenset(("script", "style", "noscript", "template", "select", "iframe", "object"))
#: the wording of 2019 and later; older statistics tables have rows like 一、主动公开情况
_SECTION_HEADING: Final = re.compile(
    r"(?:^|\n)\s*(?:[一二三四五六七八九十]{1,2}、\s*(?:总体情况|主动公开政府信息|收到和处理|政府信息公开行政复议|因政府信息公开"
    r"|存在的?(?:主要)?问题|其[他它]需要))"
)
_SECTION_WORDING: Final = re.compile("总体情况|主动公开政府信息|处理政府信息|信息公开.*复议|问题|其[他它]需")


@dataclass(slots=True)
class TableRow:
    """One row: its cells' texts, or for a layout row the cell elements to walk."""

    cells: tuple[Cell, ...] = ()
    layout: bool = False
    #: layout because a cell nests a table or holds prose (not just a section's heading)
    wraps: bool = False
    elements: list[etree._Element] = field(default_factory=list)
    #: cells of a data row, if the table holds links or images
    linked: list[etree._Element] = field(default_factory=list)


def own_rows(table: etree._Element) -> tuple[str, list[TableRow]]:
    """Caption and rows of `table` itself, those of nested tables left out."""
    nested = next(table.iterdescendants("table"), None) is not None
    linked = next(table.iter("a", "img"), None) is not None
    heads = next(table.iter("th"), None) is not None
    caption = ""
    rows: list[TableRow] = []
    budget = MAX_CELLS
    for row_element in _row_elements(table):
        if row_element.tag == "caption":
            caption = cell_text(row_element)
            continue
        elements = [row_element] if row_element.tag in ("td", "th") else _cell_elements(row_element)
        budget -= len(elements)
        if budget < 0:
            break
        rows.append(_row(elements, nested, linked, heads))
    return caption, _settle(rows)


def _row_elements(table: etree._Element) -> list[etree._Element]:
    """`tr`, `caption` and stray cells in order, also inside tbody, form and other wrappers (not inside cells)."""
    found: list[etree._Element] = []
    stack = list(reversed(table))
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in ("tr", "td", "th", "caption"):
            found.append(element)
        elif tag not in ("col", "colgroup", "script", "style", "table"):
            stack.extend(reversed(element))
    return found


def _cell_elements(row: etree._Element) -> list[etree._Element]:
    cells = list(row.iterchildren("td", "th"))
    if len(cells) == len(row):
        return cells
    cells.clear()
    for child in row:
        tag = child.tag
        if tag in _CELL_TAGS:
            cells.append(child)
        elif tag in ("form", "div", "tr", "span", "font", "center", "b", "strong"):
            cells.extend(child.iterdescendants("td", "th") if child.find(".//table") is None else ())
    return cells


def _row(elements: list[etree._Element], nested: bool, linked: bool, heads: bool) -> TableRow:
    """`nested`, `linked` and `heads` say whether the table holds tables, links or pictures, and `th` at all."""
    cells: list[Cell] = []
    count = len(elements)
    for element in elements:
        if nested and _holds_table(element):
            return TableRow(layout=True, wraps=True, elements=elements)
        text = element.text or ""
        if len(element):
            text = cell_text(element)
        elif not text.isalnum():
            text = " ".join(text.split())
        if len(text) >= _SHORTEST_HEADING and _is_layout(text, count):
            return TableRow(layout=True, wraps=len(text) > MAX_CELL_TEXT, elements=elements)
        down, across = element.get("rowspan"), element.get("colspan")
        if down or across or heads:
            cells.append(_cell(text, _span(down), _span(across), heads and element.tag == "th"))
        else:
            cells.append(_plain_cell(text))
    return TableRow(tuple(cells), elements=elements, linked=elements if linked else [])


def _is_layout(text: str, cells: int) -> bool:
    """Whether a cell's text is prose or holds a section's heading, so that its row is layout."""
    if len(text) > MAX_CELL_TEXT and _is_prose(text):
        return True
    return ("、" in text or cells == 1) and _holds_heading(text)


@lru_cache(maxsize=8192)
def _cell(text: str, rowspan: int, colspan: int, header: bool) -> Cell:
    """Equal cells are one object: a report has hundreds of zeros."""
    return Cell(text, rowspan, colspan, header)


@lru_cache(maxsize=8192)
def _plain_cell(text: str) -> Cell:
    """The same for most cells, whose text is all there is to them."""
    return Cell(text)


@lru_cache(maxsize=256)
def _span(value: str | None) -> int:
    digits = _SPAN.match(value or "")
    return min(max(int(digits.group(1)), 1), MAX_SPAN) if digits else 1


@lru_cache(maxsize=2048)
def _holds_heading(text: str) -> bool:
    """Whether a cell is one of the six section headings, or contains one on a line of its own."""
    if _SECTION_HEADING.search(text):
        return True
    if len(text) > _LONGEST_HEADING or not _SECTION_WORDING.search(text):
        return False
    return any(heading.meaning for heading in headings_in(0, text))


def _is_prose(text: str) -> bool:
    return text.count("。") >= 2 or text.count("\n") >= 4


def _holds_table(element: etree._Element) -> bool:
    """Whether a cell nests a table with more than one cell (a single-cell table is a box round a value)."""
    for table in element.iter("table"):
        if sum(1 for _ in zip(table.iter("td", "th"), range(2), strict=False)) > 1:
            return True
        if text_length(table) > MAX_CELL_TEXT:
            return True
    return False


_TEXT_LENGTH: Final = etree.XPath("string-length()")
#: raised or struck digits must not join the number beside them (5<sup>1</sup> is not 51)
_MARKS: Final = {"sup": "^", "sub": "_", "s": "~", "strike": "~", "del": "~"}


def text_length(element: etree._Element) -> int:
    """Characters of text below `element`."""
    return int(cast(float, _TEXT_LENGTH(element)))


def _settle(rows: list[TableRow]) -> list[TableRow]:
    """A table whose rows have one cell each is a column of boxes: all of it is layout.

    In a table that wraps prose or other tables, the rows with one cell are layout too (a title, a dateline), unless
    they are a statutory table's (第二十条第（一）项 across all columns).
    """
    column = all(len(row.elements) <= 1 for row in rows)
    if column or any(row.wraps for row in rows):
        for row in rows:
            if column or (len(row.cells) == 1 and not roles_of(row.cells[0].text)):
                row.layout = True
    return rows


def cell_text(element: etree._Element) -> str:
    """Lines of a cell joined by newlines; inline nodes joined without spaces, white space collapsed."""
    children = len(element)
    if children == 0:
        return " ".join(element.text.split()) if element.text else ""
    if children == 1 and not element.text:
        only = element[0]
        if len(only) == 0 and only.tag not in _UNSEEN and not (only.tail and only.tail.strip()):
            return " ".join(only.text.split()) if only.text else ""
    parts: list[str] = []
    _collect(element, parts, 0)
    lines = "".join(parts).split("\x00")
    return "\n".join(" ".join(line.split()) for line in lines if line and not line.isspace())


def _collect(element: etree._Element, parts: list[str], depth: int) -> None:
    if element.text:
        parts.append(element.text)
    for child in element:
        tag = child.tag
        if tag in _CELL_BREAKS:
            parts.append("\x00")
            _collect(child, parts, depth + 1)
            if tag != "br":
                parts.append("\x00")
        elif tag not in _UNSEEN:
            if tag in _MARKS and (len(child) or (child.text and child.text.strip())):
                parts.append(_MARKS[tag])
            _collect(child, parts, depth + 1)
        if child.tail:
            parts.append(child.tail)
