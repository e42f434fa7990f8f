"""Comparison of an export with the truth, field by field and cell by cell; pure."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reports.model import REPORT_FIELDS

#: plain fields, in the order in which differences are told
FIELDS = (*REPORT_FIELDS, "status", "encoding")
TABLES = ("proactive", "applications", "proceedings")
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be: `where` names the field, cell or section."""

    url: str
    where: str
    expected: Any
    found: Any


@dataclass(slots=True)
class Cells:
    """Counts over table cells; `wrong_silently` are wrong ones in a table about which the record has no finding."""

    right: int = 0
    missing: int = 0
    wrong: int = 0
    wrong_silently: int = 0

    def add(self, other: Cells) -> None:
        """Add another count to this one."""
        self.right += other.right
        self.missing += other.missing
        self.wrong += other.wrong
        self.wrong_silently += other.wrong_silently


@dataclass(slots=True)
class Comparison:
    """What comparing an export with the truth gave."""

    expected: int = 0
    found: int = 0
    #: addresses of reports that the export lacks
    missing: list[str] = field(default_factory=list)
    #: addresses of records that no truth explains
    unexpected: list[str] = field(default_factory=list)
    #: addresses of reports that became two records
    doubled: list[str] = field(default_factory=list)
    #: addresses that are no source of the record, though the report stands there
    lost_sources: list[str] = field(default_factory=list)
    right: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    cells: Cells = field(default_factory=Cells)
    differences: list[Difference] = field(default_factory=list)
    #: planted arithmetic errors that were found, of how many
    planted_found: int = 0
    planted: int = 0
    #: records without a planted error that carry a warning or an error about figures
    false_alarms: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """No report missing, doubled or invented."""
        return not (self.missing or self.unexpected or self.doubled)


def read_lines(path: Path | str) -> list[dict[str, Any]]:
    """The records of a JSON Lines file."""
    with Path(path).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def compare(export: Iterable[Record], truth: Iterable[Record]) -> Comparison:
    """Match the records of an export with truths by address and compare each pair."""
    result = Comparison()
    records = list(export)
    result.found = len(records)
    by_address = _by_address(records)
    explained: set[int] = set()
    for expected in truth:
        result.expected += 1
        addresses = [source["url"] for source in expected["sources"]]
        matches = list(dict.fromkeys(index for address in addresses for index in by_address.get(address, ())))
        explained.update(matches)
        if not matches:
            result.missing.append(addresses[0])
            continue
        if len(matches) > 1:
            result.doubled.append(addresses[0])
        record = records[matches[0]]
        known = {record["url"], *(source["url"] for source in record["sources"])}
        result.lost_sources.extend(address for address in addresses if address not in known)
        compare_record(record, expected, result)
    result.unexpected.extend(record["url"] for index, record in enumerate(records) if index not in explained)
    return result


def _by_address(records: list[Record]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, record in enumerate(records):
        for address in {record["url"], *(source["url"] for source in record["sources"])}:
            found.setdefault(address, []).append(index)
    return found


def compare_record(record: Record, expected: Record, result: Comparison) -> None:
    """Compare one record with its truth and count into `result`."""
    url = record.get("url", "")
    for name in FIELDS:
        if name in expected:
            _count(result, url, name, expected[name], record.get(name), is_right(record.get(name), expected[name]))
    _compare_sections(record, expected, result)
    rules = {finding["rule"] for finding in record.get("findings", ()) if finding["severity"] != "info"}
    for name in TABLES:
        told = any(rule.startswith((name, "tables", "table", "cells")) for rule in rules)
        result.cells.add(_compare_table(url, name, record.get(name), expected.get(name), told, result))
    planted = expected.get("planted") or []
    unreadable = all(expected.get(name) is None for name in TABLES)
    if planted and not unreadable:
        result.planted += len(planted)
        result.planted_found += sum(rule in rules for rule in planted)
    elif not planted and any(rule.startswith(TABLES) for rule in rules):
        result.false_alarms.append(url)


def is_right(found: Any, expected: Any) -> bool:
    """Whether a plain value is (one of) the expected."""
    return found in expected if isinstance(expected, list) else found == expected


def _count(result: Comparison, url: str, where: str, expected: Any, found: Any, right: bool) -> None:
    result.compared[where] += 1
    if right:
        result.right[where] += 1
    else:
        result.differences.append(Difference(url, where, expected, found))


def _compare_sections(record: Record, expected: Record, result: Comparison) -> None:
    sections = {section["ordinal"]: section for section in record.get("sections", ())}
    for section in expected.get("sections", ()):
        number = section["ordinal"]
        found = sections.get(number, {})
        url = record.get("url", "")
        if number:
            same = squeezed(found.get("heading")) == squeezed(section["heading"])
            _count(result, url, "headings", section["heading"], found.get("heading"), same)
        if section["text"] is not None:
            choices = section["text"] if isinstance(section["text"], list) else [section["text"]]
            same = squeezed(found.get("text")) in map(squeezed, choices)
            _count(result, url, "texts", section["text"], found.get("text"), same)


def squeezed(text: str | None) -> str:
    """A text without white space, which layouts add and take at will."""
    return re.sub(r"[\s\u00a0\u3000]+", "", text or "")


def _compare_table(url: str, name: str, found: Any, expected: Any, told: bool, result: Comparison) -> Cells:
    cells = Cells()
    rows = set(expected or {}) | set(found or {})
    for row in sorted(rows):
        truth, read = (expected or {}).get(row) or {}, (found or {}).get(row) or {}
        for column in sorted(set(truth) | set(read)):
            _compare_cell(cells, truth.get(column), read.get(column), told)
            if truth.get(column) != read.get(column):
                where = f"{name}.{row}.{column}"
                result.differences.append(Difference(url, where, truth.get(column), read.get(column)))
    return cells


def _compare_cell(cells: Cells, truth: Any, read: Any, told: bool) -> None:
    if truth is None and read is None:
        return
    if read is None:
        cells.missing += 1
    elif truth == read:
        cells.right += 1
    else:
        cells.wrong += 1
        cells.wrong_silently += not told
