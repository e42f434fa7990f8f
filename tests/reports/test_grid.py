"""Span expansion, also of spans that overlap or never end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.document import Cell
from reports.grid import MAX_COLUMNS, columns_of, expand


def test_spans_cover_their_rectangle() -> None:
    rows = [
        (Cell("a", rowspan=2), Cell("b", colspan=2)),
        (Cell("c"), Cell("d")),
    ]
    assert expand(rows) == [[(0, 0), (0, 1), (0, 1)], [(0, 0), (1, 0), (1, 1)]]


def test_rows_are_padded_and_spans_end_with_the_table() -> None:
    rows = [(Cell("a", rowspan=9),), (Cell("b"), Cell("c"))]
    assert expand(rows) == [[(0, 0), None, None], [(0, 0), (1, 0), (1, 1)]]


def test_columns_of_a_rows_own_cells() -> None:
    rows = [(Cell("a", rowspan=2), Cell("b")), (Cell("c", colspan=2),)]
    assert columns_of(expand(rows), 1) == {0: (1, 3)}


def test_nothing() -> None:
    assert expand([]) == []
    assert expand([()]) == [[]]


_CELLS = st.builds(Cell, st.just("x"), st.integers(1, 200), st.integers(1, 200))


@given(st.lists(st.lists(_CELLS, max_size=12).map(tuple), max_size=12))
def test_any_spans_give_a_bounded_rectangle(rows: list[tuple[Cell, ...]]) -> None:
    matrix = expand(rows)
    assert len(matrix) == len(rows)
    assert len({len(line) for line in matrix}) <= 1
    assert all(len(line) <= MAX_COLUMNS for line in matrix)
