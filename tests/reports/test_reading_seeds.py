"""The five real documents, wrapped in markup: formats, figures, headings and what must be noticed."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import pytest

from reports import arithmetic
from reports.document import Document
from reports.html import parse_html
from reports.narrative import check_narrative
from reports.sections import read_sections
from reports.tables import read_tables

SEEDS = ("000_ff2da5e668afafb4", "001_4b3df23375c88162", "003_e0ce75c98fb8fbce", "004_98b263d25c30af57")


def as_paragraphs(text: str) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    return f"<html><body><div id='zoom'>{lines}</div></body></html>"


def as_breaks(text: str) -> str:
    lines = "<br>\n".join(map(escape, text.splitlines()))
    return f"<html><body><table><tr><td>首页</td></tr><tr><td class='x'>{lines}</td></tr></table></body></html>"


def as_preformatted(text: str) -> str:
    return f"<html><body><pre>{escape(text)}</pre></body></html>"


WRAPPINGS = {"p": as_paragraphs, "br": as_breaks, "pre": as_preformatted, "text": str}


def load(shared: Path, seed: str, wrapping: str) -> tuple[Document, dict[str, Any]]:
    expected = json.loads((shared / "seeds" / "expected.json").read_text(encoding="utf-8"))[f"{seed}.txt"]
    text = (shared / "seeds" / f"{seed}.txt").read_text(encoding="utf-8")
    return parse_html(WRAPPINGS[wrapping](text), "http://www.example.gov.cn/1.html"), expected["record"]


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("seed", SEEDS)
def test_tables_and_headings(shared: Path, seed: str, wrapping: str) -> None:
    document, record = load(shared, seed, wrapping)
    tables = read_tables(document.blocks)
    sections, _ = read_sections(document.blocks, tables.consumed)
    assert tables.format == record["format"]
    assert tables.proactive == record["proactive"]
    assert tables.applications == record["applications"]
    assert tables.proceedings == record["proceedings"]
    if "headings" in record:
        assert [section.heading for section in sections if section.ordinal] == record["headings"]


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_what_must_be_noticed(shared: Path, wrapping: str) -> None:
    zhangxian, _ = load(shared, SEEDS[0], wrapping)
    tables = read_tables(zhangxian.blocks)
    sections, findings = read_sections(zhangxian.blocks, tables.consumed)
    messages = [finding.message for finding in [*findings, *check_narrative(sections, tables)]]
    assert "sections 二, 三 and 四 have headings but no figures" in messages
    assert any("留言7条 against 2+1+6" in message for message in messages)
    suojia, _ = load(shared, SEEDS[2], wrapping)
    _, findings = read_sections(suojia.blocks, frozenset())
    assert any("、存在的主要问题及改进情况 lost its number" in finding.message for finding in findings)


def test_a_clean_report_has_no_finding(shared: Path) -> None:
    document, _ = load(shared, SEEDS[1], "p")
    tables = read_tables(document.blocks)
    sections, findings = read_sections(document.blocks, tables.consumed)
    sums = arithmetic.check(tables.format, tables.proactive, tables.applications, tables.proceedings)
    assert [*tables.findings, *findings, *sums, *check_narrative(sections, tables)] == []
