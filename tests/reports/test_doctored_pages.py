"""Pages of our own hand, doctored in every pattern that was seen, and genuine ones full of traps: raw bytes in."""

from __future__ import annotations

from typing import Any

import pytest

from reports.model import PortalContext, RawPage, Reading
from reports.reader import read_page
from tests.reports.doctoring import URL, cases, genuine_sentences, page_of


def read(case: dict[str, Any]) -> Reading:
    portal = PortalContext(
        "p", case.get("portal", "婺川县人民政府"), None, "county", ("www.wuchuan.gov.cn", "wuchuan.gov.cn")
    )
    body = page_of(case).encode("utf-8")
    return read_page(RawPage(case.get("url", URL), body, "text/html; charset=utf-8", portal=portal))


@pytest.mark.parametrize("case", cases("doctored.toml"))
def test_no_doctored_page_passes(case: dict[str, Any]) -> None:
    reading = read(case)
    assert reading.verdict.verdict != "genuine", reading.verdict
    assert any(piece.excerpt for piece in reading.verdict.evidence)


@pytest.mark.parametrize("case", cases("traps.toml"))
def test_nothing_genuine_is_lost(case: dict[str, Any]) -> None:
    reading = read(case)
    assert reading.verdict.verdict == "genuine", reading.verdict
    assert reading.report is not None, reading.reason


@pytest.mark.parametrize("case", [case for case in cases("doctored.toml") if "cleaned" in case.values[0]])
def test_the_cleaned_title_of_a_doctored_page_ties_it_to_its_original(case: dict[str, Any]) -> None:
    reading = read(case)
    assert reading.report is not None
    assert reading.report.title == case["cleaned"]


@pytest.mark.parametrize("base", ["county", "office", "town"])
def test_subjects_that_look_like_a_trades_are_none(base: str) -> None:
    for sentence in genuine_sentences():
        verdict = read({"base": base, "lines": [sentence]}).verdict
        assert verdict.verdict == "genuine", (sentence, verdict.evidence)
