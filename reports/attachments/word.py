"""DOCX to blocks: paragraphs with their automatic numbers, tables with their own cells and spans.

Each row keeps its own cells (`w:tc`) rather than a column grid, because LibreOffice's conversion of DOC gives the third
statutory table a sixteenth column; cells that continue a vertical merge are counted into the first one's rowspan.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from reports.attachments.layout import line_text, parted_at_headings, tight
from reports.attachments.limits import UnreadableError
from reports.attachments.numbering import Numbering
from reports.attachments.packages import as_plain_document
from reports.attachments.reading import stem
from reports.document import Block, Cell, Document, Grid, Paragraph
from reports.model import Finding

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC, _SDT, _SDT_CONTENT = (_W + name for name in ("p", "tbl", "tr", "tc", "sdt", "sdtContent"))
_TEXT, _TAB, _BREAK, _CR, _HYPHEN = (_W + name for name in ("t", "tab", "br", "cr", "noBreakHyphen"))
_TC_PR, _GRID_SPAN, _V_MERGE, _VALUE = (_W + name for name in ("tcPr", "gridSpan", "vMerge", "val"))
_RUN, _BOX = _W + "r", _W + "txbxContent"
#: the second copy of a text box, for old readers
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: deleted text, readings over characters, and what is read apart (tables and text boxes)
_SKIPPED = frozenset(
    (_W + "del", _W + "moveFrom", _W + "rPr", _W + "pPr", _W + "rt", _W + "tbl", _W + "txbxContent", _FALLBACK)
)
_HIDDEN, _ROW_DELETED, _CELL_DELETED = f"{_W}rPr/{_W}vanish", f"{_W}trPr/{_W}del", f"{_W}tcPr/{_W}cellDel"
_GRID_BEFORE = f"{_W}trPr/{_W}gridBefore"
_FALSE = ("0", "false", "off")
_MAX_SPAN = 64
_MAX_DEPTH = 12
_IMAGE = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"


def read_docx(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    """Blocks of a DOCX; raises UnreadableError where it is no such package."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        file = docx.Document(io.BytesIO(as_plain_document(body)))
        numbering = Numbering.of(file)
    except (PackageNotFoundError, XMLSyntaxError) as error:
        raise UnreadableError("broken", f"the DOCX package is damaged: {error}") from error
    root = file.element.body
    blocks = tuple(_blocks(root, numbering, 0))
    pictures = sum(1 for _ in root.iter(_IMAGE))
    images = tuple(f"{filename}#image={number}" for number in range(1, pictures + 1))
    document = Document(url="", title=_title(file, filename), blocks=blocks, images=images, article_rule="docx")
    if blocks:
        return document, []
    what = f"{pictures} pictures and no text" if pictures else "no text"
    return document, [Finding("attachment.no-text", "warning", f"the file holds {what}")]


def _title(file: Any, filename: str) -> str:
    title = str(file.core_properties.title or "").strip()
    return title if len(title) >= 6 and any("\u4e00" <= char <= "\u9fff" for char in title) else stem(filename)


def _blocks(parent: Any, numbering: Numbering, depth: int) -> Iterator[Block]:
    for child in parent:
        if child.tag == _P:
            yield from _paragraph(child, numbering, depth)
        elif child.tag == _TBL:
            yield from _table(child, numbering, depth)
        elif child.tag == _SDT and depth < _MAX_DEPTH:
            for content in child.iterchildren(_SDT_CONTENT):
                yield from _blocks(content, numbering, depth + 1)


def _paragraph(element: Any, numbering: Numbering, depth: int) -> Iterator[Block]:
    number = numbering.label(element)
    lines = [line_text(line) for line in _text(element).split("\n")]
    level = numbering.heading_level(element)
    for position, line in enumerate(filter(None, lines)):
        yield Paragraph(number + line if position == 0 else line, tag=f"h{level}" if level else "p")
    for box in element.iter(_BOX) if depth < _MAX_DEPTH else ():
        if _nearest(box, (_BOX, _FALLBACK)) is None:
            yield from _blocks(box, numbering, depth + 1)


def _nearest(element: Any, tags: Sequence[str]) -> Any:
    """The closest of an element's ancestors of these kinds."""
    return next(element.iterancestors(*tags), None)


def _is_hidden(run: Any) -> bool:
    mark = run.find(_HIDDEN)
    return mark is not None and mark.get(_VALUE) not in _FALSE


def _text(element: Any) -> str:
    parts: list[str] = []
    for child in element:
        tag = child.tag
        if tag == _TEXT:
            parts.append(child.text or "")
        elif tag == _TAB:
            parts.append(" ")
        elif tag in (_BREAK, _CR):
            parts.append("\n")
        elif tag == _HYPHEN:
            parts.append("-")
        elif tag not in _SKIPPED and not (tag == _RUN and _is_hidden(child)):
            parts.append(_text(child))
    return "".join(parts)


def _table(element: Any, numbering: Numbering, depth: int) -> Iterator[Block]:
    """One grid; a table that holds tables only lays out a page and is taken apart."""
    rows = [row for row in element.iter(_TR) if _nearest(row, (_TBL,)) is element and row.find(_ROW_DELETED) is None]
    cells = [[cell for cell in row.iter(_TC) if _nearest(cell, (_TR,)) is row] for row in rows]
    nested = any(_has_cells(table) for row in cells for cell in row for table in cell.iter(_TBL))
    single = max(map(len, cells), default=0) == 1 and any(len(list(row[0].iter(_P))) > 3 for row in cells if row)
    if (nested or single) and depth < _MAX_DEPTH:
        for row in cells:
            for cell in row:
                yield from _blocks(cell, numbering, depth + 1)
        return
    grid = _grid([(_columns_before(row), line) for row, line in zip(rows, cells, strict=True)], numbering)
    yield from parted_at_headings(grid)


def _has_cells(table: Any) -> bool:
    """Whether a table inside a cell has cells of its own: one alone only frames the cell's text."""
    return sum(1 for _ in islice(table.iter(_TC), 2)) > 1


def _columns_before(row: Any) -> int:
    """Grid columns that a row leaves out at its beginning."""
    skipped = row.find(_GRID_BEFORE)
    value = skipped.get(_VALUE) if skipped is not None else None
    return min(int(value), _MAX_SPAN) if value and value.isdigit() else 0


def _grid(rows: list[tuple[int, list[Any]]], numbering: Numbering) -> Grid:
    built: list[list[Cell]] = []
    open_merges: dict[int, tuple[int, int]] = {}  # grid column -> (row, place) of the cell that a vMerge continues
    for number, (column, row) in enumerate(rows):
        line: list[Cell] = []
        for element in row:
            span, merge = _spans(element)
            if element.find(_CELL_DELETED) is not None:
                column += span
                continue
            start = open_merges.get(column)
            if merge == "continue" and start is not None:
                at, place = start
                first = built[at][place] if at < number else line[place]
                taller = Cell(first.text, number - at + 1, first.colspan)
                (built[at] if at < number else line)[place] = taller
            else:
                if merge == "restart":
                    open_merges[column] = (number, len(line))
                else:
                    open_merges.pop(column, None)
                line.append(Cell(_cell_text(element, numbering), 1, span))
            column += span
        built.append(line)
    return Grid(tuple(tuple(row) for row in built))


def _spans(cell: Any) -> tuple[int, str | None]:
    """Columns that the cell covers, and its part in a vertical merge."""
    properties = cell.find(_TC_PR)
    if properties is None:
        return 1, None
    span = properties.find(_GRID_SPAN)
    width = int(span.get(_VALUE) or 1) if span is not None and (span.get(_VALUE) or "1").isdigit() else 1
    merge = properties.find(_V_MERGE)
    return max(1, min(width, _MAX_SPAN)), None if merge is None else merge.get(_VALUE) or "continue"


def _cell_text(cell: Any, numbering: Numbering) -> str:
    lines: list[str] = []
    for paragraph in cell.iter(_P):
        text = _text(paragraph) if _nearest(paragraph, (_FALLBACK,)) is None else ""
        if text.strip():
            lines += filter(None, (tight(line) for line in (numbering.label(paragraph) + text).split("\n")))
    return "\n".join(lines)
