"""`scrapy audit`, and that an operator's decision is shown with who, when and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import create_engine, select

from reports.model import Evidence as Piece
from reports.model import PageKind, Reading, Section, Verdict
from reports.model import Report as ReportRead
from storage.loading import Loader
from storage.outcomes import ExclusionOutcome, PageFacts, ReadOutcome
from storage.runs import RunRecord
from storage.tables import Report, ReportVersion

Run = Callable[..., Any]


def test_the_quarantined_are_told_with_their_evidence(run_command: Run) -> None:
    (line,) = run_command("audit", "--json").lines()
    assert (line["what"], line["portal"], line["report"], line["verdict"]) == ("report", "qinghe", 3, "contaminated")
    assert line["copy_of"] == 1
    brand, agreement = line["evidence"]
    assert brand == {"signal": "brand", "weight": 7.0, "excerpt": "某某体育", "position": 12, "detail": "betting"}
    assert agreement == {
        "signal": "agrees-with-genuine",
        "weight": 0.0,
        "excerpt": "http://127.0.0.1:8001/nb/1.html",
        "position": None,
        "detail": "100% of its sentences",
    }
    assert line["decisions"] == []
    printed = run_command("audit").out
    assert "brand: 某某体育 (at 12)" in printed
    assert "qinghe\t1\t1\tbrand 1" in printed


def test_another_portal_has_nothing_in_quarantine(run_command: Run) -> None:
    assert run_command("audit", "--json", "--portal", "anping").out == ""
    assert run_command("audit", "--portal", "anping").code == 0


def test_doctored_pages_that_are_no_reports_are_told(run_command: Run, database: str) -> None:
    loader = Loader(database)
    at = _start(database)
    loader.load(
        [
            ExclusionOutcome(
                "qinghe", "http://127.0.0.1:8001/h.html", "函", "other-report", "a letter; contamination: bet365", at
            )
        ]
    )
    loader.close()
    other = run_command("audit", "--json").lines()[1]
    assert (other["what"], other["title"], other["reason"]) == ("other page", "函", "a letter; contamination: bet365")


def test_a_decision_is_shown_and_survives_a_recrawl(run_command: Run, database: str) -> None:
    assert run_command("reports", "release", "3", "--why", "called the office").code == 0
    assert run_command("audit", "--json").lines() == []
    _crawl_again(database, "http://127.0.0.1:8001/x.html", doctored=True)
    assert run_command("audit", "--json").lines() == []
    assert run_command("reports", "quarantine", "1", "--why", "figures are made up").code == 0
    (line,) = run_command("audit", "--json").lines()
    (decision,) = line["decisions"]
    assert line["report"] == 1
    assert (decision["action"], decision["why"]) == ("quarantine", "figures are made up")
    assert decision["who"] and decision["made"]


def test_a_page_that_turns_raises_an_alarm_and_keeps_its_genuine_version(run_command: Run, database: str) -> None:
    _crawl_again(database, "http://127.0.0.1:8001/nb/2.html", doctored=True)
    lines = run_command("audit", "--json").lines()
    alarm = next(line for line in lines if line["what"] == "alarm")
    assert (alarm["kind"], alarm["url"]) == ("page-turned", "http://127.0.0.1:8001/nb/2.html")
    with create_engine(database).connect() as connection:
        current = (ReportVersion.report_id == Report.id) & (ReportVersion.number == Report.current_version)
        query = select(ReportVersion.verdict, Report.current_version).join(Report, current)
        accepted = connection.execute(query.where(Report.status == "accepted", Report.year == 2021)).one()
    assert tuple(accepted) == ("genuine", 1)
    _crawl_again(database, "http://127.0.0.1:8001/nb/2.html", doctored=False)
    of_2021 = [line for line in run_command("audit", "--json").lines() if line.get("year") == 2021]
    assert [line["still_there"] for line in of_2021] == [False]


def _start(database: str) -> Any:
    with create_engine(database).connect() as connection:
        return connection.execute(select(Report.first_seen)).scalars().first()


def _crawl_again(database: str, url: str, *, doctored: bool) -> None:
    """The page, read a day later with another body and a doctored text."""
    run = RunRecord(database, "crawl portals", {})
    at = _start(database) + timedelta(days=1)
    facts = PageFacts("qinghe", url, url, at, 200, ("f" if doctored else "e") * 64, 120)
    bad = Verdict("contaminated", 1.2, (Piece("insertion", 0.35, "某某体育", 9, "at the end of a paragraph"),))
    year = 2021 if url.endswith("2.html") else 2022
    loader = Loader(database, run.id)
    loader.load(
        [ReadOutcome(facts, Reading(PageKind.REPORT, "", report=_report(year), verdict=bad if doctored else Verdict()))]
    )
    loader.close()


def _report(year: int) -> ReportRead:
    return ReportRead(
        title=f"清河县{year}年政府信息公开工作年度报告",
        issuer="清河县人民政府",
        year=year,
        division_code="130534",
        sections=(Section(1, "一、总体情况", "某某体育" + "做好公开工作。" * 40),),
        text="做好公开工作。" * 40,
    )


def test_an_accepted_report_on_a_page_that_was_broken_into_is_told(run_command: Run, database: str) -> None:
    url = "http://127.0.0.1:8001/hacked.html"
    piece = Piece("linked-advertising", 0.1, "某某体育官网", None, "a link to http://x.example/")
    facts = PageFacts("qinghe", url, url, _start(database), 200, "a" * 64, 120)
    loader = Loader(database)
    loader.load(
        [
            ReadOutcome(
                facts, Reading(PageKind.REPORT, "", report=_report(2019), verdict=Verdict("genuine", 0.1, (piece,)))
            )
        ]
    )
    loader.close()
    hacked = next(line for line in run_command("audit", "--json").lines() if line["what"] == "hacked page")
    assert (hacked["portal"], hacked["url"], hacked["excerpt"]) == ("qinghe", url, "某某体育官网")
    assert "某某体育官网" in run_command("audit").out
