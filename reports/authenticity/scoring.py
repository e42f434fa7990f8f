"""How pieces of evidence become a verdict: a sum of weights with caps that anybody can redo by hand.

The weights are data (`reports/data/authenticity_weights.toml`); docs/authenticity.md tells why they are what they are.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal

from reports.model import Evidence, Finding, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something a detector saw, not yet weighed; `position` is the offset in the text, None elsewhere on the page."""

    signal: str
    excerpt: str
    position: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """A row of the table of weights."""

    weight: float
    cap: float
    circumstance: bool
    says: str
    #: a warning even on a genuine page
    warns: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """The whole table, with the two thresholds."""

    suspect: float
    contaminated: float
    circumstance_cap: float
    signals: dict[str, Signal]


@cache
def weights() -> Weights:
    """The table of weights, read once a process."""
    raw = tomllib.loads((resources.files("reports") / "data" / "authenticity_weights.toml").read_text("utf-8"))
    signals = {
        name: Signal(row["weight"], row["cap"], row["group"] == "circumstance", row["says"], row.get("warns", False))
        for name, row in raw["signal"].items()
    }
    return Weights(raw["suspect"], raw["contaminated"], raw["circumstance_cap"], signals)


def weigh(sightings: Iterable[Sighting]) -> Verdict:
    """Add up: each signal's sightings up to its cap, the circumstances together up to theirs."""
    table = weights()
    sums: dict[str, float] = defaultdict(float)
    evidence = []
    for seen in _distinct(sightings):
        signal = table.signals[seen.signal]
        sums[seen.signal] = min(sums[seen.signal] + signal.weight, signal.cap)
        evidence.append(Evidence(seen.signal, signal.weight, seen.excerpt, seen.position, seen.detail))
    content = sum(value for name, value in sums.items() if not table.signals[name].circumstance)
    circumstances = sum(value for name, value in sums.items() if table.signals[name].circumstance)
    score = round(content + min(circumstances, table.circumstance_cap), 3)
    return Verdict(_verdict(score, table), score, tuple(evidence))


def reconsidered(verdict: Verdict, more: Iterable[Sighting]) -> Verdict:
    """A verdict weighed again with what was seen since, which never makes it milder."""
    known = [Sighting(piece.signal, piece.excerpt, piece.position, piece.detail) for piece in verdict.evidence]
    weighed = weigh((*known, *more))
    if weighed.score < verdict.score:
        weighed = replace(weighed, verdict=verdict.verdict, score=verdict.score)
    return replace(weighed, evidence=(*verdict.evidence, *weighed.evidence[len(list(_distinct(known))) :]))


def _distinct(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """Two detectors that see the same signal at the same place of the text count once."""
    known = set()
    for seen in sightings:
        key = (seen.signal, seen.position if seen.position is not None else (seen.excerpt, seen.detail))
        if key not in known:
            known.add(key)
            yield seen


def _verdict(score: float, table: Weights) -> Literal["genuine", "suspect", "contaminated"]:
    if score >= table.contaminated:
        return "contaminated"
    return "suspect" if score >= table.suspect else "genuine"


def findings(verdict: Verdict) -> tuple[Finding, ...]:
    """The verdict's evidence as findings: one for each signal and excerpt, errors only where the page is not genuine.

    On a genuine page the evidence is information: nothing is wrong with the report. A page that was broken into around
    its report is a warning.
    """
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for piece in verdict.evidence:
        if piece.position is not None:
            places[piece.signal, piece.excerpt, piece.detail].append(str(piece.position))
        else:
            places.setdefault((piece.signal, piece.excerpt, piece.detail), [])
    return tuple(
        Finding(
            f"authenticity.{signal}", _severity(signal, verdict), _message(signal, excerpt, detail), _where(offsets)
        )
        for (signal, excerpt, detail), offsets in places.items()
    )


def _severity(signal: str, verdict: Verdict) -> Severity:
    if verdict.verdict == "genuine":
        return "warning" if weights().signals[signal].warns else "info"
    return "warning" if weights().signals[signal].circumstance else "error"


def _message(signal: str, excerpt: str, detail: str) -> str:
    return weights().signals[signal].says.format(excerpt=excerpt, detail=detail)


def _where(offsets: list[str]) -> str | None:
    if not offsets:
        return None
    shown = ", ".join(offsets[:5])
    return f"text at {shown}" + (f" and {len(offsets) - 5} more places" if len(offsets) > 5 else "")
