"""`scrapy export FILE`: the reports as JSON Lines, CSV, Parquet or a worksheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.reading_command import ReadingCommand


class Command(ReadingCommand):
    """Write every report to a file."""

    gives_rows = False

    def syntax(self) -> str:
        return "FILE.jsonl|.csv|.parquet|.xlsx [--status accepted,quarantined]"

    def short_desc(self) -> str:
        return "Export the reports: `scrapy export FILE.jsonl` (.csv, .parquet, .xlsx)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--status", default="accepted", help="accepted (default), quarantined, or both: a,b")

    def answer(self, args: list[str], opts: argparse.Namespace) -> None:
        from storage.engine import open_existing
        from storage.export import ExportError, check_statuses, export, writer_for

        if len(args) != 1:
            raise UsageError("one FILE is needed, e.g. `scrapy export reports.jsonl`", print_help=False)
        path = Path(args[0])
        statuses = [status.strip() for status in opts.status.split(",") if status.strip()] or ["accepted"]
        try:
            writer_for(path)
            check_statuses(statuses)
            count = export(open_existing(self.database), path, statuses)
        except ExportError as mistake:
            self.refuse(str(mistake))
            return
        print(f"{count} reports written to {path}")
