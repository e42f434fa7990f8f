"""Which of the pages that carry a report its versions follow: one rule, whichever page was read first.

A page that lists still show before one that has vanished, then the clearly more complete reading, then the issuer's own
portal, then the more certain figures, then the page itself rather than its file, its mobile or its traditional twin. An
operator's word on it (`scrapy reports follow`) stands above all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select, update

from storage.carry_over import RULE as CARRY_OVER
from storage.changes import StoredVersion
from storage.page_forms import NAMES, form_of
from storage.tables import Decision, Finding, Page, Report, ReportVersion, Source

if TYPE_CHECKING:
    from datetime import datetime

    from reports.model import Report as ReadReport
    from storage.batch import Read
    from storage.known import Known, ReportState, SourceState

#: half a table: readings that differ by less are as complete as each other
CLEARLY_BETTER = 8

#: a text this much longer than another says something that the other leaves out
_LONGER = 1.25

#: the rule that leaves a page which no list shows any more: what the living one prints otherwise is published anew
LIVING = "living"

#: who decides where no operator does
PROGRAM = "nianbao"


@dataclass(frozen=True, slots=True)
class Choice:
    """Why another page is followed from now on."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of a report a reading gives for certain: figures less those that an error speaks of, sections, text."""

    figures: int
    sections: int
    text: int

    @classmethod
    def of(cls, report: ReadReport) -> Completeness:
        """Of a report as just read."""
        errors = sum(finding.severity == "error" for finding in report.findings)
        return cls._of(StoredVersion.of(report), errors)

    @classmethod
    def stored(cls, connection: Connection, version_id: int) -> Completeness:
        """Of a stored version."""
        mine = (Finding.version_id == version_id, Finding.severity == "error", Finding.rule != CARRY_OVER)
        errors = connection.execute(select(func.count()).select_from(Finding).where(*mine)).scalar_one()
        return cls._of(StoredVersion.load(connection, version_id), errors)

    @classmethod
    def _of(cls, version: StoredVersion, errors: int) -> Completeness:
        numbered = {heading.split(" ", 1)[0] for heading in version.sections} - {"0"}
        return cls(len(version.cells) - errors, len(numbered), sum(map(len, version.sections.values())))

    def beats(self, other: Completeness) -> bool:
        """Whether it is more complete: more figures, else more sections, else a clearly longer text."""
        mine, theirs = (self.figures, self.sections), (other.figures, other.sections)
        return mine > theirs or (mine == theirs and self.text > other.text * _LONGER)


def takes_over(
    known: Known, connection: Connection, read: Read, report: ReportState, unwritten: ReadReport | None
) -> Choice | None:
    """Why the page just read is followed instead of the one that the current version came from; None: it is not.

    `unwritten`: the current version, where this very batch made it.
    """
    carrier = carrier_of(report)
    if carrier is None or carrier.ended is not None:
        return Choice("only", "the page followed until now no longer carries the report")
    choice = _choice(known, connection, read, report, carrier, unwritten)
    if choice is not None and chosen_by_operator(connection, report.id) == carrier.id:
        return None
    return choice


def carrier_of(report: ReportState) -> SourceState | None:
    """The source that the current version was read from; None where an operator split it off."""
    return next((own for own in report.sources if own.page_id == report.page_id), None)


def _choice(
    known: Known,
    connection: Connection,
    read: Read,
    report: ReportState,
    carrier: SourceState,
    unwritten: ReadReport | None,
) -> Choice | None:
    if known.nature(carrier.page_id).vanished:
        if read.outcome.page.reread:  # from the archive: the page was not seen today
            return None
        return Choice(LIVING, "no list shows the page followed until now any more")
    if read.worth >= carrier.worth + CLEARLY_BETTER:
        return Choice("complete", "the page gives clearly more of the report than the one followed until now")
    if carrier.worth >= read.worth + CLEARLY_BETTER:
        return None
    home = _at_home(known, read, report, carrier)
    if home is not None:
        reason = "the page stands on the issuer's own portal, the one followed until now elsewhere"
        return Choice("home", reason) if home == read.keys.portal else None
    return _between_forms(known, connection, read, report, carrier, unwritten)


def _at_home(known: Known, read: Read, report: ReportState, carrier: SourceState) -> str | None:
    """The one of the two portals that is the issuer's own, where its page is as complete as the other's.

    A county's report on the city's portal: which of the two was read first is chance.
    """
    worth = {carrier.portal: carrier.worth, read.keys.portal: read.worth}
    if len(worth) == 1 or report.division is None:
        return None
    own = known.portals_at(report.division, worth)
    if len(own) != 1:
        return None
    (home,) = own
    return home if worth[home] == max(worth.values()) else None


def _between_forms(
    known: Known,
    connection: Connection,
    read: Read,
    report: ReportState,
    carrier: SourceState,
    unwritten: ReadReport | None,
) -> Choice | None:
    """The page itself, unless its PDF, mobile or traditional twin was read with more certain figures or more text."""
    is_file = read.outcome.reading.decode_rule == "file"
    mine = form_of(read.outcome.page.url, f"{read.report.title}{read.report.issuer}", is_file=is_file)
    page = known.nature(carrier.page_id)
    theirs = form_of(page.url, f"{report.title}{report.issuer}", is_file=page.is_file)
    if mine == theirs:
        return None
    given = Completeness.of(read.report)
    kept = Completeness.of(unwritten) if unwritten else Completeness.stored(connection, report.version_id)
    if mine > theirs:
        reason = f"{NAMES[mine]} gives more of the report for certain than {NAMES[theirs]} followed until now"
        return Choice("certain", reason) if given.beats(kept) else None
    reason = f"{NAMES[mine]} is as complete as {NAMES[theirs]} that was followed until now"
    return None if kept.beats(given) else Choice("page", reason)


def look_at_living(connection: Connection, page_ids: set[int], at: datetime) -> None:
    """Make the other pages of reports due whose followed page is among `page_ids` and has vanished.

    A portal that moved all its addresses: the next run reads the living pages afresh and follows them.
    """
    if not page_ids:
        return
    vanished, living = Page.__table__.alias(), Page.__table__.alias()
    current = (ReportVersion.report_id == Report.id) & (ReportVersion.number == Report.current_version)
    others = (
        select(living.c.id)
        .join(Source, Source.page_id == living.c.id)
        .join(Report, Report.id == Source.report_id)
        .join(ReportVersion, current)
        .join(vanished, vanished.c.id == ReportVersion.page_id)
        .where(vanished.c.id.in_(page_ids), vanished.c.vanished.is_not(None), living.c.vanished.is_(None))
        .where(Source.role != "split", Source.ended.is_(None))
    )
    afresh = {"body_sha256": None, "etag": None, "last_modified": None, "next_due": at}
    connection.execute(update(Page).where(Page.id.in_(others)).values(afresh))


def chosen_by_operator(connection: Connection, report_id: int) -> int | None:
    """The source that an operator wants followed, if one said so and nobody took it back."""
    query = select(Decision.source_id).where(
        Decision.report_id == report_id,
        Decision.action == "follow",
        Decision.rule == "operator",
        Decision.undone.is_(None),
    )
    return connection.execute(query.order_by(Decision.id.desc()).limit(1)).scalar()
