"""Tables in text: which lines are read, which are given up, and which belong to the prose."""

from __future__ import annotations

import pytest

from reports.chrome import trim_article
from reports.document import Block, Cell, Grid, Paragraph
from reports.tables import TablesRead, read_tables

HEAD = "第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数"


def read(text: str) -> TablesRead:
    blocks: list[Block] = [Paragraph(line) for line in text.splitlines()]
    return read_tables(blocks)


def rules(tables: TablesRead) -> dict[str, int | float | None]:
    assert tables.proactive is not None
    return tables.proactive["rules"]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n规章\n1\n2\n3",
        f"{HEAD}\n规章 1 2 3",
        f"{HEAD}\n规章|1|2|3",
        f"{HEAD}\n|规章|1|2|3|",
        "信息内容 本年制发件数 本年废止件数 现行有效件数\n规 章 1件 2件 3件",
        "信息内容 本年制发件数 本年废止件数 现行有效件数 规章 1 2 3",
        f"{HEAD}\n规\u3000章\n１\n２\n３",
        # every cell a line with a bar behind it, more bars where it is wide
        "第二十条第（一）项 | |||\n信息内容 |\n本年制发件数 |\n本年废止件数 |\n现行有效件数 |\n规章 |\n1 |\n2 |\n3 |||",
        "信息内容 |\n本年制发件数 |\n本年废止件数 |\n现行有效件数（累计） |\n规章 |\n1 | 2 | 3 |",
        # a cell's paragraphs on lines of their own
        "信息内容\n本年制\n发件数\n本年\n废止\n件数\n现行有效件数\n规章\n1\n2\n3",
        "信息内容 |\n本年制 |\n发件数 |\n本年废止件数 |\n现行有效件数 |\n规章 |\n1 |\n2 |\n3 |",
    ],
)
def test_every_way_to_flatten(text: str) -> None:
    tables = read(text)
    assert rules(tables) == {"made": 1, "repealed": 2, "in_force": 3}
    assert tables.source == "text"
    assert tables.consumed == frozenset(range(len(text.splitlines())))


@pytest.mark.parametrize("values", ["1\n2", "1\n2\n3\n4", ""])
def test_counts_that_do_not_fit_are_given_up(values: str) -> None:
    tables = read(f"{HEAD}\n规章\n{values}\n行政规范性文件\n4\n5\n6")
    assert rules(tables) == {"made": None, "repealed": None, "in_force": None}
    assert any(finding.rule == "tables.uncertain" and "rules" in finding.message for finding in tables.findings)
    assert tables.proactive is not None
    assert tables.proactive["normative_documents"] == {"made": 4, "repealed": 5, "in_force": 6}


def test_a_row_whose_label_is_explained_in_brackets() -> None:
    note = "（" + "本机关制定发布的决定、公告、通告、意见等，标题有“办法”“细则”字样的公文，" * 3 + "均属此类）"
    tables = read(f"{HEAD}\n规章（设区的市应提供数据）|1|2|3|\n行政规范性文件{note} | 34 | 4 | 47 |")
    assert rules(tables) == {"made": 1, "repealed": 2, "in_force": 3}
    assert tables.proactive is not None
    assert list(tables.proactive["normative_documents"].values()) == [34, 4, 47]


def test_barred_blanks_keep_their_place() -> None:
    assert rules(read(f"{HEAD}\n规章|1||3")) == {"made": 1, "repealed": None, "in_force": 3}


def test_bars_alone_in_table_2_may_be_a_wide_cells_and_are_no_blanks() -> None:
    head = "信息内容 |\n本年制发件数 |\n本年废止件数 |\n现行有效件数 |"
    text = f"{head}\n规章 |\n1 |\n|\n3 |\n行政规范性文件 |\n4 |\n5 |\n6 |\n|"
    tables = read(text)
    assert rules(tables) == {"made": None, "repealed": None, "in_force": None}
    assert tables.proactive is not None
    assert tables.proactive["normative_documents"] == {"made": 4, "repealed": 5, "in_force": 6}


APPLICANTS = (
    "申请人情况 |\n自然人 |\n法人或其他组织 |\n总计 |\n||||\n"
    "商业企业 |\n科研机构 |\n社会公益组织 |\n法律服务机构 |\n其他 |"
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("2 |\n|\n|\n1 |\n|\n|\n3 |\n|", [2, None, None, 1, None, None, 3]),
        ("2 |\n|\n|\n|\n|\n|\n|\n|", [2, None, None, None, None, None, None]),
        ("|\n|\n|\n|\n|\n|\n3 |", [None, None, None, None, None, None, 3]),
        # too few, or too many that are printed: nothing says which
        ("2 |\n|\n3 |", [None] * 7),
        ("2 |\n|\n|\n|\n|\n|\n|\n3 |", [None] * 7),
    ],
)
def test_bars_alone_in_table_3_are_blank_cells(cells: str, expected: list[int | None]) -> None:
    row = "一、本年新收政府信息公开申请数量 |\n1 |\n1 |\n1 |\n1 |\n1 |\n1 |\n6 |\n||"
    tables = read(f"{APPLICANTS}\n{row}\n三、本年度办理结果 |\n（一）予以公开 |\n{cells}")
    assert tables.applications is not None
    assert list(tables.applications["received"].values()) == [1, 1, 1, 1, 1, 1, 6]
    assert list(tables.applications["granted"].values()) == expected


def test_bars_alone_stay_behind_cells_only() -> None:
    lines = ("首页", "|", "正文。", "|", "总计 |", "|", "|", "3 |", "||")
    _, article, _ = trim_article([Paragraph(line) for line in lines], 1, len(lines))
    assert [block.text for block in article if isinstance(block, Paragraph)] == ["正文。", "总计 |", "|", "|", "3 |"]


def test_blank_cells_of_table_4_keep_their_place() -> None:
    results = "结果维持 |\n结果纠正 |\n其他结果 |\n尚未审结 |\n总计 |\n"
    head = f"行政复议 |\n行政诉讼 |\n{results}未经复议直接起诉 |\n复议后起诉 |\n{results}{results}"
    tables = read(f"{head}1 |\n|\n|\n2 |\n3 |\n" + "|\n" * 9 + "4 |")
    assert tables.proceedings is not None
    assert list(tables.proceedings["review"].values()) == [1, None, None, 2, 3]
    assert list(tables.proceedings["suit_after_review"].values()) == [None, None, None, None, 4]


def test_heads_that_go_on_in_a_row_of_their_own() -> None:
    head = "申请人情况|\n自然人|法人或其他组织|总计|\n商业|科研|社会公益组织|法律服务机构|其他|\n企业|机构|"
    row = "一、本年新收政府信息公开申请数量 | 2 | | | | | 1 | 3 |\n| （一）予以公开 | 2 | | | | | | 2 | |"
    tables = read(f"{head}\n{row}")
    assert tables.applications is not None
    assert list(tables.applications["received"].values()) == [2, None, None, None, None, 1, 3]
    assert list(tables.applications["granted"].values()) == [2, None, None, None, None, None, 2]
    assert tables.consumed == frozenset(range(6))


def test_lines_that_only_together_are_a_label() -> None:
    head = "申请人情况\n自然人\n法人或其他组织\n总计\n商业\n企业\n科研机构\n社会公益\n组织\n法律服务机构\n其他"
    row = "（二）部分公开（区分处理的，\n只计这一情形，\n不计其他情形）\n1\n2\n3\n4\n5\n6\n21"
    tables = read(f"{head}\n一、本年新收政府信息公开申请数量\n1\n1\n1\n1\n1\n1\n6\n三、本年度\n办理结果\n{row}")
    assert tables.applications is not None
    assert list(tables.applications["granted_in_part"].values()) == [1, 2, 3, 4, 5, 6, 21]
    assert len(tables.consumed) == len(f"{head}\n{row}".splitlines()) + 10


def test_columns_in_another_order() -> None:
    text = "信息内容\n现行有效件数\n本年制发件数\n本年废止件数\n规章\n3\n1\n2"
    assert rules(read(text)) == {"made": 1, "repealed": 2, "in_force": 3}


def test_prose_round_the_table_stays() -> None:
    tables = read(
        f"二、主动公开政府信息情况\n具体情况如下。\n{HEAD}\n规章\n1\n2\n3\n三、收到和处理政府信息公开申请情况\n无申请。"
    )
    assert tables.consumed == frozenset(range(2, 11))


def test_labels_in_prose_are_no_table() -> None:
    text = "行政许可\n全年办理行政许可30件。\n规章\n没有制定规章。\n自然人\n5"
    assert read(text) == TablesRead()


def test_a_repeated_table_folds_and_a_contradicting_one_does_not() -> None:
    once = f"{HEAD}\n规章\n1\n2\n3"
    assert rules(read(f"{once}\n{once}")) == {"made": 1, "repealed": 2, "in_force": 3}
    other = read(f"{once}\n{HEAD}\n规章\n1\n2\n4")
    assert rules(other) == {"made": 1, "repealed": 2, "in_force": None}
    assert any(finding.rule == "tables.contradiction" for finding in other.findings)


GRID = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "2", "3"],
    ["行政规范性文件", "4", "", "6"],
]


def _all_three(lines: str) -> list[Block]:
    """A page whose grids give all three tables, with lines that print one of them again."""
    heads = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    tables = [
        GRID,
        [["", *heads], ["一、本年新收政府信息公开申请数量", *"0000000"]],
        [["", *results], ["行政复议", *"00000"]],
    ]
    grids = [Grid(tuple(tuple(Cell(text) for text in row) for row in table)) for table in tables]
    return [Paragraph("二、主动公开政府信息情况"), *grids, *map(Paragraph, lines.splitlines()), Paragraph("五、问题")]


@pytest.mark.parametrize(
    "lines",
    [f"{HEAD}\n规章\n1\n2\n3", f"{HEAD}\n规章 1 2 3\n行政规范性文件 4 6", f"{HEAD} 规章 1 2 3".replace("\n", " ")],
)
def test_a_table_printed_again_as_lines_is_used_up(lines: str) -> None:
    blocks = _all_three(lines)
    tables = read_tables(blocks)
    assert rules(tables) == {"made": 1, "repealed": 2, "in_force": 3}
    assert tables.consumed >= set(range(4, len(blocks) - 1))
    assert tables.source == "html"
    assert not any(finding.rule == "tables.contradiction" for finding in tables.findings)


def test_lines_that_say_something_else_stay_text() -> None:
    blocks = _all_three(f"{HEAD}\n规章\n1\n2\n4")
    tables = read_tables(blocks)
    assert rules(tables) == {"made": 1, "repealed": 2, "in_force": 3}
    assert tables.consumed == {1, 2, 3}
