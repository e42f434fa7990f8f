"""A record as one row of a sheet: a column a field, `table.row.column` for every figure of either form."""

from __future__ import annotations

import json
from typing import Any

from reports.statutory import FORMATS, PROCEEDING_GROUPS
from storage.report_rows import APPLICANT_COLUMNS, PROCEEDING_COLUMNS

_FIELDS = (
    "portal",
    "issuer",
    "year",
    "title",
    "index_no",
    "doc_no",
    "publish_date",
    "publisher",
    "division_code",
    "format",
    "status",
    "version",
    "url",
    "encoding",
)
#: what has no fixed number of parts is kept as text
_TEXTS = ("text", "sections", "attachments", "findings", "sources")


def _figure_columns() -> list[str]:
    proactive: dict[str, None] = {}
    applications: dict[str, None] = {}
    for form in FORMATS.values():
        for block in form.proactive:
            names = (f"proactive.{row}.{column.code}" for row, _ in block.rows for column in block.columns)
            proactive.update(dict.fromkeys(names))
        for row, _ in form.applications:
            applications.update(dict.fromkeys(f"applications.{row}.{column}" for column in APPLICANT_COLUMNS))
    proceedings = [f"proceedings.{group}.{column}" for group in PROCEEDING_GROUPS for column in PROCEEDING_COLUMNS]
    return [*proactive, *applications, *proceedings]


FIGURES = tuple(_figure_columns())
COLUMNS = (*_FIELDS, *FIGURES, *_TEXTS)
WHOLE_NUMBERS = frozenset(
    ("year", "version", *(name for name in FIGURES if name.startswith(("applications.", "proceedings."))))
)
_PATHS = tuple(tuple(name.split(".")) for name in FIGURES)


def flat_record(record: dict[str, Any]) -> list[Any]:
    """The record's values in the order of COLUMNS; `text` is all sections, the other parts are JSON."""
    row = [record[name] for name in _FIELDS]
    for table, line, column in _PATHS:
        figures = record[table]
        row.append(None if figures is None else figures.get(line, {}).get(column))
    row.append("\n".join(f"{section['heading']}\n{section['text']}".strip() for section in record["sections"]))
    row.append(json.dumps([section["heading"] for section in record["sections"]], ensure_ascii=False))
    row.extend(json.dumps(record[name], ensure_ascii=False) for name in _TEXTS[2:])
    return row
