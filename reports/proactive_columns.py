"""Column heads of table 二: what they print, and whether they are the ones of a row's block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.cells import CellValue, convert_money
from reports.document import Cell
from reports.script_folding import folded
from reports.statutory import FORMATS, Column, Role, header_unit
from reports.table_headers import is_alike

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


def read_column_heads(row: tuple[Cell, ...], roles: Sequence[tuple[Role, ...]]) -> list[ColumnHead]:
    """The heads of a row behind 信息内容 and the clause, those that the form does not know without a code."""
    heads: list[ColumnHead] = []
    for cell, cell_roles in zip(row, roles, strict=True):
        kinds = {role.kind for role in cell_roles}
        if "clause" in kinds or "proactive.head" in kinds:
            continue
        role = next((role for role in cell_roles if role.kind == "proactive.column"), None)
        if role is None and not cell.text and not heads:
            continue
        code, formats = (role.code, role.formats) if role else (None, ())
        heads.append(ColumnHead(code, formats, header_unit(cell.text), cell.text))
    return heads


def named_heads(heads: list[ColumnHead], row: str) -> list[ColumnHead] | None:
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


def column_of(row: str, code: str) -> Column | None:
    """The column with this code in the row's block, in whichever form has it."""
    for columns in _BLOCK_COLUMNS[row].values():
        for column in columns:
            if column.code == code:
                return column
    return None


def in_the_forms_unit(value: CellValue, column: Column, head: ColumnHead, printed: str) -> CellValue:
    """A sum of money in the unit that the form gives its column.

    采购总金额 has none in the form: 元 and 万元, in which it is printed, stay as they are and are named; a sum in 亿元
    would stand ten thousand times too small beside the others, so it is left out.
    """
    if column.unit is None:
        if "亿" in folded(head.text + printed):
            return CellValue(None, "unreadable", "a sum in 亿元, and the form gives this column no unit")
        return replace(value, note=value.note or f"the column is headed {head.unit}") if head.unit else value
    if head.unit is None or head.unit == column.unit or value.value is None:
        return value
    converted = convert_money(value.value, head.unit, column.unit)
    return CellValue(converted, "number", f"the column is headed {head.unit}, converted to {column.unit}")


def missing_columns(heads: Sequence[ColumnHead], row: str) -> list[str]:
    """Codes that a row's block has in every form, but the heads over it do not name."""
    codes = {head.code for head in heads}
    return min(
        ([column.code for column in columns if column.code not in codes] for columns in _BLOCK_COLUMNS[row].values()),
        key=len,
    )
