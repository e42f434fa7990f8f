from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import Document, Paragraph
from reports.header_values import HeaderRead
from reports.identity_fields import read_identity_fields
from reports.model import RawPage
from reports.titles import clean_title, compare_titles, title_candidates, title_part

TITLE = "某县水利局2021年政府信息公开工作年度报告"
COLUMN = "政府信息公开年报"
SITE = "某县人民政府"
URL = "http://www.example.gov.cn/1.html"


def page(
    *headings: tuple[str, str] | str, title: str = "", metas: dict[str, str] | None = None, blocks: tuple[str, ...] = ()
) -> Document:
    before = tuple(Paragraph(one) if isinstance(one, str) else Paragraph(one[1], one[0]) for one in headings)
    return Document(URL, title=title, metas=metas or {}, before=before, blocks=tuple(map(Paragraph, blocks)))


def best(document: Document, header: str | None = None, link_text: str | None = None) -> str | None:
    if header:
        document.before = (Paragraph(f"索引号：000014349/2022-00001　名称：{header}"), *document.before)
    return read_identity_fields(document, page=RawPage(URL, b"", link_text=link_text), text="").title


@pytest.mark.parametrize(
    ("document", "header"),
    [
        (page(("h1", COLUMN)), TITLE),
        (page(("h1", COLUMN), metas={"articletitle": TITLE}), None),
        (page(COLUMN, ("h1", TITLE), metas={"articletitle": COLUMN}), None),
        (page(COLUMN, ("h1", TITLE), metas={"articletitle": "文章标题", "sitename": SITE}), None),
        (page(COLUMN, ("h1", TITLE), metas={"articletitle": "某县人民政府网"}), None),
        (page(COLUMN, TITLE, title=SITE), None),
        (page(SITE, ("h1", SITE), COLUMN, title=f"{TITLE}_{SITE}"), None),
        (page(title=f"{TITLE}-{COLUMN}-{SITE}"), None),
        (page(title=f"{SITE}_{COLUMN}_{TITLE}"), None),
        (page(("h1", "某县水利局2021年政府信息公开…"), metas={"articletitle": TITLE}), None),
        (page(("h1", TITLE), metas={"articletitle": "某县水利局2021年政府信息..."}), None),
        (page(("h1", "某县水利局 2021年 政府信息公开工作年度报告")), None),
        (page(("h1", TITLE + ".docx")), None),
        (page(("p", "某县水利局"), ("p", "2021年政府信息公开工作年度报告")), None),
        (page(("p", "某县水利局2021年"), ("p", "政府信息公开工作年度报告")), None),
        (page(title=f"{SITE}{COLUMN}{TITLE}"), None),
        (page(("p", "某县水利局20"), ("p", "21年政府信息公开工作年度报告")), None),
        (page(("h1", "某县水利局2021年政府信息公开"), ("h1", "工作年度报告")), None),
        (page(("h1", "某县水利局2021年政府信息"), ("h1", "公开工作年度报告")), None),
        (page(COLUMN, blocks=(TITLE, "文。")), None),
        (page(("div", SITE), ("h1", TITLE)), None),
    ],
)
def test_the_reports_own_title(document: Document, header: str | None) -> None:
    assert best(document, header) == TITLE


def test_the_links_text_goes_before_a_sites_name_but_not_before_a_title() -> None:
    assert best(page(("h1", SITE), title=SITE), link_text=TITLE) == TITLE
    assert (
        best(page(("h1", "某县水利局2021年政府信息公开工作"), title=SITE), link_text=TITLE)
        == "某县水利局2021年政府信息公开工作"
    )
    assert best(page(("h1", SITE), title=SITE)) == SITE


def test_a_title_broken_inside_chinese_numerals_is_one() -> None:
    document = page(("p", "二〇"), ("p", "一九年某县水利局政府信息公开工作年度报告"), title=f"{SITE}{COLUMN}")
    assert best(document) == "二〇一九年某县水利局政府信息公开工作年度报告"


def test_a_body_over_the_articles_own_heading_names_the_issuer() -> None:
    line = "2021年政府信息公开工作年度报告"
    document = page(("h1", line), title=f"{line}_{SITE}", blocks=("某县水利局", line, "文。"))
    candidates = [one.text for one in title_candidates(document, HeaderRead())]
    assert candidates[0] == line
    assert TITLE in candidates


def test_a_title_in_printed_numerals_keeps_them() -> None:
    title = "某县水利局二〇二〇年政府信息公开工作年度报告"
    assert best(page(("h1", title))) == title


def test_the_link_only_completes_a_title_cut_short() -> None:
    assert best(page(("h1", "某县水利局2021年政府信息公开…")), link_text=TITLE) == TITLE
    assert best(page(("h1", "2021年政府信息公开工作年度报告")), link_text=TITLE) == "2021年政府信息公开工作年度报告"
    assert best(page(("h1", TITLE)), link_text="[图文]" + TITLE + "（新）") == TITLE
    assert best(page(), link_text=TITLE) == TITLE
    assert best(page(COLUMN, ("h1", COLUMN), title=f"{COLUMN}_{SITE}"), link_text=TITLE) == TITLE
    assert best(page(("h1", COLUMN)), link_text="某县水利局2021年政府信息…") == COLUMN


def test_the_sites_name_above_a_heading_is_not_joined_to_it() -> None:
    document = page(
        ("p", SITE), ("p", "2021年政府信息公开工作年度报告"), title=f"2021年政府信息公开工作年度报告_{SITE}"
    )
    assert best(document) == "2021年政府信息公开工作年度报告"


def test_a_breadcrumb_is_no_upper_line_of_a_title() -> None:
    title = "2018年某市某区昌明街道办事处政府信息公开年度报告"
    assert best(page(blocks=("您当前所在的位置: 首页 > 政务公开 > 年报 > 街道", title, "文。"))) == title
    assert best(page(blocks=(f"{SITE} 某县水利局 {COLUMN} {TITLE}", TITLE, "文。"))) == TITLE


def test_a_value_behind_its_label_is_no_heading() -> None:
    document = page(f"名称 {TITLE}", "索引号 000014349/2022-00001 分类 年报", f"文件下载 {TITLE}", TITLE)
    read = read_identity_fields(document, page=RawPage(URL, b""), text="")
    assert (read.title, [one.rule for one in read.findings if one.rule.startswith("title")]) == (TITLE, [])


def test_no_title_stands_below_the_first_sections_heading() -> None:
    assert best(page(blocks=("一、总体情况", "工作平稳。", "三、收到和处理政府信息公开申请情况", "申请人情况"))) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (f"{TITLE}_{SITE}", TITLE),
        (f"{TITLE} - {SITE}", TITLE),
        (f"{TITLE}|{COLUMN}|{SITE}", TITLE),
        (f"{SITE}>>{COLUMN}>>{TITLE}", TITLE),
        ("某县2019-2020年政府信息公开报告", "某县2019-2020年政府信息公开报告"),
        (f"{COLUMN}_{SITE}", COLUMN),
        (f"{SITE} {TITLE}", TITLE),
        (f"{TITLE}　{SITE}", TITLE),
        ("某县水利局 2021年政府信息公开工作年度报告", "某县水利局 2021年政府信息公开工作年度报告"),
        (f"{SITE}{COLUMN}{TITLE}", TITLE),
        (f"{TITLE}{COLUMN}", f"{TITLE}{COLUMN}"),
        (TITLE, TITLE),
        ("", ""),
    ],
)
def test_parts_of_the_title_element(text: str, part: str) -> None:
    assert title_part(text, {}) == part


def test_two_different_titles_are_a_finding() -> None:
    other = "某县水利局2020年政府信息公开工作年度报告"
    document = page(("h1", TITLE))
    assert [one.rule for one in compare_titles(title_candidates(document, HeaderRead(title=other)))] == [
        "title.disagreement"
    ]
    for same in (TITLE, "某县水利局 2021年政府信息公开工作年度报告", "《某县水利局2021年政府信息公开工作年度报告》"):
        assert not compare_titles(title_candidates(document, HeaderRead(title=same)))
    second_line = page(("p", "2021年政府信息公开工作年度报告"))
    assert not compare_titles(title_candidates(second_line, HeaderRead(title=TITLE)))


def test_spaces_that_a_recoding_turned_into_question_marks_are_none_of_the_title() -> None:
    for damaged in (f"??{TITLE}", f"{TITLE}?", f"?? {TITLE}??"):
        assert clean_title(damaged) == TITLE
        assert best(page(("p", damaged))) == TITLE
    assert clean_title("什么是政府信息公开?") == "什么是政府信息公开?"


@given(st.text(max_size=120))
def test_cleaning_is_stable(text: str) -> None:
    assert clean_title(clean_title(text)) == clean_title(text)
    title_part(text, {"sitename": text})
    best(page(("h1", text), title=text, metas={"articletitle": text}))


def test_a_label_of_the_statutory_tables_is_no_title() -> None:
    assert best(page(("p", "申请人情况"), ("p", "自然人"))) is None
