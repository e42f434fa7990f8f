"""Which stored report a reading belongs to: applies reports.identity.same_report to what the database knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.identity import contradiction, same_report

if TYPE_CHECKING:
    from reports.identity import Keys
    from storage.known import Known, ReportState, SourceState


@dataclass(slots=True)
class Placement:
    """Where a reading goes: to `report` (None makes a new one), as `source` (None makes a new one), and why."""

    report: ReportState | None
    source: SourceState | None
    rule: str
    reason: str
    #: sources by which the page carried another report until now
    ended: tuple[SourceState, ...] = ()
    #: the report is the same, but its issuer, year or division was read differently this time
    reread: bool = False


def place(keys: Keys, known: Known, page_id: int | None, status: str, *, same_body: bool = False) -> Placement:
    """Find the report of `status` (accepted or quarantined) that a reading belongs to.

    The page's own history comes first: an address keeps its report unless what it prints now contradicts it. With the
    same bytes (`same_body`) a contradiction only says that it was read otherwise before.
    """
    ended: list[SourceState] = []
    for source in known.sources_of_page(page_id) if page_id is not None else []:
        report = known.standing(known.reports[source.report_id])
        if report.status != status:
            continue
        against = contradiction(keys, report)
        if against is None:
            return Placement(report, _own(report, source), "page", "the page carried this report before")
        if _is_merged(keys, known, report):
            return Placement(report, _own(report, source), "page", "what the page carries was merged into this report")
        same_text = keys.text_hash is not None and keys.text_hash == source.text_hash
        if same_text or (same_body and source.ended is None):
            return Placement(report, _own(report, source), "page", f"same page, read better: {against}", reread=True)
        if source.ended is None:
            ended.append(source)
    found = _among_candidates(keys, known, status)
    found.ended = tuple(ended)
    return found


def _is_merged(keys: Keys, known: Known, report: ReportState) -> bool:
    """Whether a report of the same issuer, year and division was merged into `report`."""
    if not keys.issuer_key or not keys.year:
        return False
    wanted = (keys.issuer_key, keys.year, keys.division)
    return any(
        (other.issuer_key, other.year, other.division) == wanted and other is not report
        for other in known.candidates(keys)
        if known.standing(other) is report
    )


def _own(report: ReportState, source: SourceState) -> SourceState:
    """The page's source at the report itself, where the one found belongs to a report merged into it."""
    return next((own for own in report.sources if own.page_id == source.page_id), source)


def _among_candidates(keys: Keys, known: Known, status: str) -> Placement:
    refused: list[str] = []
    for candidate in known.candidates(keys):
        report = known.standing(candidate)
        if report.status != status:
            continue
        if candidate is not report and _is_merged(keys, known, report):
            return Placement(report, None, "merged", f"the same issuer and year as report {candidate.id}, merged here")
        for source in report.sources:
            match = same_report(keys, report.keys(source))
            if match.same and (status == "accepted" or match.rule in ("index", "content")):
                return Placement(report, None, match.rule, match.reason)
            if match.rule == "index":
                refused.append(f"index number {keys.index_key} also at report {report.id}: {match.reason}")
    return Placement(None, None, "new", "; ".join(dict.fromkeys(refused)) or "no stored report agrees")


def genuine_of(keys: Keys, known: Known) -> ReportState | None:
    """The accepted report of which a doctored page is a copy: same issuer and year, or the same text."""
    for candidate in known.candidates(keys):
        report = known.standing(candidate)
        if report.status != "accepted" or not report.sources:
            continue
        if contradiction(keys, report):
            continue
        same_issuer = keys.issuer_key is not None and keys.issuer_key == report.issuer_key and keys.year == report.year
        if same_issuer or any(same_report(keys, report.keys(source)).same for source in report.sources):
            return report
    return None
