"""Scrapy's line for every page is made only where somebody reads it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.items import ListItem
from crawler.log_lines import PageLines
from storage.problems import StorageUnavailable


@pytest.mark.parametrize(
    ("level", "made"), [("DEBUG", True), ("INFO", False), ("WARNING", False), (10, True), (20, False)]
)
def test_lines_are_made_for_debug_logs_only(level: str | int, made: bool) -> None:
    lines = PageLines.from_crawler(get_crawler(settings_dict={"LOG_LEVEL": level}))
    request, spider = Request("http://127.0.0.1/a.html"), Spider("any")
    response = Response(request.url, request=request)
    assert (lines.crawled(request, response, spider) is not None) is made
    assert (lines.scraped({"a": 1}, response, spider) is not None) is made


def test_what_went_wrong_is_always_a_line() -> None:
    lines = PageLines.from_crawler(get_crawler(settings_dict={"LOG_LEVEL": "ERROR"}))
    response = Response("http://127.0.0.1/a.html")
    assert lines.item_error({}, ValueError("x"), response, Spider("any")) is not None


@pytest.mark.parametrize(
    ("error", "level"), [(ValueError("x"), logging.ERROR), (StorageUnavailable("disk full"), logging.DEBUG)]
)
def test_a_broken_item_is_named_not_spelled_out(error: Exception, level: int) -> None:
    lines = PageLines.from_crawler(get_crawler(settings_dict={"LOG_LEVEL": "ERROR"}))
    item = ListItem(
        "gansu-zhangxian", "http://127.0.0.1/nb/", "http://127.0.0.1/nb/", "trs", datetime.now(UTC), links=7
    )
    line = lines.item_error(item, error, None, Spider("any"))
    text = str(line["msg"]) % line["args"]
    assert text == f"gansu-zhangxian http://127.0.0.1/nb/: {type(error).__name__}: {error}"
    assert line["level"] == level
