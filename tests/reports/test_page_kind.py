"""Annual reports, lists, and everything else that shares their words; each verdict with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.document import Block, Cell, Document, Grid, Paragraph
from reports.model import Link, PageKind
from reports.page_evidence import body_evidence
from reports.page_kind import classify, classify_link, plain_title

R, LIST, N, G, S = PageKind.REPORT, PageKind.LIST, PageKind.NOTICE, PageKind.GUIDE, PageKind.REGULATION
I, O, W, X = PageKind.INTERPRETATION, PageKind.OTHER_REPORT, PageKind.NEWS, PageKind.OTHER  # noqa: E741

REPORTS = [
    "云岭县2021年政府信息公开工作年度报告（图文版）",
    "云岭县消费者协会2021年政府信息公开工作年度报告",
    "云岭县2021年政府信息公开工作年度报告（更正）",
    "云岭县2021年政府信息公开工作年度报告（修改稿）",
    "云岭县2021年党务政务公开工作年度报告",
    "云岭县2019年政府信息公开工作年度报告",
    "湖口县2020年信息公开年报",
    "临潭县政府信息公开工作的报告",
    "深圳市教育局2023年度政府信息公开工作报告",
    "舒兰市2019年政务信息公开年度报告",
    "青河区2020年政务公开年度报告",
    "云岭县2021年政府信息公开工作年度报告（图片版）",
    "云岭县2021年政府信息公开工作年度报告（超链版）",
    "云岭县2021年政府信息公开工作年度报告（超链接版）.docx",
    "附件：云岭县财政局 2008 年度政府信息公开工作年度报告.pdf",
    "云岭县第一中学2019年信息公开年度报告",
    "青河区政府信息公开2013年度报告",
    "政府信息公开年度报告（2020年）",
    "审计局二〇一九年政府信息公开工作年度报告",
    "司法局政府信息公开工作年度报告（2021年度）",
    "财政局决算审查中心2020年政府信息公开工作年度报告",
    "预算编审办公室2020年政府信息公开年报",
    "法治政府建设办公室2020年政府信息公开年报",
    "政务公开制度研究中心2021年政府信息公开工作年度报告",
    "2019年度白沙镇政府信息公开工作情况报告",
    "关于2012年度政府信息公开工作情况的报告",
    "必胜体育云岭县人民政府2020年政府信息公开工作年度报告",
    "云岭县林业局2022年政府信息公开工作年度报告 2023-01-18",
    "云岭县2021年政府信息公开工作年度报告公示",
    "云岭县2021年政府信息公开工作年度报告（全文）",
    "云岭县2016年政府信息公开工作年度报告及附表",
    "云岭县2020年政府信息主动公开工作年度报告（2020年度）",
    "雲嶺縣2020年政府信息公開工作年度報告",
    "云岭县2020年政府信息公開(kai)(kai)工作年度报告",
    "云岭县２０２２年政府信息公开工作年度报告",
]
OTHERS = [
    ("云岭县慈善总会2021年度信息公开年度报告", X),
    ("云岭县2021年“双公示”信息公开工作报告", X),
    ("云岭师范学院2021—2022学年信息公开工作年度报告", O),
    ("云岭县2021年上半年政府信息公开工作报告", O),
    ("云岭县2021年党务公开工作情况报告", O),
    ("云岭县法院2021年司法公开工作报告", O),
    ("云岭县2021年基层政务公开标准化规范化工作情况报告", O),
    ("关于2021年政府信息公开工作年度报告的更正说明", N),
    ("岭县公布2021年政府信息公开年报", W),
    ("文字解读：历下区2022年政府信息公开工作年度报告", I),
    ("图解：2021年政府信息公开工作年度报告", I),
    ("【图解】2021年度报告", I),
    ("一图读懂｜青河区2021年政府信息公开工作年度报告", I),
    ("《青河区2021年政府信息公开工作年度报告》解读", I),
    ("2021年政府信息公开年报图解", I),
    ("云岭县2022年政府信息公开工作年度报告（图解）", I),
    ("政策解读丨云岭县2022年政府信息公开工作年度报告", I),
    ("2023年政府信息公开工作年度报告政策解读", I),
    ("关于政府信息公开工作年度报告有关事项的通知", N),
    ("关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知", N),
    ("关于做好2020年政府信息公开工作年度报告编制发布工作的通知", N),
    ("关于报送2019年度政府信息公开年报的通知", N),
    ("关于编制2021年政府信息公开工作年度报告的通知", N),
    ("政府信息公开工作年度报告编写说明", N),
    ("关于公布2020年政府信息公开工作年度报告的公告", N),
    ("政府信息公开年度报告制度", S),
    ("政府信息公开工作年度报告制度（试行）", S),
    ("政府信息公开保密审查制度", S),
    ("中华人民共和国政府信息公开条例", S),
    ("市场监督管理局政府信息公开指南", G),
    ("云岭县人民政府信息公开指南（2022年版）", G),
    ("云岭县2020年法治政府建设年度报告", O),
    ("青河区2021年法治政府建设情况报告", O),
    ("教育局2020年度部门决算公开", O),
    ("教育局2020年部门预算", O),
    ("政府网站工作年度报表（2021年度）", O),
    ("政府网站监管年度报告", O),
    ("2020年度行政执法统计年报", O),
    ("北固区人民政府办公室关于呈报2017年度政务公开工作自查情况的函", O),
    ("2017年度青河区政务公开工作自查报告", O),
    ("2020年政务公开工作总结", O),
    ("2018年白沙镇工作总结", O),
    ("云岭县2022年政府工作报告", O),
    ("2023年上半年政府信息公开工作总结", O),
    ("圖解：雲嶺縣2020年政府信息公開工作年度報告", I),
    ("2022年政务公开工作要点", X),
    ("关于印发2021年政务公开工作要点的通知", X),
    ("青河区召开政府信息公开工作会议", W),
    ("云岭县2020年政府信息公开工作年度报告出炉", W),
    ("我市发布2021年政府信息公开工作年度报告", W),
]


def kind_of(
    title: str | None, *blocks: Block, link: str | None = None, links: tuple[Link, ...] = (), page: str = ""
) -> tuple[PageKind, str]:
    document = Document(url="http://x.gov.cn/a.html", title=page, blocks=blocks, links=links)
    text = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
    return classify(document, title=title, link_text=link, url=document.url, text=text)


def body(*headings: str) -> list[Paragraph]:
    return [Paragraph(heading) for heading in headings]


SIX = body(
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip
ROWS = tuple(
    Link(f"http://x.gov.cn/{number}.html", f"{name}2021年政府信息公开工作年度报告")
    for number, name in enumerate(("财政局", "教育局", "审计局", "白沙镇", "临江街道", "统计局"))
)


@pytest.mark.parametrize("title", REPORTS)
def test_titles_of_reports(title: str) -> None:
    kind, reason = kind_of(title)
    assert kind is R, reason
    assert "annual report" in reason
    assert classify_link(title, "") is None


@pytest.mark.parametrize(("title", "expected"), OTHERS)
def test_titles_of_other_documents(title: str, expected: PageKind) -> None:
    kind, reason = kind_of(title)
    assert kind is expected, reason
    assert "\n" not in reason
    assert plain_title(title)[:20] in reason, "the reason names the title"
    assert classify_link(title, "") in (None, expected)


@pytest.mark.parametrize("title", [title for title, kind in OTHERS if kind in (I, S, G)])
def test_sure_links_are_decided_without_fetching(title: str) -> None:
    assert classify_link(title, "") is not None


def test_a_truncated_link_decides_nothing() -> None:
    assert classify_link("关于做好2020年政府信息公开工作年度报告编制发布工作的通知…", "") is None
    assert kind_of(None, link="图解：青河区2021年政府信息公开工作…")[0] is X


@pytest.mark.parametrize(
    "title", [None, "云岭县人民政府", "政府信息公开年报", "公告", "云岭县2015年政府信息公开工作总结"]
)
def test_a_report_without_a_telling_title(title: str | None) -> None:
    kind, reason = kind_of(title, *SIX)
    assert kind is R
    assert "6 of the 6 sections" in reason or "title" in reason


@pytest.mark.parametrize("period", [False, True])
def test_a_summary_with_some_of_the_headings_is_a_report_only_with_the_reports_own_words(period: bool) -> None:
    lines = ["一、主动公开政府信息情况", "公开六十条。", "二、重点工作", "好。", "三、依申请公开情况", "三件。"]
    lines += ["四、存在的问题", "少。", "五、其他需要报告的事项", "无。"]
    lines += ["统计期限自2021年1月1日起至12月31日止。"] * period
    document = Document("http://a.gov.cn/1.html", blocks=tuple(map(Paragraph, lines)))
    title = "云岭县公安局2021年政务公开工作总结"
    kind, _ = classify(document, title=title, link_text=None, url=document.url, text="\n".join(lines))
    assert kind is (R if period else O)


def test_a_report_in_one_paragraph_without_a_title() -> None:
    text = (
        "现发布本镇年度报告。数据统计期限为2022年1月1日到12月31日。 一、总体情况 2022年，我镇认真落实条例。"
        + "公开信息。" * 60
    )
    text += " 二、主动公开政府信息情况 见表。 三、收到和处理政府信息公开申请情况 无。四、行政复议、行政诉讼情况 无。"
    document = Document("http://a.gov.cn/1.html", blocks=(Paragraph(text),))
    assert classify(document, title=None, link_text=None, url=document.url, text=text)[0] is R
    prose = "我镇召开会议，学习总体情况、主动公开、行政复议等内容。数据统计期限为一年。" * 20
    document = Document("http://a.gov.cn/2.html", blocks=(Paragraph(prose),))
    assert classify(document, title=None, link_text=None, url=document.url, text=prose)[0] is X


def test_tables_prove_a_report() -> None:
    labels = ("本年新收政府信息公开申请数量", "结转下年度继续办理", "未经复议直接起诉", "商业企业", "0")
    grid = Grid(tuple((Cell(label),) for label in labels))
    kind, reason = kind_of(None, Paragraph("所列数据的统计期限自2021年1月1日起"), grid)
    assert kind is R
    assert "4 labels of the statutory tables" in reason


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("文字解读：青河区2022年政府信息公开工作年度报告", I),
        ("关于印发政府信息公开工作年度报告格式的通知", N),
        ("政府信息公开年度报告制度", S),
    ],
)
def test_a_strong_body_does_not_overrule_final_titles(title: str, expected: PageKind) -> None:
    assert kind_of(title, *SIX)[0] is expected


def test_a_notice_that_carries_the_report_is_the_report() -> None:
    title = "云岭县人民政府办公室关于公布2009年政府信息公开年度报告的通知"
    assert kind_of(title)[0] is N
    assert kind_of(title, *SIX)[0] is R


def test_a_column_name_in_place_of_the_title_does_not_hide_a_report() -> None:
    kind, _ = kind_of("政府信息公开制度", *SIX, link="云岭县2021年政府信息公开工作年度报告")
    assert kind is R


def test_menu_words_on_top_do_not_decide() -> None:
    kind, _ = kind_of(None, Paragraph("政策解读与回应"), Paragraph("云岭县2021年政府信息公开工作年度报告"))
    assert kind is R


def test_a_sentence_on_top_is_no_title() -> None:
    kind, reason = kind_of(None, Paragraph("2020年，我局认真贯彻《中华人民共和国政府信息公开条例》。"), *SIX)
    assert kind is R, reason


@pytest.mark.parametrize("dated", [True, False])
def test_a_list_is_a_list(dated: bool) -> None:
    rows = [Paragraph(link.text + (f" 2022-01-{number:02d}" if dated else "")) for number, link in enumerate(ROWS, 10)]
    for title, page in (
        (None, "政府信息公开年报-云岭县人民政府"),
        ("2021年政府信息公开年报", ""),
        (None, "云岭县人民政府"),
    ):
        kind, reason = kind_of(title, *rows, links=ROWS, page=page)
        assert kind is LIST, reason
        assert "6 rows" in reason


def test_a_list_in_a_table_is_a_list() -> None:
    grid = Grid(tuple((Cell(str(number)), Cell(link.text), Cell("2022-01-18")) for number, link in enumerate(ROWS)))
    assert kind_of("政府信息公开年报", grid, links=ROWS)[0] is LIST


def test_an_empty_column_page_is_a_list() -> None:
    links = tuple(Link(f"http://x.gov.cn/{name}/", name) for name in ("首页", "机构", "2021年", "2020年", "2019年"))
    assert kind_of("政府信息公开年报", links=links)[0] is LIST


def test_a_shell_around_a_file_is_a_report_beside_any_sidebar() -> None:
    file = Link("http://x.gov.cn/P020220118.pdf", "附件下载")
    shell = (Paragraph("点击下载"),)
    assert kind_of("云岭县2021年政府信息公开工作年度报告", *shell, links=(*ROWS, file))[0] is R
    assert kind_of("2021年政府信息公开工作年度报告", *shell, links=(*ROWS, file))[0] is R
    assert kind_of("政府信息公开年度报告", *shell, links=(*ROWS, file))[0] is R
    assert kind_of(None, *shell, links=(*ROWS, file), link="云岭县2021年政府信息公开工作年度报告")[0] is R


def test_a_report_with_a_sidebar_of_reports_is_a_report() -> None:
    assert kind_of("2021年政府信息公开工作年度报告", *SIX, links=ROWS)[0] is R


def test_an_unrelated_page_says_what_was_looked_at() -> None:
    kind, reason = kind_of("云岭县概况", Paragraph("云岭县位于东部。"))
    assert kind is X
    assert "云岭县概况" in reason


def test_the_seeds(shared: Path) -> None:
    expected = {"000": R, "001": R, "002": O, "003": R, "004": R}
    for path in sorted((shared / "seeds").glob("*.txt")):
        lines = [Paragraph(line.strip(" |")) for line in path.read_text("utf-8").splitlines() if line.strip(" |")]
        kind, reason = kind_of(None, *lines)
        assert kind is expected[path.name[:3]], reason


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("云岭县 ２０２１年 年度报告（图片版）", "云岭县2021年年度报告"),
        ("1.年度报告.pdf", "年度报告"),
        ("· 年度报告 2022-01-18", "年度报告"),
        ("《年度报告》", "年度报告"),
        ("2021年度报告", "2021年度报告"),
    ],
)
def test_plain_title(title: str, plain: str) -> None:
    assert plain_title(title) == plain


def test_evidence_in_traditional_script() -> None:
    lines = body(
        "一、總體情況",
        "二、主動公開政府信息情況",
        "四、政府信息公開行政復議、行政訴訟情況",
        "五、存在的主要問題及改進情況",
    )
    assert kind_of("雲嶺縣人民政府", *lines)[0] is R


def test_evidence_from_text_without_blocks() -> None:
    evidence = body_evidence(Document(url=""), "\n".join(block.text for block in SIX))
    assert evidence.headings == 6
    assert evidence.strong


def list_rows(*titles: str, cut: int = 99) -> tuple[tuple[Link, ...], tuple[Paragraph, ...]]:
    """Rows of a list as links and as the lines that show them, texts cut to `cut` characters."""
    links = tuple(
        Link(f"http://h/{n}.html", title if len(title) <= cut else title[:cut] + "…", title)
        for n, title in enumerate(titles)
    )
    return links, tuple(Paragraph(link.text + "2023-01-12", "li") for link in links)


@pytest.mark.parametrize("where", ["before", "blocks"])
@pytest.mark.parametrize("cut", [14, 99])
def test_a_short_list_in_place_of_the_article_is_a_list(where: str, cut: int) -> None:
    """A throttled portal answers with the column's index; the link that led there speaks of a report."""
    links, lines = list_rows("云岭县2022年政府信息公开工作年度报告", cut=cut)
    document = Document(url="http://h/1.html", title="2022年_云岭县人民政府", links=links, **{where: lines})
    text = "\n".join(line.text for line in document.blocks if isinstance(line, Paragraph))
    link = "云岭县2019年政府信息公开工作年度报告"
    assert classify(document, title="2022年", link_text=link, url="http://h/1.html", text=text)[0] is LIST


def test_a_page_that_says_nothing_is_no_report_for_its_link() -> None:
    document = Document(url="http://h/1.html", title="工作动态", blocks=(Paragraph("正文从略。"),))
    link = "云岭县2019年政府信息公开工作年度报告"
    kind, reason = classify(document, title="工作动态", link_text=link, url="http://h/1.html", text="正文从略。")
    assert kind is X
    assert "hardly any text" in reason


def test_a_title_that_only_the_link_gave_is_not_an_empty_pages_own() -> None:
    link = "云岭县2019年政府信息公开工作年度报告"
    document = Document(url="http://h/1.html", title="", blocks=())
    assert classify(document, title=link, link_text=link, url="http://h/1.html", text="")[0] is X
    printed = Document(
        url="http://h/1.html", title="", blocks=(), before=(Paragraph("云岭县 2019年政府信息公开工作年度报告"),)
    )
    assert classify(printed, title=link, link_text=link, url="http://h/1.html", text="")[0] is R


@pytest.mark.parametrize(
    "change", [{"images": ("http://h/1.png",)}, {"metas": {"articletitle": "云岭县2019年政府信息公开年报"}}]
)
def test_a_page_without_text_may_hold_the_report_otherwise(change: dict[str, object]) -> None:
    links, lines = list_rows("云岭县2022年政府信息公开工作年度报告")
    document = Document(url="http://h/1.html", title="云岭县", links=links, before=lines, **change)  # type: ignore[arg-type]
    link = "云岭县2019年政府信息公开工作年度报告"
    assert classify(document, title=None, link_text=link, url="http://h/1.html", text="")[0] is R


def test_a_column_without_rows_or_text_is_no_report() -> None:
    kind, reason = kind_of("政府信息公开年报", Paragraph("暂无数据"), page="政府信息公开年报-云岭县人民政府")
    assert kind is PageKind.OTHER
    assert "hardly any text" in reason
    assert kind_of("政府信息公开年报（2020年）", Paragraph("见附件"))[0] is PageKind.REPORT


def test_a_list_of_one_row_outside_any_article_is_a_list() -> None:
    rows = (Paragraph("您的位置：首页 > 公开年报"), Paragraph(f"{ROWS[0].text} 2022-01-11", "li"))
    document = Document(url="http://x.gov.cn/nb/", title="公开年报", after=rows, links=ROWS[:1])
    assert classify(document, title=None, link_text=None, url=document.url, text="")[0] is PageKind.LIST


@pytest.mark.parametrize(
    ("own", "kind"),
    [
        ("政府信息公开年度报告公布制度（试行）", S),
        ("关于印发《政府信息公开工作年度报告格式》的通知", N),
        ("政府信息公开年报", X),
    ],
)
def test_a_links_words_do_not_stand_for_the_pages_own_title(own: str, kind: PageKind) -> None:
    link = "云岭县2020年政府信息公开工作年度报告"
    page = Document(url="http://x.gov.cn/a.html", title=f"{own}-云岭县人民政府", blocks=(Paragraph("第一条 为规范。"),))
    assert classify(page, title=link, link_text=link, url=page.url, text="第一条 为规范。")[0] is kind
