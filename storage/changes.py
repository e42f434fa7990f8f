"""What differs between two versions of a report: fields, cells, and how much of each section's text."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, text

from reports.model import REPORT_FIELDS
from storage.report_rows import APPLICANT_COLUMNS, PROACTIVE_COLUMNS, PROCEEDING_COLUMNS, optional, printed_index_no
from storage.tables import ReportVersion, Section

if TYPE_CHECKING:
    from reports.model import Figures, Report

_TABLES = {
    "proactive": ("proactive_figures", PROACTIVE_COLUMNS),
    "applications": ("application_figures", APPLICANT_COLUMNS),
    "proceedings": ("proceeding_figures", PROCEEDING_COLUMNS),
}
#: a text longer than this is only said to have changed: comparing it would take long and tell little
_LONGEST_COMPARED = 200_000
#: so many changed cells are named one by one
_CELLS_NAMED = 60
_EXCERPT = 80


@dataclass(slots=True)
class StoredVersion:
    """A version's published content in one shape, whether read just now or loaded from its rows."""

    fields: dict[str, Any]
    cells: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report) -> StoredVersion:
        """From a reading."""
        fields = {name: _field(name, getattr(report, name)) for name in REPORT_FIELDS}
        cells: dict[str, Any] = {}
        for name in _TABLES:
            figures: Figures = getattr(report, name) or {}
            for row, columns in figures.items():
                cells.update({f"{name}.{row}.{key}": cell for key, cell in columns.items() if cell is not None})
        sections = {f"{section.ordinal} {section.heading}": section.text for section in report.sections}
        return cls(fields, cells, sections)

    @classmethod
    def load(cls, connection: Connection, version_id: int) -> StoredVersion:
        """From the database."""
        columns = [getattr(ReportVersion, name) for name in REPORT_FIELDS]
        row = connection.execute(select(*columns).where(ReportVersion.id == version_id)).one()
        version = cls(dict(zip(REPORT_FIELDS, row, strict=True)))
        for name, (table, names) in _TABLES.items():
            query = text(f"SELECT row_code, {', '.join(names)} FROM {table} WHERE version_id = :id")
            for figures in connection.execute(query, {"id": version_id}):
                for key, cell in zip(names, figures[1:], strict=True):
                    if cell is not None:
                        version.cells[f"{name}.{figures[0]}.{key}"] = cell
        printed = select(Section.ordinal, Section.heading, Section.text).where(Section.version_id == version_id)
        for ordinal, heading, content in connection.execute(printed.order_by(Section.position)):
            version.sections[f"{ordinal} {heading}"] = content
        return version


def _field(name: str, value: Any) -> Any:
    if name == "index_no":
        return printed_index_no(value)
    return optional(value) if isinstance(value, str) else value


def differences(before: StoredVersion, after: StoredVersion) -> dict[str, Any]:
    """`{"fields": {name: [old, new]}, "cells": {cell: [old, new]}, "text": [...]}`, only what differs."""
    found: dict[str, Any] = {}
    fields = {name: [old, after.fields[name]] for name, old in before.fields.items() if old != after.fields[name]}
    if fields:
        found["fields"] = fields
    names = before.cells.keys() | after.cells.keys()
    cells = {
        name: [before.cells.get(name), after.cells.get(name)]
        for name in sorted(names)
        if before.cells.get(name) != after.cells.get(name)
    }
    if cells:
        found["cells"] = dict(list(cells.items())[:_CELLS_NAMED])
        found["cells_changed"] = len(cells)
    text_changes = _text_changes(before.sections, after.sections)
    if text_changes:
        found["text"] = text_changes
    return found or {"other": "attachments, appendix or layout"}


def _text_changes(before: dict[str, str], after: dict[str, str]) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    for heading in dict.fromkeys((*before, *after)):
        old, new = before.get(heading), after.get(heading)
        if old == new:
            continue
        if old is None or new is None:
            changes.append({"section": heading, "change": "added" if old is None else "removed"})
        else:
            changes.append({"section": heading, "change": "text", **_summary(old, new)})
    return changes


def _summary(old: str, new: str) -> dict[str, Any]:
    """How many characters came and went, and the first place where."""
    if len(old) + len(new) > _LONGEST_COMPARED:
        return {"length": [len(old), len(new)]}
    old_lines, new_lines = old.split("\n"), new.split("\n")
    matcher = difflib.SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    gone, come = [], []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            gone.extend(old_lines[start:end])
            come.extend(new_lines[new_start:new_end])
    removed, added = "\n".join(gone), "\n".join(come)
    return {"removed": _excerpt(removed, added), "added": _excerpt(added, removed)}


def _excerpt(mine: str, other: str) -> str:
    """The part that differs, without what both begin with."""
    start = 0
    for start, (left, right) in enumerate(zip(mine, other, strict=False)):  # noqa: B007
        if left != right:
            break
    start = max(0, start - 5)
    return mine[start : start + _EXCERPT]
