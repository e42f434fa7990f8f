"""The floor: the least that yields the same rows. aiohttp, lxml and sqlite3 in one process, no politeness, no checks.

Download, decode with the codec that the sandbox knows, title, index number, full text, three grids with their spans
expanded, look-up by index number, upsert of one report row and one row a cell in batches of 50.
Run as `python -m benchmarks.floor CODECS.json DATABASE`, where the JSON object maps addresses to codecs; prints one
JSON line with pages, wall and CPU seconds.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import aiohttp
from lxml import etree

SCHEMA = """
CREATE TABLE IF NOT EXISTS reports (id INTEGER PRIMARY KEY, url TEXT UNIQUE, title TEXT, index_no TEXT, body TEXT);
CREATE INDEX IF NOT EXISTS reports_index_no ON reports (index_no);
CREATE TABLE IF NOT EXISTS cells (report INTEGER, grid INTEGER, line INTEGER, place INTEGER, value TEXT,
    PRIMARY KEY (report, grid, line, place)) WITHOUT ROWID;
"""
INDEX_NUMBER = re.compile(r"索\s*引\s*号\W*([0-9A-Za-z/-]{8,})")


def expanded(table: Any) -> list[list[str]]:
    """The table's full matrix of texts."""
    taken: dict[tuple[int, int], str] = {}
    rows = list(table.iter("tr"))
    for line, row in enumerate(rows):
        place = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (line, place) in taken:
                place += 1
            text = "".join(cell.itertext()).strip()
            for down in range(min(int(cell.get("rowspan") or 1), 100)):
                for across in range(min(int(cell.get("colspan") or 1), 100)):
                    taken[line + down, place + across] = text
    width = max((place for _, place in taken), default=-1) + 1
    return [[taken.get((line, place), "") for place in range(width)] for line in range(len(rows))]


def extract(body: bytes, encoding: str) -> tuple[str, str | None, str, list[list[list[str]]]]:
    """Title, index number, text and grids of one page."""
    tree = etree.fromstring(body.decode(encoding, "replace").encode(), etree.HTMLParser(encoding="utf-8"))
    title = tree.findtext(".//title") or ""
    etree.strip_elements(tree, "script", "style", with_tail=False)
    text = "".join(cast(Iterator[str], tree.itertext()))
    found = INDEX_NUMBER.search(text)
    grids = [expanded(table) for table in tree.iter("table") if table.find(".//table") is None]
    return title, found and found.group(1), text, grids


def store(database: sqlite3.Connection, batch: list[tuple[str, Any]]) -> None:
    """Upsert a batch in one transaction."""
    with database:
        for url, (title, index_no, text, grids) in batch:
            database.execute("SELECT id FROM reports WHERE index_no = ?", (index_no,)).fetchone()
            (number,) = database.execute(
                "INSERT INTO reports (url, title, index_no, body) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (url) DO UPDATE SET title = excluded.title RETURNING id",
                (url, title, index_no, text),
            ).fetchone()
            cells = [
                (number, which, line, place, value)
                for which, grid in enumerate(grids)
                for line, row in enumerate(grid)
                for place, value in enumerate(row)
            ]
            database.executemany("INSERT OR REPLACE INTO cells VALUES (?, ?, ?, ?, ?)", cells)


async def crawl(codecs: dict[str, str], database: sqlite3.Connection) -> None:
    """Fetch all with 32 connections; extract and store as they come."""
    waiting: list[tuple[str, Any]] = []
    todo = iter(codecs.items())

    async def work(session: aiohttp.ClientSession) -> None:
        for url, codec in todo:
            async with session.get(url) as response:
                body = await response.read()
            waiting.append((url, extract(body, codec)))
            if len(waiting) >= 50:
                batch = waiting[:]
                waiting.clear()
                store(database, batch)

    connector = aiohttp.TCPConnector(limit=32)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(work(session) for _ in range(32)))
    store(database, waiting)


def main() -> None:
    """Run over the addresses of a JSON object."""
    codecs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    database = sqlite3.connect(sys.argv[2])
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + SCHEMA)
    started = time.perf_counter()
    asyncio.run(crawl(codecs, database))
    wall = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"pages": len(codecs), "wall": wall, "cpu": usage.ru_utime + usage.ru_stime}))


if __name__ == "__main__":
    main()
