"""A doctored copy that looks clean by itself is told by the stored text of the same report, whichever came first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from reports.model import Evidence, Report, Section, Verdict
from storage import decisions
from storage.loading import Loader
from storage.outcomes import ReadOutcome
from storage.runs import PortalRow, RunRecord

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]

COUNTY, CITY = "hebei-qinghe", "hebei-xingtai"
OWN = "http://127.0.0.1:8001/nb/2022.html"
OTHER_PAGE = "http://127.0.0.1:8001/old/2022.html"
ELSEWHERE = "http://127.0.0.2:8002/xjnb/2022.html"
PARAGRAPHS = (
    "根据《国务院办公厅关于印发政务公开工作要点的通知》，清河县人民政府编制本报告。",
    "按照《河北省人民政府办公厅关于做好年报编制的通知》，各部门逐项对照，落实到人。",
    "依托“便民在线”平台公开办事指南，群众查询更加方便。",
    "全年“便民在线”答复咨询五百件，办结率百分之百。",
    "“便民在线”的好评率稳步提高，清河县群众普遍满意。",
    "清河县财政局公开预算决算，清河县教育局公开招生计划。",
    "全县共收到政府信息公开申请十一件，均在法定期限内答复。",
    "没有因政府信息公开引起的行政复议和行政诉讼。",
    "存在的问题是个别单位更新不够及时，下一步将加强培训。",
)


def saying(report: Report, *changes: tuple[str, str]) -> Report:
    """The report with a text of its own, words of it changed."""
    body = "\n".join(PARAGRAPHS)
    for old, new in changes:
        body = body.replace(old, new)
    sections = (Section(1, "一、总体情况", body), Section(6, "六、其他需要报告的事项", "无。"))
    return replace(report, sections=sections)


@pytest.fixture
def genuine(make_report: MakeReport) -> Report:
    return saying(make_report(attachments=()))


@pytest.fixture
def copy(make_report: MakeReport) -> Report:
    """The same with a word of which no list knows, in the place of one that reports need."""
    return saying(make_report(attachments=()), ("关于", "街机高手联盟"))


@pytest.fixture
def told(url: str) -> Callable[[str], list[Any]]:
    engine = create_engine(url)

    def told(query: str) -> list[Any]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    return told


Told = Callable[[str], list[Any]]
REPORTS = "SELECT id, status, copy_of FROM reports ORDER BY id"
EVIDENCE = """
SELECT v.report_id, e.signal, e.excerpt FROM evidence e JOIN report_versions v ON v.id = e.version_id ORDER BY 1, e.line
"""
EXPORTED = "SELECT id, current_version FROM reports WHERE status = 'accepted'"


@pytest.mark.parametrize(("address", "portal"), [(OTHER_PAGE, COUNTY), (ELSEWHERE, CITY)])
def test_a_copy_that_comes_later_is_quarantined_with_what_differs(
    loader: Loader, read_of: ReadOf, genuine: Report, copy: Report, told: Told, address: str, portal: str
) -> None:
    (first,) = loader.load([read_of(genuine, OWN)])
    (later,) = loader.load([read_of(copy, address, portal, days=1)])
    assert (first.result, later.result) == ("new", "quarantined")
    assert told(REPORTS) == [(1, "accepted", None), (2, "quarantined", 1)]
    assert told(EVIDENCE) == [(2, "agrees-with-genuine", OWN), (2, "differs-from-genuine", "街机高手联盟")]
    (message,) = [m for (m,) in told("SELECT message FROM findings WHERE rule = 'authenticity.differs-from-genuine'")]
    assert "街机高手联盟" in message
    assert "关于" in message


@pytest.mark.parametrize("together", [False, True])
def test_a_copy_that_came_first_gives_way_to_the_genuine_report(
    loader: Loader, read_of: ReadOf, genuine: Report, copy: Report, told: Told, together: bool
) -> None:
    outcomes = [read_of(copy, ELSEWHERE, CITY), read_of(genuine, OWN, days=1)]
    for batch in [outcomes] if together else [[one] for one in outcomes]:
        loaded = loader.load(batch)
    assert loaded[-1].result == "new"
    assert told(REPORTS) == [(1, "quarantined", 2), (2, "accepted", None)]
    assert told(EVIDENCE) == [(1, "agrees-with-genuine", OWN), (1, "differs-from-genuine", "街机高手联盟")]
    assert told("SELECT verdict, score FROM report_versions WHERE report_id = 1") == [("suspect", 0.6)]
    assert told("SELECT outcome FROM pages ORDER BY id") == [("quarantined",), ("report",)]
    assert told("SELECT action, who, report_id, rule FROM decisions") == [
        ("quarantine", "nianbao", 1, "differs-from-genuine")
    ]
    assert told("SELECT kind, portal, url FROM alarms") == [("copy-found", CITY, ELSEWHERE)]


@pytest.mark.parametrize("order", ["genuine first", "copy first"])
def test_reading_both_again_changes_no_row(
    loader: Loader, read_of: ReadOf, genuine: Report, copy: Report, told: Told, order: str
) -> None:
    outcomes = [read_of(genuine, OWN), read_of(copy, ELSEWHERE, CITY)]
    loader.load(outcomes if order == "genuine first" else outcomes[::-1])
    tables = ("report_versions", "evidence", "findings", "sections", "decisions", "alarms")
    before = {table: sorted(told(f"SELECT * FROM {table}"), key=repr) for table in tables}
    again = loader.load([read_of(genuine, OWN, days=3), read_of(copy, ELSEWHERE, CITY, days=3)])
    assert {one.result for one in again} == {"unchanged", "quarantined"}
    assert {table: sorted(told(f"SELECT * FROM {table}"), key=repr) for table in tables} == before


def test_a_revised_version_is_not_a_copy(
    loader: Loader, read_of: ReadOf, make_report: MakeReport, genuine: Report, told: Told
) -> None:
    revised = saying(make_report(attachments=()), ("十一件", "十二件"), ("五百件", "600件"), ("便民在线", "清河智办"))
    loader.load([read_of(genuine, OWN)])
    (loaded,) = loader.load([read_of(revised, OWN, days=9)])
    assert loaded.result == "changed"
    assert told(REPORTS) == [(1, "accepted", None)]
    assert told(EXPORTED) == [(1, 2)]


@pytest.mark.parametrize("changes", [(("十一件", "十三件"),), (("全县", "清河县"), ("不够及时", "不及时"))])
def test_another_page_with_corrections_is_a_source_that_says_how_much_agrees(
    loader: Loader, read_of: ReadOf, make_report: MakeReport, genuine: Report, told: Told, changes: Any
) -> None:
    loader.load([read_of(genuine, OWN)])
    (loaded,) = loader.load([read_of(saying(make_report(attachments=()), *changes), ELSEWHERE, CITY)])
    assert loaded.result == "duplicate"
    assert told(REPORTS) == [(1, "accepted", None)]
    reasons = [reason for (reason,) in told("SELECT reason FROM sources ORDER BY id")]
    assert reasons[1].endswith("of the stored sentences agree")


def test_a_page_that_turns_without_a_word_of_any_list_keeps_its_genuine_version(
    loader: Loader, read_of: ReadOf, genuine: Report, copy: Report, told: Told
) -> None:
    loader.load([read_of(genuine, OWN)])
    for days in (1, 2):  # with full=1 the turned page is read again as it is
        (loaded,) = loader.load([read_of(copy, OWN, days=days)])
        assert loaded.result == "quarantined"
        assert told(EXPORTED) == [(1, 1)]
    assert told(REPORTS) == [(1, "accepted", None), (2, "quarantined", 1)]
    assert set(told("SELECT kind FROM alarms")) == {("page-turned",)}
    (back,) = loader.load([read_of(genuine, OWN, days=3)])
    assert (back.result, back.report_id) == ("unchanged", 1)
    assert told("SELECT report_id FROM sources WHERE ended IS NULL") == [(1,)]


def test_a_strange_name_counts_where_the_issuers_own_portal_has_another(
    url: str, read_of: ReadOf, make_report: MakeReport, genuine: Report, told: Told
) -> None:
    """A platform's name replaced by one that no list has: a renamed platform at home, a copy elsewhere."""
    run = RunRecord(url, "crawl")
    run.mark_portals(
        [
            PortalRow(COUNTY, "清河县人民政府", "http://127.0.0.1:8001/", "130534"),
            PortalRow(CITY, "邢台市人民政府", "http://127.0.0.2:8002/", "130500"),
        ]
    )
    loader = Loader(url, run.id)
    strange = saying(make_report(attachments=()), ("便民在线", "傲世皇朝"))
    assert loader.load([read_of(strange, ELSEWHERE, CITY)])[0].result == "new"
    assert loader.load([read_of(genuine, OWN)])[0].result == "new"
    assert told(REPORTS) == [(1, "quarantined", 2), (2, "accepted", None)]
    assert loader.load([read_of(strange, OWN, days=1)])[0].result == "changed"
    loader.close()
    run.finish("finished", {})


def test_an_operators_word_stands_above_the_comparison(
    loader: Loader, read_of: ReadOf, genuine: Report, copy: Report, told: Told
) -> None:
    loader.load([read_of(genuine, OWN), read_of(copy, ELSEWHERE, CITY)])
    with loader.engine.begin() as connection:
        decisions.release(connection, 2, "seen it on paper")
    changed = replace(copy, doc_no="清政办〔2023〕1号")
    (loaded,) = loader.load([read_of(changed, ELSEWHERE, CITY, days=5)])
    assert loaded.result == "duplicate"
    assert told("SELECT status FROM reports WHERE id = 1") == [("accepted",)]
    assert told("SELECT report_id, trusted IS NULL FROM sources WHERE portal = 'hebei-xingtai'")[0][0] == 1


def test_a_report_that_an_operator_vouched_for_is_not_exposed(
    loader: Loader, read_of: ReadOf, genuine: Report, copy: Report, told: Told
) -> None:
    loader.load([read_of(copy, ELSEWHERE, CITY)])
    with loader.engine.begin() as connection:
        decisions.quarantine(connection, 1, "doubtful")
        decisions.release(connection, 1, "proved right")
    loader.load([read_of(genuine, OWN)])
    assert told("SELECT status FROM reports WHERE id = 1") == [("accepted",)]


def test_taking_the_programs_quarantine_back_is_refused_while_the_genuine_report_holds_its_place(
    loader: Loader, read_of: ReadOf, genuine: Report, copy: Report
) -> None:
    loader.load([read_of(copy, ELSEWHERE, CITY)])
    loader.load([read_of(genuine, OWN)])
    with pytest.raises(decisions.DecisionError, match="release"), loader.engine.begin() as connection:
        decisions.undo(connection, 1)


def test_a_doctored_page_is_told_beside_its_original(
    loader: Loader, read_of: ReadOf, genuine: Report, copy: Report, doctored: Any, told: Told
) -> None:
    loader.load([read_of(genuine, OWN), read_of(copy, ELSEWHERE, CITY, verdict=doctored)])
    assert told(EVIDENCE) == [(2, "agrees-with-genuine", OWN), (2, "differs-from-genuine", "街机高手联盟")]


def test_the_same_bytes_judged_doctored_by_better_code_leave_every_default_answer_and_come_back(
    loader: Loader, read_of: ReadOf, genuine: Report, told: Told
) -> None:
    seen = Verdict("suspect", 0.6, (Evidence("brand", 0.6, "某某娱乐", 3, "brand"),))
    loader.load([read_of(genuine, OWN)])
    bad = read_of(genuine, OWN, days=2, verdict=seen, body=repr(genuine).encode())
    bad.page.reread = True
    assert loader.load([bad])[0].result == "quarantined"
    assert told(REPORTS) == [(1, "quarantined", None)]
    assert told(EVIDENCE) == [(1, "brand", "某某娱乐")]
    assert told("SELECT action, who, rule FROM decisions") == [("quarantine", "nianbao", "verdict")]
    again = read_of(genuine, OWN, days=3, verdict=seen, body=repr(genuine).encode())
    again.page.reread = True
    assert loader.load([again])[0].result == "quarantined"
    assert len(told("SELECT id FROM decisions")) == 1
    good = read_of(genuine, OWN, days=4, body=repr(genuine).encode())
    good.page.reread = True
    loader.load([good])
    assert told(REPORTS) == [(1, "accepted", None)]
    assert told(EVIDENCE) == []
    assert told("SELECT report_id FROM sources WHERE ended IS NULL") == [(1,)]


def test_a_further_source_judged_doctored_by_better_code_is_none_any_more(
    loader: Loader, read_of: ReadOf, make_report: MakeReport, genuine: Report, told: Told
) -> None:
    seen = Verdict("suspect", 0.6, (Evidence("brand", 0.6, "某某娱乐", 3, "brand"),))
    other = saying(make_report(attachments=()), ("全县", "清河县"))
    loader.load([read_of(genuine, OWN), read_of(other, ELSEWHERE, CITY)])
    bad = read_of(other, ELSEWHERE, CITY, days=1, verdict=seen)
    bad.page.reread = True
    loader.load([bad])
    (_, copy) = told(REPORTS)
    assert copy[1:] == ("quarantined", 1)
    assert told("SELECT report_id, page_id FROM sources WHERE ended IS NULL ORDER BY id") == [(1, 1), (copy[0], 2)]


def test_an_operators_word_stands_above_better_code(
    loader: Loader, read_of: ReadOf, genuine: Report, told: Told
) -> None:
    loader.load([read_of(genuine, OWN)])
    with loader.engine.begin() as connection:
        decisions.quarantine(connection, 1, "doubtful")
        decisions.release(connection, 1, "proved right")
    seen = Verdict("suspect", 0.6, (Evidence("brand", 0.6, "某某娱乐", 3, "brand"),))
    bad = read_of(genuine, OWN, days=2, verdict=seen)
    bad.page.reread = True
    loader.load([bad])
    assert told("SELECT status FROM reports") == [("accepted",)]
