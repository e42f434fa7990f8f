"""What the header's pairs mean: precedence of dates and publishers, conflicts, body text kept out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reports.document import Block, Cell, Document, Grid, Paragraph
from reports.header_values import HeaderRead, read_header

URL = "http://www.example.gov.cn/zfxxgknb/202203/t20220304_1.html"
TITLE = "某县水利局2021年政府信息公开工作年度报告"


def lines(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text) for text in texts)


def header(
    *texts: str,
    blocks: tuple[Block, ...] = (),
    metas: Mapping[str, str] | None = None,
    url: str = URL,
    list_date: str | None = None,
    after: tuple[Block, ...] = (),
) -> HeaderRead:
    document = Document(url, metas=dict(metas or {}), before=lines(*texts), blocks=blocks, after=after)
    return read_header(document, url=url, list_date=list_date)


PUB_DATE = {"pubdate": "2022-02-02 11:20"}
HEADER_DATE = "索引号：000014349/2022-00001　发布日期：2022-01-01　成文日期：2021-12-31"
DATELINE = "发布时间：2022-03-03 09:00 来源：某县水利局 浏览次数：7"


@pytest.mark.parametrize(
    ("texts", "metas", "list_date", "url", "expected"),
    [
        ([HEADER_DATE, TITLE, DATELINE], PUB_DATE, "2022-05-05", URL, ("2022-01-01", "header")),
        (
            ["索引号：000014349/2022-00001　成文日期：2021-12-31", TITLE, DATELINE],
            PUB_DATE,
            None,
            URL,
            ("2022-02-02", "PubDate"),
        ),
        (
            ["索引号：000014349/2022-00001　成文日期：2021-12-31", TITLE, DATELINE],
            {},
            None,
            URL,
            ("2022-03-03", "dateline"),
        ),
        (
            ["索引号：000014349/2022-00001　成文日期：2021-12-31", TITLE],
            {},
            "2022-05-05",
            URL,
            ("2021-12-31", "issued"),
        ),
        ([TITLE], {}, "2022-05-05", URL, ("2022-03-04", "address")),
        ([TITLE], {}, "2022-05-05", "http://x.gov.cn/1.html", ("2022-05-05", "list")),
        ([TITLE], {}, None, "http://x.gov.cn/1.html", (None, None)),
        (["文号：无　更新时间：2022-04-04　公开日期：2022-01-09"], {}, None, URL, ("2022-01-09", "header")),
        ([TITLE, "2022-01-20 来源：某县水利局"], {}, None, URL, ("2022-01-20", "dateline")),
        (["文号：无　更新时间：2022-04-04"], PUB_DATE, None, URL, ("2022-02-02", "PubDate")),
        (["文号：无　更新时间：2022-04-04"], {}, None, URL, ("2022-04-04", "dateline")),
        (["文号：　发布日期："], {"pubdate": "YYYY-MM-DD"}, None, URL, ("2022-03-04", "address")),
    ],
)
def test_precedence_of_dates(
    texts: list[str], metas: dict[str, str], list_date: str | None, url: str, expected: tuple[str | None, str | None]
) -> None:
    found = header(*texts, metas=metas, list_date=list_date, url=url)
    assert (found.publish_date, found.publish_date_source) == expected
    assert [f.rule for f in found.findings] == (["publish_date.of-list"] if expected[1] == "list" else [])


@pytest.mark.parametrize(
    "lines",
    [
        ["2022-01-20"],
        ["（2022年1月20日）"],
        ["二〇二二年一月二十日"],
        ["某县水利局", "2022年1月20日"],
        ["某县水利局", "（2022年1月20日）"],
        ["（公开版）", "2022/01/20"],
        ["某县水利局 2022年1月20日"],
        ["某县水利局（2022年1月20日）"],
        ["2022-01-20 10:33　某县水利局"],
        ["2022-01-20 大 中 小"],
        ["• 2022-01-20 10:33"],
    ],
)
def test_a_bare_date_under_the_title_is_the_date_line(lines: list[str]) -> None:
    found = header(TITLE, *lines, url="http://x.gov.cn/1.html")
    assert (found.publish_date, found.publish_date_source) == ("2022-01-20", "dateline")
    assert header(TITLE, *lines, metas=PUB_DATE, url="http://x.gov.cn/1.html").publish_date == "2022-02-02"


@pytest.mark.parametrize(
    "lines",
    [
        ["2022-01-20", TITLE],
        [TITLE, "（2021年1月1日至2021年12月31日）"],
        [TITLE, "统计期限到2021年12月31日止"],
        [TITLE, "今天是2022年1月20日 星期四"],
        [TITLE, "经县政府第8次会议通过，现予公布。", "2022-01-20"],
        ["政府信息公开年报", "某县水利局", "2022-01-20"],
        [TITLE, "本报告按条例编制。", "一、总体情况", "无。", "某县水利局", "2022年1月20日"],
    ],
)
def test_other_bare_dates_are_not(lines: list[str]) -> None:
    assert header(*lines, url="http://x.gov.cn/1.html").publish_date is None


def test_an_impossible_date_is_a_finding_and_the_next_source_counts() -> None:
    found = header("索引号：000014349/2022-00001　发布日期：2022-02-30", metas=PUB_DATE)
    assert (found.publish_date, found.publish_date_source) == ("2022-02-02", "PubDate")
    assert [finding.rule for finding in found.findings] == ["publish_date.impossible"]
    assert "2022-02-30" in found.findings[0].message
    alone = header("索引号：000014349/2022-00001　发布日期：2022-02-30　成文日期：2022-02-20", list_date="2022-03-01")
    assert (alone.publish_date, alone.publish_date_source) == (None, None)


@pytest.mark.parametrize(
    ("texts", "metas", "publisher"),
    [
        (["来源：某县融媒体中心", "发布机构：某县水利局"], {}, "某县水利局"),
        (["责任部门：办公室", "发文机关：某县水利局"], {}, "某县水利局"),
        (["责任部门：某县水利局"], {}, "某县水利局"),
        (["发布机构：", TITLE, DATELINE], {}, "某县水利局"),
        (["发布机构："], {"contentsource": "某县水利局办公室"}, "某县水利局办公室"),
        (["发布机构："], {"contentsource": "来源"}, None),
        (["来源："], {"contentsource": "{ContentSource}"}, None),
        (["来源：1"], {"contentsource": "某县水利局"}, "某县水利局"),
        (["来源：1"], {"contentsource": "1"}, None),
        ([], {}, None),
    ],
)
def test_publisher(texts: list[str], metas: dict[str, str], publisher: str | None) -> None:
    assert header(*texts, metas=metas).publisher == publisher


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("文号：无", None),
        ("发文字号：某街道2023年度政府信息公开工作年度报告号", None),
        ("文号：/", None),
        ("文号：—", None),
        ("文号：", None),
        ("统一编号：ZJAC00-2021-0001", None),
        ("发文字号：鄂前政办函 〔2018〕 2 号", "鄂前政办函〔2018〕2号"),
        ("文　号：漳政办发（２０２０）５号；", "漳政办发（2020）5号"),
        ("文件编号：国办公开办函[2021]30号", "国办公开办函[2021]30号"),
    ],
)
def test_document_number(line: str, number: str | None) -> None:
    assert header("索引号：000014349/2022-00001", line).doc_no == number


def test_document_number_as_the_articles_first_paragraph() -> None:
    assert header(blocks=lines("某政办函〔2018〕2号", TITLE, "正文。")).doc_no == "某政办函〔2018〕2号"
    assert header(blocks=lines(TITLE, "（2018年第3号）")).doc_no is None
    assert header(blocks=lines(TITLE, "依据某政办函〔2018〕2号要求，现报告如下。")).doc_no is None


def test_two_index_numbers_are_a_finding() -> None:
    found = header("索引号：000014349/2022-00001", TITLE, "索引号：000014349/2022-00002")
    assert found.index_no == "000014349/2022-00001"
    assert [finding.rule for finding in found.findings] == ["header.index_no.conflict"]
    twice = header("索引号：000014349/2022-00001", TITLE, "索引号：０００014349／2022-00001；")
    assert not twice.findings


def test_a_list_whose_bullets_are_printed() -> None:
    found = header("• 发文字号", "• 索引号", "• SCGJ202100001", "• 发布日期", "• 2021-04-16", "• 主题分类", TITLE)
    assert (found.index_no, found.publish_date, found.doc_no) == ("SCGJ202100001", "2021-04-16", None)


def test_an_empty_value_takes_nothing_that_follows() -> None:
    found = header("文号：", "内容概述：", "索引号：", TITLE, blocks=lines("一、总体情况", "文。"))
    assert (found.doc_no, found.index_no, found.labels) == (None, None, {})
    two_lines = header("索引号", "发布机构", "某县水利局", "文号", "成文日期", "2022-01-05")
    assert two_lines.labels == {"发布机构": "某县水利局", "成文日期": "2022-01-05"}


def test_a_label_that_nobody_knows_is_no_value() -> None:
    assert header(TITLE, "来源：某县水利局", "文件下载", "相关链接：").labels == {"来源": "某县水利局"}


def test_the_body_is_not_searched() -> None:
    blocks = lines("甲" * 130 + "。", "发布机构：某县财政局", "索引号：000014349/2022-00001")
    assert header(TITLE, blocks=blocks).labels == {}
    after_heading = lines("一、总体情况", "发布日期：2021-01-01")
    assert header(TITLE, blocks=after_heading).labels == {}


def test_a_header_below_the_article_counts_only_with_an_index_number() -> None:
    footer = lines("更新时间：2026-01-01", "主办单位：某县人民政府")
    below = lines("索引号：000014349/2022-00001", "发布机构：某县水利局")
    assert header(TITLE, after=footer).labels == {}
    assert header(TITLE, after=(*below, Paragraph("相关链接"), *footer)).labels == {
        "索引号": "000014349/2022-00001",
        "发布机构": "某县水利局",
    }


def grid(*rows: tuple[str, ...]) -> Grid:
    return Grid(tuple(tuple(Cell(text) for text in row) for row in rows))


@pytest.mark.parametrize(
    "table",
    [
        grid(("索 引 号", "000014349/2022-00001", "发布机构", "某县水利局"), ("文号", "", "发布日期", "2022-01-05")),
        grid(
            ("索引号：", "000014349/2022-00001"),
            ("发布机构：", "某县水利局"),
            ("文号：", ""),
            ("发布日期：", "2022-01-05"),
        ),
        grid(("索引号", "发布机构", "文号", "发布日期"), ("000014349/2022-00001", "某县水利局", "", "2022-01-05")),
        grid(("索引号：000014349/2022-00001", "发布机构：某县水利局"), ("文号：", "发布日期：2022-01-05")),
        grid(
            ("索引号：000014349/2022-00001\n发布机构：某县水利局\n文号：\n发布日期：2022-01-05",),
        ),
        grid(
            ("索引号", "000014349/2022-00001", "", "发布机构", "某县水利局"), ("文号", "", "", "发布日期", "2022-01-05")
        ),
    ],
)
def test_tables(table: Grid) -> None:
    document = Document(URL, before=(Paragraph("首页"), table), blocks=lines(TITLE))
    found = read_header(document, url=URL)
    assert found.labels == {"索引号": "000014349/2022-00001", "发布机构": "某县水利局", "发布日期": "2022-01-05"}


def test_glued_free_text_counts_only_inside_a_header() -> None:
    assert header("索引号000014349/2022-00001", "分类政务公开").labels["分类"] == "政务公开"
    assert header("分类施策，成效明显", "主题教育扎实开展").labels == {}


def test_a_statutory_table_is_no_header() -> None:
    table = grid(("信息内容", "本年制发件数", "本年废止件数"), ("规章", "0", "0"), ("行政规范性文件", "2", "0"))
    assert header(TITLE, blocks=(table, Paragraph("发布日期：2021-01-01"))).labels == {}


def test_values_without_labels() -> None:
    found = header("014178686/2023-00003", "政府信息公开年报", "某市教育局", "2023-01-16", "2023-01-17", "有效")
    assert (found.index_no, found.publish_date, found.publisher) == ("014178686/2023-00003", "2023-01-17", "某市教育局")
    in_one = header("014178686/2023-00003 | 年报 | 某市教育局 | 2023-01-16 | 有效")
    assert (in_one.index_no, in_one.publish_date, in_one.publisher) == (
        "014178686/2023-00003",
        "2023-01-16",
        "某市教育局",
    )
    assert header("014178686/2023-00003", "没有日期", "也没有机构").index_no is None


def test_metas_inside_comments_and_placeholders() -> None:
    assert header(metas={"pubdate": "发布时间"}, url="http://x/1.html").publish_date is None
    assert header(metas={"pubdate": "2021-01-27 11:20:31"}, url="http://x/1.html").publish_date == "2021-01-27"


def test_an_abstract_that_repeats_the_title_does_not_end_the_header() -> None:
    title = "漳县水务局2022年政府信息公开工作年度报告"
    lines = ("索引号", "000014349/2023-1", "名称", title, "内容概述", title, "发布日期", "2023-01-18")
    document = Document(URL, metas={"pubdate": "2023-01-25"}, before=tuple(map(Paragraph, lines)))
    found = read_header(document, url=URL)
    assert (found.publish_date, found.publish_date_source) == ("2023-01-18", "header")
