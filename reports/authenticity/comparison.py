"""A page against another text of the same report: how much they agree, and which words of one the other replaced."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reports.authenticity import script
from reports.authenticity.genre import genre
from reports.authenticity.scoring import Sighting
from reports.authenticity.strangeness import TRADED, is_needed, strangeness

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_FULL_WIDTH = tuple(zip(",;:!?()", "，；：！？（）", strict=True))
_PUNCTUATION = "“”\"‘’'《》〈〉（）()[]【】，。、；：！？,.;:!?|-— "
#: share of the genuine text's sentences that a copy still has, whole or altered
_AGREES = 0.6
_SHORTEST_SENTENCE, _LONGEST_DIFFERENCE = 9, 30
#: share of an altered sentence's runs of characters that its original has
_ALIKE = 0.4
_RUN = 4
#: altered sentences beyond so many tell nothing new
_MOST_COMPARED = 80
#: characters of one sentence by those of the other, beyond which their comparison would take long
_MOST_WORK = 250_000
_SHOWN = 8
#: a word that was only put in, in the place of nothing, tears words apart this often before it is no correction
_LEAST_TORN = 3


@dataclass(frozen=True, slots=True)
class GenuineReference:
    """A stored text known to be the publisher's own: `text` as in `Report.text`, `url` where it was read."""

    text: str
    url: str
    title: str = ""
    issuer: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """`added` stands `count` times where the other text has `removed`; `place` is the first sentence with it.

    `torn`: how often it tears apart characters that belong together, or is a scrap behind a full stop.
    """

    removed: str
    added: str
    count: int
    place: str
    torn: int = 0


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much two texts of one report have in common, and the words that differ more than once between them.

    `share`: of the second text's sentences, those that the first has, whole or altered.
    """

    share: float
    changes: tuple[Change, ...]
    #: titles and issuers of the first and of the second text: a body's own name is strange to nobody
    names: str = ""
    other_names: str = ""

    @property
    def holds(self) -> bool:
        """Whether the one is a copy of the other at all."""
        return self.share >= _AGREES

    def reversed(self) -> Agreement:
        """The same as seen from the other text."""
        turned = tuple(Change(one.added, one.removed, one.count, one.place, one.torn) for one in self.changes)
        return Agreement(self.share, turned, self.other_names, self.names)

    def doctored(self, *, at_home: bool = True, other_at_home: bool = True) -> tuple[Change, ...]:
        """The changes that only a contaminator of the first text makes.

        A trade's name, or something strange in the place of a word that reports need, is one wherever it stands, and
        so is something strange that tears words apart again and again. A strange word in the place of any other may be
        a correction, unless the page stands elsewhere and the other on the issuer's own portal (`at_home`,
        `other_at_home`).
        """
        away = other_at_home and not at_home
        return tuple(change for change in self.changes if self._is_doctoring(change, away=away))

    def _is_doctoring(self, change: Change, *, away: bool) -> bool:
        added, removed = strangeness(change.added, self.other_names), strangeness(change.removed, self.names)
        if added <= removed:
            return False
        if added == TRADED or is_needed(change.removed, self.other_names):
            return True
        return away or (not change.removed and change.torn >= _LEAST_TORN)


def compare(text: str, other: str, names: str = "", other_names: str = "") -> Agreement:
    """How `text` differs from `other`; `names` and `other_names` are titles and issuers of each, a line each.

    Numbers that differ are a new version of the report, not a doctored copy; only words count.
    """
    ours, theirs = _sentences(_plain(text)), _sentences(_plain(other))
    pairs = list(_altered(ours, theirs))
    distinct = set(theirs)
    shared = len(set(ours) & distinct) + len(pairs)
    changes = [] if shared < _AGREES * len(distinct) else _repeated_changes(pairs, ours, theirs)
    return Agreement(shared / len(distinct) if distinct else 0.0, tuple(changes), names, other_names)


def differences(text: str, genuine: GenuineReference, title: str = "") -> Iterator[Sighting]:
    """Where `text` is a copy of the genuine text: what was put in, again and again, and what it replaced."""
    agreement = compare(text, genuine.text, title, f"{genuine.title}\n{genuine.issuer or ''}")
    if agreement.holds:
        yield from sightings(agreement, genuine.url, agreement.doctored(at_home=False))


def sightings(agreement: Agreement, url: str, doctored: Sequence[Change]) -> Iterator[Sighting]:
    """What is said of a text that agrees with another one, read at `url`, but for what a contaminator changed."""
    yield Sighting("agrees-with-genuine", url, None, f"{agreement.share:.0%} of its sentences")
    for change in doctored[:_SHOWN]:
        instead = f"in the place of {change.removed}" if change.removed else "put in"
        yield Sighting("differs-from-genuine", change.added, None, f"{change.count} times, {instead}: {change.place}")


def _plain(text: str) -> str:
    """The text without blanks and annotations, in one script and with one kind of punctuation."""
    if "(" in text or "（" in text:
        text = script.without_annotations(text)
    if script.traditional_share(text)[0] > script.TRADITIONAL:
        text = script.simplified(text)
    for narrow, wide in _FULL_WIDTH:
        text = text.replace(narrow, wide)
    return text


def _sentences(text: str) -> list[str]:
    return ["".join(sentence.split()) for sentence in _SENTENCE.findall(text) if not sentence.isspace()]


def _altered(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Sentences of ours that the other text has otherwise, with the one that they most likely were."""
    known, mine = set(theirs), set(ours)
    holders: dict[str, list[str]] = defaultdict(list)
    for sentence in dict.fromkeys(theirs):
        if sentence not in mine and len(sentence) >= _SHORTEST_SENTENCE:
            for run in _runs(sentence):
                holders[run].append(sentence)
    compared = 0
    for sentence in dict.fromkeys(ours):
        if sentence in known or len(sentence) < _SHORTEST_SENTENCE or compared >= _MOST_COMPARED:
            continue
        found = Counter(holder for run in _runs(sentence) for holder in holders.get(run, ()))
        if found:
            near, common = found.most_common(1)[0]
            if common >= _ALIKE * (len(near) - _RUN + 1):
                compared += 1
                yield sentence, near


def _runs(sentence: str) -> set[str]:
    return {sentence[start : start + _RUN] for start in range(len(sentence) - _RUN + 1)}


def _repeated_changes(pairs: Sequence[tuple[str, str]], ours: list[str], theirs: list[str]) -> list[Change]:
    """What differs more than once, the most frequent first."""
    counted: Counter[tuple[str, str]] = Counter()
    torn: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], str] = {}
    for sentence, near in pairs:
        for removed, added in _changes(near, sentence):
            counted[removed, added] += 1
            torn[removed, added] += _tears(sentence, added) if added else _tears(near, removed)
            places.setdefault((removed, added), sentence[:_LONGEST_DIFFERENCE])
    scraps = [(("", scrap), count) for scrap, count in _tails(ours, theirs)]
    for change, count in scraps + [((scrap, ""), count) for scrap, count in _tails(theirs, ours)]:
        counted[change] += count
        torn[change] += count
        places.setdefault(change, "behind a full stop")
    found = [Change(*change, count, places[change], torn[change]) for change, count in counted.items() if count > 1]
    return sorted(found, key=lambda change: (-change.count, change.added, change.removed))


def _tears(sentence: str, word: str) -> bool:
    """Whether the characters on both sides of a word belong together, and neither to the word."""
    at, pairs = sentence.find(word), genre().pairs
    left, right = sentence[max(0, at - 1) : at], sentence[at + len(word) : at + len(word) + 1]
    return bool(word) and left + right in pairs and left + word[0] not in pairs and word[-1] + right not in pairs


def _tails(ours: list[str], theirs: list[str]) -> Iterator[tuple[str, int]]:
    """Scraps behind full stops, again and again, that the other text does not have."""
    scraps = Counter(scrap for scrap in ours if len(scrap) <= _LONGEST_DIFFERENCE and scrap[-1] not in "。；！？：")
    absent = scraps.keys() - set(theirs)
    for scrap in sorted(absent):
        if scraps[scrap] > 1 and not any(letter.isdigit() for letter in scrap):
            yield scrap, scraps[scrap]


def _changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Words of `before` that `after` has otherwise; numbers and single characters are no words."""
    start = _common_start(before, after)
    end = _common_start(before[start:][::-1], after[start:][::-1])
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    for removed, added in _blocks(before, after):
        removed, added = removed.strip(_PUNCTUATION), added.strip(_PUNCTUATION)
        if 1 < max(len(removed), len(added)) <= _LONGEST_DIFFERENCE and not (removed + added).isdigit():
            yield removed, added


def _common_start(one: str, other: str) -> int:
    size = min(len(one), len(other))
    return next((at for at in range(size) if one[at] != other[at]), size)


def _blocks(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The differing stretches of two sentences; one that shares a single character with its like goes on behind it."""
    if not before or not after:
        yield before, after
        return
    if len(before) * len(after) > _MOST_WORK:
        return
    removed = added = ""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal" or (removed + added and i2 - i1 == 1 and i2 < len(before)):
            removed, added = removed + before[i1:i2], added + after[j1:j2]
        elif removed or added:
            yield removed, added
            removed = added = ""
    if removed or added:
        yield removed, added
