"""Pages listed under a twin of their address: the same rows under today's address, whatever is open with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from reports.model import Report
from storage.loading import Loader
from storage.outcomes import FailureOutcome, PortalOutcome, ReadOutcome

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]
OLD, NEW = "http://a.gov.cn/nb/1.html", "https://a.gov.cn/nb/1.html"


def rows(loader: Loader, query: str) -> list[Any]:
    with loader.engine.connect() as connection:
        return list(connection.execute(text(query)))


@pytest.mark.parametrize("complete", [True, False])
def test_history_stays_with_the_page(loader: Loader, make_report: MakeReport, read_of: ReadOf, complete: bool) -> None:
    first, at = read_of(make_report(), OLD), read_of(None, days=1).page.fetched_at
    loader.load([first, read_of(make_report(doc_no="2号"), OLD, days=0.5)])
    file = FailureOutcome(first.page.portal, OLD + ".doc", "timeout", "slow", at, part_of=OLD)
    loader.load([FailureOutcome(first.page.portal, OLD, "timeout", "slow", at, is_page=True), file])
    loader.load([PortalOutcome(first.page.portal, at, at, listed_urls=[OLD], complete=complete, moved={OLD: NEW})])
    where = NEW if complete else OLD
    assert rows(loader, "SELECT url, misses FROM pages") == [(where, 0)]
    assert rows(loader, "SELECT url, part_of FROM failures ORDER BY id") == [(where, None), (OLD + ".doc", where)]
    assert rows(loader, "SELECT current_version FROM reports") == [(2,)]
    (loaded,) = loader.load([read_of(make_report(doc_no="2号"), where, days=2)])
    assert loaded.result == "unchanged"
    assert rows(loader, "SELECT count(*) FROM failures WHERE resolved IS NULL") == [(0,)]


def test_an_address_that_is_taken_keeps_its_page(loader: Loader, make_report: MakeReport, read_of: ReadOf) -> None:
    first = read_of(make_report(), OLD)
    loader.load([first, read_of(make_report(), NEW)])
    at = first.page.fetched_at + timedelta(days=1)
    loader.load([PortalOutcome(first.page.portal, at, at, listed_urls=[OLD], complete=True, moved={OLD: NEW})])
    assert rows(loader, "SELECT url FROM pages ORDER BY id") == [(OLD,), (NEW,)]
