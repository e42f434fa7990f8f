"""Rows of the statutory tables, one after another, to figures: a small machine that grids and flattened text share.

A cell is taken only where its row is certain (its label, in its group) and its column is certain (as many values as the
head has columns, in the head's order; or the head's geometry covers every value). Everything else stays null and is
named in a finding.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Final

from reports.cells import looks_like_value, read_cell
from reports.document import Cell
from reports.figures import TableName
from reports.lost_heads import RESULTS, TEXT, Placed, is_lost_applicant_head, is_lost_result_head
from reports.proactive_rows import ProactiveRows
from reports.row_roles import (
    APPLICANT_HEADS,
    ROW_KINDS,
    SPECIFIC_APPLICANTS,
    SPECIFIC_RESULTS,
    has_code,
    last_suit_group,
    meaning_of,
    names_results,
)
from reports.statutory import Role, RoleKind
from reports.table_headers import Columns, Head, applicant_columns, proceedings_columns
from reports.table_values import leading_labels, prints_any, values_behind, values_under

#: fewer rows of table 二 than this, without its heads, are another table that names 行政许可
_TELLING_ROWS: Final = 5
_HeadRows = tuple[tuple[Cell, ...], ...]


@lru_cache(maxsize=512)
def _applicants(rows: _HeadRows, flat: bool) -> Columns | None:
    """`applicant_columns`, once for the heads that thousands of reports print alike."""
    return applicant_columns(Head([*rows], flat))


@lru_cache(maxsize=512)
def _results(rows: _HeadRows, flat: bool) -> Columns | None:
    """The same for `proceedings_columns`."""
    return proceedings_columns(Head([*rows], flat))


@dataclass(slots=True)
class TableReader(ProactiveRows):
    """Feeds on rows in reading order; `store` holds what is certain."""

    _applicant_head: Head = field(default_factory=Head)
    _applicants: Columns | None = None
    _applicants_open: bool = True
    _result_head: Head = field(default_factory=Head)
    _results: Columns | None = None
    _results_open: bool = True
    #: the block that the open head of table 三 or 四 began in: another block's head is a head of its own
    _head_block: int = TEXT

    def read_grid(self, rows: Sequence[tuple[Cell, ...]]) -> bool:
        """Read a grid's rows; True where at least one belongs to a statutory table."""
        return self._read(rows, flat=False)

    def start_over(self) -> None:
        """Forget what this block's rows said about the table that comes; the figures stay, and rows of other blocks."""
        self.lost.forget(self.lost.block)
        fresh = TableReader(self.store, self.votes, self.seen, self.lost, self.found_late)
        for part in fields(self):
            setattr(self, part.name, getattr(fresh, part.name))

    def read_flat(self, rows: Sequence[tuple[Cell, ...]]) -> bool:
        """Read rows that were rebuilt from text (no spans to rely on)."""
        return self._read(rows, flat=True)

    def _read(self, rows: Sequence[tuple[Cell, ...]], *, flat: bool) -> bool:
        self._flat, self._knows_rows = flat, False
        found = False
        for row in rows:
            found |= self.feed(row)
        if self._unknown and self._knows_rows:
            for message in self._unknown:
                self.store.find("tables.unknown-row", "warning", message)
        self._unknown.clear()
        return found

    def feed(self, row: tuple[Cell, ...]) -> bool:
        """Read one row; False where it is none of the statutory tables'."""
        roles, kinds, label = meaning_of(row)
        if label is not None:
            return self._data_row(row, roles, label)
        if "clause" in kinds:
            self._table, self._heads = "proactive", None
            self._proactive_head = Head()
            if "proactive.column" not in kinds:
                return True
        if "proactive.column" in kinds:
            return self._proactive_columns(row, roles)
        if "proactive.head" in kinds:
            self._table, self._heads = "proactive", None
            return True
        return self._other_head(row, roles, kinds)

    def finish(self) -> None:
        """After the last row: what only the whole document can tell."""
        if self.lost.rows:
            self._settle("applications", self.lost.applications())
            self._settle("proactive", self.lost.proactive(self.votes))
            self._settle("proceedings", self.lost.proceedings())
        self._drop_settled_doubts()
        self._take_blank_results()

    def _drop_settled_doubts(self) -> None:
        """A row under foreign heads is another table's, if the row itself was read in a table of its own."""
        for key, block, message in self._doubts:
            if self._read_in.get(key, block) != block:
                self.store.drop(message)

    def _take_blank_results(self) -> None:
        """A head of table 四 with nothing but blanks under it is a table too."""
        if "proceedings" in self.seen or not self._results_open or not names_results(self._result_head):
            return
        columns = proceedings_columns(self._result_head)
        if columns is not None and any("." in code for code in columns.codes):
            self.seen.add("proceedings")
            for code in filter(None, columns.codes):
                group, _, column = code.rpartition(".")
                self._put("proceedings", group, column, Cell(""), read_cell(""), None)

    def _settle(self, table: TableName, placed: Sequence[Placed]) -> None:
        """Place the rows that had no heads over them, or name each of them in a finding."""
        read = self.store.rows(table) if table != "applications" else set()
        placed = [value for value in placed if value.code not in read]
        certain = {id(value.row) for value in placed}
        for row in self.lost.rows.get(table, ()) if self._is_the_forms(table, read) else ():
            if id(row) not in certain:
                self._doubt(table, row.code or "*", row.block, "the table's column heads are missing or not certain")
        for value in placed:
            self.found_late.add(value.row.block)
            if table == "proactive":
                self._put_without_head(value)
            else:
                self._put(table, value.code, value.column, value.cell, read_cell(value.cell.text), value.row.label)
        if placed:
            self.seen.add(table)
            proof = "rows and their number of values" if table == "proactive" else "sums"
            message = f"{table} has no column heads: read in the form's own order, which its {proof} bear out"
            self.store.find("tables.heads-lost", "info", message, table)

    def _is_the_forms(self, table: TableName, read: set[str]) -> bool:
        """Whether rows without heads and proof may be the form's: figures beside 行政许可 or 行政复议 often are not."""
        if table == "proceedings":
            return not read and names_results(self._result_head)
        rows = {row.code for row in self.lost.rows.get(table, ())}
        return table != "proactive" or len(rows | read) >= _TELLING_ROWS

    def _other_head(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]], kinds: Set[RoleKind]) -> bool:
        if kinds & APPLICANT_HEADS or has_code(roles, "applicant.column", SPECIFIC_APPLICANTS):
            return self._applicant_row(row)
        if has_code(roles, "proceedings.column", SPECIFIC_RESULTS) or "proceedings.group" in kinds:
            return self._result_row(row, roles)
        values = [cell.text for cell in row if cell.text]
        if not values:
            return False
        if self._table == "proceedings" and 5 * sum(map(looks_like_value, values)) >= 4 * len(values):
            return self._result_values(row, None)
        if len(values) == len(row) == RESULTS and self.lost.is_about_cases() and all(map(looks_like_value, values)):
            self.lost.add("proceedings", "", None, row)
            return False
        if "application.group" in kinds:
            return self._group_row(row, roles)
        if self._table == "applications" and self._applicants_open and "applicant.column" in kinds:
            return self._applicant_row(row)
        if self._table == "proceedings" and self._results_open and "proceedings.column" in kinds:
            return self._result_row(row, roles)
        return self._unknown_row(row)

    # table 三

    def _applicant_row(self, row: tuple[Cell, ...]) -> bool:
        if self._table != "applications":
            # a head repeated inside the table (after a page break) goes on with the group that the break cut
            self._table, self._group = "applications", ""
        if not self._applicants_open or self._head_block != self.lost.block:
            self._applicant_head, self._applicants, self._applicants_open = Head(), None, True
        self._head_block = self.lost.block
        self._applicant_head.rows.append(row)
        self._applicant_head.flat = self._flat
        return True

    def _columns_of_applications(self) -> Columns | None:
        if self._applicants_open:
            self._applicants = _applicants(tuple(self._applicant_head.rows), self._applicant_head.flat)
            self._applicants_open = False
        return self._applicants

    def _application_row(self, row: tuple[Cell, ...], role: Role, label: int) -> bool:
        if role.code == "other_other" and self._group != "other_processing":
            return self._unknown_row(row)
        if role.code == "total" and self._table != "applications":
            return self._unknown_row(row)
        self._table, self._knows_rows = "applications", True
        self._group = role.group
        columns = self._columns_of_applications()
        if not any(cell.text for cell in row[label + 1 :]) and label + 1 == len(row):
            return True
        self.seen.add("applications")
        self.lost.note("applications", role.code)
        if columns is None and is_lost_applicant_head(self._applicant_head):
            self.lost.add("applications", role.code, row[label], values_behind(row, label, 7) or row[label + 1 :])
            return True
        if columns is None:
            return self._uncertain("applications", role.code, "the table's column heads are missing or not certain")
        values = values_behind(row, label, len(columns.codes)) or self._placed_values(columns, row, label)
        if values is None:
            return self._miscounted("applications", role.code, len(columns.codes), row[label + 1 :])
        if columns.nameless and prints_any(values, columns.nameless):
            return self._uncertain("applications", role.code, "a figure stands under no head")
        cells = self.store.cells
        table: TableName = "applications"
        for code, cell in zip(columns.codes, values, strict=True):
            if not code:
                continue
            value, key = read_cell(cell.text), (table, role.code, code)
            if value.kind == "number" and not value.note and cell.rowspan == 1 and key not in cells:
                cells[key] = value.value
            else:
                self._put(table, role.code, code, cell, value, row[label])
        return True

    def _placed_values(self, columns: Columns, row: tuple[Cell, ...], label: int) -> list[Cell] | None:
        """Values by the grid columns of the head, where every printed value lies under exactly one of them."""
        if not columns.places or self._flat:
            return None
        return values_under(row, label, columns.places, columns.width)

    def _group_row(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]]) -> bool:
        group = next(role for cell_roles in roles for role in cell_roles if role.kind == "application.group")
        self._table, self._group = "applications", group.code
        if any(cell.text and not cell_roles for cell, cell_roles in zip(row, roles, strict=True)):
            texts = " | ".join(cell.text for cell in row)
            message = f"table 三 prints a row that the form does not have: {texts[:80]}"
            self.store.find("tables.unknown-row", "info", message)
        return True

    # table 四

    def _result_row(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]]) -> bool:
        values = [cell for cell in row if cell.text and looks_like_value(cell.text)]
        if values:
            return self._result_values(row, last_suit_group(roles))
        self._table = "proceedings"
        if not self._results_open or self._head_block != self.lost.block:
            self._result_head, self._results, self._results_open = Head(), None, True
        self._head_block = self.lost.block
        self._result_head.rows.append(row)
        self._result_head.flat = self._flat
        return True

    def _result_values(self, row: tuple[Cell, ...], group: tuple[int, str] | None) -> bool:
        """The one row of values; or a group's row, where the groups stand at the left (`group`: cell, code)."""
        self._table = "proceedings"
        if self._results_open:
            self._results = _results(tuple(self._result_head.rows), self._result_head.flat)
            self._results_open = False
        columns = self._results
        name = group[1] if group else "*"
        if columns is None and is_lost_result_head(self._result_head):
            cells = row[group[0] + 1 :] if group else row
            self.lost.add("proceedings", group[1] if group else "", None, cells)
            return names_results(self._result_head)
        if columns is None and not names_results(self._result_head):
            return False
        if columns is None:
            return self._uncertain("proceedings", name, "its column heads are missing or not certain")
        if (group is None) != any("." in code for code in columns.codes):
            return self._uncertain("proceedings", name, "heads and row do not belong together")
        label = group[0] if group else -1
        if group is None and len(row) > len(columns.codes):
            label = leading_labels(row) - 1
        values = values_behind(row, label, len(columns.codes)) or self._placed_values(columns, row, label)
        if values is None:
            return self._miscounted("proceedings", name, len(columns.codes), row[label + 1 :])
        if columns.nameless and prints_any(values, columns.nameless):
            return self._uncertain("proceedings", name, "a figure stands under no head")
        self.seen.add("proceedings")
        for code, cell in zip(columns.codes, values, strict=True):
            if not code:
                continue
            group_code, _, column = code.rpartition(".")
            self._put("proceedings", group_code or name, column, cell, read_cell(cell.text), None)
        return True

    # all tables

    def _data_row(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]], label: int) -> bool:
        found = [role for role in roles[label] if role.kind in ROW_KINDS]
        for cell_roles in roles[:label]:
            for role in cell_roles:
                if role.kind == "application.group":
                    self._group = role.code
        applications = [role for role in found if role.kind == "application.row"]
        if applications and (self._table != "proactive" or len(applications) == len(found)):
            return self._application_row(row, applications[0], label)
        return self._proactive_row(row, found[0], label)

    def _unknown_row(self, row: tuple[Cell, ...]) -> bool:
        values = [cell for cell in row if cell.text]
        if self._table not in ("applications", "proactive") or len(values) < 2 or not looks_like_value(values[-1].text):
            return False
        texts = " | ".join(cell.text for cell in row)[:80]
        self._unknown.append(f"a row of {self._table} has a label that the form does not have: {texts}")
        return True
