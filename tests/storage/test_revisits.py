"""When a page is fetched again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.revisits import DEFAULT_POLICY, RevisitPolicy

NOW = datetime(2026, 3, 1, tzinfo=UTC)
POLICY = RevisitPolicy()


def days(url: str, outcome: str, year: int | None = None) -> float:
    return (POLICY.next_visit(url, NOW, outcome=outcome, year=year) - NOW) / timedelta(days=1)


def test_recent_years_come_often_and_old_ones_seldom() -> None:
    page = "http://127.0.0.1/1.html"
    assert days(page, "report", 2025) < days(page, "report", 2023) < days(page, "report", 2015)
    assert days(page, "report", None) == days(page, "report", 2015)
    assert days(page, "quarantined", 2015) < days(page, "report", 2025)


def test_pages_of_one_run_do_not_fall_due_together() -> None:
    due = [days(f"http://127.0.0.1/{n}.html", "report", 2025) for n in range(300)]
    assert len({round(each) for each in due}) >= 6
    assert all(0.75 * POLICY.recent_days <= each <= 1.25 * POLICY.recent_days for each in due)


@pytest.mark.parametrize(("failures", "hours"), [(1, 0), (3, 0), (4, 12), (5, 24), (6, 48), (40, 30 * 24)])
def test_failures_are_tried_at_once_and_then_less_and_less(failures: int, hours: float) -> None:
    assert POLICY.next_try(NOW, kind="timeout", failures=failures) - NOW == timedelta(hours=hours)


@pytest.mark.parametrize(("failures", "hours"), [(1, 0), (3, 0), (4, 48), (5, 96), (40, 30 * 24)])
def test_a_portal_that_blocks_is_asked_slower(failures: int, hours: float) -> None:
    assert POLICY.next_try(NOW, kind="blocked:ruishu", failures=failures) - NOW == timedelta(hours=hours)


@given(st.text(), st.sampled_from(["report", "quarantined", "excluded"]), st.none() | st.integers(1990, 2040))
def test_every_page_comes_again(url: str, outcome: str, year: int | None) -> None:
    due = DEFAULT_POLICY.next_visit(url, NOW, outcome=outcome, year=year)
    assert timedelta(days=1) < due - NOW < timedelta(days=366)
