"""Whether a reading is taken for the publisher's own: its verdict, an operator's word, and what is stored already.

A page is judged where it is read, before anybody knows what is stored. Here its text is held against the stored text of
the same report, whichever of the two came first: a doctored copy is quarantined, a correction is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from reports.identity import identity
from storage.agreement import Comparison, compare_with, has_other_text, page_url, stored_text, with_evidence
from storage.exposure import Reason, expose, is_decided, reinstate, withdraw
from storage.followed import carrier_of
from storage.placing import Placement, genuine_of, place

if TYPE_CHECKING:
    from reports.model import Report
    from storage.batch import Batch, Read
    from storage.known import PageState, ReportState


class Trust:
    """Decides the status of a batch's readings. `unwritten`: versions that this batch made, by report."""

    def __init__(self, batch: Batch, unwritten: Mapping[int, Report]) -> None:
        self._batch = batch
        self._unwritten = unwritten
        #: stored reports that the page at hand showed to be doctored copies
        self.exposed: list[ReportState] = []

    def placed(self, read: Read, page: PageState | None, *, same_body: bool) -> tuple[Read, str, Placement]:
        """The reading with what comparing added to its verdict, its status, and where it belongs."""
        word = self._word_on(page)
        genuine = read.outcome.reading.verdict.verdict == "genuine" if word is None else word
        status = "accepted" if genuine else "quarantined"
        if self._batch.split_because is not None:
            return read, status, Placement(None, None, "operator", self._batch.split_because)
        if word is None and page is not None and same_body:
            self._rejudge(read, page, genuine=genuine)
        placement = self._place(read, page, status, same_body=same_body)
        if self._batch.follow_because is not None or word is not None:
            return read, status, placement
        if not genuine:
            return self._beside_its_original(read), status, placement
        return self._compared(read, page, placement, same_body=same_body)

    def _rejudge(self, read: Read, page: PageState, *, genuine: bool) -> None:
        """The very bytes that better code judges otherwise than before: what was read from them goes along."""
        if page.outcome != ("quarantined" if genuine else "report"):
            return
        verdict, at = read.outcome.reading.verdict, read.outcome.page.fetched_at
        for source in self._batch.known.sources_of_page(page.id):
            report = self._batch.known.reports[source.report_id]
            if source.ended is not None or is_decided(report):
                continue
            carries = carrier_of(report) is source
            if genuine and carries and report.status == "quarantined":
                self._reinstate(read, report)
            elif not genuine and report.status == "accepted" and carries:
                words = ", ".join(dict.fromkeys(piece.excerpt for piece in verdict.evidence if piece.excerpt))
                withdraw(self._batch, report, verdict, Reason("verdict", f"is judged {verdict.verdict}: {words}", at))
            elif not genuine and report.status == "accepted":
                source.ended = at
                self._batch.updates["sources", ("ended",)].append((self._batch.writer.moment(at), source.id))

    def _reinstate(self, read: Read, report: ReportState) -> None:
        name = identity(read.keys, read.outcome.page.url)
        if self._batch.known.with_identity(name) is None:
            reason = Reason("verdict", "is judged genuine", read.outcome.page.fetched_at)
            reinstate(self._batch, report, name, reason)

    def _place(self, read: Read, page: PageState | None, status: str, *, same_body: bool) -> Placement:
        return place(read.keys, self._batch.known, page.id if page else None, status, same_body=same_body)

    def _word_on(self, page: PageState | None) -> bool | None:
        """An operator's word on what the page carries."""
        sources = self._batch.known.sources_of_page(page.id) if page is not None else []
        return next((one.trusted for one in sources if one.trusted is not None and one.ended is None), None)

    def _beside_its_original(self, read: Read) -> Read:
        """A doctored page, with what it has in common with the genuine report where that is stored."""
        genuine = genuine_of(read.keys, self._batch.known)
        carrier = carrier_of(genuine) if genuine is not None else None
        if genuine is None or carrier is None:
            return read
        stored = stored_text(self._batch, genuine, carrier, self._unwritten.get(genuine.id))
        found = compare_with(self._batch, read, stored, doubtful=True)
        return read if found is None else self._with_evidence(read, found)

    def _with_evidence(self, read: Read, found: Comparison) -> Read:
        return with_evidence(read, found, page_url(self._batch, found.stored.page_id))

    def _compared(
        self, read: Read, page: PageState | None, placement: Placement, *, same_body: bool
    ) -> tuple[Read, str, Placement]:
        """A page without anything against it, held against the report that it belongs to."""
        for found in self._comparisons(read, page, placement, same_body=same_body):
            if found.in_page:
                read = self._with_evidence(read, found)
                if page is not None and same_body:
                    self._rejudge(read, page, genuine=False)
                return read, "quarantined", self._place(read, page, "quarantined", same_body=same_body)
            if self._may_expose(found, page):
                expose(self._batch, found, read.outcome.page.url, read.outcome.page.fetched_at)
                self.exposed.append(found.stored.report)
                placement = self._place(read, page, "accepted", same_body=same_body)
            elif found.stored.report is placement.report:
                placement.reason += f"; {found.agreement.share:.0%} of the stored sentences agree"
        return read, "accepted", placement

    def _comparisons(
        self, read: Read, page: PageState | None, placement: Placement, *, same_body: bool
    ) -> Iterator[Comparison]:
        """Against the report that the page belongs to, and against those of the same year that it carried until now."""
        known = self._batch.known
        before = known.sources_of_page(page.id) if page is not None else []
        reports = [known.reports[source.report_id] for source in before if source.ended is None]
        if placement.report is not None and not placement.reread:
            reports.insert(0, placement.report)
        for report in {report.id: report for report in reports}.values():
            carrier = carrier_of(report)
            if report.status != "accepted" or carrier is None or report.year != read.keys.year:
                continue
            if not has_other_text(read, carrier):
                continue
            if same_body and page is not None and carrier.page_id == page.id and page.outcome == "report":
                continue  # the very bytes that the stored text was read from
            stored = stored_text(self._batch, report, carrier, self._unwritten.get(report.id))
            if found := compare_with(self._batch, read, stored):
                yield found

    def _may_expose(self, found: Comparison, page: PageState | None) -> bool:
        """Whether a stored report may go: another page's, and no operator gave a word on it."""
        same_page = page is not None and found.stored.page_id == page.id
        return bool(found.in_stored) and not same_page and not is_decided(found.stored.report)
