"""What `scrapy reparse` reads again, and how: every chosen page of the archive, in processes of their own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from multiprocessing import get_context
from typing import Any

from pebble import ProcessExpired, ProcessPool
from scrapy.exceptions import UsageError

from reports.model import PageKind, Reading
from storage.outcomes import ReadOutcome
from storage.problems import StorageUnavailable
from storage.reparse import ArchivedSource, Selection, read_again

ARGUMENTS = ("site", "year", "version")
_SECONDS_A_PAGE = 120.0


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
