"""Storing a read report: placed by its identity, kept as versions, every page of it as a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reports.identity import identity
from storage.changes import StoredVersion, differences
from storage.known import PageState, ReportState, SourceState
from storage.outcomes import FailureOutcome, Loaded, PageFacts
from storage.placing import Placement, genuine_of, place
from storage.report_rows import PART_COLUMNS, VERSION_COLUMNS, clean
from storage.row_values import as_json

if TYPE_CHECKING:
    from reports.model import Report
    from storage.batch import Batch, Read
    from storage.outcomes import ArchivePosition

_REPORT_INSERT = (
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
_REPORT_CURRENT = ("current_version", "identity", "issuer_key", "year", "division_code", "compared")
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
_SOURCE_STATE = ("role", "index_key", "text_hash", "content_hash", "worth", "differences", "last_seen", "ended")

#: the reader's rule for a linked file that could not be had
NOT_FETCHED = "attachment.not-fetched"
_HTTP_STATUS = re.compile(r"HTTP status (\d{3})")
_TIMEOUT = re.compile(r"time(?:d )?-?out", re.IGNORECASE)

#: a source has to be better by half a table to take over from the one that versions follow
CLEARLY_BETTER = 8


@dataclass(slots=True)
class _Ids:
    """Ids taken in advance for what a batch may make."""

    reports: list[int]
    sources: list[int]
    versions: list[int]


class ReportStore:
    """The part of a batch that stores reports."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._ids = _Ids([], [], [])
        #: reports whose current version was written in this batch: their stored parts cannot be read back yet
        self._unwritten: dict[int, Report] = {}
        self._seen: dict[int, datetime] = {}

    def reserve(self, count: int) -> None:
        """Take ids for at most `count` reports."""
        new_ids = self._batch.writer.new_ids
        self._ids = _Ids(*(new_ids(table, count) for table in ("reports", "sources", "report_versions")))

    def store(self, read: Read) -> Loaded:
        """Store one read report and its page."""
        facts, reading = read.outcome.page, read.outcome.reading
        page = self._batch.known.pages.get((facts.portal, facts.url))
        same_body = page is not None and page.body_sha256 is not None and page.body_sha256 == facts.body_sha256
        status = self._status(page, read)
        if self._batch.split_because is not None:
            placement = Placement(None, None, "operator", self._batch.split_because)
        else:
            placement = place(read.keys, self._batch.known, page.id if page else None, status, same_body=same_body)
        outcome = "report" if status == "accepted" else "quarantined"
        state = self._batch.save_page(facts, outcome, reading=reading, year=read.keys.year)
        self._work_done(read)
        if status == "quarantined":
            self._alarm_if_turned(state, facts)
        self._end(placement.ended, state, facts)
        if placement.report is None:
            return self._new_report(read, state, placement, status)
        self._seen[placement.report.id] = facts.fetched_at
        if placement.reread:
            placement.report = self._reidentify(placement.report, read)
        if placement.source is None or placement.source.report_id != placement.report.id:
            return self._new_source(read, state, placement.report, placement)
        return self._known_source(read, placement.report, placement.source, same_body=same_body)

    def _work_done(self, read: Read) -> None:
        """Close the page's failures; a file that did not come stays one, and the page due with it."""
        facts, undone = read.outcome.page, self._batch.undone
        missing = [finding for finding in read.report.findings if finding.rule == NOT_FETCHED and finding.where]
        undone.page_is_read(facts, {finding.where or "" for finding in missing})
        undone.include(facts)
        if facts.reread:
            return
        for finding in missing:
            status = _HTTP_STATUS.search(finding.message)
            kind = f"http:{status.group(1)}" if status else "timeout" if _TIMEOUT.search(finding.message) else "reset"
            url = finding.where or ""
            undone.fail(FailureOutcome(facts.portal, url, kind, finding.message, facts.fetched_at, part_of=facts.url))

    def _status(self, page: PageState | None, read: Read) -> str:
        """What the verdict says, unless an operator decided on the report that this page carries."""
        known = self._batch.known
        for source in known.sources_of_page(page.id) if page is not None else []:
            report = known.standing(known.reports[source.report_id])
            if report.status_decided and source.ended is None:
                return report.status
        return "accepted" if read.outcome.reading.verdict.verdict == "genuine" else "quarantined"

    def _new_report(self, read: Read, page: PageState, placement: Placement, status: str) -> Loaded:
        keys, at = read.keys, read.outcome.page.fetched_at
        report_id, version_id = self._ids.reports.pop(0), self._ids.versions.pop(0)
        name = self._free_identity(read, report_id, status)
        genuine = genuine_of(keys, self._batch.known) if status == "quarantined" else None
        copy_of = genuine.id if genuine else None
        moment = self._batch.writer.moment(at)
        row = (report_id, status, name, keys.issuer_key, keys.year, keys.division, 1, moment, moment, None, copy_of)
        self._batch.inserts["reports", _REPORT_INSERT].append((*row, None, False, False))
        self._write_version(version_id, report_id, 1, page.id, read, None)
        title, issuer = read.report.title, read.report.issuer
        report = ReportState(
            report_id, status, name, keys.issuer_key, keys.year, keys.division, copy_of, None, False, None,
            1, version_id, page.id, read.content_hash, title, issuer,
        )  # fmt: skip
        self._batch.known.add_report(report)
        self._add_source(read, page, report, "primary", placement.rule, placement.reason, None)
        if status == "accepted":
            self._tie_copies(report, read)
            return Loaded("new", report_id)
        return Loaded("quarantined", report_id)

    def _free_identity(self, read: Read, report_id: int, status: str) -> str:
        """The report's identity; where another report holds it already, the title or a number tells them apart."""
        name = identity(read.keys, read.outcome.page.url, quarantined=status == "quarantined")
        known = self._batch.known
        for candidate in (name, f"{name}|{read.keys.title_rest}", f"{name}|#{report_id}"):
            taken = known.with_identity(candidate)
            if taken is None and not (candidate != name and candidate.endswith("|")):
                return candidate
        return f"{name}|#{report_id}"

    def _tie_copies(self, report: ReportState, read: Read) -> None:
        """Quarantined copies that came before the genuine page belong to it."""
        if not self._batch.known.any_quarantined():
            return
        for other in self._batch.known.candidates(read.keys):
            if other.status == "quarantined" and other.copy_of is None and other.year == report.year:
                other.copy_of = report.id
                self._batch.updates["reports", ("copy_of",)].append((report.id, other.id))

    def _new_source(self, read: Read, page: PageState, report: ReportState, placement: Placement) -> Loaded:
        carrier = self._carrier(report)
        better = carrier is None or carrier.ended is not None or read.worth >= carrier.worth + CLEARLY_BETTER
        same = read.content_hash == report.content_hash
        changes = None if same else self._changes(report, read)
        if better and not same:
            self._demote_carrier(report)
            self._rewrite(report, page.id, read, {"source": placement.reason, **(changes or {})})
            changes = None
        role = "primary" if better and not same else "duplicate"
        self._add_source(read, page, report, role, placement.rule, placement.reason, changes)
        return Loaded("duplicate" if report.status == "accepted" else "quarantined", report.id, changes)

    def _known_source(self, read: Read, report: ReportState, source: SourceState, *, same_body: bool) -> Loaded:
        orphaned = self._carrier(report) is None
        if source.content_hash == read.content_hash and source.ended is None and not orphaned:
            self._update_source(read, source, report, None, keep=True)
            return Loaded("unchanged" if report.status == "accepted" else "quarantined", report.id)
        poorer = read.worth <= source.worth - CLEARLY_BETTER
        if same_body and poorer and read.report.attachments:
            # the page is as it was; an attachment that did not come today took the figures along
            self._batch.updates["sources", ("last_seen",)].append((self._at(read), source.id))
            return Loaded("unchanged", report.id)
        changes = self._changes(report, read) if report.content_hash != read.content_hash else None
        if source.page_id != report.page_id:
            if not orphaned and (read.worth < self._carrier_worth(report) + CLEARLY_BETTER or changes is None):
                self._update_source(read, source, report, changes)
                return Loaded("unchanged" if changes is None else "duplicate", report.id, changes)
            self._demote_carrier(report)
        source.role = "primary"
        self._update_source(read, source, report, None)
        if changes is None and not orphaned:
            return Loaded("unchanged", report.id)
        changes = changes or {}
        if same_body:
            self._rewrite(report, source.page_id, read, {"reread": True, **changes})
        else:
            self._next_version(report, source.page_id, read, changes)
        return Loaded("changed" if report.status == "accepted" else "quarantined", report.id, changes)

    def _carrier(self, report: ReportState) -> SourceState | None:
        """The source that the current version was read from; None where an operator split it off."""
        return next((own for own in report.sources if own.page_id == report.page_id), None)

    def _carrier_worth(self, report: ReportState) -> int:
        carrier = self._carrier(report)
        return carrier.worth if carrier else 0

    def _demote_carrier(self, report: ReportState) -> None:
        carrier = self._carrier(report)
        if carrier is not None:
            carrier.role = "duplicate"
            self._batch.updates["sources", ("role",)].append(("duplicate", carrier.id))

    def _next_version(self, report: ReportState, page_id: int, read: Read, changes: dict[str, Any]) -> None:
        report.number += 1
        report.version_id = self._ids.versions.pop(0)
        self._set_current(report, page_id, read)
        self._write_version(report.version_id, report.id, report.number, page_id, read, changes)

    def _rewrite(self, report: ReportState, page_id: int, read: Read, changes: dict[str, Any]) -> None:
        """The same published content read from a better page, or by better code: the version keeps its number."""
        old, report.version_id = report.version_id, self._ids.versions.pop(0)
        self._batch.flush()
        self._batch.writer.delete_version(old, tuple(PART_COLUMNS))
        self._set_current(report, page_id, read)
        self._write_version(report.version_id, report.id, report.number, page_id, read, changes)

    def _set_current(self, report: ReportState, page_id: int, read: Read) -> None:
        report.page_id, report.content_hash = page_id, read.content_hash
        report.title, report.issuer = read.report.title, read.report.issuer
        row = (report.number, report.identity, report.issuer_key, report.year, report.division, False, report.id)
        self._batch.updates["reports", _REPORT_CURRENT].append(row)

    def _write_version(
        self, version_id: int, report_id: int, number: int, page_id: int, read: Read, changes: dict[str, Any] | None
    ) -> None:
        head = (version_id, report_id, number, page_id, self._batch.run_id, self._at(read), read.content_hash)
        row = (*head, as_json(changes), *read.prepared.fields)
        self._batch.inserts["report_versions", VERSION_COLUMNS].append(row)
        for table, rows in read.prepared.parts.items():
            if table == "attachments":
                rows = [(*row, *_position(read.outcome.page.file_positions.get(row[1]))) for row in rows]
            self._batch.inserts[table, PART_COLUMNS[table]].extend([(version_id, *row) for row in rows])
        self._unwritten[report_id] = read.report

    def _changes(self, report: ReportState, read: Read) -> dict[str, Any]:
        """What differs from the stored current version."""
        unwritten = self._unwritten.get(report.id)
        if unwritten is not None:
            stored = StoredVersion.of(unwritten)
        else:
            stored = StoredVersion.load(self._batch.connection, report.version_id)
        return differences(stored, StoredVersion.of(read.report))

    def _add_source(
        self, read: Read, page: PageState, report: ReportState, role: str, rule: str, reason: str, changes: Any
    ) -> None:
        keys, at, value = read.keys, self._at(read), read.worth
        source = SourceState(
            self._ids.sources.pop(0), report.id, page.id, keys.portal, role, keys.index_key, keys.text_hash,
            read.content_hash, value, None,
        )  # fmt: skip
        row = (source.id, report.id, page.id, keys.portal, role, rule, clean(reason), keys.index_key, keys.text_hash)
        self._batch.inserts["sources", _SOURCE_INSERT].append(
            (*row, read.content_hash, value, as_json(changes), at, at, None)
        )
        self._batch.known.add_source(source)

    def _update_source(
        self, read: Read, source: SourceState, report: ReportState, changes: Any, *, keep: bool = False
    ) -> None:
        at = self._at(read)
        if keep:
            self._batch.updates["sources", ("last_seen", "ended")].append((at, None, source.id))
            return
        source.index_key, source.text_hash = read.keys.index_key, read.keys.text_hash
        source.content_hash, source.worth, source.ended = read.content_hash, read.worth, None
        row = (source.role, source.index_key, source.text_hash, source.content_hash, source.worth, as_json(changes))
        self._batch.updates["sources", _SOURCE_STATE].append((*row, at, None, source.id))

    def _reidentify(self, report: ReportState, read: Read) -> ReportState:
        """The same page, its issuer, year or division read better: the report moves to its right identity.

        Where another report lies there already, the two are one: this one is merged into it.
        """
        known = self._batch.known
        name = identity(read.keys, read.outcome.page.url, quarantined=report.status == "quarantined")
        other = known.with_identity(name)
        if other is not None and known.standing(other) is not report and known.standing(other).status == report.status:
            return self._merge(report, known.standing(other))
        if other is not None and other is not report:
            name = f"{name}|#{report.id}"
        known.move_identity(report, name, read.keys)
        row = (report.number, name, report.issuer_key, report.year, report.division, False, report.id)
        self._batch.updates["reports", _REPORT_CURRENT].append(row)
        return report

    def _merge(self, report: ReportState, into: ReportState) -> ReportState:
        """All pages of `report` become further sources of `into`."""
        report.status, report.merged_into = "merged", into.id
        self._batch.updates["reports", ("status", "merged_into")].append(("merged", into.id, report.id))
        carried = {source.page_id for source in into.sources}
        for source in report.sources:
            if source.page_id not in carried:
                source.report_id, source.role = into.id, "duplicate"
                into.sources.append(source)
                self._batch.updates["sources", ("report_id", "role")].append((into.id, "duplicate", source.id))
        report.sources = [source for source in report.sources if source.report_id == report.id]
        return into

    def _end(self, sources: tuple[SourceState, ...], page: PageState, facts: PageFacts) -> None:
        """The page now carries another report: its tie to the former one ends, and somebody should look."""
        for source in sources:
            source.ended = facts.fetched_at
            at = self._batch.writer.moment(facts.fetched_at)
            self._batch.updates["sources", ("ended",)].append((at, source.id))
            message = f"the page carried report {source.report_id} and now carries another"
            self._batch.undone.alarm("page-replaced", facts, message)

    def _alarm_if_turned(self, page: PageState, facts: PageFacts) -> None:
        """A page with a genuine history that looks doctored today: the genuine version stays the current one."""
        known = self._batch.known
        for source in known.sources_of_page(page.id):
            if known.reports[source.report_id].status == "accepted":
                message = f"looks doctored today; report {source.report_id} keeps its last genuine version"
                self._batch.undone.alarm("page-turned", facts, message)

    def page_carries_nothing(self, page: PageState, facts: PageFacts, kind: str) -> None:
        """A page that carried a report now reads as something else: the report stays, an alarm says so."""
        for source in self._batch.known.sources_of_page(page.id):
            if source.ended is None:
                source.ended = facts.fetched_at
                self._batch.updates["sources", ("ended",)].append(
                    (self._batch.writer.moment(facts.fetched_at), source.id)
                )
                message = f"the page carried report {source.report_id} and now reads as: {kind}"
                self._batch.undone.alarm("page-replaced", facts, message)

    def touch(self, page: PageState, at: datetime) -> int | None:
        """An unchanged page: only times move. Returns the report that it carries."""
        known = self._batch.known
        moment = self._batch.writer.moment(at)
        status = "quarantined" if page.outcome == "quarantined" else "accepted"
        found = None
        for source in known.sources_of_page(page.id):
            report = known.standing(known.reports[source.report_id])
            if source.ended is None and report.status == status:
                self._batch.updates["sources", ("last_seen",)].append((moment, source.id))
                self._seen[report.id] = at
                found = report.id
        return found

    def year_of(self, page: PageState) -> int | None:
        """The year of the report that a page carries."""
        known = self._batch.known
        return next((known.reports[source.report_id].year for source in known.sources_of_page(page.id)), None)

    def before_flush(self) -> None:
        """Last sight of the reports that this batch met again."""
        moment = self._batch.writer.moment
        rows = [(moment(at), report_id) for report_id, at in self._seen.items()]
        self._batch.updates["reports", ("last_seen",)].extend(rows)
        self._seen.clear()

    def _at(self, read: Read) -> Any:
        return self._batch.writer.moment(read.outcome.page.fetched_at)


def _position(archived: ArchivePosition | None) -> tuple[Any, ...]:
    return (archived.file, archived.offset, archived.length) if archived else (None, None, None)
