"""Pages that lists no longer show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from reports.model import Report
from storage.loading import Loader
from storage.outcomes import PortalOutcome, ReadOutcome


@pytest.mark.parametrize(("listed", "alarms"), [([], 1), (["http://127.0.0.1/new"], 1), (["http://127.0.0.1/2"], 0)])
def test_lists_that_show_none_of_the_known_reports_raise_an_alarm_once(
    loader: Loader,
    make_report: Callable[..., Report],
    read_of: Callable[..., ReadOutcome],
    listed: list[str],
    alarms: int,
) -> None:
    stored = [read_of(make_report(year=2020 + n, seed=n), f"http://127.0.0.1/{n}") for n in range(3)]
    loader.load(stored)
    for day in (1, 2, 3):
        moment = stored[0].page.fetched_at + timedelta(days=day)
        loader.load([PortalOutcome("hebei-qinghe", moment, moment, listed, complete=True)])
    with loader.engine.connect() as connection:
        raised = connection.execute(text("SELECT kind, message FROM alarms")).all()
        vanished = connection.execute(text("SELECT count(*) FROM pages WHERE vanished IS NOT NULL")).scalar_one()
    assert [kind for kind, _ in raised] == ["lists-replaced"] * alarms
    assert all("none of the 3 report pages" in message for _, message in raised)
    assert vanished == (2 if "http://127.0.0.1/2" in listed else 3)


def test_one_or_two_reports_go_missing_without_an_alarm(
    loader: Loader, make_report: Callable[..., Report], read_of: Callable[..., ReadOutcome]
) -> None:
    first = read_of(make_report())
    loader.load([first])
    moment = first.page.fetched_at + timedelta(days=1)
    loader.load([PortalOutcome("hebei-qinghe", moment, moment, [], complete=True)])
    with loader.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alarms")).scalar_one() == 0
