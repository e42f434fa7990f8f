"""What a run tells about itself, and what it remembers of earlier ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from rich.console import Console

from crawler.extensions.progress import Figures
from crawler.extensions.run_record import counters
from crawler.memory import MIXED, columns
from storage.outcomes import KnownList

STATS = {
    "response_received_count": 120,
    "nianbao/reports/new": 30,
    "nianbao/reports/failed": 3,
    "nianbao/failures/gone": 2,
    "nianbao/failures/timeout": 1,
    "nianbao/tls/relaxed": 1,
    "start_time": datetime.now(UTC),
}


def figures() -> Figures:
    spider = SimpleNamespace(portals=[1, 2, 3], portals_done=2)
    return Figures.of(SimpleNamespace(get_stats=lambda: STATS), spider, 60.0)  # type: ignore[arg-type]


def test_a_line_for_logs() -> None:
    assert figures().line() == "2 of 3 portals, 120 pages (2.0/s), reports: 30 new, 3 failed"


def test_a_table_for_terminals() -> None:
    console = Console(width=80, record=True, file=open("/dev/null", "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    console.print(figures().table("Run finished"))
    console.file.close()
    text = console.export_text()
    assert "2 of 3" in text
    assert "3 (2 gone, 1 timeout)" in text


def test_alarms_stand_in_the_summary() -> None:
    stats = {"nianbao/alarms/page-turned": 4, "nianbao/alarms/page-replaced": 1}
    spider = SimpleNamespace(portals=[1], portals_done=1)
    turned = Figures.of(SimpleNamespace(get_stats=lambda: stats), spider, 60.0)  # type: ignore[arg-type]
    console = Console(width=100, record=True, file=open("/dev/null", "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    console.print(turned.table("Run finished"))
    console.file.close()
    assert "4 page-turned, 1 page-replaced (`scrapy audit` shows them)" in console.export_text()
    assert turned.line() == "1 of 1 portals, 0 pages (0.0/s), reports: nothing new"


def test_counters_go_into_the_run_record_by_their_names() -> None:
    assert counters(STATS) == {
        "pages": 120, "new": 30, "failed": 3, "failures/gone": 2, "failures/timeout": 1, "tls/relaxed": 1,
    }  # fmt: skip


def stored(url: str, column: str, **more: Any) -> KnownList:
    fields = {"platform": "trs", "last_seen": datetime.now(UTC), "links": 3, "evidence": ""} | more
    return KnownList(url, column, **fields)


def test_columns_are_opened_once_from_the_pages_of_lists() -> None:
    lists = [
        stored("http://a/nb/", "http://a/nb/"),
        stored("http://a/nb/index_1.html", "http://a/nb/"),
        stored("http://a/years/", "http://a/years/", links=0),
        stored("http://a/gk/", "http://a/gk/", evidence=f"{MIXED}; generic: 4 links", platform=""),
        stored("http://a/old/", "http://a/old/", last_seen=datetime.now(UTC) - timedelta(days=400)),
    ]
    found = columns(lists)
    assert list(found) == ["http://a/nb/", "http://a/years/", "http://a/gk/"]
    assert found["http://a/nb/"].platform == "trs"
    assert (found["http://a/gk/"].platform, found["http://a/gk/"].annual) == (None, False)


def test_links_are_those_of_the_last_run_that_read_the_column() -> None:
    lists = [
        stored("http://a/nb/", "http://a/nb/", run_id=2, links=15),
        stored("http://a/nb/index_1.html", "http://a/nb/", run_id=2, links=4),
        stored("http://a/nb/index_2.html", "http://a/nb/", run_id=1, links=9),
    ]
    assert columns(lists)["http://a/nb/"].links == 19


def test_columns_without_a_single_link_are_no_memory() -> None:
    assert columns([stored("http://a/x/", "http://a/x/", links=0)]) == {}
