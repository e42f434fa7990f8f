"""Tables whose column heads the page lost: read where rows and sums prove the form, else null and named."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from reports.document import Cell, Grid, Paragraph
from reports.html import parse_html
from reports.tables import TablesRead, read_tables

GOLDEN = Path(__file__).parents[1] / "golden" / "tables"
TABLES = ("proactive", "applications", "proceedings")
ROW = re.compile(r"<tr>.*?</tr>\n?", re.S)
PROACTIVE_HEADS = ("信息内容",)
APPLICANT_HEADS = ("申请人情况", "法人或其他组织", "商业企业")
RESULT_HEADS = ("行政复议<", "未经复议直接起诉<", "结果维持<")


def golden(name: str) -> tuple[str, dict[str, Any]]:
    truth = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return (GOLDEN / f"{name}.html").read_bytes().decode(truth["encoding"]), truth


def without_rows(page: str, words: tuple[str, ...]) -> str:
    """The page without the table rows that hold one of the words."""
    return ROW.sub(lambda row: "" if any(word in row[0] for word in words) else row[0], page)


def read(page: str) -> TablesRead:
    return read_tables(parse_html(page, "http://www.example.gov.cn/zwgk/1.html").blocks)


def warnings(tables: TablesRead) -> list[str]:
    return [finding.message for finding in tables.findings if finding.severity != "info"]


def all_cells(figures: dict[str, dict[str, Any]] | None) -> set[Any]:
    return {value for row in (figures or {}).values() for value in row.values()}


@pytest.mark.parametrize("name", ["plain_2019", "plain_2021", "form_2019_three_other_rows", "form_2021_one_other_row"])
def test_applications_without_heads_come_out_where_their_sums_do(name: str) -> None:
    page, truth = golden(name)
    tables = read(without_rows(page, APPLICANT_HEADS))
    assert tables.applications == truth["applications"]
    assert warnings(tables) == []
    assert [f.where for f in tables.findings if f.rule == "tables.heads-lost"] == ["applications"]


@pytest.mark.parametrize("gone", [("法人或其他组织", "商业企业"), ("商业企业",)])
def test_what_is_left_of_a_head_agrees_with_the_form(gone: tuple[str, ...]) -> None:
    page, truth = golden("plain_2021")
    assert read(without_rows(page, gone)).applications == truth["applications"]


@pytest.mark.parametrize(("old", "new"), [("自然人", "上年总计"), ("自然人", "总计"), ("自然人", "商业企业")])
def test_what_is_left_of_a_head_may_not_contradict_the_form(old: str, new: str) -> None:
    page, _ = golden("plain_2021")
    torn = without_rows(page, ("商业企业",)).replace(old, new)
    assert all_cells(read(torn).applications) == {None}


@pytest.mark.parametrize(
    "change",
    [
        # a sum that does not come out: the last column may not be the total
        lambda row: re.sub(r"<td>(\d+)</td></tr>", lambda last: f"<td>{int(last[1]) + 1}</td></tr>", row),
        # the total first
        lambda row: re.sub(r"((?:<td>\d+</td>){6})(<td>\d+</td>)</tr>", r"\2\1</tr>", row),
        lambda row: re.sub(r"<td>\d+</td></tr>", "</tr>", row),
        lambda row: re.sub(r"</tr>", "<td>0</td></tr>", row),
    ],
    ids=["sum", "order", "six", "eight"],
)
def test_applications_without_proof_stay_null_and_named(change: Any) -> None:
    page, truth = golden("plain_2021")
    start = page.index("三、收到和处理")
    table = ROW.sub(lambda row: change(row[0]), without_rows(page[start:], APPLICANT_HEADS).split("四、政府")[0])
    tables = read(page[:start] + table + page[start:].partition("<p><strong>四、")[2])
    assert all_cells(tables.applications) == {None}
    named = {finding.where for finding in tables.findings if finding.rule == "tables.uncertain"}
    assert named >= {f"applications.{row}" for row in truth["applications"]}


def test_rows_out_of_order_prove_nothing() -> None:
    page, _ = golden("plain_2021")
    swapped = page.replace("（一）予以公开", "（X）").replace("四、结转下年度继续办理", "（一）予以公开")
    swapped = swapped.replace("（X）", "四、结转下年度继续办理")
    assert all_cells(read(without_rows(swapped, APPLICANT_HEADS)).applications) == {None}


@pytest.mark.parametrize("name", ["plain_2019", "plain_2021"])
def test_proactive_without_heads_comes_out_by_its_rows(name: str) -> None:
    page, truth = golden(name)
    tables = read(without_rows(page, PROACTIVE_HEADS))
    expected = {row: dict(columns) for row, columns in truth["proactive"].items()}
    if expected["fees"].get("amount"):
        expected["fees"]["amount"] = None
        assert any("proactive.fees.amount" in message for message in warnings(tables))
    else:
        assert warnings(tables) == []
    assert tables.format == truth["format"]
    assert tables.proactive == expected


def test_proactive_without_heads_needs_every_row() -> None:
    page, _ = golden("plain_2021")
    tables = read(without_rows(page, (*PROACTIVE_HEADS, "行政强制")))
    assert all_cells(tables.proactive) == {None}
    assert {f"proactive.{row}" for row in ("rules", "normative_documents", "licensing", "penalties", "fees")} <= {
        finding.where for finding in tables.findings
    }


@pytest.mark.parametrize("left", ["", "行政复议 行政诉讼", "行政诉讼", 3 * "结果维持 结果纠正 其他结果 尚未审结 总计 "])
def test_proceedings_without_heads_come_out_where_their_sums_do(left: str) -> None:
    page, truth = golden("plain_2021")
    head = "".join(f"<td>{word}</td>" for word in left.split())
    start = page.index("四、政府信息公开")
    torn = page[:start] + without_rows(page[start:], RESULT_HEADS).replace("<tr>", f"<tr>{head}</tr><tr>", 1)
    tables = read(torn)
    assert tables.proceedings == truth["proceedings"]
    assert warnings(tables) == []


def test_proceedings_without_heads_and_sums_stay_null() -> None:
    page, truth = golden("plain_2021")
    total = truth["proceedings"]["review"]["total"]
    broken = without_rows(page, RESULT_HEADS)
    start = broken.index("四、政府信息公开行政复议")
    broken = broken[:start] + broken[start:].replace(f"<td>{total}</td>", f"<td>{total + 1}</td>", 1)
    tables = read(broken)
    assert all_cells(tables.proceedings) <= {None}
    assert any("proceedings" in (finding.where or "") for finding in tables.findings if finding.severity == "warning")


def _rows(*rows: str) -> Grid:
    return Grid(tuple(tuple(Cell(text) for text in row.split("|")) for row in rows))


def test_proceedings_in_rows_of_groups_without_heads() -> None:
    heading = Paragraph("四、政府信息公开行政复议、行政诉讼情况")
    rows = ["行政复议|1|2|3|4|10", "未经复议直接起诉|0|0|0|1|1", "复议后起诉|0|0|0|0|0"]
    read_back = read_tables([heading, _rows(*rows)])
    assert read_back.proceedings is not None
    assert list(read_back.proceedings["review"].values()) == [1, 2, 3, 4, 10]
    assert read_tables([heading, _rows(rows[0], rows[1], "复议后起诉|0|0|0|0|5")]).proceedings is None
    assert read_tables([heading, _rows("行政复议|件|3", "行政诉讼|件|1")]).proceedings is None


@pytest.mark.parametrize("above", ["四、政府信息公开行政复议、行政诉讼情况", "四、政府信息公開行政復議、行政訴訟情況"])
def test_fifteen_bare_figures_count_only_under_a_line_about_cases(above: str) -> None:
    figures = _rows("|".join("000000000000000"))
    assert read_tables([Paragraph(above), figures]).proceedings is not None
    assert read_tables([Paragraph("（四）平台建设。各栏目更新情况如下。"), figures]).proceedings is None


def test_all_heads_lost_at_once() -> None:
    page, truth = golden("plain_2019")
    tables = read(without_rows(page, (*PROACTIVE_HEADS, *APPLICANT_HEADS, *RESULT_HEADS)))
    assert {table: getattr(tables, table) for table in TABLES} == {table: truth[table] for table in TABLES}
    assert warnings(tables) == []


@pytest.mark.parametrize("name", ["cell_lines", "row_lines_br", "plain_text"])
def test_applications_printed_as_lines_without_heads_come_out(name: str) -> None:
    page, truth = golden(name)
    heads = ("（本列", "申请人情况", "自然人", "法人或其他组织", "商业企业", "科研机构", "社会公益组织", "法律服务机构")
    lines = [
        block
        for block in parse_html(page, "http://www.example.gov.cn/zwgk/1.html").blocks
        if not (isinstance(block, Paragraph) and (block.text.startswith(heads) or block.text in ("其他", "总计")))
    ]
    assert read_tables(lines).applications == truth["applications"]


def test_a_small_table_of_the_same_words_is_not_the_form() -> None:
    page, truth = golden("plain_2021")
    stray = "<table><tr><td>行政许可</td><td>12</td></tr><tr><td>行政处罚</td><td>3</td></tr></table>"
    tables = read(page.replace("<p><strong>六、", f"{stray}<p><strong>六、"))
    assert tables.proactive == truth["proactive"]


def test_a_group_cut_by_a_page_break_goes_on_under_the_repeated_head() -> None:
    page, truth = golden("plain_2021")
    start = page.index("三、收到和处理")
    rows = ROW.findall(page[start:].split("四、政府信息公开")[0])
    heads = [row for row in rows if any(word in row for word in APPLICANT_HEADS)]
    place = next(i for i, row in enumerate(rows) if "3.其他<" in row)
    cut = rows[place].replace("<tr>", '<tr><td rowspan="2"></td><td></td>')
    after = "".join([*heads, cut, *rows[place + 1 :]])
    torn = page.replace(rows[place], "</table><p></p><table>", 1).replace("".join(rows[place + 1 :]), after)
    tables = read(torn)
    assert tables.applications == truth["applications"]
    assert warnings(tables) == []


def test_a_figure_that_ran_into_a_label_gives_the_row_up() -> None:
    page, truth = golden("plain_2021")
    row = next(row for row in ROW.findall(page) if "二、上年结转" in row)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
    shifted = (
        f'<tr><td colspan="3">{cells[0]}<p>6</p></td>' + "".join(f"<td>{c}</td>" for c in [*cells[2:], ""]) + "</tr>\n"
    )
    tables = read(page.replace(row, shifted))
    assert tables.applications is not None
    assert set(tables.applications["carried_in"].values()) == {None}
    assert any("carried_in" in (finding.where or "") for finding in tables.findings if finding.severity == "warning")
    assert tables.applications["received"] == truth["applications"]["received"]


def test_a_figure_that_ran_into_a_head_gives_the_table_up() -> None:
    page, _ = golden("plain_2021")
    start = page.index("四、政府信息公开")
    head, _, values = page[start:].rpartition("<td>总计</td>")
    first = re.search(r"<tr><td>(\d+)</td>", values)
    assert first is not None
    shifted = values.replace(first[0], "<tr>", 1).replace("</tr>\n</table>", "<td></td></tr>\n</table>", 1)
    tables = read(page[:start] + head + f"<td>总计<p>{first[1]}</p></td>" + shifted)
    assert all_cells(tables.proceedings) <= {None}
