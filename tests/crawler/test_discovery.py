"""From home pages to report lists: recall and cost on practice portals, and each kind of way on."""

from __future__ import annotations

import re
from statistics import median

import pytest

from crawler import addresses
from crawler.discovery import Search, SearchLimits
from crawler.discovery_links import Way, forced_ways, ways_on, weigh
from crawler.discovery_verdict import judge
from crawler.platforms.base import ListState, Score
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.page import FetchedPage
from sandbox.sites import homes, known_sites
from sandbox.world import World
from tests.crawler.walking import Harvest, reports_of, search, walk

#: sites that hide their lists on purpose
_TRAPS = {
    site
    for site, kind in known_sites().items()
    if getattr(kind, "failure", "") or site.startswith(("cookie", "captured", "spa", "no-list"))
}
_OPEN = sorted(set(known_sites()) - _TRAPS)
_HOME = "http://www.x.gov.cn/"


def _portals() -> World:
    """Each site often enough to meet every kind of home page."""
    world = World(seed=11, size=30, sites=[site for _ in range(2) for site in _OPEN])
    world.settle(8000)
    return world


def test_recall_of_lists_and_reports_is_whole_and_cheap() -> None:
    costs, lost = [], []
    for portal in _portals().portals:
        seeking = search(portal)
        harvest = Harvest()
        for found in seeking.found:
            walk(portal, found.url, annual=found.annual, harvest=harvest)
        asked = {addresses.key(request.url) for request in harvest.requests} | set(harvest.platforms)
        lists = {addresses.key(addresses.canonical(portal.origin + path)) for path in portal.lists}
        if not lists <= asked or (not reports_of(portal) <= harvest.reached and not portal.site.endswith("-echo")):
            lost.append((portal.site, portal.seat.home, portal.seat.tree))
        costs.append(seeking.pages)
    assert not lost
    assert median(costs) <= 40
    assert len({portal.seat.home for portal in _portals().portals}) == len(homes.VARIANTS)


def _page(body: str, url: str = _HOME, head: str = "") -> FetchedPage:
    return FetchedPage(url, f"<html><head>{head}</head><body>{body}</body></html>")


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/zfxxgknb/">政府信息公开年报</a>',
        '<a href="javascript:void(0)" onclick="window.open(\'/zfxxgknb/\')">政府信息公开年报</a>',
        "<a href=\"javascript:go('/zfxxgknb/')\">政府信息公开年报</a>",
        '<a href="/zfxxgknb/"><img alt="政府信息公开年报" src="nb.png"></a>',
        '<a href="/zfxxgknb/"><img src="nb.png"></a>',
        '<select><option value="/zfxxgknb/">政府信息公开年报</option></select>',
        '<map><area href="/zfxxgknb/" title="政府信息公开年报"></map>',
        "<div onclick=\"location.href='/zfxxgknb/'\">政府信息公开年报</div>",
        '<script>menu.add("政府信息公开年报", "/zfxxgknb/");</script>',
        '<script>var m = [{name: "首页", url: "/"}, {name: "政府信息公开年报", url: "\\/zfxxgknb\\/"}];</script>',
        '<div><h3>政府信息公开年报</h3><a href="/zfxxgknb/">更多&gt;&gt;</a></div>',
        '<div><span>年 报</span><p><a href="/zfxxgknb/">&gt;&gt;</a></p></div>',
    ],
)
def test_every_kind_of_link_is_a_way_on(body: str) -> None:
    found = {way.url: way.weight for way in ways_on(_page(f'<a href="/lyou/">旅游</a>{body}'))}
    assert found["http://www.x.gov.cn/zfxxgknb/"] >= 80
    assert "http://www.x.gov.cn/lyou/" not in found


@pytest.mark.parametrize(
    "endpoint",
    [
        "/module/xxgk/search.jsp?infotypeId=A0212",
        "/messageController/getMessage.do?startrecord=1",
        "/site/label/8888?labelName=publicInfoList",
        "/EWB-FRONT/rest/lightfrontaction/getgovinfolist",
        "/gkmlpt/api/all/2629?page=1",
    ],
)
def test_endpoints_are_left_to_their_platform(endpoint: str) -> None:
    page = _page(f'<script>ask("政府信息公开年报", "{endpoint}")</script>')
    assert not [way for way in ways_on(page) if endpoint in way.url]


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ('<meta http-equiv="Refresh" content="0;URL=/web/">', "", ["http://www.x.gov.cn/web/"]),
        ("<meta http-equiv='refresh' content=\"3; url='/web/'\">", "", ["http://www.x.gov.cn/web/"]),
        ('<meta http-equiv="refresh" content="600">', "", []),
        ("", "<script>window.location.href='web/index.html'</script>", ["http://www.x.gov.cn/web/index.html"]),
        ("", '<script>location.replace("/web/")</script>', ["http://www.x.gov.cn/web/"]),
        ("", '<script>top.location = "/web/";</script>', ["http://www.x.gov.cn/web/"]),
        ("", '<script>if(mobile){location.href="/m/"}</script>' + "正文" * 300, []),
        ("", '<iframe src="/visitcount.jsp"></iframe><iframe src="/list.html"></iframe>', ["http://www.x.gov.cn/list.html"]),
        ("", '<iframe src="/login/a.html"></iframe><iframe src="/x/tree.jsp"></iframe>', []),
    ],
)  # fmt: skip
def test_where_a_page_sends_its_visitor(head: str, body: str, expected: list[str]) -> None:
    assert forced_ways(_page(body, head=head)) == expected


def test_framesets_are_followed() -> None:
    page = FetchedPage(
        _HOME, '<html><frameset cols="20,80"><frame src="left.htm"><frame src="main.htm"></frameset></html>'
    )
    assert forced_ways(page) == ["http://www.x.gov.cn/left.htm", "http://www.x.gov.cn/main.htm"]


def test_the_top_and_the_tree_of_a_frameset_hold_its_menu() -> None:
    page = FetchedPage(_HOME, '<frameset rows="90,*"><frame src="top.asp"><frame src="tree.asp"></frameset>')
    assert forced_ways(page) == ["http://www.x.gov.cn/top.asp", "http://www.x.gov.cn/tree.asp"]


def test_a_report_that_is_a_file_is_no_column_of_one_entry() -> None:
    report = "余干县人民政府2022年政府信息公开工作年度报告"
    shell = (
        f'<h1>{report}</h1><div class="content"><p>详见附件。</p><p><a href="/down.do?id=5">附件1：年报</a></p></div>'
    )
    page = _page(shell, "http://www.x.gov.cn/nb/1.html")
    read = GenericPlatform().read_list(page, ListState(page.url))
    way = Way(page.url, report, 95)
    assert judge(page, read, way, page.url, "generic", Score(0, ()), home=False) is None


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("政府信息公开年报", "/a/"), ("政府信息公开", "/b/")),
        (("政府信息公开", "/a/"), ("政务公开", "/b/")),
        (("政务公开", "/a/"), ("法定主动公开内容", "/b/")),
        (("法定主动公开内容", "/a/"), ("办事服务", "/b/")),
        (("", "/zfxxgknb/"), ("", "/zwgk/")),
        (("年度报告", "/a/"), ("企业年报", "/b/")),
        (("信息公开年报", "/a/"), ("统计年报", "/b/")),
    ],
)
def test_what_promises_more_goes_first(better: tuple[str, str], worse: tuple[str, str]) -> None:
    assert weigh(better[0], _HOME + better[1]) > weigh(worse[0], _HOME + worse[1])


def _run(pages: dict[str, str], limits: SearchLimits | None = None) -> Search:
    seeking = Search(_HOME, limits=limits)
    while not seeking.done:
        for request in seeking.next():
            text = pages.get(request.url.removeprefix("http://www.x.gov.cn"))
            if text is None:
                seeking.fail(request)
            else:
                seeking.feed(FetchedPage(request.url, text), request)
    return seeking


def _rows(*titles: str) -> str:
    rows = "".join(
        f'<li><a href="/art/2023/1/{n + 1}/art_12_{n}.html">{title}</a><span>2023-01-{n + 1:02d}</span></li>'
        for n, title in enumerate(titles)
    )
    return f"<ul class='list'>{rows}</ul>"


_REPORTS = [f"某县{body}2022年政府信息公开工作年度报告" for body in ("发改局", "教育局", "民政局", "财政局")]


def test_the_home_page_may_be_the_list_itself() -> None:
    seeking = _run({"/": f"<html><title>政府信息公开年报</title><body>{_rows(*_REPORTS)}</body></html>"})
    assert [found.url for found in seeking.found] == [_HOME]


def test_a_home_page_that_links_one_report_straight_is_the_last_resort() -> None:
    news = [f"全县召开第{n}次工作会议" for n in range(8)]
    seeking = _run({"/": f"<html><body>{_rows(*news, _REPORTS[0])}</body></html>"})
    assert [(found.url, found.annual) for found in seeking.found] == [(_HOME, False)]


def test_a_column_called_so_that_lists_something_else_is_not_found() -> None:
    pages = {
        "/": '<a href="/nb/">政府信息公开年报</a>',
        "/nb/": f"<html><title>出错</title><body>{_rows('天气预报', '航班信息', '列车时刻')}</body></html>",
    }
    assert not _run(pages).found


def test_years_without_any_word_are_a_list_where_the_column_says_so() -> None:
    pages = {
        "/": '<a href="/nb/">政府信息公开年报</a>',
        "/nb/": f"<html><title>年报</title><body>{_rows('2022年', '2021年', '2020年')}</body></html>",
    }
    (found,) = _run(pages).found
    assert found.url.endswith("/nb/")
    assert "years" in found.evidence


def test_a_mixed_list_is_found_and_said_to_be_mixed() -> None:
    others = [
        "政府信息公开指南",
        "政府信息公开制度汇编",
        "依申请公开办事流程",
        "政策解读材料",
        "县政府工作规则",
        "重大决策事项",
        "办事指引",
    ]
    pages = {
        "/": '<a href="/zfxxgk/">政府信息公开</a>',
        "/zfxxgk/": f"<html><title>政府信息公开</title><body>{_rows(*_REPORTS, *others)}</body></html>",
    }
    (found,) = _run(pages).found
    assert not found.annual


def test_no_host_but_the_portals_own() -> None:
    seeking = _run(
        {
            "/": '<a href="http://evil.example.com/nb/">政府信息公开年报</a><a href="/zwgk/">政务公开</a>',
            "/zwgk/": "<p>",
        }
    )
    assert not seeking.found
    assert seeking.pages == 2
    assert "http://evil.example.com/nb/" in seeking.why


def test_bounds_hold_and_are_named() -> None:
    maze = {"/": "".join(f'<a href="/zwgk{n}/">政务公开</a>' for n in range(200))}
    maze |= {f"/zwgk{n}/": "<p>空</p>" for n in range(200)}
    seeking = _run(maze, SearchLimits(pages=12))
    assert seeking.pages == 12
    assert "12 pages" in seeking.why


def test_a_loop_of_redirects_ends() -> None:
    seeking = _run({"/": "<script>location.href='/a/'</script>", "/a/": "<script>location.href='/'</script>"})
    assert not seeking.found
    assert seeking.pages <= 2


def test_time_is_a_bound() -> None:
    clock = iter([0.0, *(100.0 * n for n in range(50))])
    seeking = Search(_HOME, limits=SearchLimits(seconds=150), clock=lambda: next(clock))
    request = seeking.next()[0]
    seeking.feed(_page("".join(f'<a href="/zwgk{n}/">政务公开</a>' for n in range(9))), request)
    seeking.next(9)
    assert seeking.next() == []
    assert "150 s" in seeking.why


def test_usual_places_are_tried_when_a_home_page_says_nothing() -> None:
    pages = {
        "/": "<div id=app></div>",
        "/zwgk/zfxxgk/": '<a href="/nb/">信息公开年报</a>',
        "/nb/": f"<body>{_rows(*_REPORTS)}</body>",
    }
    assert [found.url for found in _run(pages).found] == ["http://www.x.gov.cn/nb/"]


def _openness_by_body(bodies: int, fruitful: bool) -> dict[str, str]:
    """Home → 政务公开 → 部门信息公开 → each body's own page → its 年报 column."""
    names = [f"县{a}{b}局" for a in "甲乙丙丁戊己" for b in "子丑寅卯辰巳午"][:bodies]
    pages = {
        "/": '<a href="/zwgk/">政务公开</a><a href="/bsfw/">办事服务</a>',
        "/zwgk/": '<a href="/zwgk/bm/">部门信息公开</a><a href="/zwgk/nb/">政府信息公开年报</a>',
        "/zwgk/nb/": f"<title>政府信息公开年报</title>{_rows(*_REPORTS)}",
        "/zwgk/bm/": "<title>部门信息公开</title><ul>"
        + "".join(f'<li><a href="/b{n}/">{name}</a></li>' for n, name in enumerate(names))
        + "</ul>",
    }
    for n, name in enumerate(names):
        menu = f'<a href="/b{n}/nb/">政府信息公开年报</a>' if fruitful else ""
        pages[f"/b{n}/"] = f"<title>{name}信息公开</title><a href='/b{n}/zn/'>信息公开指南</a>{menu}"
        rows = _rows(*(f"{name}{year}年政府信息公开工作年度报告" for year in (2022, 2021)))
        pages[f"/b{n}/nb/"] = f"<title>政府信息公开年报_{name}</title>{rows.replace('art_12_', f'art_{n}_')}"
    return pages


def test_each_body_may_have_a_column_of_its_own() -> None:
    seeking = _run(_openness_by_body(40, fruitful=True))
    assert len(seeking.found) == 41
    assert seeking.pages <= 4 + 2 * 40 + 6


def test_a_row_of_bodies_that_lead_nowhere_is_left_soon() -> None:
    seeking = _run(_openness_by_body(40, fruitful=False))
    assert len(seeking.found) == 1
    assert seeking.pages <= 12


_MENU = re.findall(
    r"\w+",
    """走进本县 新闻中心 政务公开 政务服务 互动交流 数据开放 领导之窗 机构设置 规划计划 财政预决算 政策文件 政策解读
    行政规范性文件 重大决策预公开 建议提案办理结果公开 双公示 基层政务公开标准化 信息公开平台 法定主动公开内容
    依申请公开 政府信息公开指南 政府信息公开制度 政务公开工作要点 公共资源交易 乡村振兴 营商环境 人事信息
    应急管理 统计信息 政府工作报告""",
)


def test_a_crowded_portal_costs_few_answers() -> None:
    """Thirty columns on every page, twenty headlines about openness, the reports three steps down."""
    menu = "".join(f'<a href="/c{n}/">{text}</a>' for n, text in enumerate(_MENU))
    news = "".join(f'<a href="/news/show-{n}">我县召开第{n}次政务公开暨政府信息公开工作推进会议</a>' for n in range(20))
    pages = {f"/c{n}/": f"<title>{text}</title>{menu}{news}" for n, text in enumerate(_MENU)}
    pages["/"] = menu + news
    pages["/c2/"] += '<a href="/zfxxgk/">政府信息公开</a>'
    pages["/zfxxgk/"] = f'{menu}<a href="/zfxxgk/gkbg/">政府信息公开年度报告</a>'
    pages["/zfxxgk/gkbg/"] = f"<title>政府信息公开年度报告</title>{menu}{_rows(*_REPORTS)}"
    seeking = _run(pages)
    assert [found.url for found in seeking.found] == ["http://www.x.gov.cn/zfxxgk/gkbg/"]
    assert seeking.pages <= 15


def test_gadgets_in_frames_wait_behind_the_menu() -> None:
    menu = "".join(f'<a href="/c{n}/">栏目{n}</a>' for n in range(50))
    frames = "".join(f'<iframe src="/gadget{n}.html"></iframe>' for n in range(6))
    pages = {
        "/": f'{menu}{frames}<a href="/nb/">政府信息公开年报</a>',
        "/nb/": f"<title>年报</title>{_rows(*_REPORTS)}",
    } | {f"/gadget{n}.html": "<p>天气</p>" for n in range(6)}
    assert _run(pages).pages == 2
