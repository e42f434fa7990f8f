"""What stands where the name of a body or a division is expected: in the title and before 人民政府."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from reports.authenticity.genre import COMMON_LATIN
from reports.authenticity.places import (
    BODY_ENDS,
    DIVISION_ENDS,
    PLAIN_BEFORE_GOVERNMENT,
    first_division,
    is_part_of_division,
)
from reports.authenticity.scoring import Sighting

_YEAR = re.compile(r"(?:19|20)\d\d|[二一][〇○Ｏ零九0][〇○零一二三四五六七八九0]{2}年")
_LATIN_WORD = re.compile(r"[A-Za-z0-9]*[A-Za-z][A-Za-z0-9.]*")
_EDGES = re.compile(r"[\s，。、；：？！,;:?!“”\"‘’《》〈〉（）()\[\]【】〔〕|—\-]")
_QUOTES = "“”\"‘’《》（）()【】"


def foreign_title(title: str, text: str, portal_stem: str) -> Iterator[Sighting]:
    """What stands in the title before the body's name, or in its place."""
    at = first_division(title, portal_stem)
    if at > 0:
        prefix = _without_year(title[:at])
        if _is_latin_intruder(prefix) or (_is_strange_prefix(prefix) and _stands_alone(prefix, text)):
            yield Sighting("foreign-title", prefix, None, "title")
        return
    year = _YEAR.search(title)
    head = title[: year.start()].strip() if year else ""
    if at < 0 and head and head[-1] not in BODY_ENDS and _is_latin_intruder(head):
        yield Sighting("foreign-title", head, None, "title")


def _without_year(prefix: str) -> str:
    year = _YEAR.search(prefix)
    return prefix[year.end() :].lstrip("年度 ") if year else prefix.strip()


def _is_latin_intruder(words: str) -> bool:
    """Whether a Latin word stands there outside quotes and brackets that is no usual abbreviation."""
    if any(mark in words for mark in _QUOTES):
        return False
    return any(found.lower() not in COMMON_LATIN for found in _LATIN_WORD.findall(words))


def _is_strange_prefix(prefix: str) -> bool:
    return 1 < len(prefix) <= 12 and prefix[-1] not in BODY_ENDS and not _EDGES.search(prefix)


def _stands_alone(prefix: str, text: str) -> bool:
    """Whether the words before the name in the title stand in the text as well, where a sentence or paragraph is over."""
    return f"。{prefix}" in text or f"\n{prefix}" in text or f"。 {prefix}" in text


def foreign_governments(text: str, portal_stem: str) -> Iterator[Sighting]:
    """`X人民政府` where X is no division's name: Latin letters once, other words when they come again and again."""
    found: dict[str, list[int]] = defaultdict(list)
    at = text.find("人民政府")
    while at >= 0:
        last = text[at - 1] if at else "\n"
        if last.isascii() and last.isalnum():
            word = _word_before(text, at)
            if _is_latin_intruder(word):
                yield Sighting("foreign-organ", word, at - len(word), "before 人民政府")
        elif "\u4e00" <= last <= "\u9fff" and last not in DIVISION_ENDS and last not in PLAIN_BEFORE_GOVERNMENT:
            found[text[max(0, at - 2) : at]].append(at)
        at = text.find("人民政府", at + 4)
    for ending, places in found.items():
        if len(places) >= 3 and not is_part_of_division(ending) and not (portal_stem and ending in portal_stem):
            word = _common_word(text, places)
            if _is_missing_place(word, text):
                yield from (Sighting("foreign-organ", word, place - len(word), "before 人民政府") for place in places)


def _word_before(text: str, at: int) -> str:
    window = text[max(0, at - 14) : at]
    return _EDGES.split(window)[-1]


def _common_word(text: str, places: list[int]) -> str:
    """What precedes all the places alike."""
    words = [_word_before(text, place) for place in places]
    shortest = min(words, key=len)
    for length in range(len(shortest), 1, -1):
        if all(word.endswith(shortest[-length:]) for word in words):
            return shortest[-length:]
    return shortest[-2:]


def _is_missing_place(word: str, text: str) -> bool:
    """A name that lost its last character (a font problem) still has it elsewhere; a brand never had one."""
    return not any(word + end in text for end in DIVISION_ENDS)
