"""A world is determined by its seed, and its promises agree with what it serves."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from sandbox.comparison import compare
from sandbox.layouts.charsets import CHARSETS
from sandbox.server import Service, serve, write_registry, write_truth
from sandbox.sites import homes, known_sites
from sandbox.traffic import Request, html
from sandbox.world import DEFAULT_SITES, World


def get(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.read(), dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), dict(error.headers)


def ask(path: str) -> Request:
    return Request("GET", path.partition("?")[0], path, {}, {})


def test_equal_seeds_give_equal_worlds() -> None:
    first, second, other = World(3, 8), World(3, 8), World(4, 8)
    assert [line.as_json() for line in first.expected()] == [line.as_json() for line in second.expected()]
    assert [line.as_json() for line in first.expected()] != [line.as_json() for line in other.expected()]
    for portal, twin in zip(first.portals, second.portals, strict=True):
        if not portal.failure:
            assert [portal.answer(ask(e.path)).body for e in portal.entries] == [
                twin.answer(ask(e.path)).body for e in twin.entries
            ]


def test_every_site_builds_and_serves_its_reports() -> None:
    world = World(5, 30, sites=list(known_sites()))
    for portal in world.portals:
        shown: dict[str, int] = {}
        for entry in portal.entries:
            if entry.truth and portal.site != "no-list":
                assert shown.setdefault(entry.path, id(entry.truth)) == id(entry.truth), entry.path
        for entry in portal.entries:
            if entry.truth and not portal.hidden(entry):
                assert portal.answer(ask(entry.path)).status in (200, 302), (portal.site, entry.path)


def test_titles_are_unique_within_a_portal() -> None:
    for portal in World(11, 60).portals:
        keys = [(truth.issuer, truth.year) for truth in portal.truths]
        assert len(set(keys)) == len(keys)


def test_codes_belong_to_the_year() -> None:
    for portal in World(2, 40).portals:
        for truth in portal.truths:
            if truth.division_name == "莱芜区":
                assert truth.year >= 2019


def test_unknown_site_is_named() -> None:
    with pytest.raises(ValueError, match=r"unknown practice site nowhere; known: .*static"):
        World(1, 1, sites=["nowhere"])


def test_registry_has_the_contract_columns(tmp_path: Path) -> None:
    world = World(1, 4)
    write_registry(world, tmp_path / "r.csv", 8700)
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(DEFAULT_SITES)
    assert len({row["slug"] for row in rows}) == len(rows)
    assert all(row["home_url"].startswith("http://127.1.") and row["home_url"].endswith(":8700/") for row in rows)
    assert {bool(row["report_urls"]) for row in rows} == {True, False}


@pytest.fixture(scope="module")
def service() -> object:
    with serve(World(6, 10, sites=["trs", "static", "refused", "cookie-redirect", "reset"])) as running:
        yield running


def test_server_answers_on_each_address_and_logs(service: Service) -> None:
    service.forget()
    trs, static, refused, *_ = service.world.portals
    assert get(trs.origin + "/")[0] == 200
    assert get(static.origin + static.entries[0].path)[0] == 200
    assert get(static.origin + "/nowhere.html")[0] == 404
    assert service.count() == 3
    assert service.count(static.slug, "nowhere.html") == 1
    with pytest.raises(urllib.error.URLError, match="refused"):
        get(refused.origin + "/")


def test_reset_closes_the_connection(service: Service) -> None:
    with pytest.raises((ConnectionError, urllib.error.URLError, OSError)):
        get(service.world.portals[4].origin + "/")


def test_conditional_requests(service: Service) -> None:
    static = service.world.portals[1]
    status, _, headers = get(static.origin + static.entries[0].path)
    assert status == 200
    status, body, _ = get(static.origin + static.entries[0].path, If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")


def test_a_cookie_jar_passes_the_cookie_redirect(service: Service) -> None:
    portal = service.world.portals[3]
    jar = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with jar.open(portal.origin + portal.entries[0].path, timeout=5) as response:
        assert response.status == 200


def test_mutation_between_crawls() -> None:
    portal = World(6, 6, sites=["static"]).portals[0]
    changed, gone, broken = [entry for entry in portal.entries if entry.truth][:3]
    before = portal.answer(ask(changed.path)).body
    assert changed.truth is not None
    portal.revise(changed, title=changed.truth.title + "（修订）")
    assert portal.answer(ask(changed.path)).body != before
    portal.remove(gone)
    assert portal.answer(ask(gone.path)).status == 404
    portal.replace_page(broken, html("", status=503))
    assert portal.answer(ask(broken.path)).status == 503
    portal.contaminate(changed, "insertion", brand="某某娱乐")
    codec = CHARSETS[changed.style.charset].codec if changed.style else "utf-8"
    assert "某某娱乐" in portal.answer(ask(changed.path)).body.decode(codec, "replace")
    portal.rebuild_lists()
    assert gone not in portal.entries
    page = portal.answer(ask(portal.lists[0])).body.decode()
    assert gone.path not in page


@pytest.mark.parametrize("home", sorted(homes.VARIANTS))
def test_home_variants_lead_to_the_column(home: str) -> None:
    """Following every address that a page mentions, however it does, reaches the report column."""
    world = World(1, 5, sites=["trs"] * 7)
    portal = next(one for one in world.portals if one.seat.home == home)
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = portal.answer(ask(path))
        text = answer.body.decode("utf-8", "replace") + f" href='{answer.headers.get('Location', '')}'"
        found = re.findall(r"(?:href|src|open\(|url|location\.href)=?[\"']?[(=]?[\"']?([/\w.]+\.html|/[\w/]*)", text)
        waiting += [one if one.startswith("/") else path.rpartition("/")[0] + "/" + one for one in found]
    assert set(portal.report_columns()) <= seen


def test_truth_file_agrees_with_itself(tmp_path: Path) -> None:
    world = World(9, 12)
    write_truth(world, tmp_path / "truth.jsonl")
    truths = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    export = []
    for truth in truths:
        for section in truth["sections"]:
            section["text"] = section["text"][0] if isinstance(section["text"], list) else section["text"]
        flat = {
            name: value[0] if isinstance(value, list) and name not in ("sections", "sources", "planted") else value
            for name, value in truth.items()
        }
        export.append(
            {
                **flat,
                "url": truth["sources"][0]["url"],
                "findings": [{"rule": rule, "severity": "error"} for rule in truth["planted"]],
            }
        )
    result = compare(export, truths)
    assert result.complete
    assert result.differences == []
    assert result.cells.wrong == result.cells.missing == 0
    assert result.cells.right > 1000
    assert result.planted_found == result.planted


def test_reports_shown_twice_have_all_their_sources() -> None:
    world = World(7, 40)
    shared = [line for line in world.expected() if len({slug for slug, _ in line.sources}) > 1]
    twice = [line for line in world.expected() if len(line.sources) > 1]
    assert shared, "a city's portal carries reports of its county"
    assert len(twice) > len(shared)


def test_run_sets_the_registry_and_passes_the_status_on(tmp_path: Path) -> None:
    script = "import os, sys; sys.exit(7 if os.path.exists(os.environ['PORTALS_REGISTRY']) else 1)"
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "run",
        "--size",
        "2",
        "--sites",
        "trs",
        "--",
        sys.executable,
        "-c",
        script,
    ]
    assert subprocess.run(command, check=False, timeout=60).returncode == 7


def test_a_wrong_site_is_one_line() -> None:
    command = [sys.executable, "-m", "sandbox", "run", "--sites", "nowhere", "--", "true"]
    done = subprocess.run(command, check=False, timeout=60, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("sandbox: unknown practice site nowhere")
    assert len(done.stderr.splitlines()) == 1


def test_a_report_of_which_only_a_picture_is_served_is_expected_as_the_picture_shows_it() -> None:
    world = World(9, 8, sites=list(known_sites()))
    shown = [(portal, entry) for portal in world.portals for entry in portal.entries if not portal.hidden(entry)]
    served = {id(entry.truth) for _, entry in shown if not entry.picture}
    alone = {entry.truth.title for _, entry in shown if entry.picture and entry.truth and id(entry.truth) not in served}
    assert alone
    found = [report.record for report in world.expected() if report.record["title"] in alone]
    assert found
    assert all(record["applications"] is None for record in found)
