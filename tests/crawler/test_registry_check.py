"""`scrapy portals`: the registry checked row by row, listed with its states, a new row made from a probe."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler import addresses, registry, registry_check
from crawler.commands.portals import as_csv, described, new_row, wanted
from crawler.platforms.base import known_as
from crawler.probing import Probe, Recognised
from crawler.registry import Portal
from reports.division_table import division_table
from tests.crawler import hostile
from tests.crawler.hostile import COLUMN, listing, page
from tests.crawler.running import REPOSITORY, row, settings, write_registry

BUNDLED = registry.load()


def test_the_bundled_registry_has_no_problem() -> None:
    assert registry_check.check() == []


@pytest.mark.parametrize("portal", BUNDLED, ids=lambda portal: str(portal.slug))
def test_every_row_can_be_crawled(portal: Portal) -> None:
    """Addresses that parse and belong to the portal, a code of GB/T 2260, a platform that exists."""
    hosts = addresses.own_hosts(portal.addresses)
    assert all(addresses.same_portal(addresses.canonical(url), hosts) for url in portal.addresses)
    assert portal.division_code is None or portal.division_code in division_table().by_code
    assert portal.platform is None or known_as(portal.platform)
    assert portal.context().hosts


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["b,乙县,110101,county,http://b.gov.cn/,,,,", "a,甲县,110101,county,http://a.gov.cn/,,,,"], "not sorted: a"),
        (["a,甲县,990101,county,http://a.gov.cn/,,,,"], "990101 is not in GB/T 2260"),
        (["a,甲县,,county,http://a.gov.cn/,,,,"], "needs a division_code"),
        (["a,甲县,110101,county,http://a.gov.cn/,,wordpress,,"], "platform 'wordpress'"),
        (
            ["a,甲县,110101,county,http://a.gov.cn/,,,,", "b,乙,110101,county,http://www.a.gov.cn/,,,,"],
            "same lists as a",
        ),
        (["a,甲县,110101,county,http://a.gov.cn/,,,,", "a,乙,110101,county,http://b.gov.cn/,,,,"], "taken by line 2"),
        (["a,甲县,110101,county,nowhere,,,,", "B,乙,110101,county,http://b.gov.cn/,,,,"], "line 3: slug 'B'"),
    ],
)
def test_problems_are_named_with_their_line(tmp_path: Path, rows: list[str], said: str) -> None:
    path = tmp_path / "portals.csv"
    path.write_text("\n".join([",".join(registry.COLUMNS), *rows]) + "\n", encoding="utf-8")
    assert any(said in problem for problem in registry_check.check(path))


def filters(**given: Any) -> argparse.Namespace:
    return argparse.Namespace(**({"division": None, "level": None, "platform": None, "state": None} | given))


PORTALS = [
    Portal("a", "甲县", "http://a.gov.cn/", division_code="621125", level="county", platform="hanweb"),
    Portal("b", "乙市", "http://b.gov.cn/", division_code="110000", level="province", enabled=False),
    Portal("c", "某部", "http://c.gov.cn/", level="department"),
]


@pytest.mark.parametrize(
    ("given", "slugs"),
    [
        ({}, "abc"),
        ({"division": "62"}, "a"),
        ({"level": "department"}, "c"),
        ({"platform": "hanweb_jpage"}, "a"),
        ({"platform": "trs"}, ""),
        ({"state": "disabled"}, "b"),
        ({"state": "failing"}, "a"),
        ({"state": "never"}, "c"),
    ],
)
def test_portals_are_listed_by_filters(given: dict[str, str], slugs: str) -> None:
    rows = described(PORTALS, {"a": "failing", "b": "ok"})
    assert "".join(row["slug"] for row in rows if wanted(row, filters(**given))) == slugs


def test_a_new_row_can_be_put_into_a_registry(tmp_path: Path) -> None:
    probe = Probe("http://www.zhangxian.gov.cn/x", final_url="http://www.zhangxian.gov.cn/x", title="漳县人民政府")
    probe.platforms = [Recognised("trs", 60, [])]
    probe.lists = [
        {"url": "http://www.zhangxian.gov.cn/nb/", "platform": "trs", "score": 80, "annual": True},
        {"url": "http://www.zhangxian.gov.cn/news/", "platform": "trs", "score": 30, "annual": False},
    ]
    made = new_row(probe, {"zhangxian"})
    path = tmp_path / "portals.csv"
    path.write_text(as_csv(made), encoding="utf-8")
    (portal,) = registry.load(path)
    assert (portal.slug, portal.name, portal.platform) == ("zhangxian-2", "漳县人民政府", "trs")
    assert portal.report_urls == ("http://www.zhangxian.gov.cn/nb/",)


def portals(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "portals", *settings(folder), *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_the_command_lists_checks_and_adds(tmp_path: Path) -> None:
    write_registry(tmp_path / "portals.csv", [row("anfu", "http://127.0.4.9:1"), row("zzz", "http://127.0.4.9:2")])
    listed = portals(tmp_path, "list", "--json")
    assert [json.loads(line)["slug"] for line in listed.stdout.splitlines()] == ["anfu", "zzz"]
    checked = portals(tmp_path, "check")
    assert (checked.returncode, checked.stdout) == (0, "2 portals, 0 problems\n"), checked
    home = page(f"<html><title>安福县人民政府</title><body><a href='{COLUMN}'>政府信息公开年报</a></body></html>")
    with hostile.serving("127.0.4.1", {"/": home, COLUMN: page(listing("t20230112_1.html", "t20230112_2.html"))}) as at:
        added = portals(tmp_path, "add", at.base + "/", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")
    assert added.returncode == 0, added.stderr
    assert at.base + COLUMN in added.stdout
    mistaken = portals(tmp_path, "check", "-s", "PORTALS_REGISTRY=/nowhere.csv")
    assert mistaken.returncode == 2
    assert "/nowhere.csv" in mistaken.stderr
    assert "Traceback" not in mistaken.stderr
