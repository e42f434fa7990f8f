"""Ucap lists that a script file fills: the page tells the channel's id, JSON services give the list."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from crawler.platforms.base import ListRequest
from crawler.platforms.page import FetchedPage
from crawler.platforms.paging import ColumnWalk

COLUMN = "http://www.example.gov.cn/mou/c1050/zfxxgk_list.shtml"
CHANNEL = "c0ffee00" * 4


def shell(script: str = "", channel: str = CHANNEL) -> str:
    return (
        f'<html><head><meta name="ColumnName" content="政府信息公开年报"><meta name="channelid" content="{channel}">'
        '<title>政府信息公开年报_某监管局</title><script src="/xhtml/js/render.js"></script></head><body>'
        '<ul class="menu"><li><a href="/index.shtml">首页</a></li></ul>'
        f'<ul id="list"></ul><div id="page_div"></div>{script}</body></html>'
    )


def row(number: int) -> dict[str, str]:
    return {
        "title": f"某监管局第{number}处2021年政府信息公开工作年度报告",
        "url": f"/mou/c1050/c{5000 + number}/content.shtml",
        "publishedTimeStr": "2022-01-21 10:00:00",
    }


def asked_page(text: str | None) -> int:
    found = re.search(r"[?&]page=(\d+)", text or "")
    return int(found.group(1)) if found else 0


def search_list(request: ListRequest) -> str | None:
    if "/searchList/" not in request.url:
        return None
    page = asked_page(request.url)
    rows = [row(number) for number in range(17)][(page - 1) * 15 : page * 15]
    return json.dumps({"data": {"channelId": CHANNEL, "page": page, "rows": 15, "total": 17, "results": rows}})


def file_list(request: ListRequest) -> str | None:
    if request.method != "POST" or not request.url.endswith("/getFileListByCodeId"):
        return None
    assert f"channelId={CHANNEL}" in (request.body or "")
    page = asked_page(request.body)
    rows = [row(number) for number in range(60)][(page - 1) * 50 : page * 50]
    return json.dumps({"code": 200, "results": {"data": {"page": page, "rows": 50, "total": 60, "results": rows}}})


def walk(html: str, answer: Callable[[ListRequest], str | None]) -> tuple[ColumnWalk, int, list[str]]:
    column = ColumnWalk(COLUMN)
    waiting = column.feed(FetchedPage(COLUMN, html), column.start()[0]).requests
    entries, asked = 0, []
    while waiting:
        request = waiting.pop(0)
        asked.append(request.url)
        text = answer(request)
        if text is None:
            waiting += column.fail(request, "http:404", "404").requests
            continue
        step = column.feed(FetchedPage(request.url, text), request)
        entries += len(step.entries)
        waiting += step.requests
    return column, entries, asked


def test_the_search_list_is_read_to_its_end() -> None:
    column, entries, asked = walk(shell(), search_list)
    assert column.platform is not None
    assert (column.platform.name, entries, column.complete) == ("ucap", 17, True)
    assert len(asked) == 2


def test_services_are_asked_in_turn_until_one_answers() -> None:
    column, entries, asked = walk(shell(), file_list)
    assert (entries, column.failure) == (60, None)
    assert [re.sub(r"[0-9a-f]{32}.*", "", url) for url in asked] == [
        "http://www.example.gov.cn/searchList/",
        "http://www.example.gov.cn/common/search/",
        "http://www.example.gov.cn/getFileListByCodeId",
        "http://www.example.gov.cn/getFileListByCodeId",
    ]


def test_a_service_that_the_page_names_is_the_only_one_asked() -> None:
    script = f'<script>var channelId = "{CHANNEL}"; $.post("/getFileListByCodeId", {{channelId: channelId}})</script>'
    column, entries, asked = walk(shell(script, channel=""), file_list)
    assert (entries, len(asked), column.complete) == (60, 2, True)


def drawn(request: ListRequest) -> str | None:
    return (
        shell().replace("</ul><div", f'<li><a href="{row(1)["url"]}">{row(1)["title"]}</a></li></ul><div')
        if (request.rendered)
        else None
    )


@pytest.mark.parametrize("script", ["", '<script>$.post("/getFileListByCodeId", {channelId: id})</script>'])
def test_where_no_service_answers_a_browser_is_asked_last(script: str) -> None:
    column, entries, asked = walk(shell(script), drawn)
    assert (entries, asked[-1], column.failure) == (1, COLUMN, None)


def test_without_service_and_browser_the_column_fails() -> None:
    column, entries, asked = walk(shell(), lambda request: None)
    assert (entries, len(asked), column.failure) == (0, 4, ("http:404", "404"))


def test_a_list_that_is_empty_in_the_browser_too_ends_there() -> None:
    column, entries, asked = walk(shell(), lambda request: shell() if request.rendered else "{}")
    assert (entries, len(asked), column.done) == (0, 4, True)


@pytest.mark.parametrize("channel", ["0001-2407", "c109217", ""])
def test_without_a_channels_id_nothing_is_asked(channel: str) -> None:
    assert walk(shell(channel=channel), search_list)[2] == []
