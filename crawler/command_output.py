"""How commands print: tables for people on a terminal, tab-separated lines in a pipe, JSON Lines on request."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def print_json_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line."""
    for row in rows:
        sys.stdout.write(json.dumps(dict(row), ensure_ascii=False) + "\n")


def print_table(title: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, empty: str = "") -> None:
    """The named columns of each row; `empty` is said where there is no row. rich counts a hanzi as two columns."""
    cells = [[_plain(row.get(column)) for column in columns] for row in rows]
    if not sys.stdout.isatty():
        for line in ([list(columns), *cells]) if cells else []:
            print("\t".join(line))
        return
    if not cells:
        print(empty or f"{title}: none")
        return
    from rich.console import Console  # late: every command module imports this one
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for line in cells:
        table.add_row(*(Text(cell) for cell in line))
    Console().print(table)


def print_heading(text: str) -> None:
    """A heading between tables."""
    print(f"\n{text}")


def _plain(value: Any) -> str:
    """A cell in one line."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return " ".join(str(value).split())
