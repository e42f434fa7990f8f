"""Pages that change, vanish, break or turn between two crawls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.__main__ import FULL_SPEED
from sandbox.comparison import read_lines
from sandbox.server import serve, write_registry
from sandbox.sites.base import Entry, PracticePortal
from sandbox.traffic import html
from sandbox.world import World

pytestmark = pytest.mark.slow


def plain_reports(portal: PracticePortal) -> list[Entry]:
    """Reports with sections to change, each shown once."""
    titles = [entry.title for entry in portal.entries]
    return [entry for entry in portal.entries if entry.truth and titles.count(entry.title) == 1]


class Crawls:
    """Crawls of one world into one database."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "PORTALS_REGISTRY": str(folder / "registry.csv"),
            "DATABASE_URL": f"sqlite:///{folder / 'nianbao.sqlite'}",
            "ARCHIVE_DIR": str(folder / "archive"),
        }

    def scrapy(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "scrapy", *arguments]
        done = subprocess.run(command, env=self.environment, check=False, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout + done.stderr

    def export(self) -> dict[str, dict[str, Any]]:
        """Records by path of their address."""
        self.scrapy("crawl", "portals", "-a", "full=1", "-s", "RETRY_ENABLED=False", *FULL_SPEED)
        file = self.folder / "export.jsonl"
        self.scrapy("export", str(file))
        return {record["url"].split("/", 3)[3]: record for record in read_lines(file)}


def test_what_changes_between_two_crawls(tmp_path: Path) -> None:
    world = World(5, 9, sites=["trs"])
    portal = world.portals[0]
    changed, gone, broken, turned, *others = plain_reports(portal)
    with serve(world) as service:
        write_registry(world, tmp_path / "registry.csv", service.port)
        crawls = Crawls(tmp_path, service.port)
        before = crawls.export()
        assert {record["version"] for record in before.values()} == {1}

        assert changed.truth is not None
        first, second, *rest = changed.truth.sections
        longer = replace(second, paragraphs=(*second.paragraphs, "本段为更正后补充的内容，特此说明。"))
        portal.revise(changed, sections=(first, longer, *rest))
        portal.remove(gone)
        portal.replace_page(broken, html("<html><body>Internal Server Error</body></html>", status=500))
        portal.contaminate(turned, "insertion", brand="bet365")
        after = crawls.export()

        failures = [json.loads(line) for line in crawls.scrapy("failures", "--json").splitlines() if line[:1] == "{"]
    assert after.keys() == before.keys(), "nothing is lost, nothing is doubled"
    assert after[changed.path[1:]]["version"] == 2
    assert "补充的内容" in after[changed.path[1:]]["sections"][1]["text"]
    for entry in (gone, broken, turned, *others):
        assert {**after[entry.path[1:]], "sources": 0} == {**before[entry.path[1:]], "sources": 0}, entry.title
    found = {(line["url"].split("/", 3)[3], line["kind"]) for line in failures}
    assert (gone.path[1:], "gone") in found
    assert (broken.path[1:], "http:500") in found
