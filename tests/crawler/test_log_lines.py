"""Scrapy's line for every page is made only where somebody reads it."""

from __future__ import annotations

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.log_lines import PageLines


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
