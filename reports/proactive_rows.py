"""Rows of table 二 (主动公开): heads and rows block by block, each block with columns of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.cells import read_cell
from reports.document import Cell
from reports.figures import place
from reports.lost_heads import Placed
from reports.proactive_columns import (
    ColumnHead,
    column_of,
    in_the_forms_unit,
    missing_columns,
    named_heads,
    read_column_heads,
)
from reports.script_folding import folded
from reports.statutory import Role
from reports.table_headers import Head
from reports.table_state import TableState
from reports.table_values import prints_any, values_behind, values_under_head


@dataclass(slots=True)
class ProactiveRows(TableState):
    """Reads the heads and rows of table 二."""

    _heads: list[ColumnHead] | None = None
    _proactive_head: Head = field(default_factory=Head)

    def _proactive_columns(self, row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]]) -> bool:
        self._table = "proactive"
        self._heads = read_column_heads(row, roles)
        self._proactive_head = Head([row], self._flat)
        return True

    def _proactive_row(self, row: tuple[Cell, ...], role: Role, label: int) -> bool:
        self._table, self._knows_rows = "proactive", True
        self.lost.note("proactive", role.code)
        if self._heads is None:
            if self._flat or any(cell.text for cell in row[label + 1 :]):
                self.lost.add("proactive", role.code, row[label], row[label + 1 :])
                self._vote(role.formats)
            return True
        heads = named_heads(self._heads, role.code)
        if heads is None:
            printed = ", ".join(head.text or "(blank)" for head in self._heads)
            return self._doubt(
                "proactive", role.code, self.lost.block, f"the columns over it are not its own: {printed}"
            )
        values = values_behind(row, label, len(heads)) or self._shorter(row, label, heads)
        if values is None:
            return self._miscounted("proactive", role.code, len(heads), row[label + 1 :])
        if prints_any(values, [index for index, head in enumerate(heads) if not head.text]):
            return self._uncertain("proactive", role.code, "a figure stands under no head")
        self.seen.add("proactive")
        for code in missing_columns(heads, role.code):
            message = f"{place('proactive', role.code, code)} has no column head"
            self.store.find("tables.uncertain", "warning", message, ("proactive", role.code, code))
        self._vote(role.formats)
        self._read_in.setdefault(("proactive", role.code), self.lost.block)
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
        return values_under_head(head_row, range(first_head, len(head_row)), row, label)

    def _put_proactive(self, code: str, head: ColumnHead, cell: Cell, label: Cell | None) -> None:
        assert head.code is not None
        column = column_of(code, head.code)
        if column is None:
            return
        self._vote(head.formats)
        value = read_cell(cell.text, column.signed, column.amount, head.unit or column.unit)
        if column.amount and value.value:
            value = in_the_forms_unit(value, column, head, cell.text)
        self._put("proactive", code, head.code, cell, value, label)

    def _put_without_head(self, value: Placed) -> None:
        """A cell of table 二; of a sum of money the unit must be the cell's own, because the head's is lost."""
        column, read = column_of(value.code, value.column), read_cell(value.cell.text, signed=True, amount=True)
        if column and column.unit and read.value and "元" not in folded(value.cell.text):
            why = f"prints {value.cell.text[:40]!r}, and the unit stood in the lost head"
            where = place("proactive", value.code, value.column)
            self.store.find("tables.uncertain", "warning", f"{where} is left out: it {why}", where)
            self.store.put("proactive", value.code, value.column, None)
            return
        self._put_proactive(value.code, ColumnHead(value.column, (), None, ""), value.cell, value.row.label)
