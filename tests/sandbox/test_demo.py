"""The whole way: practice portals, `scrapy crawl portals`, export, failures, exclusions, beside the truth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.__main__ import FULL_SPEED
from sandbox.comparison import Comparison, compare, read_lines
from sandbox.server import Service, serve, write_registry, write_truth
from sandbox.world import World

#: one portal each; sound ones first, then those that break
SITES = (
    "trs", "static", "hanweb-jpage", "static-query", "trs-countpage", "gkmlpt", "echo-list", "captured", "attachments",
    "attachments",
    "refused", "garbage", "soft-404", "gone", "ruishu", "off-site", "redirect-loop", "robots", "cookie-redirect",
)  # fmt: skip
pytestmark = pytest.mark.slow


@dataclass
class Crawled:
    """A crawled world and what the commands say of it."""

    world: World
    comparison: Comparison
    failures: list[dict[str, Any]]
    exclusions: list[dict[str, Any]]
    first_requests: int
    second_requests: list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("practice")
    environment = {
        **os.environ,
        "PORTALS_REGISTRY": str(folder / "registry.csv"),
        "DATABASE_URL": f"sqlite:///{folder / 'nianbao.sqlite'}",
        "ARCHIVE_DIR": str(folder / "archive"),
    }
    with serve(World(3, 6, sites=SITES)) as service:
        write_registry(service.world, folder / "registry.csv", service.port)
        write_truth(service.world, folder / "truth.jsonl")
        yield _crawl_twice(service, folder, environment)


def _crawl_twice(service: Service, folder: Path, environment: dict[str, str]) -> Crawled:
    def scrapy(*arguments: str) -> str:
        command = [sys.executable, "-m", "scrapy", *arguments]
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=200)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    scrapy("crawl", "portals", *FULL_SPEED)
    scrapy("export", str(folder / "export.jsonl"))
    failures = [json.loads(line) for line in scrapy("failures", "--json").splitlines() if line.startswith("{")]
    exclusions = [json.loads(line) for line in scrapy("exclusions", "--json").splitlines() if line.startswith("{")]
    first = service.count()
    service.forget()
    scrapy("crawl", "portals", *FULL_SPEED)
    comparison = compare(read_lines(folder / "export.jsonl"), read_lines(folder / "truth.jsonl"))
    return Crawled(service.world, comparison, failures, exclusions, first, list(service.requests))


def test_every_report_once_and_nothing_else(crawled: Crawled) -> None:
    assert crawled.comparison.missing == []
    assert crawled.comparison.doubled == []
    assert crawled.comparison.unexpected == []
    assert crawled.comparison.lost_sources == []
    assert crawled.comparison.expected > 60


def test_fields_and_figures_are_right(crawled: Crawled) -> None:
    for name in ("title", "issuer", "year", "index_no", "publish_date", "division_code", "format", "encoding"):
        assert crawled.comparison.right[name] == crawled.comparison.compared[name], name
    cells = crawled.comparison.cells
    assert cells.wrong == 0
    assert cells.right > 0.99 * (cells.right + cells.missing)
    assert crawled.comparison.planted_found == crawled.comparison.planted
    assert crawled.comparison.false_alarms == []


def test_every_failure_is_recorded(crawled: Crawled) -> None:
    found = {(line["portal"], line["kind"]) for line in crawled.failures}
    pages = {(line["portal"], line["url"], line["kind"]) for line in crawled.failures}
    for slug, url, kind in crawled.world.failures():
        if url:
            assert (slug, url, kind) in pages
        else:
            assert (slug, kind) in found


def test_sound_portals_have_no_failures(crawled: Crawled) -> None:
    sound = {portal.slug for portal in crawled.world.portals if not portal.failure}
    assert [line for line in crawled.failures if line["portal"] in sound] == []


def test_decoys_are_left_out_with_a_reason(crawled: Crawled) -> None:
    left_out = {line["url"]: line for line in crawled.exclusions}
    for portal in crawled.world.portals:
        if portal.failure not in ("refused", "blocked:ruishu", "robots", "off-site", "redirect-loop"):
            for url in portal.decoys:
                assert left_out[url]["reason"], url
                assert left_out[url]["kind"] == portal.decoys[url], (url, left_out[url])


def test_the_second_crawl_asks_for_no_report_again(crawled: Crawled) -> None:
    sound = [portal for portal in crawled.world.portals if not portal.failure and portal.site != "captured"]
    addresses = {(portal.slug, entry.path) for portal in sound for entry in portal.entries if entry.truth}
    again = [target for slug, _, target in crawled.second_requests if (slug, target) in addresses]
    assert len(again) <= 0.02 * len(addresses)
    assert len(crawled.second_requests) < crawled.first_requests
