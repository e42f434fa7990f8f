"""Statistics appendices of reports from before 2019."""

from __future__ import annotations

from reports.appendix import read_appendix
from reports.document import Block, Cell, Grid, Paragraph
from reports.model import AppendixRow


def grid(*rows: str) -> Grid:
    return Grid(tuple(tuple(Cell(text.strip()) for text in row.split("|")) for row in rows))


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
