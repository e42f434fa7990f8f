"""A report's HTML page and its PDF, both listed: which of them the record follows, whichever was read first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from reports.model import Finding, Report, Section
from storage.loading import Loader
from storage.outcomes import PortalOutcome, ReadOutcome

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]
PAGE, FILE = "http://127.0.0.1:8001/nb/1.html", "http://127.0.0.1:8001/nb/1.pdf"


def rows(loader: Loader, query: str) -> list[Any]:
    with loader.engine.connect() as connection:
        return list(connection.execute(text(query)))


def followed(loader: Loader) -> list[str]:
    """The page of each stored version, and that the sources agree."""
    found = rows(loader, "SELECT p.url FROM report_versions v JOIN pages p ON p.id = v.page_id ORDER BY v.id")
    primary = rows(loader, "SELECT p.url FROM sources s JOIN pages p ON p.id = s.page_id WHERE s.role = 'primary'")
    assert found[-1:] == primary
    return [url for (url,) in found]


def twins(read_of: ReadOf, page: Report, file: Report, *, days: float = 0) -> dict[str, ReadOutcome]:
    return {
        PAGE: read_of(page, PAGE, days=days),
        FILE: read_of(file, FILE, days=days, decode_rule="file"),
    }


def load(loader: Loader, outcomes: Sequence[ReadOutcome], *, together: bool) -> list[str]:
    loaded = [loader.load(outcomes)] if together else [loader.load([outcome]) for outcome in outcomes]
    return [each.result for batch in loaded for each in batch]


ORDERS = pytest.mark.parametrize("order", [(PAGE, FILE), (FILE, PAGE)], ids=["page-first", "file-first"])
TOGETHER = pytest.mark.parametrize("together", [True, False], ids=["one-batch", "two-batches"])


@ORDERS
@TOGETHER
def test_the_page_is_followed_and_recrawls_change_nothing(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, order: tuple[str, str], together: bool
) -> None:
    page, file = make_report(), make_report(index_no=None, publisher=None)
    first = twins(read_of, page, file)
    load(loader, [first[url] for url in order], together=together)
    assert followed(loader) == [PAGE]
    assert rows(loader, "SELECT current_version, status FROM reports") == [(1, "accepted")]
    stored = "SELECT id, number, page_id, content_hash, changes FROM report_versions"
    before = (rows(loader, stored), rows(loader, "SELECT id, role, rule, reason, worth FROM sources ORDER BY id"))
    for day in (1, 2, 3):
        again = twins(read_of, page, file, days=day)
        results = load(loader, [again[url] for url in order[:: 1 if day % 2 else -1]], together=together)
        assert results == ["unchanged", "unchanged"]
    after = (rows(loader, stored), rows(loader, "SELECT id, role, rule, reason, worth FROM sources ORDER BY id"))
    assert after == before
    assert rows(loader, "SELECT count(*) FROM decisions") == [(1 if order[0] == FILE else 0,)]


def test_the_change_is_a_decision_with_its_reason(loader: Loader, make_report: MakeReport, read_of: ReadOf) -> None:
    outcomes = twins(read_of, make_report(), make_report(index_no=None))
    loader.load([outcomes[FILE]])
    loader.load([outcomes[PAGE]])
    query = "SELECT action, who, report_id, source_id, rule, why FROM decisions"
    assert rows(loader, query) == [
        ("follow", "nianbao", 1, 2, "page", "the page itself is as complete as a file that was followed until now")
    ]


COPIES = [
    ("http://127.0.0.1:8001/m/nb/1.html", {}),
    ("http://m.qinghe.gov.cn/nb/1.html", {}),
    ("http://127.0.0.1:8001/nb/1.html?isMobile=true&a=1", {}),
    ("http://127.0.0.1:8001/big5/nb/1.html", {"title": "清河縣2022年政府信息公開工作年度報告"}),
]


@pytest.mark.parametrize(("copy", "printed"), COPIES)
@pytest.mark.parametrize("first", ["page", "copy"])
def test_the_page_itself_is_followed_rather_than_its_copies(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, copy: str, printed: dict[str, str], first: str
) -> None:
    both = [read_of(make_report(), PAGE), read_of(make_report(**printed), copy)]
    load(loader, both if first == "page" else both[::-1], together=False)
    assert followed(loader) == [PAGE]
    results = load(
        loader, [read_of(make_report(**printed), copy, days=1), read_of(make_report(), PAGE, days=1)], together=True
    )
    assert results == ["unchanged", "unchanged"]
    assert followed(loader) == [PAGE]


def _without_figures(report: Report) -> Report:
    assert report.applications is not None
    return replace(report, applications={row: {"total": 1} for row in report.applications})


def _with_an_error(report: Report) -> Report:
    return replace(report, findings=(Finding("applications.sum", "error", "does not add up", "applications.received"),))


def _shortened(report: Report) -> Report:
    return replace(report, sections=tuple(Section(s.ordinal, s.heading, s.text[:60]) for s in report.sections))


def _one_section_less(report: Report) -> Report:
    return replace(report, sections=report.sections[:-1])


@ORDERS
@pytest.mark.parametrize("poorer", [_without_figures, _with_an_error, _shortened, _one_section_less])
def test_a_file_that_gives_more_for_certain_is_followed(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, order: tuple[str, str], poorer: Callable[[Report], Report]
) -> None:
    outcomes = twins(read_of, poorer(make_report()), make_report(index_no=None))
    load(loader, [outcomes[url] for url in order], together=False)
    assert followed(loader) == [FILE]
    outcomes = twins(read_of, poorer(make_report()), make_report(index_no=None), days=1)
    assert load(loader, [outcomes[url] for url in order], together=True) == ["unchanged", "unchanged"]
    assert followed(loader) == [FILE]


@ORDERS
def test_a_corrected_page_is_a_version_and_its_old_file_is_not(
    loader: Loader, make_report: MakeReport, read_of: ReadOf, order: tuple[str, str]
) -> None:
    file = make_report(index_no=None)
    first = twins(read_of, make_report(), file)
    load(loader, [first[url] for url in order], together=False)
    later = twins(read_of, make_report(doc_no="更正2号"), file, days=1)
    load(loader, [later[url] for url in order], together=False)
    assert rows(loader, "SELECT current_version FROM reports") == [(2,)]
    assert rows(loader, "SELECT number, doc_no FROM report_versions ORDER BY number")[-1] == (2, "更正2号")
    assert rows(loader, "SELECT p.url, s.role FROM sources s JOIN pages p ON p.id = s.page_id ORDER BY p.url") == [
        (PAGE, "primary"),
        (FILE, "duplicate"),
    ]


def _done(at: ReadOutcome, *listed: str) -> PortalOutcome:
    moment = at.page.fetched_at
    return PortalOutcome(at.page.portal, moment, moment, listed_urls=list(listed), complete=True)


@pytest.mark.parametrize("changed", [False, True], ids=["as-it-was", "changed"])
def test_the_living_page_is_followed_when_the_one_followed_has_vanished(
    url: str, make_report: MakeReport, read_of: ReadOf, changed: bool
) -> None:
    old, new = "http://127.0.0.1:8001/old/1.html", "http://127.0.0.1:8001/new/1.html"
    loader = Loader(url, None)
    loader.load([read_of(make_report(), old), _done(read_of(None, days=0.1), old)])
    moved = make_report(index_no="11A/2026-1") if changed else make_report()
    loader.load([read_of(moved, new, days=1), _done(read_of(None, days=1.1), new)])
    assert followed(loader) == [old]
    loader.load([_done(read_of(None, days=2), new)])
    due = "SELECT url, body_sha256 IS NULL AS afresh FROM pages ORDER BY url"
    assert [(url, bool(afresh)) for url, afresh in rows(loader, due)] == [(new, True), (old, False)]
    (loaded,) = loader.load([read_of(moved, new, days=3)])
    assert loaded.result == "changed"
    assert followed(loader)[-1] == new
    assert rows(loader, "SELECT current_version, vanished FROM reports") == [(2 if changed else 1, None)]
    assert rows(loader, "SELECT rule FROM decisions") == [("living",)]
    (loaded,) = loader.load([read_of(moved, new, days=4)])
    assert loaded.result == "unchanged"
    loader.load([_done(read_of(None, days=5), new), read_of(make_report(), old, days=6)])  # the old address is back
    assert followed(loader)[-1] == new
    loader.close()


def test_a_database_of_older_code_is_put_right_by_reading_the_page_again(
    loader: Loader, make_report: MakeReport, read_of: ReadOf
) -> None:
    outcomes = twins(read_of, make_report(), make_report(index_no=None))
    loader.load([outcomes[FILE]])
    with loader.engine.begin() as connection:  # older code did not record that the page is a file
        connection.execute(text("UPDATE pages SET encoding_rule = NULL"))
    loader.load([outcomes[PAGE]])
    assert followed(loader) == [FILE]
    with loader.engine.begin() as connection:
        connection.execute(text(f"UPDATE pages SET encoding_rule = 'file' WHERE url = '{FILE}'"))
    (loaded,) = loader.load([read_of(make_report(), PAGE, days=1)])
    assert (loaded.result, loaded.report_id) == ("changed", 1)
    assert followed(loader) == [PAGE]
    assert rows(loader, "SELECT current_version FROM reports") == [(1,)]
