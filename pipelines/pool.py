"""Worker processes that read pages. Imported when the first page is to be read: a run without one needs no reader."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import TimeoutError as ReadingTimeout
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from pebble import ProcessExpired, ProcessPool

from pipelines.worker import read_files_in_worker, read_in_worker, warm_up
from reports.model import PageKind, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.files import FetchedFile
    from reports.model import RawPage


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

    async def read(self, page: RawPage) -> Reading:
        """Read a page."""
        return await self.run(read_in_worker, page)

    async def read_files(self, page: RawPage, reading: Reading, files: Sequence[FetchedFile]) -> Reading:
        """Read a page again together with the files that it links."""
        return await self.run(read_files_in_worker, page, reading, files)

    def close(self) -> None:
        """Wait for what is under way, then end the workers."""
        self._pool.close()
        self._pool.join()


def failed_reading(kind: str, message: str) -> Reading:
    """A reading that came to nothing, with a failure kind of the contract."""
    return Reading(kind=PageKind.OTHER, reason=message, failure=(kind, message))
