"""Reading one page of a list, apart from what follows from it: an answer depends on page and question alone.

That makes it something to keep: the same page, asked the same by the same code, gives the same answer
(crawler.kept_lists), while all that is decided from it is decided anew in every run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.platforms.article import is_report_page
from crawler.platforms.base import Entry, ListRead, ListState, Platform, by_name, recognise
from crawler.platforms.entries import looks_annual
from crawler.platforms.page import FetchedPage


@dataclass(frozen=True, slots=True)
class Question:
    """What a walk asks of a page of its column: with the page itself, all that the answer depends on."""

    state: ListState
    #: name of the platform that reads the page; None: the page says which
    platform: str | None = None
    #: the registry's or operator's word on the platform
    hint: str | None = None
    #: the column's first page may be a report instead
    first: bool = False
    #: nobody knows yet whether the column is one of annual reports
    undecided: bool = False


@dataclass(slots=True)
class ListPage:
    """What a page of a list gave."""

    platform: str
    #: by what the platform was recognised, where the question did not name it
    evidence: tuple[str, ...]
    read: ListRead
    #: the column is one of annual reports; None where that was not asked or the page cannot tell
    annual: bool | None
    #: the page itself, where the column's address is that of a report
    itself: Entry | None
    #: characters of the source
    length: int


def read_list_page(page: FetchedPage, question: Question) -> ListPage:
    """Answer the question from the page."""
    platform, evidence = _platform_of(page, question)
    read = platform.read_list(page, question.state)
    annual = None
    if question.undecided and (read.entries or read.annual):
        annual = read.annual or looks_annual(page, read.entries, question.state.column_url)
    itself = None
    if question.first and is_report_page(page, linked=not read.entries and not read.more):
        itself = Entry(page.url, page.metas.get("articletitle") or page.title)
    read.entries = [_judged(entry) for entry in read.entries]
    return ListPage(platform.name, evidence, read, annual, itself and _judged(itself), len(page.text))


def _judged(entry: Entry) -> Entry:
    """The entry with what its title alone says of it: part of the answer, so that a kept one need not be asked."""
    from reports.page_kind import classify_link  # late: a run without news judges nothing

    kind = classify_link(entry.title, entry.url) if entry.title else None
    return replace(entry, kind=kind.value) if kind is not None else entry


def _platform_of(page: FetchedPage, question: Question) -> tuple[Platform, tuple[str, ...]]:
    if question.platform is not None:
        return by_name(question.platform), ()
    platform, score = recognise(page, question.hint)
    return platform, score.evidence
