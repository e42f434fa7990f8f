"""A portal that was broken into: the report is intact, links of a trade stand around it."""

from __future__ import annotations

import pytest

from reports.model import PortalContext, RawPage, Reading
from reports.reader import read_page

TITLE = "乐安县人民政府2022年政府信息公开工作年度报告"
PORTAL = PortalContext("lean", "乐安县人民政府", "361025", "county", ("127.0.0.1:8000",))
ARTICLE = (
    "<p>按照条例要求编制本报告，统计期限自2022年1月1日起至2022年12月31日止。</p><p>一、总体情况</p><p>主动公开信息八百余条。</p>"
    "<p>五、存在的主要问题及改进情况</p><p>队伍仍需加强。</p><p>六、其他需要报告的事项</p><p>无。</p>"
)
RULE = "authenticity.linked-advertising"


def read(foot: str) -> Reading:
    body = f"<h1>{TITLE}</h1><div id=zoom>{ARTICLE}</div>{foot}"
    page = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    return read_page(
        RawPage("http://127.0.0.1:8000/nb/1.html", page.encode(), "text/html; charset=utf-8", portal=PORTAL)
    )


@pytest.mark.parametrize(
    "foot",
    [
        "<div class=footer><a href='http://x.example/'>必威体育官网</a></div>",
        "<div style='display:none'><a href='http://x.example/'>必威体育官网</a></div>",
        "<div style='DISPLAY : none; height:0'><p><a href='http://x.example/'>必威体育官网</a></p></div>",
        "<div style=display:none>必威体育官网 澳门六合彩开奖结果</div>",
        "<div hidden><a href='http://x.example/'>必威体育官网</a></div>",
        "<div style='position:absolute;left:-9999px'><a href='http://x.example/'>必威体育官网</a></div>",
    ],
)
def test_links_of_a_trade_are_a_warning_that_names_them_and_the_report_is_kept(foot: str) -> None:
    reading = read(foot)
    assert reading.verdict.verdict == "genuine"
    assert reading.report is not None
    found = [one for one in reading.report.findings if one.rule == RULE]
    assert {one.severity for one in found} == {"warning"}
    assert any("必威体育官网" in one.message for one in found)


@pytest.mark.parametrize(
    "foot",
    [
        "<div style='display:none'><a href=/1>体育彩票公益金</a><a href=/2>打击网络赌博专栏</a></div>",
        "<div class=footer><a href=/1>澳门路街道</a><a href=/2>皇冠大厦分中心</a></div>",
        "<div style='display:none'></div><div style='display:none'",
    ],
)
def test_ordinary_links_are_nothing(foot: str) -> None:
    reading = read(foot)
    assert reading.verdict.evidence == ()


def test_advertising_in_the_article_itself_is_another_matter() -> None:
    assert read("").verdict.verdict == "genuine"
    inside = ARTICLE.replace("八百余条。", "八百余条。<a href='http://x.example/'>必威体育官网</a>")
    page = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div id=zoom>{inside}</div></body></html>"
    reading = read_page(RawPage("http://127.0.0.1:8000/nb/1.html", page.encode(), "text/html", portal=PORTAL))
    assert reading.verdict.verdict != "genuine"
