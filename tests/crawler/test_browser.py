"""A real Chromium for portals whose pages are written by scripts; and what happens where there is none."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from crawler.browser import find_chromium
from tests.crawler import hostile
from tests.crawler.hostile import COLUMN, Act, Handler, Portal, page, report
from tests.crawler.running import Run, crawl, row

YEARS = (2020, 2021, 2022)
LIST = json.dumps(
    [{"u": f"{COLUMN}{year}.html", "t": f"安福县{year}年政府信息公开工作年度报告"} for year in YEARS],
    ensure_ascii=False,
)
SPA = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府信息公开年报</title></head><body>
<div id="app"></div><img src="/logo.png"><script>
fetch('/api/list').then(r => r.json()).then(d => { document.getElementById('app').innerHTML = '<ul>' + d.map(
e => '<li><a href="' + e.u + '">' + e.t + '</a><span>2023-01-20</span></li>').join('') + '</ul>' })
</script></body></html>"""
WRITTEN = """<!DOCTYPE html><html><head><meta charset="gbk"><title>年报</title></head><body><div id="app"></div><script>
fetch('/api/text').then(r => r.text()).then(t => { document.getElementById('app').innerHTML = t })
</script></body></html>"""
ENDLESS_SCRIPT = "<html><body><div id='app'></div><script>fetch('/x');while(true){}</script></body></html>"

needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine"),
]


def spa(**more: Act) -> dict[str, Act]:
    pages: dict[str, Act] = {f"{COLUMN}{year}.html": page(report(year=year)) for year in YEARS}
    api = {"/api/list": page(LIST, Content_Type="application/json"), "/api/text": page(report(year=2021))}
    given = {f"{COLUMN}{name}.html": act for name, act in more.items()}
    return {COLUMN: page(SPA)} | api | pages | given


def browsers() -> list[int]:
    """Chromium's own processes (not its helpers) below this one."""
    parents, names = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            head, _, tail = stat.read_text().rpartition(")")
            number = int(stat.parent.name)
            parents[number], names[number] = int(tail.split()[1]), head.partition("(")[2]
    found = []
    for number, name in names.items():
        above = parents[number]
        if "chrom" in name and "chrom" not in names.get(above, ""):
            while above not in (0, 1, os.getpid()):
                above = parents.get(above, 0)
            found += [number] if above == os.getpid() else []
    return found


def killing(then: Act) -> Act:
    """Kill the crawl's browser at the first request, answer from the second on."""

    def kill(handler: Handler) -> None:
        for number in browsers():
            os.kill(number, signal.SIGKILL)
        handler.close_connection = True

    return hostile.once(kill, then)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, dict[str, Portal]]]:
    folder = tmp_path_factory.mktemp("browser")
    behaviours = {
        "spa": spa(**{"2021": page(WRITTEN)}),
        "killed": spa() | {"/api/list": killing(page(LIST, Content_Type="application/json"))},
        "busy": spa(**{"2022": page(ENDLESS_SCRIPT)}),
        "never": spa(),
        "away": {COLUMN: page(SPA.replace("fetch('/api/list')", "location.href='http://127.0.2.99:9/'; fetch('/x')"))},
        "static": {COLUMN: page(hostile.listing("a.html")), COLUMN + "a.html": page(report())},
    }
    with ExitStack() as stack:
        portals = {
            slug: stack.enter_context(hostile.serving(f"127.0.2.{number}", paths))
            for number, (slug, paths) in enumerate(behaviours.items(), 1)
        }
        rows = [
            row(slug, portal.base, portal.base + COLUMN, render="never" if slug == "never" else "")
            for slug, portal in portals.items()
        ]
        settings = {"DOWNLOAD_TIMEOUT": 6, "RETRY_TIMES": 0, "BROWSER_PAGES_BEFORE_RESTART": 1}
        options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        yield crawl(folder, rows, *options, timeout=200), portals


class TestWithABrowser:
    pytestmark = needs_browser

    def test_the_run_ends_well_and_leaves_no_browser(self, world: tuple[Run, dict[str, Portal]]) -> None:
        run, _ = world
        assert run.returncode == 0, run.output
        assert "Traceback" not in run.output, run.output
        assert browsers() == []

    def test_a_list_written_by_a_script_is_read(self, world: tuple[Run, dict[str, Portal]]) -> None:
        run, _ = world
        assert run.pages("spa") == {"2020.html", "2021.html", "2022.html"}
        assert not run.failures("spa")
        (visit,) = run.of("spa", "list")
        assert "rendered by a browser" in visit["evidence"]

    def test_only_pages_without_text_are_rendered(self, world: tuple[Run, dict[str, Portal]]) -> None:
        run, _ = world
        rendered = {item["url"].rsplit("/", 1)[1] for item in run.of("spa", "page") if item["rendered_as"]}
        assert rendered == {"2021.html"}
        assert not any(item["rendered_as"] for item in run.of("static", "page"))

    def test_pictures_are_not_loaded(self, world: tuple[Run, dict[str, Portal]]) -> None:
        _, portals = world
        assert not portals["spa"].asked_for("/logo.png")

    def test_a_killed_browser_costs_no_request(self, world: tuple[Run, dict[str, Portal]]) -> None:
        run, _ = world
        assert run.pages("killed") == {"2020.html", "2021.html", "2022.html"}
        assert not run.failures("killed")

    def test_a_page_that_never_rests_is_cut(self, world: tuple[Run, dict[str, Portal]]) -> None:
        run, _ = world
        assert run.failures("busy") == {("2022.html", "timeout")}
        assert run.pages("busy") == {"2020.html", "2021.html"}

    def test_a_page_that_leaves_the_portal_is_off_site(self, world: tuple[Run, dict[str, Portal]]) -> None:
        run, _ = world
        assert {kind for _, kind in run.failures("away")} == {"off-site"}

    def test_the_registry_may_forbid_it(self, world: tuple[Run, dict[str, Portal]]) -> None:
        run, portals = world
        assert not portals["never"].asked_for("/api/list")
        assert run.pages("never") == set()

    def test_the_browser_is_renewed(self, world: tuple[Run, dict[str, Portal]]) -> None:
        run, _ = world
        assert "Browser restarts after" in run.output


def test_a_missing_browser_is_a_named_failure_with_the_command(tmp_path: Path) -> None:
    with hostile.serving("127.0.2.80", spa()) as portal:
        rows = [row("spa", portal.base, portal.base + COLUMN)]
        run = crawl(tmp_path, rows, "-s", f"BROWSER_EXECUTABLE={tmp_path / 'chromium'}")
    assert run.returncode == 0
    (failure,) = [item for item in run.of("spa", "failure") if item["failure"] == "no-browser"]
    assert failure["url"] == portal.base + COLUMN
    assert "playwright install" in failure["message"]


def test_the_browser_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_chromium() is None
    assert find_chromium(str(tmp_path / "nothing")) is None
    for name in ("bin/chromium", "chromium-1187/chrome-linux/chrome", "chromium-1200/chrome-linux64/chrome"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
        assert find_chromium() == str(file)
