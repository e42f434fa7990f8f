"""Headings in every numbering, glued, lost and repeated, and the text between them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.document import Block, Cell, Grid, Paragraph
from reports.model import Finding, Section
from reports.sections import read_sections

BODIES = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
NUMBERS = "一二三四五六"
HEADINGS = tuple(f"{number}、{body}" for number, body in zip(NUMBERS, BODIES, strict=True))
TEXTS = (
    "一年来，工作稳步推进。",
    "公开信息30条。",
    "收到申请2件。",
    "没有复议、诉讼。",
    "主动性不够，将加强培训。",
    "无。",
)


LONG = "全年更新目录和指南，组织业务培训三次，群众关切的事项逐条公布，咨询当场答复。"


def report(headings: Sequence[str] = HEADINGS, texts: Sequence[str] = TEXTS) -> list[str]:
    return [line for pair in zip(headings, texts, strict=True) for line in pair if line]


def read(lines: Sequence[str]) -> tuple[list[Section], list[Finding]]:
    return read_sections([Paragraph(line) for line in lines], frozenset())


def headings(lines: Sequence[str]) -> list[str]:
    return [section.heading for section in read(lines)[0] if section.ordinal]


def warnings(lines: Sequence[str]) -> list[str]:
    return [finding.rule for finding in read(lines)[1] if finding.severity != "info"]


@pytest.mark.parametrize(
    "form",
    [
        "{n}、{b}",
        "（{n}）{b}",
        "({n}){b}",
        "{d}.{b}",
        "{d}、{b}",
        "第{n}部分{b}",
        "第{n}部分 {b}",
        "{n}.{b}",
        "{n} {b}",
        "{n}，{b}",
        "（{d}）{b}",
        "{d}）{b}",
        "{f}、{b}",
        "{r}．{b}",
        "{c}{b}",
        "{b}",
    ],
)
def test_every_numbering(form: str) -> None:
    signs = zip(NUMBERS, range(1, 7), "壹贰叁肆伍陆", "ⅠⅡⅢⅣⅤⅥ", "①②③④⑤⑥", BODIES, strict=True)
    printed = [form.format(n=n, d=d, f=f, r=r, c=c, b=b) for n, d, f, r, c, b in signs]
    sections, findings = read(report(printed))
    assert [(section.ordinal, section.heading, section.text) for section in sections] == [
        (ordinal, heading, text) for ordinal, heading, text in zip(range(1, 7), printed, TEXTS, strict=True)
    ]
    assert [finding for finding in findings if finding.severity != "info"] == []


WORDINGS = (
    """一、总体情况
    二、主动公开政府信息情况
    三、收到和处理政府信息公开申请情况
    四、因政府信息公开工作被申请行政复议、提起行政诉讼情况
    五、政府信息公开工作存在的主要问题及改进情况
    六、其他需要报告的事项""",
    """一、概述
    二、主动公开情况
    三、收到和处理政府信息公开申请的情况
    四、政府信息公开行政复议和行政诉讼情况
    五、存在问题及改进情况
    六、其它需要报告的事项""",
    """一、总体情况
    二、主动公开政府信息情况
    三、收到和处理政府信息公开申请情况
    四、行政复议、行政诉讼情况
    五、存在的主要问题及改进情况
    六、其他需要报告的事项""",
    """一、 总 体 情 况
    二、主动公开 政府信息情况
    三、收到和处理政府信息公开申请情况：
    四、政府信息公开行政复议、行政诉讼情况
    五、存在的主要问题和改进措施
    六、其他需要报告事项""",
    """一、總體情況
    二、主動公開政府信息情況
    三、收到和處理政府信息公開申請情況
    四、政府信息公開行政復議、行政訴訟情況
    五、存在的主要問題及改進情況
    六、其他需要報告的事項""",
)


@pytest.mark.parametrize("wording", WORDINGS)
def test_wordings(wording: str) -> None:
    variants = [line.strip() for line in wording.splitlines()]
    assert headings(report(variants)) == ["".join(heading.split()).rstrip("：") for heading in variants]
    assert warnings(report(variants)) == []


def test_introduction_without_title_header_and_dateline() -> None:
    lead = (
        "本报告依据《条例》编制，全文包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、"
        "存在的主要问题及改进情况六部分。"
    )
    front = [
        "某县2022年政府信息公开工作年度报告",
        "发布时间：2023-01-20 10:00 来源：某县政府办",
        "索 引 号：0001/2023-1",
        lead,
    ]
    sections, _ = read([*front, *report()])
    assert sections[0] == Section(0, "", lead)


HEADER_IN_THE_ARTICLE = (
    (
        "索 引 号",
        "000014349/2023-00110",
        "有效性",
        "有效;",
        "发布日期",
        "2023年1月15日",
        "主题分类：",
        "综合政务；其他",
    ),
    ("信息索引：000014349/2023-00110 标 题：某县2021年报告 发布日期：2023-01-15 公开形式：主动公开",),
    ("效力状态 有效;", "名 称 某县2021年政府信息公开工作年度报告", "公开目录 综合政务；其他", "发文日期 2023-01-09"),
)


@pytest.mark.parametrize("header", HEADER_IN_THE_ARTICLE)
def test_a_metadata_header_inside_the_article_is_no_introduction(header: tuple[str, ...]) -> None:
    opening = "根据条例要求，现公布2021年度报告。"
    sections, _ = read([*header, "某县2021年政府信息公开工作年度报告", opening, *report()])
    assert (sections[0].ordinal, sections[0].text) == (0, opening)


def test_headings_glued_into_one_paragraph() -> None:
    lead = "本报告包括总体情况、主动公开政府信息情况、其他需要报告的事项六部分。"
    sections, _ = read([lead + " " + " ".join(report())])
    assert sections[0] == Section(0, "", lead)
    assert [section.heading for section in sections[1:]] == list(HEADINGS)
    assert [section.text for section in sections[1:]] == list(TEXTS)


def test_an_enumeration_in_the_introduction_is_no_heading() -> None:
    lead = f"本报告由{'；'.join(HEADINGS)}六部分组成，现予公布。"
    sections, _ = read([lead, *report()])
    assert sections[0] == Section(0, "", lead)
    assert [section.text for section in sections[1:]] == list(TEXTS)


def test_a_heading_glued_to_its_text() -> None:
    glued = [f"{heading}{text}" for heading, text in zip(HEADINGS, TEXTS, strict=True)]
    sections, _ = read(glued)
    assert [(section.heading, section.text) for section in sections] == list(zip(HEADINGS, TEXTS, strict=True))


def test_a_number_on_a_line_of_its_own() -> None:
    lines = [part for line in report() for part in ((line[:2], line[2:]) if line in HEADINGS else (line,))]
    assert headings(lines) == list(HEADINGS)


def test_table_of_contents() -> None:
    lines = ["目录", *HEADINGS, "本报告根据《条例》编制，现予公布。", *report()]
    sections, findings = read(lines)
    assert [(section.heading, section.text) for section in sections if section.ordinal] == list(
        zip(HEADINGS, TEXTS, strict=True)
    )
    assert findings == []


def test_two_copies_are_one_report() -> None:
    sections, _ = read([*report(), *report()])
    assert [section.heading for section in sections if section.ordinal] == list(HEADINGS)


def test_lost_number() -> None:
    lines = report((*HEADINGS[:4], "、" + BODIES[4], HEADINGS[5]))
    assert headings(lines) == list(HEADINGS)
    assert warnings(lines) == ["sections.lost-number"]


def test_a_lost_number_comes_back_in_the_reports_own_way() -> None:
    printed = [f"{number}．{body}" for number, body in zip(NUMBERS, BODIES, strict=True)]
    assert headings(report((*printed[:4], "．" + BODIES[4], printed[5]))) == printed


def test_heading_without_any_number() -> None:
    lines = report((*HEADINGS[:2], BODIES[2], *HEADINGS[3:]))
    assert headings(lines) == list(HEADINGS)
    assert warnings(lines) == ["sections.lost-number"]


def test_doubled_and_repeated_numbers() -> None:
    assert headings(report((f"一、{HEADINGS[0]}", *HEADINGS[1:]))) == list(HEADINGS)
    lines = report((*HEADINGS[:5], f"五、{BODIES[5]}"))
    assert [section.ordinal for section in read(lines)[0]] == [1, 2, 3, 4, 5, 6]
    assert headings(lines)[-1] == f"五、{BODIES[5]}"
    assert warnings(lines) == ["sections.number"]


def test_a_number_that_is_passed_over() -> None:
    lines = report((*HEADINGS[:4], f"六、{BODIES[4]}", f"七、{BODIES[5]}"))
    assert headings(lines) == lines[::2]
    assert warnings(lines) == ["sections.number"]


def test_a_lost_number_among_signs_comes_back_as_a_sign() -> None:
    printed = [f"{sign}、{body}" for sign, body in zip("壹贰叁肆伍陆", BODIES, strict=True)]
    assert headings(report((*printed[:4], BODIES[4], printed[5]))) == printed


@pytest.mark.parametrize("rest", ["：无", "：无。", " 无", "无。", "。无"])
def test_nothing_on_the_headings_own_line_is_the_sections_text(rest: str) -> None:
    lines = report((*HEADINGS[:5], HEADINGS[5] + rest), (*TEXTS[:5], ""))
    sections, findings = read(lines)
    assert (sections[-1].heading, sections[-1].text.strip("。")) == (HEADINGS[5], "无")
    assert [finding for finding in findings if finding.severity != "info"] == []


@pytest.mark.parametrize("line", ["一，要加强领导", "（1）加强领导", "①加强领导", "Ⅰ级响应", "1）加强领导"])
def test_rare_numbers_of_items_are_no_headings(line: str) -> None:
    assert headings(report(HEADINGS, (f"{TEXTS[0]}", *TEXTS[1:4], line, TEXTS[5]))) == list(HEADINGS)
    assert headings([line, "文。", line.replace("一", "二").replace("1", "2"), "文。"]) == []


def test_sub_headings_are_text() -> None:
    texts = list(TEXTS)
    texts[0] = "（一）主动公开政府信息情况"
    sections, _ = read(report(HEADINGS, texts))
    assert sections[0].text == "（一）主动公开政府信息情况"
    assert len(sections) == 6


def test_one_heading_in_another_numbering_fills_its_gap() -> None:
    lines = report((*HEADINGS[:2], f"（三）{BODIES[2]}", *HEADINGS[3:]))
    assert headings(lines)[2] == f"（三）{BODIES[2]}"


def test_missing_section_and_empty_section() -> None:
    lines = report((*HEADINGS[:4], *HEADINGS[5:]), (*TEXTS[:4], *TEXTS[5:]))
    assert warnings(lines) == ["sections.missing"]
    assert warnings(report(HEADINGS, (*TEXTS[:4], "", TEXTS[5]))) == ["sections.empty"]


@pytest.mark.parametrize(
    ("first_run", "found"),
    [
        # the text first, then the tables under numbers of their own
        (("一、总体情况", LONG, "二、主动公开情况", LONG, "三、依申请公开情况", LONG), ["sections.restarted"]),
        # a table of contents tells of sections that have to follow
        (("目录", "一、总体情况", "二、主动公开情况", "三、依申请公开情况", LONG), ["sections.missing"]),
    ],
)
def test_sections_numbered_twice(first_run: tuple[str, ...], found: list[str]) -> None:
    second = [f"{n}、{body}" for n, body in zip(NUMBERS, BODIES[1:], strict=False)]
    blocks: list[Block] = [Paragraph(line) for line in first_run]
    consumed = set()
    for heading in second:
        blocks.append(Paragraph(heading))
        consumed.add(len(blocks))
        blocks.append(Grid(((Cell("总计"), Cell("1")),)))
    assert [finding.rule for finding in read_sections(blocks, frozenset(consumed), 2023)[1]] == found


def test_a_report_from_before_the_six_sections_misses_none() -> None:
    old = ("概述", BODIES[1], "因政府信息公开申请行政复议、提起行政诉讼的情况", "收费及减免情况", *BODIES[4:])
    blocks = [Paragraph(line) for line in report([f"{n}、{body}" for n, body in zip(NUMBERS, old, strict=True)])]
    assert read_sections(blocks, frozenset(), 2009)[1] == []
    assert [finding.rule for finding in read_sections(blocks, frozenset(), 2019)[1]] == ["sections.missing"]


@pytest.mark.parametrize(
    ("empty", "message"),
    [
        ((2,), "section 二 has a heading but no figures"),
        ((2, 4), "sections 二 and 四 have headings but no figures"),
        ((2, 3, 4), "sections 二, 三 and 四 have headings but no figures"),
    ],
)
def test_headings_without_figures(empty: tuple[int, ...], message: str) -> None:
    texts = ["" if number in empty else text for number, text in enumerate(TEXTS, 1)]
    assert [finding.message for finding in read(report(HEADINGS, texts))[1]] == [message]


@pytest.mark.parametrize("between", [" | ", " "])
def test_a_row_of_table_three_is_no_heading(between: str) -> None:
    row = between.join(["四、结转下年度继续办理", *"0000000"])
    lines = report()
    place = lines.index(HEADINGS[3])
    lines[place] = f"{row} {lines[place].replace('、', '．', 1)}"
    assert [heading[0] for heading in headings(lines)] == list("一二三四五六")
    assert not any("结转" in heading for heading in headings(lines))


def test_tables_are_figures_and_leave_no_text() -> None:
    blocks: list[Block] = []
    for heading, text in zip(HEADINGS, TEXTS, strict=True):
        blocks += [Paragraph(heading), Paragraph(text)]
    blocks[3] = blocks[5] = blocks[7] = Grid(((Cell("规章"), Cell("1")),))
    sections, findings = read_sections(blocks, frozenset((3, 5, 7)))
    assert [section.text for section in sections] == [TEXTS[0], "", "", "", *TEXTS[4:]]
    assert findings == []


def test_other_tables_stay_as_lines() -> None:
    blocks: list[Block] = [Paragraph(line) for line in report()]
    blocks.insert(2, Grid(((Cell("栏目"), Cell("条\n数")), (Cell("要闻"), Cell("9")))))
    assert read_sections(blocks, frozenset())[0][0].text == f"{TEXTS[0]}\n栏目 条数\n要闻 9"


def test_signature_stays_in_the_last_section() -> None:
    assert (
        read([*report(), "某县人民政府办公室", "2023年1月20日"])[0][-1].text
        == "无。\n某县人民政府办公室\n2023年1月20日"
    )


FREE = """根据《条例》，特向社会公布本报告。
一、概述
工作正常。
二、主动公开政府信息的情况
公开30条。
三、依申请公开办理情况
无申请。
四、咨询处理情况
电话咨询5次。
、复议、诉讼和申诉情况
无。
六、收费及减免情况
没有收费。
七、存在的问题与改进措施
略。"""


def test_free_sections_before_2019() -> None:
    sections, findings = read(FREE.splitlines())
    assert [section.heading for section in sections[1:]] == [
        "一、概述",
        "二、主动公开政府信息的情况",
        "三、依申请公开办理情况",
        "四、咨询处理情况",
        "五、复议、诉讼和申诉情况",
        "六、收费及减免情况",
        "七、存在的问题与改进措施",
    ]
    assert [finding.rule for finding in findings if finding.severity != "info"] == ["sections.lost-number"]


def test_running_text_of_another_document() -> None:
    text = (
        "现逐条汇报如下。 一、组织领导方面 2017年，我旗印发通知，调整小组。 二、制度建设方面 严格执行制度。 "
        "三、平台方面 建设网站。"
    )
    assert headings([text]) == ["一、组织领导方面", "二、制度建设方面", "三、平台方面"]


def test_text_without_headings_is_one_introduction() -> None:
    sections, findings = read(["某市报告", "2020年，全市扎实推进。", "存在问题：一是不全；二是不快。"])
    assert sections == [Section(0, "", "2020年，全市扎实推进。\n存在问题：一是不全；二是不快。")]
    assert [finding.rule for finding in findings] == ["sections.none"]


def test_nothing() -> None:
    assert read([])[0] == []


_PIECES = st.sampled_from((*HEADINGS, *BODIES, *TEXTS, "、", "一、", "（一）", "第一部分", " ", "。", "1.", "五、五、"))


@settings(max_examples=300)
@given(st.lists(st.lists(_PIECES, max_size=6).map("".join).filter(str.strip), max_size=12))
def test_any_text_is_cut_without_loss(lines: list[str]) -> None:
    sections, _ = read([line.strip() for line in lines])
    ordinals = [section.ordinal for section in sections]
    assert ordinals == sorted(set(ordinals))
    for section in sections:
        assert section.heading or section.ordinal == 0


@pytest.mark.parametrize(
    "older",
    [
        ("1.概述", "2.主动公开政府信息情况", "3.依申请公开情况", "4.复议诉讼情况", "5.问题与改进"),
        ("（一）概述", "（二）主动公开情况", "（三）依申请公开情况", "（四）问题和措施"),
        ("第一部分 概述", "第二部分 主动公开情况", "第三部分 依申请公开情况", "第四部分 存在问题"),
    ],
)
def test_headings_in_words_of_their_own_go_on_with_any_numbering(older: tuple[str, ...]) -> None:
    assert headings([line for heading in older for line in (heading, "文。")]) == list(older)


def test_items_with_a_sections_numbering_are_no_headings() -> None:
    printed = [f"{number}.{body}" for number, body in enumerate(BODIES, 1)]
    items = ["1.主动性不够。", "1.加强培训", "2.完善制度", "6.提高质量"]
    lines = [*report(printed)[:9], *items, *report(printed)[10:]]
    assert headings(lines) == printed


@pytest.mark.parametrize("entry", ["{h} {n}", "{h}……{n}", "{h} - {n} -", "{h}\n{n}", "{h} 第{n}页", "{h}"])
@pytest.mark.parametrize("front", [[], ["本报告依法编制，现予公布，共六个部分。"]])
def test_a_table_of_contents_is_not_the_report(entry: str, front: list[str]) -> None:
    contents = "\n".join(entry.format(h=h, n=n) for n, h in enumerate(HEADINGS, 1)).split("\n")
    sections, findings = read([*front, "目 录", *contents, *report()])
    assert [(one.heading, one.text) for one in sections if one.ordinal] == list(zip(HEADINGS, TEXTS, strict=True))
    assert [one.text for one in sections if not one.ordinal] == front
    assert not findings


def test_a_table_of_contents_alone_has_empty_sections() -> None:
    contents = [f"{heading} {page}" for page, heading in enumerate(HEADINGS, 1)]
    assert warnings(contents) == ["sections.empty", "sections.empty", "sections.no-figures"]


def test_attached_files_and_the_columns_name_below_the_report_are_not_its_text() -> None:
    name = "某县2020年政府信息公开工作年度报告"
    sections, findings = read([*report(), f"{name}.pdf", f"{name}.docx", "政府信息公开年报"])
    assert sections[-1].text == TEXTS[-1]
    assert not findings


def test_labels_of_an_appendix_in_lines_are_no_headings() -> None:
    lines = [
        "一、概述",
        "工作平稳。",
        "二、主动公开政府信息情况",
        "公开五条。",
        "三、依申请公开情况",
        "申请一件。",
        "四、附表",
    ]
    form = ["统计指标", "单位", "统计数", "一、公开数", "条", "5", "五、经费", "——", "（一）专项经费", "万元", "2"]
    sections, _ = read_sections([Paragraph(text) for text in (*lines, *form)], frozenset(), 2016)
    assert [section.ordinal for section in sections] == [1, 2, 3, 4]
    assert sections[-1].text.split("\n") == form


def test_a_heading_that_names_two_sections_stands_for_both() -> None:
    lines = ["一、总体情况", "好。", "二、主动公开政府信息情况", "五条。"]
    lines += ["三、收到和处理政府信息公开申请及行政复议、行政诉讼情况", "无。"]
    lines += ["四、存在的主要问题及改进情况", "有。", "五、其他需要报告的事项", "无。"]
    assert read_sections([Paragraph(text) for text in lines], frozenset(), 2022)[1] == []
