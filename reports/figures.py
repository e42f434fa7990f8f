"""The figures read so far: each cell once, contradictions remembered, findings collected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from reports.model import Finding, Number, Severity

TableName = Literal["proactive", "applications", "proceedings"]
MAX_FINDINGS: Final = 200


@dataclass(slots=True)
class FigureStore:
    """Cells by (table, row code, column code); a cell that two places print differently is null for good."""

    cells: dict[tuple[TableName, str, str], Number | None] = field(default_factory=dict)
    contradicted: set[tuple[TableName, str, str]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    #: rows and columns that were not placed because something was uncertain
    blanks: dict[TableName, int] = field(default_factory=dict)

    def put(self, table: TableName, row: str, column: str, value: Number | None) -> None:
        """Record a cell; equal repeats fold, different ones leave null and a finding."""
        key = (table, row, column)
        if key not in self.cells:
            self.cells[key] = value
            return
        if self.cells[key] != value:
            if key not in self.contradicted:
                self.contradicted.add(key)
                printed = f"{_shown(self.cells[key])} and {_shown(value)}"
                message = f"{place(table, row, column)} is printed twice: {printed}"
                self.find("tables.contradiction", "warning", message, key)
            value = None
        if key in self.contradicted:
            value = None
        self.cells[key] = value

    def rows(self, table: TableName) -> set[str]:
        """Codes of the rows of which something was read."""
        return {row for name, row, _ in self.cells if name == table}

    def find(self, rule: str, severity: Severity, message: str, key: tuple[str, ...] | str | None = None) -> None:
        """Add a finding; `key` becomes its `where`."""
        if len(self.findings) < MAX_FINDINGS:
            where = ".".join(key) if isinstance(key, tuple) else key
            finding = Finding(rule, severity, message, where)
            if finding not in self.findings:
                self.findings.append(finding)

    def drop(self, message: str) -> None:
        """Take findings back that turned out to be moot."""
        self.findings[:] = [finding for finding in self.findings if finding.message != message]


def _shown(value: Number | None) -> str:
    return "nothing" if value is None else str(value)


def place(table: str, row: str, column: str | None = None) -> str:
    """A cell's name in messages: `applications.received.total`."""
    return f"{table}.{row}.{column}" if column else f"{table}.{row}"
