"""`scrapy crawl portals` in a process of its own, with a collecting pipeline in place of reading and loading."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
COLUMNS = ["slug", "name", "division_code", "level", "home_url", "report_urls", "platform", "render", "enabled"]
FULL_SPEED = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")


@dataclass
class Run:
    """What a crawl yielded and said."""

    items: list[dict[str, Any]]
    returncode: int
    output: str

    def of(self, portal: str, kind: str) -> list[dict[str, Any]]:
        return [item for item in self.items if item["portal"] == portal and item["kind"] == kind]

    def failures(self, portal: str) -> set[tuple[str, str]]:
        """(last part of the address, kind) of each failure."""
        return {(item["url"].rsplit("/", 1)[1], item["failure"]) for item in self.of(portal, "failure")}

    def pages(self, portal: str) -> set[str]:
        return {item["url"].rsplit("/", 1)[1] for item in self.of(portal, "page")}

    def complete(self, portal: str) -> bool:
        (item,) = self.of(portal, "portal")
        return bool(item["complete"])


def write_registry(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)


def row(slug: str, base: str, report_urls: str = "", **more: str) -> dict[str, str]:
    fixed = {"name": "安福县人民政府", "division_code": "360829", "level": "county"}
    return {"slug": slug, "home_url": base + "/", "report_urls": report_urls} | fixed | more


def settings(folder: Path) -> list[str]:
    """Options that keep everything of a crawl in `folder`."""
    values = {
        "COLLECT_TO": str(folder / "items.jsonl"),
        "ITEM_PIPELINES": '{"tests.crawler.collecting.Collector": 1}',
        "DATABASE_URL": f"sqlite:///{folder / 'crawl.sqlite'}",
        "PORTALS_REGISTRY": str(folder / "portals.csv"),
        "ARCHIVE_DIR": str(folder / "archive"),
    }
    return [part for name, value in values.items() for part in ("-s", f"{name}={value}")]


def crawl(folder: Path, rows: list[dict[str, str]], *arguments: str, politely: bool = False, timeout: int = 100) -> Run:
    """Crawl a registry of these rows with the database in `folder`; items come back as dictionaries."""
    write_registry(folder / "portals.csv", rows)
    collected = folder / "items.jsonl"
    collected.unlink(missing_ok=True)
    speed = () if politely else FULL_SPEED
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "portals", *speed, *settings(folder), *arguments],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    lines = collected.read_text(encoding="utf-8").splitlines() if collected.exists() else []
    return Run([json.loads(line) for line in lines], done.returncode, done.stdout + done.stderr)
