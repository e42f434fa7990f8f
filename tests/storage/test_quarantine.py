"""What is quarantined changes no default answer: no view, no count, no export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import create_engine, inspect, text

from reports.model import Evidence, Report, Verdict
from storage import queries
from storage.loading import Loader
from storage.outcomes import ReadOutcome
from storage.runs import RunRecord

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]


def answers(url: str) -> dict[str, Any]:
    """Every row of every view."""
    engine = create_engine(url)
    names = inspect(engine).get_view_names()
    assert len(names) > 5
    with engine.connect() as connection:
        found = {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}
    engine.dispose()
    return found


def test_a_quarantined_report_is_in_no_view(url: str, make_report: MakeReport, read_of: ReadOf) -> None:
    run = RunRecord(url, "crawl")
    loader = Loader(url, run.id)
    loader.load(
        [read_of(make_report("清河县", 2021, 1)), read_of(make_report("清河县", 2022, 2), "http://127.0.0.1/2")]
    )
    run.compare_texts()
    before = answers(url)
    verdicts = (Verdict("suspect", 0.6, (Evidence("brand", 0.6, "新葡京", 4),)), Verdict("contaminated", 2.0, ()))
    doctored = [
        read_of(make_report(place, year, year), f"http://127.0.0.1/{place}{year}", verdict=verdict)
        for place, year in (("清河县", 2022), ("清河县", 2023), ("白鹿县", 2022))
        for verdict in verdicts[year % 2 :][:1]
    ]
    assert {one.result for one in loader.load(doctored)} == {"quarantined"}
    run.compare_texts()
    after = answers(url)
    assert len(after.pop("v_quarantine")) == len(doctored)  # the operator's view
    assert after == {name: rows for name, rows in before.items() if name != "v_quarantine"}
    with loader.engine.connect() as connection:
        found = queries.find_reports(connection, queries.ReportFilter(status="quarantined"))
    assert len(found) == len(doctored)
    loader.close()
    run.finish("finished", {})
