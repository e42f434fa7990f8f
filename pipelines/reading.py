"""Stage 2, parse and check: pages are read in worker processes, never on the reactor thread.

The queue to the workers is bounded; a stage that waits for a place holds its response, and Scrapy stops fetching when
the held responses pass SCRAPER_SLOT_MAX_ACTIVE_SIZE: back-pressure without a counter of our own.
"""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import TimeoutError as ReadingTimeout
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pebble import ProcessExpired, ProcessPool

from pipelines.worker import read_in_worker, warm_up
from reports.model import PageKind, PortalContext, RawPage, Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler


class _BareProcess(SpawnProcess):
    """A spawned process that does not import the main module again: that one is Scrapy's command line, a second's work.

    Nothing of ours lives in `__main__`, so that nothing sent to a worker can ask for it.
    """

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing's name
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class _BareContext(SpawnContext):
    """Spawn, not fork: the parent runs threads and an event loop, which a forked child would inherit half-alive."""

    Process: ClassVar[type[SpawnProcess]] = _BareProcess


class ReaderPool:
    """Worker processes that read pages; a page that kills or outlasts its worker costs only itself."""

    def __init__(self, processes: int, timeout: float) -> None:
        self.timeout = timeout
        self._places = asyncio.Semaphore(processes * 4)
        self._pool: Any = ProcessPool(max_workers=processes, initializer=warm_up, context=_BareContext())

    async def run(self, function: Callable[..., Reading], *arguments: Any) -> Reading:
        """Read in a worker; a death or a time-out becomes the reading's `failure`."""
        async with self._places:
            future = self._pool.schedule(function, args=list(arguments), timeout=self.timeout)
            try:
                return await asyncio.wrap_future(future)
            except ProcessExpired as death:
                return failed_reading("worker-died", f"the reading process ended with exit code {death.exitcode}")
            except ReadingTimeout:
                return failed_reading("parse", f"reading took longer than {self.timeout:g} s and was stopped")

    def close(self) -> None:
        """Wait for what is under way, then end the workers."""
        self._pool.close()
        self._pool.join()


def failed_reading(kind: str, message: str) -> Reading:
    """A reading that came to nothing, with a failure kind of the contract."""
    return Reading(kind=PageKind.OTHER, reason=message, failure=(kind, message))


def raw_page(item: Any) -> RawPage:
    """The reader's view of a page item."""
    context = item.context if isinstance(item.context, PortalContext) else None
    return RawPage(
        url=item.final_url or item.url,
        body=item.body,
        content_type=item.content_type,
        rendered_as=item.rendered_as,
        link_text=item.link_text,
        list_date=item.list_date,
        portal=context,
    )


class ReadingStage:
    """Sets `item.reading` on page items; leaves it None for a page whose bytes were read at an earlier visit."""

    def __init__(self, processes: int, timeout: float) -> None:
        self._processes = processes
        self._timeout = timeout
        self._pool: ReaderPool | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getint("READING_PROCESSES"), crawler.settings.getfloat("READING_TIMEOUT"))

    async def process_item(self, item: Any) -> Any:
        if item.kind == "page" and not item.unchanged:
            item.reading = await self.run(read_in_worker, raw_page(item))
        return item

    async def run(self, function: Callable[..., Reading], *arguments: Any) -> Reading:
        """Also used by the attachments stage: one pool serves both."""
        if self._pool is None:
            self._pool = ReaderPool(self._processes, self._timeout)
        return await self._pool.run(function, *arguments)

    async def close_spider(self) -> None:
        if self._pool is not None:
            await asyncio.to_thread(self._pool.close)
