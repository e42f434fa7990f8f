"""Portals are public servants' machines: what the search for lists was answered is not asked for again in the run."""

from __future__ import annotations

import os
from collections import Counter
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from crawler import order_book
from crawler.budget import Limits
from crawler.orders import Answer, Order
from crawler.portal_run import PortalRun
from crawler.registry import Portal
from crawler.spiders.portals import PortalsSpider
from tests.crawler.one_portal import HOME, NOW, Site, html, kinds, pages, the_end, title

NB = HOME + "zwgk/nb/"
YEARS = range(2018, 2024)


def rows(names: dict[str, str], date: str = "") -> str:
    items = "".join(f"<li><a href='{url}'>{name}</a>{date}</li>" for url, name in names.items())
    return html("政府信息公开年报", f"<ul>{items}</ul>")


def report(year: int, crumbs: str = "") -> str:
    text = "<p>本机关按照条例要求做好政府信息公开工作，没有发生责任追究的情况。</p>" * 40
    return html(title(year), f"{crumbs}<h1>{title(year)}</h1><div>{text}</div>")


def home_linking(*links: tuple[str, str]) -> str:
    anchors = "".join(f"<a href='{url}'>{name}</a>" for url, name in (("/zwgk/", "政务公开"), *links))
    return html("安福县人民政府", anchors + "".join(f"<a href='/x{n}.html'>栏目{n}</a>" for n in range(12)))


def site_of(names: dict[str, str], date: str = "") -> Site:
    reports = {urljoin(NB, name): report(year) for name, year in zip(names, YEARS, strict=False)}
    column = {NB: rows(names, date), HOME: home_linking((NB, "政府信息公开年报"))}
    return Site({HOME + "zwgk/": html("政务公开", f"<a href='{NB}'>政府信息公开年报</a>")} | column | reports)


def search(site: Site) -> tuple[list[Any], Counter[str]]:
    """Items of a run from the home page, and how often each address was asked for."""
    items = site.work(PortalRun(Portal("anfu", "安福县人民政府", HOME, render="never"), Limits()))
    return items, Counter(order.url for order in site.asked)


@pytest.mark.parametrize(
    ("address", "words", "date"),
    [
        ("t{}.html", "安福县水利局{}年政府信息公开工作年度报告", "<span>2024-01-20</span>"),
        ("t{}.html", "安福县水利局{}年政府信息公开工作年度报告", ""),
        ("nb{}/", "安福县水利局{}年政府信息公开工作年度报告", ""),
        ("show.do?m=view&k=a{}", "安福县水利局{}年政府信息公开工作年度报告", "<span>2024-01-20</span>"),
        ("t{}.html", "{}年政府信息公开年度报告", ""),
    ],
)
def test_each_address_is_asked_once(address: str, words: str, date: str) -> None:
    site = site_of({address.format(year): words.format(year) for year in YEARS}, date)
    items, asked = search(site)
    assert sorted(pages(items)) == sorted(urljoin(NB, address.format(year)) for year in YEARS)
    assert not kinds(items)
    assert the_end(items).complete
    assert set(asked.values()) == {1}


def test_the_search_leaves_plain_reports_of_a_list_to_its_walk() -> None:
    site = site_of({f"t{year}.html": title(year, "安福县水利局") for year in YEARS})
    search(site)
    assert set(site.addresses("search")) == {HOME, HOME + "zwgk/", NB}
    assert len(site.addresses("report")) == len(YEARS)


def test_a_report_on_the_way_is_read_from_the_answer_at_hand() -> None:
    """Its crumbs may be the only way to the column, so that the search follows it."""
    names = {f"t{year}.html": title(year) for year in YEARS}
    site = site_of(names)
    newest = urljoin(NB, "t2018.html")
    site.pages[HOME] = html("安福县人民政府", f"<a href='{newest}'>{title(2018)}</a>")
    site.pages[newest] = report(2018, f"<a href='{NB}'>政府信息公开年报</a>")
    items, asked = search(site)
    assert newest in site.addresses("search")
    assert sorted(pages(items)) == [urljoin(NB, name) for name in names]
    (item,) = [item for item in items if item.kind == "page" and item.url == newest]
    assert item.body == site.pages[newest].encode()
    assert item.link_text == title(2018)
    assert set(asked.values()) == {1}


@pytest.mark.parametrize("place", ["2020/index.html", "2020/list.shtml"])
def test_a_column_called_like_a_report_is_read_and_asked_once(place: str) -> None:
    site = site_of({f"t{year}.html": title(year) for year in YEARS})
    names = {f"t{year}.html": title(year) for year in YEARS}
    site.pages[NB] = rows(names | {place: "安福县各部门2020年政府信息公开工作年度报告"})
    below = {urljoin(NB, f"2020/{n}.html"): title(2020, f"安福县第{n}局") for n in "abcd"}
    site.pages[urljoin(NB, place)] = rows(below)
    site.pages |= dict.fromkeys(below, report(2020))
    items, asked = search(site)
    assert set(below) <= set(pages(items))
    assert len(pages(items)) == len(names) + len(below)
    assert set(asked.values()) == {1}


def test_a_column_that_only_its_page_tells_is_asked_once() -> None:
    """With the list in the registry there is no search: the readers' answer is handed on to the walk."""
    place = urljoin(NB, "2020/index.html")
    below = {urljoin(NB, f"2020/{n}.html"): title(2020, f"安福县第{n}局") for n in "abcd"}
    listed = {place: "安福县各部门2020年政府信息公开工作年度报告", NB + "t2019.html": title(2019)}
    site = Site({NB: rows(listed), NB + "t2019.html": report(2019), place: rows(below)})
    site.pages |= dict.fromkeys(below, report(2020))
    items = site.work(PortalRun(Portal("anfu", "安福县人民政府", HOME, report_urls=(NB,)), Limits()))
    assert set(pages(items)) == {*below, NB + "t2019.html"}
    assert set(Counter(order.url for order in site.asked).values()) == {1}


def test_a_list_behind_a_redirect_is_handed_on_under_its_own_address() -> None:
    site = site_of({f"t{year}.html": title(year) for year in YEARS})
    site.pages[NB.rstrip("/")] = Answer(NB, 200, {"content-type": "text/html"}, site.pages[NB].encode(), NOW)
    site.pages[HOME] = site.pages[HOME].replace(NB, NB.rstrip("/"))
    site.pages[HOME + "zwgk/"] = html("政务公开", "")
    items, asked = search(site)
    assert len(pages(items)) == len(YEARS)
    assert asked[NB] + asked[NB.rstrip("/")] == 1


def test_what_finds_no_room_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_book, "_ROOM", 0)
    items, asked = search(site_of({f"t{year}.html": title(year) for year in YEARS}))
    assert len(pages(items)) == len(YEARS)
    assert asked[NB] == 2


def test_room_is_given_back_with_each_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_book, "_ROOM", 5_000)
    book = order_book.OrderBook(Portal("anfu", "安福县", HOME), Limits())
    for number in range(9):
        url = f"{HOME}{number}.html"
        body = os.urandom(4_000)
        book.keep(Order("search", url), Answer(url, 200, {}, body, NOW))
        assert book.place(Order("report", url))[0] == "served"
        assert not book.idle
        served = book.next_served()
        assert served is not None
        assert served[1].body == body
        assert book.idle


def test_a_defect_at_an_answer_at_hand_is_told_of_its_own_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(PortalRun, "_list_answer", broken)
    spider = PortalsSpider()
    spider.crawler = SimpleNamespace(stats=SimpleNamespace(inc_value=lambda key: None))  # type: ignore[assignment]
    spider.state = {"done": []}
    pages = {HOME: home_linking((NB, "政府信息公开年报")), NB: rows({f"t{year}.html": title(year) for year in YEARS})}
    run = PortalRun(Portal("anfu", "安福县人民政府", HOME, render="never"), Limits())
    spider.runs["anfu"] = run
    waiting, items = list(spider._guarded(run, run.begin)), []
    while waiting:
        output = waiting.pop(0)
        if isinstance(output, Request):
            body = pages.get(output.url, html("政务公开", "")).encode()
            waiting += spider.answered(HtmlResponse(output.url, body=body, request=output), **output.cb_kwargs)
        else:
            items.append(output)
    assert kinds(items) == [(NB, "parse")]
    assert run.finished
