"""`scrapy reparse`: read the archive again with today's code, without one request, and say what changed."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from crawler import registry
from crawler.command_output import print_json_lines
from crawler.reading_command import ReadingCommand
from storage.problems import StorageUnavailable

if TYPE_CHECKING:
    from storage.outcomes import Loaded, ReadOutcome
    from storage.reparse import ArchivedSource

_BATCH = 50
#: results that say that a stored report is other than before
_CHANGES = ("new", "changed", "duplicate", "quarantined")


class Command(ReadingCommand):
    """Every page that the archive holds, or those of some portals, a year, or a version of the code."""

    def syntax(self) -> str:
        return "[-a site=SLUG[,SLUG]] [-a year=2022] [-a version=0.1.0] [--json]"

    def short_desc(self) -> str:
        return "Read the archive again with today's code, without requests"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="reading processes")

    def answer(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.rereading import selection
        from storage.reparse import archive_is_there, archived_sources

        self.no_arguments(args)
        assert self.settings is not None
        directory = str(self.settings["ARCHIVE_DIR"])
        try:
            rows = registry.load(self.settings["PORTALS_REGISTRY"] or None)
            wanted = selection(opts.spargs, [row.slug for row in rows])
        except registry.RegistryError as mistake:
            self.refuse(str(mistake))
            return
        if not archive_is_there(directory):
            raise StorageUnavailable(f"no archive at {directory}: crawl first, or set ARCHIVE_DIR")
        contexts = {row.slug: row.context() for row in rows}
        with self.reading() as connection:
            sources = list(archived_sources(connection, wanted, contexts))
        self._read_all(sources, directory, opts)

    def _read_all(self, sources: list[ArchivedSource], directory: str, opts: argparse.Namespace) -> None:
        from crawler.rereading import read_in_parallel
        from storage.loading import Loader
        from storage.runs import RunRecord

        arguments = dict(text.split("=", 1) for text in opts.spargs)
        run = RunRecord(self.database, "reparse", arguments)
        loader = Loader(self.database, run.id, signatures=run.signatures)
        results: Counter[str] = Counter(pages=len(sources))
        outcomes = read_in_parallel(sources, directory, max(1, opts.processes))
        while batch := list(islice(outcomes, _BATCH)):
            for outcome, loaded in zip(batch, loader.load(batch), strict=True):
                results[loaded.result] += 1
                self._tell(outcome, loaded, as_json=opts.json)
        run.compare_texts()
        run.finish("finished", results)
        loader.close()
        told = ", ".join(f"{count} {name}" for name, count in results.items() if name != "pages")
        print(f"{len(sources)} pages read again: {told or 'nothing to read'}", file=sys.stderr)

    def _tell(self, outcome: ReadOutcome, loaded: Loaded, *, as_json: bool) -> None:
        if loaded.detail is None or loaded.result not in (*_CHANGES, "failed"):
            return
        line = {
            "portal": outcome.page.portal,
            "url": outcome.page.url,
            "result": loaded.result,
            "report": loaded.report_id,
            "changes": loaded.detail,
        }
        if as_json:
            print_json_lines([line])
        else:
            print("\t".join(str(value) for value in line.values()))
