"""A page's files: digest and place are kept for every page that links them, and reach the database with the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from reports.model import Attachment, Report
from storage.known_pages import archived_file
from storage.loading import Loader
from storage.migrate import downgrade, upgrade
from storage.outcomes import ArchivePosition, ReadOutcome
from storage.reparse import source_of_page

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]
TWIN = "http://127.0.0.1:8001/m/1.html"
FIRST, SECOND = "http://127.0.0.1:8001/b.docx", "http://127.0.0.1:8001/a.docx"


def rows(loader: Loader, query: str) -> list[Any]:
    with loader.engine.connect() as connection:
        return list(connection.execute(text(query)))


def with_files(outcome: ReadOutcome, offset: int, digest: str = "0") -> ReadOutcome:
    """Two files, linked in the order that their addresses do not have."""
    report = outcome.reading.report
    assert report is not None
    report.attachments = tuple(
        Attachment(url, f"附件{n}.docx", None, f"{n}{digest * 63}") for n, url in enumerate((FIRST, SECOND))
    )
    for n, url in enumerate((FIRST, SECOND)):
        outcome.page.file_positions[url] = ArchivePosition("a.warc.gz", offset + n, 10)
    outcome.page.archived = ArchivePosition("a.warc.gz", offset + 9, 10)
    return outcome


def files_of(loader: Loader, page: int) -> list[tuple[str, str, int]]:
    with loader.engine.connect() as connection:
        source = source_of_page(connection, page, {})
    assert source is not None
    return [(link.url, link.text, position.offset) for link, position in source.files]


def test_a_second_page_of_a_report_keeps_its_files_too(
    loader: Loader, make_report: MakeReport, read_of: ReadOf
) -> None:
    loader.load([with_files(read_of(make_report()), 100), with_files(read_of(make_report(), TWIN), 200, "1")])
    assert rows(loader, "SELECT role FROM sources ORDER BY id") == [("primary",), ("duplicate",)]
    assert files_of(loader, 1) == [(FIRST, "附件0.docx", 100), (SECOND, "附件1.docx", 101)]
    assert files_of(loader, 2) == [(FIRST, "附件0.docx", 200), (SECOND, "附件1.docx", 201)]
    with loader.engine.connect() as connection:
        assert archived_file(connection, "1" + "1" * 63) == ArchivePosition("a.warc.gz", 201, 10)
        assert archived_file(connection, "nothing") is None


def test_a_file_fetched_again_is_known_by_its_newest_bytes(
    loader: Loader, make_report: MakeReport, read_of: ReadOf
) -> None:
    loader.load([with_files(read_of(make_report()), 100)])
    loader.load([with_files(read_of(make_report(doc_no="2号"), days=1), 300, "2")])
    assert files_of(loader, 1) == [(FIRST, "附件0.docx", 300), (SECOND, "附件1.docx", 301)]
    assert rows(loader, "SELECT count(*) FROM page_files") == [(2,)]


def test_a_file_that_does_not_come_is_still_known_and_one_that_is_not_linked_any_more_is_not(
    loader: Loader, make_report: MakeReport, read_of: ReadOf
) -> None:
    loader.load([with_files(read_of(make_report()), 100)])
    lost = with_files(read_of(make_report(doc_no="2号"), days=1), 300)
    lost.page.file_positions.clear()
    loader.load([lost])
    assert [url for url, _, _ in files_of(loader, 1)] == [FIRST, SECOND]
    unlinked = with_files(read_of(make_report(doc_no="3号"), days=2), 400)
    assert unlinked.reading.report is not None
    unlinked.reading.report.attachments = unlinked.reading.report.attachments[1:]
    loader.load([unlinked])
    assert files_of(loader, 1) == [(SECOND, "附件1.docx", 401)]
    unlinked = with_files(read_of(make_report(doc_no="4号"), days=3), 500)
    assert unlinked.reading.report is not None
    unlinked.reading.report.attachments = ()
    loader.load([unlinked])
    assert files_of(loader, 1) == []


def test_files_stored_before_the_table_was_there_are_taken_over(
    url: str, make_report: MakeReport, read_of: ReadOf
) -> None:
    loader = Loader(url)
    loader.load([with_files(read_of(make_report()), 100)])
    loader.load([with_files(read_of(make_report(doc_no="2号"), days=1), 300, "2")])
    before = files_of(loader, 1)
    loader.close()
    downgrade(url, "0002")
    upgrade(url)
    loader = Loader(url)
    assert files_of(loader, 1) == before
    assert rows(loader, "SELECT count(*) FROM report_versions") == [(2,)]
    loader.close()
