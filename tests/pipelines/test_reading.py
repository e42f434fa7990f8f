"""A page that kills or outlasts its worker costs only itself."""

from __future__ import annotations

import asyncio

from pipelines.pool import ReaderPool
from pipelines.worker import read_in_worker
from reports.model import RawPage, Reading
from tests.pipelines.misfortunes import die, hang, read_well


async def _read(pool: ReaderPool) -> list[Reading]:
    work = [(read_well, "before"), (die, "death"), (hang, "sleep"), *[(read_well, f"after {n}") for n in range(6)]]
    return await asyncio.gather(*(pool.run(function, word) for function, word in work))


def test_the_pages_around_a_death_are_read() -> None:
    async def run() -> list[Reading]:
        pool = ReaderPool(processes=1, timeout=3)
        try:
            return await _read(pool)
        finally:
            await asyncio.to_thread(pool.close)

    before, death, sleep, *after = asyncio.run(run())
    assert before.reason == "before"
    assert death.failure is not None
    assert death.failure[0] == "worker-died"
    assert sleep.failure == ("parse", "reading took longer than 3 s and was stopped")
    assert [reading.reason for reading in after] == [f"after {n}" for n in range(6)]


def test_what_breaks_the_reader_is_a_parse_failure(monkeypatch: object) -> None:
    broken = RawPage("http://127.0.0.1/", body=None)  # type: ignore[arg-type]
    reading = read_in_worker(broken)
    assert reading.failure is not None
    kind, message = reading.failure
    assert kind == "parse"
    assert message.startswith("AttributeError: ")
