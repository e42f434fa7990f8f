"""The loader: what a page's outcome comes to, one transaction a batch, nothing lost and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from reports.identity import Keys
from reports.model import Finding, PageKind, Report, Section, Verdict
from storage.known import Known
from storage.loading import Loader
from storage.outcomes import (
    ExclusionOutcome,
    FailureOutcome,
    ListOutcome,
    PageFacts,
    PortalOutcome,
    ReadOutcome,
    UnchangedOutcome,
)
from storage.problems import StorageUnavailable
from storage.queries import exclusions, failures
from storage.records import records
from storage.runs import PortalRow, RunRecord

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]
Rows = Callable[[str], list[Any]]

PAGE = "http://127.0.0.1:8001/nb/1.html"
TWIN = "http://127.0.0.1:8001/m/nb/1.html"


@pytest.fixture
def rows(url: str) -> Rows:
    """Rows of any query."""
    engine = create_engine(url)

    def run(query: str) -> list[Any]:
        with engine.connect() as connection:
            return list(connection.execute(text(query)))

    return run


def test_a_new_report_is_kept_whole(loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows) -> None:
    (loaded,) = loader.load([read_of(make_report())])
    assert (loaded.result, loaded.report_id) == ("new", 1)
    assert rows("SELECT outcome, failures, encoding FROM pages") == [("report", 0, "utf-8")]
    assert rows("SELECT role, rule FROM sources") == [("primary", "new")]
    assert rows("SELECT row_code, amount, made FROM proactive_figures ORDER BY line") == [
        ("rules", None, 0),
        ("fees", 12.5, None),
    ]
    assert rows("SELECT row_code, total, other FROM application_figures ORDER BY line")[2] == ("total", 1, None)
    assert rows("SELECT heading FROM sections ORDER BY position")[1] == ("一、总体情况",)
    assert rows("SELECT count(*) FROM attachments") == [(1,)]


def test_storing_again_changes_nothing_but_last_seen(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    tables = ("pages", "reports", "sources", "report_versions", "sections", "application_figures", "findings")
    loader.load([read_of(make_report())])
    before = {table: rows(f"SELECT count(*) FROM {table}") for table in tables}
    (loaded,) = loader.load([read_of(make_report(), days=3)])
    assert loaded.result == "unchanged"
    assert {table: rows(f"SELECT count(*) FROM {table}") for table in tables} == before
    assert len(rows("SELECT 1 FROM reports WHERE last_seen > first_seen")) == 1
    assert rows("SELECT current_version FROM reports") == [(1,)]


def test_an_unchanged_answer_moves_last_seen_only(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    first = read_of(make_report())
    loader.load([first])
    page = PageFacts(first.page.portal, PAGE, PAGE, first.page.fetched_at + timedelta(days=5), 304, link_text="新标题")
    (loaded,) = loader.load([UnchangedOutcome(page)])
    assert (loaded.result, loaded.report_id) == ("unchanged", 1)
    known = loader.known_pages("hebei-qinghe")[PAGE]
    assert known.body_sha256 == first.page.body_sha256
    assert known.link_text == "新标题"
    assert known.last_fetched == page.fetched_at
    assert len(rows("SELECT 1 FROM sources WHERE last_seen > first_seen")) == 1


def test_a_changed_page_makes_a_version_that_says_what_changed(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    report = make_report()
    loader.load([read_of(report)])
    proceedings = {"review": {"upheld": 2, "corrected": 0, "other": 0, "pending": 0, "total": 2}}
    sections = (*report.sections[:2], Section(6, "六、其他需要报告的事项", "收取信息处理费0元。"))
    changed = make_report(proceedings=proceedings, sections=sections, doc_no="清政办〔2023〕1号")
    (loaded,) = loader.load([read_of(changed, days=30)])
    assert loaded.result == "changed"
    assert loaded.detail["fields"] == {"doc_no": [None, "清政办〔2023〕1号"]}
    assert loaded.detail["cells"] == {"proceedings.review.total": [1, 2], "proceedings.review.upheld": [1, 2]}
    assert loaded.detail["text"] == [
        {"section": "6 六、其他需要报告的事项", "change": "text", "removed": "无。", "added": "收取信息处理费0元。"}
    ]
    assert rows("SELECT number FROM report_versions ORDER BY number") == [(1,), (2,)]
    assert rows("SELECT current_version FROM reports") == [(2,)]


def test_a_twin_page_is_another_source(loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows) -> None:
    loaded = loader.load([read_of(make_report()), read_of(make_report(), TWIN)])
    assert [one.result for one in loaded] == ["new", "duplicate"]
    assert rows("SELECT report_id, role FROM sources ORDER BY id") == [(1, "primary"), (1, "duplicate")]
    assert rows("SELECT count(*) FROM report_versions") == [(1,)]


def test_a_better_source_takes_over_without_a_new_version(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    shell = make_report(proactive=None, applications=None, proceedings=None, format="narrative", table_source="none")
    loader.load([read_of(shell)])
    (loaded,) = loader.load([read_of(make_report(), TWIN, days=1)])
    assert loaded.result == "duplicate"
    assert rows("SELECT number, format FROM report_versions") == [(1, "2021")]
    assert rows("SELECT role FROM sources ORDER BY id") == [("duplicate",), ("primary",)]
    (back,) = loader.load([read_of(shell, days=2)])
    assert back.result == "unchanged"
    assert rows("SELECT count(*) FROM application_figures") == [(4,)]


def test_the_same_bytes_read_better_keep_the_version_number(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    loader.load([read_of(make_report(issuer="清河县", doc_no=None), body=b"same")])
    (loaded,) = loader.load([read_of(make_report(doc_no="清政办〔2023〕1号"), body=b"same", days=1)])
    assert loaded.result == "changed"
    assert rows("SELECT number, doc_no FROM report_versions") == [(1, "清政办〔2023〕1号")]
    assert rows("SELECT count(*) FROM application_figures") == [(4,)]


def test_the_same_text_with_its_year_read_better_moves_the_report(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    loader.load([read_of(make_report(year=2021, seed=4), body=b"same")])
    right = make_report(year=2022, seed=4, sections=make_report(year=2021, seed=4).sections)
    (loaded,) = loader.load([read_of(right, body=b"same", days=1)])
    assert loaded.report_id == 1
    assert rows("SELECT identity, year FROM reports") == [("130534|清河县|2022", 2022)]


def test_a_lost_attachment_does_not_take_figures_along(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    loader.load([read_of(make_report(table_source="attachment"), body=b"shell")])
    poor = make_report(proactive=None, applications=None, proceedings=None, format="narrative", table_source="none")
    (loaded,) = loader.load([read_of(poor, body=b"shell", days=1)])
    assert loaded.result == "unchanged"
    assert rows("SELECT count(*) FROM application_figures") == [(4,)]


def test_a_page_with_another_report_ends_the_old_tie(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    loader.load([read_of(make_report(year=2021, seed=4))])
    (loaded,) = loader.load([read_of(make_report(year=2022, seed=5), days=400)])
    assert (loaded.result, loaded.report_id) == ("new", 2)
    assert [row[0] is None for row in rows("SELECT ended FROM sources ORDER BY id")] == [False, True]
    assert rows("SELECT kind FROM alarms") == [("page-replaced",)]
    (again,) = loader.load([read_of(make_report(year=2022, seed=5), days=401)])
    assert (again.result, again.report_id) == ("unchanged", 2)


def test_a_page_that_is_no_report_any_more_keeps_its_report(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    loader.load([read_of(make_report())])
    (loaded,) = loader.load([read_of(None, kind=PageKind.NOTICE, title="系统维护公告", reason="a notice", days=1)])
    assert loaded.result == "excluded"
    assert rows("SELECT status, current_version FROM reports") == [("accepted", 1)]
    assert rows("SELECT kind FROM alarms") == [("page-replaced",)]
    loader.load([read_of(make_report(), days=2)])
    assert rows("SELECT count(*) FROM exclusions") == [(0,)]
    assert rows("SELECT ended FROM sources") == [(None,)]


def test_a_page_that_turns_keeps_the_genuine_version(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows, doctored: Verdict
) -> None:
    loader.load([read_of(make_report())])
    bad = make_report(title="某某体育2022年政府信息公开工作年度报告")
    (loaded,) = loader.load([read_of(bad, verdict=doctored, days=1)])
    assert (loaded.result, loaded.report_id) == ("quarantined", 2)
    assert rows("SELECT status, copy_of, current_version FROM reports ORDER BY id") == [
        ("accepted", None, 1),
        ("quarantined", 1, 1),
    ]
    assert rows("SELECT kind FROM alarms") == [("page-turned",)]
    (again,) = loader.load([read_of(bad, verdict=doctored, days=2)])
    assert again.report_id == 2
    (clean,) = loader.load([read_of(make_report(), days=3)])
    assert (clean.result, clean.report_id) == ("unchanged", 1)
    assert rows("SELECT report_id, ended IS NULL FROM sources ORDER BY id") == [(1, True), (2, False)]
    with loader.engine.connect() as connection:
        both = list(records(connection, ("accepted", "quarantined")))
    assert [[source["role"] for source in record["sources"]] for record in both] == [["primary"], ["primary"]]


def test_a_copy_that_came_first_is_tied_to_the_genuine_report(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows, doctored: Verdict
) -> None:
    loader.load([read_of(make_report(), "http://127.0.0.1:8009/x", "elsewhere", verdict=doctored)])
    assert rows("SELECT status, copy_of FROM reports") == [("quarantined", None)]
    loader.load([read_of(make_report())])
    assert rows("SELECT status, copy_of FROM reports ORDER BY id") == [("quarantined", 2), ("accepted", None)]


def test_failures_stay_until_the_work_is_done(url: str, make_report: MakeReport, read_of: ReadOf, rows: Rows) -> None:
    at = read_of(None).page.fetched_at
    for run in range(3):
        record = RunRecord(url, "crawl portals")
        loader = Loader(url, record.id)
        failure = FailureOutcome("p", PAGE, "timeout", "60 s", at + timedelta(days=run), is_page=True)
        loader.load([failure])
        loader.load([failure])  # a second sight in the same run is the same failure
        loader.close()
        record.finish("finished", {})
    assert rows("SELECT kind, count FROM failures WHERE resolved IS NULL") == [("timeout", 3)]
    last = Loader(url, RunRecord(url, "crawl portals").id)
    known = last.known_pages("p")[PAGE]
    assert (known.outcome, known.failures, known.body_sha256) == ("failed", 6, None)
    other = FailureOutcome("p", PAGE, "http:500", "no", at + timedelta(days=4), is_page=True)
    last.load([other])
    assert rows("SELECT kind, count FROM failures WHERE resolved IS NULL") == [("http:500", 4)]
    last.load([read_of(make_report(), portal="p", days=5)])
    assert rows("SELECT count(*) FROM failures WHERE resolved IS NULL") == [(0,)]
    assert last.known_pages("p")[PAGE].failures == 0
    last.close()


def test_a_page_read_well_keeps_its_digest_through_a_failure(
    loader: Loader, make_report: MakeReport, read_of: ReadOf
) -> None:
    first = read_of(make_report())
    loader.load([first])
    loader.load([FailureOutcome("hebei-qinghe", PAGE, "reset", "by peer", first.page.fetched_at, is_page=True)])
    known = loader.known_pages("hebei-qinghe")[PAGE]
    assert (known.outcome, known.failures, known.body_sha256) == ("report", 1, first.page.body_sha256)


def test_a_page_waiting_for_its_attachment_is_read_again(
    url: str, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    missing = Finding("attachment.not-fetched", "warning", "a.pdf: HTTP status 503", "http://127.0.0.1/a.pdf")
    for run in range(2):
        loader = Loader(url, RunRecord(url, "crawl portals").id)
        outcome = read_of(make_report(findings=(missing,)), days=run)
        loader.load([outcome])
        known = loader.known_pages("hebei-qinghe")[PAGE]
        assert known.body_sha256 is None
        assert known.next_due <= outcome.page.fetched_at
        assert rows("SELECT kind, count, part_of FROM failures WHERE resolved IS NULL") == [("http:503", run + 1, PAGE)]
        loader.close()
    last = Loader(url, RunRecord(url, "crawl portals").id)
    last.load([read_of(make_report(), days=3)])
    assert rows("SELECT count(*) FROM failures WHERE resolved IS NULL") == [(0,)]
    assert last.known_pages("hebei-qinghe")[PAGE].body_sha256 is not None
    last.close()


def test_a_portal_that_recovers_has_no_failures_left(url: str, rows: Rows, read_of: ReadOf) -> None:
    at = read_of(None).page.fetched_at
    down = Loader(url, RunRecord(url, "crawl portals").id)
    home = "http://127.0.0.1:8001/"
    down.load(
        [
            FailureOutcome("p", home, "refused", "connection refused", at),
            FailureOutcome("p", home, "no-list-found", "nothing to read", at),
            PortalOutcome("p", at, at, [], complete=False),
        ]
    )
    assert rows("SELECT count(*) FROM failures WHERE resolved IS NULL") == [(2,)]
    assert [row[0] is None for row in rows("SELECT failing_since FROM portals")] == [False]
    down.close()
    up = Loader(url, RunRecord(url, "crawl portals").id)
    later = at + timedelta(days=1)
    up.load([ListOutcome("p", home + "nb/", home + "nb/", "trs", later, 1, 1)])
    assert rows("SELECT kind FROM failures WHERE resolved IS NULL") == [("refused",)]
    up.load([PortalOutcome("p", later, later, [], complete=True)])
    assert rows("SELECT count(*) FROM failures WHERE resolved IS NULL") == [(0,)]
    assert rows("SELECT failing_since FROM portals") == [(None,)]
    assert up.known_lists("p")[0].column_url == home + "nb/"
    up.close()


def test_what_no_list_shows_vanishes_after_the_second_miss(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    first = read_of(make_report())
    at = first.page.fetched_at
    loader.load([first])

    def visit(day: int, urls: list[str]) -> None:
        moment = at + timedelta(days=day)
        loader.load([PortalOutcome("hebei-qinghe", moment, moment, urls, complete=True)])

    visit(1, [])
    assert rows("SELECT misses, vanished FROM pages") == [(1, None)]
    visit(2, [PAGE])
    assert rows("SELECT misses, vanished FROM pages") == [(0, None)]
    visit(3, [])
    visit(4, [])
    assert [row[0] is None for row in rows("SELECT vanished FROM reports")] == [False]
    visit(5, [PAGE])
    assert rows("SELECT vanished FROM reports") == [(None,)]
    assert rows("SELECT count(*) FROM report_versions") == [(1,)]


def test_an_incomplete_visit_makes_nothing_vanish(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    first = read_of(make_report())
    loader.load([first])
    for day in (1, 2, 3):
        moment = first.page.fetched_at + timedelta(days=day)
        loader.load([PortalOutcome("hebei-qinghe", moment, moment, [], complete=False)])
    assert rows("SELECT misses, vanished FROM pages") == [(0, None)]


def test_exclusions_keep_their_newest_reason(loader: Loader, read_of: ReadOf, url: str) -> None:
    at = read_of(None).page.fetched_at
    loader.load([ExclusionOutcome("p", PAGE, "图解", "interpretation", "link text", at)])
    loader.load([read_of(None, portal="p", kind=PageKind.LIST, title="年报", reason="links only", days=1)])
    with create_engine(url).connect() as connection:
        (found,) = exclusions(connection)
    assert found == {"portal": "p", "url": PAGE, "title": "年报", "kind": "list", "reason": "links only"}


@pytest.mark.parametrize(
    "broken",
    [{"sections": ("no section",)}, {"findings": (Finding(None, "info", "no rule"),)}],  # type: ignore[arg-type]
    ids=["found before the transaction", "refused by the database"],
)
def test_one_outcome_that_cannot_be_stored_costs_only_itself(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, url: str, broken: dict[str, Any]
) -> None:
    bad = make_report("枣强县", seed=3, **broken)
    batch = [read_of(make_report()), read_of(bad, TWIN), read_of(make_report("安平县", seed=9), PAGE + "?3")]
    assert [one.result for one in loader.load(batch)] == ["new", "failed", "new"]
    with create_engine(url).connect() as connection:
        (failure,) = failures(connection)
    assert (failure["url"], failure["kind"]) == (TWIN, "parse")
    assert "could not be stored" in failure["message"]
    assert loader.known_pages("hebei-qinghe")[TWIN].failures == 1


def test_hostile_text_is_storable(loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows) -> None:
    odd = "年报\0\ud800结束\U0001f600"
    figures = {"received": {"natural_person": 10**30, "enterprise": 2.5, "total": 3.0}}
    report = make_report(title=odd, publisher=odd, applications=figures, header={odd: odd})
    (loaded,) = loader.load([read_of(report)])
    assert loaded.result == "new"
    assert rows("SELECT title FROM report_versions") == [("年报?结束\U0001f600",)]
    assert rows("SELECT natural_person, enterprise, total FROM application_figures") == [(None, None, 3)]
    assert len(rows("SELECT 1 FROM findings WHERE rule = 'figures.not-a-count'")) == 2


def test_the_same_address_twice_in_a_batch(loader: Loader, make_report: MakeReport, read_of: ReadOf) -> None:
    loaded = loader.load([read_of(make_report()), read_of(make_report(doc_no="2号"), days=1)])
    assert [one.result for one in loaded] == ["new", "changed"]


def test_a_second_writer_cannot_make_the_report_twice(
    url: str, make_report: MakeReport, read_of: ReadOf, rows: Rows
) -> None:
    first, second = Loader(url), Loader(url)
    loaded = [
        loader.load([read_of(make_report(), f"{PAGE}?{number}")])[0]
        for number, loader in enumerate((first, second, first, second))
    ]
    assert [one.result for one in loaded] == ["new", "duplicate", "duplicate", "duplicate"]
    assert rows("SELECT count(*) FROM reports") == [(1,)]
    first.close()
    second.close()


def test_a_database_that_stays_away_is_told_loudly(url: str, make_report: MakeReport, read_of: ReadOf) -> None:
    loader = Loader(url, waits=(0.01,))
    tries = []

    @event.listens_for(loader.engine, "begin")
    def away(connection: Any) -> None:
        tries.append(1)
        raise OSError(111, "Connection refused")

    with pytest.raises(StorageUnavailable, match="Connection refused"):
        loader.load([read_of(make_report())])
    assert len(tries) == 2
    event.remove(loader.engine, "begin", away)
    assert loader.load([read_of(make_report())])[0].result == "new"
    loader.close()


def test_a_database_that_comes_back_loses_nothing(url: str, make_report: MakeReport, read_of: ReadOf) -> None:
    loader = Loader(url, waits=(0.01, 0.01))
    tries = []

    @event.listens_for(loader.engine, "begin")
    def away_once(connection: Any) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(111, "Connection refused")

    assert loader.load([read_of(make_report())])[0].result == "new"
    assert len(tries) == 2
    loader.close()


def test_every_look_up_goes_through_an_index(tmp_path: Path, sqlite_template: bytes) -> None:
    """What a batch asks may not grow with the number of stored reports. (PostgreSQL scans small tables on purpose.)"""
    (tmp_path / "nianbao.sqlite").write_bytes(sqlite_template)
    asked: list[str] = []
    engine = create_engine(f"sqlite:///{tmp_path}/nianbao.sqlite")
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    keys = Keys("p", "1", "清河县", "130534", 2022, "教育局", "2022", 7)
    with engine.connect() as connection:
        known = Known(connection)
        known.load_pages([("p", PAGE), ("p", TWIN)])
        known.load_reports([keys])
        known.load_by_id({1, 2})
        plans = {
            query: [
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("1",) * query.count("?"))
            ]
            for query in list(asked)
        }
    assert len(plans) >= 6
    for query, plan in plans.items():
        scans = [step for step in plan if step.startswith("SCAN") and "CONSTANT" not in step and step != "SCAN wanted"]
        assert scans == [], query


def test_what_cannot_even_be_recorded_stops_the_run(loader: Loader, read_of: ReadOf) -> None:
    at = read_of(None).page.fetched_at
    nameless: Any = FailureOutcome("p", PAGE, None, "no kind at all", at)  # type: ignore[arg-type]
    with pytest.raises(StorageUnavailable, match="could not be stored"):
        loader.load([nameless])


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM application_figures WHERE row_code = 'received'",
        "UPDATE proactive_figures SET amount = 99 WHERE row_code = 'fees'",
        "DELETE FROM findings",
        "DELETE FROM sections WHERE ordinal = 6",
        "UPDATE report_versions SET title = 'x'",
    ],
)
def test_reading_the_archive_again_restores_rows_that_were_damaged(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, rows: Rows, damage: str
) -> None:
    def again() -> str:
        outcome = read_of(make_report())
        outcome.page.reread = True
        (loaded,) = loader.load([outcome])
        return loaded.result

    def exported() -> list[Any]:
        with loader.engine.connect() as connection:
            return list(records(connection))

    loader.load([read_of(make_report())])
    whole = exported()
    assert again() == "unchanged"
    with loader.engine.begin() as connection:
        connection.execute(text(damage))
    assert exported() != whole
    assert again() == "changed"
    assert exported() == whole
    assert rows("SELECT number FROM report_versions") == [(1,)]
    assert again() == "unchanged"


@pytest.mark.parametrize("first", ["county", "city"])
def test_the_issuers_own_portal_is_followed_whichever_was_read_first(
    url: str, make_report: MakeReport, read_of: ReadOf, first: str
) -> None:
    run = RunRecord(url, "crawl portals")
    run.mark_portals(
        [
            PortalRow("county", "清河县人民政府", "http://127.0.0.1:8001/", "130534"),
            PortalRow("city", "邢台市人民政府", "http://127.0.0.1:8002/", "130500"),
        ]
    )
    addresses = {"county": "http://127.0.0.1:8001/1.html", "city": "http://127.0.0.1:8002/1.html"}
    second = {"county": "city", "city": "county"}[first]
    loader = Loader(url, run.id)
    for portal in (first, second, first, second):
        loader.load([read_of(make_report(), addresses[portal], portal)])
    with loader.engine.connect() as connection:
        (record,) = records(connection)
    loader.close()
    assert (record["portal"], record["version"]) == ("county", 1)
    assert {source["portal"]: source["role"] for source in record["sources"]} == {
        "county": "primary",
        "city": "duplicate",
    }
