"""One transaction: outcomes in, rows out. Decides first, in memory; then writes each table once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage.known import Known, PageNature, PageState
from storage.outcomes import (
    ExclusionOutcome,
    FailureOutcome,
    ListOutcome,
    Loaded,
    Outcome,
    PageFacts,
    PortalOutcome,
    ReadOutcome,
    UnchangedOutcome,
)
from storage.revisits import RevisitPolicy
from storage.row_values import Row
from storage.rows import RowWriter
from storage.undone import UndoneWork

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reports.identity import Keys
    from reports.model import Report
    from storage.prepared import Prepared
    from storage.report_store import ReportStore

_PAGE_STATE = (
    "final_url",
    "outcome",
    "http_status",
    "body_sha256",
    "body_size",
    "etag",
    "last_modified",
    "link_text",
    "list_date",
    "list_url",
    "encoding",
    "encoding_rule",
    "encoding_confidence",
    "last_seen",
    "last_fetched",
    "next_due",
    "failures",
    "misses",
    "vanished",
    "archive_file",
    "archive_offset",
    "archive_length",
)
_RULE = _PAGE_STATE.index("encoding_rule")
_PAGE_REREAD = ("outcome", "encoding", "encoding_rule", "encoding_confidence")
_PAGE_INSERT = ("id", "portal", "url", "first_seen", *_PAGE_STATE)
_PAGE_TOUCH = (
    "last_seen",
    "last_fetched",
    "next_due",
    "failures",
    "misses",
    "vanished",
    "link_text",
    "list_date",
    "etag",
    "last_modified",
)
_PAGE_ARCHIVED = ("archive_file", "archive_offset", "archive_length")
_PAGE_FAILED = ("last_fetched", "next_due", "failures")

#: insertion order: what is referred to comes first
_TABLES = ("portals", "pages", "reports", "report_versions", "sources", "decisions")


@dataclass(slots=True)
class Read:
    """A read report with what was prepared for it before the transaction began."""

    outcome: ReadOutcome
    report: Report
    keys: Keys
    content_hash: int
    worth: int
    prepared: Prepared


def read_of(outcome: Outcome) -> Read | None:
    """An outcome that brings a report, prepared here where the reading process has not done it; else None."""
    if not isinstance(outcome, ReadOutcome):
        return None
    from storage.prepared import prepare  # late, as all that knows reports: a run without news brings lists alone

    reading = outcome.reading
    prepared = reading.prepared or prepare(reading, outcome.page.portal)
    if prepared is None or reading.report is None:
        return None
    return Read(outcome, reading.report, prepared.keys, prepared.content_hash, prepared.worth, prepared)


class Batch:
    """Collects what a transaction writes; `run` returns one Loaded an outcome, in order."""

    def __init__(
        self,
        connection: Connection,
        run_id: int | None,
        policy: RevisitPolicy,
        *,
        split_because: str | None = None,
        follow_because: str | None = None,
    ) -> None:
        #: an operator's reason to make new reports whatever the identity says
        self.split_because = split_because
        #: an operator's reason to follow the pages read now, whatever the others give
        self.follow_because = follow_because
        self.writer = RowWriter(connection)
        self.connection = connection
        self.run_id = run_id
        self.policy = policy
        self.known = Known(connection)
        self.inserts: dict[tuple[str, tuple[str, ...]], list[Row]] = defaultdict(list)
        self.updates: dict[tuple[str, tuple[str, ...]], list[Row]] = defaultdict(list)
        self.undone = UndoneWork(self)
        self._reports: ReportStore | None = None
        self._page_ids: list[int] = []

    @property
    def reports(self) -> ReportStore:
        """What becomes of reports; made for the first page that has to do with one."""
        if self._reports is None:
            from storage.report_store import ReportStore

            self._reports = ReportStore(self)
        return self._reports

    def run(self, outcomes: Sequence[Outcome], prepared: Sequence[Read | None]) -> list[Loaded]:
        """Store the outcomes; the caller owns the transaction."""
        addressed = [address_of(outcome) for outcome in outcomes]
        self.undone.ensure_portals({portal for portal, *_ in addressed}, addressed[0][2])
        addresses = {(portal, url) for portal, url, _, is_page in addressed if is_page}
        self.undone.load_open(addresses)
        self.known.load_pages(addresses)
        self.known.load_reports([read.keys for read in prepared if read is not None])
        new_pages = sum(address not in self.known.pages for address in addresses)
        self._page_ids = self.writer.new_ids("pages", new_pages)
        if reads := sum(read is not None for read in prepared):
            self.reports.reserve(reads)
        loaded = [self._store(outcome, read) for outcome, read in zip(outcomes, prepared, strict=True)]
        if self._reports is not None:
            self._reports.before_flush()
        self.flush()
        self.undone.write_gathered()
        return loaded

    def _store(self, outcome: Outcome, read: Read | None) -> Loaded:
        if read is not None:
            return self.reports.store(read)
        if isinstance(outcome, ReadOutcome):
            return self._read_without_report(outcome)
        if isinstance(outcome, UnchangedOutcome):
            return self._unchanged(outcome.page)
        if isinstance(outcome, FailureOutcome):
            return self._failure(outcome)
        if isinstance(outcome, ExclusionOutcome):
            return self.undone.exclude(outcome, was_read=False)
        if isinstance(outcome, ListOutcome):
            return self.undone.list_visited(outcome)
        return self._portal_done(outcome)

    def _read_without_report(self, outcome: ReadOutcome) -> Loaded:
        page, reading = outcome.page, outcome.reading
        if reading.failure is not None:
            kind, message = reading.failure
            failure = FailureOutcome(page.portal, page.url, kind, message, page.fetched_at, is_page=True)
            if page.reread:  # the archive was read again, the page was not tried again
                self.undone.fail(failure, again=False)
                return Loaded("failed", detail=kind)
            return self._failure(failure, page)
        state = self.save_page(page, "excluded", reading=reading)
        self.reports.page_carries_nothing(state, page, reading.kind.value)
        title = reading.title or page.link_text or ""
        exclusion = ExclusionOutcome(page.portal, page.url, title, reading.kind.value, reading.reason, page.fetched_at)
        self.undone.page_is_read(page, set())
        return self.undone.exclude(exclusion, was_read=True)

    def _unchanged(self, facts: PageFacts) -> Loaded:
        state = self.known.pages.get((facts.portal, facts.url))
        if state is None:
            failure = FailureOutcome(
                facts.portal, facts.url, "parse", "unchanged, but never stored", facts.fetched_at, is_page=True
            )
            return self._failure(failure, facts)
        self.touch_page(state, facts)
        report = self.reports.touch(state, facts.fetched_at)
        if state.outcome == "excluded":
            self.undone.touch_exclusion(facts.portal, facts.url, facts.fetched_at)
        self.undone.page_is_read(facts, set())
        return Loaded("unchanged", report)

    def _failure(self, outcome: FailureOutcome, facts: PageFacts | None = None) -> Loaded:
        self.undone.fail(outcome)
        if outcome.is_page:
            self._page_failed(outcome, facts)
        return Loaded("failed", detail=outcome.kind)

    def _page_failed(self, outcome: FailureOutcome, facts: PageFacts | None) -> None:
        """A page that was stored keeps its outcome and its digest: it may come back as it was."""
        state = self.known.pages.get((outcome.portal, outcome.url))
        moment = self.writer.moment
        if state is None:
            facts = facts or PageFacts(outcome.portal, outcome.url, outcome.url, outcome.at)
            state = self.save_page(facts, "failed")
        failures = state.failures = state.failures + 1
        due = self.policy.next_try(outcome.at, kind=outcome.kind, failures=failures)
        self.updates["pages", _PAGE_FAILED].append((moment(outcome.at), moment(due), failures, state.id))

    def _portal_done(self, outcome: PortalOutcome) -> Loaded:
        self.flush()
        self.undone.write_gathered()
        return self.undone.portal_done(outcome)

    def save_page(self, facts: PageFacts, outcome: str, *, reading: Any = None, year: int | None = None) -> PageState:
        """Insert or update the page's state; a page that failed keeps no digest, so that the next try reads it."""
        known = self.known.pages.get((facts.portal, facts.url))
        row = self._page_row(facts, outcome, reading, year)
        if known is None:
            state = PageState(self._page_ids.pop(0), facts.portal, facts.url, outcome, facts.body_sha256, 0)
            first_seen = self.writer.moment(facts.fetched_at)
            self.inserts["pages", _PAGE_INSERT].append((state.id, facts.portal, facts.url, first_seen, *row))
            self.known.add_page(state)
            self.known.note_nature(state.id, PageNature(facts.url, row[_RULE] == "file", vanished=False))
            return state
        if facts.reread:
            seen = (outcome, facts.encoding, row[_RULE], row[_RULE + 1])
            self.updates["pages", _PAGE_REREAD].append((*seen, known.id))
        else:
            self.updates["pages", _PAGE_STATE].append((*row, known.id))
        self.known.note_nature(known.id, PageNature(facts.url, row[_RULE] == "file", vanished=False))
        known.outcome, known.body_sha256, known.failures = outcome, facts.body_sha256, 0
        return known

    def _page_row(self, facts: PageFacts, outcome: str, reading: Any, year: int | None) -> tuple[Any, ...]:
        moment, archived, failed = self.writer.moment, facts.archived, outcome == "failed"
        at = moment(facts.fetched_at)
        due = facts.fetched_at
        if not failed:
            due = self.policy.next_visit(facts.url, facts.fetched_at, outcome=outcome, year=year)
        return (
            facts.final_url if facts.final_url != facts.url else None,
            outcome,
            facts.status,
            None if failed else facts.body_sha256,
            facts.body_size,
            None if failed else facts.etag,
            None if failed else facts.last_modified,
            facts.link_text,
            facts.list_date,
            facts.list_url,
            facts.encoding,
            getattr(reading, "decode_rule", None),
            getattr(reading, "decode_confidence", None),
            at,
            at,
            moment(due),
            0,
            0,
            None,
            archived.file if archived else None,
            archived.offset if archived else None,
            archived.length if archived else None,
        )

    def touch_page(self, state: PageState, facts: PageFacts) -> None:
        """The page is as it was: only its times move."""
        moment = self.writer.moment
        year = self.reports.year_of(state)
        due = self.policy.next_visit(facts.url, facts.fetched_at, outcome=state.outcome, year=year)
        at = moment(facts.fetched_at)
        shown = (facts.link_text or state.link_text, facts.list_date or state.list_date)
        validators = (facts.etag or state.etag, facts.last_modified or state.last_modified)
        self.updates["pages", _PAGE_TOUCH].append((at, at, moment(due), 0, 0, None, *shown, *validators, state.id))
        state.failures = 0
        if facts.archived is not None:  # kept anew, because what was kept before is gone or damaged
            place = (facts.archived.file, facts.archived.offset, facts.archived.length)
            self.updates["pages", _PAGE_ARCHIVED].append((*place, state.id))

    def flush(self) -> None:
        """Write what has gathered, referred-to tables first."""
        order = {table: place for place, table in enumerate(_TABLES)}
        for table, columns in sorted(self.inserts, key=lambda key: order.get(key[0], len(order))):
            self.writer.insert(table, columns, self.inserts[table, columns])
        for (table, columns), rows in self.updates.items():
            self.writer.update(table, columns, rows)
        self.inserts.clear()
        self.updates.clear()


def address_of(outcome: Outcome) -> tuple[str, str, datetime, bool]:
    """Portal, address and time of an outcome, and whether the address is a report page."""
    if isinstance(outcome, ReadOutcome | UnchangedOutcome):
        return outcome.page.portal, outcome.page.url, outcome.page.fetched_at, True
    if isinstance(outcome, PortalOutcome):
        return outcome.portal, "", outcome.finished_at, False
    is_page = isinstance(outcome, FailureOutcome) and outcome.is_page
    return outcome.portal, outcome.url, outcome.at, is_page
