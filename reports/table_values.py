"""Which cells of a row are its values, and under which heads they stand."""

from __future__ import annotations

from collections.abc import Sequence

from reports.cells import looks_like_value, read_cell
from reports.document import Cell
from reports.grid import columns_of, expand


def values_behind(row: tuple[Cell, ...], label: int, expected: int) -> list[Cell] | None:
    """The cells behind the label, if they are as many as the head has columns.

    Further label cells before them, and blank cells round a full set of printed values, do not count.
    """
    cells = list(row[label + 1 :])
    while len(cells) > expected and cells[0].text and not looks_like_value(cells[0].text):
        del cells[0]
    if len(cells) > expected:
        printed = [cell for cell in cells if cell.text]
        inner = cells[next((i for i, cell in enumerate(cells) if cell.text), 0) :][:expected]
        if inner == printed and len(inner) == expected:
            return inner
    return cells if len(cells) == expected else None


def prints_any(values: Sequence[Cell], indices: Sequence[int]) -> bool:
    """Whether one of these values is more than a blank or a sign for nothing."""
    return any(values[index].text and read_cell(values[index].text).value is not None for index in indices)


def leading_labels(row: Sequence[Cell]) -> int:
    """How many cells at the row's beginning are labels of some kind."""
    count = 0
    while count < len(row) and row[count].text and not looks_like_value(row[count].text):
        count += 1
    return count


def values_under_head(head: tuple[Cell, ...], wanted: range, row: tuple[Cell, ...], label: int) -> list[Cell] | None:
    """The row's cells under the head cells `wanted`, by columns of the two rows laid out under each other."""
    matrix = expand([head])
    spans = columns_of(matrix, 0)
    if any(index not in spans for index in wanted):
        return None
    return values_under(row, label, [spans[index] for index in wanted], len(matrix[0]))


def values_under(row: tuple[Cell, ...], label: int, places: Sequence[tuple[int, int]], width: int) -> list[Cell] | None:
    """The row's values by the columns over them.

    Either the whole row or its values must be exactly as wide as the head: a row that lost a cell is not, and then
    nothing says which one it was. A label under a value column's head says that head and row are shifted.
    """
    cells = row[label + 1 :]
    before, values = sum(cell.colspan for cell in row[: label + 1]), sum(cell.colspan for cell in cells)
    first, last = min(places)[0], max(places)[1]
    if before + values == width:
        return _fit(cells, before, places) if before <= first else None
    return _fit(cells, first, places) if values == last - first else None


def _fit(cells: Sequence[Cell], offset: int, places: Sequence[tuple[int, int]]) -> list[Cell] | None:
    """For each place the one printed cell inside it, or a blank; None if a printed cell is in no or many."""
    found: list[Cell | None] = [None] * len(places)
    for cell in cells:
        first, last = offset, offset + cell.colspan
        offset = last
        if not cell.text:
            continue
        inside = [index for index, (start, end) in enumerate(places) if start <= first and last <= end]
        if len(inside) != 1 or found[inside[0]] is not None:
            return None
        found[inside[0]] = cell
    return [cell or Cell("") for cell in found]
