"""What the database knows about a batch: pages, and the reports that could be the same as those just read.

A handful of queries a batch, whatever the number of stored reports; every one of them goes through an index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, or_, select

from storage.rows import rows_among
from storage.tables import Page, Portal, Report, Source

if TYPE_CHECKING:
    from reports.identity import Keys


@dataclass(slots=True)
class PageState:
    """A stored page, as far as storing its next outcome needs it."""

    id: int
    portal: str
    url: str
    outcome: str
    body_sha256: str | None
    failures: int
    link_text: str | None = None
    list_date: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class PageNature(NamedTuple):
    """What decides between pages that carry the same report."""

    url: str
    #: a list links straight to a PDF or Word file
    is_file: bool
    #: no list shows it any more
    vanished: bool


@dataclass(slots=True)
class SourceState:
    """A page that carries a report."""

    id: int
    report_id: int
    page_id: int
    portal: str
    role: str
    index_key: str | None
    text_hash: int | None
    content_hash: int
    worth: int
    ended: datetime | None
    #: an operator's word on the page
    trusted: bool | None = None


@dataclass(slots=True)
class ReportState:
    """A stored report with its sources and the head of its current version."""

    id: int
    status: str
    identity: str
    issuer_key: str | None
    year: int | None
    division: str | None
    copy_of: int | None
    merged_into: int | None
    status_decided: bool
    vanished: datetime | None
    #: current version
    number: int
    version_id: int
    page_id: int
    content_hash: int
    title: str
    issuer: str | None
    sources: list[SourceState] = field(default_factory=list)

    def keys(self, source: SourceState) -> Keys:
        """The report as seen from one of its sources, for comparison."""
        from reports.identity import Keys, title_rest, title_year  # late: a run without news compares nothing

        return Keys(
            portal=source.portal,
            index_key=source.index_key,
            issuer_key=self.issuer_key,
            division=self.division,
            year=self.year,
            title_rest=title_rest(self.title, self.issuer),
            title_year=title_year(self.title),
            text_hash=source.text_hash,
        )


def identities_of(keys: Keys) -> list[str]:
    """The stored identities under which a reading's report may lie (reports.identity.identity makes them)."""
    if keys.issuer_key and keys.year:
        scopes = {keys.division, "@" + keys.portal} - {None}
        plain = [f"{scope}|{keys.issuer_key}|{keys.year}" for scope in scopes]
        return plain + [f"{identity}|{keys.title_rest}" for identity in plain if keys.title_rest]
    if keys.title_rest and keys.year:
        return [f"@{keys.portal}|{keys.title_rest}|{keys.year}"]
    return []


class Known:
    """The state a batch works on; `add_*` keep it true while the batch grows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.pages: dict[tuple[str, str], PageState] = {}
        self.reports: dict[int, ReportState] = {}
        self._by_page: dict[int, list[SourceState]] = defaultdict(list)
        self._by_index: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._by_text: dict[int, set[int]] = defaultdict(set)
        self._by_identity: dict[str, int] = {}
        self._quarantined = False
        self._natures: dict[int, PageNature] = {}
        self._by_issuer: dict[tuple[str, int, str], set[int]] = defaultdict(set)

    def load_pages(self, addresses: Iterable[tuple[str, str]]) -> None:
        """Look up pages by portal and address."""
        for row in self._rows(_PAGES_BY_ADDRESS, list(addresses)):
            self.pages[row[1], row[2]] = PageState(*row)

    def load_reports(self, keys: Sequence[Keys]) -> None:
        """Look up every report that could be one of those read, and those that the known pages carry."""
        ids = self._ids("sources WHERE page_id", [(page.id,) for page in self.pages.values()])
        ids |= {row[0] for row in self._rows(_BY_IDENTITY, [(name,) for key in keys for name in identities_of(key)])}
        indexes = {(key.portal, key.index_key) for key in keys if key.index_key}
        ids |= {row[0] for row in self._rows(_BY_INDEX_NUMBER, list(indexes))}
        texts = {key.text_hash for key in keys if key.text_hash is not None}
        ids |= self._ids("sources WHERE text_hash", [(text,) for text in texts])
        ids |= self._without_division(keys)
        self.load_by_id(ids)

    def _without_division(self, keys: Sequence[Keys]) -> set[int]:
        """An issuer whose division could not be told may be stored under its division, from the same portal."""
        wanted = [
            (Report.issuer_key == key.issuer_key) & (Report.year == key.year) & (Source.portal == key.portal)
            for key in keys
            if key.issuer_key and key.year and not key.division
        ]
        if not wanted:
            return set()
        query = select(Report.id).join(Source, Source.report_id == Report.id).where(or_(*wanted))
        return set(self._connection.execute(query).scalars())

    def load_by_id(self, ids: set[int]) -> None:
        """Load reports with all their sources; those merged into another bring the other along."""
        missing = [(report_id,) for report_id in ids - self.reports.keys()]
        if not missing:
            return
        for row in self._rows(_REPORTS_BY_ID, missing):
            self._register(ReportState(*row))
        for row in self._rows(_SOURCES_BY_REPORT, missing):
            self.add_source(SourceState(*row))
        self.load_by_id({report.merged_into for report in self.reports.values() if report.merged_into is not None})

    def portals_at(self, division: str, slugs: Iterable[str]) -> set[str]:
        """Which of the portals the registry gives to this division."""
        query = select(Portal.slug).where(Portal.slug.in_(list(slugs)), Portal.division_code == division)
        return set(self._connection.execute(query).scalars())

    def note_nature(self, page_id: int, nature: PageNature) -> None:
        """Remember what a page of this batch is, which the database does not know yet."""
        self._natures[page_id] = nature

    def nature(self, page_id: int) -> PageNature:
        """What a page is; asked only where two pages of a report compete."""
        if page_id not in self._natures:
            query = select(Page.url, Page.encoding_rule, Page.vanished).where(Page.id == page_id)
            url, rule, vanished = self._connection.execute(query).one()
            self._natures[page_id] = PageNature(url, rule == "file", vanished is not None)
        return self._natures[page_id]

    def _ids(self, table_and_columns: str, values: list[tuple[Any, ...]]) -> set[int]:
        return {row[0] for row in self._rows(f"SELECT report_id FROM {table_and_columns} IN {{}}", values)}

    def _rows(self, query: str, values: list[tuple[Any, ...]]) -> Sequence[Any]:
        return rows_among(self._connection, query, values)

    def _register(self, report: ReportState) -> None:
        self.reports[report.id] = report
        self._quarantined = self._quarantined or report.status == "quarantined"
        self._by_identity[report.identity] = report.id
        if report.issuer_key and report.year:
            self._by_issuer[report.issuer_key, report.year, report.status].add(report.id)

    def add_page(self, page: PageState) -> None:
        """Remember a page that the batch made."""
        self.pages[page.portal, page.url] = page

    def add_report(self, report: ReportState) -> None:
        """Remember a report that the batch made."""
        self._register(report)

    def any_quarantined(self) -> bool:
        """Whether the batch knows of a doctored report at all."""
        return self._quarantined

    def add_source(self, source: SourceState) -> None:
        """Remember a source, stored or just made."""
        self.reports[source.report_id].sources.append(source)
        self._by_page[source.page_id].append(source)
        if source.index_key:
            self._by_index[source.portal, source.index_key].add(source.report_id)
        if source.text_hash is not None:
            self._by_text[source.text_hash].add(source.report_id)

    def move_identity(self, report: ReportState, identity: str, keys: Keys) -> None:
        """A report's identity was read better than before."""
        self._by_identity.pop(report.identity, None)
        report.identity, report.issuer_key = identity, keys.issuer_key
        report.division, report.year = keys.division, keys.year
        self._register(report)

    def sources_of_page(self, page_id: int) -> list[SourceState]:
        """Every report that the page carries or carried, those that it carries today first."""
        return sorted(self._by_page[page_id], key=lambda source: source.ended is not None)

    def with_identity(self, identity: str) -> ReportState | None:
        """The report stored under exactly this identity."""
        found = self._by_identity.get(identity)
        return None if found is None else self.reports[found]

    def candidates(self, keys: Keys) -> list[ReportState]:
        """Reports that could be the one read, best clue first: index number, issuer and year, text."""
        ids: dict[int, None] = {}
        if keys.index_key:
            ids.update(dict.fromkeys(sorted(self._by_index[keys.portal, keys.index_key])))
        ids.update(dict.fromkeys(i for i in map(self._by_identity.get, identities_of(keys)) if i is not None))
        if keys.issuer_key and keys.year:
            for status in ("accepted", "merged"):
                ids.update(dict.fromkeys(sorted(self._by_issuer[keys.issuer_key, keys.year, status])))
        if keys.text_hash is not None:
            ids.update(dict.fromkeys(sorted(self._by_text[keys.text_hash])))
        return [self.reports[found] for found in ids]

    def standing(self, report: ReportState) -> ReportState:
        """The report itself, or the one that an operator merged it into."""
        for _ in range(20):
            if report.merged_into is None or report.merged_into not in self.reports:
                return report
            report = self.reports[report.merged_into]
        return report


# For two columns SQLite would scan the table at `(a, b) IN (VALUES …)`; CROSS JOIN makes it go through the index.
_PAGES_BY_ADDRESS = """
WITH wanted (portal, url) AS {}
SELECT p.id, p.portal, p.url, p.outcome, p.body_sha256, p.failures, p.link_text, p.list_date, p.etag, p.last_modified
FROM wanted CROSS JOIN pages p WHERE p.portal = wanted.portal AND p.url = wanted.url
"""
_BY_INDEX_NUMBER = """
WITH wanted (portal, index_key) AS {}
SELECT s.report_id FROM wanted CROSS JOIN sources s
WHERE s.portal = wanted.portal AND s.index_key = wanted.index_key
"""
_BY_IDENTITY = "SELECT id FROM reports WHERE identity IN {}"
_REPORTS_BY_ID = """
SELECT r.id, r.status, r.identity, r.issuer_key, r.year, r.division_code, r.copy_of, r.merged_into, r.status_decided,
       r.vanished, r.current_version, v.id, v.page_id, v.content_hash, v.title, v.issuer
FROM reports r JOIN report_versions v ON v.report_id = r.id AND v.number = r.current_version
WHERE r.id IN {}
"""
_SOURCES_BY_REPORT = """
SELECT id, report_id, page_id, portal, role, index_key, text_hash, content_hash, worth, ended, trusted
FROM sources WHERE role <> 'split' AND report_id IN {} ORDER BY id
"""
