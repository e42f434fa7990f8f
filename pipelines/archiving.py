"""Stage 1: the page's digest, and its raw response into the archive, before anything can go wrong with reading it."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import DropItem

from pipelines.stopping import stop_run
from storage.archive import Archive
from storage.problems import StorageUnavailable

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from storage.outcomes import ArchivePosition


class ArchivingStage:
    """Sets `digest`, `unchanged` and `archived` on page items; a body stored before is archived as a revisit."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        # one thread: compressing leaves the reactor free, and records keep the order of arrival
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archiving")
        self._archive: Archive | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        stage = cls(crawler)
        crawler.nianbao_archiving = stage
        return stage

    async def process_item(self, item: Any) -> Any:
        if item.kind == "page":
            item.digest = hashlib.sha256(item.body).hexdigest()
            item.unchanged = item.digest == item.known_digest
            try:
                item.archived = await self.run(_store_page, item)
            except StorageUnavailable as error:
                stop_run(self._crawler, str(error))
                raise DropItem(f"{item.url}: not archived; the next run takes this page up again") from error
        return item

    async def run(self, store: Any, *arguments: Any) -> ArchivePosition | None:
        """Run `store(archive, *arguments)` in the archive's thread; also used for attachments."""
        if self._archive is None:
            run = getattr(self._crawler, "nianbao_run", None)
            self._archive = Archive(self._crawler.settings["ARCHIVE_DIR"], run.id if run else None)
        loop = asyncio.get_running_loop()
        position: ArchivePosition | None = await loop.run_in_executor(self._thread, store, self._archive, *arguments)
        return position

    async def close_spider(self) -> None:
        await asyncio.to_thread(self._thread.shutdown)
        if self._archive is not None:
            self._archive.close()


def _store_page(archive: Archive, item: Any) -> ArchivePosition | None:
    url = item.final_url or item.url
    if item.unchanged:
        archive.revisit(url, status=item.status, body=item.body, fetched_at=item.fetched_at)
        return None
    return archive.store(
        url,
        status=item.status,
        headers=item.headers,
        body=item.body,
        fetched_at=item.fetched_at,
        rendered_as=item.rendered_as,
    )
