"""Statutory tables whose column heads the page lost: taken in the form's own order where the figures prove it.

Table 三 has seven columns in both forms and table 四 five in each group; the last is the sum of those before it, so a
table with exactly so many values a row, whose rows stand in the form's order and whose sums all come out, is the form.
Table 二 has no sums: it counts where all its rows are there in order with exactly the values of one form. Anything less
leaves the rows null, each named in a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.cells import CellValue, read_cell
from reports.document import Cell
from reports.figures import TableName
from reports.script_folding import folded
from reports.statutory import (
    APPLICANTS,
    FORMATS,
    OTHER_ROWS_2021,
    PROCEEDING_COLUMNS,
    PROCEEDING_GROUPS,
    roles_of,
)
from reports.table_headers import Head

#: rows of table 三 that may be missing or misspelt without the order being in doubt
_MOST_MISSING: Final = 3
#: rows of table 三 whose sums must come out before its columns are believed
_FEWEST_SUMS: Final = 3
_LONGEST_FOREIGN: Final = 30
#: in place of a block's number: the row was rebuilt from text
TEXT: Final = -1
#: value cells of a whole row of table 四
RESULTS: Final = len(PROCEEDING_GROUPS) * len(PROCEEDING_COLUMNS)
#: the upper row of table 三's head, 法人或其他组织 between the others
_UPPER_HEAD: Final = (APPLICANTS[0], "", APPLICANTS[-1])
_GROUP_ORDER: Final = ("review", "suit", "direct_suit", "suit_after_review")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of figures without heads over it: its code, its label's cell (if any) and the cells behind that."""

    code: str
    label: Cell | None
    values: tuple[Cell, ...]
    #: the block that it stands in
    block: int = TEXT


@dataclass(frozen=True, slots=True)
class Placed:
    """A value whose row and column turned out to be certain."""

    row: Row
    code: str
    column: str
    cell: Cell


@dataclass(slots=True)
class LostHeads:
    """Rows that wait for the end of the document, when it shows whether they make up a whole form."""

    rows: dict[TableName, list[Row]] = field(default_factory=dict)
    #: the block that is being read, and the paragraph over it
    block: int = TEXT
    above: str = ""
    #: every row of table 二 and 三 as it came, with or without heads; a dictionary for its order
    order: dict[TableName, dict[str, None]] = field(default_factory=lambda: {"proactive": {}, "applications": {}})

    def note(self, table: TableName, code: str) -> None:
        """Remember that a row of a table stands here; rows printed again (a twin for phones) count once."""
        self.order[table][code] = None

    def add(self, table: TableName, code: str, label: Cell | None, values: Sequence[Cell]) -> None:
        """Keep a row whose columns have no heads."""
        self.rows.setdefault(table, []).append(Row(code, label, tuple(values), self.block))

    def is_about_cases(self) -> bool:
        """Whether the paragraph over the grid names 行政复议: a bare row of fifteen figures may be anything else."""
        return "复议" in folded(self.above)

    def forget(self, block: int) -> None:
        """Drop the rows of a block that was read the wrong way."""
        for table, rows in self.rows.items():
            dropped = {row.code for row in rows if row.block == block}
            self.rows[table] = [row for row in rows if row.block != block]
            for code in dropped & self.order.get(table, {}).keys():
                del self.order[table][code]

    def applications(self) -> list[Placed]:
        """The values of table 三, or nothing where its columns are not proven."""
        rows = [row for row in self.rows.get("applications", ()) if len(row.values) == len(APPLICANTS)]
        left_out = len(self.rows.get("applications", ())) - len(rows)
        order = list(self.order["applications"])
        if left_out > _MOST_MISSING or not any(_in_order(order, form) for form in _application_orders()):
            return []
        sums = [_sum_comes_out(row.values) for row in rows]
        proven = [row.code for row, comes_out in zip(rows, sums, strict=True) if comes_out]
        if False in sums or len(proven) < _FEWEST_SUMS or not {"received", "total"} <= set(proven):
            return []
        return [Placed(row, row.code, *pair) for row in rows for pair in zip(APPLICANTS, row.values, strict=True)]

    def proactive(self, votes: dict[str, int]) -> list[Placed]:
        """The values of table 二 by the one form that fits every row, its labels (`votes`) included."""
        rows, order = _distinct(self.rows.get("proactive", [])), list(self.order["proactive"])
        fitting = [name for name in FORMATS if votes[name] >= max(votes.values()) and _fits(name, rows, order)]
        if len(fitting) != 1:
            return []
        columns = _columns_by_row(fitting[0])
        return [
            Placed(row, row.code, *pair) for row in rows for pair in zip(columns[row.code], row.values, strict=True)
        ]

    def proceedings(self) -> list[Placed]:
        """The values of table 四: one row of fifteen, or a row of five for each group."""
        rows = _distinct(self.rows.get("proceedings", []))
        whole = [row for row in rows if not row.code]
        by_group = {row.code: row for row in rows if row.code}
        if len(whole) == 1 and not by_group and len(whole[0].values) == RESULTS:
            fives = [whole[0].values[start : start + 5] for start in range(0, RESULTS, 5)]
            groups = dict(zip(PROCEEDING_GROUPS, ((whole[0], five) for five in fives), strict=True))
        elif not whole and set(by_group) == set(PROCEEDING_GROUPS):
            groups = {code: (row, row.values) for code, row in by_group.items()}
        else:
            return []
        if not all(len(five) == 5 and _sum_comes_out(five) for _, five in groups.values()):
            return []
        return [Placed(row, code, *pair) for code, (row, five) in groups.items() for pair in _results(five)]


def _distinct(rows: Sequence[Row]) -> list[Row]:
    """The rows, those that are printed again with the same values once."""
    return list({(row.code, *(cell.text for cell in row.values)): row for row in rows}.values())


def _results(five: Sequence[Cell]) -> Iterator[tuple[str, Cell]]:
    return zip(PROCEEDING_COLUMNS, five, strict=True)


def _sum_comes_out(cells: Sequence[Cell]) -> bool | None:
    """Whether the last number is the sum of the others; None where a number is not printed."""
    values = [read_cell(cell.text) for cell in cells]
    numbers = [value.value for value in values if _is_plain(value) and value.value is not None]
    if len(numbers) < len(cells):
        return None
    return sum(numbers[:-1]) == numbers[-1]


def _is_plain(value: CellValue) -> bool:
    return value.kind == "number" and not value.note


def _application_orders() -> Iterator[list[str]]:
    """The rows of table 三 as the forms print them, （六）其他处理 as one row or as three in either."""
    for form in FORMATS.values():
        rows = [code for code, _ in form.applications if code not in (*OTHER_ROWS_2021, "other")]
        place = rows.index("total")
        yield [*rows[:place], "other", *rows[place:]]
        yield [*rows[:place], *OTHER_ROWS_2021, *rows[place:]]


def _in_order(found: Sequence[str], form: Sequence[str]) -> bool:
    """Whether the rows found are the form's in its order, a few missing."""
    return len(found) >= len(form) - _MOST_MISSING and _is_part(found, form)


def _columns_by_row(name: str) -> dict[str, list[str]]:
    """Column codes of each row of table 二 in a form."""
    blocks = FORMATS[name].proactive
    return {code: [column.code for column in block.columns] for block in blocks for code, _ in block.rows}


def _fits(name: str, rows: Sequence[Row], order: Sequence[str]) -> bool:
    """Whether table 二 has exactly the rows of a form, those without heads with exactly its number of values."""
    columns = _columns_by_row(name)
    if list(columns) != list(order) or len({row.code for row in rows}) != len(rows):
        return False
    return all(len(row.values) == len(columns[row.code]) and _is_label_of(name, row) for row in rows)


def _is_label_of(name: str, row: Row) -> bool:
    formats = {form for role in roles_of(row.label.text) for form in role.formats} if row.label else set()
    return not formats or name in formats


def is_lost_applicant_head(head: Head) -> bool:
    """Whether a head of table 三 names nothing that contradicts the form's order: nothing at all, or parts of it."""
    rows = [_codes(row, "applicant.column", "applicant.group") for row in head.rows]
    codes = [code for row in rows for code in row]
    in_order = all(_is_part(row, APPLICANTS) or _is_part(row, _UPPER_HEAD) for row in rows)
    return in_order and not _has_foreign(head) and len(set(codes)) == len(codes) <= len(APPLICANTS)


def is_lost_result_head(head: Head) -> bool:
    """Whether a head of table 四 names groups or columns, each in the form's order, but not both."""
    groups = [code for row in head.rows for code in _codes(row, "proceedings.group")]
    columns = [code for row in head.rows for code in _codes(row, "proceedings.column")]
    if _has_foreign(head) or not _is_part(groups, _GROUP_ORDER):
        return False
    return not columns or (not groups and columns == [*PROCEEDING_COLUMNS] * len(PROCEEDING_GROUPS))


def _codes(row: Sequence[Cell], *kinds: str) -> list[str]:
    """What the cells of a head's row name, in order; 法人或其他组织 has no code and is `""`."""
    found = (next((role.code for role in roles_of(cell.text) if role.kind in kinds), None) for cell in row)
    return [code for code in found if code is not None]


def _is_part(codes: Sequence[str], order: Sequence[str]) -> bool:
    """Whether the codes stand in this order, some of it missing."""
    rest = iter(order)
    return all(code in rest for code in codes)


def _has_foreign(head: Head) -> bool:
    """Whether a head prints words that no form has: then the columns may be others too."""
    return any(0 < len(cell.text) <= _LONGEST_FOREIGN and not roles_of(cell.text) for row in head.rows for cell in row)
