"""The rows of reports, their versions and their sources, collected for a batch."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.changes import StoredVersion, differences
from storage.followed import PROGRAM, Choice
from storage.known import PageState, ReportState, SourceState
from storage.report_rows import PART_COLUMNS, VERSION_COLUMNS, clean
from storage.row_values import as_json
from storage.rows import rows_among

if TYPE_CHECKING:
    from datetime import datetime

    from reports.model import Report
    from storage.batch import Batch, Read
    from storage.outcomes import ArchivePosition

REPORT_INSERT = (
    "id",
    "status",
    "identity",
    "issuer_key",
    "year",
    "division_code",
    "current_version",
    "first_seen",
    "last_seen",
    "vanished",
    "copy_of",
    "merged_into",
    "status_decided",
    "compared",
)
REPORT_CURRENT = ("current_version", "identity", "issuer_key", "year", "division_code", "compared")
_SOURCE_INSERT = (
    "id",
    "report_id",
    "page_id",
    "portal",
    "role",
    "rule",
    "reason",
    "index_key",
    "text_hash",
    "content_hash",
    "worth",
    "differences",
    "first_seen",
    "last_seen",
    "ended",
)
_FILE_INSERT = (
    "page_id",
    "url",
    "line",
    "filename",
    "sha256",
    "archive_file",
    "archive_offset",
    "archive_length",
)
_DECISION_INSERT = ("id", "made", "action", "who", "report_id", "source_id", "rule", "why", "before")
_FILES_OF_PAGES = "SELECT page_id, url FROM page_files WHERE page_id IN {}"
_SOURCE_STATE = ("role", "index_key", "text_hash", "content_hash", "worth", "differences", "last_seen", "ended")


@dataclass(slots=True)
class _Ids:
    """Ids taken in advance for what a batch may make."""

    reports: list[int]
    sources: list[int]
    versions: list[int]


class ReportWriting:
    """Writes what `storage.report_store` decides."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.ids = _Ids([], [], [])
        #: reports whose current version was written in this batch: their stored parts cannot be read back yet
        self._unwritten: dict[int, Report] = {}
        self.seen: dict[int, datetime] = {}
        self._stored_files: dict[int, set[str]] | None = None

    def reserve(self, count: int) -> None:
        """Take ids for at most `count` reports."""
        new_ids = self.batch.writer.new_ids
        self.ids = _Ids(*(new_ids(table, count) for table in ("reports", "sources", "report_versions")))

    def next_version(self, report: ReportState, page_id: int, read: Read, changes: dict[str, Any]) -> None:
        """The page published something else: a version more."""
        report.number += 1
        report.version_id = self.ids.versions.pop(0)
        self._set_current(report, page_id, read)
        self.write_version(report.version_id, report.id, report.number, page_id, read, changes)

    def rewrite(self, report: ReportState, page_id: int, read: Read, changes: dict[str, Any]) -> None:
        """The same published content read from a better page, or by better code: the version keeps its number."""
        old, report.version_id = report.version_id, self.ids.versions.pop(0)
        self.batch.flush()
        self.batch.writer.delete_version(old, tuple(PART_COLUMNS))
        self._set_current(report, page_id, read)
        self.write_version(report.version_id, report.id, report.number, page_id, read, changes)

    def _set_current(self, report: ReportState, page_id: int, read: Read) -> None:
        report.page_id, report.content_hash = page_id, read.content_hash
        report.title, report.issuer = read.report.title, read.report.issuer
        row = (report.number, report.identity, report.issuer_key, report.year, report.division, False, report.id)
        self.batch.updates["reports", REPORT_CURRENT].append(row)

    def write_version(
        self, version_id: int, report_id: int, number: int, page_id: int, read: Read, changes: dict[str, Any] | None
    ) -> None:
        """Collect a version with everything that it prints."""
        head = (version_id, report_id, number, page_id, self.batch.run_id, self.at(read), read.content_hash)
        row = (*head, as_json(changes), *read.prepared.fields)
        self.batch.inserts["report_versions", VERSION_COLUMNS].append(row)
        for table, rows in read.prepared.parts.items():
            if table == "attachments":
                rows = [(*row, *_position(read.outcome.page.file_positions.get(row[1]))) for row in rows]
            self.batch.inserts[table, PART_COLUMNS[table]].extend([(version_id, *row) for row in rows])
        self._unwritten[report_id] = read.report

    def changes_of(self, report: ReportState, read: Read) -> dict[str, Any]:
        """What differs from the stored current version."""
        unwritten = self._unwritten.get(report.id)
        if unwritten is not None:
            stored = StoredVersion.of(unwritten)
        else:
            stored = StoredVersion.load(self.batch.connection, report.version_id)
        return differences(stored, StoredVersion.of(read.report))

    def add_source(
        self, read: Read, page: PageState, report: ReportState, role: str, rule: str, reason: str, changes: Any
    ) -> SourceState:
        """Collect a page that carries the report."""
        keys, at, value = read.keys, self.at(read), read.worth
        source = SourceState(
            self.ids.sources.pop(0), report.id, page.id, keys.portal, role, keys.index_key, keys.text_hash,
            read.content_hash, value, None,
        )  # fmt: skip
        row = (source.id, report.id, page.id, keys.portal, role, rule, clean(reason), keys.index_key, keys.text_hash)
        self.batch.inserts["sources", _SOURCE_INSERT].append(
            (*row, read.content_hash, value, as_json(changes), at, at, None)
        )
        self.batch.known.add_source(source)
        return source

    def record_choice(
        self, read: Read, report: ReportState, source: SourceState, former: SourceState | None, choice: Choice
    ) -> None:
        """Record that the versions follow another page from now on (an operator's word is recorded by who took it)."""
        if former is None or choice.rule == "operator":
            return
        (decision_id,) = self.batch.writer.new_ids("decisions", 1)
        before = as_json({"reports": {}, "sources": {str(former.id): {"role": "primary"}}})
        row = (decision_id, self.at(read), "follow", PROGRAM, report.id, source.id, choice.rule, choice.reason, before)
        self.batch.inserts["decisions", _DECISION_INSERT].append(row)

    def update_source(
        self, read: Read, source: SourceState, report: ReportState, changes: Any, *, keep: bool = False
    ) -> None:
        """The page printed something else than before; `keep`: it is as it was."""
        at = self.at(read)
        if keep:
            self.batch.updates["sources", ("last_seen", "ended")].append((at, None, source.id))
            return
        source.index_key, source.text_hash = read.keys.index_key, read.keys.text_hash
        source.content_hash, source.worth, source.ended = read.content_hash, read.worth, None
        row = (source.role, source.index_key, source.text_hash, source.content_hash, source.worth, as_json(changes))
        self.batch.updates["sources", _SOURCE_STATE].append((*row, at, None, source.id))

    def before_flush(self) -> None:
        """Last sight of the reports that this batch met again."""
        moment = self.batch.writer.moment
        rows = [(moment(at), report_id) for report_id, at in self.seen.items()]
        self.batch.updates["reports", ("last_seen",)].extend(rows)
        self.seen.clear()

    def keep_files(self, read: Read, page: PageState, *, is_new: bool) -> None:
        """Collect where the page's files lie, whether or not versions follow the page.

        A file that did not come today stays as it was kept before; one that the page no longer links is let go.
        """
        facts = read.outcome.page
        if facts.reread:
            return
        rows = _file_rows(read, page.id)
        stored = set() if is_new else self._files_of(page.id)
        if stored:
            linked = {clean(file.url) for file in read.report.attachments}
            gone = [(page.id, url) for url in stored if url in rows or url not in linked]
            self.batch.writer.delete_files(gone)
        self.batch.inserts["page_files", _FILE_INSERT].extend(rows.values())

    def _files_of(self, page_id: int) -> set[str]:
        """Addresses of a page's stored files, looked up for all pages of the batch at once."""
        if self._stored_files is None:
            self._stored_files = defaultdict(set)
            pages = [(page.id,) for page in self.batch.known.pages.values()]
            for page, url in rows_among(self.batch.connection, _FILES_OF_PAGES, pages):
                self._stored_files[page].add(url)
        return self._stored_files[page_id]

    def at(self, read: Read) -> Any:
        """When the page was fetched, as the driver wants it."""
        return self.batch.writer.moment(read.outcome.page.fetched_at)


def _file_rows(read: Read, page_id: int) -> dict[str, tuple[Any, ...]]:
    """A page's files that came today, by address."""
    positions = read.outcome.page.file_positions
    rows: dict[str, tuple[Any, ...]] = {}
    for line, file in enumerate(read.report.attachments if positions else ()):
        place = positions.get(file.url)
        if place is not None and file.sha256 is not None:
            url = clean(file.url)
            rows.setdefault(url, (page_id, url, line, clean(file.filename), file.sha256, *_position(place)))
    return rows


def _position(archived: ArchivePosition | None) -> tuple[Any, ...]:
    return (archived.file, archived.offset, archived.length) if archived else (None, None, None)
