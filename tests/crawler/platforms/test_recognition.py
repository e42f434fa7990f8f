"""Telling platforms apart: each by its marks, none by its look-alike's; hints help and never blind."""

# ruff: noqa: E501 - each page is a row of a table

from __future__ import annotations

import pytest

from crawler.platforms.base import HINT_POINTS, all_platforms, by_name, known_as, ranking, recognise
from crawler.platforms.page import FetchedPage

_LIST = "http://www.x.gov.cn/zwgk/zfxxgknb/index.html"

MARKUP = [
    ("trs", _LIST, '<script>createPageHTML(12, 0, "index", "html");</script>', {}),
    ("trs", _LIST, '<script>createPage(3,0,"index","html")</script>', {}),
    ("trs", _LIST, "<script>var countPage = 4</script>", {}),
    ("trs", _LIST, '<a href="./202301/t20230116_99.html">报告</a>', {}),
    ("trs", "http://www.x.gov.cn/was5/web/search?channelid=77&page=1", "", {}),
    ("trs_search", _LIST, '<a href="./202301/t20230116_99.htm">报告</a><script>listModel({listArgs: {channelid: 1, classsql: "chnlid=2"}})</script>', {}),
    ("ucap", _LIST, "<script>createPageHTML('page_div',12, 1,'common_list','shtml',170);</script>", {}),
    ("ucap", _LIST, '<a href="/x/202301/26acee1ce1fe471389e28cf7fe51ce29.shtml">报告</a>', {}),
    ("boda", "http://www.x.gov.cn/zwgk/nb.htm", '<li id="line_u9_0"><a href="../info/1677/56001.htm">报告</a></li>', {}),
    ("boda", "http://www.x.gov.cn/nb.htm", '<script>_showDynClicks("wbnews", 1, 2)</script>', {}),
    ("hanweb_jpage", "http://www.x.gov.cn/col/col12/index.html", '<script type="text/xml"><datastore></datastore></script>', {}),
    ("hanweb_jpage", _LIST, '<script>url="/module/web/jpage/dataproxy.jsp?page=1"</script><a href="/module/xxgk/tree.jsp">x</a>', {}),
    ("hanweb_xxgk", "http://www.x.gov.cn/col/col12/index.html", '<script>$.post("/module/xxgk/search.jsp")</script>', {}),
    ("hanweb_jpaas", _LIST, '<script url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{}"></script>', {}),
    ("truecms", _LIST, '<script>var u="/messageController/getMessage.do"</script>', {}),
    ("gkmlpt", "http://x.gd.gov.cn/gkmlpt/index", "<script>window._CONFIG = {SID: '200001'}</script>", {}),
    ("longxun", "http://www.x.gov.cn/public/column/16?type=4", '<script>load("/site/label/8888?labelName=publicInfoList")</script>', {}),
    ("openness", "http://www.x.gov.cn/openness/OpennessContent/showList/1/2/page_1.html", "", {}),
    ("openness", "http://www.x.gov.cn/opennessAnnualReport/?branch_id=5", "", {}),
    ("epoint", "http://www.x.gov.cn/dynamic/zwgk/govInfoPub.html?categorynum=003006", "", {}),
    ("epoint", _LIST, '<script src="/EWB-FRONT/rest/lightfrontaction/getgovinfolist"></script>', {}),
    ("epoint", _LIST, "", {"Server": "epoint-httpserver"}),
    ("ilist", "http://www.x.gov.cn/info/iList.jsp?node_id=G&cat_id=1", "", {}),
    ("aspnet", "http://www.x.gov.cn/List.aspx", '<input type="hidden" name="__VIEWSTATE" value="a">', {}),
    ("iframe_shell", _LIST, '<iframe src="/inner/list.html"></iframe>', {}),
    ("snowflake", _LIST, '<a href="/nb/1571424084523327490.html">报告</a>', {}),
    ("objectid", _LIST, '<a href="/nb/63ae9ee5f8fd1c4c2133970d.html">报告</a>', {}),
    ("content_n", _LIST, '<a href="/zcjd/47714/content_1303190.html">报告</a>', {}),
    ("nfcms", _LIST, '<a href="/nb/content/post_11104678.html">报告</a>', {}),
    ("generic", _LIST, '<a href="/nb/1.html">报告</a><p>trs 地址 strstr</p>', {}),
    ("generic", _LIST, '<iframe src="http://other.gov.cn/count"></iframe><p>正文</p>', {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "url", "markup", "headers"), MARKUP, ids=[f"{n}-{row[0]}" for n, row in enumerate(MARKUP)]
)
def test_marks(name: str, url: str, markup: str, headers: dict[str, str]) -> None:
    platform, score = recognise(FetchedPage(url, f"<html><body>{markup}</body></html>", 200, headers))
    assert platform.name == name
    assert score.points > 0
    assert score.evidence


def test_the_encrypted_columns_filed_under_trs_are_hanweb() -> None:
    page = FetchedPage(
        "http://www.x.gov.cn/col/col7/index.html",
        "<datastore><recordset></recordset></datastore><script>var countPage = 3</script><div class='TRS_Editor'></div>",
    )
    assert recognise(page)[0].name == "hanweb_jpage"


def test_a_hint_decides_between_equals_and_yields_to_strong_evidence() -> None:
    plain = FetchedPage(_LIST, '<a href="/nb/63ae9ee5f8fd1c4c2133970d.html">报告</a><script>var countPage = 2</script>')
    assert recognise(plain)[0].name == "trs"
    assert recognise(plain, "objectid")[0].name == "objectid"
    strong = FetchedPage(
        _LIST, "<script>x('/messageController/getMessage.do')</script><a href='/nb/63ae9ee5f8fd1c4c2133970d.html'>x</a>"
    )
    assert recognise(strong, "objectid")[0].name == "truecms"
    assert recognise(plain, "gkmlpt")[0].name == "trs"
    score = {platform.name: score for platform, score in ranking(plain, "objectid")}["objectid"]
    assert score.points > HINT_POINTS
    assert "registry says objectid" in score.evidence


def test_registry_names() -> None:
    assert {p.name for p in known_as("hanweb")} == {"hanweb_jpage", "hanweb_xxgk", "hanweb_jpaas"}
    assert known_as("huilan") == ()
    with pytest.raises(KeyError, match="unknown platform 'nosuch'; known: aspnet"):
        by_name("nosuch")


def test_every_platform_is_declared_whole() -> None:
    names = [platform.name for platform in all_platforms()]
    assert len(names) == len(set(names)) >= 20
    for platform in all_platforms():
        assert type(platform).__doc__
        assert platform.marks or platform.name in ("generic", "iframe_shell")
