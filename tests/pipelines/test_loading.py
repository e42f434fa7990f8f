"""The loading stage: batches by load, order kept, and a run that stops when storage cannot keep what it is given."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.items import FailureItem, PageItem
from pipelines.loading import LoadingStage
from storage.loading import StorageUnavailable
from storage.outcomes import Loaded, Outcome

AT = datetime(2026, 1, 1, tzinfo=UTC)


class Stats:
    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def inc_value(self, key: str) -> None:
        self.values[key] = self.values.get(key, 0) + 1

    def get_value(self, key: str) -> Any:
        return self.values.get(key)

    def set_value(self, key: str, value: Any) -> None:
        self.values[key] = value


def crawler() -> Any:
    settings = SimpleNamespace(getint=lambda _: 4, __getitem__=lambda _: "")
    return SimpleNamespace(stats=Stats(), settings=settings, engine=None)


def items(count: int) -> list[PageItem]:
    """Pages with the bytes of an earlier visit: they need no reading."""
    urls = [f"http://127.0.0.1/{n}" for n in range(count)]
    return [PageItem("p", url, url, b"", 200, AT, digest="00", unchanged=True) for url in urls]


def stage(monkeypatch: pytest.MonkeyPatch, load: Callable[[Sequence[Outcome]], list[Loaded]]) -> LoadingStage:
    made = LoadingStage(crawler())
    monkeypatch.setattr(made, "_load", load)
    return made


def test_batches_grow_with_the_load_and_keep_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[list[str]] = []

    def load(outcomes: Sequence[Any]) -> list[Loaded]:
        batches.append([outcome.page.url.rsplit("/", 1)[1] for outcome in outcomes])
        return [Loaded("failed") for _ in outcomes]

    async def run() -> None:
        made = stage(monkeypatch, load)
        await asyncio.gather(*(made.process_item(item) for item in items(10)))
        await made.close_spider()
        assert made._crawler.stats.values == {"nianbao/reports/failed": 10}

    asyncio.run(run())
    assert [number for batch in batches for number in batch] == [str(n) for n in range(10)]
    assert max(map(len, batches)) == 4


def test_a_lost_database_fails_the_items_and_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def load(outcomes: Sequence[Outcome]) -> list[Loaded]:
        tried.append(len(outcomes))
        raise StorageUnavailable("the disk is full")

    async def run() -> Any:
        made = stage(monkeypatch, load)
        done = await asyncio.gather(*(made.process_item(item) for item in items(10)), return_exceptions=True)
        assert all(isinstance(result, StorageUnavailable) for result in done)
        assert tried == [4]  # the batches behind do not wait for the database all over again
        await made.close_spider()
        return made._crawler.stats.values

    assert asyncio.run(run()) == {"nianbao/fatal": "the disk is full"}


def test_an_unforeseen_error_does_not_hang_the_items(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(outcomes: Sequence[Outcome]) -> list[Loaded]:
        raise ZeroDivisionError

    async def run() -> list[Any]:
        made = stage(monkeypatch, load)
        waiting = asyncio.gather(*(made.process_item(item) for item in items(2)), return_exceptions=True)
        return await asyncio.wait_for(waiting, 5)

    assert all(isinstance(result, Exception) for result in asyncio.run(run()))


def test_what_is_no_page_does_not_hold_its_sender_and_is_stored_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    stored: list[str] = []

    def load(outcomes: Sequence[Any]) -> list[Loaded]:
        stored.extend(outcome.url for outcome in outcomes)
        return [Loaded("failed") for _ in outcomes]

    async def run() -> None:
        made = stage(monkeypatch, load)
        for n in range(100):
            await made.process_item(FailureItem("p", f"http://127.0.0.1/{n}", "timeout", "slow", AT))
            assert len(made._waiting) <= 10 * 4 + 1
        await made.close_spider()
        assert made._crawler.stats.values == {"nianbao/reports/failed": 100}

    asyncio.run(run())
    assert stored == [f"http://127.0.0.1/{n}" for n in range(100)]


def test_a_stage_that_closes_waits_for_no_more_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.loading.GATHER_SECONDS", 60)

    async def run() -> None:
        made = stage(monkeypatch, lambda outcomes: [Loaded("failed") for _ in outcomes])
        made._begun = asyncio.get_running_loop().time()
        await made.process_item(FailureItem("p", "http://127.0.0.1/1", "timeout", "slow", AT))
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await made.close_spider()
        assert made._crawler.stats.values == {"nianbao/reports/failed": 1}

    asyncio.run(run())


def test_the_database_is_one_file_again_when_the_stage_has_closed(tmp_path: Path) -> None:
    made = LoadingStage(crawler())
    made._crawler.settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite"}

    async def run() -> None:
        failure = FailureItem("p", "http://127.0.0.1/1", "timeout", "no answer", AT, is_page=True)
        await made.process_item(failure)
        await made.close_spider()

    asyncio.run(run())
    assert made._crawler.stats.values == {"nianbao/reports/failed": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["a.sqlite"]
