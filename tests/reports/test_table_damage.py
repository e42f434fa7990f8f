"""Tables whose shape or labels a page spoiled: what stays certain is read, nothing is read under another's head."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reports.document import Block, Cell, Grid
from reports.grid import turned
from reports.html import parse_html
from reports.tables import TablesRead, read_tables

GOLDEN = Path(__file__).parents[1] / "golden" / "tables"
TABLES = ("proactive", "applications", "proceedings")
Rows = tuple[tuple[Cell, ...], ...]


def _page(name: str) -> tuple[tuple[Block, ...], dict[str, Any]]:
    truth = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    text = (GOLDEN / f"{name}.html").read_bytes().decode(truth["encoding"])
    return parse_html(text, "http://www.example.gov.cn/zwgk/1.html").blocks, truth


def _renamed(blocks: tuple[Block, ...], old: str, new: str) -> tuple[Block, ...]:
    def row(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(cell._replace(text=cell.text.replace(old, new)) for cell in cells)

    return tuple(b._replace(rows=tuple(map(row, b.rows))) if isinstance(b, Grid) else b for b in blocks)


def _assert_true(tables: TablesRead, truth: dict[str, Any]) -> None:
    assert [finding.message for finding in tables.findings if finding.severity != "info"] == []
    for table in TABLES:
        assert getattr(tables, table) == truth[table]


@pytest.mark.parametrize("name", ["plain_2019", "plain_2021"])
def test_tables_with_rows_and_columns_exchanged_are_read(name: str) -> None:
    blocks, truth = _page(name)
    exchanged = tuple(b._replace(rows=tuple(turned(b.rows))) if isinstance(b, Grid) else b for b in blocks)
    _assert_true(read_tables(exchanged), truth)


def test_turning_twice_gives_the_table_back() -> None:
    rows = ((Cell("a", rowspan=2), Cell("b", colspan=2)), (Cell("c"), Cell("d")))
    assert turned(turned(rows)) == list(rows)
    assert turned(()) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("plain_2019", "其他处理", "其己处理"),
        ("plain_2019", "其他对外管理服务事项", "其他对外服务管理事项"),
    ],
)
def test_a_label_with_a_slip_is_still_the_label(name: str, old: str, new: str) -> None:
    blocks, truth = _page(name)
    changed = _renamed(blocks, old, new)
    assert changed != blocks
    _assert_true(read_tables(changed), truth)


def _with_head(blocks: tuple[Block, ...], **spans: int) -> tuple[Block, ...]:
    """The page with other spans on the two cells of the first row of table 三."""
    result = list(blocks)
    for index, block in enumerate(blocks):
        if isinstance(block, Grid) and "勾稽" in block.rows[0][0].text:
            corner, head = block.rows[0]
            first = (
                corner._replace(rowspan=spans.get("down", 3), colspan=spans.get("across", 3)),
                head._replace(colspan=spans.get("head", 7)),
            )
            result[index] = block._replace(rows=(first, *block.rows[1:]))
    return tuple(result)


def test_a_head_that_is_wider_than_its_table_names_no_further_columns() -> None:
    blocks, truth = _page("plain_2021")
    _assert_true(read_tables(_with_head(blocks, head=70)), truth)


@pytest.mark.parametrize(("down", "across"), [(1, 1), (1, 2), (2, 1), (3, 1), (1, 3), (2, 3), (3, 4)])
def test_a_corner_with_wrong_spans_never_shifts_a_figure(down: int, across: int) -> None:
    blocks, truth = _page("plain_2021")
    tables = read_tables(_with_head(blocks, down=down, across=across))
    assert tables.applications is not None
    for row, figures in truth["applications"].items():
        for column, figure in figures.items():
            assert tables.applications[row][column] in (figure, None)


def _grid(*rows: str) -> Grid:
    """A table without spans, cells parted by bars."""
    return Grid(tuple(tuple(Cell(text.strip()) for text in row.split("|")) for row in rows))


def _assert_left_out(grid: Grid, where: str) -> None:
    tables = read_tables([grid])
    table, row = where.split(".")
    assert ("tables.uncertain", where) in {(finding.rule, finding.where) for finding in tables.findings}
    assert set((getattr(tables, table) or {})[row].values()) == {None}


def test_a_figure_under_no_head_of_its_own_makes_its_row_uncertain() -> None:
    labels = "本列数据的勾稽关系 | " * 3
    shifted = f"{labels}自然人 |  | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 总计 | 其他"
    received = "一、本年新收政府信息公开申请数量 | " * 3 + "1 | 2 | 3 | 4 | 5 | 6 | 21 | "
    upper = labels + "申请人情况 | " * 7, labels + "自然人 | " + "法人或其他组织 | " * 5 + "总计 | "
    _assert_left_out(_grid(*upper, shifted, received), "applications.received")
    heads = "信息内容 | 本年制发件数 |  | 本年废止件数 | 现行有效件数"
    _assert_left_out(_grid(heads, "规章 | 1 | 2 | 3 | 4"), "proactive.rules")


#: tables of a report's text that share words with the statutory ones
FOREIGN = (
    _grid("类别 | 自然人 | 法人 | 总计", "当面申请 | 1 | 2 | 3", "网络申请 | 4 | 5 | 9"),
    _grid("事项 | 数量", "行政许可 | 12", "行政处罚 | 7", "行政强制 | 0", "规范性文件 | 3"),
    _grid("渠道 | 数量", "政府网站 | 100", "其他 | 20", "总计 | 120"),
    _grid("年度 | 行政复议 | 行政诉讼", "2021 | 3 | 4", "2022 | 5 | 6"),
)


@pytest.mark.parametrize("foreign", FOREIGN)
def test_another_table_that_shares_words_neither_spoils_nor_alarms(foreign: Grid) -> None:
    blocks, truth = _page("plain_2021")
    first = next(index for index, block in enumerate(blocks) if isinstance(block, Grid))
    _assert_true(read_tables((foreign, *blocks)), truth)
    _assert_true(read_tables((*blocks, foreign)), truth)
    _assert_true(read_tables((*blocks[: first + 1], foreign, *blocks[first + 1 :])), truth)
    alone = read_tables((foreign,))
    assert (alone.format, alone.proactive, alone.applications, alone.proceedings) == ("narrative", None, None, None)


def test_the_last_line_of_an_older_tables_label_is_no_row() -> None:
    older = _grid(
        "统计指标 | 单位 | 统计数", "其中：主动公开\n规范性文件数 | 条 | 12", "制发规范性\n文件总数 | 件 | 15"
    )
    assert read_tables((older,)).format == "narrative"


@pytest.mark.parametrize(("name", "year", "told"), [("plain_2019", 2022, True), ("plain_2019", 2020, False)])
def test_tables_of_another_years_form_are_told(name: str, year: int, told: bool) -> None:
    blocks, _ = _page(name)
    rules = [(finding.rule, finding.severity) for finding in read_tables(blocks, year).findings]
    assert (("tables.format", "info") in rules) is told
