"""Findings that need several fields at once, and the promise that no page is an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.document import Cell, Document, Grid, Paragraph
from reports.html import parse_html
from reports.identity_fields import IdentityFields, read_identity_fields
from reports.model import PortalContext, RawPage

TITLE = "漳县水利局2020年政府信息公开工作年度报告"
PORTAL = PortalContext("gansu-zhangxian", "漳县人民政府", "621125", "county")


def read(*lines: str, url: str = "http://www.example.gov.cn/1.html", text: str = "") -> IdentityFields:
    document = Document(url, before=tuple(map(Paragraph, lines)))
    return read_identity_fields(document, page=RawPage(url, b"", portal=PORTAL), text=text)


@pytest.mark.parametrize(
    ("date", "rules"),
    [
        ("2021-01-29", []),
        ("2021-12-31", []),
        ("2020-12-31", []),
        ("2022-01-01", ["publish_date.late"]),
        ("2020-11-30", ["publish_date.early"]),
    ],
)
def test_publication_is_compared_with_the_year(date: str, rules: list[str]) -> None:
    found = read(TITLE, f"发布时间：{date} 来源：漳县水利局")
    assert found.publish_date == date
    assert [(finding.rule, finding.severity) for finding in found.findings] == [(rule, "warning") for rule in rules]


@pytest.mark.parametrize(
    ("meta", "line", "taken", "rules"),
    [
        ("2021-02-01 00:00", "2021-01-29", "2021-02-01", []),
        ("2019-06-01 00:00", "2021-01-29", "2021-01-29", ["publish_date.template"]),
        ("2019-06-01 00:00", "2019-06-02", "2019-06-01", ["publish_date.early"]),
        ("2019-06-01 00:00", "", "2019-06-01", ["publish_date.early"]),
    ],
)
def test_a_templates_date_in_the_metas_gives_way_to_the_date_line(
    meta: str, line: str, taken: str, rules: list[str]
) -> None:
    url = "http://www.example.gov.cn/1.html"
    lines = (Paragraph(TITLE), Paragraph(f"发布时间：{line} 来源：漳县水利局"))
    document = Document(url, metas={"pubdate": meta}, before=lines)
    found = read_identity_fields(document, page=RawPage(url, b"", portal=PORTAL), text="")
    assert found.publish_date == taken
    assert [finding.rule for finding in found.findings] == rules


def test_a_late_address_alone_is_no_warning() -> None:
    found = read(TITLE, url="http://www.example.gov.cn/art/2023/5/6/art_1_2.html")
    assert [(finding.rule, finding.severity) for finding in found.findings] == [("publish_date.late", "info")]


@pytest.mark.parametrize(
    ("title", "rules"),
    [
        ("鄂托克前旗人民政府2020年政府信息公开工作年度报告", ["division.elsewhere"]),
        ("兰州市人民政府2020年政府信息公开工作年度报告", []),
        ("漳县人民政府2020年政府信息公开工作年度报告", []),
    ],
)
def test_a_body_of_another_province_is_told(title: str, rules: list[str]) -> None:
    found = read(title)
    assert [finding.rule for finding in found.findings if finding.rule.startswith("division.")] == rules


def test_a_body_without_a_certain_place_is_told() -> None:
    found = read("鼓楼区水利局2020年政府信息公开工作年度报告")
    assert (found.issuer, found.division_code) == ("鼓楼区水利局", None)
    assert "division.unknown" in {finding.rule for finding in found.findings}
    ministry = read("教育部2020年政府信息公开工作年度报告")
    assert (ministry.issuer, ministry.division_code, ministry.findings) == ("教育部", None, ())


def test_where_each_field_came_from() -> None:
    found = read(TITLE, "发布时间：2021-01-29 来源：漳县水利局", text="统计期限自2020年1月1日起至2020年12月31日止")
    assert (found.issuer_source, found.year_source, found.publish_date_source) == ("title", "period", "dateline")
    assert found.issuer_confidence > 0.9
    assert found.title_candidates[0].text == found.title == TITLE
    assert found.header == {"发布时间": "2021-01-29", "来源": "漳县水利局"}


def test_a_traditional_page_is_told_as_printed() -> None:
    lines = ("索引號：000014349/2021-00001　發布機構：漳縣水利局　發布日期：2021-01-29　文號：漳水發〔2021〕3號",)
    title = "漳縣水利局2020年政府信息公開工作年度報告"
    text = (
        "按照條例要求，現將漳縣水利局2020年政府信息公開工作情況報告如下。"
        "統計期限自2020年1月1日起至2020年12月31日止。數據屬實，請予監督。"
    )
    found = read(*lines, title, text=text)
    assert (found.title, found.issuer, found.publisher) == (title, "漳縣水利局", "漳縣水利局")
    assert (found.index_no, found.doc_no, found.publish_date) == (
        "000014349/2021-00001",
        "漳水發〔2021〕3號",
        "2021-01-29",
    )
    assert (found.year, found.division_code) == (2020, "621125")


PIECES = st.sampled_from(
    [
        "索引号",
        "：",
        "文号",
        "发布机构",
        "2021-02-30",
        "二〇二〇年",
        TITLE,
        "〔",
        "号",
        "报告",
        "<td>",
        "<br>",
        "<h1>",
        "\u200b",
        "　",
        "漳县",
        "[",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40))
def test_no_page_is_an_error(pieces: list[str]) -> None:
    markup = "<html><body>" + "".join(pieces)
    document = parse_html(markup, "http://x/")
    text = "".join(pieces)
    read_identity_fields(document, page=RawPage("http://x/", b"", link_text=text, portal=PORTAL), text=text)
    cells = tuple(tuple(Cell(piece) for piece in pieces[start : start + 3]) for start in range(0, len(pieces), 3))
    table = Document("http://x/", title=text, metas={"articletitle": text, "pubdate": text}, blocks=(Grid(cells),))
    read_identity_fields(table, page=RawPage("http://x/", b""), text=text)
