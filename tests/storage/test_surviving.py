"""Writers killed at any moment, and several at a time: no report lost, none twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from reports.model import Report
from storage.archive import Archive, read_record
from storage.engine import open_existing
from storage.loading import Loader
from storage.outcomes import ArchivePosition, ReadOutcome
from storage.problems import StorageUnavailable
from storage.records import records

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]
FORK = multiprocessing.get_context("fork")
KILLS = 30


def work(url: str, folder: Path, outcomes: list[ReadOutcome], done: Any) -> None:
    """A run: takes up what no earlier run stored, archives it, loads it in small batches."""
    random.seed(os.getpid())
    loader, archive = Loader(url), Archive(folder)
    known = loader.known_pages("hebei-qinghe")
    todo = [outcome for outcome in outcomes if outcome.page.url not in known]
    random.shuffle(todo)
    for start in range(0, len(todo), 5):
        batch = todo[start : start + 5]
        for outcome in batch:
            page = outcome.page
            body = page.url.encode() * 200
            page.archived = archive.store(page.url, status=200, headers=(), body=body, fetched_at=page.fetched_at)
        loader.load(batch)
        time.sleep(0.005)
    done.set()


def exported(url: str) -> list[dict[str, Any]]:
    """The export without what depends on the order of work: which page came first, and the archive's places."""
    with open_existing(url).connect() as connection:
        found = list(records(connection))
    for record in found:
        record["sources"] = sorted(source["url"] for source in record["sources"])
        del record["url"]
    return sorted(found, key=lambda record: record["title"])


def outcomes_of(make_report: MakeReport, read_of: ReadOf) -> list[ReadOutcome]:
    """Sixty reports, every third on two pages."""
    outcomes = []
    for number in range(60):
        report = make_report(f"第{number}县", 2022, number, division_code=f"{130000 + number}")
        outcomes.append(read_of(report, f"http://127.0.0.1/{number}.html"))
        if number % 3 == 0:
            outcomes.append(read_of(report, f"http://127.0.0.1/m/{number}.html"))
    return outcomes


def test_killed_at_any_moment(url: str, tmp_path: Path, make_report: MakeReport, read_of: ReadOf) -> None:
    outcomes = outcomes_of(make_report, read_of)
    done = FORK.Event()
    killed = 0
    rng = random.Random(4)
    while not done.is_set():
        child = FORK.Process(target=work, args=(url, tmp_path / "archive", outcomes, done))
        child.start()
        if killed < KILLS:
            done.wait(rng.uniform(0.005, 0.12))
            os.kill(child.pid or 0, signal.SIGKILL)
            killed += 1
        child.join()
    assert killed > 5
    found = exported(url)
    assert len(found) == 60
    assert sum(len(record["sources"]) for record in found) == 80
    assert {record["version"] for record in found} == {1}
    engine = create_engine(url)
    with engine.connect() as connection:
        pages = connection.execute(text("SELECT url, archive_file, archive_offset, archive_length FROM pages")).all()
        halves = "SELECT count(*) FROM pages WHERE id NOT IN (SELECT page_id FROM sources)"
        assert connection.execute(text(halves)).scalar_one() == 0
    engine.dispose()
    for page in pages:
        position = ArchivePosition(page.archive_file, page.archive_offset, page.archive_length)
        assert read_record(tmp_path / "archive", position).url == page.url


def test_runs_beside_each_other(url: str, tmp_path: Path, make_report: MakeReport, read_of: ReadOf) -> None:
    outcomes = outcomes_of(make_report, read_of)
    children = [FORK.Process(target=work, args=(url, tmp_path / "archive", outcomes, FORK.Event())) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    found = exported(url)
    assert len(found) == 60
    assert sum(len(record["sources"]) for record in found) == 80
    assert {record["version"] for record in found} == {1}


def test_a_full_disk_is_told_and_the_next_run_finishes(
    tmp_path: Path, make_report: MakeReport, read_of: ReadOf
) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    loader = Loader(url, waits=(0.01,))
    outcomes = outcomes_of(make_report, read_of)
    loader.load(outcomes[:10])
    with loader.engine.begin() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    loader.close()

    full = Loader(url, waits=(0.01,))
    event.listen(full.engine, "connect", lambda driver, _: driver.execute(f"PRAGMA max_page_count = {pages + 2}"))
    full.engine.dispose()
    with pytest.raises(StorageUnavailable, match="full"):
        full.load(outcomes)
    full.close()
    last = Loader(url)
    last.load(outcomes)
    last.close()
    assert len(exported(url)) == 60
