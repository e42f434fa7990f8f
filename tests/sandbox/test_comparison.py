"""The comparison finds what differs and nothing else."""

from __future__ import annotations

from typing import Any

from sandbox.comparison import compare

TRUTH: dict[str, Any] = {
    "title": "漳县2022年政府信息公开工作年度报告",
    "issuer": ["漳县", "漳县人民政府"],
    "year": 2022,
    "index_no": None,
    "sections": [{"ordinal": 1, "heading": "一、总体情况", "text": "甲乙"}],
    "proactive": {"rules": {"made": 0, "repealed": None}},
    "applications": None,
    "proceedings": None,
    "sources": [{"portal": "a", "url": "http://a/1"}, {"portal": "b", "url": "http://b/1"}],
    "planted": [],
}


def record(**changes: Any) -> dict[str, Any]:
    plain = {
        **TRUTH,
        "issuer": "漳县",
        "url": "http://a/1",
        "portal": "a",
        "findings": [],
        "sections": [{"ordinal": 1, "heading": "一、总体情况", "text": "甲 乙\n"}],
    }
    return {**plain, **changes}


def test_an_equal_record_is_right() -> None:
    result = compare([record()], [TRUTH])
    assert result.complete
    assert result.differences == []
    assert (result.cells.right, result.cells.missing, result.cells.wrong) == (1, 0, 0)


def test_missing_doubled_and_unexpected_records() -> None:
    stranger = record(url="http://c/1", sources=[])
    assert compare([stranger], [TRUTH]).missing == ["http://a/1"]
    assert compare([stranger], [TRUTH]).unexpected == ["http://c/1"]
    halves = [record(sources=TRUTH["sources"][:1]), record(url="http://b/1", sources=TRUTH["sources"][1:])]
    assert compare(halves, [TRUTH]).doubled == ["http://a/1"]
    assert compare([record(sources=TRUTH["sources"][:1])], [TRUTH]).lost_sources == ["http://b/1"]


def test_fields_and_sections_that_differ_are_named() -> None:
    sections = [{"ordinal": 1, "heading": "一、总体状况", "text": "甲"}]
    result = compare([record(issuer="岷县", year=2023, sections=sections)], [TRUTH])
    assert [one.where for one in result.differences] == ["issuer", "year", "headings", "texts"]
    assert result.right["title"] == result.compared["title"] == 1


def test_cells_missing_wrong_and_wrong_without_a_finding() -> None:
    blank = compare([record(proactive={"rules": {"made": None}})], [TRUTH]).cells
    assert (blank.right, blank.missing, blank.wrong) == (0, 1, 0)
    invented = compare([record(proactive={"rules": {"made": 0, "repealed": 3}})], [TRUTH]).cells
    assert (invented.wrong, invented.wrong_silently) == (1, 1)
    told = [{"rule": "proactive.unread", "severity": "warning", "message": "", "where": ""}]
    warned = compare([record(proactive={"rules": {"made": 5}}, findings=told)], [TRUTH]).cells
    assert (warned.wrong, warned.wrong_silently) == (1, 0)


def test_planted_errors_and_false_alarms() -> None:
    finding = {"rule": "applications.balance", "severity": "error", "message": ""}
    planted = {**TRUTH, "planted": ["applications.balance"]}
    assert compare([record(findings=[finding])], [planted]).planted_found == 1
    assert compare([record()], [planted]).planted_found == 0
    assert compare([record(findings=[finding])], [TRUTH]).false_alarms == ["http://a/1"]
