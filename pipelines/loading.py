"""Stage 4, deduplicate and load: outcomes go to storage in batches, in a thread, one transaction a batch.

While a batch is being committed the next one gathers, and under load transactions keep GATHER_SECONDS apart, so the
batch size follows the load and a lone page waits for nothing; an item leaves this stage only when what came of its page
is committed.
"""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

from pipelines.outcomes import outcome_of
from pipelines.stopping import stop_run
from storage.engine import database_url
from storage.loading import Loader, StorageUnavailable
from storage.waiting import wait_out

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from storage.outcomes import Loaded, Outcome

#: a transaction costs about what five reports in it cost (docs/performance.md); one begins at most this often
GATHER_SECONDS = 0.1
#: batches of lists, exclusions and failures that may wait before their sender has to
BATCHES_AHEAD = 10


class LoadingStage:
    """Stores every item's outcome and counts the results in `nianbao/reports/...`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._batch_size = crawler.settings.getint("LOADING_BATCH")
        self._waiting: list[tuple[Outcome, asyncio.Future[Loaded]]] = []
        self._flushing: asyncio.Task[None] | None = None
        # one thread: SQLite has one writer, and order within a run stays what it was
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="loading")
        self._loader: Loader | None = None
        #: when the last batch began, by the event loop's clock
        self._begun = 0.0
        self._closing = asyncio.Event()
        #: storage gave up once: batches behind that one would each wait as long again
        self._lost = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        future: asyncio.Future[Loaded] = asyncio.get_running_loop().create_future()
        future.add_done_callback(self._count)
        self._waiting.append((outcome_of(item), future))
        if self._flushing is None:
            self._flushing = asyncio.ensure_future(self._flush())
        # a page holds its response until it is stored; a list may yield hundreds of exclusions, which need no such hold
        if item.kind == "page" or len(self._waiting) > BATCHES_AHEAD * self._batch_size:
            await future
        return item

    def _count(self, future: asyncio.Future[Loaded]) -> None:
        if future.exception() is None:
            assert self._crawler.stats is not None
            self._crawler.stats.inc_value(f"nianbao/reports/{future.result().result}")

    async def _flush(self) -> None:
        try:
            while self._waiting:
                await self._gather()
                batch = self._waiting[: self._batch_size]
                del self._waiting[: self._batch_size]
                await self._store(batch)
        finally:
            self._flushing = None

    async def _gather(self) -> None:
        """Wait for company where a batch began only just now, while any may come."""
        clock = asyncio.get_running_loop().time
        pause = self._begun + GATHER_SECONDS - clock()
        if pause > 0 and len(self._waiting) < self._batch_size:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), pause)
        self._begun = clock()

    async def _store(self, batch: list[tuple[Outcome, asyncio.Future[Loaded]]]) -> None:
        loop = asyncio.get_running_loop()
        if self._lost:
            _give_up(batch)
            return
        try:
            results = await loop.run_in_executor(self._thread, self._load, [outcome for outcome, _ in batch])
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing more can be kept: the run must not go on
            self._lost = True
            known = isinstance(error, StorageUnavailable)
            stop_run(self._crawler, str(error) if known else f"loading failed with {type(error).__name__}: {error}")
            _give_up(batch)
            return
        for (_, future), result in zip(batch, results, strict=True):
            future.set_result(result)

    def _load(self, outcomes: list[Outcome]) -> list[Loaded]:
        if self._loader is None:  # made in its own thread: SQLite connections belong to the thread that opened them
            run = getattr(self._crawler, "nianbao_run", None)
            signatures = run.signatures if run else None
            url = self._crawler.settings["DATABASE_URL"]
            # the run has reached the database before, so that one which is away now is waited for
            self._loader = wait_out(
                lambda: Loader(url, run.id if run else None, signatures=signatures), database_url(url)
            )
        return self._loader.load(outcomes)

    async def close_spider(self) -> None:
        self._closing.set()
        while self._flushing is not None:
            await self._flushing
        if self._loader is not None:
            # the last connection to SQLite writes the log back into the file, so that the file alone is the database
            await asyncio.get_running_loop().run_in_executor(self._thread, self._loader.close)
        await asyncio.to_thread(self._thread.shutdown)


def _give_up(batch: list[tuple[Outcome, asyncio.Future[Loaded]]]) -> None:
    for _, future in batch:
        future.set_exception(StorageUnavailable("not stored; the next run takes this page up again"))
