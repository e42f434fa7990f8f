"""Readings of list pages: written with the end of a portal's work, replaced, dropped, and never needed."""

from __future__ import annotations

from datetime import UTC, datetime

from storage.kept_lists import kept_lists
from storage.loading import Loader
from storage.outcomes import FailureOutcome, KeptList, ListOutcome, PortalOutcome

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
ONE, OTHER = KeptList("d1", b"\x00reading\xff"), KeptList("d2", b"other")


def done(portal: str, *gone: str, **new: KeptList) -> PortalOutcome:
    return PortalOutcome(portal, AT, AT, [], complete=True, new_lists=new, gone_lists=list(gone))


def kept(loader: Loader, portal: str) -> dict[str, KeptList]:
    with loader.engine.connect() as connection:
        return kept_lists(connection, portal)


def test_readings_are_kept_by_portal_and_place(loader: Loader) -> None:
    loader.load([done("p", a=ONE, b=OTHER), done("q", a=OTHER)])
    assert kept(loader, "p") == {"a": ONE, "b": OTHER}
    assert kept(loader, "q") == {"a": OTHER}
    assert kept(loader, "nobody") == {}


def test_a_reading_takes_the_place_of_the_one_before(loader: Loader) -> None:
    loader.load([done("p", a=ONE, b=ONE)])
    loader.load([done("p", a=OTHER)])
    assert kept(loader, "p") == {"a": OTHER, "b": ONE}


def test_what_is_gone_is_dropped_at_its_portal_alone(loader: Loader) -> None:
    loader.load([done("p", a=ONE, b=ONE), done("q", a=ONE)])
    loader.load([done("p", "a", c=OTHER)])
    assert kept(loader, "p") == {"b": ONE, "c": OTHER}
    assert kept(loader, "q") == {"a": ONE}


def test_nothing_is_kept_before_the_portal_is_done(loader: Loader) -> None:
    loader.load([ListOutcome("p", "http://p/nb/", "http://p/nb/", "trs", AT, links=3)])
    assert kept(loader, "p") == {}


def test_lists_of_one_batch_end_the_failures_that_they_overcome(loader: Loader) -> None:
    lists = [ListOutcome("p", f"http://p/nb/{n}", "http://p/nb/", "trs", AT, links=n) for n in range(4)]
    loader.load([FailureOutcome("p", "http://p/nb/2", "timeout", "no answer", AT), *lists[:2]])
    with loader.engine.connect() as connection:
        still = connection.exec_driver_sql("SELECT url FROM failures WHERE resolved IS NULL").scalars().all()
    assert still == ["http://p/nb/2"]
    loader.load(lists)
    with loader.engine.connect() as connection:
        still = connection.exec_driver_sql("SELECT url FROM failures WHERE resolved IS NULL").scalars().all()
        links = connection.exec_driver_sql("SELECT links FROM report_lists ORDER BY url").scalars().all()
    assert (still, links) == ([], [0, 1, 2, 3])
