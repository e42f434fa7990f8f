"""What it costs to start: Scrapy imports every command's module, whatever is asked of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
_LIST = """
import sys
from scrapy.cmdline import _get_commands_dict
from scrapy.utils.project import get_project_settings
commands = _get_commands_dict(get_project_settings(), inproject=True)
assert {"crawl", "portals", "reports", "reparse"} <= commands.keys(), commands
print(*(name for name in sys.modules if name in {NAMES}))
"""
#: what is slow to import: the database layer, the readers, worker pools, the terminal's tables, the platforms
_SLOW = ("sqlalchemy", "storage.tables", "reports.reader", "pebble", "rich", "crawler.platforms", "alembic")


def test_listing_the_commands_imports_nothing_that_they_work_with() -> None:
    code = _LIST.replace("NAMES", repr(_SLOW))
    told = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
