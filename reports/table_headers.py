"""Column heads of tables 三 and 四: which value column is which, from the head's geometry and from its order.

Both ways have their failures: spans drift or are replaced by empty cells, and reading order says nothing where groups
are missing. Columns count as known where at least one way gives every column exactly once and the other does not
contradict it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.cells import looks_like_value
from reports.document import Cell
from reports.grid import Matrix, expand
from reports.statutory import (
    APPLICANT_LABELS,
    APPLICANTS,
    LEGAL_PERSONS,
    PROCEEDING_COLUMNS,
    PROCEEDING_GROUPS,
    PROCEEDING_LABELS,
    Role,
    roles_of,
)

_LONGEST_HEAD: Final = 14


@dataclass(slots=True)
class Head:
    """The head rows of one table, in order; `flat` where they came from text without spans."""

    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    flat: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Codes of the value columns from left to right, and the grid columns that each covers (if known).

    An empty code is a column that the form does not have (备注, 上年总计): its values are passed over.
    """

    codes: tuple[str, ...]
    places: tuple[tuple[int, int], ...] = ()
    #: grid columns of the head, those over the labels included
    width: int = 0
    #: indices of the columns that no label of their own heads: a figure under one says that head and rows are shifted
    nameless: tuple[int, ...] = ()


#: labels that a complete head prints, as often as it prints them
_APPLICANT_HEADS: Final = Counter(("法人或其他组织", *APPLICANT_LABELS.values()))
_PROCEEDING_HEADS: Final = Counter(
    {
        **{PROCEEDING_LABELS[code]: 3 for code in PROCEEDING_COLUMNS},
        **{PROCEEDING_LABELS[group]: 1 for group in PROCEEDING_GROUPS},
    }
)


def _repaired(head: Head, expected: Counter[str]) -> Head:
    """The head with its one unreadable label replaced by the one label that is missing, if it is one each."""
    unknown = [cell for row in head.rows for cell in row if _is_unread(cell) and cell is not head.rows[0][0]]
    if len(unknown) != 1:
        return head
    wanted = expected.copy()
    wanted.subtract(
        found for row in head.rows for cell in row if (found := _label_among(cell.text, expected)) is not None
    )
    missing = list((+wanted).elements())
    if len(missing) != 1 or min(wanted.values()) < 0 or not is_alike(unknown[0].text, missing[0]):
        return head
    old, new = unknown[0], unknown[0]._replace(text=missing[0])
    return Head([tuple(new if cell is old else cell for cell in row) for row in head.rows], head.flat)


def is_alike(text: str, label: str) -> bool:
    """Whether a printed head shares at least half of a label's characters, and no figure ran into it."""
    if "\n" in text and any(map(looks_like_value, text.split("\n"))):
        return False
    return 2 * sum(character in text for character in label) >= len(label)


def _is_unread(cell: Cell) -> bool:
    return 0 < len(cell.text) <= _LONGEST_HEAD and not roles_of(cell.text)


def _label_among(text: str, expected: Counter[str]) -> str | None:
    """The expected label that a printed one stands for."""
    codes = {(role.kind, role.code) for role in roles_of(text)}
    if not codes:
        return None
    return next((label for label in expected if codes & {(role.kind, role.code) for role in roles_of(label)}), None)


def applicant_columns(head: Head) -> Columns | None:
    """The columns of table 三 (seven, fewer where the page lost some), or None where they are not certain."""
    head = _repaired(head, _APPLICANT_HEADS)
    linear = _applicants_in_order(head)
    whole = _is_permutation(linear, APPLICANTS)
    placed = None if head.flat else _placed(head, _applicant_code)
    if placed is not None:
        known = tuple(filter(None, placed.codes))
        if _is_permutation(known, APPLICANTS):
            return placed if not whole or linear == known else None
        # a lost column is believed only beside no foreign one: else a torn head would pass for a whole one
        if known == linear == placed.codes and "total" in known:
            return placed
    return Columns(linear) if whole else None


def _is_permutation(codes: Sequence[str], expected: Sequence[str]) -> bool:
    return len(codes) == len(expected) and set(codes) == set(expected)


def _applicant_code(path: Sequence[str]) -> str | None:
    """Code of a column from its labels; empty for a column of another kind, None if it has two codes."""
    codes = {role.code for text in path for role in roles_of(text) if role.kind == "applicant.column"}
    if len(codes) > 1:
        return None
    return codes.pop() if codes else ""


def _applicants_in_order(head: Head) -> tuple[str, ...]:
    """Columns by reading order: the upper row with 法人或其他组织 replaced by the lower row's columns."""
    upper: list[str] = []
    lower: list[str] = []
    for row in head.rows:
        for cell in row:
            code = _applicant_or_group(cell.text)
            if code:
                (lower if code in LEGAL_PERSONS and code not in upper else upper).append(code)
    if "group" in upper:
        position = upper.index("group")
        return (*upper[:position], *lower, *upper[position + 1 :])
    return _one_row(head)


def _one_row(head: Head) -> tuple[str, ...]:
    """Columns of a head without the group row: all seven stand in one row."""
    for row in head.rows:
        codes = tuple(code for cell in row if (code := _applicant_code((cell.text,))))
        if len(codes) == len(APPLICANTS):
            return codes
    flat = tuple(code for row in head.rows for cell in row if (code := _applicant_code((cell.text,))))
    return flat if flat == APPLICANTS else ()


def _applicant_or_group(text: str) -> str | None:
    for role in roles_of(text):
        if role.kind == "applicant.group":
            return "group"
        if role.kind == "applicant.column":
            return role.code
    return None


def _placed(head: Head, code_of: Callable[[Sequence[str]], str | None]) -> Columns | None:
    """Columns by geometry: each grid column's labels name one code; neighbours under the same cells are one column."""
    matrix = expand(head.rows)
    codes: list[str] = []
    places: list[tuple[int, int]] = []
    covers: list[list[tuple[int, int]]] = []
    for column in range(len(matrix[0]) if matrix else 0):
        cover = _cover(head, matrix, column)
        if not cover or cover == [(0, 0)] or _is_note(head, cover):
            continue
        code = code_of([head.rows[row][cell].text for row, cell in cover])
        if code is None:
            return None
        if not code and _overhangs(matrix, column):
            continue
        if covers and covers[-1] == cover and places[-1][1] == column:
            places[-1] = (places[-1][0], column + 1)
            continue
        codes.append(code)
        places.append((column, column + 1))
        covers.append(cover)
    known = [code for code in codes if code]
    if not len(set(known)) == len(known) > 0:
        return None
    nameless = (
        i for i, code in enumerate(codes) if not code and all(roles_of(head.rows[r][c].text) for r, c in covers[i])
    )
    return Columns(tuple(codes), tuple(places), len(matrix[0]), tuple(nameless))


def _cover(head: Head, matrix: Matrix, column: int) -> list[tuple[int, int]]:
    """The cells with text over a grid column, from top to bottom, each once."""
    places = dict.fromkeys(place for line in matrix if (place := line[column]) is not None)
    return [(row, cell) for row, cell in places if head.rows[row][cell].text]


def _overhangs(matrix: Matrix, column: int) -> bool:
    """Whether nothing but the uppermost row's cells reach a column: their span is wider than the table."""
    return len(matrix) > 1 and matrix[0][column] is not None and all(line[column] is None for line in matrix[1:])


def _is_note(head: Head, cover: Sequence[tuple[int, int]]) -> bool:
    """Whether nothing but the corner's note stands over a column: it belongs to the labels."""
    return all(any(role.kind == "applicant.note" for role in roles_of(head.rows[r][c].text)) for r, c in cover)


_SEPARATOR = "."


def proceedings_columns(head: Head) -> Columns | None:
    """Columns of table 四 as `group.column` codes; also of a part of it (one group, or rows per group: bare codes)."""
    head = _repaired(head, _PROCEEDING_HEADS)
    linear = _proceedings_in_order(head)
    if not head.flat:
        placed = _placed_proceedings(head)
        if placed is not None and _whole_groups([code for code in placed.codes if code]):
            return placed if linear is None or linear == tuple(filter(None, placed.codes)) else None
    return Columns(linear) if linear else None


def _placed_proceedings(head: Head) -> Columns | None:
    filled = _without_gaps(head)
    return _placed(filled, _proceeding_code)


def _without_gaps(head: Head) -> Head:
    """Empty head cells to the right of a group's name belong to the group (pages that print no colspan)."""
    rows: list[tuple[Cell, ...]] = []
    for row in head.rows:
        has_group = any(role.kind == "proceedings.group" for cell in row for role in roles_of(cell.text))
        rows.append(_fill(row) if has_group else row)
    return Head(rows, head.flat)


def _fill(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    filled: list[Cell] = []
    group: Cell | None = None
    for cell in row:
        kinds = {role.kind for role in roles_of(cell.text)}
        if "proceedings.group" in kinds:
            group = cell
        elif cell.text:
            group = None
        filled.append(Cell(group.text, cell.rowspan, cell.colspan) if group and not cell.text else cell)
    return tuple(filled)


def _proceeding_code(path: Sequence[str]) -> str | None:
    group = column = ""
    for text in path:
        for role in roles_of(text):
            if role.kind == "proceedings.group" and role.code != "suit":
                group = role.code
            elif role.kind == "proceedings.column":
                column = role.code
    if not column:
        return ""
    return f"{group}{_SEPARATOR}{column}" if group else column


def _whole_groups(codes: Sequence[str]) -> bool:
    """Whether the codes are complete groups of five different columns."""
    by_group: dict[str, list[str]] = {}
    for code in codes:
        group, _, column = code.rpartition(_SEPARATOR)
        by_group.setdefault(group, []).append(column)
    if "" in by_group and len(by_group) > 1:
        return False
    return bool(by_group) and all(_is_permutation(columns, PROCEEDING_COLUMNS) for columns in by_group.values())


def _proceedings_in_order(head: Head) -> tuple[str, ...] | None:
    """The form's own order, read without geometry: 复议, then 未经复议直接起诉 and 复议后起诉, five columns each."""
    groups: list[str] = []
    columns: list[str] = []
    for row in head.rows:
        for cell in row:
            role = _proceeding_role(cell.text)
            if role is not None:
                (groups if role.kind == "proceedings.group" else columns).append(role.code)
    order = _group_order(groups)
    if order is None or len(columns) != 5 * len(order):
        return None
    fives = [columns[i : i + 5] for i in range(0, len(columns), 5)]
    if not all(_is_permutation(five, PROCEEDING_COLUMNS) for five in fives):
        return None
    return tuple(f"{group}{_SEPARATOR}{code}" for group, five in zip(order, fives, strict=True) for code in five)


def _group_order(groups: list[str]) -> tuple[str, ...] | None:
    parts = [group for group in groups if group != "suit"]
    if "suit" in groups:
        after = groups[groups.index("suit") + 1 :]
        if "suit" in after or after[:1] != ["direct_suit"]:
            return None
    if parts in (["review", "direct_suit", "suit_after_review"], ["direct_suit", "suit_after_review"]):
        return tuple(parts)
    return (parts[0],) if len(parts) == 1 else None


def _proceeding_role(text: str) -> Role | None:
    for role in roles_of(text):
        if role.kind in ("proceedings.group", "proceedings.column"):
            return role
    return None
