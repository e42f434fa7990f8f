"""Reports as files: equal bytes for equal truths, and the product reads every figure out of them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from reports.attachments import read_attachment, sniff
from reports.tables import read_tables
from sandbox import bodies, files, places
from sandbox.layouts.grids import Ink
from sandbox.truth import ReportTruth

Make = Callable[[ReportTruth, Ink], bytes]
MAKERS = [pytest.param(files.docx_bytes, "docx", id="docx"), pytest.param(files.pdf_bytes, "pdf", id="pdf")]


def report(seed: int, year: int) -> ReportTruth:
    return bodies.write_report(Random(seed), bodies.department(places.COUNTIES[3], "水利局"), year)


@pytest.mark.parametrize(("make", "kind"), MAKERS)
def test_equal_truths_give_equal_bytes(make: Make, kind: str) -> None:
    first, second = make(report(1, 2022), Ink()), make(report(1, 2022), Ink())
    assert first == second
    assert sniff(first) == kind


@pytest.mark.parametrize(("make", "kind"), MAKERS)
@pytest.mark.parametrize("year", [2019, 2023])
@pytest.mark.parametrize("seed", [1, 2])
def test_figures_come_back(make: Make, kind: str, year: int, seed: int) -> None:
    truth = report(seed, year)
    document, findings = read_attachment(make(truth, Ink(blank="/")), filename=f"a.{kind}", media_type=None)
    assert document is not None, findings
    tables = read_tables(document.blocks)
    assert tables.format == truth.format
    assert tables.proactive == truth.proactive
    assert tables.applications == truth.applications
    assert tables.proceedings == truth.proceedings
