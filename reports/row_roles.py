"""What a row's cells mean together: a row of figures, a row of heads, or something else."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Final, NamedTuple

from reports.document import Cell
from reports.statutory import Role, RoleKind, roles_of
from reports.table_headers import Head

SPECIFIC_APPLICANTS: Final = frozenset(
    ("natural_person", "enterprise", "research_institution", "public_interest_org", "legal_service_org")
)
SPECIFIC_RESULTS: Final = frozenset(("upheld", "corrected", "other", "pending"))
ROW_KINDS: Final = frozenset(("proactive.row", "application.row"))


APPLICANT_HEADS: Final = frozenset(("applicant.head", "applicant.group", "applicant.note"))
_COLUMN_KINDS: Final = frozenset(("applicant.column", "proceedings.column"))


class RowMeaning(NamedTuple):
    """The meanings of a row's cells, all of them together, and the cell that labels its figures (None in a head)."""

    roles: tuple[tuple[Role, ...], ...]
    kinds: frozenset[RoleKind]
    label: int | None


def meaning_of(row: Sequence[Cell]) -> RowMeaning:
    """What the labels of a row say; figures say nothing."""
    return _meaning(tuple(["" if cell.text.isascii() else cell.text for cell in row]))


@lru_cache(maxsize=4096)
def _meaning(texts: tuple[str, ...]) -> RowMeaning:
    """Once for the rows that thousands of reports print alike, figures apart."""
    roles = tuple([roles_of(text) for text in texts])
    kinds = frozenset(role.kind for found in roles for role in found)
    return RowMeaning(roles, kinds, None if _is_head(kinds, roles) else last_row_label(roles))


def _is_head(kinds: Set[RoleKind], roles: Sequence[tuple[Role, ...]]) -> bool:
    """A row label among column heads is one of the words that are both (总计, 其他)."""
    if "proactive.column" in kinds or not kinds.isdisjoint(APPLICANT_HEADS):
        return True
    return not kinds.isdisjoint(_COLUMN_KINDS) and names_columns(roles)


def last_row_label(roles: Sequence[tuple[Role, ...]]) -> int | None:
    """Index of the last cell that labels a row of figures."""
    for index in range(len(roles) - 1, -1, -1):
        for role in roles[index]:
            if role.kind in ROW_KINDS:
                return index
    return None


def has_code(roles: Sequence[tuple[Role, ...]], kind: str, codes: frozenset[str]) -> bool:
    """Whether a cell of the row has one of these meanings."""
    return any(role.kind == kind and role.code in codes for cell_roles in roles for role in cell_roles)


def names_columns(roles: Sequence[tuple[Role, ...]]) -> bool:
    """Whether a row names columns of table 三 or 四 that are nothing else."""
    return has_code(roles, "applicant.column", SPECIFIC_APPLICANTS) or has_code(
        roles, "proceedings.column", SPECIFIC_RESULTS
    )


def last_suit_group(roles: Sequence[tuple[Role, ...]]) -> tuple[int, str] | None:
    """Index and code of the last cell that names a group of table 四."""
    found = None
    for index, cell_roles in enumerate(roles):
        for role in cell_roles:
            if role.kind == "proceedings.group" and role.code != "suit":
                found = (index, role.code)
    return found


def names_results(head: Head) -> bool:
    """Whether a head holds at least three of the result columns: else it is another table that says 行政复议."""
    roles = {role.code for row in head.rows for cell in row for role in roles_of(cell.text)}
    return len(roles & SPECIFIC_RESULTS) >= 3
