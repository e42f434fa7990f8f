"""Pages of portals' own making that look odd and are genuine: raw bytes in, no quarantine out."""

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


def read(over_the_title: str) -> Reading:
    body = f"{over_the_title}<h1>{TITLE}</h1><div>{ARTICLE}</div>"
    page = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    return read_page(
        RawPage("http://127.0.0.1:8000/nb/1.html", page.encode(), "text/html; charset=utf-8", portal=PORTAL)
    )


def test_a_header_table_printed_for_pc_and_for_mobile_is_no_advertisement() -> None:
    rows = (
        ("索 引 号", "11361025MB1604391C/2023-03582", "主题分类", "年报"),
        ("成文日期", "2023-01-21", "公文时效", ""),
    )
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    reading = read(f"<div class=pc><table>{table}</table></div><div class=wap><table>{table}</table></div>")
    assert reading.verdict.verdict == "genuine", reading.verdict.evidence
    assert reading.report is not None
    assert reading.report.index_no == "11361025MB1604391C/2023-03582"


def test_a_header_list_printed_twice_is_no_advertisement() -> None:
    items = ("索引号", "000014349/2023-00042", "公文时效", "主动公开", "体裁", "成文日期", "2023-01-21")
    block = "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    assert read(block + block).verdict.verdict == "genuine"


@pytest.mark.parametrize(
    "items",
    [
        "设为首页 加入收藏",
        "登录 / 注册",
        "无障碍 长者版 登录 注册",
        "移动客户端",
        "12345热线",
        "简 繁 EN",
        "智能问答",
        "抖音号|APP下载",
        "新闻中心",
    ],
)
def test_what_a_portal_prints_over_its_pages_is_no_advertisement(items: str) -> None:
    lines = "".join(f"<p>{item}</p>" for item in items.split("|"))
    article = f"<div id=zoom>{lines}{lines}<p>{TITLE}</p>{ARTICLE}</div>"
    page = RawPage("http://127.0.0.1:8000/n.html", article.encode(), "text/html; charset=utf-8", portal=PORTAL)
    reading = read_page(page)
    assert (reading.verdict.verdict, reading.verdict.evidence, reading.title) == ("genuine", (), TITLE)


def test_a_trades_name_over_the_title_is_one() -> None:
    for line in ("麒麟国际", "乐乐体育登录", "云顶手机版 登录"):
        article = f"<div id=zoom><p>{line}</p><p>{line}</p><p>{TITLE}</p>{ARTICLE}</div>"
        page = RawPage("http://127.0.0.1:8000/n.html", article.encode(), "text/html; charset=utf-8", portal=PORTAL)
        assert read_page(page).verdict.verdict != "genuine"


def read_paragraph(paragraph: str, issuer: str = "乐安县人民政府", title: str = "") -> Reading:
    """A report with one paragraph more; `title` stands in the page's `<title>`."""
    text = (ARTICLE + f"<p>{paragraph}</p>").replace("乐安县人民政府", issuer)
    heading = TITLE.replace("乐安县人民政府", issuer)
    page = (
        f"<html><head><title>{title or heading}</title></head><body><h1>{heading}</h1><div>{text}</div></body></html>"
    )
    return read_page(RawPage("http://127.0.0.1:8000/n.html", page.encode(), "text/html; charset=utf-8", portal=PORTAL))


def test_lawful_lotteries_and_cases_against_gambling_are_no_contamination() -> None:
    lotteries = "检查足球彩票、体育彩票销售网点。公布足球彩票返奖情况。足球彩票公益金收支按季公开。"
    case = "首页曾被植入bet365、葡京娱乐等博彩广告，十分钟内完成处置。"
    assert read_paragraph(lotteries).verdict.verdict == "genuine"
    assert read_paragraph(case).verdict.verdict == "genuine"
    outlets = "检查竞彩足球、足球彩票网点和人民币现金网点，公布中国体彩网开奖信息。"
    assert read_paragraph(outlets).verdict.verdict == "genuine"
    for token in ("足球彩票_竞彩足球-现金网", "欧洲五大联赛:", "中国体彩网,体彩网"):
        assert read_paragraph(f"推进{token}重点领域信息公开。").verdict.verdict != "genuine", token
    assert read_paragraph("率先启用“bet365线路检测中心”，向社会提供服务。").verdict.verdict != "genuine"


def test_a_government_of_no_division_is_not_the_publisher() -> None:
    for brand in ("利博官网", "乐鱼平台", "OKOOO澳客"):
        assert read_paragraph(f"{brand}人民政府高度重视。", issuer=f"{brand}人民政府").verdict.verdict != "genuine", (
            brand
        )
    sloppy = read_paragraph("双溪口乡全年公开信息二十条。", issuer="双溪口人民政府")
    assert sloppy.verdict.verdict == "genuine"


def test_an_indecent_title_or_first_line_over_a_real_report_counts() -> None:
    assert read_paragraph("略。", title=f"成人免费视频在线观看_{TITLE}").verdict.verdict != "genuine"
    assert read("<p>国产精品久久久久久,亚洲一区二区</p>").verdict.verdict != "genuine"


@pytest.mark.parametrize(
    "body", ["兵团第十师北屯市", "第十三师新星市", "云岭县公用事业单位", "云岭县公共企事业单位", "满洲里海关"]
)
def test_bodies_of_every_kind_are_genuine_before_and_behind_the_year(body: str) -> None:
    for title in (f"{body}2020年政府信息公开工作年度报告", f"2020年{body}政府信息公开工作年度报告"):
        assert read_paragraph("落实条例。", title=title).verdict.verdict == "genuine", title
