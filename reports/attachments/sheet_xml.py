"""Excel 2003 XML (SpreadsheetML), which several CMS export under the ending .xls, to blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.attachments.layout import tight
from reports.attachments.limits import parse_xml
from reports.attachments.reading import stem
from reports.attachments.sheet_bounds import MAX_COLUMNS, MAX_ROWS
from reports.attachments.sheets import printed, sheet_blocks
from reports.document import Block, Cell, Document
from reports.model import Finding

_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def read_sheet_xml(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    """Blocks of all visible sheets in order."""
    sheets = [sheet for sheet in parse_xml(body).iterchildren(f"{_S}Worksheet") if _is_visible(sheet)]
    blocks: tuple[Block, ...] = tuple(block for sheet in sheets for block in sheet_blocks(_rows(sheet)))
    document = Document(url="", title=stem(filename), blocks=blocks, article_rule="sheet")
    return document, [] if blocks else [Finding("attachment.no-text", "warning", "the sheets are empty")]


def _is_visible(sheet: Any) -> bool:
    return sheet.find(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible") is None


def _rows(sheet: Any) -> Iterator[tuple[Cell, ...]]:
    covered: dict[int, int] = {}
    for number, row in enumerate(sheet.iterfind(f"{_S}Table/{_S}Row")):
        if number >= MAX_ROWS:
            return
        if row.get(f"{_S}Hidden") != "1":
            yield _row(row, covered)


def _row(row: Any, covered: dict[int, int]) -> tuple[Cell, ...]:
    """A row's own cells; `covered` counts for each column the rows that a merged cell above still reaches into."""
    cells: list[Cell] = []
    begun: dict[int, int] = {}
    column = 0
    for element in row.iterchildren(f"{_S}Cell"):
        target = _number(element, "Index") - 1
        while column < target or (target < 0 and column in covered):
            if column not in covered:
                cells.append(Cell(""))
            column += 1
        across, down = _number(element, "MergeAcross"), _number(element, "MergeDown")
        cells.append(Cell(_text(element), down + 1, across + 1))
        begun |= dict.fromkeys(range(column, column + across + 1), down) if down else {}
        column += across + 1
    for place in list(covered):
        covered[place] -= 1
        if not covered[place]:
            del covered[place]
    covered |= begun
    return tuple(cells)


def _number(element: Any, name: str) -> int:
    value = element.get(_S + name, "")
    return min(int(value), MAX_COLUMNS) if value.isdigit() else 0


def _text(cell: Any) -> str:
    data = cell.find(f"{_S}Data")
    if data is None:
        return ""
    text = "".join(data.itertext())
    if data.get(f"{_S}Type") == "Number":
        try:
            return printed(float(text))
        except ValueError:
            return text
    return "\n".join(filter(None, (tight(line) for line in text.split("\n"))))
