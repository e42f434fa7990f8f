"""A page against the stored text of the same report: do they agree, or is one of the two a doctored copy of the other?

Reading a page cannot know what is stored; here, where both texts are at hand, words that only a contaminator changes
tell the two apart (reports.authenticity.comparison). Asked only where a page's text differs from the stored one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from reports.authenticity import findings
from reports.authenticity.comparison import Agreement, Change, compare, sightings
from reports.authenticity.scoring import reconsidered
from reports.identity import report_text
from storage.outcomes import ReadOutcome
from storage.prepared import prepare
from storage.tables import Page, Section

if TYPE_CHECKING:
    from reports.model import Report
    from storage.batch import Batch, Read
    from storage.known import ReportState, SourceState

#: rule of decisions and of findings that rest on such a comparison
RULE = "differs-from-genuine"
AUTHENTICITY = "authenticity."


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored report's current text and where it was read."""

    report: ReportState
    page_id: int
    portal: str
    text: str
    names: str


def stored_text(batch: Batch, report: ReportState, source: SourceState, unwritten: Report | None) -> Stored:
    """The current version's text; `unwritten`: where this very batch made it."""
    text = report_text(unwritten) if unwritten else _text(batch.connection, report.version_id)
    names = f"{report.title}\n{report.issuer or ''}"
    return Stored(report, source.page_id, source.portal, text, names)


def _text(connection: Connection, version_id: int) -> str:
    query = select(Section.heading, Section.text).where(Section.version_id == version_id).order_by(Section.position)
    return "\n".join(f"{heading}\n{text}" for heading, text in connection.execute(query))


def page_url(batch: Batch, page_id: int) -> str:
    """Where a page stands, known to this batch or stored."""
    known = next((page.url for page in batch.known.pages.values() if page.id == page_id), None)
    return known or batch.connection.execute(select(Page.url).where(Page.id == page_id)).scalar_one()


def has_other_text(read: Read, source: SourceState) -> bool:
    """Whether the page's text is not the source's, letter for letter."""
    return read.keys.text_hash is None or read.keys.text_hash != source.text_hash


@dataclass(frozen=True, slots=True)
class Comparison:
    """A page just read against a stored report: what a contaminator changed in the one and in the other."""

    agreement: Agreement
    #: the same as seen from the stored text
    turned: Agreement
    stored: Stored
    in_page: tuple[Change, ...] = ()
    in_stored: tuple[Change, ...] = ()


def compare_with(batch: Batch, read: Read, stored: Stored, *, doubtful: bool = False) -> Comparison | None:
    """None where the texts are not of one report. `doubtful`: the page looks doctored already, the stored one not."""
    names = f"{read.report.title}\n{read.report.issuer or ''}"
    text = report_text(read.report)
    agreement = compare(text, stored.text, names, stored.names)
    if not agreement.holds:
        return None
    if not agreement.changes:
        return Comparison(agreement, agreement.reversed(), stored)
    mine, theirs = _at_home(batch, read, stored)
    in_page = agreement.doctored(at_home=mine and not doubtful, other_at_home=theirs or doubtful)
    in_stored = agreement.reversed().doctored(at_home=theirs, other_at_home=mine)
    turned = compare(stored.text, text, stored.names, names) if in_stored else agreement.reversed()
    return Comparison(agreement, turned, stored, in_page, in_stored)


def _at_home(batch: Batch, read: Read, stored: Stored) -> tuple[bool, bool]:
    """Whether the page and the stored one stand on the issuer's own portal; both where that cannot be told."""
    mine, theirs, division = read.keys.portal, stored.portal, stored.report.division
    own = batch.known.portals_at(division, (mine, theirs)) if division and mine != theirs else set()
    return (mine in own, theirs in own) if own else (True, True)


def with_evidence(read: Read, found: Comparison, url: str) -> Read:
    """The reading, its verdict weighed again with what the comparison showed; title and issuer without the intruder.

    `url`: where the stored text was read.
    """
    outcome, reading = read.outcome, read.outcome.reading
    verdict = reconsidered(reading.verdict, sightings(found.agreement, url, found.in_page))
    others = [finding for finding in read.report.findings if not finding.rule.startswith(AUTHENTICITY)]
    report = replace(
        read.report,
        title=_restored(read.report.title, found.in_page),
        issuer=read.report.issuer and _restored(read.report.issuer, found.in_page),
        findings=(*others, *findings(verdict)),
    )
    reading = replace(reading, verdict=verdict, report=report, prepared=None)
    prepared = prepare(reading, outcome.page.portal)
    assert prepared is not None
    return replace(
        read,
        outcome=ReadOutcome(outcome.page, reading),
        report=report,
        keys=prepared.keys,
        content_hash=prepared.content_hash,
        prepared=prepared,
    )


def _restored(words: str, changes: Iterable[Change]) -> str:
    for change in changes:
        words = words.replace(change.added, change.removed)
    return words
