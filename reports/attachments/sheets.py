"""XLSX, XLS and ODS to blocks with python-calamine: a grid a table, single-cell rows of text as paragraphs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from reports.attachments.layout import tight
from reports.attachments.limits import UnreadableError
from reports.attachments.reading import stem
from reports.attachments.sheet_bounds import MAX_COLUMNS, MAX_ROWS, check_bounds
from reports.document import Block, Cell, Document, Grid, Paragraph
from reports.model import Finding
from reports.statutory import roles_of

_MAX_SHEETS = 30
#: a row with one cell and this much text is prose between tables
_PROSE = 30


def read_sheets(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    """Blocks of all visible sheets in order; raises UnreadableError where the file is encrypted or damaged."""
    check_bounds(body)
    try:
        blocks = list(_workbook(body))
    except BaseException as error:
        # a panic of the Rust reader is no Exception; anything else that is none must go on (KeyboardInterrupt)
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError("broken", f"the sheet cannot be read: {error!s:.120}") from error
    document = Document(url="", title=stem(filename), blocks=tuple(blocks), article_rule="sheet")
    if not blocks:
        return document, [Finding("attachment.no-text", "warning", "the sheets are empty")]
    return document, list(_without_value(body)) if body.startswith(b"PK") else []


def _without_value(body: bytes) -> Iterator[Finding]:
    """Cells of an XLSX that show an error, or a formula that nobody has calculated: they read as blank."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                found = _VALUELESS.findall(archive.read(name))
                if found:
                    cells = b", ".join(found[:12]).decode("ascii", "replace")
                    message = f"{PurePosixPath(name).stem}: {len(found)} cells hold no calculated value: {cells}"
                    yield Finding("attachment.no-value", "warning", message)


#: `<c r="B4"><f>…</f><v/></c>` and `<c r="B4" t="e">`
_VALUELESS = re.compile(
    rb'<c\b(?=[^>]*\br="([A-Z]{1,3}\d{1,7})")(?:[^>]*\bt="e"|[^>]*[^/]>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>)'
)


def _workbook(body: bytes) -> Iterator[Block]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(body)) as book:
            for about in book.sheets_metadata[:_MAX_SHEETS]:
                if about.visible == SheetVisibleEnum.Visible:
                    yield from _sheet(book.get_sheet_by_name(about.name))
    except PasswordError as error:
        raise UnreadableError("encrypted", "the sheet is encrypted with a password") from error
    except CalamineError as error:
        raise UnreadableError("broken", f"the sheet cannot be read: {error}") from error


def _sheet(sheet: Any) -> Iterator[Block]:
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        size = f"{sheet.total_height} rows and {sheet.total_width} columns"
        raise UnreadableError("too-large", f"sheet {sheet.name} has {size}")
    values = sheet.to_python(skip_empty_area=False)
    merged = {
        first: (last[0] - first[0] + 1, last[1] - first[1] + 1)
        for first, last in (sheet.merged_cell_ranges or [])
    }  # fmt: skip
    covered = {
        (row, column)
        for (top, left), (height, width) in merged.items()
        for row in range(top, min(top + height, len(values)))
        for column in range(left, min(left + width, MAX_COLUMNS))
        if (row, column) not in merged
    }
    width = _used_width(values)
    yield from sheet_blocks(_row(number, row[:width], merged, covered) for number, row in enumerate(values))


def sheet_blocks(rows: Iterable[tuple[Cell, ...]]) -> Iterator[Block]:
    """A sheet's rows as grids, with the rows that hold one cell of prose as paragraphs between them."""
    grid: list[tuple[Cell, ...]] = []
    for cells in rows:
        texts = [cell.text for cell in cells if cell.text]
        if len(texts) == 1 and _is_prose(texts[0], grid):
            yield from _flush(grid)
            yield from (Paragraph(line) for line in texts[0].split("\n"))
        elif texts or any(cell.rowspan > 1 for cell in cells):
            grid.append(cells)
    yield from _flush(grid)


def _used_width(values: list[list[Any]]) -> int:
    return max((number + 1 for row in values for number, value in enumerate(row) if value not in ("", None)), default=0)


def _row(
    number: int, row: list[Any], merged: dict[tuple[int, int], tuple[int, int]], covered: set[tuple[int, int]]
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for column, value in enumerate(row):
        if (number, column) not in covered:
            height, width = merged.get((number, column), (1, 1))
            cells.append(Cell(printed(value), height, width))
    return tuple(cells)


def _is_prose(text: str, grid: list[tuple[Cell, ...]]) -> bool:
    """A title over the table, a heading or text below it; a label alone in its row has blank cells beside it."""
    if roles_of(text):
        return False
    return not grid or len(text) > _PROSE or text[:2] in ("一、", "二、", "三、", "四、", "五、", "六、")


def _flush(grid: list[tuple[Cell, ...]]) -> Iterator[Grid]:
    if grid:
        yield Grid(tuple(grid))
        grid.clear()


def printed(value: Any) -> str:
    """A cell as a reader would see it: 21, not 21.0; dates ISO."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return "\n".join(filter(None, (tight(line) for line in str(value).split("\n"))))
