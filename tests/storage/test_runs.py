"""Run records, and the registry's portals as rows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from sqlalchemy import create_engine, text

from reports.model import Report, Section, Verdict
from storage.loading import Loader
from storage.outcomes import ReadOutcome
from storage.queries import last_runs
from storage.runs import PortalRow, RunRecord


def test_a_run_is_counted_and_closed(url: str) -> None:
    run = RunRecord(url, "crawl portals", {"site": "a"})
    run.finish("interrupted", {"new": 3, "unchanged": 2, "listed": 9})
    with create_engine(url).connect() as connection:
        (row,) = last_runs(connection)
    assert (row["outcome"], row["reports_new"], row["reports_unchanged"]) == ("interrupted", 3, 2)
    assert row["counters"] == {"listed": 9}
    assert row["arguments"] == {"site": "a"}
    assert row["finished"] is not None


def test_a_killed_run_is_marked_by_the_next(url: str) -> None:
    killed = RunRecord(url, "crawl portals")
    beside = RunRecord(url, "crawl portals")
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    engine = create_engine(url)
    with engine.begin() as connection:
        dead = {"pid": int(gone.stdout), "id": killed.id}
        connection.execute(text("UPDATE runs SET pid = :pid WHERE id = :id"), dead)
    RunRecord(url, "crawl portals").finish("finished", {})
    with engine.connect() as connection:
        outcomes = {row["id"]: row["outcome"] for row in last_runs(connection)}
    assert (outcomes[killed.id], outcomes[beside.id]) == ("abandoned", "running")
    engine.dispose()


def test_portals_follow_the_registry_and_are_never_forgotten(url: str) -> None:
    run = RunRecord(url, "crawl portals")
    run.mark_portals([PortalRow("a", "甲县", "http://a/"), PortalRow("b", "乙县", "http://b/", "130534")])
    run.mark_portals([PortalRow("a", "甲县人民政府", "https://a/", enabled=False)])
    run.mark_portals([])
    run.finish("finished", {})
    with create_engine(url).connect() as connection:
        rows = connection.execute(text("SELECT slug, name, home_url, division_code FROM portals ORDER BY slug")).all()
    assert rows == [("a", "甲县人民政府", "https://a/", None), ("b", "乙县", "http://b/", "130534")]


def test_a_copy_that_came_before_its_original_is_tied_at_the_end_of_the_run(
    url: str, make_report: Callable[..., Report], read_of: Callable[..., ReadOutcome], doctored: Verdict
) -> None:
    run = RunRecord(url, "crawl portals")
    loader = Loader(url, run.id)
    stuffed = make_report(index_no=None, sections=(Section(1, "一、总体情况", "必威体育，" * 80),))
    elsewhere = make_report(division_code="130535", index_no=None, sections=stuffed.sections)
    loader.load([read_of(stuffed, "http://127.0.0.1:8009/x", "elsewhere", verdict=doctored)])
    loader.load([read_of(elsewhere, "http://127.0.0.1:8009/y", "elsewhere", verdict=doctored)])
    loader.load([read_of(make_report(index_no=None))])
    run.compare_texts()
    with loader.engine.connect() as connection:
        ties = connection.execute(text("SELECT status, copy_of FROM reports ORDER BY id")).all()
    assert ties == [("quarantined", 3), ("quarantined", None), ("accepted", None)]
    loader.close()
