"""Insertions: tokens foreign to such reports that stand where grammar has no room for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from reports.authenticity.genre import genre
from reports.authenticity.places import DIVISION_ENDS, is_part_of_division
from reports.authenticity.scoring import Sighting
from reports.authenticity.tokens import Token

_SENTENCE_ENDS = frozenset("。！？；;")
_BLANK = " \u3000\xa0\t\r"
_LONG_PARAGRAPH = 40
_LONGEST_TAIL = 16
_GOVERNMENT = ("人民政府", "政府", "市委", "县委", "区委", "全市", "全县", "全区", "市", "县", "区")
LEAST_LATIN, LEAST_HAN = 2, 3


def least(latin: bool) -> int:
    """How often a token has to occur before its places are looked at."""
    return LEAST_LATIN if latin else LEAST_HAN


def repeated_tails(text: str) -> Iterator[Sighting]:
    """The same few characters behind the last full stop of several paragraphs: no paragraph ends like that."""
    tails: dict[str, list[int]] = {}
    start = 0
    for line in text.split("\n"):
        if len(line) > _LONG_PARAGRAPH:
            stop = max(line.rfind("。"), line.rfind("；"), line.rfind("！"))
            tail = line[stop + 1 :].strip(_BLANK) if stop >= 0 else ""
            if 1 < len(tail) <= _LONGEST_TAIL and not any(c in "：:（）()〔〕[]【】”》0123456789" for c in tail):
                tails.setdefault(tail, []).append(start + line.rindex(tail))
        start += len(line) + 1
    for tail, places in tails.items():
        if len(places) > 1:
            yield from (Sighting("insertion", tail, place, "behind the last sentence of a paragraph") for place in places)


def odd_places(text: str, token: Token) -> Iterator[Sighting]:
    """Where `token` stands without grammar; nothing when that is seldom or when the token is a name of a place."""
    if token.quoted > len(token.starts) or _is_place_name(text, token):
        return
    placed = [(start, _oddness(text, start, start + len(token.text), token.latin)) for start in token.starts]
    odd = [(start, where) for start, where in placed if where]
    kinds = Counter(where for _, where in odd)
    if _is_convincing(token, len(odd), kinds):
        yield from (Sighting("insertion", token.text, start, where) for start, where in odd)


def _is_convincing(token: Token, odd: int, kinds: Counter[str]) -> bool:
    if token.latin:
        return odd >= LEAST_LATIN and odd >= 0.5 * len(token.starts)
    if kinds["at the end of a paragraph"] >= LEAST_LATIN:
        return True
    torn = kinds["between words that belong together"]
    return odd >= LEAST_HAN and torn >= 2 and odd >= 0.6 * len(token.starts)


def _is_place_name(text: str, token: Token) -> bool:
    if token.latin:
        return False
    if token.text[-1] in DIVISION_ENDS or is_part_of_division(token.text):
        return True
    followers = Counter(text[start + len(token.text) : start + len(token.text) + 1] for start in token.starts)
    return sum(count for character, count in followers.items() if character in DIVISION_ENDS) >= 0.5 * len(token.starts)


def _oddness(text: str, start: int, end: int, latin: bool) -> str:
    """What is odd about a token at these offsets; empty when nothing is."""
    before = text[max(0, start - 30) : start].rstrip(_BLANK)
    after = text[end : end + 30].lstrip(_BLANK)
    left, right = before[-1:] or "\n", after[:1] or "\n"
    if right == "\n" and left in _SENTENCE_ENDS:
        return "at the end of a paragraph"
    if left == "\n" and (after[:4].isdigit() or (latin and is_han(right))) and len(text) - end > _LONG_PARAGRAPH:
        return "at the start of a paragraph"
    if latin and after.startswith(_GOVERNMENT):
        return "in the place of a division's name"
    pairs = genre().pairs
    if left + right in pairs and left + text[start] not in pairs and text[end - 1] + right not in pairs:
        return "between words that belong together"
    return ""


def is_han(character: str) -> bool:
    """Whether it is a Chinese character of the basic block."""
    return "\u4e00" <= character <= "\u9fff"


def longest(tokens: Sequence[Token]) -> list[Token]:
    """Tokens without those that are part of another with as many occurrences."""
    return [
        token
        for token in tokens
        if not any(token.text != other.text and token.text in other.text and len(token.starts) <= len(other.starts) for other in tokens)
    ]
