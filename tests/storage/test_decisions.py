"""Operators' decisions: they survive recrawls, and each can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from reports.model import Report, Verdict
from storage import decisions
from storage.batch import Batch
from storage.batch import read_of as read_report
from storage.loading import Loader
from storage.outcomes import ReadOutcome
from storage.revisits import DEFAULT_POLICY

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]
OTHER = "http://127.0.0.1:8002/copy.html"


def rows(loader: Loader, query: str) -> list[Any]:
    with loader.engine.connect() as connection:
        return list(connection.execute(text(query)))


def statuses(loader: Loader) -> list[Any]:
    return rows(loader, "SELECT status, merged_into FROM reports ORDER BY id")


def test_a_released_report_stays_released(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, doctored: Verdict
) -> None:
    loader.load([read_of(make_report(), verdict=doctored)])
    with loader.engine.begin() as connection:
        decision = decisions.release(connection, 1, "a lottery office's own report")
    assert statuses(loader) == [("accepted", None)]
    changed = make_report(doc_no="2号")
    (loaded,) = loader.load([read_of(changed, verdict=doctored, days=9)])
    assert (loaded.result, loaded.report_id) == ("changed", 1)
    assert statuses(loader) == [("accepted", None)]
    with loader.engine.begin() as connection:
        decisions.undo(connection, decision)
    (loaded,) = loader.load([read_of(changed, verdict=doctored, days=10)])
    assert loaded.result == "quarantined"
    assert statuses(loader) == [("quarantined", None)]
    with pytest.raises(decisions.DecisionError, match="taken back already"), loader.engine.begin() as connection:
        decisions.undo(connection, decision)


def test_a_released_copy_of_a_stored_report_becomes_its_source(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, doctored: Verdict
) -> None:
    loader.load([read_of(make_report()), read_of(make_report(), OTHER, "other", verdict=doctored)])
    with loader.engine.begin() as connection:
        decision = decisions.release(connection, 2, "the city's own page")
    assert statuses(loader) == [("accepted", None), ("merged", 1)]
    (loaded,) = loader.load([read_of(make_report(), OTHER, "other", verdict=doctored, days=3)])
    assert (loaded.result, loaded.report_id) == ("unchanged", 1)
    assert statuses(loader) == [("accepted", None), ("merged", 1)]
    with loader.engine.begin() as connection:
        decisions.undo(connection, decision)
    assert statuses(loader) == [("accepted", None), ("quarantined", None)]
    assert rows(loader, "SELECT report_id, role FROM sources ORDER BY id") == [(1, "primary"), (2, "primary")]


def test_a_quarantined_report_stays_quarantined(loader: Loader, make_report: MakeReport, read_of: ReadOf) -> None:
    loader.load([read_of(make_report())])
    with loader.engine.begin() as connection:
        decisions.quarantine(connection, 1, "figures were planted")
    (loaded,) = loader.load([read_of(make_report(doc_no="2号"), days=3)])
    assert (loaded.result, loaded.report_id) == ("quarantined", 1)
    assert statuses(loader) == [("quarantined", None)]
    assert rows(loader, "SELECT count(*) FROM v_reports") == [(0,)]


def test_a_merge_moves_the_sources_and_back(loader: Loader, make_report: MakeReport, read_of: ReadOf) -> None:
    misread = make_report(issuer="清河县某局", title="某局2022年政府信息公开年报", index_no=None)
    loader.load([read_of(make_report()), read_of(misread, OTHER)])
    assert statuses(loader) == [("accepted", None)] * 2
    with loader.engine.begin() as connection:
        decision = decisions.merge(connection, 1, 2, "the header was misread")
    assert statuses(loader) == [("accepted", None), ("merged", 1)]
    (loaded,) = loader.load([read_of(misread, OTHER, days=3)])
    assert loaded.report_id == 1
    with pytest.raises(decisions.DecisionError, match="already merged"), loader.engine.begin() as connection:
        decisions.merge(connection, 1, 2, "again")
    with loader.engine.begin() as connection:
        decisions.undo(connection, decision)
    assert statuses(loader) == [("accepted", None)] * 2
    assert rows(loader, "SELECT report_id FROM sources ORDER BY id") == [(1,), (2,)]


def test_a_split_that_a_merge_took_back_is_one_report_through_recrawls(
    loader: Loader, make_report: MakeReport, read_of: ReadOf
) -> None:
    loader.load([read_of(make_report()), read_of(make_report(), OTHER)])
    with loader.engine.begin() as connection:  # what storage.splitting does, without an archive
        row = connection.execute(text("SELECT * FROM sources WHERE id = 2")).one()
        connection.execute(text("UPDATE sources SET role = 'split', ended = '2026-03-02 00:00:00' WHERE id = 2"))
        batch = Batch(connection, loader.run_id, DEFAULT_POLICY, split_because="not the same")
        outcome = read_of(make_report(), OTHER, days=1)
        (own,) = batch.run([outcome], [read_report(outcome)])
        assert own.report_id is not None
        decisions.record_split(connection, row, own.report_id, "not the same")
    assert statuses(loader) == [("accepted", None)] * 2
    with loader.engine.begin() as connection:
        decision = decisions.merge(connection, 1, own.report_id, "they are the same")
    assert rows(loader, "SELECT page_id, role FROM sources WHERE report_id = 1 ORDER BY id") == [
        (1, "primary"),
        (2, "duplicate"),
    ]
    (loaded,) = loader.load([read_of(make_report(doc_no="2号"), OTHER, days=2)])
    assert (loaded.result, loaded.report_id) == ("duplicate", 1)
    with loader.engine.begin() as connection:
        decisions.undo(connection, decision)
    (loaded,) = loader.load([read_of(make_report(doc_no="2号"), OTHER, days=3)])
    assert (loaded.result, loaded.report_id) == ("changed", own.report_id)
    assert statuses(loader) == [("accepted", None)] * 2


def test_a_merged_page_that_changes_stays_merged_and_its_news_are_found_after_the_merge_is_undone(
    loader: Loader, make_report: MakeReport, read_of: ReadOf
) -> None:
    renamed = make_report(issuer="清河县大数据局", title="清河县大数据局2022年政府信息公开年报", index_no=None, seed=2)
    loader.load([read_of(make_report()), read_of(renamed, OTHER)])
    with loader.engine.begin() as connection:
        decision = decisions.merge(connection, 1, 2, "the bureau was renamed")
    corrected = replace(renamed, doc_no="更正1号")
    (loaded,) = loader.load([read_of(corrected, OTHER, days=1)])
    assert loaded.report_id == 1
    third = "http://127.0.0.1:8001/nb/again.html"
    (loaded,) = loader.load([read_of(corrected, third, days=1)])
    assert loaded.report_id == 1
    assert rows(loader, "SELECT count(*) FROM alarms") == [(0,)]
    with loader.engine.begin() as connection:
        decisions.undo(connection, decision)
    assert rows(loader, "SELECT count(*) FROM pages WHERE body_sha256 IS NOT NULL") == [(0,)]
    (loaded,) = loader.load([read_of(corrected, OTHER, days=2)])
    assert (loaded.result, loaded.report_id) == ("changed", 2)
    assert rows(loader, "SELECT doc_no FROM report_versions WHERE report_id = 2 ORDER BY number") == [
        (None,),
        ("更正1号",),
    ]
