"""An unchanged list page is not read again, and everything that follows from it follows all the same."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from crawler import addresses, kept_lists
from crawler.kept_lists import code_digest, packed, unpacked
from crawler.memory import KnownList, Memory
from crawler.platforms import list_page, paging
from crawler.platforms.base import Column, Entry, ListRead, ListRequest, ListState
from crawler.platforms.list_page import ListPage, Question
from crawler.platforms.page import FetchedPage
from crawler.portal_run import PortalRun
from crawler.registry import Portal
from sandbox.world import World
from storage.outcomes import KeptList, KnownPage
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
from tests.crawler.walking import walk

NUMBERS = [19, 20, 21]
NEXT = "<a href='index_1.html'>下一页</a>"


def site(*numbers: int, **more: Any) -> Site:
    """A column of two pages."""
    shown = list(numbers or NUMBERS)
    return Site(
        {COLUMN: listing(shown[:2], NEXT, **more), COLUMN + "index_1.html": listing(shown[2:], **more)}
        | {article(n): REPORT for n in shown}
    )


def stored(**facts: Any) -> dict[str, KnownPage]:
    """Every page of the column as an earlier run stored it; `facts` are those of page 20."""
    found = {article(n): known(article(n), link_text=title(2000 + n)) for n in NUMBERS}
    found[article(20)] = replace(found[article(20)], **facts)
    return found


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses of the list pages that are read."""
    read: list[str] = []

    def reading(page: FetchedPage, question: Question) -> ListPage:
        read.append(page.url)
        return list_page.read_list_page(page, question)

    monkeypatch.setattr("crawler.columns.read_list_page", reading)
    return read


def first(**more: Any) -> dict[str, KeptList]:
    """What a first run keeps."""
    kept: dict[str, KeptList] = the_end(site().work(run_of(**more))).new_lists
    assert len(kept) == 2
    return kept


def told(items: list[Any], asked: Site) -> list[Any]:
    """All that a run gave, but for moments and what it keeps itself."""
    plain = []
    for item in items:
        values = {field.name: getattr(item, field.name) for field in fields(item)}
        for name in ("at", "fetched_at", "started_at", "finished_at", "new_lists", "gone_lists"):
            values.pop(name, None)
        plain.append(values)
    return [plain, asked.asked]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"next_due": NOW - timedelta(days=1)},
        {"outcome": "failed", "failures": 1, "next_due": NOW - timedelta(days=1), "body_sha256": None},
        {"outcome": "failed", "failures": 9},
        {"link_text": "安福县某局2020年政府信息公开年度报告"},
        {"list_date": "2020-01-01"},
    ],
    ids=["nothing", "due", "failed", "waits after failures", "another title", "another date"],
)
def test_an_unchanged_list_leads_to_what_a_read_one_does(facts: dict[str, Any], readings: list[str]) -> None:
    kept = first()
    del readings[:]
    by_reading, by_memory = site(), site()
    read = told(by_reading.work(run_of(Memory(pages=stored(**facts)))), by_reading)
    assert len(readings) == 2
    remembered = told(by_memory.work(run_of(Memory(pages=stored(**facts), readings=kept))), by_memory)
    assert len(readings) == 2, "a page as it was is not read again"
    assert remembered == read
    asks_again = facts and facts.get("failures") != 9
    assert by_memory.addresses("report") == ([article(20)] if asks_again else [])


def test_what_links_say_of_themselves_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link left out for its words is left out of an unchanged list too, and nothing judges the words again."""
    said = "《安福县2020年政府信息公开工作年度报告》解读"
    column = listing(NUMBERS, titles={20: said})
    asked = Site({COLUMN: column} | {article(n): REPORT for n in NUMBERS})
    items = asked.work(run_of())
    kept = the_end(items).new_lists
    monkeypatch.setattr("reports.page_kind.classify_link", lambda text, url: pytest.fail(f"judged {text} again"))
    again = Site(asked.pages).work(run_of(Memory(pages=stored(), readings=kept)))
    for each in (items, again):
        (left_out,) = [item for item in each if item.kind == "exclusion"]
        assert (left_out.url, left_out.title, left_out.exclusion) == (article(20), said, "interpretation")


def test_a_page_that_no_earlier_run_stored_is_asked_for(readings: list[str]) -> None:
    kept = first()
    pages_stored = {url: page for url, page in stored().items() if url != article(21)}
    asked = site()
    assert pages(asked.work(run_of(Memory(pages=pages_stored, readings=kept)))) == [article(21)]
    assert len(readings) == 2


def test_unchanged_lists_tell_what_is_listed(readings: list[str]) -> None:
    end = the_end(site().work(run_of(Memory(pages=stored(), readings=first()))))
    assert end.complete
    assert end.listed_urls == [article(n) for n in NUMBERS]
    assert (end.new_lists, end.gone_lists) == ({}, [])


def test_a_changed_list_is_read_and_replaced(readings: list[str]) -> None:
    kept = first()
    del readings[:]
    items = site(19, 20, 22).work(run_of(Memory(pages=stored(), readings=kept)))
    assert readings == [COLUMN + "index_1.html"]
    assert pages(items) == [article(22)]
    end = the_end(items)
    assert article(21) not in end.listed_urls
    (place,) = end.new_lists
    assert kept[place] != end.new_lists[place]


def test_a_list_page_that_is_gone_is_forgotten_by_a_complete_run_only() -> None:
    kept = first()
    shorter = Site({COLUMN: listing(NUMBERS)} | {article(n): REPORT for n in NUMBERS})
    (gone,) = the_end(shorter.work(run_of(Memory(pages=stored(), readings=kept)))).gone_lists
    assert gone in kept
    broken = site()
    broken.pages[COLUMN + "index_1.html"] = ("timeout", "no answer")
    items = broken.work(run_of(Memory(pages=stored(), readings=kept)))
    assert kinds(items) == [(COLUMN + "index_1.html", "timeout")]
    assert the_end(items).gone_lists == []


@pytest.mark.parametrize("row", [{"platform": "trs"}, {"render": "never"}])
def test_another_registry_row_reads_anew(row: dict[str, Any], readings: list[str]) -> None:
    kept = first()
    del readings[:]
    site().work(run_of(Memory(pages=stored(), readings=kept), **row))
    assert len(readings) == 2


def test_other_lists_in_the_registry_row_are_read() -> None:
    kept = first()
    asked = site()
    asked.pages[HOME + "nb/"] = listing([30])
    asked.pages[article(30)] = REPORT
    row = {"report_urls": (COLUMN, HOME + "nb/")}
    run = PortalRun(replace(run_of().portal, **row), run_of().limits, Memory(pages=stored(), readings=kept))
    assert pages(asked.work(run)) == [article(30)]


def test_another_version_of_the_code_reads_anew(readings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    kept = first()
    del readings[:]
    monkeypatch.setattr(kept_lists, "code_digest", lambda: "another")
    site().work(run_of(Memory(pages=stored(), readings=kept)))
    assert len(readings) == 2


def test_the_version_is_that_of_all_our_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "crawler" / "platforms").mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    source = tmp_path / "crawler" / "platforms" / "generic.py"
    source.write_text("ROWS = 1\n")
    monkeypatch.setattr(kept_lists, "__file__", str(tmp_path / "crawler" / "kept_lists.py"))
    before = code_digest.__wrapped__()
    source.write_text("ROWS = 2\n")
    assert code_digest.__wrapped__() != before


def test_what_cannot_be_unpacked_is_read(readings: list[str], caplog: pytest.LogCaptureFixture) -> None:
    kept = {place: KeptList(each.digest, each.reading[:-9]) for place, each in first().items()}
    del readings[:]
    end = the_end(site().work(run_of(Memory(pages=stored(), readings=kept))))
    assert len(readings) == len(end.new_lists) == 2
    assert "made anew" in caplog.text


def test_columns_that_a_search_found_are_kept_as_the_next_run_asks(readings: list[str]) -> None:
    home = html("安福县人民政府", f"<a href='{COLUMN}'>政府信息公开年报</a>")
    asked = site()
    asked.pages[HOME] = home
    row = Portal("anfu", "安福县人民政府", HOME, division_code="360829")
    limits = run_of().limits
    items = asked.work(PortalRun(row, limits, Memory()))
    kept = the_end(items).new_lists
    platforms = {item.platform for item in items if item.kind == "list"}
    del readings[:]
    (platform,) = platforms
    memory = Memory({COLUMN: KnownList(platform, annual=True)}, stored(), kept)
    again = site()
    assert the_end(again.work(PortalRun(row, limits, memory))).complete
    assert again.addresses("report") == []
    assert readings == []


def test_every_field_of_a_reading_survives() -> None:
    state = ListState("http://x/", 3, "index_{n}.html", {"annual": "1"})
    other = ListRequest("http://x/b", "POST", "a=1", {"X": "y"}, state, "part")
    request = ListRequest("http://x/a", state=state, role="probe", alternatives=(other, other))
    entries = [Entry("http://x/1", "年报", "2023-01-12", True, True, "notice"), Entry("http://x/2")]
    columns = [Column("http://x/c/", "2022年", None), Column("http://x/d/", "乡镇", True)]
    read = ListRead(entries, [request, other], columns, "why\ud800", 4, 61, 2, last=True, annual=True)
    page = ListPage("trs", ("a", "b"), read, True, entries[0], 599)
    assert unpacked(packed(page)) == page
    empty = ListPage("generic", (), ListRead(), None, None, 0)
    assert unpacked(packed(empty)) == empty
    assert all(getattr(read, field.name) != getattr(ListRead(), field.name) for field in fields(ListRead))


@pytest.mark.parametrize("kind", ["trs", "hanweb-jpage", "hanweb-annual", "gkmlpt", "ucap", "epoint", "boda", "aspnet"])
def test_readings_of_practice_portals_survive(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk over what was packed and unpacked is the walk over what was read."""
    world = World(seed=5, size=38, sites=[kind])
    world.settle(8000)
    (portal,) = world.portals
    column = addresses.canonical(portal.origin + portal.report_columns()[0])
    plain = walk(portal, column)

    def through_bytes(page: FetchedPage, question: Question) -> ListPage:
        return unpacked(packed(list_page.read_list_page(page, question)))

    monkeypatch.setattr(paging, "read_list_page", through_bytes)
    assert walk(portal, column) == plain
    assert plain.entries
