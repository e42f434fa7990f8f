"""`scrapy reparse`: read the archive again with today's code, without one request, and say what changed."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from multiprocessing import get_context
from typing import Any

from pebble import ProcessExpired, ProcessPool
from scrapy.exceptions import UsageError

from crawler import registry
from crawler.command_output import print_json_lines
from crawler.reading_command import ReadingCommand
from reports.model import PageKind, Reading
from storage.loading import Loader
from storage.outcomes import Loaded, ReadOutcome
from storage.problems import StorageUnavailable
from storage.reparse import ArchivedSource, Selection, archive_is_there, archived_sources, read_again
from storage.runs import RunRecord

ARGUMENTS = ("site", "year", "version")
_BATCH = 50
_SECONDS_A_PAGE = 120.0
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
        arguments = dict(text.split("=", 1) for text in opts.spargs)
        run = RunRecord(self.database, "reparse", arguments)
        loader = Loader(self.database, run.id)
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


def selection(spargs: list[str], slugs: list[str]) -> Selection:
    """What `-a` asks for; UsageError for a name or value that means nothing, RegistryError for an unknown slug."""
    values = {}
    for text in spargs:
        name, _, value = text.partition("=")
        if name not in ARGUMENTS or not value:
            raise UsageError(f"unknown argument {text!r}; known: {', '.join(f'-a {one}=…' for one in ARGUMENTS)}")
        values[name] = value
    if not values.get("year", "0").isdigit():
        raise UsageError(f"year={values['year']!r} is no year")
    portals = tuple(values["site"].split(",")) if "site" in values else None
    for slug in portals or ():
        if slug not in slugs:
            raise UsageError(f"unknown site {slug!r}; `scrapy portals list` shows them")
    return Selection(portals, int(values["year"]) if "year" in values else None, values.get("version"))


def read_in_parallel(sources: list[ArchivedSource], directory: str, processes: int) -> Iterator[ReadOutcome]:
    """Outcomes in the order of the sources; a page that kills or outlasts its process is a failure of its own."""
    # spawn: a forked child would inherit the database's connections
    with ProcessPool(max_workers=processes, context=get_context("spawn")) as pool:
        left = iter(sources)
        waiting: deque[tuple[ArchivedSource, Any]] = deque()
        while True:
            for source in islice(left, processes * 8 - len(waiting)):
                future = pool.schedule(read_again, args=[source, directory], timeout=_SECONDS_A_PAGE)
                waiting.append((source, future))
            if not waiting:
                return
            yield _outcome(*waiting.popleft())


def _outcome(source: ArchivedSource, future: Any) -> ReadOutcome:
    try:
        outcome: ReadOutcome = future.result()
    except ProcessExpired as death:
        return _failed(source, "worker-died", f"the reading process ended with exit code {death.exitcode}")
    except TimeoutError:
        return _failed(source, "parse", f"reading took longer than {_SECONDS_A_PAGE:g} s and was stopped")
    except StorageUnavailable as error:
        return _failed(source, "parse", str(error))
    return outcome


def _failed(source: ArchivedSource, kind: str, message: str) -> ReadOutcome:
    failure: Any = (kind, message)
    return ReadOutcome(source.facts, Reading(kind=PageKind.OTHER, reason=message, failure=failure))
