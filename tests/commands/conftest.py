"""A small database, and commands run in this process as `scrapy` runs them."""

from __future__ import annotations

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from reports.model import Evidence, Finding, PageKind, Reading, Report, Section, Verdict
from storage.loading import Loader
from storage.outcomes import (
    ExclusionOutcome,
    FailureOutcome,
    ListOutcome,
    Outcome,
    PageFacts,
    PortalOutcome,
    ReadOutcome,
)
from storage.runs import PortalRow, RunRecord

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
HOST = "http://127.0.0.1:8001"


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    def lines(self) -> list[Any]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def run_command(capsys: pytest.CaptureFixture[str], database: str) -> Callable[..., Ran]:
    """Run a command of ours: `run_command("failures", "--json")`; the database is the test's unless given."""

    def run(name: str, *argv: str, url: str = database) -> Ran:
        command = import_module(f"crawler.commands.{name}").Command()
        command.settings = Settings({"DATABASE_URL": url})
        parser = ArgumentParser()
        parser.add_argument("args", nargs="*")
        command.add_options(parser)
        options = parser.parse_args(list(argv))
        capsys.readouterr()
        command.run(options.args, options)
        printed = capsys.readouterr()
        return Ran(command.exitcode, printed.out, printed.err)

    return run


def report(place: str, year: int) -> Report:
    """A report with one table and a text of its own."""
    text = "。".join(f"{place}{year}年第{n}项政务公开工作完成{n * 13 + year}件" for n in range(30))
    return Report(
        title=f"{place}{year}年政府信息公开工作年度报告",
        issuer=f"{place}人民政府",
        year=year,
        index_no=f"130534/{year}-00001",
        division_code="130534",
        format="2021",
        sections=(Section(1, "一、总体情况", text), Section(6, "六、其他需要报告的事项", "无。")),
        applications={"received": {"natural_person": 3, "total": 3}},
        findings=(Finding("applications.balance", "warning", "3 against 4", "applications.total"),),
        table_source="html",
    )


def page(url: str, portal: str = "qinghe") -> PageFacts:
    """A page fetched at the start."""
    return PageFacts(portal, url, url, START, 200, hashlib.sha256(url.encode()).hexdigest(), 100)


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Two portals, three reports (one doctored), an exclusion, failures of a page and of a portal."""
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    run = RunRecord(url, "crawl portals", {"site": "qinghe"})
    run.mark_portals(
        [
            PortalRow("qinghe", "清河县人民政府", f"{HOST}/", "130534", "county"),
            PortalRow("anping", "安平县", f"{HOST}2/"),
        ]
    )
    bad = Verdict("contaminated", 7.0, (Evidence("brand", 7.0, "某某体育", 12, "betting"),))
    loader = Loader(url, run.id)
    outcomes: list[Outcome] = [
        ListOutcome("qinghe", f"{HOST}/nb/", f"{HOST}/nb/", "trs", START, 3, 3),
        ReadOutcome(page(f"{HOST}/nb/1.html"), Reading(PageKind.REPORT, "", report=report("清河县", 2022))),
        ReadOutcome(page(f"{HOST}/m/1.html"), Reading(PageKind.REPORT, "", report=report("清河县", 2022))),
        ReadOutcome(page(f"{HOST}/nb/2.html"), Reading(PageKind.REPORT, "", report=report("清河县", 2021))),
        ReadOutcome(page(f"{HOST}/x.html"), Reading(PageKind.REPORT, "", report=report("清河县", 2022), verdict=bad)),
        ExclusionOutcome("qinghe", f"{HOST}/jd.html", "图解年报", "interpretation", "the title says 图解", START),
        FailureOutcome("qinghe", f"{HOST}/nb/9.html", "http:500", "Internal Server Error", START, is_page=True),
        FailureOutcome("anping", f"{HOST}2/", "refused", "connection refused", START),
        PortalOutcome("qinghe", START, START, [f"{HOST}/nb/1.html"], complete=True),
        PortalOutcome("anping", START, START, [], complete=False),
    ]
    loader.load(outcomes)
    loader.close()
    run.finish("finished", {"new": 2, "quarantined": 1, "pages": 6, "listed": 1})
    return url
