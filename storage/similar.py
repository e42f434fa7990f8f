"""Reports of other issuers or years that share most of their text: reported, never merged.

Candidates come from shared signature bands (reports.similarity), so the cost of a report does not grow with the number
of pairs; the similarity itself is computed on the stored texts of the few candidates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from reports.identity import simplified
from reports.similarity import clauses, similarity
from storage.tables import Report, ReportVersion, Section, SimilarReport, TextBand

#: share of clauses in common from which two reports are called similar (docs/identity.md gives the measurements)
SIMILAR_FROM = 0.8

#: candidates compared for one report; a text that is like more others than this is boilerplate
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Signature:
    """The bands of a report's text, as stored or about to be."""

    report_id: int
    bands: tuple[int, ...]
    at: datetime


def relate(connection: Connection, signatures: list[Signature]) -> None:
    """Store the signatures and the similar pairs that they bring to light."""
    signatures = [signature for signature in signatures if signature.bands]
    if not signatures:
        return
    holders = _holders(connection, signatures)
    pairs = _pairs(signatures, holders)
    ids = {report_id for pair in pairs for report_id in pair}
    texts, heads = _clauses(connection, ids), _heads(connection, ids)
    for report_id in {signature.report_id for signature in signatures}:
        mine = or_(SimilarReport.report_id == report_id, SimilarReport.other_report_id == report_id)
        connection.execute(delete(SimilarReport).where(mine))
    at = signatures[0].at
    found = [_row(heads[one], heads[other], similarity(texts[one], texts[other]), at) for one, other in sorted(pairs)]
    rows = [row for row in found if row["similarity"] >= SIMILAR_FROM]
    upsert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    if rows:
        connection.execute(upsert(SimilarReport).on_conflict_do_nothing(), rows)
    known = {(band, report_id) for band, ids in holders.items() for report_id in ids}
    fresh = {(band, one.report_id) for one in signatures for band in one.bands} - known
    if fresh:
        values = [{"band": band, "report_id": report_id} for band, report_id in sorted(fresh)]
        connection.execute(upsert(TextBand).on_conflict_do_nothing(), values)


def _holders(connection: Connection, signatures: list[Signature]) -> dict[int, set[int]]:
    """Reports by band, for all bands of the batch."""
    wanted = {band for signature in signatures for band in signature.bands}
    holders: dict[int, set[int]] = defaultdict(set)
    for band, report_id in connection.execute(
        select(TextBand.band, TextBand.report_id).where(TextBand.band.in_(wanted))
    ):
        holders[band].add(report_id)
    return holders


def _pairs(signatures: list[Signature], holders: dict[int, set[int]]) -> set[tuple[int, int]]:
    """Candidate pairs, those with the most shared bands first, the batch's own reports among them."""
    own: dict[int, set[int]] = defaultdict(set)
    for signature in signatures:
        for band in signature.bands:
            own[band].add(signature.report_id)
    pairs = set()
    for signature in signatures:
        shared = Counter(other for band in signature.bands for other in (*holders.get(band, ()), *own[band]))
        shared.pop(signature.report_id, None)
        for other, _ in shared.most_common(MOST_CANDIDATES):
            pairs.add((min(signature.report_id, other), max(signature.report_id, other)))
    return pairs


def _heads(connection: Connection, ids: set[int]) -> dict[int, Any]:
    query = select(Report.id, Report.issuer_key, Report.year).where(Report.id.in_(ids))
    return {row.id: row for row in connection.execute(query)} if ids else {}


def _clauses(connection: Connection, ids: set[int]) -> dict[int, frozenset[str]]:
    if not ids:
        return {}
    current = (ReportVersion.report_id == Report.id) & (ReportVersion.number == Report.current_version)
    query = (
        select(Report.id, Report.issuer_key, ReportVersion.issuer, Section.heading, Section.text)
        .join(ReportVersion, current)
        .join(Section, Section.version_id == ReportVersion.id)
        .where(Report.id.in_(ids))
    )
    texts: dict[int, list[str]] = {report_id: [] for report_id in ids}
    names: dict[int, tuple[str | None, str | None]] = dict.fromkeys(ids, (None, None))
    for report_id, key, issuer, heading, text in connection.execute(query):
        texts[report_id].append(f"{heading}\n{text}")
        names[report_id] = (issuer, key)
    return {report_id: clauses(simplified("\n".join(parts)), names[report_id]) for report_id, parts in texts.items()}


def _row(one: Any, other: Any, share: float, at: datetime) -> dict[str, Any]:
    return {
        "report_id": one.id,
        "other_report_id": other.id,
        "similarity": round(share, 4),
        "relation": _relation(one, other),
        "found": at,
    }


def _relation(one: Any, other: Any) -> str:
    if one.year and other.year and one.issuer_key and one.issuer_key == other.issuer_key:
        return "year-before" if abs(one.year - other.year) == 1 else "other-year"
    return "neighbour" if one.year and one.year == other.year else "other"
