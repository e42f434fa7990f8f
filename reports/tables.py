"""The three statutory tables of a report, from grids and from flattened text, by the codes of the contract.

The labels decide the format, never the year: reports of 2021 and later that still print the 2019 form are `2019`. A
2019 form that prints the three rows of 2021 under （六）其他处理 (or the reverse) keeps the rows that it prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from reports.document import Block, Cell, Grid
from reports.figures import FigureStore, TableName
from reports.grid import turned
from reports.lost_heads import TEXT
from reports.model import Figures, Finding, Number, ReportFormat
from reports.statutory import (
    APPLICANT_LABELS,
    APPLICANTS,
    APPLICATION_LABELS,
    FORMATS,
    OTHER_ROWS_2021,
    PROACTIVE_LABELS,
    PROCEEDING_COLUMNS,
    PROCEEDING_GROUPS,
    PROCEEDING_LABELS,
    Format,
    roles_of,
)
from reports.table_reader import TableReader
from reports.text_tables import read_text_tables

_TABLE_NAMES: tuple[tuple[TableName, str], ...] = (
    ("proactive", "主动公开政府信息情况"),
    ("applications", "收到和处理政府信息公开申请情况"),
    ("proceedings", "行政复议、行政诉讼情况"),
)


#: a table with fewer labels of the form than this is not tried with rows and columns exchanged
_TELLING_LABELS: Final = 4


@dataclass(frozen=True, slots=True)
class TablesRead:
    """The tables found; a table that the document does not have is None, a cell without a certain figure null."""

    format: ReportFormat = "narrative"
    proactive: Figures | None = None
    applications: Figures | None = None
    proceedings: Figures | None = None
    findings: tuple[Finding, ...] = ()
    source: Literal["html", "text", "attachment", "image", "none"] = "none"
    #: indices of the blocks that are statutory tables (sections leave them out)
    consumed: frozenset[int] = frozenset()


def read_tables(blocks: Sequence[Block], year: int | None = None) -> TablesRead:
    """Find and read the statutory tables among `blocks`.

    `year` (what the report covers) is asked only where no label tells the formats apart.
    """
    reader = TableReader()
    consumed = _read_grids(blocks, reader)
    from_grids = bool(reader.seen)
    text_consumed = read_text_tables(blocks, reader)
    reader.finish()
    if not reader.seen:
        return TablesRead(findings=tuple(reader.store.findings))
    consumed |= text_consumed | (reader.found_late - {TEXT})
    name = _format_name(reader, year)
    store = reader.store
    form = FORMATS[name]
    proactive = _proactive(store, form) if "proactive" in reader.seen else None
    applications = _applications(store, name) if "applications" in reader.seen else None
    proceedings = _proceedings(store) if "proceedings" in reader.seen else None
    _note_other_form(store, name, year)
    _note_missing_tables(store, reader.seen)
    _note_blanks(store)
    return TablesRead(
        format=name,
        proactive=proactive,
        applications=applications,
        proceedings=proceedings,
        findings=tuple(store.findings),
        source="html" if from_grids or reader.found_late - {TEXT} else "text",
        consumed=frozenset(consumed),
    )


def _read_grids(blocks: Sequence[Block], reader: TableReader) -> set[int]:
    """Read every grid; those that gave no figure once more with rows for columns."""
    store, consumed = reader.store, set()
    for index, block in enumerate(blocks):
        if not isinstance(block, Grid):
            reader.lost.above = block.text
            continue
        reader.lost.block = index
        cells, findings = len(store.cells), len(store.findings)
        if reader.read_grid(block.rows):
            consumed.add(index)
        if len(store.cells) == cells and (exchanged := _exchanged(block.rows)):
            # what the rows said while they were read the wrong way is void
            del store.findings[findings:]
            reader.start_over()
            reader.read_grid(exchanged)
            consumed.add(index)
    return consumed


def _exchanged(rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows of a table that prints the form's rows as columns; empty where it gives no figure so."""
    if sum(bool(cell.text and roles_of(cell.text)) for row in rows for cell in row) < _TELLING_LABELS:
        return []
    trial, exchanged = TableReader(), turned(rows)
    return exchanged if trial.read_grid(exchanged) and trial.store.cells else []


def _format_name(reader: TableReader, year: int | None) -> Literal["2019", "2021"]:
    votes = reader.votes
    if votes["2019"] != votes["2021"]:
        return "2019" if votes["2019"] > votes["2021"] else "2021"
    rows = reader.store.rows("applications")
    if rows & set(OTHER_ROWS_2021):
        return "2021"
    if "other" in rows:
        return "2019"
    return "2019" if year is not None and year < 2021 else "2021"


def _proactive(store: FigureStore, form: Format) -> Figures:
    figures: Figures = {}
    printed = store.rows("proactive")
    for block in form.proactive:
        for code, label in block.rows:
            if code not in printed:
                message = f"table 二 has no readable row {label}"
                store.find("tables.row-missing", "warning", message, ("proactive", code))
            figures[code] = {column.code: store.cells.get(("proactive", code, column.code)) for column in block.columns}
    _keep_foreign_cells(store, figures, form)
    return figures


def _keep_foreign_cells(store: FigureStore, figures: Figures, form: Format) -> None:
    """Figures under labels of the other format stay, and a finding names them."""
    for (table, row, column), value in store.cells.items():
        if table != "proactive" or column in figures.get(row, {}):
            continue
        figures.setdefault(row, {})[column] = value
        message = f"{PROACTIVE_LABELS[row]}: {column} is not a cell of the {form.name} form but is printed"
        store.find("tables.mixed-format", "info", message, (table, row, column))


def _applications(store: FigureStore, name: str) -> Figures:
    printed = store.rows("applications")
    rows = _application_rows(store, name, printed)
    columns = {column for table, _, column in store.cells if table == "applications"}
    for column in APPLICANTS if columns else ():
        if column not in columns:
            message = f"table 三 has no column {APPLICANT_LABELS[column]}"
            store.find("tables.column-missing", "warning", message, ("applications", "*", column))
    figures: Figures = {}
    for code in rows:
        if code not in printed:
            message = f"table 三 has no readable row {APPLICATION_LABELS[code]}"
            store.find("tables.row-missing", "warning", message, ("applications", code))
        figures[code] = {column: store.cells.get(("applications", code, column)) for column in APPLICANTS}
    return figures


def _application_rows(store: FigureStore, name: str, printed: set[str]) -> list[str]:
    """The form's rows, with those under （六）其他处理 as the table prints them."""
    rows = [code for code, _ in FORMATS[name].applications]
    three = printed & set(OTHER_ROWS_2021)
    if three and "other" in printed:
        if any(store.cells.get(("applications", "other", column)) is not None for column in APPLICANTS):
            message = "（六）其他处理 prints figures of its own beside its rows"
            store.find("tables.subtotal", "info", message, "applications.other")
        printed.discard("other")
    if name == "2019" and three:
        message = "a 2019 form with the three rows of 2021 under （六）其他处理"
        return _swap(store, rows, ("other",), OTHER_ROWS_2021, message)
    if name == "2021" and not three and "other" in printed:
        message = "a 2021 form with one row （六）其他处理 as in 2019"
        return _swap(store, rows, OTHER_ROWS_2021, ("other",), message)
    return rows


def _swap(store: FigureStore, rows: list[str], old: tuple[str, ...], new: tuple[str, ...], message: str) -> list[str]:
    store.find("tables.mixed-format", "info", message, "applications.other")
    position = rows.index(old[0])
    return [*rows[:position], *new, *(row for row in rows[position:] if row not in old)]


def _proceedings(store: FigureStore) -> Figures:
    figures: Figures = {}
    printed = store.rows("proceedings")
    for group in PROCEEDING_GROUPS:
        if group not in printed:
            message = f"table 四 has no readable figures for {PROCEEDING_LABELS[group]}"
            store.find("tables.row-missing", "warning", message, ("proceedings", group))
        row: dict[str, Number | None] = {c: store.cells.get(("proceedings", group, c)) for c in PROCEEDING_COLUMNS}
        figures[group] = row
    return figures


def _note_other_form(store: FigureStore, name: str, year: int | None) -> None:
    """The year never decides the form, but a reader of the figures may be surprised by another year's."""
    if year is not None and name != ("2019" if year < 2021 else "2021"):
        message = f"the report covers {year} and prints the tables of the {name} form"
        store.find("tables.format", "info", message, "format")


def _note_missing_tables(store: FigureStore, seen: set[TableName]) -> None:
    for table, name in _TABLE_NAMES:
        if table not in seen:
            store.find("tables.missing", "warning", f"the statutory table {name} was not found", table)


def _note_blanks(store: FigureStore) -> None:
    for table, count in store.blanks.items():
        store.find("tables.blank", "info", f"{count} cells of {table} are blank or print a sign for nothing", table)
