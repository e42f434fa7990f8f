"""The run as a whole: arguments, stopping, job directories, politeness, memory of earlier runs."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.commands.crawl import UserMistakeError, check_run, check_spider
from crawler.registry import RegistryError
from storage.problems import StorageUnavailable
from tests.crawler import hostile
from tests.crawler.hostile import COLUMN, Act, listing, page, report
from tests.crawler.running import REPOSITORY, crawl, row, settings, write_registry

FILES = [f"t20230112_{n}.html" for n in range(12)]


def healthy(files: list[str] = FILES) -> dict[str, Act]:
    return {
        COLUMN: page(listing(*files)),
        **{COLUMN + file: page(report(year=2010 + n)) for n, file in enumerate(files)},
    }


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "portals", *settings(folder), *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run_outcomes(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "crawl.sqlite") as connection:
        return [outcome for (outcome,) in connection.execute("SELECT outcome FROM runs ORDER BY id")]


@pytest.mark.parametrize(
    ("arguments", "given", "said"),
    [
        ({"site": "anfo"}, {}, "nearest: anfu"),
        ({"sites": "anfu"}, {}, "did you mean 'site'"),
        ({"division": "xx"}, {}, "division 'xx'"),
        ({"division": "99"}, {}, "99"),
        ({"full": "perhaps"}, {}, "full='perhaps'"),
        ({}, {"PORTALS_REGISTRY": "/nowhere/portals.csv"}, "/nowhere/portals.csv"),
        ({}, {"DATABASE_URL": "sqlite:////proc/nothing/x.sqlite"}, "/proc/nothing"),
        ({}, {"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, arguments: dict[str, str], given: dict[str, str], said: str) -> None:
    write_registry(tmp_path / "portals.csv", [row("anfu", "http://127.0.3.1:9")])
    usual = {"PORTALS_REGISTRY": str(tmp_path / "portals.csv"), "DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite'}"}
    with pytest.raises((UserMistakeError, RegistryError, StorageUnavailable)) as caught:
        check_run(Settings(usual | given), arguments)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mistake_ends_the_command_before_anything_starts(tmp_path: Path) -> None:
    run = crawl(tmp_path, [row("anfu", "http://127.0.3.1:9")], "-a", "site=anfo")
    assert run.returncode == 2
    assert run.output.splitlines() == ["scrapy crawl: unknown site 'anfo'; nearest: anfu"]
    assert not run.items


@pytest.mark.parametrize(("spiders", "said"), [(["portal"], "unknown spider 'portal'"), (["portals", "anfu"], "-a")])
def test_another_spider_is_named(spiders: list[str], said: str) -> None:
    with pytest.raises(UserMistakeError, match=said):
        check_spider(spiders)


def test_ctrl_c_stops_within_seconds_and_leaves_what_was_under_way_due(tmp_path: Path) -> None:
    hanging = healthy() | {COLUMN + FILES[3]: hostile.hanging}
    with hostile.serving("127.0.3.2", hanging) as portal, hostile.serving("127.0.3.3", healthy()) as polite:
        write_registry(
            tmp_path / "portals.csv",
            [row("hangs", portal.base, portal.base + COLUMN), row("slow", polite.base, polite.base + COLUMN)],
        )
        process = start(tmp_path, "-s", "DOWNLOAD_DELAY=0.3", "-s", "AUTOTHROTTLE_ENABLED=False")
        deadline = time.monotonic() + 30
        while portal.asked_for(COLUMN + FILES[3]) == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        interrupted = time.monotonic()
        output, _ = process.communicate(timeout=30)
    assert time.monotonic() - interrupted < 6
    assert "Traceback" not in output, output
    assert run_outcomes(tmp_path) == ["interrupted"]
    assert '"kind": "failure"' not in (tmp_path / "items.jsonl").read_text()


def test_a_job_directory_resumes_with_the_portals_that_are_not_done(tmp_path: Path) -> None:
    with hostile.serving("127.0.3.4", healthy()) as first, hostile.serving("127.0.3.5", healthy()) as second:
        rows = [row("first", first.base, first.base + COLUMN), row("second", second.base, second.base + COLUMN)]
        second.paths[COLUMN + FILES[5]] = hostile.once(hostile.hanging, page(report()))
        write_registry(tmp_path / "portals.csv", rows)
        job = ("-s", f"JOBDIR={tmp_path / 'job'}", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")
        process = start(tmp_path, *job)
        deadline = time.monotonic() + 30
        while second.asked_for(COLUMN + FILES[5]) == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        asked = len(first.asked)
        run = crawl(tmp_path, rows, *job)
        assert run.returncode == 0, run.output
        assert "Traceback" not in run.output
        assert len(first.asked) == asked
        assert run.pages("second") >= {FILES[5]}
        assert run.complete("second")
        assert not run.failures("second")


def test_hosts_are_asked_one_at_a_time_and_apart_from_each_other(tmp_path: Path) -> None:
    with ExitStack() as stack:
        portals = [stack.enter_context(hostile.serving(f"127.0.3.{n}", healthy(FILES[:2]))) for n in (10, 11, 12)]
        portals[0].paths["/robots.txt"] = page("User-agent: *\nCrawl-delay: 1", Content_Type="text/plain")
        rows = [row(f"p{n}", portal.base, portal.base + COLUMN) for n, portal in enumerate(portals)]
        polite = ("-s", "DOWNLOAD_DELAY=0.3", "-s", "DOWNLOAD_DELAY_JITTER=0", "-s", "AUTOTHROTTLE_START_DELAY=0.3")
        run = crawl(tmp_path, rows, *polite, politely=True)
    assert [len(run.of(f"p{n}", "page")) for n in range(3)] == [2, 2, 2]
    for portal, least in zip(portals, (0.95, 0.28, 0.28), strict=True):
        moments = [moment for moment, path, _ in portal.asked if path != "/robots.txt"]
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        assert min(gaps) >= least, gaps
    first, last = (portal.asked[0][0] for portal in (portals[0], portals[2]))
    assert abs(last - first) < 0.5


def test_without_a_delay_a_practice_portal_is_asked_several_things_at_a_time(tmp_path: Path) -> None:
    def slow(handler: hostile.Handler) -> None:
        time.sleep(0.4)
        handler.give(report())

    files = FILES[:6]
    with hostile.serving("127.0.3.20", healthy(files) | {COLUMN + file: slow for file in files}) as portal:
        rows = [row("fast", portal.base, portal.base + COLUMN)]
        crawl(tmp_path, rows)
        fast = [moment for moment, path, _ in portal.asked if path.endswith(tuple(files))]
        portal.asked.clear()
        crawl(tmp_path, rows, "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-a", "full=1")
        one = [moment for moment, path, _ in portal.asked if path.endswith(tuple(files))]
    assert max(fast) - min(fast) < 0.4
    assert max(one) - min(one) > 1.9


def test_a_slow_portal_does_not_hold_the_others_up(tmp_path: Path) -> None:
    with ExitStack() as stack:
        dead = [stack.enter_context(hostile.serving(f"127.0.3.{n}", {"/": hostile.hanging})) for n in range(30, 36)]
        good = [stack.enter_context(hostile.serving(f"127.0.3.{n}", healthy())) for n in range(40, 43)]
        rows = [row(f"dead{n}", portal.base) for n, portal in enumerate(dead)]
        rows += [row(f"good{n}", portal.base, portal.base + COLUMN) for n, portal in enumerate(good)]
        run = crawl(tmp_path, rows, "-s", "DOWNLOAD_TIMEOUT=3", "-s", "RETRY_TIMES=0", "-s", "CONCURRENT_REQUESTS=8")
        ends = [max(moment for moment, _, _ in portal.asked) - dead[0].asked[0][0] for portal in good]
    assert all(len(run.pages(f"good{n}")) == len(FILES) for n in range(3))
    assert max(ends) < 3, ends
    assert {kind for n in range(6) for _, kind in run.failures(f"dead{n}")} == {"timeout"}
