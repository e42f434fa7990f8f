"""Pages made to be slow: reading stays linear in the page, so none of these takes more than a moment."""

from __future__ import annotations

import time

import pytest

from reports.appendix import read_appendix
from reports.html import parse_html
from reports.narrative import check_narrative
from reports.sections import read_sections
from reports.tables import read_tables

#: seconds of CPU time; the slowest takes about one on a busy machine, a quadratic step takes minutes
LIMIT = 8.0

PAGES = {
    "white space": "<p>" + " " * 400_000 + "x" + "\n" * 300_000 + "</p>",
    "headings": "<p>一、总体情况</p>" * 8_000,
    "plain headings": "".join(f"<p>{'一二三四五六七八九'[i % 9]}、某项工作方面</p>" for i in range(8_000)),
    "glued headings": "<p>" + "一、总体情况 2019年，" * 20_000 + "</p>",
    "named containers": '<div class="TRS_Editor"><p>一、总体情况</p></div>' * 8_000,
    "open tables": "<table><tr><td>a</td><td>" * 2_000,
    "wide cells": "<table><tr>" + "<td colspan=200>自然人</td>" * 20_000 + "</tr></table>",
    "tall cells": "<table>" + "<tr><td rowspan=200 colspan=200>自然人</td><td>1</td></tr>" * 3_000 + "</table>",
    "label lines": "<p>信息内容</p><p>规章</p><p>0</p>" * 6_000,
    "flat labels": "<p>" + "信息内容 规章 0 0 0 " * 20_000 + "</p>",
    "bars": "<p>" + "规章|" * 50_000 + "</p>",
    "hidden": "<p>a</p>" + '<span style="display:none">x</span>y' * 5_000,
    "titles": "<head>" + "<title" * 20_000 + "</head><body>x",
    "metas": "<head>" + '<meta name="a" content="' * 20_000,
    "counts": "<p>" + "收到留言7条，其中甲2条，乙6条" * 10_000 + "</p>",
    "script": "<script>window._CONFIG={DETAIL:{" + '"content":"' * 20_000 + "</script><p>x",
    "text": "规章\n0\n0\n0\n" * 8_000,
    "deep": "<div>" * 20_000 + "一、总体情况",
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_takes_long(name: str) -> None:
    start = time.process_time()
    document = parse_html(PAGES[name], "http://www.example.gov.cn/")
    tables = read_tables(document.blocks)
    sections, _ = read_sections(document.blocks, tables.consumed)
    check_narrative(sections, tables)
    read_appendix(document.blocks)
    assert time.process_time() - start < LIMIT
