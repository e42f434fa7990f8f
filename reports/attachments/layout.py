"""Blocks from placed things: cells with coordinates become grids with spans, lines become paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.cells import looks_like_value
from reports.document import Block, Cell, Grid, Paragraph
from reports.headings import headings_in, spaced_number
from reports.radicals import unified
from reports.statutory import roles_of

_WIDE = r"[\u2014\u2018\u2019\u201c\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_HEADING = 64
_MANY_FIGURES = 5
_NUMBERED = re.compile(r"^[(（]?[一二三四五六七八\d]{1,2}[)）、.．]")
#: spaces that justification or autospacing put beside a wide character; Chinese has none there
_GAP = re.compile(rf"(?<={_WIDE})[ \u00a0\u3000]+|[ \u00a0\u3000]+(?={_WIDE})")


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell with its edges in points from the page's left and top."""

    x0: float
    x1: float
    top: float
    bottom: float
    text: str


def tight(text: str) -> str:
    """Text without the spaces that typesetting left beside Chinese characters.

    The one between a section's number and its heading stays where nothing else parts them: 一 总体情况.
    """
    text = unified(text.strip())
    number = spaced_number(text) if len(text) <= _LONGEST_HEADING else ""
    closed = _GAP.sub("", text)
    return f"{number} {closed[len(number) :]}" if number else closed


def line_text(text: str) -> str:
    """A line outside tables, tight; the cells of a table's row that stands in it stay parted, by tabs."""
    cells = text.split()
    if len(cells) > 1 and is_table_row(cells):
        return "\t".join(cells)
    return tight(text)


def is_table_row(cells: Sequence[str]) -> bool:
    """Whether all pieces of a line are labels and figures of the statutory tables; 四 has rows of figures only."""
    known = all(looks_like_value(cell) or roles_of(cell) for cell in cells)
    return known and (len(cells) >= _MANY_FIGURES or any(map(roles_of, cells)))


def paragraphs(text: str) -> tuple[Block, ...]:
    """Plain text, one paragraph a line."""
    return tuple(Paragraph(line) for line in (line_text(raw) for raw in text.splitlines()) if line)


def edges(values: Iterable[float], tolerance: float = 3.0) -> list[float]:
    """Distinct positions: values nearer than `tolerance` to the one before count as the same line."""
    distinct: list[float] = []
    for value in sorted(values):
        if not distinct or value - distinct[-1] > tolerance:
            distinct.append(value)
    return distinct


def _index(positions: Sequence[float], value: float, tolerance: float = 3.0) -> int:
    return max(0, min(bisect_left(positions, value - tolerance), len(positions) - 1))


@dataclass(slots=True)
class _Slot:
    """A cell of the grid being built: where it starts and how far it reaches."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


def grid_of(bands: Sequence[Sequence[PlacedCell]], caption: str = "") -> Grid | None:
    """One grid from the pieces of a table (one piece a page): spans from shared edges; rows without any text go.

    Columns are shared by all pieces, so a row with fewer columns after the page break keeps the right spans. A group's
    label that the break cut goes on below it, and so does a row of which only the label's end fell on the next page.
    """
    columns = edges(x for band in bands for cell in band for x in (cell.x0, cell.x1))
    rows: list[list[_Slot]] = []
    for band in bands:
        piece = _rows(band, columns, len(rows))
        if rows and piece:
            piece = _continue(rows, piece)
        rows += piece
    kept = _with_text(rows)
    return Grid(tuple(kept), caption) if kept else None


def parted_at_headings(grid: Grid) -> Iterator[Block]:
    """The grid, or its parts with paragraphs between them where a row holds nothing but a section's heading.

    Forms that are one table from 二 to 四 print the headings as rows of it.
    """
    part: list[tuple[Cell, ...]] = []
    for row in grid.rows:
        texts = [cell.text for cell in row if cell.text]
        if len(texts) == 1 and is_section_heading("".join(texts[0].split("\n"))):
            yield from _as_grid(part, grid.caption)
            yield Paragraph("".join(texts[0].split("\n")))
            part = []
        else:
            part.append(row)
    yield from _as_grid(part, grid.caption)


def is_section_heading(text: str) -> bool:
    """Whether the whole text is the numbered heading of one of the six sections."""
    if len(text) > _LONGEST_HEADING:
        return False
    found = next(headings_in(0, text), None)
    return found is not None and bool(found.meaning) and found.style != "bare" and found.end == len(text)


def _as_grid(rows: Sequence[tuple[Cell, ...]], caption: str) -> Iterator[Grid]:
    if any(cell.text for row in rows for cell in row):
        yield Grid(tuple(rows), caption)


def _rows(band: Sequence[PlacedCell], columns: list[float], offset: int) -> list[list[_Slot]]:
    lines = edges(y for cell in band for y in (cell.top, cell.bottom))
    rows: list[list[_Slot]] = [[] for _ in lines[:-1]]
    for cell in sorted(band, key=lambda cell: (cell.top, cell.x0)):
        row, column = _index(lines, cell.top), _index(columns, cell.x0)
        if row >= len(rows):
            continue
        height, width = _index(lines, cell.bottom) - row, _index(columns, cell.x1) - column
        rows[row].append(_Slot(offset + row, column, max(1, height), max(1, width), cell.text))
    for row_slots in rows:
        row_slots.sort(key=lambda slot: slot.column)
    while rows and not any(slot.text for slot in rows[-1]):
        rows.pop()
    return rows


def _continue(rows: list[list[_Slot]], piece: list[list[_Slot]]) -> list[list[_Slot]]:
    """Tie the first row after a page break to what the break cut in two."""
    last = len(rows)
    above = {
        (slot.column, slot.colspan): slot
        for row in rows
        for slot in row
        if slot.text and slot.row + slot.rowspan >= last
    }
    first = piece[0]
    filled = [slot for slot in first if slot.text]
    cut = above.get((filled[0].column, filled[0].colspan)) if len(filled) == 1 and len(first) > 1 else None
    if cut is not None and _is_rest(cut.text, filled[0].text):
        cut.text += "\n" + filled[0].text
        for row in piece[1:]:
            for slot in row:
                slot.row -= 1
        return piece[1:]
    for slot in list(first):
        if slot.text:
            break
        label = above.get((slot.column, slot.colspan))
        if label is not None and _WORDS.search(label.text):
            label.rowspan = slot.row + slot.rowspan - label.row
            first.remove(slot)
    return piece


def _is_rest(label: str, text: str) -> bool:
    """Whether `text` is the end of a label that began before the page break."""
    opened = sum(map(label.count, "（(")) > sum(map(label.count, "）)"))
    return opened or bool(_NUMBERED.match(label) and not _NUMBERED.match(text))


def _with_text(rows: list[list[_Slot]]) -> list[tuple[Cell, ...]]:
    """Rows that hold text, as cells; a span over a row that goes shrinks by it."""
    gone = {number for number, row in enumerate(rows) if not any(slot.text for slot in row) and _is_free(rows, number)}
    return [
        tuple(Cell(slot.text, slot.rowspan - _count(gone, slot), slot.colspan) for slot in row)
        for number, row in enumerate(rows)
        if number not in gone
    ]


def _is_free(rows: list[list[_Slot]], number: int) -> bool:
    """Every cell of an empty row ends in it, so that no span of later rows begins there."""
    return all(slot.rowspan == 1 for slot in rows[number])


def _count(gone: set[int], slot: _Slot) -> int:
    return sum(slot.row < number < slot.row + slot.rowspan for number in gone)
