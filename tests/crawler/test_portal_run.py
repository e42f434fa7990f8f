"""One portal's run: which pages are asked for, what is left out, what is named as not done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crawler.budget import Limits
from crawler.home_search import other_homes
from crawler.memory import KnownList, Memory
from crawler.orders import Answer
from crawler.portal_run import PortalRun
from crawler.registry import Portal
from tests.crawler.one_portal import (
    COLUMN,
    HOME,
    NOW,
    REPORT,
    Site,
    article,
    html,
    kinds,
    known,
    listing,
    pages,
    run_of,
    the_end,
    title,
)  # fmt: skip


def test_a_fenced_home_without_another_door_is_recorded_as_fenced() -> None:
    site = Site({HOME: ("blocked:geo", "403")})
    run = PortalRun(Portal("anfu", "安福县人民政府", HOME, division_code="360829"), Limits(), None)
    items = site.work(run)
    assert HOME + "index.html" in [order.url for order in site.asked]
    assert kinds(items) == [(HOME, "blocked:geo")]


def test_a_list_and_its_pages() -> None:
    site = Site({COLUMN: listing([19, 20, 21])} | {article(n): REPORT for n in (19, 20, 21)})
    items = site.work(run_of())
    assert pages(items) == [article(19), article(20), article(21)]
    (first, *_) = [item for item in items if item.kind == "page"]
    assert (first.link_text, first.list_date, first.list_url) == (title(2019), "2023-01-12", COLUMN)
    assert first.context.division_code == "360829"
    assert the_end(items).complete
    assert the_end(items).listed_urls == [article(19), article(20), article(21)]
    assert len(site.asked) == 4


def test_a_page_listed_twice_is_fetched_once() -> None:
    twins = COLUMN + "index_1.html"
    site = Site(
        {
            COLUMN: listing([21], f"<a href='{twins}'>下一页</a>"),
            twins: listing([21, 20]).replace("http://www.", "https://"),
            article(21): REPORT,
            article(20).replace("http://www.", "https://"): REPORT,
        }
    )
    items = site.work(run_of())
    assert len(pages(items)) == 2
    assert the_end(items).complete


def test_decoys_are_excluded_by_their_link() -> None:
    decoy = "图解：" + title(2021)
    site = Site({COLUMN: listing([19, 20, 21], titles={21: decoy}), article(19): REPORT, article(20): REPORT})
    items = site.work(run_of())
    (exclusion,) = [item for item in items if item.kind == "exclusion"]
    assert (exclusion.url, exclusion.title) == (article(21), decoy)
    assert article(21) not in site.addresses("report")


def test_reports_on_foreign_hosts_are_named_not_fetched() -> None:
    foreign = "http://www.haose21.com/zwgk/202301/t20230112_7.html"
    site = Site({COLUMN: listing([19, 20, 21]).replace(article(21), foreign), article(19): REPORT, article(20): REPORT})
    items = site.work(run_of())
    assert kinds(items) == [(foreign, "off-site")]
    assert foreign not in site.addresses("report")


def test_a_list_without_end_is_cut_and_named() -> None:
    class Endless(dict[str, Any]):
        def get(self, url: str, default: Any = None) -> Any:
            stem = url.removeprefix(COLUMN)
            if stem and not stem.startswith("index_"):
                return REPORT
            number = int(stem.removeprefix("index_").removesuffix(".html") or 0) if stem else 0
            entries = [number * 3 + k + 100 for k in range(3)]
            return listing(entries, f"<a href='{COLUMN}index_{number + 1}.html'>下一页</a>")

    site = Site(Endless())
    items = site.work(run_of(limits=Limits(list_pages=10)))
    assert {kind for _, kind in kinds(items)} == {"endless-list"}
    assert len(site.addresses("list")) == 10
    assert len(pages(items)) == 30
    assert not the_end(items).complete


def test_a_list_that_repeats_itself_ends_quietly() -> None:
    more = f"<a href='{COLUMN}index_1.html'>下一页</a>"
    repeated = listing([20, 21], f"<a href='{COLUMN}index_2.html'>下一页</a>")
    site = Site({COLUMN: listing([20, 21], more), COLUMN + "index_1.html": repeated, article(20): REPORT})
    site.pages |= {article(21): REPORT, COLUMN + "index_2.html": repeated}
    items = site.work(run_of())
    assert not kinds(items)
    assert len(site.addresses("list")) == 2


def test_a_failing_list_page_is_named_and_leaves_the_portal_incomplete() -> None:
    second = COLUMN + "index_1.html"
    site = Site({COLUMN: listing([20, 21], f"<a href='{second}'>下一页</a>"), second: ("http:500", "500")})
    site.pages |= {article(20): REPORT, article(21): REPORT}
    items = site.work(run_of())
    assert kinds(items) == [(second, "http:500")]
    assert not the_end(items).complete


def test_a_column_that_moved_is_searched_for_again() -> None:
    moved = HOME + "gk/nb/"
    site = Site(
        {
            HOME: html("安福县人民政府", f"<a href='{moved}'>政府信息公开年报</a>"),
            moved: listing([20, 21]),
            article(20): REPORT,
            article(21): REPORT,
        }
    )
    items = site.work(run_of())
    assert kinds(items) == [(COLUMN, "gone")]
    assert pages(items) == [article(20), article(21)]


def test_nothing_found_says_where_it_looked() -> None:
    site = Site({HOME: html("安福县人民政府", "<a href='/news/1.html'>要闻</a>")})
    items = site.work(PortalRun(Portal("anfu", "安福县", HOME), Limits()))
    assert [kind for _, kind in kinds(items)] == ["no-list-found"]
    (failure,) = [item for item in items if item.kind == "failure"]
    assert HOME in failure.evidence
    assert not the_end(items).complete


def test_a_dead_home_is_one_failure_after_its_other_forms() -> None:
    site = Site({HOME: ("refused", "x"), "https://www.anfu.gov.cn/": ("timeout", "y")})
    items = site.work(PortalRun(Portal("anfu", "安福县", HOME), Limits()))
    assert kinds(items) == [(HOME, "refused")]
    assert site.addresses("search") == [HOME, "https://www.anfu.gov.cn/"]


def test_another_form_of_the_home_serves_as_well() -> None:
    twin = "https://www.anfu.gov.cn/"
    site = Site({HOME: ("refused", "x"), twin: html("x", f"<a href='{COLUMN}'>政府信息公开年报</a>")})
    site.pages |= {COLUMN: listing([20, 21]), article(20): REPORT, article(21): REPORT}
    items = site.work(PortalRun(Portal("anfu", "安福县", HOME), Limits()))
    assert not kinds(items)
    assert len(pages(items)) == 2


def test_other_homes_come_from_the_registry_and_the_scheme() -> None:
    one = Portal("a", "甲", "https://www.a.gov.cn/", alternate_urls=("http://a.gov.cn/",))
    assert other_homes(one) == ["http://a.gov.cn/", "http://www.a.gov.cn/"]
    assert other_homes(Portal("a", "甲", "http://127.0.0.1:8000/")) == []


def test_a_dead_portal_stops_early_and_its_pages_stay_due() -> None:
    numbers = list(range(10, 30))
    site = Site({COLUMN: listing(numbers)} | {article(n): ("timeout", "x") for n in numbers})
    run = run_of(limits=Limits(failures_in_a_row=5))
    items = site.work(run)
    failed = [item for item in items if item.kind == "failure" and item.is_page]
    assert len(failed) == len(numbers)
    assert (HOME, "budget") in kinds(items)
    assert not the_end(items).complete


def test_the_request_budget_stops_a_portal() -> None:
    numbers = list(range(10, 30))
    site = Site({COLUMN: listing(numbers)} | {article(n): REPORT for n in numbers})
    items = site.work(run_of(limits=Limits(requests=6)))
    assert len(site.asked) == 6
    assert sum(1 for _, kind in kinds(items) if kind == "budget") == len(numbers) - 5 + 1


def test_an_unchanged_recrawl_asks_for_the_lists_alone() -> None:
    site = Site({COLUMN: listing([21])})
    memory = Memory(pages={article(21): known(article(21))})
    items = site.work(run_of(memory))
    assert [order.url for order in site.asked] == [COLUMN]
    assert the_end(items).listed_urls == [article(21)]


@pytest.mark.parametrize(
    ("facts", "conditional"),
    [
        ({"next_due": NOW - timedelta(days=1)}, True),
        ({"link_text": title(2020)}, False),
        ({"list_date": "2022-12-31"}, False),
        ({"failures": 1, "outcome": "failed", "next_due": NOW - timedelta(hours=1)}, False),
    ],
)
def test_known_pages_are_fetched_again_for_a_reason(facts: dict[str, Any], conditional: bool) -> None:
    site = Site({COLUMN: listing([21]), article(21): REPORT})
    items = site.work(run_of(Memory(pages={article(21): known(article(21), **facts)})))
    (order,) = [order for order in site.asked if order.purpose == "report"]
    assert ("If-None-Match" in order.headers) == conditional
    (page,) = [item for item in items if item.kind == "page"]
    assert page.known_digest == ("d1" if conditional else None)


def test_pages_that_keep_failing_wait_for_their_turn() -> None:
    waiting = known(article(21), failures=7, outcome="failed", next_due=NOW + timedelta(days=2))
    site = Site({COLUMN: listing([21])})
    site.work(run_of(Memory(pages={article(21): waiting})))
    assert site.addresses("report") == []


def test_one_of_two_lists_that_still_prints_the_page_as_before_is_enough() -> None:
    other = HOME + "bm/zfxxgknb/"
    site = Site({COLUMN: listing([21], titles={21: "2021年政府信息公开年报"}), other: listing([21])})
    two = Portal("anfu", "安福县人民政府", HOME, report_urls=(COLUMN, other))
    items = site.work(PortalRun(two, Limits(), Memory(pages={article(21): known(article(21))})))
    assert site.addresses("report") == []
    assert the_end(items).complete


def test_a_304_is_an_unchanged_page() -> None:
    site = Site({COLUMN: listing([21]), article(21): Answer(article(21), 304, {}, b"", NOW)})
    due = known(article(21), next_due=NOW - timedelta(days=1))
    items = site.work(run_of(Memory(pages={article(21): due})))
    (unchanged,) = [item for item in items if item.kind == "unchanged"]
    assert (unchanged.url, unchanged.link_text) == (article(21), title(2021))


def test_a_known_page_keeps_its_address_under_a_twin() -> None:
    stored = article(21).replace("http://www.", "https://")
    site = Site({COLUMN: listing([21])})
    items = site.work(run_of(Memory(pages={stored: known(stored)})))
    assert site.addresses("report") == []
    assert the_end(items).listed_urls == [stored]
    assert the_end(items).moved == {}


@pytest.mark.parametrize("due", [False, True])
def test_a_portal_that_moved_to_https_keeps_its_pages_under_their_new_address(due: bool) -> None:
    old = article(21)
    new, column = (url.replace("http://", "https://") for url in (old, COLUMN))
    home = HOME.replace("http://", "https://")
    refused = dict.fromkeys((COLUMN, old, HOME), ("refused", "nobody there"))
    site = Site({column: listing([21]).replace("http://", "https://"), new: REPORT, **refused})
    page = known(old, next_due=NOW - timedelta(days=1)) if due else known(old)
    memory = Memory(lists={COLUMN: KnownList("generic")}, pages={old: page})
    items = site.work(PortalRun(Portal("anfu", "安福县人民政府", home), Limits(), memory))
    assert kinds(items) == []
    assert pages(items) == ([old] if due else [])
    assert site.addresses("report") == ([new] if due else [])
    end = the_end(items)
    assert (end.complete, end.listed_urls, end.moved) == (True, [old], {old: new})


def test_lists_on_a_host_that_is_the_portals_no_more_are_searched_again() -> None:
    home = "http://www.anfuxian.gov.cn/"
    column = COLUMN.replace(HOME, home)
    body = listing([20, 21]).replace(HOME, home)
    site = Site({home: html("首页", f"<a href='{column}'>政府信息公开年报</a>"), column: body})
    site.pages |= {article(n).replace(HOME, home): REPORT for n in (20, 21)}
    memory = Memory(lists={COLUMN: KnownList("generic")}, pages={article(21): known(article(21))})
    items = site.work(PortalRun(Portal("anfu", "安福县人民政府", home), Limits(), memory))
    assert kinds(items) == []
    assert len(pages(items)) == 2
    assert the_end(items).complete


@pytest.mark.parametrize(
    "body", ["<p>网站维护中，请稍后访问。</p>" * 20, "<ul><li><a href='/x1.html'>必威体育官网</a></li></ul>"]
)
def test_a_known_list_that_shows_nothing_today_is_named_and_its_pages_are_not_missed(body: str) -> None:
    site = Site({COLUMN: html("公告", body), HOME: html("首页", "<p>公告</p>")})
    memory = Memory(lists={COLUMN: KnownList("generic", links=2)}, pages={article(21): known(article(21))})
    items = site.work(PortalRun(Portal("anfu", "安福县", HOME), Limits(), memory))
    assert (COLUMN, "no-list-found") in kinds(items)
    (named,) = [item for item in items if item.kind == "failure" and item.url == COLUMN]
    assert named.message == "the list showed 2 links when it was last read, and shows none today"
    assert not the_end(items).complete


def test_a_known_list_that_moved_without_a_word_is_found_again() -> None:
    new = HOME + "zwgk/xxgknb/"
    site = Site({COLUMN: html("公告", "<p>栏目已调整。</p>"), new: listing([20, 21])})
    site.pages |= {
        HOME: html("首页", f"<a href='{new}'>政府信息公开年报</a>"),
        article(20): REPORT,
        article(21): REPORT,
    }
    memory = Memory(lists={COLUMN: KnownList("generic", links=2)}, pages={article(21): known(article(21))})
    items = site.work(PortalRun(Portal("anfu", "安福县", HOME), Limits(), memory))
    assert pages(items) == [article(20)]
    assert kinds(items) == [(COLUMN, "no-list-found")]


def test_a_known_list_that_is_parted_by_years_today_has_lost_nothing() -> None:
    year = COLUMN + "2021/"
    site = Site(
        {COLUMN: html("政府信息公开年报", f"<ul><li><a href='{year}'>2021年</a></li></ul>"), year: listing([21])}
    )
    memory = Memory(lists={COLUMN: KnownList("generic", links=2)}, pages={article(21): known(article(21))})
    items = site.work(PortalRun(Portal("anfu", "安福县", HOME), Limits(), memory))
    assert kinds(items) == []
    assert the_end(items).complete


def test_known_lists_spare_the_search() -> None:
    site = Site({COLUMN: listing([20, 21]), article(20): REPORT, article(21): REPORT})
    memory = Memory(lists={COLUMN: KnownList("generic")})
    items = site.work(PortalRun(Portal("anfu", "安福县", HOME), Limits(), memory))
    assert site.addresses("search") == []
    assert len(pages(items)) == 2


@pytest.mark.parametrize("way", ["../", "./../index.html", "/zwgk/"])
def test_a_report_that_leads_back_to_its_column_was_taken_away(way: str) -> None:
    stub = f'<meta http-equiv="refresh" content="0;URL={way}" />'
    site = Site({COLUMN: listing([20, 21]), article(20): REPORT, article(21): stub})
    items = site.work(run_of())
    assert kinds(items) == [(article(21), "soft-404")]
    assert pages(items) == [article(20)]


def test_a_redirect_by_script_is_followed_under_the_first_address() -> None:
    target = COLUMN + "202301/t20230112_99.html"
    site = Site({COLUMN: listing([20, 21]), article(20): REPORT, target: REPORT})
    site.pages[article(21)] = f"<html><meta http-equiv='refresh' content='0; url={target}'></html>"
    items = site.work(run_of())
    assert pages(items) == [article(20), article(21)]
    (moved,) = [item for item in items if item.kind == "page" and item.url == article(21)]
    assert moved.final_url == target


def test_pages_that_send_each_other_round_are_a_loop() -> None:
    site = Site({COLUMN: listing([20, 21]), article(20): REPORT})
    for one, other in ((article(21), COLUMN + "x.html"), (COLUMN + "x.html", article(21))):
        site.pages[one] = f"<html><script>location.href='{other}'</script></html>"
    items = site.work(run_of())
    assert kinds(items) == [(article(21), "redirect-loop")]


def test_script_shells_are_rendered_unless_forbidden() -> None:
    shell = "<html><head><script src='/js/app.0a1b2c3d.js'></script></head><body><div id='app'></div></body></html>"
    for render, rendered in (("auto", [False, True]), ("never", [False])):
        site = Site({COLUMN: shell})
        site.work(run_of(render=render))
        assert [order.rendered for order in site.asked if order.url == COLUMN] == rendered


def test_a_column_whose_list_comes_by_script_is_found_by_rendering_it() -> None:
    menu = "".join(f"<a href='/menu/{n}/'>栏目{n}</a>" for n in range(12)) + "<p>" + "站点导航与页脚文字" * 30 + "</p>"
    shell = html("政府信息公开年报", menu + "<ul id='list'></ul><script>$.getJSON('/api', fill)</script>")
    site = Site({HOME: html("安福县人民政府", f"<a href='{COLUMN}'>政府信息公开年报</a>"), COLUMN: shell})
    site.work(PortalRun(Portal("anfu", "安福县", HOME), Limits()))
    assert [order.rendered for order in site.asked if order.url == COLUMN] == [False, True]


def test_a_channels_list_that_no_service_gives_is_rendered_unless_forbidden() -> None:
    shell = html("政府信息公开年报", "<ul id='list'></ul><script src='/js/render.js'></script>")
    shell = shell.replace("<head>", f"<head><meta name='channelid' content='{'c0ffee00' * 4}'>", 1)
    for render, rendered in (("auto", [False, True]), ("never", [False])):
        site = Site({COLUMN: shell})
        site.work(run_of(render=render))
        assert [order.rendered for order in site.asked if order.url == COLUMN] == rendered
        assert sum("searchList" in order.url for order in site.asked) == 1


def test_render_always_asks_a_browser_at_once() -> None:
    site = Site({COLUMN: listing([20, 21]), article(20): REPORT, article(21): REPORT})
    site.work(run_of(render="always"))
    assert all(order.rendered for order in site.asked)


def test_static_pages_are_never_rendered() -> None:
    site = Site({COLUMN: listing([20, 21]), article(20): REPORT, article(21): "<html></html>"})
    site.work(run_of())
    assert not any(order.rendered for order in site.asked)


def test_text_that_a_script_holds_is_not_rendered() -> None:
    held = "".join(f"\\u{ord(sign):04x}" for sign in "本机关按照条例要求做好政府信息公开工作。" * 20)
    page = (
        f"<html><script>window._CONFIG={{DETAIL:{{content:'{held}'}}}};fetch('/x')</script><div id='app'></div></html>"
    )
    site = Site({COLUMN: listing([20, 21]), article(20): REPORT, article(21): page})
    assert article(21) in pages(site.work(run_of()))
    assert not any(order.rendered for order in site.asked)
