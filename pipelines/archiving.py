"""Stage 1: the page's digest, and its raw response into the archive, before anything can go wrong with reading it."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from pipelines.stopping import stop_run
from storage.engine import make_engine
from storage.known_pages import archived_body, archived_file
from storage.problems import StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scrapy.crawler import Crawler
    from sqlalchemy import Connection, Engine

    from storage.archive import Archive
    from storage.outcomes import ArchivePosition

T = TypeVar("T")

#: digests of this run's linked files that are held in memory, to know a file that several pages link
_FILES_REMEMBERED = 10_000


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
        self._files: dict[str, ArchivePosition] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        if item.kind != "page":
            return item
        item.archived = await self._kept(lambda archive: self._keep_page(archive, item))
        return item

    def _keep_page(self, archive: Archive, item: Any) -> ArchivePosition | None:
        """Where the page lies; None for an unchanged one that lies where it lay.

        Bytes that are as they were become a revisit, also where the page is read again (`-a full=1`). The digest is
        made here, in the archive's thread: a page's costs the event loop as much as reading its headers.
        """
        item.digest = hashlib.sha256(item.body).hexdigest()
        item.unchanged = item.digest == item.known_digest
        found = self._look_up(lambda connection: archived_body(connection, item.portal, item.url))
        earlier = found[1] if found is not None and found[0] == item.digest else None
        position = archive.keep(
            item.final_url,
            status=item.status,
            headers=item.headers,
            body=item.body,
            fetched_at=item.fetched_at,
            earlier=earlier,
            rendered_as=item.rendered_as,
        )
        return None if item.unchanged and position == earlier else position

    async def keep_file(self, item: Any, url: str, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Keep an attachment of a page; its position goes into `item.file_positions`."""
        item.file_positions[url] = await self._kept(
            lambda archive: self._keep_file(archive, url, status, headers, body, item.fetched_at)
        )

    def _keep_file(
        self,
        archive: Archive,
        url: str,
        status: int,
        headers: list[tuple[str, str]],
        body: bytes,
        fetched_at: datetime,
    ) -> ArchivePosition:
        """The same file may be linked by several pages, or have been fetched for this one before."""
        digest = hashlib.sha256(body).hexdigest()
        earlier = self._files.get(digest) or self._look_up(lambda connection: archived_file(connection, digest))
        if len(self._files) >= _FILES_REMEMBERED:
            self._files.clear()
        position = self._files[digest] = archive.keep(
            url, status=status, headers=headers, body=body, fetched_at=fetched_at, earlier=earlier
        )
        return position

    def _look_up(self, question: Callable[[Connection], T | None]) -> T | None:
        """What earlier runs stored; while the database is away bodies are kept in full, and loading says that it is."""
        if self._database is None:
            return None
        try:
            with self._database.connect() as connection:
                return question(connection)
        except SQLAlchemyError:
            return None

    async def _kept(self, keep: Callable[[Archive], T]) -> T:
        """Do it in the archive's thread; an archive that cannot be written stops the run."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, lambda: keep(self._open()))
        except StorageUnavailable as error:
            stop_run(self._crawler, str(error))
            raise

    def _open(self) -> Archive:
        if self._archive is None:
            from storage.archive import Archive  # late: a run without news keeps nothing

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
