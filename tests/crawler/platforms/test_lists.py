"""Which links of a list page are its entries, in the ways portals print them, and which lead to columns below."""

# ruff: noqa: E501 - each page is a row of a table

from __future__ import annotations

import pytest

from crawler.platforms.base import ListRead, ListState, recognise
from crawler.platforms.entries import names_annual_column
from crawler.platforms.page import FetchedPage
from crawler.platforms.paging import ColumnWalk

_COLUMN = "http://www.x.gov.cn/zwgk/zfxxgknb/"
_TITLE = "某县教育局2022年政府信息公开工作年度报告"


def _read(body: str, url: str = _COLUMN, title: str = "政府信息公开年报_某县人民政府") -> ListRead:
    page = FetchedPage(url, f"<html><head><title>{title}</title></head><body>{body}</body></html>")
    return recognise(page)[0].read_list(page, ListState(url))


@pytest.mark.parametrize(
    "row",
    [
        '<ul><li><a href="/a/t20230112_1.html" title="{t}">{t}</a><span>2023-01-12</span></li></ul>',
        '<ul><li><span>[2023-01-12]</span><a href="/a/t20230112_1.html" target="_blank">{t}</a></li></ul>',
        '<ul><li><a href="/a/t20230112_1.html">{t}<span>2023年1月12日</span></a></li></ul>',
        '<table><tr><td>1</td><td><a href="/a/t20230112_1.html">{t}</a></td><td>2023/01/12</td></tr></table>',
        '<dl><dt><a href="/a/t20230112_1.html">{t}</a></dt><dd>2023.01.12</dd></dl>',
        '<p><a href="/a/t20230112_1.html">{t}</a> 2023-1-12</p>',
        '<div><a href="/a/t20230112_1.html">{t}</a>(2023-01-12)</div>',
        '<div class="row"><div><a href="/a/t20230112_1.html"><h3>{t}</h3></a></div><div>发布时间：2023-01-12</div></div>',
        '<li><a href="javascript:void(0)" onclick="window.open(\'/a/t20230112_1.html\')">{t}</a><i>2023-01-12</i></li>',
        '<ul><a href="/a/t20230112_1.html"><li><div><p>{t}</p></div><span>2023-01-12</span></li></a></ul>',
        '<ul><li><a href="/a/t20230112_1.html"><em>[2023-01-12]</em><p>{t}</p></a></li></ul>',
        '<div class="xxgk_navli"><ul><li class="mc"><a href="/a/t20230112_1.html">{t}</a></li><li class="rq">2023-01-12</li></ul></div>',
        "<script>document.write('<li><a href=\"/a/t20230112_1.html\">{t}</a><b>2023-01-12</b></li>');</script>",
        '<script>var rows = [{{"title": "{t}", "url": "\\/a\\/t20230112_1.html", "date": "2023-01-12"}}];</script>',
    ],
)
def test_every_kind_of_row_gives_address_title_and_date(row: str) -> None:
    (entry,) = _read(row.format(t=_TITLE)).entries
    assert (entry.url, entry.date) == ("http://www.x.gov.cn/a/t20230112_1.html", "2023-01-12")
    assert entry.title == _TITLE
    assert entry.report_like


@pytest.mark.parametrize("place", ["xxgk_nav_con", "list_nav"])
def test_dated_titles_are_entries_whatever_their_block_is_called(place: str) -> None:
    rows = "".join(
        f'<ul><li><a href="/public/3{n}/show.html">某县{n}局2022年政府信息公开工作年度报告</a></li><li>2023-01-1{n}</li></ul>'
        for n in range(4)
    )
    menu = '<a href="/nb/">政府信息公开年报</a><a href="/zn/">政府信息公开指南</a>'
    read = _read(f'<div class="nav">{menu}</div><div class="{place}">{rows}</div>')
    assert [(entry.url, entry.date) for entry in read.entries] == [
        (f"http://www.x.gov.cn/public/3{n}/show.html", f"2023-01-1{n}") for n in range(4)
    ]


def test_a_link_that_is_nothing_but_a_date_keeps_it() -> None:
    (entry,) = _read('<ul><li><a href="/a/t20230112_1.html">2023-01-12</a></li></ul>').entries
    assert entry.title == "2023-01-12"


@pytest.mark.parametrize(
    ("text", "attribute", "title", "truncated"),
    [
        ("某县教育局2022年政府信息…", _TITLE, _TITLE, False),
        ("某县教育局2022年政府信息...", _TITLE, _TITLE, False),
        ("某县教育局2022年政府信息…", "", "某县教育局2022年政府信息…", True),
        ("某县教育局2022年政府信息...", "某县教育局2022年政府信息...", "某县教育局2022年政府信息...", True),
        (_TITLE, "点击查看", _TITLE, False),
        (_TITLE, "", _TITLE, False),
        (
            "某 县 教 育 局 2022年政府信息公开工作年度报告",
            _TITLE,
            "某 县 教 育 局 2022年政府信息公开工作年度报告",
            False,
        ),
    ],
)
def test_the_title_attribute_completes_what_the_list_cuts_off(
    text: str, attribute: str, title: str, truncated: bool
) -> None:
    rows = f'<ul><li><a href="/a/t20230112_1.html" title="{attribute}">{text}</a><b>2023-01-12</b></li></ul>'
    (entry,) = _read(rows).entries
    assert (entry.title, entry.truncated) == (title, truncated)


@pytest.mark.parametrize(
    "address",
    [
        "2021.html",
        "nb2021.htm",
        "view.jsp?no=7",
        "/show/abc",
        "/files/2021年报.pdf",
        "/a/download.jsp?wbfileid=7",
        "/x.do?m=view&k=9",
        "2021/index_2021.html",
        "2021/list.shtml",
    ],
)
def test_a_whole_title_makes_an_entry_whatever_its_address(address: str) -> None:
    (entry,) = _read(f'<ul><li><a href="{address}">{_TITLE}</a></li></ul>').entries
    assert entry.title == _TITLE


def test_menus_crumbs_and_footers_are_no_entries() -> None:
    furniture = (
        '<div class="header nav"><ul><li><a href="/2023/1/1/1.html">要闻标题</a></li></ul></div>'
        '<div class="position"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>'
    )
    rows = "".join(f'<li><a href="/a/t2023011{n}_{n}.html">{n}局{_TITLE}</a></li>' for n in range(3))
    footer = '<div id="footer"><a href="http://bszs.conac.cn/sitename?method=show&id=1">标识</a></div>'
    read = _read(f'{furniture}<ul class="list">{rows}</ul>{footer}')
    assert [entry.url[-7:] for entry in read.entries] == ["_0.html", "_1.html", "_2.html"]


def test_a_side_list_of_news_stays_out_where_reports_are_found() -> None:
    news = "".join(
        f'<li><a href="/n/t2023010{n}_{n}.html">全县第{n}次会议召开</a><i>2023-01-0{n}</i></li>' for n in range(1, 9)
    )
    rows = "".join(f'<li><a href="/a/t2023011{n}_{n}.html">{n}局{_TITLE}</a></li>' for n in range(3))
    read = _read(f'<div class="side"><ul>{news}</ul></div><div class="main"><ul>{rows}</ul></div>')
    assert all(entry.report_like for entry in read.entries)
    assert len(read.entries) == 3


def test_a_picture_a_text_and_a_more_link_of_one_page_are_one_entry() -> None:
    rows = (
        f'<li><a href="/a/t20230112_1.html"><img src="p.jpg" alt="缩略图"></a><a href="/a/t20230112_1.html">{_TITLE}</a>'
        '<a href="/a/t20230112_1.html?isMobile=false">更多</a></li>'
    )
    (entry,) = _read(f"<ul>{rows}</ul>").entries
    assert entry.title == _TITLE


def test_years_as_titles_are_entries_where_their_addresses_are_articles() -> None:
    rows = "".join(f'<li><a href="/info/1677/{y}.htm">{y}年</a></li>' for y in (2022, 2021, 2020))
    read = _read(f"<ul>{rows}</ul>")
    assert [entry.title for entry in read.entries] == ["2022年", "2021年", "2020年"]
    assert not read.sub_columns


@pytest.mark.parametrize(
    ("links", "texts"),
    [
        ('<li><a href="2022n/">2022年</a></li><li><a href="2021n/">2021年</a></li>', ["2022年", "2021年"]),
        ('<li><a href="/nb/index.html?year=2022">2022</a></li>', ["2022"]),
        ('<li><a href="szfbm/">市政府部门</a></li><li><a href="xzjd/">乡镇街道</a></li>', ["市政府部门", "乡镇街道"]),
        ('<li><a href="/fgj/nb/">县发改局</a></li><li><a href="/jyj/nb/">县教育局</a></li>', ["县发改局", "县教育局"]),
        ('<select><option>x</option></select><a href="/zwgk/bmnb/">部门政府信息公开年报</a>', ["部门政府信息公开年报"]),
        ('<ul class="leftmenu"><li><a href="/c9/index.html">某县人民政府</a></li></ul>', ["某县人民政府"]),
        ('<ul class="leftmenu"><li><a href="/c1/index.html">城关镇</a></li><li><a href="/c2/index.html">石泉乡</a></li></ul>',
         ["城关镇", "石泉乡"]),
    ],
)  # fmt: skip
def test_columns_below_are_found(links: str, texts: list[str]) -> None:
    assert [column.text for column in _read(f"<div>{links}</div>").sub_columns] == texts


@pytest.mark.parametrize(
    "links",
    [
        '<div class="nav"><a href="/">首页</a><a href="/bsfw/">办事服务</a><a href="/zjxx/">走进本县</a></div>',
        '<a href="http://www.other.gov.cn/nb/">2022年</a>',
        '<div class="pages"><a href="index_1.html">2</a><a href="index_2.html">3</a></div>',
        '<a href="/zwgk/zfxxgkzn/">政府信息公开指南</a><a href="/zwgk/zfxxgkzd/">政府信息公开制度</a>',
    ],
)
def test_other_links_are_no_columns_below(links: str) -> None:
    assert not _read(links).sub_columns


def test_a_page_that_is_no_annual_column_has_no_columns_below() -> None:
    links = '<li><a href="/fgj/">县发改局</a></li><li><a href="/jyj/">县教育局</a></li>'
    assert not _read(f"<ul>{links}</ul>", title="机构设置").sub_columns


@pytest.mark.parametrize(
    "chrome",
    [
        "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/zwgk/'>政务公开</a> &gt; 政府信息公开年报</div>",
        "<div>您现在的位置：首页 » 信息公开 » 年报</div>",
        "<h2>政府信息公开年报</h2>",
        "<meta name='ColumnName' content='政府信息公开年报'>",
        "<META content='政府信息公开年报' NAME='columnname'>",
    ],
)
def test_a_column_is_known_by_what_it_calls_itself(chrome: str) -> None:
    page = FetchedPage(
        _COLUMN, f"<html><head><title>某县人民政府</title></head><body>{chrome}<p>正文</p></body></html>"
    )
    assert names_annual_column(page)


@pytest.mark.parametrize(
    "chrome",
    [
        "<div>当前位置：首页 &gt; 政务公开 &gt; 机构职能</div>",
        "<h1>某县教育局2022年政府信息公开工作年度报告</h1>",
        "<meta name='ColumnName' content='财政预决算'>",
        "<h3>政府信息公开指南</h3><h3>政府信息公开制度</h3><h3>政府信息公开年报</h3>",
    ],
)
def test_other_columns_and_articles_call_themselves_otherwise(chrome: str) -> None:
    page = FetchedPage(
        _COLUMN, f"<html><head><title>某县人民政府</title></head><body>{chrome}<p>正文</p></body></html>"
    )
    assert not names_annual_column(page)


def test_a_list_that_the_registry_names_needs_no_name_of_its_own() -> None:
    links = '<ul><li><a href="/a/2022/">2022年</a></li><li><a href="/a/2021/">2021年</a></li></ul>'
    column = ColumnWalk("http://www.x.gov.cn/a/")
    (request,) = column.start()
    step = column.feed(FetchedPage(request.url, f"<title>某县</title>{links}"), request)
    assert [each.text for each in step.columns] == ["2022年", "2021年"]


def test_three_levels_down() -> None:
    """List, year, department, article."""
    rows = "".join(f'<li><a href="/a/t2023011{n}_{n}.html">{n}局{_TITLE}</a></li>' for n in range(3))
    pages = {
        "/nb/": '<title>政府信息公开年报</title><ul><li><a href="/nb/2022n/">2022年</a></li><li><a href="/nb/2021n/">2021年</a></li></ul>',
        "/nb/2022n/": "<title>某县</title><div>当前位置：首页 &gt; 年报 &gt; 2022年</div><ul><li><a href='bm/'>县政府部门</a></li><li><a href='xz/'>乡镇</a></li></ul>",
        "/nb/2022n/bm/": f"<title>某县</title><ul>{rows}</ul>",
    }
    waiting: list[tuple[str, bool | None]] = [("http://www.x.gov.cn/nb/", True)]
    found = set()
    while waiting:
        url, annual = waiting.pop()
        column = ColumnWalk(url, annual=annual)
        (request,) = column.start()
        text = pages.get(url.removeprefix("http://www.x.gov.cn"))
        if text is None:
            continue
        step = column.feed(FetchedPage(url, text), request)
        found |= {entry.url for entry in step.entries}
        waiting += [(each.url, each.annual) for each in step.columns]
    assert len(found) == 3
