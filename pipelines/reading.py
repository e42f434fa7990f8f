"""Stage 2, parse and check: pages are read in worker processes, never on the reactor thread.

The queue to the workers is bounded; a stage that waits for a place holds its response, and Scrapy stops fetching when
the held responses pass SCRAPER_SLOT_MAX_ACTIVE_SIZE: back-pressure without a counter of our own.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from reports.model import PortalContext, RawPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from pipelines.pool import ReaderPool


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
            item.reading = await self.pool.read(raw_page(item))
        return item

    @property
    def pool(self) -> ReaderPool:
        """Also used by the attachments stage: one pool serves both, from the first page on."""
        if self._pool is None:
            from pipelines.pool import ReaderPool

            self._pool = ReaderPool(self._processes, self._timeout)
        return self._pool

    async def close_spider(self) -> None:
        if self._pool is not None:
            await asyncio.to_thread(self._pool.close)
