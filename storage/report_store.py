"""Storing a read report: placed by its identity, kept as versions, every page of it as a source."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reports.identity import identity
from storage.followed import CLEARLY_BETTER, LIVING, Choice, carrier_of, takes_over
from storage.known import PageState, ReportState, SourceState
from storage.outcomes import FailureOutcome, Loaded, PageFacts
from storage.placing import Placement, genuine_of
from storage.report_writing import REPORT_CURRENT, REPORT_INSERT, ReportWriting
from storage.stored_rows import rows_agree
from storage.trust import Trust

if TYPE_CHECKING:
    from storage.batch import Batch, Read

#: the reader's rule for a linked file that could not be had
NOT_FETCHED = "attachment.not-fetched"
_HTTP_STATUS = re.compile(r"HTTP status (\d{3})")
_TIMEOUT = re.compile(r"time(?:d )?-?out", re.IGNORECASE)


class ReportStore(ReportWriting):
    """Decides for each read report: new, another source, a new version, or as it was."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(batch)
        self.trust = Trust(batch, self._unwritten)

    def store(self, read: Read) -> Loaded:
        """Store one read report and its page."""
        facts = read.outcome.page
        page = self.batch.known.pages.get((facts.portal, facts.url))
        same_body = page is not None and page.body_sha256 is not None and page.body_sha256 == facts.body_sha256
        read, status, placement = self.trust.placed(read, page, same_body=same_body)
        reading = read.outcome.reading
        outcome = "report" if status == "accepted" else "quarantined"
        state = self.batch.save_page(facts, outcome, reading=reading, year=read.keys.year)
        self._work_done(read)
        self.keep_files(read, state, is_new=page is None)
        if status == "quarantined":
            self._alarm_if_turned(state, facts)
        else:
            self._end_doctored(state, facts)
        self._end(placement.ended, state, facts)
        loaded = self._store_placed(read, state, placement, status, same_body=same_body)
        self._tie_exposed(loaded.report_id)
        return loaded

    def _store_placed(
        self, read: Read, state: PageState, placement: Placement, status: str, *, same_body: bool
    ) -> Loaded:
        if placement.report is None:
            return self._new_report(read, state, placement, status)
        self.seen[placement.report.id] = read.outcome.page.fetched_at
        if placement.reread:
            placement.report = self._reidentify(placement.report, read)
        if placement.source is None or placement.source.report_id != placement.report.id:
            return self._new_source(read, state, placement.report, placement)
        return self._known_source(read, placement.report, placement.source, same_body=same_body)

    def _work_done(self, read: Read) -> None:
        """Close the page's failures; a file that did not come stays one, and the page due with it."""
        facts, undone = read.outcome.page, self.batch.undone
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

    def _new_report(self, read: Read, page: PageState, placement: Placement, status: str) -> Loaded:
        keys, at = read.keys, read.outcome.page.fetched_at
        report_id, version_id = self.ids.reports.pop(0), self.ids.versions.pop(0)
        name = self._free_identity(read, report_id, status)
        genuine = genuine_of(keys, self.batch.known) if status == "quarantined" else None
        copy_of = genuine.id if genuine else None
        moment = self.batch.writer.moment(at)
        row = (report_id, status, name, keys.issuer_key, keys.year, keys.division, 1, moment, moment, None, copy_of)
        self.batch.inserts["reports", REPORT_INSERT].append((*row, None, False, False))
        self.write_version(version_id, report_id, 1, page.id, read, None)
        title, issuer = read.report.title, read.report.issuer
        report = ReportState(
            report_id, status, name, keys.issuer_key, keys.year, keys.division, copy_of, None, False, None,
            1, version_id, page.id, read.content_hash, title, issuer,
        )  # fmt: skip
        self.batch.known.add_report(report)
        self.add_source(read, page, report, "primary", placement.rule, placement.reason, None)
        if status == "accepted":
            self._tie_copies(report, read)
            return Loaded("new", report_id)
        return Loaded("quarantined", report_id)

    def _free_identity(self, read: Read, report_id: int, status: str) -> str:
        """The report's identity; where another report holds it already, the title or a number tells them apart."""
        name = identity(read.keys, read.outcome.page.url, quarantined=status == "quarantined")
        known = self.batch.known
        for candidate in (name, f"{name}|{read.keys.title_rest}", f"{name}|#{report_id}"):
            taken = known.with_identity(candidate)
            if taken is None and not (candidate != name and candidate.endswith("|")):
                return candidate
        return f"{name}|#{report_id}"

    def _tie_copies(self, report: ReportState, read: Read) -> None:
        """Quarantined copies that came before the genuine page belong to it."""
        if not self.batch.known.any_quarantined():
            return
        for other in self.batch.known.candidates(read.keys):
            if other.status == "quarantined" and other.copy_of is None and other.year == report.year:
                other.copy_of = report.id
                self.batch.updates["reports", ("copy_of",)].append((report.id, other.id))

    def _tie_exposed(self, genuine: int | None) -> None:
        """Stored reports that the page showed to be copies belong to the report that it carries."""
        while self.trust.exposed:
            other = self.trust.exposed.pop()
            other.copy_of = genuine
            self.batch.updates["reports", ("copy_of",)].append((genuine, other.id))

    def _new_source(self, read: Read, page: PageState, report: ReportState, placement: Placement) -> Loaded:
        changes = None if read.content_hash == report.content_hash else self.changes_of(report, read)
        choice = self._takes_over(read, report)
        if choice is None:
            self.add_source(read, page, report, "duplicate", placement.rule, placement.reason, changes)
        else:
            former = carrier_of(report)
            self._take_over(read, page.id, report, choice, changes)
            source = self.add_source(read, page, report, "primary", placement.rule, placement.reason, None)
            self.record_choice(read, report, source, former, choice)
            changes = None
        return Loaded("duplicate" if report.status == "accepted" else "quarantined", report.id, changes)

    def _takes_over(self, read: Read, report: ReportState) -> Choice | None:
        """Whether the versions follow the page just read from now on, and why."""
        if self.batch.follow_because is not None:
            return Choice("operator", self.batch.follow_because)
        unwritten = self._unwritten.get(report.id)
        return takes_over(self.batch.known, self.batch.connection, read, report, unwritten)

    def _take_over(
        self, read: Read, page_id: int, report: ReportState, choice: Choice, changes: dict[str, Any] | None
    ) -> None:
        """The version keeps its number where nothing was published anew."""
        self._demote_carrier(report)
        write = self.next_version if choice.rule == LIVING and changes else self.rewrite
        write(report, page_id, read, {"source": choice.reason, **(changes or {})})

    def _known_source(self, read: Read, report: ReportState, source: SourceState, *, same_body: bool) -> Loaded:
        if source.page_id == report.page_id:
            return self._carrier_again(read, report, source, same_body=same_body)
        choice = self._takes_over(read, report)
        as_before = source.content_hash == read.content_hash and source.ended is None
        if choice is None and as_before:
            return self._as_it_was(read, report, source)
        if self._lost_a_file(read, source, same_body=same_body):
            return self._without_its_file(read, report, source)
        changes = self.changes_of(report, read) if report.content_hash != read.content_hash else None
        if choice is None:
            self.update_source(read, source, report, changes)
            return Loaded("unchanged" if changes is None else "duplicate", report.id, changes)
        former = carrier_of(report)
        if as_before or same_body or changes is None:
            self._take_over(read, source.page_id, report, choice, changes)
        else:
            self._demote_carrier(report)
            self.next_version(report, source.page_id, read, changes)
        source.role = "primary"
        self.update_source(read, source, report, None)
        self.record_choice(read, report, source, former, choice)
        return self._changed(report, {"source": choice.reason, **(changes or {})})

    def _carrier_again(self, read: Read, report: ReportState, source: SourceState, *, same_body: bool) -> Loaded:
        """The page that the versions follow."""
        stale = self._is_stale(report, read)
        if source.content_hash == read.content_hash and source.ended is None and not stale:
            return self._as_it_was(read, report, source)
        if self._lost_a_file(read, source, same_body=same_body):
            return self._without_its_file(read, report, source)
        source.role = "primary"
        self.update_source(read, source, report, None)
        if not stale:
            return Loaded("unchanged", report.id)
        changes = self.changes_of(report, read)
        if same_body:
            self.rewrite(report, source.page_id, read, {"reread": True, **changes})
        else:
            self.next_version(report, source.page_id, read, changes)
        return self._changed(report, changes)

    def _as_it_was(self, read: Read, report: ReportState, source: SourceState) -> Loaded:
        self.update_source(read, source, report, None, keep=True)
        return Loaded("unchanged" if report.status == "accepted" else "quarantined", report.id)

    def _changed(self, report: ReportState, changes: dict[str, Any]) -> Loaded:
        return Loaded("changed" if report.status == "accepted" else "quarantined", report.id, changes)

    def _lost_a_file(self, read: Read, source: SourceState, *, same_body: bool) -> bool:
        """The page is as it was; an attachment that did not come today took the figures along."""
        return same_body and read.worth <= source.worth - CLEARLY_BETTER and bool(read.report.attachments)

    def _without_its_file(self, read: Read, report: ReportState, source: SourceState) -> Loaded:
        self.batch.updates["sources", ("last_seen",)].append((self.at(read), source.id))
        return Loaded("unchanged", report.id)

    def _is_stale(self, report: ReportState, read: Read) -> bool:
        """Whether the current version is not what its page is read as; the archive read again looks at every row."""
        if report.content_hash != read.content_hash:
            return True
        if not read.outcome.page.reread or report.id in self._unwritten:
            return False
        return not rows_agree(self.batch.connection, report.version_id, read.report, read.prepared)

    def _demote_carrier(self, report: ReportState) -> None:
        carrier = carrier_of(report)
        if carrier is not None:
            carrier.role = "duplicate"
            self.batch.updates["sources", ("role",)].append(("duplicate", carrier.id))

    def _reidentify(self, report: ReportState, read: Read) -> ReportState:
        """The same page, its issuer, year or division read better: the report moves to its right identity.

        Where another report lies there already, the two are one: this one is merged into it.
        """
        known = self.batch.known
        name = identity(read.keys, read.outcome.page.url, quarantined=report.status == "quarantined")
        other = known.with_identity(name)
        if other is not None and known.standing(other) is not report and known.standing(other).status == report.status:
            return self._merge(report, known.standing(other))
        if other is not None and other is not report:
            name = f"{name}|#{report.id}"
        known.move_identity(report, name, read.keys)
        row = (report.number, name, report.issuer_key, report.year, report.division, False, report.id)
        self.batch.updates["reports", REPORT_CURRENT].append(row)
        return report

    def _merge(self, report: ReportState, into: ReportState) -> ReportState:
        """All pages of `report` become further sources of `into`."""
        report.status, report.merged_into = "merged", into.id
        self.batch.updates["reports", ("status", "merged_into")].append(("merged", into.id, report.id))
        carried = {source.page_id for source in into.sources}
        for source in report.sources:
            if source.page_id not in carried:
                source.report_id, source.role = into.id, "duplicate"
                into.sources.append(source)
                self.batch.updates["sources", ("report_id", "role")].append((into.id, "duplicate", source.id))
        report.sources = [source for source in report.sources if source.report_id == report.id]
        return into

    def _end(self, sources: tuple[SourceState, ...], page: PageState, facts: PageFacts) -> None:
        """The page now carries another report: its tie to the former one ends, and somebody should look."""
        for source in sources:
            source.ended = facts.fetched_at
            at = self.batch.writer.moment(facts.fetched_at)
            self.batch.updates["sources", ("ended",)].append((at, source.id))
            message = f"the page carried report {source.report_id} and now carries another"
            self.batch.undone.alarm("page-replaced", facts, message)

    def _end_doctored(self, page: PageState, facts: PageFacts) -> None:
        """A page that looked doctored and is genuine again no longer carries the doctored copy."""
        for source in self.batch.known.sources_of_page(page.id):
            if source.ended is None and self.batch.known.reports[source.report_id].status == "quarantined":
                source.ended = facts.fetched_at
                at = self.batch.writer.moment(facts.fetched_at)
                self.batch.updates["sources", ("ended",)].append((at, source.id))

    def _alarm_if_turned(self, page: PageState, facts: PageFacts) -> None:
        """A page with a genuine history that looks doctored today: the genuine version stays the current one."""
        known = self.batch.known
        for source in known.sources_of_page(page.id):
            if known.reports[source.report_id].status == "accepted":
                message = f"looks doctored today; report {source.report_id} keeps its last genuine version"
                self.batch.undone.alarm("page-turned", facts, message)

    def page_carries_nothing(self, page: PageState, facts: PageFacts, kind: str) -> None:
        """A page that carried a report now reads as something else: the report stays, an alarm says so."""
        for source in self.batch.known.sources_of_page(page.id):
            if source.ended is None:
                source.ended = facts.fetched_at
                self.batch.updates["sources", ("ended",)].append(
                    (self.batch.writer.moment(facts.fetched_at), source.id)
                )
                message = f"the page carried report {source.report_id} and now reads as: {kind}"
                self.batch.undone.alarm("page-replaced", facts, message)

    def touch(self, page: PageState, at: datetime) -> int | None:
        """An unchanged page: only times move. Returns the report that it carries."""
        known = self.batch.known
        moment = self.batch.writer.moment(at)
        status = "quarantined" if page.outcome == "quarantined" else "accepted"
        found = None
        for source in known.sources_of_page(page.id):
            report = known.standing(known.reports[source.report_id])
            if source.ended is None and report.status == status:
                self.batch.updates["sources", ("last_seen",)].append((moment, source.id))
                self.seen[report.id] = at
                found = report.id
        return found

    def year_of(self, page: PageState) -> int | None:
        """The year of the report that a page carries."""
        known = self.batch.known
        return next((known.reports[source.report_id].year for source in known.sources_of_page(page.id)), None)
