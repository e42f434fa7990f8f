"""Whole crawls as a user starts them: a loopback server, `scrapy crawl portals` in a process of its own, an export."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
FULL_SPEED = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")


@dataclass
class Answer:
    """What the server gives for a path."""

    body: bytes
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Crawl:
    """One working folder: a database, an archive, a registry, and the commands run against them."""

    folder: Path
    registry: Path

    @property
    def environment(self) -> dict[str, str]:
        """The contract's settings as environment variables."""
        return os.environ | {
            "DATABASE_URL": f"sqlite:///{self.folder / 'crawl.sqlite'}",
            "ARCHIVE_DIR": str(self.folder / "archive"),
            "PORTALS_REGISTRY": str(self.registry),
        }

    def run(self, *arguments: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """`scrapy ARGUMENTS` with this folder's database, archive and registry."""
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        if expect is not None:
            assert done.returncode == expect, (
                f"scrapy {arguments} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
            )
        return done

    def crawl(self, *arguments: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """`scrapy crawl portals` at full speed."""
        return self.run("crawl", "portals", *FULL_SPEED, *arguments, expect=expect)

    def export(self, *arguments: str) -> list[dict[str, Any]]:
        """Every exported record."""
        target = self.folder / "export.jsonl"
        target.unlink(missing_ok=True)
        self.run("export", str(target), *arguments)
        return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]

    def sql(self, query: str) -> list[dict[str, Any]]:
        """Rows of the database."""
        connection = sqlite3.connect(self.folder / "crawl.sqlite")
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(query)]
        finally:
            connection.close()

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """What a command prints as JSON Lines."""
        return [json.loads(line) for line in self.run(*arguments, "--json").stdout.splitlines() if line.strip()]


def write_registry(path: Path, rows: list[dict[str, str]]) -> None:
    """A registry of these rows, every column of the contract."""
    columns = ["slug", "name", "division_code", "level", "home_url", "report_urls", "platform", "render", "enabled"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


@contextmanager
def serving(pages: dict[str, Answer], host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve path -> answer on a loopback address; yields `http://host:port`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = pages.get(self.path) or Answer("页面不存在".encode(), status=404)
            self.send_response(answer.status)
            if answer.content_type:
                self.send_header("Content-Type", answer.content_type)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *arguments: object) -> None:
            """Keep the test output quiet."""

    server = ThreadingHTTPServer((host, port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
