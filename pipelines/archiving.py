"""Stage 1: the page's digest, and its raw response into the archive, before anything can go wrong with reading it."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy.exc import SQLAlchemyError

from pipelines.stopping import stop_run
from storage.archive import Archive
from storage.engine import make_engine
from storage.known_pages import archived_body
from storage.problems import StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from sqlalchemy import Engine

    from storage.outcomes import ArchivePosition


class ArchivingStage:
    """Sets `digest`, `unchanged` and `archived` on page items; the attachments stage keeps its files here too.

    A body that was read before is kept as a revisit record without its bytes. Compression runs in a thread, where zlib
    lets the event loop go on.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._archive: Archive | None = None
        self._directory = Path(crawler.settings["ARCHIVE_DIR"])
        self._database: Engine | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        if item.kind != "page":
            return item
        item.digest = hashlib.sha256(item.body).hexdigest()
        item.unchanged = item.digest == item.known_digest
        facts = {"status": item.status, "body": item.body, "fetched_at": item.fetched_at}
        if item.unchanged:
            await self._kept(lambda archive: archive.revisit(item.final_url, **facts))
        else:
            item.archived = await self._kept(lambda archive: self._stored(archive, item, facts))
        return item

    def _stored(self, archive: Archive, item: Any, facts: dict[str, Any]) -> ArchivePosition:
        """Store the response; one that is read again though its bytes are as they were (`-a full=1`) is a revisit."""
        earlier = self._earlier(item) if item.rendered_as is None else None
        if earlier is None:
            return archive.store(item.final_url, headers=item.headers, rendered_as=item.rendered_as, **facts)
        archive.revisit(item.final_url, **facts)
        return earlier

    def _earlier(self, item: Any) -> ArchivePosition | None:
        """Where an earlier run archived the same bytes of this page."""
        if self._database is None:
            return None
        try:
            with self._database.connect() as connection:
                found = archived_body(connection, item.portal, item.url)
        except SQLAlchemyError:  # the page is archived in full then; loading says that the database is away
            return None
        if found is None or found[0] != item.digest or not (self._directory / found[1].file).exists():
            return None
        return found[1]

    async def keep_file(self, item: Any, url: str, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Keep an attachment of a page; its position goes into `item.file_positions`."""
        item.file_positions[url] = await self._kept(
            lambda archive: archive.store(url, status=status, headers=headers, body=body, fetched_at=item.fetched_at)
        )

    async def _kept(self, keep: Callable[[Archive], ArchivePosition]) -> ArchivePosition:
        """Do it in the archive's thread; an archive that cannot be written stops the run."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, lambda: keep(self._open()))
        except StorageUnavailable as error:
            stop_run(self._crawler, str(error))
            raise

    def _open(self) -> Archive:
        if self._archive is None:
            run = getattr(self._crawler, "nianbao_run", None)
            if any(self._directory.glob("*.warc.gz")):  # a first run has nothing to look up
                self._database = make_engine(self._crawler.settings["DATABASE_URL"])
            self._archive = Archive(self._directory, run.id if run else None)
        return self._archive

    async def close_spider(self) -> None:
        await asyncio.to_thread(self._thread.shutdown)
        if self._archive is not None:
            self._archive.close()
        if self._database is not None:
            self._database.dispose()
