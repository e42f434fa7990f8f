"""What storing a reading needs, computed where pages are read: its keys, its digest and its rows.

This takes longer than the database does; in the reading processes it runs beside the crawl instead of in its way. The
loader computes it itself where a reading comes without.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.identity import Keys, content_hash, keys_of
from reports.model import PageKind
from reports.similarity import bands, clauses
from storage.report_rows import part_rows, version_fields, worth

if TYPE_CHECKING:
    from reports.model import Reading, Report
    from reports.similarity import Signature
    from storage.row_values import Row


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report ready to be stored; `parts` are the rows of each part table without their first column."""

    keys: Keys
    content_hash: int
    worth: int
    fields: tuple[Any, ...]
    parts: dict[str, list[Row]]
    #: of the text, to find others like it (storage.similar); None where the loader makes this itself
    signature: Signature | None = None


def prepare(reading: Reading, portal: str, *, signed: bool = False) -> Prepared | None:
    """None for a reading that brings no report."""
    report = reading.report
    if reading.failure is not None or reading.kind is not PageKind.REPORT or report is None:
        return None
    keys = keys_of(report, portal)
    return Prepared(
        keys=keys,
        content_hash=content_hash(report),
        worth=worth(report),
        fields=version_fields(report, reading),
        parts={table: rows for table, rows in part_rows(report, reading) if rows},
        signature=signature_of(report, keys) if signed else None,
    )


def signature_of(report: Report, keys: Keys) -> Signature:
    """The bands of the report's text, as those of its stored sections."""
    text = "\n".join(f"{section.heading}\n{section.text}" for section in report.sections)
    return bands(clauses(text, (report.issuer, keys.issuer_key)))
