"""Repeated tokens that are foreign to the genre, and the places at which they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from reports.authenticity.genre import COMMON_LATIN, genre

_LONGEST = 14
_SHARE = 0.8
_OPENING = frozenset("“\"‘'《〈「『(（【[〔")
_CLOSING = frozenset("”\"’'》〉」』)）】]〕")
_STOP = frozenset("，。、；：？！,;:?!…\n\r\t\u3000 \xa0|") | _OPENING | _CLOSING
_ADDRESS = frozenset("@/\\_=&")


@dataclass(slots=True)
class Token:
    """A foreign token with the offsets of its bare occurrences (`starts`) and how often it stands in quotes."""

    text: str
    starts: list[int] = field(default_factory=list)
    quoted: int = 0
    latin: bool = False


def foreign_tokens(text: str, least: Callable[[bool], int]) -> Iterator[Token]:
    """Foreign runs that occur at least `least(is_latin)` times, grown to what all their occurrences share."""
    for run, (latin, starts) in _runs(text).items():
        if len(starts) >= least(latin):
            token = _grow(text, run, starts)
            token.latin = latin
            _set_quoted_apart(text, token)
            yield token


def _runs(text: str) -> dict[str, tuple[bool, list[int]]]:
    found: dict[str, tuple[bool, list[int]]] = defaultdict(lambda: (False, []))
    last_end = -1
    for match in genre().foreign.finditer(text):
        start, end = match.span()
        if start < last_end:
            continue
        run = match.group()
        if not run[0].isascii():
            found[run][1].append(start)
            continue
        start, end = _whole_latin(text, start)
        last_end = end
        if _speaks_latin(text, start, end):
            run = text[start:end]
            if run not in found:
                found[run] = (True, [])
            found[run][1].append(start)
    return found


def _whole_latin(text: str, start: int) -> tuple[int, int]:
    """The bounds of the letters and digits around `start`; a year glued to them is not part of them."""
    end = start
    while start and text[start - 1].isascii() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] in ".-"):
        end += 1
    while end > start and text[end - 1] in ".-":
        end -= 1
    if text[end : end + 1] == "年" and text[end - 4 : end].isdigit():
        end -= 4
    if text[start : start + 4].isdigit() and text[start : start + 2] in ("19", "20") and text[start + 4 : start + 5].isalpha():
        start += 4
    return start, end


def _speaks_latin(text: str, start: int, end: int) -> bool:
    """Whether the run is a word of its own: no address, no usual abbreviation."""
    if end <= start or text[start - 1 : start] in _ADDRESS or text[end : end + 1] in _ADDRESS:
        return False
    run = text[start:end].lower()
    return run not in COMMON_LATIN and run.rstrip("0123456789.") not in COMMON_LATIN and "." not in run[:-1]


def _grow(text: str, run: str, starts: list[int]) -> Token:
    """Add neighbours on either side while at least four fifths of the occurrences share them."""
    token, length = run, len(run)
    while length < _LONGEST:
        follower, kept = _shared(text, starts, length)
        if not follower:
            break
        token, length, starts = token + follower, length + 1, kept
    while length < _LONGEST:
        before, kept = _shared(text, starts, -1)
        if not before:
            break
        token, length, starts = before + token, length + 1, [start - 1 for start in kept]
    return Token(token, starts)


def _shared(text: str, starts: list[int], offset: int) -> tuple[str, list[int]]:
    counted = Counter(text[start + offset : start + offset + 1] for start in starts if start + offset >= 0)
    if not counted:
        return "", []
    character, count = counted.most_common(1)[0]
    if not character or character in _STOP or character.isdigit() or count < _SHARE * len(starts) or count < 2:
        return "", []
    return character, [start for start in starts if text[start + offset : start + offset + 1] == character]


def _set_quoted_apart(text: str, token: Token) -> None:
    bare = []
    for start in token.starts:
        before, after = text[start - 1 : start], text[start + len(token.text) : start + len(token.text) + 1]
        if before in _OPENING and before or after in _CLOSING and after:
            token.quoted += 1
        else:
            bare.append(start)
    token.starts = bare
