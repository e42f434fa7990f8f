"""Golden pages for every shape in which portals print the tables: each figure comes out or is null and named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reports.html import parse_html
from reports.sections import read_sections
from reports.tables import TablesRead, read_tables

GOLDEN = Path(__file__).parents[1] / "golden" / "tables"
PAGES = sorted(path.stem for path in GOLDEN.glob("*.html"))
TABLES = ("proactive", "applications", "proceedings")
#: pages whose defect must be named: (rule, part of `where`)
NAMED = {
    "repeated_contradicting": ("tables.contradiction", "applications.received.total"),
    "rows_missing_and_reordered": ("tables.row-missing", "applications.denied_security_stability"),
    "row_with_a_cell_too_few": ("tables.uncertain", "proactive.rules"),
    "row_with_a_cell_too_many": ("tables.uncertain", "proceedings"),
    "merged_value_cells": ("tables.uncertain", "applications.denied_security_stability"),
    "value_merged_over_rows": ("tables.merged", "applications.denied_security_stability.natural_person"),
    "unreadable_cells": ("tables.unreadable", "proceedings.review.upheld"),
    "cell_lines_with_a_blank": ("tables.uncertain", "applications.granted"),
    "fee_in_yuan": ("tables.unit", "proactive.fees.amount"),
    "procurement_in_yuan": ("tables.unit", "proactive.procurement.amount"),
    "form_2019_three_other_rows": ("tables.mixed-format", "applications.other"),
    "form_2021_one_other_row": ("tables.mixed-format", "applications.other"),
}
#: pages on which some cell cannot be certain, so that a warning is due
DEFECTIVE = frozenset(name for name, (rule, _) in NAMED.items() if rule not in ("tables.unit", "tables.mixed-format"))


def read_golden(name: str) -> tuple[TablesRead, dict[str, Any], list[str], str]:
    truth = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    text = (GOLDEN / f"{name}.html").read_bytes().decode(truth["encoding"])
    document = parse_html(text, "http://www.example.gov.cn/zwgk/1.html")
    tables = read_tables(document.blocks)
    sections, _ = read_sections(document.blocks, tables.consumed)
    headings = [section.heading for section in sections if section.ordinal]
    return tables, truth, headings, "\n".join(section.text for section in sections)


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_comes_out(name: str) -> None:
    tables, truth, _, _ = read_golden(name)
    assert tables.format == truth["format"]
    for table in TABLES:
        assert getattr(tables, table) == truth[table]


@pytest.mark.parametrize("name", PAGES)
def test_sections_keep_their_headings_and_lose_the_cells(name: str) -> None:
    _, _, headings, text = read_golden(name)
    assert [heading[0] for heading in headings] == list("一二三四五六")
    assert not any(label in text for label in ("结果维持", "信息内容", "自然人", "第二十条"))


@pytest.mark.parametrize("name", sorted(NAMED))
def test_the_defect_is_named(name: str) -> None:
    rule, where = NAMED[name]
    findings = read_golden(name)[0].findings
    assert any(finding.rule == rule and where in (finding.where or "") for finding in findings)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in DEFECTIVE])
def test_a_clean_page_has_no_warning(name: str) -> None:
    assert [finding for finding in read_golden(name)[0].findings if finding.severity != "info"] == []
