"""What the lexicon's words come to where they stand: a brand, a road's name, a subject of supervision, advertising."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from reports.authenticity.lexicon import Hit, lexicon, word_hits
from reports.authenticity.scoring import Sighting

_CLAUSE_ENDS = "。；！？\n"
_CONTEXT = 40
_LONGEST_HEAD = 6
#: words of advertising count from so many different ones within so many characters on
_LEAST_OF_BAG, _BAG = 3, 30
#: a topic this often, and once in so many characters, is no topic
_CROWD, _CROWDED = 8, 200
#: bodies whose business these topics are
_SUBJECTS = ("彩票", "体彩", "福彩", "赌")
_GAMBLING = re.compile("赌博|涉赌|博彩|网赌|赌场")
_AGAINST = re.compile("打击|查处|破获|侦破|取缔|封堵|篡改|植入|处置|涉案|犯罪|违法")
_COMMA = re.compile("[，。；、！]")


def brand_sightings(text: str, place: str = "") -> Iterator[Sighting]:
    """Brands, phrases and unsupervised topics in a short text; `place` names it: it is not the page's own text."""
    yield from hit_sightings(text, word_hits(text), place)


def text_sightings(text: str, title: str, hits: Sequence[Hit]) -> Iterator[Sighting]:
    """The same in the page's own text, and topics that crowd it; `hits` are the text's."""
    yield from hit_sightings(text, hits)
    yield from _crowded(text, hits, title)


def hit_sightings(text: str, hits: Sequence[Hit], place: str = "") -> Iterator[Sighting]:
    """What the words found in a text come to."""
    words = lexicon()
    yield from _sightings(text, [hit for hit in hits if hit[2] in words.kinds or hit[2] in words.stems], place)
    bag = [hit for hit in hits if hit[2] in words.bag]
    if len(bag) >= _LEAST_OF_BAG:
        yield from _bags(text, bag, place)


def _bags(text: str, hits: Sequence[Hit], place: str) -> Iterator[Sighting]:
    """Words of advertising close together, one of them such as no report has."""
    words, last = lexicon(), 0
    for number, (start, _, first) in enumerate(hits):
        near = [hit for hit in hits[number:] if hit[0] < start + _BAG and words.bag[hit[2]] == words.bag[first]]
        found, end = {hit[2] for hit in near}, near[-1][1]
        if start < last or len(found) < _LEAST_OF_BAG or words.hard.isdisjoint(found):
            continue
        if words.bag[first] == "loan" and _COMMA.search(text, start, end):  # subjects of a report, listed
            continue
        last = end
        if not words.supervision.search(clause_around(text, start, end)):
            yield Sighting("trade-phrase", text[start:end], None if place else start, place or words.bag[first])


def holds_none(text: str) -> bool:
    """Whether nothing in `text` needs a closer look: no word of the lexicon that counts by itself or with others."""
    words = lexicon()
    return all(word in words.trade_ends for _, _, word in word_hits(text))


def _sightings(text: str, hits: Sequence[Hit], place: str) -> Iterator[Sighting]:
    last_end = 0
    for start, end, word in hits:
        if start >= last_end:
            last_end = end
            yield from _weighed(text, start, end, word, place)


def _crowded(text: str, hits: Sequence[Hit], title: str) -> Iterator[Sighting]:
    """Topics of gambling that come so often that they must stand for something else; not where the title names one."""
    kinds = lexicon().kinds
    places: dict[str, list[int]] = defaultdict(list)
    for start, _, word in hits:
        if kinds.get(word, ("brand", ""))[0] == "topic":
            places[word].append(start)
    for word, starts in places.items():
        if len(starts) >= _CROWD and len(starts) * _CROWDED >= len(text) and not any(a in title for a in _SUBJECTS):
            yield Sighting("crowded-topic", word, starts[0], f"{len(starts)} times")


def _weighed(text: str, start: int, end: int, word: str, place: str) -> Iterator[Sighting]:
    signal, category = lexicon().kinds.get(word, ("brand", "brand"))
    if signal == "topic" and place == "title":
        signal = "trade-phrase"
    around = clause_around(text, start, end)
    if _is_prosecuted(around) if signal == "brand" else lexicon().supervision.search(around):
        return
    if signal != "topic" and _is_place(text, end, word):
        return
    begin, stop = (start, end) if signal == "topic" else _grown(text, start, end)
    yield Sighting(signal, text[begin:stop], None if place else begin, place or category)


def _is_place(text: str, end: int, word: str) -> bool:
    """Whether the word is the beginning of a road's, a house's or a firm's name."""
    places = lexicon().places
    behind = next(pattern for ending, pattern in places.items() if word.endswith(ending))
    return not word.isascii() and behind.match(text, end) is not None


def clause_around(text: str, start: int, end: int) -> str:
    """The clause that the word stands in, without the word."""
    left = max(text.rfind(mark, max(0, start - _CONTEXT), start) for mark in _CLAUSE_ENDS) + 1
    right = min(
        (at for mark in _CLAUSE_ENDS if (at := text.find(mark, end, end + _CONTEXT)) >= 0), default=end + _CONTEXT
    )
    return text[max(left, start - _CONTEXT) : start] + " " + text[end:right]


def _is_prosecuted(clause: str) -> bool:
    """Whether a clause tells what is done against gambling: there a brand may be the case's name."""
    return _GAMBLING.search(clause) is not None and _AGAINST.search(clause) is not None


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole inserted token around a core: trade words before and behind it belong to it."""
    words = lexicon()
    if tail := words.tail.match(text, end):
        end = tail.end()
    if head := words.head.search(text, max(0, start - _LONGEST_HEAD), start):
        start = head.start()
    return start, end
