"""One report on a terminal: fields, the statutory tables, findings, sources and history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.command_output import print_heading, print_table
from reports.model import REPORT_FIELDS
from reports.statutory import APPLICATION_LABELS, PROACTIVE_LABELS, PROCEEDING_LABELS

_FIELDS = (
    "id",
    "status",
    *REPORT_FIELDS,
    "version",
    "portal",
    "url",
    "encoding",
    "identity",
    "copy_of",
    "merged_into",
    "vanished",
)
_TABLES = (
    ("proactive", "二 主动公开", PROACTIVE_LABELS),
    ("applications", "三 依申请公开", APPLICATION_LABELS),
    ("proceedings", "四 复议、诉讼", PROCEEDING_LABELS),
)
_PARTS = (
    ("appendix", "Appendix", ("path", "unit", "value", "raw")),
    ("findings", "Findings", ("severity", "rule", "where", "message")),
    ("evidence", "Evidence against it", ("signal", "weight", "position", "excerpt", "detail")),
    ("attachments", "Attachments", ("filename", "media_type", "url", "sha256")),
    (
        "sources",
        "Sources",
        ("id", "role", "portal", "url", "rule", "reason", "first_seen", "last_seen", "ended", "differences"),
    ),
    ("versions", "History", ("number", "seen", "url", "verdict", "table_source", "changes")),
    ("decisions", "Decisions", ("id", "made", "action", "who", "other_report_id", "why", "undone")),
    ("similar", "Similar texts", ("id", "similarity", "relation", "title")),
)


def print_report(report: dict[str, Any]) -> None:
    """Everything that is stored of a report, part by part; parts without content are left out."""
    fields = [{"field": name, "value": report[name]} for name in _FIELDS if report.get(name) is not None]
    print_table("Report", ("field", "value"), fields)
    for name, title, labels in _TABLES:
        if report[name]:
            _print_figures(title, report[name], labels)
    for section in report["sections"]:
        print_heading(section["heading"] or "(introduction)")
        print(section["text"])
    for name, title, columns in _PARTS:
        if report[name]:
            print_heading(title)
            print_table(title, columns, report[name])
    if report["copies"]:
        print_heading(f"Doctored copies: reports {', '.join(map(str, report['copies']))}")


def _print_figures(title: str, figures: dict[str, dict[str, Any]], labels: dict[str, str]) -> None:
    columns = list(dict.fromkeys(column for cells in figures.values() for column in cells))
    print_heading(title)
    print_table(title, ("label", "row", *columns), _rows(figures, labels))


def _rows(figures: dict[str, dict[str, Any]], labels: dict[str, str]) -> Iterator[dict[str, Any]]:
    for row, cells in figures.items():
        yield {"label": labels.get(row, row), "row": row, **cells}
