"""Rows of the statutory tables, one after another, to figures: a small machine that grids and flattened text share.

A cell is taken only where its row is certain (its label, in its group) and its column is certain (as many values as the
head has columns, in the head's order; or the head's geometry covers every value). Everything else stays null and is
named in a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.cells import CellValue, convert_money, looks_like_value, read_cell
from reports.document import Cell
from reports.figures import FigureStore, TableName, place
from reports.grid import columns_of, expand
from reports.statutory import FORMATS, Column, Role, RoleKind, header_unit, roles_of
from reports.table_headers import Columns, Head, applicant_columns, is_alike, proceedings_columns

_APPLICANT_HEADS: Final = frozenset(("applicant.head", "applicant.group", "applicant.note"))
_SPECIFIC_APPLICANTS: Final = frozenset(
    ("natural_person", "enterprise", "research_institution", "public_interest_org", "legal_service_org")
)
_SPECIFIC_RESULTS: Final = frozenset(("upheld", "corrected", "other", "pending"))
_ROW_KINDS: Final = frozenset(("proactive.row", "application.row"))
#: row code -> the columns that its block has, by format
_BLOCK_COLUMNS: Final = {
    row: {name: block.columns for name, form in FORMATS.items() for block in form.proactive if row in dict(block.rows)}
    for row in {code for form in FORMATS.values() for block in form.proactive for code, _ in block.rows}
}


@dataclass(slots=True)
class ColumnHead:
    """A head cell of table 二: its codes by format, and the unit that it prints."""

    code: str | None
    formats: tuple[str, ...]
    unit: str | None
    text: str


@dataclass(slots=True)
class TableReader:
    """Feeds on rows in reading order; `store` holds what is certain."""

    store: FigureStore = field(default_factory=FigureStore)
    #: votes for each format from labels of table 二, and from the rows under 其他处理
    votes: dict[str, int] = field(default_factory=lambda: {"2019": 0, "2021": 0})
    seen: set[TableName] = field(default_factory=set)
    _table: TableName | None = None
    _group: str = ""
    _heads: list[ColumnHead] | None = None
    _proactive_head: Head = field(default_factory=Head)
    _applicant_head: Head = field(default_factory=Head)
    _applicants: Columns | None = None
    _applicants_open: bool = True
    _result_head: Head = field(default_factory=Head)
    _results: Columns | None = None
    _results_open: bool = True
    _flat: bool = False

    def read_grid(self, rows: Sequence[tuple[Cell, ...]]) -> bool:
        """Read a grid's rows; True where at least one belongs to a statutory table."""
        return self._read(rows, flat=False)

    def read_flat(self, rows: Sequence[tuple[Cell, ...]]) -> bool:
        """Read rows that were rebuilt from text (no spans to rely on)."""
        return self._read(rows, flat=True)

    def _read(self, rows: Sequence[tuple[Cell, ...]], *, flat: bool) -> bool:
        self._flat = flat
        found = False
        for row in rows:
            found |= self.feed(row)
        return found

    def feed(self, row: tuple[Cell, ...]) -> bool:
        """Read one row; False where it is none of the statutory tables'."""
        roles = [roles_of(cell.text) for cell in row]
        kinds = {role.kind for cell_roles in roles if cell_roles for role in cell_roles}
        label = _last_row_label(roles)
        if label is not None and not self._is_head_row(kinds, roles):
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
        """After the last row: a head of table 四 with nothing but blanks under it is a table too."""
        if "proceedings" in self.seen or not self._results_open or not _names_results(self._result_head):
            return
        columns = proceedings_columns(self._result_head)
        if columns is not None and any("." in code for code in columns.codes):
            self.seen.add("proceedings")
            for code in filter(None, columns.codes):
                group, _, column = code.rpartition(".")
                self._put("proceedings", group, column, Cell(""), read_cell(""), None)

    def _is_head_row(self, kinds: set[RoleKind], roles: Sequence[tuple[Role, ...]]) -> bool:
        """A row label among column heads is one of the words that are both (总计, 其他)."""
        return "proactive.column" in kinds or bool(kinds & _APPLICANT_HEADS) or _count_specific(roles) > 0

    def _other_head(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]], kinds: set[RoleKind]) -> bool:
        if kinds & _APPLICANT_HEADS or _has_code(roles, "applicant.column", _SPECIFIC_APPLICANTS):
            return self._applicant_row(row)
        if _has_code(roles, "proceedings.column", _SPECIFIC_RESULTS) or "proceedings.group" in kinds:
            return self._result_row(row, roles)
        values = [cell.text for cell in row if cell.text]
        if not values:
            return False
        if self._table == "proceedings" and 5 * sum(map(looks_like_value, values)) >= 4 * len(values):
            return self._result_values(row, None)
        if "application.group" in kinds:
            return self._group_row(row, roles)
        if self._table == "applications" and self._applicants_open and "applicant.column" in kinds:
            return self._applicant_row(row)
        if self._table == "proceedings" and self._results_open and "proceedings.column" in kinds:
            return self._result_row(row, roles)
        return self._unknown_row(row)

    # table 二 ---------------------------------------------------------------------------------------------------

    def _proactive_columns(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]]) -> bool:
        self._table = "proactive"
        heads: list[ColumnHead] = []
        for cell, cell_roles in zip(row, roles, strict=True):
            kinds = {role.kind for role in cell_roles}
            if "clause" in kinds or "proactive.head" in kinds:
                continue
            role = next((role for role in cell_roles if role.kind == "proactive.column"), None)
            if role is None and (not cell.text and not heads):
                continue
            code, formats = (role.code, role.formats) if role else (None, ())
            heads.append(ColumnHead(code, formats, header_unit(cell.text), cell.text))
        self._heads = heads
        self._proactive_head = Head([row], self._flat)
        return True

    def _proactive_row(self, row: tuple[Cell, ...], role: Role, label: int) -> bool:
        self._table = "proactive"
        if self._heads is None:
            if self._flat or any(cell.text for cell in row[label + 1 :]):
                self._uncertain("proactive", role.code, "its column heads are missing")
            return True
        heads = _named_heads(self._heads, role.code)
        if heads is None:
            printed = ", ".join(head.text or "(blank)" for head in self._heads)
            return self._uncertain("proactive", role.code, f"the columns over it are not its own: {printed}")
        values = self._values(row, label, len(heads)) or self._shorter(row, label, heads)
        if values is None:
            return self._miscounted("proactive", role.code, len(heads), row[label + 1 :])
        self.seen.add("proactive")
        for name in role.formats if len(role.formats) == 1 else ():
            self.votes[name] += 1
        for head, cell in zip(heads, values, strict=True):
            if head.code is not None:
                self._put_proactive(role.code, head, cell, row[label])
        return True

    def _shorter(self, row: tuple[Cell, ...], label: int, heads: list[ColumnHead]) -> list[Cell] | None:
        """Values where blank filler cells make the counts differ, if the geometry gives each named head one of them."""
        named = [head for head in heads if head.code is not None]
        cells = row[label + 1 :]
        if len(named) < len(heads) and len(cells) == len(named) and all(h.code for h in heads[: len(named)]):
            return [*cells, *([Cell("")] * (len(heads) - len(named)))]
        if self._flat or not self._proactive_head.rows:
            return None
        head_row = self._proactive_head.rows[0]
        first_head = len(head_row) - len(heads)
        return _by_geometry(head_row, range(first_head, len(head_row)), row, label)

    def _put_proactive(self, code: str, head: ColumnHead, cell: Cell, label: Cell) -> None:
        assert head.code is not None
        column = _column(code, head.code)
        if column is None:
            return
        for name in head.formats if len(head.formats) == 1 else ():
            self.votes[name] += 1
        value = read_cell(cell.text, column.signed, column.amount, head.unit or column.unit)
        if column.amount and column.unit and head.unit and head.unit != column.unit and value.value is not None:
            converted = convert_money(value.value, head.unit, column.unit)
            value = CellValue(converted, "number", f"the column is headed {head.unit}, converted to {column.unit}")
        self._put("proactive", code, head.code, cell, value, label)

    # table 三 ---------------------------------------------------------------------------------------------------

    def _applicant_row(self, row: tuple[Cell, ...]) -> bool:
        self._table = "applications"
        if not self._applicants_open:
            self._applicant_head, self._applicants, self._applicants_open = Head(), None, True
            self._group = ""
        self._applicant_head.rows.append(row)
        self._applicant_head.flat = self._flat
        return True

    def _columns_of_applications(self) -> Columns | None:
        if self._applicants_open:
            self._applicants = applicant_columns(self._applicant_head)
            self._applicants_open = False
        return self._applicants

    def _application_row(self, row: tuple[Cell, ...], role: Role, label: int) -> bool:
        if role.code == "other_other" and self._group != "other_processing":
            return self._unknown_row(row)
        if role.code == "total" and self._table != "applications":
            return self._unknown_row(row)
        self._table = "applications"
        self._group = role.group
        columns = self._columns_of_applications()
        if not any(cell.text for cell in row[label + 1 :]) and label + 1 == len(row):
            return True
        self.seen.add("applications")
        if columns is None:
            return self._uncertain("applications", role.code, "the table's column heads are missing or not certain")
        values = self._values(row, label, len(columns.codes)) or self._placed_values(columns, row, label)
        if values is None:
            return self._miscounted("applications", role.code, len(columns.codes), row[label + 1 :])
        cells = self.store.cells
        for code, cell in zip(columns.codes, values, strict=True):
            value = read_cell(cell.text)
            key = ("applications", role.code, code)
            if value.kind == "number" and not value.note and cell.rowspan == 1 and key not in cells and code:
                cells["applications", role.code, code] = value.value
            elif code:
                self._put("applications", role.code, code, cell, value, row[label])
        return True

    def _placed_values(self, columns: Columns, row: tuple[Cell, ...], label: int) -> list[Cell] | None:
        """Values by the grid columns of the head, where every printed value lies under exactly one of them."""
        if not columns.places or self._flat:
            return None
        return _under(row, label, columns.places, columns.width)

    def _group_row(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]]) -> bool:
        group = next(role for cell_roles in roles for role in cell_roles if role.kind == "application.group")
        self._table, self._group = "applications", group.code
        if any(cell.text and not cell_roles for cell, cell_roles in zip(row, roles, strict=True)):
            texts = " | ".join(cell.text for cell in row)
            message = f"table 三 prints a row that the form does not have: {texts[:80]}"
            self.store.find("tables.unknown-row", "info", message)
        return True

    # table 四 ---------------------------------------------------------------------------------------------------

    def _result_row(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]]) -> bool:
        values = [cell for cell in row if cell.text and looks_like_value(cell.text)]
        if values:
            return self._result_values(row, _last_group(roles))
        self._table = "proceedings"
        if not self._results_open:
            self._result_head, self._results, self._results_open = Head(), None, True
        self._result_head.rows.append(row)
        self._result_head.flat = self._flat
        return True

    def _result_values(self, row: tuple[Cell, ...], group: tuple[int, str] | None) -> bool:
        """The one row of values; or a group's row, where the groups stand at the left (`group`: cell, code)."""
        self._table = "proceedings"
        if self._results_open:
            self._results, self._results_open = proceedings_columns(self._result_head), False
        columns = self._results
        name = group[1] if group else "*"
        if columns is None and not _names_results(self._result_head):
            return False
        if columns is None:
            return self._uncertain("proceedings", name, "its column heads are missing or not certain")
        if (group is None) != any("." in code for code in columns.codes):
            return self._uncertain("proceedings", name, "heads and row do not belong together")
        label = group[0] if group else -1
        if group is None and len(row) > len(columns.codes):
            label = _leading_labels(row) - 1
        values = self._values(row, label, len(columns.codes)) or self._placed_values(columns, row, label)
        if values is None:
            return self._miscounted("proceedings", name, len(columns.codes), row[label + 1 :])
        self.seen.add("proceedings")
        for code, cell in zip(columns.codes, values, strict=True):
            if not code:
                continue
            group_code, _, column = code.rpartition(".")
            self._put("proceedings", group_code or name, column, cell, read_cell(cell.text), None)
        return True

    # all tables -------------------------------------------------------------------------------------------------

    def _data_row(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]], label: int) -> bool:
        found = [role for role in roles[label] if role.kind in _ROW_KINDS]
        for cell_roles in roles[:label]:
            for role in cell_roles:
                if role.kind == "application.group":
                    self._group = role.code
        applications = [role for role in found if role.kind == "application.row"]
        if applications and (self._table != "proactive" or len(applications) == len(found)):
            return self._application_row(row, applications[0], label)
        return self._proactive_row(row, found[0], label)

    def _values(self, row: tuple[Cell, ...], label: int, expected: int) -> list[Cell] | None:
        """The cells behind the label, if they are as many as the head has columns."""
        cells = list(row[label + 1 :])
        while len(cells) > expected and cells[0].text and not looks_like_value(cells[0].text):
            del cells[0]
        if len(cells) > expected:
            printed = [cell for cell in cells if cell.text]
            inner = cells[next((i for i, cell in enumerate(cells) if cell.text), 0) :][:expected]
            if inner == printed and len(inner) == expected:
                return inner
        return cells if len(cells) == expected else None

    def _put(self, table: TableName, row: str, column: str, cell: Cell, value: CellValue, label: Cell | None) -> None:
        if value.kind == "number" and not value.note and cell.rowspan == 1:
            self.store.put(table, row, column, value.value)
            return
        key = (table, row, column)
        if value.kind == "unreadable":
            why = f" ({value.note})" if value.note else ""
            message = f"{place(*key)} prints {cell.text[:40]!r}, which is no figure{why}"
            self.store.find("tables.unreadable", "warning", message, key)
        elif cell.rowspan > 1 and (label is None or cell.rowspan != label.rowspan) and value.value is not None:
            message = f"{place(*key)}: {value.value} stands in a cell merged over rows"
            self.store.find("tables.merged", "warning", message, key)
            value = CellValue(None, "unreadable")
        elif value.note:
            rule = "tables.unit" if column == "amount" else "tables.value"
            self.store.find(rule, "info", f"{place(*key)}: {value.note}", key)
        if value.kind in ("blank", "placeholder"):
            self.store.blanks[table] = self.store.blanks.get(table, 0) + 1
        self.store.put(table, row, column, value.value)

    def _uncertain(self, table: TableName, row: str, why: str) -> bool:
        self.seen.add(table)
        self.store.find("tables.uncertain", "warning", f"{place(table, row)} is left out: {why}", (table, row))
        return True

    def _miscounted(self, table: TableName, row: str, expected: int, cells: Sequence[Cell]) -> bool:
        printed = " | ".join(cell.text for cell in cells)[:80]
        return self._uncertain(table, row, f"{len(cells)} value cells where {expected} are due: {printed}")

    def _unknown_row(self, row: tuple[Cell, ...]) -> bool:
        values = [cell for cell in row if cell.text]
        if self._table not in ("applications", "proactive") or len(values) < 2 or not looks_like_value(values[-1].text):
            return False
        texts = " | ".join(cell.text for cell in row)[:80]
        message = f"a row of {self._table} has a label that the form does not have: {texts}"
        self.store.find("tables.unknown-row", "warning", message)
        return True


def _last_row_label(roles: Sequence[tuple[Role, ...]]) -> int | None:
    for index in range(len(roles) - 1, -1, -1):
        for role in roles[index]:
            if role.kind in _ROW_KINDS:
                return index
    return None


def _has_code(roles: Sequence[tuple[Role, ...]], kind: str, codes: frozenset[str]) -> bool:
    return any(role.kind == kind and role.code in codes for cell_roles in roles for role in cell_roles)


def _count_specific(roles: Sequence[tuple[Role, ...]]) -> int:
    return _has_code(roles, "applicant.column", _SPECIFIC_APPLICANTS) + _has_code(
        roles, "proceedings.column", _SPECIFIC_RESULTS
    )


def _last_group(roles: Sequence[tuple[Role, ...]]) -> tuple[int, str] | None:
    found = None
    for index, cell_roles in enumerate(roles):
        for role in cell_roles:
            if role.kind == "proceedings.group" and role.code != "suit":
                found = (index, role.code)
    return found


def _names_results(head: Head) -> bool:
    """Whether a head holds at least three of the result columns: else it is another table that says 行政复议."""
    roles = {role.code for row in head.rows for cell in row for role in roles_of(cell.text)}
    return len(roles & _SPECIFIC_RESULTS) >= 3


def _leading_labels(row: Sequence[Cell]) -> int:
    count = 0
    while count < len(row) and row[count].text and not looks_like_value(row[count].text):
        count += 1
    return count


def _named_heads(heads: list[ColumnHead], row: str) -> list[ColumnHead] | None:
    """The heads over a row of table 二 if they are its block's; one unknown head is named by what is missing."""
    codes = {head.code for head in heads if head.code is not None}
    unknown = [head for head in heads if head.code is None and head.text]
    for columns in _BLOCK_COLUMNS[row].values():
        expected = {column.code for column in columns}
        missing = expected - codes
        if not missing:
            return heads
        if codes <= expected and len(missing) == 1 and len(unknown) == 1:
            name = missing.pop()
            if is_alike(unknown[0].text, next(column.label for column in columns if column.code == name)):
                return [ColumnHead(name, (), h.unit, h.text) if h is unknown[0] else h for h in heads]
    fits = any(codes <= {column.code for column in columns} for columns in _BLOCK_COLUMNS[row].values())
    return heads if codes and fits else None


def _column(row: str, code: str) -> Column | None:
    for columns in _BLOCK_COLUMNS[row].values():
        for column in columns:
            if column.code == code:
                return column
    return None


def _by_geometry(head: tuple[Cell, ...], wanted: range, row: tuple[Cell, ...], label: int) -> list[Cell] | None:
    """The row's cells under the head cells `wanted`, by columns of the two rows laid out under each other."""
    matrix = expand([head])
    spans = columns_of(matrix, 0)
    if any(index not in spans for index in wanted):
        return None
    return _under(row, label, [spans[index] for index in wanted], len(matrix[0]))


def _under(row: tuple[Cell, ...], label: int, places: Sequence[tuple[int, int]], width: int) -> list[Cell] | None:
    """The row's values by the columns over them.

    Either the whole row or its values must be exactly as wide as the head: a row that lost a cell is not, and then
    nothing says which one it was.
    """
    cells = row[label + 1 :]
    before, values = sum(cell.colspan for cell in row[: label + 1]), sum(cell.colspan for cell in cells)
    if before + values == width:
        return _fit(cells, before, places)
    first, last = min(places)[0], max(places)[1]
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
