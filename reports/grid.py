"""Span expansion: which cell covers which place of a table's rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reports.document import Cell

#: no statutory table has more columns than 25; wider ones are bounded so that hostile spans cost nothing
MAX_COLUMNS: Final = 128

#: for each row and column the (row, cell) indices of the covering cell, or None where nothing covers it
Matrix = list[list[tuple[int, int] | None]]


def expand(rows: Sequence[Sequence[Cell]]) -> Matrix:
    """Lay the cells out as a browser does; overlapping spans keep the first cell, spans end with the table."""
    matrix: Matrix = [[] for _ in rows]
    for r, row in enumerate(rows):
        column = 0
        for c, cell in enumerate(row):
            column = _next_free(matrix[r], column)
            if column >= MAX_COLUMNS:
                break
            _cover(matrix, (r, c), column, cell)
            column += cell.colspan
    width = max(map(len, matrix), default=0)
    for line in matrix:
        line.extend([None] * (width - len(line)))
    return matrix


def _next_free(line: list[tuple[int, int] | None], column: int) -> int:
    while column < len(line) and line[column] is not None:
        column += 1
    return column


def _cover(matrix: Matrix, place: tuple[int, int], column: int, cell: Cell) -> None:
    last = min(column + cell.colspan, MAX_COLUMNS)
    for line in matrix[place[0] : place[0] + cell.rowspan]:
        if len(line) < last:
            line.extend([None] * (last - len(line)))
        for covered in range(column, last):
            if line[covered] is None:
                line[covered] = place


def columns_of(matrix: Matrix, row: int) -> dict[int, tuple[int, int]]:
    """First and one past the last column of each of the row's own cells, by cell index."""
    spans: dict[int, tuple[int, int]] = {}
    for column, place in enumerate(matrix[row]):
        if place is not None and place[0] == row:
            first = spans[place[1]][0] if place[1] in spans else column
            spans[place[1]] = (first, column + 1)
    return spans


def turned(rows: Sequence[Sequence[Cell]]) -> list[tuple[Cell, ...]]:
    """The table with rows and columns exchanged."""
    matrix = expand(rows)
    seen: set[tuple[int, int]] = set()
    result = []
    for column in range(len(matrix[0]) if matrix else 0):
        places = dict.fromkeys(place for line in matrix if (place := line[column]) is not None)
        cells = [rows[row][cell] for row, cell in places if (row, cell) not in seen]
        seen.update(places)
        result.append(tuple(Cell(cell.text, cell.colspan, cell.rowspan, cell.header) for cell in cells))
    return result
