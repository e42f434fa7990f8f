"""Operators' decisions: they survive recrawls, and each can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from reports.model import Report, Verdict
from storage import decisions
from storage.loading import Loader
from storage.outcomes import ReadOutcome

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
