"""What it costs to start: Scrapy imports every command's module, whatever is asked of it."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.commands.crawl import _introduce
from tests.crawler import hostile
from tests.crawler.hostile import COLUMN, listing, page, report
from tests.crawler.running import FULL_SPEED, row, write_registry

REPOSITORY = Path(__file__).parents[2]
_LIST = """
import sys
from scrapy.cmdline import _get_commands_dict
from scrapy.utils.project import get_project_settings
commands = _get_commands_dict(get_project_settings(), inproject=True)
assert {"crawl", "portals", "reports", "reparse"} <= commands.keys(), commands
print(*(name for name in sys.modules if name in NAMES))
"""
#: what is slow to import: the database layer, the readers, worker pools, the terminal's tables, the platforms
_SLOW = ("sqlalchemy", "storage.tables", "reports.reader", "pebble", "rich", "crawler.platforms", "alembic")


def test_listing_the_commands_imports_nothing_that_they_work_with() -> None:
    code = _LIST.replace("NAMES", repr(_SLOW))
    told = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


_CRAWL = """
import sys
from scrapy.cmdline import execute
try:
    execute(["scrapy", "crawl", "portals", *sys.argv[1:]])
finally:
    print(*(name for name in sys.modules if name in NAMES))
"""
#: what reads pages, compares reports and keeps them, and what searches for lists
_FOR_NEWS = (
    *("reports.decoding", "reports.page_kind", "reports.identity", "reports.authenticity", "reports.similarity"),
    *("storage.report_store", "storage.archive", "crawler.discovery", "pebble", "sqlalchemy.orm"),
)


def test_an_unchanged_recrawl_imports_nothing_that_only_news_need(tmp_path: Path) -> None:
    files = [f"t20230112_{n}.html" for n in range(3)]
    served = {COLUMN: page(listing(*files))} | {COLUMN + f: page(report(year=2010 + n)) for n, f in enumerate(files)}
    code = _CRAWL.replace("NAMES", repr(_FOR_NEWS))
    places = {"DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite", "ARCHIVE_DIR": f"{tmp_path}/archive"}
    registry = tmp_path / "portals.csv"
    options = [part for name, value in places.items() for part in ("-s", f"{name}={value}")]
    command = [sys.executable, "-c", code, *FULL_SPEED, *options, "-s", f"PORTALS_REGISTRY={registry}"]
    with hostile.serving("127.0.3.9", served) as portal:
        write_registry(registry, [row("anfu", portal.base, portal.base + COLUMN)])
        first, again = (
            subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=100)
            for _ in range(2)
        )
    assert set(first.stdout.split()) >= {"storage.report_store", "storage.archive", "reports.identity"}, first.stderr
    assert again.stdout.split() == [], again.stderr


def test_inspect_is_told_whose_each_file_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, str] = {}
    monkeypatch.setattr(inspect, "modulesbyfile", told)
    _introduce("crawler.transport")
    assert told[str(REPOSITORY / "crawler" / "transport.py")] == "crawler.transport"
    assert told[__file__] == __name__
    assert sys.modules[told["<frozen importlib._bootstrap>"]]
    assert all(
        inspect.getmodule(sys.modules[name]) is sys.modules[name] for name in told.values() if name in sys.modules
    )
