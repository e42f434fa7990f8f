"""A later year's carried-in against the year before's carried-out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import create_engine, text

from reports.model import Report
from storage.carry_over import RULE
from storage.loading import Loader
from storage.outcomes import ReadOutcome
from storage.similar import compare_new

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]


def figures(carried_in: int | None, carried_out: int | None) -> dict[str, Any]:
    return {"carried_in": {"total": carried_in}, "carried_out": {"total": carried_out}}


def messages(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        query = text("SELECT year, message FROM v_findings WHERE rule = :rule ORDER BY year")
        return [f"{row.year}: {row.message}" for row in connection.execute(query, {"rule": RULE})]


def test_what_does_not_follow_is_found_whichever_came_first(
    loader: Loader, url: str, make_report: MakeReport, read_of: ReadOf
) -> None:
    later = make_report(year=2022, seed=2, applications=figures(5, 0))
    loader.load([read_of(later, "http://127.0.0.1/2022")])
    compare_new(loader.engine)
    assert messages(url) == []
    loader.load([read_of(make_report(year=2021, seed=1, applications=figures(0, 4)), "http://127.0.0.1/2021")])
    compare_new(loader.engine)
    assert messages(url) == [
        "2022: applications.carried_in.total is 5, but the report for 2021 carried out 4 "
        "(applications.carried_out.total)"
    ]
    corrected = make_report(year=2022, seed=2, applications=figures(4, 0))
    loader.load([read_of(corrected, "http://127.0.0.1/2022", days=9)])
    compare_new(loader.engine)
    assert messages(url) == []


def test_each_column_is_compared(loader: Loader, url: str, make_report: MakeReport, read_of: ReadOf) -> None:
    before = {"carried_out": {"natural_person": 3, "enterprise": 1, "total": 4}}
    after = {"carried_in": {"natural_person": 4, "enterprise": 0, "total": 4}}
    reports = (make_report(year=2021, seed=1, applications=before), make_report(year=2022, seed=2, applications=after))
    loader.load([read_of(report, f"http://127.0.0.1/{n}") for n, report in enumerate(reports)])
    compare_new(loader.engine)
    assert [message.split(",")[0] for message in messages(url)] == [
        "2022: applications.carried_in.natural_person is 4",
        "2022: applications.carried_in.enterprise is 0",
    ]


def test_blank_cells_and_other_bodies_say_nothing(
    loader: Loader, url: str, make_report: MakeReport, read_of: ReadOf
) -> None:
    reports = (
        make_report("清河县", 2021, 1, applications=figures(0, None)),
        make_report("清河县", 2022, 2, applications=figures(5, 0)),
        make_report("安平县", 2021, 3, applications=figures(0, 4), division_code="131125"),
        make_report("枣强县", 2022, 4, applications=figures(9, 4), division_code="131121"),
    )
    loader.load([read_of(report, f"http://127.0.0.1/{n}") for n, report in enumerate(reports)])
    compare_new(loader.engine)
    assert messages(url) == []
