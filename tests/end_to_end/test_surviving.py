"""`kill -9` at any moment loses no report, doubles none, and the next run finishes the work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.registry import write_registry
from sandbox.server import Service, serve
from sandbox.world import World
from tests.end_to_end.crawling import FULL_SPEED, REPOSITORY, Crawl
from tests.end_to_end.test_recrawl import without_times

SITES = ("trs", "static")
#: kills in a row before a run may finish; chains * kills = 30
CHAINS, KILLS = 3, 10


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Path]]:
    world = World(9, 16, sites=SITES)
    with serve(world) as service:
        registry = tmp_path_factory.mktemp("registry") / "portals.csv"
        write_registry(world, registry, service.port)
        yield service, registry


@pytest.fixture(scope="module")
def undisturbed(served: tuple[Service, Path], tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    crawl = Crawl(tmp_path_factory.mktemp("undisturbed"), served[1])
    crawl.crawl()
    return without_times(crawl.export("--status", "accepted,quarantined"))


def start(crawl: Crawl, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scrapy", "crawl", "portals", *FULL_SPEED, *arguments]
    return subprocess.Popen(
        command, cwd=REPOSITORY, env=crawl.environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def pages_stored(crawl: Crawl) -> int:
    if not (crawl.folder / "crawl.sqlite").exists():
        return 0
    tables = crawl.sql("select name from sqlite_master where name = 'pages'")
    return int(crawl.sql("select count(*) as n from pages")[0]["n"]) if tables else 0


def kill_during(crawl: Crawl, rng: random.Random) -> None:
    """Kill a run at a random moment between its first stored page and its natural end."""
    before = pages_stored(crawl)
    running = start(crawl, "-s", "LOADING_BATCH=3")
    target = before + rng.randrange(0, 6)
    deadline = time.monotonic() + 30
    while running.poll() is None and pages_stored(crawl) < target and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(rng.random() * 0.3)
    running.kill()
    running.wait(10)
    assert running.stderr is not None
    running.stderr.close()


@pytest.mark.slow
@pytest.mark.parametrize("chain", range(CHAINS))
def test_killed_runs_end_in_the_same_database(
    served: tuple[Service, Path], undisturbed: list[dict[str, Any]], tmp_path: Path, chain: int
) -> None:
    crawl = Crawl(tmp_path, served[1])
    rng = random.Random(chain)
    for _ in range(KILLS):
        kill_during(crawl, rng)
    crawl.crawl()
    assert without_times(crawl.export("--status", "accepted,quarantined")) == undisturbed
    unstored = crawl.sql("select url from pages where outcome = 'report' and id not in (select page_id from sources)")
    assert unstored == []


def test_two_runs_beside_each_other_double_nothing(
    served: tuple[Service, Path], undisturbed: list[dict[str, Any]], tmp_path: Path
) -> None:
    crawl = Crawl(tmp_path, served[1])
    runs = [start(crawl), start(crawl)]
    said = [run.communicate(timeout=120)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert without_times(crawl.export("--status", "accepted,quarantined")) == undisturbed


def test_ctrl_c_ends_within_seconds_and_leaves_no_process(served: tuple[Service, Path], tmp_path: Path) -> None:
    crawl = Crawl(tmp_path, served[1])
    running = start(crawl, "-s", "DOWNLOAD_DELAY=1")
    deadline = time.monotonic() + 40
    while pages_stored(crawl) < 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    children = children_of(running.pid)
    running.send_signal(signal.SIGINT)
    started = time.monotonic()
    running.wait(30)
    assert time.monotonic() - started < 15
    assert running.returncode is not None
    patience = time.monotonic() + 5
    while any(map(is_alive, children)) and time.monotonic() < patience:
        time.sleep(0.1)
    assert [child for child in children if is_alive(child)] == []
    assert crawl.sql("select outcome from runs") == [{"outcome": "interrupted"}]
    assert running.stderr is not None
    with running.stderr:
        assert "Traceback" not in running.stderr.read()


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in listed.read_text().split()] if listed.exists() else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
