"""A page against a genuine text of the same report that is already stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from reports.authenticity.scoring import Sighting

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_SPACE = re.compile(r"\s+")
#: share of the genuine text's sentences that a copy still has, whole or altered
_AGREES = 0.6
_LONGEST_DIFFERENCE = 30


@dataclass(frozen=True, slots=True)
class GenuineReference:
    """A stored text known to be the publisher's own: `text` as in `Report.text`, `url` where it was read."""

    text: str
    url: str
    title: str = ""
    issuer: str | None = None
    year: int | None = None


def differences(text: str, genuine: GenuineReference) -> Iterator[Sighting]:
    """Where `text` is a copy of the genuine text: what was put in, again and again, and what it replaced.

    Numbers that differ are a new version of the report, not a doctored copy; only words count.
    """
    ours, theirs = _sentences(text), _sentences(genuine.text)
    altered = [(sentence, near) for sentence in ours if sentence not in theirs and (near := _nearest(sentence, theirs))]
    shared = len(ours.keys() & theirs.keys()) + len(altered)
    if not theirs or shared < _AGREES * len(theirs):
        return
    yield Sighting("agrees-with-genuine", genuine.url)
    changes = Counter(change for sentence, near in altered for change in _changes(near, sentence))
    for (removed, added), count in changes.most_common(8):
        if count > 1 and added:
            detail = f"{count} times, in the place of {removed}" if removed else f"{count} times, put in"
            yield Sighting("differs-from-genuine", added, text.find(added), detail)


def _sentences(text: str) -> dict[str, None]:
    return dict.fromkeys(_SPACE.sub("", sentence) for sentence in _SENTENCE.findall(text) if len(sentence) > 8)


def _nearest(sentence: str, candidates: dict[str, None]) -> str | None:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(sentence)
    for candidate in candidates:
        if abs(len(candidate) - len(sentence)) > _LONGEST_DIFFERENCE:
            continue
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() > 0.6 and matcher.quick_ratio() > 0.7 and matcher.ratio() > 0.75:
            return candidate
    return None


def _changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        added = after[j1:j2]
        if kind in ("insert", "replace") and not added.isdigit() and 1 < len(added) <= _LONGEST_DIFFERENCE:
            yield before[i1:i2], added
