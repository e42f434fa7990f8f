"""Lists behind endpoints: what is asked, in which form, and what happens when a form is refused."""

# ruff: noqa: E501 - markup reads best on one line

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from crawler.platforms.base import ListRequest, ListState, by_name, recognise
from crawler.platforms.page import FetchedPage
from crawler.platforms.paging import ColumnWalk

Answers = Callable[[ListRequest], str | None]
_COL = "http://www.x.gov.cn/col/col77/index.html"


def _walk(url: str, answers: Answers) -> tuple[ColumnWalk, list[str], list[ListRequest]]:
    column = ColumnWalk(url)
    waiting, titles, asked = column.start(), [], []
    while waiting:
        request = waiting.pop(0)
        asked.append(request)
        text = answers(request)
        page = FetchedPage(request.url, text) if text is not None else None
        step = column.feed(page, request) if page else column.fail(request, "http:404", request.url)
        titles += [entry.title for entry in step.entries]
        waiting += step.requests
    return column, titles, asked


def _query(request: ListRequest) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))


def _title(n: int) -> str:
    return f"某县{n}局2022年政府信息公开工作年度报告"


def _store(numbers: range, total: int, extra: str = "") -> str:
    rows = "".join(
        f'<record><![CDATA[<li><a href="/art/2023/1/9/art_77_{n}.html" title="{_title(n)}">…</a><b>2023-01-09</b></li>]]></record>'
        for n in numbers
    )
    return f"<datastore>{extra}<recordset>{rows}</recordset><totalrecord>{total}</totalrecord><totalpage>9</totalpage></datastore>"


def _shell(store: str, script: str = "") -> str:
    return f'<html><title>政府信息公开年报</title><body><ul></ul><script type="text/xml">{store}</script><script>{script}</script></body></html>'


_PROXY = "/module/web/jpage/dataproxy.jsp"
_NEXT = f'<nextgroup><![CDATA[<a href="{_PROXY}?page=2&appid=1&webid=3&path=/&columnid=77&unitid=5&webname=x&permissiontype=0"></a>]]></nextgroup>'


def _pages(request: ListRequest) -> range:
    number = int(_query(request).get("page") or 1)
    return range((number - 1) * 30, min(75, number * 30))


def test_jpage_by_page() -> None:
    def answers(request: ListRequest) -> str | None:
        return _shell(_store(range(30), 75, _NEXT)) if _PROXY not in request.url else _store(_pages(request), 75)

    column, titles, asked = _walk(_COL, answers)
    assert sorted(titles) == sorted(_title(n) for n in range(75))
    assert [_query(request).get("page") for request in asked[1:]] == ["2", "3"]
    assert all(request.headers["Referer"] == _COL for request in asked[1:])
    assert column.complete


def test_jpage_by_record_where_page_is_ignored() -> None:
    def answers(request: ListRequest) -> str | None:
        if _PROXY not in request.url:
            return _shell(_store(range(30), 75, _NEXT))
        start = int(_query(request).get("startrecord", "1"))
        return _store(range(start - 1, min(75, start + 29)), 75)

    _, titles, _ = _walk(_COL, answers)
    assert sorted(titles) == sorted(_title(n) for n in range(75))


def test_jpage_by_post_where_get_is_refused() -> None:
    def answers(request: ListRequest) -> str | None:
        if _PROXY not in request.url:
            return _shell(_store(range(30), 75, _NEXT))
        if request.method != "POST" or "columnid=77" not in (request.body or ""):
            return None
        start = int(_query(request)["startrecord"])
        return _store(range(start - 1, min(75, start + 29)), 75)

    column, titles, _ = _walk(_COL, answers)
    assert sorted(titles) == sorted(_title(n) for n in range(75))
    assert column.complete


def test_jpage_whose_windows_are_smaller_than_its_first_page() -> None:
    """The page shows 45 rows, the dataproxy gives 15 by number whatever is asked: its first windows bring nothing new."""

    def answers(request: ListRequest) -> str | None:
        if _PROXY not in request.url:
            return _shell(_store(range(45), 70, _NEXT))
        number = int(_query(request).get("page") or 1)
        return _store(range((number - 1) * 15, min(70, number * 15)), 70)

    column, titles, asked = _walk(_COL, answers)
    assert sorted(titles) == sorted(_title(n) for n in range(70))
    assert len(asked) <= 6
    assert column.complete


def test_jpage_with_more_rows_than_are_ever_asked_for() -> None:
    def answers(request: ListRequest) -> str | None:
        if _PROXY not in request.url:
            return _shell(_store(range(250), 330, _NEXT))
        fields = _query(request)
        number, size = int(fields.get("page") or 1), min(300, int(fields.get("perpage") or 45))
        return _store(range((number - 1) * size, min(330, number * size)), 330)

    _, titles, asked = _walk(_COL, answers)
    assert sorted(titles) == sorted(_title(n) for n in range(330))
    assert len(asked) == 2


def test_jpage_with_its_parameters_in_a_script() -> None:
    script = f"var p = {{webid:'3', columnid: '77', unitid: '5', webname: 'x', permissiontype: '0', appid: '1', path: '/'}}; load('{_PROXY}', p);"

    def answers(request: ListRequest) -> str | None:
        if _PROXY not in request.url:
            return _shell(_store(range(30), 60), script)
        return _store(_pages(request), 60) if _query(request)["columnid"] == "77" else None

    _, titles, _ = _walk(_COL, answers)
    assert len(titles) == 75


def test_jpage_with_encrypted_ids_and_empty_later_pages_is_a_loud_gap() -> None:
    def answers(request: ListRequest) -> str | None:
        return (
            _shell(_store(range(15), 60, _NEXT))
            if _PROXY not in request.url
            else "<datastore><recordset></recordset></datastore>"
        )

    column, titles, asked = _walk(_COL, answers)
    assert len(titles) == 15
    assert len(asked) == 4
    assert column.failure is not None
    assert "15 of 60" in column.failure[1]


def test_jpage_whose_page_lists_the_links_itself() -> None:
    rows = "".join(f'<li><a href="/art/2023/1/9/art_77_{n}.html">{_title(n)}</a></li>' for n in range(8))

    def answers(request: ListRequest) -> str | None:
        return _shell("<datastore></datastore>") + f"<ul>{rows}</ul>" if _PROXY not in request.url else ""

    _, titles, _ = _walk(_COL, answers)
    assert titles == [_title(n) for n in range(8)]


def test_xxgk_rows_of_other_columns_are_dropped_and_passed_over() -> None:
    shell = '<title>年报</title><script>var p = {infotypeId: "A0212", jdid: "3", area: "11330000", divid: "div77"}; $.post("/module/xxgk/search.jsp", p)</script>'

    def answers(request: ListRequest) -> str | None:
        if "search.jsp" not in request.url:
            return shell
        fields = dict(parse_qsl(request.body or ""))
        number = int(fields["currpage"])
        column = 88 if number in (2, 3, 4) else 77
        rows = "".join(
            f'<tr class="tr_main_value_odd"><td><a class="bt_link" href="/art/2023/1/9/art_{column}_{number}{n}.html">{_title(n)}</a></td></tr>'
            for n in range(5)
        )
        return f"<table>{rows if number <= 6 else ''}</table>共6页"

    column, titles, asked = _walk(_COL, answers)
    assert len(titles) == 15
    assert len(asked) <= 8
    assert column.complete


@pytest.mark.parametrize("address", ["search.jsp?infotypeId=A0212&divid=div77&currpage=1", "tree.jsp?area=1"])
def test_xxgk_endpoints_reached_by_their_bare_address(address: str) -> None:
    rows = f'<table><tr class="tr_main_value_odd"><td><a class="bt_link" href="/art/2023/1/1/art_77_1.html">{_title(1)}</a></td></tr></table>共3页'
    page = FetchedPage(f"http://www.x.gov.cn/module/xxgk/{address}", rows)
    read = by_name("hanweb_xxgk").read_list(page, ListState(page.url))
    assert [request.url for request in read.more] == (
        ["http://www.x.gov.cn/module/xxgk/search.jsp?infotypeId=A0212&divid=div77&currpage=2"]
        if "search" in address
        else []
    )


def test_xxgk_search_by_get_where_post_is_refused() -> None:
    def answers(request: ListRequest) -> str | None:
        if "search.jsp" not in request.url:
            return '<title>年报</title><script>load("/module/xxgk/search.jsp?infotypeId=A0212&divid=div77")</script>'
        if request.method == "POST":
            return None
        number = int(_query(request)["currpage"])
        return (
            f'<a class="bt_link" href="/art/2023/1/9/art_77_{number}.html">{_title(number)}</a>共3页'
            if number <= 3
            else "共3页"
        )

    column, titles, _ = _walk(_COL, answers)
    assert titles == [_title(n) for n in (1, 2, 3)]
    assert column.complete


_REPORT = (
    "<p>"
    + "一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况 四、行政复议 五、改进情况 六、其他需要报告的事项"
    * 5
    + "</p>"
)


def test_xxgk_annual_reports_by_organ_and_year() -> None:
    have = {("113325000026455663", "2021"), ("113325000026455663", "2020"), ("113325000026455664", "2021")}
    shell = (
        '<title>政府信息公开年报</title><select id="a"><option value="113325000026455663">县政府</option><option value="113325000026455664">县教育局</option>'
        '</select><ul><li>2021年</li><li>2020年</li></ul><script>load("/module/xxgk/xxgkAnnualReport.jsp?area=" + a + "&fbtime=" + y)</script>'
    )

    def answers(request: ListRequest) -> str | None:
        if "xxgkAnnualReport" not in request.url:
            return shell
        fields = _query(request)
        return _REPORT if (fields["area"], fields["fbtime"]) in have else "<div>暂无数据</div>"

    column, titles, asked = _walk(_COL, answers)
    assert sorted(titles) == [
        "县政府2020年政府信息公开工作年度报告",
        "县政府2021年政府信息公开工作年度报告",
        "县教育局2021年政府信息公开工作年度报告",
    ]
    assert len(asked) == 5
    assert column.complete


def test_xxgk_organs_come_from_the_tree() -> None:
    shell = '<title>年报</title><ul><li>2021年</li></ul><script>t("/module/xxgk/tree.jsp?area=11"); r("/module/xxgk/xxgkAnnualReport.jsp");</script>'
    tree = "<script>var nodes = [{name: '县政府办', id: '113325000026455663'}, {name: '县教育局', id: '113325000026455664'}];</script>"

    def answers(request: ListRequest) -> str | None:
        if "tree.jsp" in request.url:
            return tree
        return _REPORT if "xxgkAnnualReport" in request.url else shell

    _, titles, _ = _walk(_COL, answers)
    assert sorted(titles) == ["县政府办2021年政府信息公开工作年度报告", "县教育局2021年政府信息公开工作年度报告"]


def test_xxgk_one_reports_address_leads_to_the_other_years() -> None:
    url = "http://www.x.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=113325000026455663&fbtime=2017"
    column = ColumnWalk(url)
    waiting, found = column.start(), []
    while waiting:
        request = waiting.pop(0)
        year = _query(request)["fbtime"]
        step = column.feed(
            FetchedPage(request.url, _REPORT if year in ("2016", "2017", "2018") else "<div></div>"), request
        )
        found += [_query(ListRequest(entry.url))["fbtime"] for entry in step.entries]
        waiting += step.requests
    assert sorted(found) == ["2016", "2017", "2018"]
    assert column.complete


def test_jpaas_asks_with_param_json() -> None:
    rows = [
        f'<li class="clearfix"><a class="bt-left" href="/art/2023/art_{n:032x}.html" title="{_title(n)}">{n}</a><span>2023-01-09</span></li>'
        for n in range(40)
    ]
    query = "{'webId':'8','pageId':'p1','tagId':'当前栏目','tplSetId':'t'}"

    def answers(request: ListRequest) -> str | None:
        if "build/unit" not in request.url:
            pager = '<div class="pagination" rows="15" count="40"></div>'
            return f'<title>年报</title><ul>{"".join(rows[:15])}</ul>{pager}<script url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{query}"></script>'
        fields = _query(request)
        assert (fields["parseType"], fields["pageType"], fields["webId"]) == ("bulidstatic", "column", "8")
        number = json.loads(fields["paramJson"])["pageNo"]
        return json.dumps({"success": True, "data": {"html": "".join(rows[(number - 1) * 15 : number * 15])}})

    column, titles, asked = _walk("http://www.x.gov.cn/col/col1/index.html", answers)
    assert titles == [_title(n) for n in range(40)]
    assert len(asked) == 3
    assert column.complete


def test_was_search_lists() -> None:
    def answers(request: ListRequest) -> str | None:
        if "/was5/" not in request.url:
            return "<title>年报</title><script>var channelid = 2345; get('/was5/web/search')</script>"
        number = int(_query(request)["page"])
        rows = "".join(
            f'<li><a href="/nb/202301/t20230109_{number}{n}.html">{_title(n)}</a></li>'
            for n in range(10 if number < 3 else 4)
        )
        return f"<ul>{rows if number <= 3 else ''}</ul>" if _query(request)["channelid"] == "2345" else None

    column, titles, _ = _walk("http://www.x.gov.cn/nb/", answers)
    assert len(titles) == 24
    assert column.complete


def test_gkmlpt_names_its_category_by_the_tree_or_everything() -> None:
    def tree(name: str) -> Answers:
        def answers(request: ListRequest) -> str | None:
            if "/api/" not in request.url:
                nodes = json.dumps(
                    [{"id": 3, "name": "指南"}, {"id": 9, "name": "目录", "children": [{"id": 2629, "name": name}]}]
                )
                return f"<script>window._CONFIG = {{SID: '175', TREE: {nodes}, HOST: 'x'}};</script>"
            number = int(_query(request)["page"])
            rows = [
                {"title": _title(n), "url": f"http://x.gd.gov.cn/gkmlpt/content/1/1/post_{n}.html", "date": 1673222400}
                for n in range(120)
            ]
            return json.dumps({"articles": rows[(number - 1) * 100 : number * 100], "classify": {"post_count": 120}})

        return answers

    column, titles, asked = _walk("http://x.gd.gov.cn/pskj/gkmlpt/annualreport", tree("政府信息公开年报"))
    assert len(titles) == 120
    assert asked[1].url == "http://x.gd.gov.cn/pskj/gkmlpt/api/all/2629?page=1&sid=175"
    assert len(asked) == 3
    assert column.complete
    _, titles, asked = _walk("http://x.gd.gov.cn/gkmlpt/annualreport", tree("政策文件"))
    assert len(titles) == 120
    assert "/api/all/0?" in asked[1].url


def test_gkmlpt_details_hold_their_body_as_json() -> None:
    page = FetchedPage(
        "http://x.gd.gov.cn/gkmlpt/content/1/1/post_1.html",
        '<script>window._CONFIG = {"DETAIL": {"content": "\\u003Cp\\u003E一、总体情况\\u003C/p\\u003E"}}</script>',
    )
    assert recognise(page)[0].article_markup(page) == "<p>一、总体情况</p>"
    assert by_name("gkmlpt").article_markup(FetchedPage("http://x.gd.gov.cn/", "<p>x</p>")) is None


@pytest.mark.parametrize(
    ("project", "wrapped", "base"),
    [("EWB-FRONT", False, 0), ("EWB_YK_Mid", True, 0), ("EWB-FRONT", False, 1), ("Epoint-MiddleForWeb", True, 1)],
)
def test_epoint_learns_form_and_first_index(project: str, wrapped: bool, base: int) -> None:
    def answers(request: ListRequest) -> str | None:
        if "getgovinfolist" not in request.url:
            return f"<title>年报</title><script>var siteGuid='7eb5f7f1-9041-43ad-8e13'; var rest='/{project}/rest/lightfrontaction/getgovinfolist';</script>"
        body = json.loads(request.body or "{}")
        fields = body.get("params") if wrapped else body
        if f"/{project}/" not in request.url or not fields or "pageIndex" not in fields:
            return '{"custom": ""}'
        number = max(0, fields["pageIndex"] - base)
        rows = [
            {"infourl": f"/003/20230109/{n}.html", "realtitle": _title(n), "infodate": "2023-01-09"} for n in range(40)
        ]
        return json.dumps({"custom": json.dumps({"data": rows[number * 15 : number * 15 + 15], "total": 40})})

    column, titles, asked = _walk("http://www.x.gov.cn/dynamic/zwgk/govInfoPub.html?categorynum=003006", answers)
    assert sorted(titles) == sorted(_title(n) for n in range(40))
    assert all(
        json.loads(r.body or "{}").get("params", json.loads(r.body or "{}"))["categorynum"] == "003006"
        for r in asked[1:]
    )
    assert column.complete


def test_epoint_looks_for_its_id_in_every_script() -> None:
    def answers(request: ListRequest) -> str | None:
        if "getgovinfolist" in request.url:
            body = json.loads(request.body or "{}")
            rows = [{"infourl": f"/003/20230109/{n}.html", "realtitle": _title(n)} for n in range(4)]
            return json.dumps({"custom": {"data": rows if body.get("siteGuid") == "7eb5f7f1-9041" else [], "total": 4}})
        if "webBuilderCommon" in request.url:
            return "var siteInfo = {projectName: 'EWB_YK_Mid'};"
        if "ajaxReq" in request.url:
            return "var siteGuid = '7eb5f7f1-9041';"
        return '<title>年报</title><script src="/js/webBuilderCommon.js"></script><script src="/js/ajaxReq.js?v=2"></script>'

    _, titles, asked = _walk("http://www.x.gov.cn/dynamic/zwgk/govInfoPub.html?categorynum=003006", answers)
    assert titles == [_title(n) for n in range(4)]
    assert asked[3].url == "http://www.x.gov.cn/EWB_YK_Mid/rest/lightfrontaction/getgovinfolist"


def test_gkmlpt_trees_written_as_scripts_are() -> None:
    page = FetchedPage(
        "http://x.gd.gov.cn/gkmlpt/index",
        "<script>window._CONFIG = {SID: '9', TREE: [{id: 7, name: '指南'}, {id: 31, pid: 2, name: '政府信息公开年报'}]};</script>",
    )
    (column,) = by_name("gkmlpt").columns(page)
    assert column.url == "http://x.gd.gov.cn/gkmlpt/annualreport#31"


def test_truecms_negotiates_its_window() -> None:
    def answers(request: ListRequest) -> str | None:
        if "getMessage" not in request.url:
            return "<title>年报</title><script>columnId='ab-12'; u='/messageController/getMessage.do'</script>"
        fields = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        start, end = int(fields["startrecord"]), int(fields["endrecord"])
        if end - start >= 20:
            return None
        rows = "".join(
            f'<li><a href="/content/{n:08x}-0000-0000-0000-000000000000.html">{_title(n)}</a></li>'
            for n in range(start, min(47, end) + 1)
        )
        return f"cb({json.dumps({'result': rows})})"

    column, titles, asked = _walk("http://www.x.gov.cn/nb/", answers)
    assert titles == [_title(n) for n in range(1, 48)]
    assert [_query(r)["perpage"] for r in asked[1:4]] == ["50", "20", "20"]
    assert column.complete


def test_aspnet_turns_pages_by_button() -> None:
    def answers(request: ListRequest) -> str | None:
        number = int(parse_qs(request.body)["__VIEWSTATE"][0]) + 1 if request.body else 1
        if request.body:
            assert parse_qs(request.body)["btnNext"] == ["下一页"]
        rows = "".join(
            f'<tr><td><a href="/Show.aspx?id={number}{n}">{_title(number * 10 + n)}</a></td></tr>' for n in range(4)
        )
        button = '<input type="submit" name="btnNext" value="下一页">' if number < 3 else ""
        return f'<title>年报</title><form action="List.aspx" method="post"><input type="hidden" name="__VIEWSTATE" value="{number}"><table>{rows}</table>{button}</form>'

    column, titles, _ = _walk("http://www.x.gov.cn/List.aspx", answers)
    assert len(titles) == 12
    assert column.complete


def test_a_form_pager_of_an_unknown_system_is_turned() -> None:
    def answers(request: ListRequest) -> str | None:
        number = int(parse_qs(request.body)["cpage"][0]) if request.body else 1
        rows = "".join(
            f'<tr><td class="nlist"><a href="/a/{number}{n}0000.html">{_title(number * 10 + n)}</a></td></tr>'
            for n in range(6)
        )
        pager = '<form method="post" action="/list.jsp"><input name="cpage" value="1"><a href="javascript:gotoPage(2)">下一页</a></form>'
        return f"<title>年报</title><table>{rows if number <= 3 else ''}</table>{pager}"

    _, titles, _ = _walk("http://www.x.gov.cn/list.jsp", answers)
    assert len(titles) == 18


def test_lonsun_fragments_by_post_where_get_is_refused() -> None:
    platform = by_name("longxun")
    page = FetchedPage(
        "http://www.x.gov.cn/public/column/16?type=4&catId=9",
        '<script>load("/site/label/8888?labelName=publicInfoList&amp;siteId=6")</script>',
    )
    (request,) = platform.read_list(page, platform.start(page.url)[0].state or pytest.fail("no state")).more
    assert request.method == "GET"
    assert {"organId": "16", "catId": "9", "siteId": "6", "pageIndex": "1"}.items() <= _query(request).items()
    (post,) = request.alternatives
    assert (post.method, post.url) == ("POST", "http://www.x.gov.cn/site/label/8888")


def test_lonsun_calls_for_other_labels_are_not_the_lists() -> None:
    page = FetchedPage(
        "http://www.x.gov.cn/public/column/16?type=4&catId=9",
        '<script>$.get("/xsearch/site/label/8888?labelName=searchDataList&siteId=1&keywords=");</script>'
        '<script>load("/mayor/site/label/8888?labelName=publicInfoList&siteId=6")</script>',
    )
    platform = by_name("longxun")
    (request,) = platform.read_list(page, ListState(page.url)).more
    assert request.url.startswith("http://www.x.gov.cn/mayor/site/label/8888?")
    assert {"labelName": "publicInfoList", "siteId": "6"}.items() <= _query(request).items()


_FJ = "http://www.x.gov.cn/zwgk/zfxxgk/zfxxgknb/"
_FJ_ARGS = 'channelid: SiteInfo.searchId, classsql: "" || "chnlid=1777", sortfield: "-docorderpri,-docreltime"'


def _fj_address(n: int) -> str:
    return f"{_FJ}202301/t20230109_{53000 + n}.htm"


def _fj_shell(rows: range, records: int, args: str = _FJ_ARGS) -> str:
    """A list whose first rows are static, with a template of the rows to come and the query of its list model."""
    static = "".join(
        f'<dl><dd><a href="./202301/t20230109_{53000 + n}.htm" title="{_title(n)}">{_title(n)}</a></dd><dd>2023-01-09</dd></dl>'
        for n in rows
    )
    template = '<dl ms-repeat="list"><dd><a ms-attr-href="el.chnldocurl" ms-text="el.doctitle|html" target="_blank"></a></dd></dl>'
    site = "<script>var SiteInfo = {\n //was4doc: 290700, //频道号\n searchId: 200777, //检索频道\n};</script>"
    model = f"""<script>require(["list2.trsapi", "tools"], function(listModel) {{ listModel({{ quickMode: "动静结合",
      listArgs: {{ {args} }}, pagebar: {{ prepage: 10, recordCount: '{records}', pgTemp: "pgBar_x.html" }} }}); }});</script>"""
    return f"<html><title>政府信息公开年报</title><body><div>{static}</div><div>{template}</div>{site}{model}</body></html>"


def _fj_rows(numbers: range, **more: object) -> str:
    rows = [
        {"doctitle": _title(n), "docpuburl": _fj_address(n), "docreltime": "2023-01-09 10:20:00", "chnlid": "1777"}
        for n in numbers
    ]
    return json.dumps({"data": rows, **more}, ensure_ascii=False)


def _fj_window(body: str) -> range:
    fields = dict(parse_qsl(body))
    number, size = int(fields["page"]), int(fields["prepage"])
    return range((number - 1) * size, min(123, number * size))


def test_trs_search_asks_for_the_rows_that_are_not_static() -> None:
    def answers(request: ListRequest) -> str | None:
        if request.method != "POST":
            return _fj_shell(range(10), 123)
        return _fj_rows(_fj_window(request.body or ""), pageCount=3)

    column, titles, asked = _walk(_FJ, answers)
    assert column.platform is not None and column.platform.name == "trs_search"
    assert sorted(titles) == sorted(_title(n) for n in range(123))
    assert [request.url for request in asked[1:]] == ["http://www.x.gov.cn/fjdzapp/search"] * 3
    assert dict(parse_qsl(asked[1].body or "")) == {
        "channelid": "200777", "classsql": "chnlid=1777", "sortfield": "-docorderpri,-docreltime", "page": "1", "prepage": "50",
    }  # fmt: skip
    assert asked[1].headers["Referer"] == _FJ
    assert column.complete


def test_trs_search_of_a_column_that_only_a_meta_names() -> None:
    """The script puts the query together; articles of these portals hold another query, for related documents."""
    related = '<script>$.ajax({url: "/fjdzapp/search", data: {channelid: 100600, classsql: "(docid2=" + docid + ")"}});</script>'
    shell = _fj_shell(range(10), 23, 'channelid: SiteInfo.searchId, classsql: "chnlid=" + channel')
    shell = shell.replace("<title>", f'{related}<meta name="ChnlId" content="1813"/><title>')
    platform = by_name("trs_search")
    (request,) = platform.read_list(FetchedPage(_FJ, shell), ListState(_FJ)).more
    fields = dict(parse_qsl(request.body or ""))
    assert (fields["channelid"], fields["classsql"]) == ("200777", "chnlid=1813")
    article = FetchedPage(_fj_address(1), f'<meta name="ChnlId" content="1813"/><p>正文</p>{related}')
    assert not platform.read_list(article, ListState(article.url)).more


def test_trs_search_asks_nothing_where_all_rows_are_static() -> None:
    column, titles, asked = _walk(_FJ, lambda _: _fj_shell(range(9), 9))
    assert len(titles) == 9
    assert len(asked) == 1
    assert column.complete


def test_trs_search_on_older_sites() -> None:
    """A channel given as a number, `/was5/web/search`, and an answer that is JSON but for one line."""

    def answers(request: ListRequest) -> str | None:
        if "/was5/" in request.url:
            rows = ",".join(
                f'{{\n"title":"<em>{_title(n)}</em>",\n"chnldocurl":"{_fj_address(n)}",\n"time":"2023-01-09"\n}}'
                for n in _fj_window(urlsplit(request.url).query)
            )
            return f"""{{"count":"123",\n"py":'###x###',\n"docs":[\n{rows}\n]}}"""
        args = "channelid: 229100, classsql: 'chnlid=88', sortfield: '-docreltime'"
        return _fj_shell(range(10), 123, args) if request.url == _FJ else None

    column, titles, asked = _walk(_FJ, answers)
    assert sorted(titles) == sorted(_title(n) for n in range(123))
    assert _query(asked[-1])["channelid"] == "229100"
    assert _query(asked[-1])["classsql"] == "chnlid=88"
    assert column.complete


def test_trs_search_that_is_out_of_reach_is_recorded() -> None:
    column, titles, _ = _walk(_FJ, lambda request: _fj_shell(range(10), 123) if request.url == _FJ else None)
    assert len(titles) == 10
    assert column.failure is not None


@pytest.mark.parametrize("records", [123, 14, 11])
def test_trs_search_that_answers_with_a_page_is_recorded(records: int) -> None:
    column, titles, _ = _walk(_FJ, lambda _: _fj_shell(range(10), records))
    assert len(titles) == 10
    message = f"{_FJ}: page 2 brings nothing new, 10 of {records} entries reached"
    assert column.failure == ("blocked:other", message)
