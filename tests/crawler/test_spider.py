"""The spider around the runs: a defect of ours costs one page, at worst one portal, never the run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.budget import Limits
from crawler.items import FailureItem
from crawler.memory import KnownList, Memory, Recollection
from crawler.orders import Answer, Order
from crawler.portal_run import Output, PortalRun
from crawler.registry import Portal
from crawler.spiders.portals import PortalsSpider
from pipelines.stopping import FATAL
from tests.crawler.one_portal import known, title

PORTAL = Portal("anfu", "安福县人民政府", "http://www.anfu.gov.cn/", report_urls=("http://www.anfu.gov.cn/nb/",))


@pytest.fixture
def spider() -> PortalsSpider:
    spider = PortalsSpider()
    spider.crawler = SimpleNamespace(stats=SimpleNamespace(inc_value=lambda key: None))  # type: ignore[assignment]
    spider.state = {"done": []}
    return spider


def broken() -> Iterator[Output]:
    yield Order("report", "http://www.anfu.gov.cn/nb/1.html")
    raise ZeroDivisionError("a defect")


def test_a_defect_is_a_named_failure_and_the_portal_goes_on(spider: PortalsSpider) -> None:
    run = PortalRun(PORTAL, Limits())
    requests = list(spider._guarded(run, run.begin))
    failing = Order("list", "http://www.anfu.gov.cn/nb/", column="http://www.anfu.gov.cn/nb/")
    request, failure = spider._guarded(run, broken, failing)
    assert request.url.endswith("/1.html")
    assert (failure.failure, failure.url) == ("parse", failing.url)
    assert "ZeroDivisionError: a defect" in failure.message
    assert len(requests) == 1
    assert not run.finished


def test_an_answer_that_overtakes_the_first_orders_does_not_end_the_portal(spider: PortalsSpider) -> None:
    """Scrapy takes a portal's first orders when it has room; lists that it has not taken yet are not done."""
    columns = ("http://www.anfu.gov.cn/a/", "http://www.anfu.gov.cn/b/")
    stored = known("http://www.anfu.gov.cn/a/t20230112_1.html", link_text=title(2022))
    memory = Memory({url: KnownList("trs") for url in columns}, {stored.url: stored})
    run = PortalRun(replace(PORTAL, report_urls=()), Limits(), memory)
    opening = spider._guarded(run, run.begin)
    order = next(opening).cb_kwargs["order"]
    page = f"<title>政府信息公开年报</title><a href='t20230112_1.html'>{title(2022)}</a>"
    answer = Answer(order.url, 200, {"content-type": "text/html; charset=utf-8"}, page.encode(), datetime.now(UTC))
    given = list(spider._guarded(run, partial(run.answered, order, answer)))
    assert not run.finished
    assert "portal" not in [getattr(each, "kind", "") for each in given]
    assert [request.url for request in opening] == [columns[1]]


def test_a_portal_that_ends_while_scrapy_takes_an_earlier_step_ends_once(spider: PortalsSpider) -> None:
    run = PortalRun(PORTAL, Limits(), None)

    def listed() -> Iterator[Output]:
        yield FailureItem(PORTAL.slug, "http://www.anfu.gov.cn/nb/", "gone", "404", datetime.now(UTC))

    def last() -> Iterator[Output]:
        yield run.abandon()

    earlier = spider._guarded(run, listed)
    next(earlier)
    assert [each.kind for each in spider._guarded(run, last)] == ["portal"]
    assert list(earlier) == []
    assert spider.portals_done == 1


def test_a_portal_that_cannot_go_on_ends_alone(spider: PortalsSpider, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: PortalRun) -> Any:
        raise ZeroDivisionError("again")

    monkeypatch.setattr(PortalRun, "resume", never)
    run = PortalRun(PORTAL, Limits())
    *_, failure, end = spider._guarded(run, broken)
    assert failure.failure == "parse"
    assert (end.kind, end.complete) == ("portal", False)
    assert run.finished
    assert spider.portals_done == 1


def test_requests_carry_what_the_middlewares_ask_for(spider: PortalsSpider) -> None:
    run = PortalRun(PORTAL, Limits())
    (request,) = spider._guarded(run, run.begin)
    assert request.meta["portal"] == "anfu"
    assert request.meta["download_slot"] == "anfu.gov.cn"
    assert request.meta["session"] == spider.session
    assert request.dont_filter


def test_a_portal_without_its_memory_is_not_crawled_anew_but_stops_the_run(
    spider: PortalsSpider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.sqlite").mkdir()  # no database can be opened here
    values: dict[str, Any] = {}
    stats = SimpleNamespace(get_value=values.get, set_value=values.__setitem__)
    spider.crawler = SimpleNamespace(stats=stats, engine=None)  # type: ignore[assignment]
    spider.settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite"}  # type: ignore[assignment]
    spider.portals = [PORTAL]
    monkeypatch.setattr("crawler.spiders.portals.Recollection", partial(Recollection, waits=(0,)))

    async def run() -> list[Any]:
        return [output async for output in spider.start()]

    assert asyncio.run(run()) == []
    assert "unable to open database file" in values[FATAL]
