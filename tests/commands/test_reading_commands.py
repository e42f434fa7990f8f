"""`scrapy status`, `reports`, `failures`, `exclusions`, `db`: what they print, and how they refuse."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
FAILURE_KEYS = ["portal", "url", "kind", "message", "first_seen", "last_seen", "count"]


def test_failures_are_the_contracts_lines(run_command: Run) -> None:
    ran = run_command("failures", "--json")
    assert ran.code == 0
    lines = ran.lines()
    assert [list(line) for line in lines] == [FAILURE_KEYS] * 2
    assert [(line["portal"], line["kind"], line["count"]) for line in lines] == [
        ("anping", "refused", 1),
        ("qinghe", "http:500", 1),
    ]
    assert lines[0]["first_seen"] == "2026-03-01T08:00:00Z"


def test_failures_by_portal_and_kind(run_command: Run) -> None:
    assert [line["portal"] for line in run_command("failures", "--json", "--portal", "anping").lines()] == ["anping"]
    assert [line["kind"] for line in run_command("failures", "--json", "--kind", "http").lines()] == ["http:500"]
    assert run_command("failures", "--json", "--kind", "tls").lines() == []


def test_exclusions_are_the_contracts_lines(run_command: Run) -> None:
    (line,) = run_command("exclusions", "--json").lines()
    assert list(line) == ["portal", "url", "title", "kind", "reason"]
    assert (line["kind"], line["title"]) == ("interpretation", "图解年报")


def test_status_tells_runs_and_failing_portals(run_command: Run) -> None:
    (state,) = run_command("status", "--json").lines()
    assert state["runs"][0]["outcome"] == "finished"
    assert (state["runs"][0]["reports_new"], state["runs"][0]["pages"]) == (2, 6)
    assert state["runs"][0]["counters"] == {"listed": 1}
    (failing,) = state["failing_portals"]
    assert (failing["slug"], failing["failing_since"]) == ("anping", "2026-03-01T08:00:00Z")
    assert failing["last_error"] == "refused: connection refused"
    assert state["totals"]["reports"] == {"accepted": 2, "quarantined": 1}
    assert state["totals"]["failures"] == {"http:500": 1, "refused": 1}


def test_reports_are_found(run_command: Run) -> None:
    everything = run_command("reports", "--json").lines()
    assert [(line["year"], line["status"]) for line in everything] == [
        (2022, "accepted"),
        (2022, "quarantined"),
        (2021, "accepted"),
    ]
    assert [line["year"] for line in run_command("reports", "--json", "--year", "2021").lines()] == [2021]
    assert len(run_command("reports", "--json", "--portal", "anping").lines()) == 0
    assert len(run_command("reports", "--json", "--query", "清河 130534/2021").lines()) == 1
    assert len(run_command("reports", "--json", "--query", "100%").lines()) == 0
    assert len(run_command("reports", "--json", "--status", "quarantined").lines()) == 1


def test_one_report_is_shown_whole(run_command: Run) -> None:
    (shown,) = run_command("reports", "show", "1", "--json").lines()
    assert [source["role"] for source in shown["sources"]] == ["primary", "duplicate"]
    assert shown["sources"][1]["rule"] == "index"
    assert shown["versions"][0]["number"] == 1
    assert shown["copies"] == [3]
    assert shown["findings"][0]["rule"] == "applications.balance"
    printed = run_command("reports", "show", "3").out
    assert "某某体育" in printed
    assert "本年新收政府信息公开申请数量" in printed


def test_plain_lines_in_a_pipe(run_command: Run) -> None:
    lines = run_command("failures").out.splitlines()
    assert lines[0].split("\t") == FAILURE_KEYS
    assert len(lines) == 3


def test_decisions_name_their_reason_and_can_be_undone(run_command: Run) -> None:
    refused = run_command("reports", "release", "3")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "needs a reason" in refused.err
    told = run_command("reports", "release", "3", "--why", "checked with the office")
    assert told.code == 0, told.err
    (shown,) = run_command("reports", "show", "3", "--json").lines()
    assert (shown["status"], shown["merged_into"], shown["status_decided"]) == ("merged", 1, True)
    (genuine,) = run_command("reports", "show", "1", "--json").lines()
    assert [source["role"] for source in genuine["sources"]] == ["primary", "duplicate", "duplicate"]
    assert shown["decisions"][0]["why"] == "checked with the office"
    assert run_command("reports", "undo", "1").code == 0
    (shown,) = run_command("reports", "show", "3", "--json").lines()
    assert (shown["status"], shown["copy_of"]) == ("quarantined", 1)


def test_years_and_doctored_copies_never_merge(run_command: Run) -> None:
    years = run_command("reports", "merge", "1", "2", "--why", "looks alike")
    assert years.code == 2
    assert "years are never merged" in years.err
    copies = run_command("reports", "merge", "1", "3", "--why", "looks alike")
    assert copies.code == 2
    assert "doctored" in copies.err
    assert "no report 99" in run_command("reports", "merge", "1", "99", "--why", "x").err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("reports", "show", "99"), "there is no report 99"),
        (("reports", "show"), "needs a number"),
        (("reports", "drop", "1"), "unknown word 'drop'"),
        (("failures", "extra"), "unexpected argument 'extra'"),
        (("db", "sideways"), "say what to do"),
        (("db", "downgrade", "sideways"), "Can't locate revision identified by 'sideways'"),
        (("failures", "--portal", "hebei-qinhe"), "unknown portal 'hebei-qinhe'; nearest: "),
        (("exclusions", "--portal", "hebei-qinhe"), "unknown portal"),
        (("reports", "--portal", "hebei-qinhe"), "unknown portal"),
        (("audit", "--portal", "hebei-qinhe"), "unknown portal"),
        (("failures", "--kind", "nope"), "unknown kind 'nope'; kinds are blocked, budget, "),
        (("exclusions", "--kind", "report"), "unknown kind 'report'; kinds are guide, "),
    ],
)
def test_mistakes_are_one_line(run_command: Run, argv: tuple[str, ...], said: str) -> None:
    ran = run_command(*argv)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_portal_that_no_run_has_visited_yet_is_no_mistake(run_command: Run) -> None:
    for command in ("failures", "exclusions", "reports", "audit"):
        ran = run_command(command, "--portal", "gansu-zhangxian")  # of the bundled registry
        assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("command", ["export", "db"])
def test_json_is_offered_only_where_rows_are_given(run_command: Run, command: str) -> None:
    with pytest.raises(SystemExit):
        run_command(command, "--json")


@pytest.mark.parametrize("command", ["status", "reports", "failures", "exclusions"])
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nowhere/at/all.sqlite", "no database at /nowhere/at/all.sqlite: run `scrapy crawl portals` first"),
        ("postgresql://127.0.0.1:1/nianbao", "refused"),
        ("oracle://somewhere", "SQLite and PostgreSQL are supported"),
        ("no address", "is not a database address"),
    ],
)
def test_a_database_that_is_not_there(run_command: Run, command: str, url: str, said: str) -> None:
    ran = run_command(command, url=url)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_an_empty_database_names_the_command(run_command: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/empty.sqlite"
    (tmp_path / "empty.sqlite").touch()
    assert "scrapy db upgrade" in run_command("status", url=url).err
    assert run_command("db", "upgrade", url=url).code == 0
    assert run_command("status", url=url).code == 0


def test_asking_for_the_revision_makes_no_database(run_command: Run, tmp_path: Path) -> None:
    ran = run_command("db", "revision", url=f"sqlite:///{tmp_path}/none.sqlite")
    assert (ran.code, (tmp_path / "none.sqlite").exists()) == (0, False)
    assert "none (no tables yet)" in ran.out


def test_a_file_that_is_no_database(run_command: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database at all, only some words" * 50)
    ran = run_command("reports", url=f"sqlite:///{file}")
    assert ran.code == 2
    assert "file is not a database" in ran.err


def test_the_real_command_line(database: str, tmp_path: Path) -> None:
    """Through `scrapy` itself: the environment names the database, `-s` wins over it."""
    root = Path(__file__).parents[2]
    environment = {**os.environ, "DATABASE_URL": "sqlite:////nowhere.sqlite"}
    command = [sys.executable, "-m", "scrapy", "export", str(tmp_path / "out.jsonl")]
    failed = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert failed.returncode == 2
    assert (
        failed.stderr
        == "scrapy export: no database at /nowhere.sqlite: run `scrapy crawl portals` first, or set DATABASE_URL\n"
    )
    command += ["-s", f"DATABASE_URL={database}"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == 2
