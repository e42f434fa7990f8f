"""Pages made to cost time or to break a reader: each is read, in seconds at the very most."""

from __future__ import annotations

import pytest

from crawler.discovery_links import forced_ways, ways_on
from crawler.platforms.base import ListState, all_platforms, ranking
from crawler.platforms.page import FetchedPage

_URL = "http://www.x.gov.cn/zwgk/zfxxgknb/"
_MASS = 80_000
_PIECES = {
    "records": "<record><![CDATA[",
    "open links": "<a href='/a/t20230101_1.html'>",
    "open rows": "<script>'<li><a href=",
    "counters": "共<b <b 总<i ",
    "calls": "createPageHTML(1,2,(",
    "braces": "<script>{'title':'a','url':",
    "quotes": "<script>'\"'\"'\\",
    "frames": "<iframe src=/x>",
    "tables": "<table><tr><td>",
    "divisions": "<div class='nav a b'>",
    "brackets": "<<<>>>",
    "datastores": "<datastore><nextgroup><![CDATA[<a href='",
    "configs": "<script>window._CONFIG={'SID':'1','TREE':[{'id':",
    "queries": "queryData=\"{'webId':'",
    "onclicks": "<p onclick=\"go('/a.html')\">",
    "options": "<select name=page><option value=/a.html>2",
    "nulls": "\x00\ud800\ufffe",
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", _PIECES)
def test_a_hostile_page_is_read(name: str) -> None:
    piece = _PIECES[name]
    page = FetchedPage(_URL, "<html><body>" + piece * (_MASS // len(piece)))
    assert ranking(page)
    for platform in all_platforms():
        read = platform.read_list(page, ListState(_URL))
        assert isinstance(read.entries, list)
    ways_on(page)
    forced_ways(page)


@pytest.mark.parametrize(
    "text", ["", " ", "<", "\ufeff", "{", "cb(", "[]", "null", "<html>", "<?xml version='1.0' encoding='gbk'?><a/>"]
)
def test_next_to_nothing_is_read(text: str) -> None:
    page = FetchedPage(_URL, text)
    for platform in all_platforms():
        assert platform.read_list(page, ListState(_URL)).entries == []
    assert page.visible_text is not None
    assert ways_on(page) == []
