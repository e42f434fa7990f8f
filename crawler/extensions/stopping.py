"""Ctrl-C within seconds: what is on its way when the crawl closes is given a moment, then let go.

Scrapy waits for every request in flight, which at a host that hangs means DOWNLOAD_TIMEOUT, and for those that wait for
their delay. Let go means: no outcome is stored, so that the next run takes the page up again. Pages that were already
fetched are read and stored as always.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy import signals
from twisted.python.failure import Failure

from crawler.failures import RequestFailed
from crawler.transport import let_go_of_downloads

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_LOOK_EVERY = 0.25
#: seconds in which answers may still come in
_GRACE = 1.5


class StopQuickly:
    """Watches for the engine's closing."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Start watching."""
        self._task = asyncio.ensure_future(self._watch())

    def spider_closed(self) -> None:
        """Stop watching."""
        if self._task is not None:
            self._task.cancel()

    async def _watch(self) -> None:
        while not self._closing():
            await asyncio.sleep(_LOOK_EVERY)
        self._empty_queues()
        await asyncio.sleep(_GRACE)
        while True:
            # again and again: a request let go of may have others waiting for it (robots.txt)
            self._empty_queues()
            let_go_of_downloads(self._crawler)
            await asyncio.sleep(_LOOK_EVERY)

    def _closing(self) -> bool:
        engine = self._crawler.engine
        assert engine is not None
        return engine._slot is not None and engine._slot.closing is not None

    def _empty_queues(self) -> None:
        """Requests that wait for their host's delay are not sent any more."""
        assert self._crawler.engine is not None
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Failure(RequestFailed("budget", "the run is stopping")))  # type: ignore[no-untyped-call]
