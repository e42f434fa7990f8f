"""An unchanged recrawl against the first crawl of the same practice portals.

    python -m benchmarks.recrawl [--reports 12000] [--rounds 3]

Prints requests, report rows written and wall time of both; of several recrawls the median counts. Recrawls of the
first portal alone say what of it is start and end, and what a list costs. More reports are more portals of 500, so that
a list costs what it costs in a small world; 12,000 reports are few beside what a registry of thousands of portals
holds, and enough that the program's start does not decide. Python keeps bytecode files, as it does wherever the
project is installed. Targets: at most (list pages + 2 % of the reports) requests, no report row written, at most 5 %
of the first crawl's time, neither crawl delayed by politeness. Exit status 1 when one is missed.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sandbox.registry import write_registry
from sandbox.server import Service, serve
from sandbox.world import World

REPOSITORY = Path(__file__).resolve().parents[1]
SITES = ("trs", "static", "hanweb-jpage", "ucap", "boda", "trs-countpage")
SPEED = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "LOG_LEVEL=WARNING")
#: reports a portal
SIZE = 500
MAX_PAGES, MAX_TIME = 0.02, 0.05
COUNTED = ("report_versions", "sections", "application_figures", "sources")


def crawl(folder: Path, *arguments: str) -> float:
    """One crawl into the folder's database; returns wall seconds."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/crawl.sqlite",
        "ARCHIVE_DIR": f"{folder}/archive",
        "PORTALS_REGISTRY": f"{folder}/portals.csv",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "scrapy", "crawl", "portals", *SPEED, *arguments]
    started = time.perf_counter()
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def rows(folder: Path) -> dict[str, int]:
    """Rows of the tables that hold reports."""
    with sqlite3.connect(folder / "crawl.sqlite") as connection:
        return {table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in COUNTED}


def requests(service: Service, world: World) -> tuple[int, int]:
    """How many requests came for pages of entries, and how many for anything else (lists, robots.txt)."""
    pages = {(portal.slug, path) for portal in world.portals for e in portal.entries for path in (e.path, *e.twins)}
    entries = sum(1 for slug, _, path in service.requests if (slug, path) in pages)
    others = len(service.requests) - entries
    service.forget()
    return entries, others


def main() -> int:
    """Crawl twice and compare."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    portals = max(len(SITES), options.reports // SIZE)
    sites = [SITES[number % len(SITES)] for number in range(portals)]
    world = World(17, options.reports // portals, sites=sites, kilobytes=60)
    with tempfile.TemporaryDirectory() as name, serve(world) as service:
        folder = Path(name)
        world.prepare()
        write_registry(world, folder / "portals.csv", service.port)
        compiled = [sys.executable, "-m", "compileall", "-q", "crawler", "pipelines", "reports", "settings", "storage"]
        subprocess.run(compiled, cwd=REPOSITORY, check=True)
        first = crawl(folder)
        pages, others = requests(service, world)
        print(f"first crawl:  {first:6.1f} s, {pages} requests for pages, {others} for lists and the like")
        before = rows(folder)
        times, again, lists = [], 0, 0
        for _ in range(options.rounds):
            times.append(crawl(folder))
            asked, lists = requests(service, world)
            again = max(again, asked)
            print(f"recrawl:      {times[-1]:6.1f} s, {asked} requests for pages, {lists} for lists and the like")
        second = statistics.median(times)
        alone = statistics.median(crawl(folder, "-a", f"site={world.portals[0].slug}") for _ in range(options.rounds))
        few = requests(service, world)[1] // options.rounds
        written = rows(folder) != before
    each = (second - alone) / (lists - few)
    start = second - lists * each
    print(f"of a recrawl's {second:.2f} s start and end are {start:.2f} s; {1000 * each:.2f} ms a request for a list")
    print(f"pages asked for again: {again / pages:.3f} (target <= {MAX_PAGES})")
    print(f"report rows written: {'yes' if written else 'none'} (target none)")
    print(f"time, second / first: {second / first:.3f} (target <= {MAX_TIME})")
    return 0 if again <= MAX_PAGES * pages and not written and second <= MAX_TIME * first else 1


if __name__ == "__main__":
    sys.exit(main())
