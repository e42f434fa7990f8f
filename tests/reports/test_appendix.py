"""Statistics appendices of reports from before 2019."""

from __future__ import annotations

import pytest

from reports.appendix import read_appendix
from reports.appendix_lines import appendix_line_blocks
from reports.document import Block, Cell, Grid, Paragraph
from reports.model import AppendixRow


def grid(*rows: str) -> Grid:
    """Rows of cells; `text[2x3]` spans two rows and three columns."""
    return Grid(tuple(tuple(_cell(text.strip()) for text in row.split("|")) for row in rows))


def _cell(printed: str) -> Cell:
    text, _, span = printed.removesuffix("]").partition("[")
    rows, _, columns = span.partition("x")
    return Cell(text, int(rows or 1), int(columns or 1))


def figures(*blocks: Block) -> list[tuple[str, str | None, int | float | None]]:
    return [(" > ".join(row.path), row.unit, row.value) for row in read_appendix(blocks)]


NATIONAL = grid(
    "统计指标|单位|统计数",
    "一、主动公开情况|——|",
    "（一）主动公开政府信息数|条|7,653",
    "其中：主动公开规范性文件数|条|12",
    "（二）通过不同渠道和方式公开政府信息的情况|——|——",
    "1.政府公报公开政府信息数|条|0",
    "2.政府网站公开政府信息数|条|２３９９",
    "二、依申请公开情况|——|",
    "（一）收到申请数|件|1",
    "三、依申请公开信息收取的费用|万元|0.25",
    "四、专职人员|人|/",
)


def test_national_form() -> None:
    assert read_appendix([NATIONAL]) == [
        AppendixRow(("主动公开情况", "主动公开政府信息数"), "条", 7653, "7,653"),
        AppendixRow(("主动公开情况", "主动公开政府信息数", "主动公开规范性文件数"), "条", 12, "12"),
        AppendixRow(("主动公开情况", "通过不同渠道和方式公开政府信息的情况", "政府公报公开政府信息数"), "条", 0, "0"),
        AppendixRow(
            ("主动公开情况", "通过不同渠道和方式公开政府信息的情况", "政府网站公开政府信息数"), "条", 2399, "２３９９"
        ),
        AppendixRow(("依申请公开情况", "收到申请数"), "件", 1, "1"),
        AppendixRow(("依申请公开信息收取的费用",), "万元", 0.25, "0.25"),
        AppendixRow(("专职人员",), "人", None, "/"),
    ]


def test_a_page_break_continues_the_form() -> None:
    first, second = Grid(NATIONAL.rows[:5]), Grid(NATIONAL.rows[5:])
    assert read_appendix([first, Paragraph("- 2 -"), second]) == read_appendix([NATIONAL])


def test_local_form_with_code_and_two_value_columns() -> None:
    rows = read_appendix(
        [grid("指标名称|计量单位|代码|本期|累计", "主动公开信息数|条|1|20|340", "当面申请数|件|2|0|3")]
    )
    assert [(row.path, row.value) for row in rows] == [
        (("主动公开信息数", "本期"), 20),
        (("主动公开信息数", "累计"), 340),
        (("当面申请数", "本期"), 0),
        (("当面申请数", "累计"), 3),
    ]


def test_two_halves_side_by_side() -> None:
    rows = read_appendix([grid("统计指标|单位|统计数|统计指标|单位|统计数", "一、公开数|条|5|二、收到申请数|件|6")])
    assert [(row.path, row.value) for row in rows] == [(("公开数",), 5), (("收到申请数",), 6)]


def test_one_row_a_line() -> None:
    blocks: list[Block] = [
        Paragraph(text) for text in ("统计指标 单位 统计数", "一、主动公开情况", "（一）公开数 条 7", "说明 无 9")
    ]
    assert [(row.path[-1], row.unit, row.value) for row in read_appendix(blocks)] == [("公开数", "条", 7)]


def test_statutory_tables_are_no_appendix() -> None:
    statutory = grid("信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|0|0|0", "行政规范性文件|2|0|9")
    assert read_appendix([statutory, Paragraph("本年公开信息 条 5")]) == []


def test_short_rows_are_skipped() -> None:
    assert read_appendix([grid("统计指标|单位|统计数", "一、公开数|条", "", "二、申请数|件|3")]) == [
        AppendixRow(("申请数",), "件", 3, "3")
    ]


def test_a_column_of_groups_beside_the_labels() -> None:
    form = grid(
        "统计指标[1x2]|单位|统计数",
        "一、主动公开[3x1]|公开政府信息数|条|7653",
        "规范性文件数|条|12",
        "其中：重点领域|条|4",
        "二、依申请公开[1x2]|——|——",
        "收到[2x1]|申请数|件|5",
        "当面申请数|件|1",
    )
    assert figures(form) == [
        ("主动公开 > 公开政府信息数", "条", 7653),
        ("主动公开 > 规范性文件数", "条", 12),
        ("主动公开 > 规范性文件数 > 重点领域", "条", 4),
        ("依申请公开 > 收到 > 申请数", "件", 5),
        ("依申请公开 > 收到 > 当面申请数", "件", 1),
    ]


def test_units_behind_the_labels() -> None:
    form = grid("统计项目|统计数", "一、公开数（条）|7653", "二、收到申请数（单位：件）|5件", "三、说明|无")
    assert figures(form) == [("公开数(条)", "条", 7653), ("收到申请数(单位:件)", "件", 5)]


def test_units_that_the_value_repeats_or_contradicts() -> None:
    rows = grid(
        "统计指标|单位|统计数", "公开数|条|7653条", "申请数|件|5条", "经费|万元|2500元", "公开率|%|98.5%", "字数|万字|3"
    )
    assert figures(rows) == [
        ("公开数", "条", 7653),
        ("申请数", "件", None),
        ("经费", "万元", 0.25),
        ("公开率", "%", 98.5),
        ("字数", "万字", 3),
    ]


def test_a_form_with_column_letters_and_serial_numbers() -> None:
    form = grid("序号|指标名称|计量单位|代码|本年", "甲|乙|丙|丁|1", "1|公开数|条|01|20", "2|其中：机构职能|条|02|3")
    assert figures(form) == [("公开数", "条", 20), ("公开数 > 机构职能", "条", 3)]


def test_parts_of_a_numbered_row_stand_beside_one_another() -> None:
    form = grid(
        "统计指标|单位|统计数",
        "4.不同意公开答复数|件|6",
        "其中：涉及国家秘密|件|1",
        "涉及商业秘密|件|2",
        "法律法规规定的其他情形|件|3",
        "5.不属于本行政机关公开数|件|4",
        "一、会议和培训情况|——|——",
        "专题会议数|次|2",
    )
    assert figures(form) == [
        ("不同意公开答复数", "件", 6),
        ("不同意公开答复数 > 涉及国家秘密", "件", 1),
        ("不同意公开答复数 > 涉及商业秘密", "件", 2),
        ("不同意公开答复数 > 法律法规规定的其他情形", "件", 3),
        ("不属于本行政机关公开数", "件", 4),
        ("会议和培训情况 > 专题会议数", "次", 2),
    ]


def test_counted_parts_stand_beside_one_another() -> None:
    form = grid(
        "指标名称|计量单位|2016年度|历年累计",
        "主动公开文件数|条|9|31",
        "其中：1、网站公开数|条|7|20",
        "2、公报公开数|条|2|11",
        "受理申请总数|条|5|6",
        "其中：1、当面申请数|条|5|5",
        "2、信函申请数|条|0|1",
        "行政复议数|件|1|1",
    )
    this_year = [(path, value) for path, _, value in figures(form) if path.endswith("2016年度")]
    assert this_year == [
        ("主动公开文件数 > 2016年度", 9),
        ("主动公开文件数 > 网站公开数 > 2016年度", 7),
        ("主动公开文件数 > 公报公开数 > 2016年度", 2),
        ("受理申请总数 > 2016年度", 5),
        ("受理申请总数 > 当面申请数 > 2016年度", 5),
        ("受理申请总数 > 信函申请数 > 2016年度", 0),
        ("行政复议数 > 2016年度", 1),
    ]
    assert [value for path, _, value in figures(form) if path.endswith("历年累计")] == [31, 20, 11, 6, 5, 1, 1]


def test_counted_parts_below_a_number() -> None:
    form = grid(
        "指标名称|计量单位|年末统计", "（一）收到数|件|5", "其中：1.当面|件|3", "2.信函|件|2", "（二）办结数|件|5"
    )
    assert figures(form) == [
        ("收到数", "件", 5),
        ("收到数 > 当面", "件", 3),
        ("收到数 > 信函", "件", 2),
        ("办结数", "件", 5),
    ]


def test_a_count_that_may_be_the_rows_own_goes_on_there() -> None:
    form = grid("统计指标|单位|统计数", "1.收到数|件|5", "其中：1.当面|件|3", "2.办结数|件|5")
    assert figures(form) == [("收到数", "件", 5), ("收到数 > 当面", "件", 3), ("办结数", "件", 5)]


def test_halves_are_read_one_after_the_other() -> None:
    form = grid(
        "统计指标|单位|统计数|统计指标|单位|统计数",
        "一、主动公开|——||（二）办结数|件|6",
        "（一）公开数|条|5|1.按时|件|4",
        "二、依申请公开|——||三、复议|件|0",
        "（一）收到数|件|7|||",
    )
    assert figures(form) == [
        ("主动公开 > 公开数", "条", 5),
        ("依申请公开 > 收到数", "件", 7),
        ("依申请公开 > 办结数", "件", 6),
        ("依申请公开 > 办结数 > 按时", "件", 4),
        ("复议", "件", 0),
    ]


EXPECTED = [
    ("主动公开情况 > 公开数", "条", 7653),
    ("主动公开情况 > 公开数 > 规范性文件数", "条", 12),
    ("复议数", "件", 0),
]


@pytest.mark.parametrize(
    "head",
    ["统计指标 单位 统计数", "统 计 指 标 单位 统 计 数", "指标名称 | 计量单位 | 数量", "指标名称 计量单位 年末统计"],
)
@pytest.mark.parametrize("gap", ["\n", " ", "\t", " | "])
def test_every_way_to_lose_the_table(head: str, gap: str) -> None:
    rows = ["一、主动公开情况 ——", "（一）公开数 条 7,653", "其中：规范性文件数 条 12", "二、复议数 件 0"]
    lines = [head, *rows] if gap != "\n" or "统 计" in head else [head.replace(" | ", " "), *rows]
    text = "\n".join(line.replace(" ", gap) if "统 计" not in line else line for line in lines)
    blocks: list[Block] = [Paragraph(line) for line in text.split("\n") if line.strip(" |")]
    assert figures(*blocks, Paragraph("说明：本表由办公室填报。"), Paragraph("附注 条 9")) == EXPECTED


def test_all_in_one_paragraph() -> None:
    text = "统计指标 单位 统计数 一、主动公开情况 —— （一）公开数 条 7653 其中：规范性文件数 条 12 二、复议数 件 0"
    assert figures(Paragraph(text)) == EXPECTED


def test_values_that_are_not_there() -> None:
    lines = ["统计指标", "单位", "统计数", "一、公开数", "条", "二、申请数", "件", "/", "三、会议", "次", "2"]
    rows = [("公开数", "条", None), ("申请数", "件", None), ("会议", "次", 2)]
    assert figures(*map(Paragraph, lines)) == rows


@pytest.mark.parametrize(
    "text",
    [
        "统计指标单位统计数不全",
        "项目 单位 金额 办公费 万元 3",
        "统计指标 见附表 单位 某局",
        "本年 统计指标 单位 统计数 公开数 条 7",
    ],
)
def test_other_lines_are_no_appendix(text: str) -> None:
    assert figures(Paragraph(text)) == []


@pytest.mark.parametrize("head", ["总数", "年度统计数", "2016年度数据", "统计数（2016年）", "填报数"])
def test_any_head_behind_the_unit_stands_over_figures(head: str) -> None:
    form = grid(f"统计指标|单位|{head}|备注", "（一）收到申请数|件|5|网上", "1.当面申请数|件|2|")
    assert figures(form) == [("收到申请数", "件", 5), ("收到申请数 > 当面申请数", "件", 2)]


@pytest.mark.parametrize("heads", ["本年度|累计", "区政府统计数|乡镇街道统计数", "县本级|合计"])
def test_no_column_of_figures_stands_for_all(heads: str) -> None:
    first, second = heads.split("|")
    form = grid(f"指标名称|计量单位|代码|{heads}", "收到申请数|件|01|5|40")
    assert figures(form) == [(f"收到申请数 > {first}", "件", 5), (f"收到申请数 > {second}", "件", 40)]


def test_tables_of_projects_with_other_columns_are_no_appendix() -> None:
    assert read_appendix([grid("项目|单位|金额", "道路改造|城建局|300", "水库加固|水利局|120")]) == []


def test_forms_in_lines_one_under_the_other() -> None:
    lines = ["附表一：主动公开情况", "指标名称 单位 数量", "主动公开信息数 条 1256", "其中：1.网站公开数 条 1200"]
    lines += ["附表二：依申请公开情况", "指标名称 单位 数量", "申请总数 件 28", "其中：1.当面申请数 件 12"]
    rows = read_appendix([Paragraph(text) for text in lines])
    assert [(" > ".join(row.path), row.value) for row in rows] == [
        ("主动公开信息数", 1256),
        ("主动公开信息数 > 网站公开数", 1200),
        ("申请总数", 28),
        ("申请总数 > 当面申请数", 12),
    ]


@pytest.mark.parametrize("cells", [False, True])
@pytest.mark.parametrize(
    ("heads", "values"),
    [("2016年度 历年累计", "5 40"), ("数量 累计", "5 40"), ("代码 本期实际 本年累计", "01 5 40")],
)
def test_forms_in_lines_with_several_columns(heads: str, values: str, cells: bool) -> None:
    rows = [f"指标名称 计量单位 {heads}", f"主动公开信息数 条 {values}", "其中：网站公开数 条", f"申请总数 件 {values}"]
    lines = " ".join(rows).split() if cells else rows
    *_, first, second = heads.split()
    read = [(" > ".join(row.path), row.value) for row in read_appendix([Paragraph(text) for text in lines])]
    assert read == [
        (f"主动公开信息数 > {first}", 5),
        (f"主动公开信息数 > {second}", 40),
        (f"主动公开信息数 > 网站公开数 > {first}", None),
        (f"主动公开信息数 > 网站公开数 > {second}", None),
        (f"申请总数 > {first}", 5),
        (f"申请总数 > {second}", 40),
    ]


@pytest.mark.parametrize(
    "head", ["统计指标 单位 2016年统计数", "统 计 指 标 单 位 统 计 数", "统计指标 单位 统计数 备注"]
)
def test_heads_of_forms_in_lines(head: str) -> None:
    lines = [head, "（一）收到申请数 件 5", "1.当面申请数 件 2"]
    read = [(row.path[-1], row.value) for row in read_appendix([Paragraph(text) for text in lines])]
    assert read == [("收到申请数", 5), ("当面申请数", 2)]


def test_the_blocks_of_a_form_in_lines_end_with_its_last_row() -> None:
    lines = [
        "附表",
        "统计指标",
        "单位",
        "统计数",
        "一、公开数",
        "条",
        "5",
        "八、经费",
        "万元",
        "2",
        "五、存在问题",
        "公开少。",
    ]
    assert appendix_line_blocks([Paragraph(text) for text in lines]) == frozenset(range(1, 10))
