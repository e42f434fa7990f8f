"""What reading the statutory tables keeps in mind, and how one cell is taken, or left out by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.cells import CellValue
from reports.document import Cell
from reports.figures import FigureStore, TableName, place
from reports.lost_heads import LostHeads


@dataclass(slots=True)
class TableState:
    """The figures so far, the table at hand, and what only the document's end can decide."""

    store: FigureStore = field(default_factory=FigureStore)
    #: votes for each format from labels of table 二, and from the rows under 其他处理
    votes: dict[str, int] = field(default_factory=lambda: {"2019": 0, "2021": 0})
    seen: set[TableName] = field(default_factory=set)
    #: rows under lost column heads, decided upon in `finish`
    lost: LostHeads = field(default_factory=LostHeads)
    #: blocks that turned out to be tables only then
    found_late: set[int] = field(default_factory=set)
    _table: TableName | None = None
    _group: str = ""
    _flat: bool = False
    #: messages about rows with foreign labels, for a table of which other rows are known
    _unknown: list[str] = field(default_factory=list)
    _knows_rows: bool = False
    #: the block in which a row was read, and the findings about rows that stand under foreign heads elsewhere
    _read_in: dict[tuple[TableName, str], int] = field(default_factory=dict)
    _doubts: list[tuple[tuple[TableName, str], int, str]] = field(default_factory=list)

    def _vote(self, formats: Sequence[str]) -> None:
        """Count a label for the format that alone prints it."""
        for name in formats if len(formats) == 1 else ():
            self.votes[name] += 1

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

    def _doubt(self, table: TableName, row: str, block: int, why: str) -> bool:
        """An uncertain row that is forgotten if the row is read elsewhere."""
        self._doubts.append(((table, row), block, f"{place(table, row)} is left out: {why}"))
        return self._uncertain(table, row, why)

    def _miscounted(self, table: TableName, row: str, expected: int, cells: Sequence[Cell]) -> bool:
        printed = " | ".join(cell.text for cell in cells)[:80]
        return self._uncertain(table, row, f"{len(cells)} value cells where {expected} are due: {printed}")
