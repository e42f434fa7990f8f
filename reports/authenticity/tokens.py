"""Repeated tokens that are foreign to the genre."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reports.authenticity.genre import COMMON_LATIN, DAMAGE, MOJIBAKE, genre

#: how often a token has to occur before its places are looked at
LEAST_LATIN, LEAST_HAN = 2, 3
_LONGEST = 14
_SHARE = 0.8
_SAMPLE = 8
_OPENING = frozenset("“\"‘'《〈「『(（【[〔")
_CLOSING = frozenset("”\"’'》〉」』)）】]〕")
_STOP = frozenset("，。、；：？！,;:?!…\n\r\t\u3000 \xa0|0123456789_") | _OPENING | _CLOSING
_DAMAGE = re.compile(f"[{DAMAGE}{MOJIBAKE[0]}]")
_ADDRESS = frozenset("@/\\=&")


@dataclass(slots=True)
class Token:
    """A foreign token with the offsets of its bare occurrences (`starts`) and of those in quotes or brackets."""

    text: str
    starts: list[int] = field(default_factory=list)
    quoted: list[int] = field(default_factory=list)
    latin: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over a text finds: bounds of its Latin runs, and its runs of unusual characters, counted."""

    text: str
    letters: list[tuple[int, int]]
    unusual: Counter[str]
    #: the unusual characters themselves
    foreign: frozenset[str]


def scan(text: str) -> Scan:
    """Pass over `text` once for what several detectors need."""
    letters: list[tuple[int, int]] = []
    runs: list[str] = []
    latin, foreign = genre().latin, genre().foreign
    for match in genre().notable.finditer(text):
        run = match.group()
        if latin.search(run) is None:
            runs.append(run)
        else:
            runs += foreign.findall(run)
            letters += _latin_runs(text, max(match.start(), letters[-1][1] if letters else 0), match.end())
    return Scan(text, letters, Counter(runs), frozenset("".join(runs)))


def scan_marks(text: str) -> Scan:
    """The same of a text in traditional script, whose characters are looked at when it is converted: the rest."""
    letters = [match.span() for match in genre().latin.finditer(text)]
    return Scan(text, letters, Counter(), frozenset(_DAMAGE.findall(text)))


def _latin_runs(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Bounds of the Latin runs that begin between `start` and `stop`; digits behind the letters belong to them."""
    latin = genre().latin
    while first := latin.search(text, start, stop):
        whole = latin.match(text, first.start())
        start = whole.end() if whole else stop
        yield first.start(), start


def foreign_tokens(scanned: Scan, own: str = "") -> list[Token]:
    """Foreign runs that occur often enough, grown to what their occurrences share; parts of longer ones left out.

    `own` is the stem of the portal's name: runs that stand in it only are not looked at.
    """
    text = scanned.text
    grown: dict[str, Token] = {}
    for run, starts in _foreign_latin(text, scanned.letters).items():
        if len(starts) >= LEAST_LATIN:
            token = _grow(text, run, starts)
            token.latin = True
            grown.setdefault(token.text, token)
    for run in _frequent(scanned, own):
        token = _grow(text, run, _places(text, run))
        if len(token.text) > 1:
            grown.setdefault(token.text, token)
    tokens = list(grown.values())
    for token in tokens:
        _set_quoted_apart(text, token)
    return [token for token in tokens if not _is_part_of_another(token, tokens)]


def _is_part_of_another(token: Token, tokens: list[Token]) -> bool:
    return any(len(token.text) < len(other.text) and token.text in other.text for other in tokens)


def _frequent(scanned: Scan, own: str) -> list[str]:
    frequent = [run for run, count in scanned.unusual.items() if count >= LEAST_HAN]
    mentions = scanned.text.count(own) if own and frequent else 0
    return [run for run in frequent if not (run in own and mentions >= _SHARE * scanned.unusual[run])]


def _places(text: str, run: str) -> list[int]:
    places, at = [], text.find(run)
    while at >= 0:
        places.append(at)
        at = text.find(run, at + len(run))
    return places


def _foreign_latin(text: str, letters: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    last_end = 0
    for start, end in letters:
        if start < last_end:
            continue
        last_end = end
        start, end = _whole_word(text, start, end)
        if is_foreign_latin(text, start, end):
            found[text[start:end]].append(start)
    return found


def _whole_word(text: str, start: int, end: int) -> tuple[int, int]:
    """The word with the digits before its letters; a year glued to its end is not part of it."""
    while start and text[start - 1].isascii() and text[start - 1].isalnum():
        start -= 1
    if end - start > 4 and text[end : end + 1] in ("年", "") and text[end - 4 : end].isdigit():
        end -= 4
    return start, end


def is_foreign_latin(text: str, start: int, end: int) -> bool:
    """Whether the word is neither part of an address nor a usual abbreviation."""
    if (
        text[start - 1 : start] in _ADDRESS
        or text[end : end + 1] in _ADDRESS
        or "." in (text[start - 1 : start], text[end : end + 1])
    ):
        return False
    word = text[start:end].lower()
    return word not in COMMON_LATIN and word.strip("0123456789") not in COMMON_LATIN


def _grow(text: str, run: str, starts: list[int]) -> Token:
    """Add neighbours on either side while at least four fifths of the occurrences share them.

    A sample of the occurrences decides; where the grown token stands is looked up in the whole text.
    """
    sample = starts if len(starts) <= _SAMPLE else starts[:: len(starts) // _SAMPLE]
    token, length = run, len(run)
    while length < _LONGEST:
        follower, kept = _shared(text, sample, length)
        if not follower:
            break
        token, length, sample = token + follower, length + 1, kept
    while length < _LONGEST:
        before, kept = _shared(text, sample, -1)
        if not before:
            break
        token, length, sample = (before + token, length + 1, [start - 1 for start in kept])
    return Token(token, _places(text, token) if len(token) > len(run) else starts)


def _shared(text: str, starts: list[int], offset: int) -> tuple[str, list[int]]:
    """The character that most occurrences have at `offset`, and these occurrences; the first two propose it."""
    for proposer in starts[:2]:
        character = text[proposer + offset : proposer + offset + 1] if proposer + offset >= 0 else ""
        if not character or character in _STOP:
            continue
        kept = [start for start in starts if text.startswith(character, start + offset)]
        if len(kept) >= _SHARE * len(starts) and len(kept) > 1:
            return character, kept
    return "", []


def _set_quoted_apart(text: str, token: Token) -> None:
    bare, size = [], len(token.text)
    for start in token.starts:
        if text[start - 1 : start] in _OPENING or text[start + size : start + size + 1] in _CLOSING:
            token.quoted.append(start)
        else:
            bare.append(start)
    token.starts = bare
