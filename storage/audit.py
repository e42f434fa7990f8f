"""What is kept out of every default answer, by portal, with the evidence: quarantined reports, other doctored pages.

And reports that were accepted from pages that somebody broke into.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from storage.records import instant
from storage.tables import Decision, Evidence, Exclusion, Page, Report, ReportVersion, Source

Answer = dict[str, Any]

#: how the reader marks the reason of a page that is no report and was doctored as well
CONTAMINATED = "contamination: "
#: the signal of advertising that stands around an intact article
LINKED = "linked-advertising"


def quarantined_reports(connection: Connection, portal: str | None = None) -> Iterator[Answer]:
    """Quarantined reports by portal, worst first, each with its evidence and with what operators decided on it."""
    current = (ReportVersion.report_id == Report.id) & (ReportVersion.number == Report.current_version)
    columns = (
        Page.portal,
        Report.id.label("report"),
        Page.url,
        ReportVersion.title,
        ReportVersion.issuer,
        ReportVersion.year,
        ReportVersion.verdict,
        ReportVersion.score,
        Report.copy_of,
        Report.first_seen,
        ReportVersion.id.label("version_id"),
        select(Source.id).where(Source.report_id == Report.id, Source.ended.is_(None)).exists().label("still_there"),
    )
    query = (
        select(*columns)
        .join(ReportVersion, current)
        .join(Page, Page.id == ReportVersion.page_id)
        .where(Report.status == "quarantined")
        .order_by(Page.portal, ReportVersion.score.desc(), Report.id)
    )
    rows = connection.execute(query.where(Page.portal == portal) if portal else query).all()
    evidence = _evidence(connection, [row.version_id for row in rows])
    decisions = _decisions(connection, [row.report for row in rows])
    for row in rows:
        # a page that turned and was put right again leaves what it printed in between behind
        answer = {**row._mapping, "first_seen": instant(row.first_seen), "still_there": bool(row.still_there)}
        del answer["version_id"]
        yield {**answer, "evidence": evidence[row.version_id], "decisions": decisions[row.report]}


def hacked_pages(connection: Connection, portal: str | None = None) -> Iterator[Answer]:
    """Accepted reports whose pages carry a trade's links around them: somebody broke into the portal."""
    current = (ReportVersion.report_id == Report.id) & (ReportVersion.number == Report.current_version)
    columns = (Page.portal, Report.id.label("report"), Page.url, ReportVersion.title, Evidence.excerpt, Evidence.detail)
    query = (
        select(*columns)
        .join(ReportVersion, current)
        .join(Page, Page.id == ReportVersion.page_id)
        .join(Evidence, Evidence.version_id == ReportVersion.id)
        .where(Report.status == "accepted", Evidence.signal == LINKED)
        .order_by(Page.portal, Report.id, Evidence.line)
    )
    for row in connection.execute(query.where(Page.portal == portal) if portal else query):
        yield dict(row._mapping)


def _evidence(connection: Connection, versions: Sequence[int]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = defaultdict(list)
    columns = (
        Evidence.version_id,
        Evidence.signal,
        Evidence.weight,
        Evidence.excerpt,
        Evidence.position,
        Evidence.detail,
    )
    for chunk in _chunks(versions):
        query = select(*columns).where(Evidence.version_id.in_(chunk))
        for row in connection.execute(query.order_by(Evidence.version_id, Evidence.line)):
            answer = dict(row._mapping)
            found[answer.pop("version_id")].append(answer)
    return found


def _decisions(connection: Connection, reports: Sequence[int]) -> dict[int, list[Answer]]:
    """Standing decisions on trust, oldest first."""
    found: dict[int, list[Answer]] = defaultdict(list)
    columns = (Decision.report_id, Decision.id, Decision.action, Decision.who, Decision.made, Decision.why)
    for chunk in _chunks(reports):
        mine = Decision.report_id.in_(chunk), Decision.undone.is_(None)
        query = select(*columns).where(*mine, Decision.action.in_(("release", "quarantine")))
        for row in connection.execute(query.order_by(Decision.id)):
            answer = {**row._mapping, "made": instant(row.made)}
            found[answer.pop("report_id")].append(answer)
    return found


def _chunks(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """Ids in portions that every database takes in one IN list."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def doctored_exclusions(connection: Connection, portal: str | None = None) -> Iterator[Answer]:
    """Pages that are no annual reports and were doctored: they are left out twice over."""
    columns = (Exclusion.portal, Exclusion.url, Exclusion.title, Exclusion.kind, Exclusion.reason)
    query = select(*columns).where(Exclusion.reason.contains(CONTAMINATED, autoescape=True))
    if portal:
        query = query.where(Exclusion.portal == portal)
    for row in connection.execute(query.order_by(Exclusion.portal, Exclusion.url)):
        yield dict(row._mapping)
