"""What earlier runs left for this one: a portal's lists and pages, read off the reactor thread."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Engine

from storage.engine import make_engine
from storage.kept_lists import kept_lists
from storage.known_pages import known_lists, known_pages
from storage.outcomes import KeptList, KnownPage
from storage.outcomes import KnownList as StoredList
from storage.waiting import WAITS, wait_out

#: a column that no run saw for so long has moved; the search finds where to
FORGET_AFTER = timedelta(days=200)
#: how a list's evidence begins where the column holds other documents too
MIXED = "mixed column"


@dataclass(frozen=True, slots=True)
class KnownList:
    """A column that an earlier run read: by which platform, and whether it is about annual reports alone."""

    platform: str | None = None
    annual: bool = True
    #: how many links all its pages showed when they were last read
    links: int = 0


@dataclass(slots=True)
class Memory:
    """What earlier runs know of a portal; empty for a new one."""

    #: by address of the column
    lists: Mapping[str, KnownList] = field(default_factory=dict)
    #: by canonical address
    pages: Mapping[str, KnownPage] = field(default_factory=dict)
    #: readings of list pages, by place
    readings: Mapping[str, KeptList] = field(default_factory=dict)


class Recollection:
    """Reads the memory of portals, one after the other, from the run's database."""

    def __init__(self, database_url: str, *, waits: Sequence[float] = WAITS) -> None:
        self._engine: Engine = make_engine(database_url)
        self._waits = waits

    async def of(self, slug: str, *, since: datetime | None = None) -> Memory:
        """The memory of one portal; with `since` only the pages fetched from then on.

        `-a full=1` forgets everything before its own start, which is long ago where a job was resumed (JOBDIR).
        Raises StorageUnavailable where the database is away for longer than `waits` allow.
        """
        url, read = self._engine.url, partial(self._read, slug)
        memory = await asyncio.to_thread(wait_out, read, url, self._waits)
        if since is None:
            return memory
        fetched = {url: page for url, page in memory.pages.items() if _aware(page.last_fetched) >= since}
        return Memory(pages=fetched)

    def _read(self, slug: str) -> Memory:
        with self._engine.connect() as connection:
            lists = columns(known_lists(connection, slug))
            return Memory(lists, known_pages(connection, slug), kept_lists(connection, slug))

    def close(self) -> None:
        self._engine.dispose()


def columns(stored: list[StoredList], now: datetime | None = None) -> dict[str, KnownList]:
    """The columns to open again, from the list pages that earlier runs visited.

    Columns without links of their own are kept: a new year appears below such a one. Where a portal's lists were all
    empty, nothing is known of it, and it is searched again.
    """
    if not any(each.links for each in stored):
        return {}
    oldest = (now or datetime.now(UTC)) - FORGET_AFTER
    links = _links_last_shown(stored)
    found: dict[str, KnownList] = {}
    for each in stored:
        if each.column_url not in found and _aware(each.last_seen) > oldest:
            mixed = each.evidence.startswith(MIXED)
            found[each.column_url] = KnownList(each.platform or None, not mixed, links[each.column_url])
    return found


def _links_last_shown(stored: list[StoredList]) -> Counter[str]:
    """How many links the pages of each column showed in the last run that read it; `stored`: the last seen first."""
    links: Counter[str] = Counter()
    last_run: dict[str, int | None] = {}
    for each in stored:
        if last_run.setdefault(each.column_url, each.run_id) == each.run_id:
            links[each.column_url] += each.links
    return links


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
