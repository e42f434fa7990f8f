"""The whole pipeline against a spider that only fetches, and against the floor program, on the same practice pages.

    python -m benchmarks.crawl [--pages 3000] [--rounds 3]

Every page holds the three statutory tables (reports of 2019 and later, printed as HTML tables with spans, some nested
in layout tables), in mixed charsets with declarations that are right, wrong or absent. Enough pages that the start of
the processes is a small part; nothing is subtracted. Each round runs the three in turn; the ratios are taken within a
round and their medians reported (wall for the ceiling, CPU for the floor), because the machine is shared.
Targets: pages/s >= 0.40 of fetch-only, CPU <= 2.5 of the floor.
Exit status 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sandbox.layouts.charsets import CHARSETS
from sandbox.registry import write_registry
from sandbox.server import serve
from sandbox.world import World

REPOSITORY = Path(__file__).resolve().parents[1]
SITES = ("trs", "trs-records", "trs-countpage", "trs") * 3
TABLE_SHAPES = ("plain", "nested", "breaks", "paragraphs", "uneven", "nested", "word", "nbsp")
SPEED = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "LOG_LEVEL=WARNING"]
CONCURRENCY = ["-s", "CONCURRENT_REQUESTS=32", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8"]
MIN_SPEED, MAX_CPU = 0.40, 2.5


class Spent(NamedTuple):
    """Seconds of wall clock and of CPU (all processes of the contestant)."""

    wall: float
    cpu: float


def host(folder: Path, pages: int) -> None:
    """The server's process: build the world, write registry and addresses, serve until standard input closes."""
    size = pages // len(SITES)
    world = World(11, size, sites=SITES, kilobytes=60, first_year=2019, shapes=TABLE_SHAPES)
    with serve(world) as service:
        world.prepare()
        write_registry(world, folder / "portals.csv", service.port)
        codecs = {
            portal.origin + entry.path: CHARSETS[entry.style.charset].codec
            for portal in world.portals
            for entry in portal.entries
            if entry.truth and entry.style
        }
        (folder / "urls.json").write_text(json.dumps(list(codecs)), encoding="utf-8")
        (folder / "codecs.json").write_text(json.dumps(codecs), encoding="utf-8")
        print(len(codecs), flush=True)
        sys.stdin.read()


@contextmanager
def hosted(folder: Path, pages: int) -> Iterator[int]:
    """Run `host` in a process of its own; yields the number of report pages."""
    command = [sys.executable, "-m", "benchmarks.crawl", "--host", str(folder), "--pages", str(pages)]
    server = subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stdin is not None
    try:
        yield int(server.stdout.readline())
    finally:
        server.stdin.close()
        server.wait(30)


def timed(command: list[str], environment: dict[str, str]) -> Spent:
    """Run a contestant to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(command, cwd=REPOSITORY, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def contestants(folder: Path, number: int) -> dict[str, tuple[list[str], dict[str, str]]]:
    """The three commands of a round, each with a fresh database."""
    urls, codecs, floor = f"{folder}/urls.json", f"{folder}/codecs.json", f"{folder}/floor{number}.sqlite"
    ours = {
        "DATABASE_URL": f"sqlite:///{folder}/ours{number}.sqlite",
        "ARCHIVE_DIR": f"{folder}/archive{number}",
        "PORTALS_REGISTRY": f"{folder}/portals.csv",
    }
    # stock Scrapy, nothing of the project's settings: SCRAPY_SETTINGS_MODULE names an empty module
    fetch = ["runspider", "benchmarks/fetch_only.py", "-a", f"urls={urls}"]
    stock = {"SCRAPY_SETTINGS_MODULE": "benchmarks.stock_settings"}
    return {
        "fetch": ([sys.executable, "-m", "scrapy", *fetch, *SPEED, *CONCURRENCY], stock),
        "ours": ([sys.executable, "-m", "scrapy", "crawl", "portals", *SPEED, *CONCURRENCY], ours),
        "floor": ([sys.executable, "-m", "benchmarks.floor", codecs, floor], {}),
    }


def main() -> int:
    """Print the rounds and the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--host", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.host:
        host(options.host, options.pages)
        return 0
    speeds, costs = [], []
    with tempfile.TemporaryDirectory() as name, hosted(Path(name), options.pages) as pages:
        print(f"{pages} report pages of about 60 KB; wall s / CPU ms a page")
        for number in range(options.rounds):
            spent = {who: timed(*how) for who, how in contestants(Path(name), number).items()}
            speeds.append(spent["fetch"].wall / spent["ours"].wall)
            costs.append(spent["ours"].cpu / spent["floor"].cpu)
            shown = "  ".join(f"{who} {s.wall:6.2f} s {s.cpu / pages * 1e3:5.2f} ms" for who, s in spent.items())
            print(f"round {number + 1}: {shown}  speed {speeds[-1]:.2f}  cost {costs[-1]:.2f}", flush=True)
    speed, cost = statistics.median(speeds), statistics.median(costs)
    print(f"pages/s, ours / fetch-only: {speed:.2f} (target >= {MIN_SPEED})")
    print(f"CPU per report, ours / floor: {cost:.2f} (target <= {MAX_CPU})")
    return 0 if speed >= MIN_SPEED and cost <= MAX_CPU else 1


if __name__ == "__main__":
    sys.exit(main())
