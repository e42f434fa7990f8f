"""Reports of other issuers or years that share most of their text: reported, never merged.

Candidates come from shared signature bands (reports.similarity), so the cost of a report does not grow with the number
of pairs; the similarity itself is computed on the stored texts of the few candidates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, or_, select, update

from reports.similarity import Signature, bands, clauses, similarity
from storage.carry_over import set_carry_over
from storage.rows import upsert_into
from storage.tables import Report, ReportVersion, Section, SimilarReport, TextBand
from storage.uncompared import uncompared

#: share of clauses in common from which two reports are called similar (docs/identity.md gives the measurements)
SIMILAR_FROM = 0.8

#: candidates compared for one report; a text that is like more others than this is boilerplate
MOST_CANDIDATES = 20


#: reports compared in one transaction
CHUNK = 200

#: texts kept while chunks are compared, some 5 KB each
MOST_TEXTS = 5000

Clauses = frozenset[str]


def compare_new(engine: Engine, signatures: Mapping[int, Signature] | None = None) -> int:
    """Compare every accepted report whose current version is new with others; returns how many.

    `signatures`: of current texts, where they are at hand; the others are made of the stored texts.

    Their texts with all others', and their figures with those of the years beside them. Done at the end of a run.
    A run that was killed leaves its reports marked as not compared; the next run's end takes them up.
    """
    count = 0
    texts = _Texts()
    while True:
        with engine.begin() as connection:
            chunk = uncompared(connection, CHUNK)
            if not chunk:
                return count
            _compare(connection, chunk, texts, signatures or {})
            set_carry_over(connection, chunk)
            connection.execute(update(Report).where(Report.id.in_(chunk)).values(compared=True))
            count += len(chunk)


class _Texts:
    """Reports' texts as clauses. A report is a candidate for many others, so that texts are kept for a while."""

    def __init__(self) -> None:
        self._kept: dict[int, Clauses] = {}

    def of(self, connection: Connection, ids: set[int]) -> dict[int, Clauses]:
        """The texts of these reports."""
        missing = ids - self._kept.keys()
        self._kept |= _clauses(connection, missing)
        found = {report_id: self._kept[report_id] for report_id in ids}
        for oldest in list(self._kept)[: max(0, len(self._kept) - MOST_TEXTS)]:
            del self._kept[oldest]
        return found


def _compare(connection: Connection, chunk: list[int], known: _Texts, signed: Mapping[int, Signature]) -> None:
    unsigned = known.of(connection, {report_id for report_id in chunk if report_id not in signed})
    signatures = {one: signed[one] if one in signed else bands(unsigned[one]) for one in chunk}
    holders = _holders(connection, signatures)
    pairs = _pairs(signatures, holders)
    ids = {report_id for pair in pairs for report_id in pair}
    texts = known.of(connection, ids)
    heads = _heads(connection, ids)
    mine = or_(SimilarReport.report_id.in_(chunk), SimilarReport.other_report_id.in_(chunk))
    connection.execute(delete(SimilarReport).where(mine))
    at = datetime.now(UTC)
    shares = ((one, other, round(similarity(texts[one], texts[other]), 4)) for one, other in sorted(pairs))
    rows = [_row(heads[one], heads[other], share, at) for one, other, share in shares if share >= SIMILAR_FROM]
    if rows:
        connection.execute(upsert_into(connection, SimilarReport).on_conflict_do_nothing(), rows)
    fresh = {(band, one) for one, own in signatures.items() for band in own if one not in holders.get(band, ())}
    if fresh:
        values = [{"band": band, "report_id": report_id} for band, report_id in sorted(fresh)]
        connection.execute(upsert_into(connection, TextBand).on_conflict_do_nothing(), values)


def _holders(connection: Connection, signatures: dict[int, Signature]) -> dict[int, set[int]]:
    """Reports by band, for all bands of the chunk."""
    wanted = {band for own in signatures.values() for band in own}
    holders: dict[int, set[int]] = defaultdict(set)
    query = select(TextBand.band, TextBand.report_id).where(TextBand.band.in_(wanted))
    for band, report_id in connection.execute(query):
        holders[band].add(report_id)
    return holders


def _pairs(signatures: dict[int, Signature], holders: dict[int, set[int]]) -> set[tuple[int, int]]:
    """Candidate pairs, those with the most shared bands first, the chunk's own reports among them."""
    own: dict[int, set[int]] = defaultdict(set)
    for report_id, signature in signatures.items():
        for band in signature:
            own[band].add(report_id)
    pairs = set()
    for report_id, signature in signatures.items():
        shared = Counter(other for band in signature for other in holders.get(band, set()) | own[band])
        shared.pop(report_id, None)
        for other, _ in shared.most_common(MOST_CANDIDATES):
            pairs.add((min(report_id, other), max(report_id, other)))
    return pairs


def _heads(connection: Connection, ids: set[int]) -> dict[int, Any]:
    query = select(Report.id, Report.issuer_key, Report.year).where(Report.id.in_(ids))
    return {row.id: row for row in connection.execute(query)} if ids else {}


def _clauses(connection: Connection, ids: set[int]) -> dict[int, Clauses]:
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
    return {report_id: clauses("\n".join(parts), names[report_id]) for report_id, parts in texts.items()}


def _row(one: Any, other: Any, share: float, at: datetime) -> dict[str, Any]:
    return {
        "report_id": one.id,
        "other_report_id": other.id,
        "similarity": share,
        "relation": _relation(one, other),
        "found": at,
    }


def _relation(one: Any, other: Any) -> str:
    if one.year and other.year and one.issuer_key and one.issuer_key == other.issuer_key:
        return "year-before" if abs(one.year - other.year) == 1 else "other-year"
    return "neighbour" if one.year and one.year == other.year else "other"
