"""Mutated pages are read without an exception, in bounded time, into readings that keep their invariants."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

import pytest

from reports.model import PageKind, Reading
from reports.reader import read_page
from sandbox.mutation import MUTATORS, mutate
from sandbox.samples import sample

#: seconds of CPU time for one page; the slowest of 10,000 takes a fifth of a second
LIMIT = 2.0


def check(reading: Reading) -> None:
    if reading.failure is not None or reading.kind is not PageKind.REPORT:
        assert reading.report is None
        return
    report = reading.report
    assert report is not None
    assert report.title
    for table in (report.proactive, report.applications, report.proceedings):
        for row in (table or {}).values():
            assert all(value is None or type(value) in (int, float) for value in row.values())
    assert [one.ordinal for one in report.sections if not one.heading] in ([], [0])


@pytest.mark.parametrize("block", range(10))
def test_mutated_pages(block: int) -> None:
    for number in range(block * 50, block * 50 + 50):
        rng = Random(f"mutation {number}")
        page = sample(number)
        body, names = mutate(page.raw.body, rng)
        start = time.process_time()
        check(read_page(replace(page.raw, body=body)))
        assert time.process_time() - start < LIMIT, (number, names)


@pytest.mark.parametrize("mutator", MUTATORS, ids=lambda mutator: mutator.__name__.strip("_"))
def test_each_mutation(mutator: object) -> None:
    assert callable(mutator)
    for number in range(6):
        page = sample(f"{mutator.__name__} {number}", kilobytes=40)
        body = mutator(page.raw.body, Random(number))
        check(read_page(replace(page.raw, body=body or b" ")))


@pytest.mark.parametrize("number", [126, 1677])
def test_pages_that_once_raised(number: int) -> None:
    """126: a suit group without its parts; 1677: control characters beside a hidden element."""
    page = sample(number % 500)
    body, _ = mutate(page.raw.body, Random(f"mutation {number}"))
    check(read_page(replace(page.raw, body=body)))


LONG_RUNS = {
    "wide spaces before a line break": "<body><div>某县<p>" + "　" * 40_000 + "x\n文",
    "digits in a meta's attributes": "<head><meta " + "1" * 40_000 + "></head><body>某县",
    "metas whose quotes never end": '<head><meta "' * 5_000 + "<body>某县",
    "section numbers": "<body><p>" + "二、\n" * 10_000,
    "annotated characters": "<body><p>" + "开(kai)" * 8_000,
}


@pytest.mark.parametrize("markup", LONG_RUNS.values(), ids=LONG_RUNS)
def test_long_runs_are_read_in_linear_time(markup: str) -> None:
    page = sample(1)
    read_page(page.raw)
    body = markup.encode() + page.raw.body
    start = time.process_time()
    check(read_page(replace(page.raw, body=body)))
    assert time.process_time() - start < LIMIT / 2
