"""Sums of money in table 二: in the form's unit where it has one, as printed and named where it has none, else null."""

from __future__ import annotations

import pytest

from reports.document import Block, Cell, Grid
from reports.model import Finding
from reports.tables import read_tables


def procurement(head: str, printed: str) -> tuple[float | int | None, list[Finding]]:
    rows = [["第二十条第（九）项"], ["信息内容", "采购项目数量", head], ["政府集中采购", "7", printed]]
    return _amount(rows, "procurement")


def fees(head: str, printed: str) -> tuple[float | int | None, list[Finding]]:
    rows = [["第二十条第（八）项"], ["信息内容", head], ["行政事业性收费", printed]]
    return _amount(rows, "fees")


def _amount(rows: list[list[str]], row: str) -> tuple[float | int | None, list[Finding]]:
    blocks: list[Block] = [Grid(tuple(tuple(Cell(text) for text in line) for line in rows))]
    tables = read_tables(blocks)
    assert tables.proactive is not None
    return tables.proactive[row]["amount"], [f for f in tables.findings if f.where == f"proactive.{row}.amount"]


@pytest.mark.parametrize(
    ("head", "printed", "value", "named"),
    [
        ("采购总金额", "25.1", 25.1, None),
        ("采购总金额", "25.1万元", 25.1, "万元"),
        ("采购总金额", "251000元", 251000, "printed in 元"),
        ("采购总金额（万元）", "25.1", 25.1, "headed 万元"),
        ("采购总金额（万元）", "251000元", 25.1, "converted"),
        ("采购总金额（元）", "251000", 251000, "headed 元"),
    ],
)
def test_procurement_stays_as_printed_and_its_unit_is_named(
    head: str, printed: str, value: float, named: str | None
) -> None:
    amount, findings = procurement(head, printed)
    assert amount == value
    assert [f.rule for f in findings] == (["tables.unit"] if named else [])
    assert named is None or named in findings[0].message


@pytest.mark.parametrize(
    ("head", "printed"), [("采购总金额", "0.3亿元"), ("采购总金额（亿元）", "0.3"), ("採購總金額", "0.3億元")]
)
def test_procurement_in_a_unit_that_nothing_ties_to_the_form_is_left_out(head: str, printed: str) -> None:
    amount, findings = procurement(head, printed)
    assert amount is None
    assert [(f.rule, f.severity) for f in findings] == [("tables.unreadable", "warning")]
    assert "亿元" in findings[0].message


def test_nothing_is_nothing_in_any_unit() -> None:
    assert procurement("采购总金额（亿元）", "0") == (0, [])


@pytest.mark.parametrize(
    ("head", "printed", "value"),
    [
        ("本年收费金额（单位：万元）", "0.3亿元", 3000),
        ("本年收费金额（单位：元）", "251000", 25.1),
        ("本年收费金额（单位：亿元）", "0.3", 3000),
        ("本年收费金额（单位：元）", "25.1万元", 25.1),
    ],
)
def test_fees_are_converted_to_the_forms_unit(head: str, printed: str, value: float) -> None:
    amount, findings = fees(head, printed)
    assert amount == value
    assert [f.rule for f in findings] == ["tables.unit"]
