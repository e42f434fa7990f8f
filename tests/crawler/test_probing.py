"""`scrapy probe`: what it tells of an address, in text and as JSON, and how it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.commands.probe import lines
from crawler.platforms.page import FetchedPage
from crawler.probing import Probe, describe
from sandbox.server import serve
from sandbox.world import World

REPOSITORY = Path(__file__).resolve().parents[2]
_FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RETRY_TIMES=0")


def _probe(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "probe", *_FAST, *arguments]
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "settings.local"}
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_portal_is_probed_from_its_home_page() -> None:
    world = World(seed=3, size=20, sites=["trs", "ucap-search"])
    with serve(world):
        probe = _probe("--json", world.portals[1].origin + "/")
    assert probe.returncode == 0, probe.stderr
    row = json.loads(probe.stdout)
    assert row["platform"] == "ucap"
    assert row["encoding"] == "utf-8"
    assert row["failure"] is None
    assert [found["url"] for found in row["lists"]] == [world.portals[1].origin + world.portals[1].report_columns()[0]]
    assert 0 < row["searched"] <= 40


def test_an_address_alone_is_described_in_text() -> None:
    world = World(seed=3, size=20, sites=["trs"])
    portal = world.portals[0]
    with serve(world):
        probe = _probe("--no-search", portal.origin + portal.lists[0])
    assert probe.returncode == 0, probe.stderr
    assert "platform    trs" in probe.stdout
    assert "createPageHTML with numbers" in probe.stdout
    assert "list of annual reports" in probe.stdout
    assert "browser     not needed" in probe.stdout
    assert "search" not in probe.stdout


@pytest.mark.parametrize("arguments", [(), ("no address",)])
def test_a_mistake_is_one_line(arguments: tuple[str, ...]) -> None:
    probe = _probe(*arguments)
    assert probe.returncode == 2
    assert probe.stderr.startswith("scrapy probe: ")
    assert len(probe.stderr.splitlines()) == 1


def test_a_dead_host_is_told() -> None:
    probe = _probe("http://127.0.0.1:9/")
    assert probe.returncode == 1
    assert "refused" in probe.stdout


def _described(text: str, url: str = "http://www.x.gov.cn/nb/") -> Probe:
    probe = Probe(url)
    describe(FetchedPage(url, text), probe)
    return probe


def test_a_report_a_list_and_a_page_are_told_apart() -> None:
    sections = "一、总体情况二、主动公开政府信息情况三、收到和处理政府信息公开申请情况四、行政复议五、改进情况"
    rows = "".join(
        f'<li><a href="/a/t2023010{n}_1.html">{n}局2022年政府信息公开工作年度报告</a></li>' for n in range(1, 5)
    )
    assert _described(f"<p>{sections}</p>").kind == "report"
    assert _described(f"<ul>{rows}</ul>").kind == "list of annual reports"
    assert _described("<p>正文</p>").kind == "page"


def test_a_page_written_by_scripts_needs_a_browser_unless_its_endpoint_is_known() -> None:
    assert _described('<div id="app"></div><script src="app.js"></script><script>new Vue({})</script>').browser
    known = "<div id='app'></div><script>columnId='a-1'; get('/messageController/getMessage.do')</script>"
    assert not _described(known).browser


def test_text_names_every_platform_with_points() -> None:
    probe = _described('<a href="/nb/63ae9ee5f8fd1c4c2133970d.html">报告</a><script>var countPage = 2</script>')
    told = "\n".join(lines(probe))
    assert "trs, 30 points: countPage in a script" in told
    assert "objectid, 20 points" in told
    assert "generic, 1 points" in told
