"""`scrapy export FILE`: one record a report, in the form that the file's ending asks for, written as it is read."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.engine import snapshot
from storage.flat import COLUMNS, WHOLE_NUMBERS, flat_record
from storage.records import STATUSES, Record, records

if TYPE_CHECKING:
    from sqlalchemy import Engine

#: rows a worksheet can have, the header included
_SHEET_ROWS = 1_048_576
#: characters a worksheet's cell can have
_CELL_LENGTH = 32_767
_PARQUET_ROWS = 5_000


class ExportError(Exception):
    """What a user has to change: the ending, the path, or the statuses; one line."""


def export(engine: Engine, path: Path, statuses: Sequence[str] = ("accepted",)) -> int:
    """Write all reports of the statuses to `path`; returns how many.

    The file appears under its name only when it is complete. Raises ExportError for a wrong ending or status, or where
    the path cannot be written; StorageUnavailable where the database cannot be read.
    """
    writer = writer_for(path)
    check_statuses(statuses)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with snapshot(engine) as connection:
            count = writer(partial, records(connection, statuses))
        partial.replace(path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return count


def writer_for(path: Path) -> Callable[[Path, Iterable[Record]], int]:
    """The writer that the ending asks for."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(_WRITERS)
        raise ExportError(f"cannot tell the form of {path.name!r} from its ending; known endings: {known}")
    return writer


def check_statuses(statuses: Sequence[str]) -> None:
    """Refuse a status that no record has."""
    for status in statuses:
        if status not in STATUSES:
            raise ExportError(f"unknown status {status!r}; known: {', '.join(STATUSES)}")


def _write_jsonl(path: Path, found: Iterable[Record]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, record in enumerate(found, 1):  # noqa: B007
            file.write(json.dumps(record, ensure_ascii=False))
            file.write("\n")
    return count


def _write_csv(path: Path, found: Iterable[Record]) -> int:
    """UTF-8 with a byte-order mark: without it spreadsheet programs take Chinese for the local code page."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for count, record in enumerate(found, 1):  # noqa: B007
            writer.writerow(flat_record(record))
    return count


def _write_xlsx(path: Path, found: Iterable[Record]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    def cell(value: Any) -> Any:
        return ILLEGAL_CHARACTERS_RE.sub("", value)[:_CELL_LENGTH] if isinstance(value, str) else value

    book = Workbook(write_only=True)
    sheet = book.create_sheet("reports")
    sheet.append(list(COLUMNS))
    count = 0
    for count, record in enumerate(found, 1):
        if count >= _SHEET_ROWS:
            raise ExportError(
                f"a worksheet holds {_SHEET_ROWS - 1} reports; export to .csv, .parquet or .jsonl instead"
            )
        sheet.append([cell(value) for value in flat_record(record)])
    book.save(path)
    return count


def _write_parquet(path: Path, found: Iterable[Record]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.int64() if name in WHOLE_NUMBERS else _parquet_type(pa, name)) for name in COLUMNS])
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _chunks(map(flat_record, found), _PARQUET_ROWS):
            columns = [list(values) for values in zip(*rows, strict=True)]
            writer.write_table(pa.table(columns, schema=schema))
            count += len(rows)
    return count


def _parquet_type(pa: Any, name: str) -> Any:
    return pa.float64() if name.startswith("proactive.") else pa.string()


def _chunks(rows: Iterator[list[Any]], size: int) -> Iterator[list[list[Any]]]:
    chunk: list[list[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


_WRITERS: dict[str, Callable[[Path, Iterable[Record]], int]] = {
    ".jsonl": _write_jsonl,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
}
