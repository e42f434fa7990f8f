"""Reading the archive again: pages with their files as they were fetched, without one request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from reports.files import FetchedFile
from reports.model import Link, PageKind, PortalContext, RawPage, Reading
from reports.reader import read_page, read_with_files
from storage.archive import ArchivedPage, read_record
from storage.outcomes import ArchivePosition, PageFacts, ReadOutcome
from storage.prepared import prepare
from storage.tables import Page, PageFile, Report, ReportVersion, Run, Source


@dataclass(frozen=True, slots=True)
class ArchivedSource:
    """A stored page and where its raw response and its files lie."""

    facts: PageFacts
    context: PortalContext
    files: tuple[tuple[Link, ArchivePosition], ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which pages to read again; None is any.

    `code_version` is that of the runs that fetched them last, or that wrote a version of a report from them: also pages
    that it left out or that only repeat a report.
    """

    portals: tuple[str, ...] | None = None
    year: int | None = None
    code_version: str | None = None


def archived_sources(
    connection: Connection, wanted: Selection, contexts: dict[str, PortalContext]
) -> Iterator[ArchivedSource]:
    """Every selected page that the archive holds; pages of portals that are not in `contexts` get a bare context."""
    for row in connection.execute(_query(wanted)).all():
        context = contexts.get(row.portal) or PortalContext(row.portal, row.portal)
        yield ArchivedSource(_facts(row), context, tuple(_files(connection, row.id)))


def source_of_page(connection: Connection, page_id: int, contexts: dict[str, PortalContext]) -> ArchivedSource | None:
    """One page; None where the archive does not hold it."""
    row = connection.execute(_query(Selection()).where(Page.id == page_id)).one_or_none()
    if row is None:
        return None
    context = contexts.get(row.portal) or PortalContext(row.portal, row.portal)
    return ArchivedSource(_facts(row), context, tuple(_files(connection, row.id)))


def _query(wanted: Selection) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(Page.__table__).where(Page.archive_file.is_not(None)).order_by(Page.id)
    if wanted.portals is not None:
        query = query.where(Page.portal.in_(wanted.portals))
    if wanted.year is not None:
        of_year = select(Source.page_id).join(Report, Report.id == Source.report_id).where(Report.year == wanted.year)
        query = query.where(Page.id.in_(of_year))
    if wanted.code_version is not None:
        run = select(Run.id).where(Run.code_version == wanted.code_version)
        written = Page.id.in_(select(ReportVersion.page_id).where(ReportVersion.run_id.in_(run)))
        # a run that was killed has no end: what came after it is read again too
        its_time = (Page.last_fetched >= Run.started) & (Page.last_fetched <= func.coalesce(Run.finished, func.now()))
        query = query.where(or_(written, run.where(its_time).correlate(Page).exists()))
    return query


def _facts(row: Any) -> PageFacts:
    return PageFacts(
        portal=row.portal,
        url=row.url,
        final_url=row.final_url or row.url,
        fetched_at=row.last_fetched,
        status=row.http_status,
        body_sha256=row.body_sha256,
        body_size=row.body_size,
        etag=row.etag,
        last_modified=row.last_modified,
        link_text=row.link_text,
        list_date=row.list_date,
        list_url=row.list_url,
        encoding=row.encoding,
        archived=ArchivePosition(row.archive_file, row.archive_offset, row.archive_length),
        reread=True,
    )


def _files(connection: Connection, page_id: int) -> Iterator[tuple[Link, ArchivePosition]]:
    """The files that were fetched for a page, in the order in which it links them."""
    query = select(PageFile.__table__).where(PageFile.page_id == page_id).order_by(PageFile.line)
    for row in connection.execute(query):
        yield Link(row.url, row.filename), ArchivePosition(row.archive_file, row.archive_offset, row.archive_length)


def read_again(source: ArchivedSource, directory: str) -> ReadOutcome:
    """Read a page from the archive with today's code, its files too. Runs in a process of its own.

    Raises StorageUnavailable where the archive no longer holds the record.
    """
    facts = source.facts
    assert facts.archived is not None
    archived = read_record(directory, facts.archived)
    page = RawPage(
        url=archived.url,
        body=archived.body,
        content_type=archived.header("Content-Type"),
        rendered_as=archived.rendered_as,
        link_text=facts.link_text,
        list_date=facts.list_date,
        portal=source.context,
    )
    facts.body_sha256 = hashlib.sha256(archived.body).hexdigest()
    reading = _read(page, source, directory)
    facts.encoding = reading.decoded_as
    facts.file_positions = {link.url: position for link, position in source.files}
    return ReadOutcome(facts, reading)


def _read(page: RawPage, source: ArchivedSource, directory: str) -> Reading:
    try:
        reading = read_page(page)
        if source.files and reading.report is not None:
            files = [_fetched(link, read_record(directory, position)) for link, position in source.files]
            reading = read_with_files(page, reading, files)
        reading.prepared = prepare(reading, source.context.slug, signed=True)
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError, AttributeError) as error:
        message = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        return Reading(kind=PageKind.OTHER, reason=message, failure=("parse", message))
    return reading


def _fetched(link: Link, archived: ArchivedPage) -> FetchedFile:
    return FetchedFile(
        link=link,
        body=archived.body,
        media_type=(archived.header("Content-Type") or "").split(";")[0].strip() or None,
        disposition=archived.header("Content-Disposition"),
        sha256=hashlib.sha256(archived.body).hexdigest(),
    )


def archive_is_there(directory: str) -> bool:
    """Whether the archive's folder exists at all."""
    return Path(directory).is_dir()
