"""Brands, advertising phrases and risky topics (`reports/data/spam_lexicon.toml`), found in one pass over a text."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from reports.authenticity.scoring import Sighting

_CLAUSE_ENDS = "。；！？\n"
_CONTEXT = 40
_LONGEST_HEAD = 6
_LEAST_CORE = 2
#: words of advertising count from so many different ones within so many characters on
_LEAST_OF_BAG, _BAG = 3, 30
#: a topic this often, and once in so many characters, is no topic
_CROWD, _CROWDED = 8, 200
#: bodies whose business these topics are
_SUBJECTS = ("彩票", "体彩", "福彩", "赌")
_GAMBLING = re.compile("赌博|涉赌|博彩|网赌|赌场")
_AGAINST = re.compile("打击|查处|破获|侦破|取缔|封堵|篡改|植入|处置|涉案|犯罪|违法")
_COMMA = re.compile("[，。；、！]")
_CAPITAL = re.compile(b"[A-Z]")
_LATIN = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicon, ready to search.

    A word with Chinese characters is looked for at the rarest of them and the one behind it: `anchors` finds where such
    pairs may stand, `anchored` gives for each pair the words that hold it and where in the word it stands, longest
    first. A stem counts only with one of the `suffixes` behind it.
    """

    kinds: dict[str, tuple[str, str]]
    anchors: re.Pattern[str]
    anchored: dict[str, list[tuple[int, str]]]
    stems: frozenset[str]
    suffixes: re.Pattern[str]
    latin: re.Pattern[str]
    #: first two characters of the words that `latin` finds
    latin_heads: frozenset[str]
    numbered: tuple[str, ...]
    #: words of advertising that count together -> their category; those of them that no report has
    bag: dict[str, str]
    hard: frozenset[str]
    trade_ends: frozenset[str]
    supervision: re.Pattern[str]
    #: end of a word ("" is any other) -> what makes a place or a firm of it behind it
    places: dict[str, re.Pattern[str]]
    tail: re.Pattern[str]
    head: re.Pattern[str]
    strong_ends: tuple[str, ...]
    weak_ends: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """The lexicon of this process."""
    data = resources.files("reports") / "data"
    raw = tomllib.loads((data / "spam_lexicon.toml").read_text("utf-8"))
    ranking = (data / "frequent_hanzi.txt").read_text("utf-8").partition("\n")[2].replace("\n", "")
    usage = {character: len(ranking) - rank for rank, character in enumerate(ranking)}
    trade, kinds, stems = (raw["trade"], _kinds(raw), {stem.lower() for stem in raw["stem"]["words"]})
    bag = {word: category for category in ("adult", "loan") for word in raw["bag"][category]}
    anchored: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for word in sorted({*kinds, *stems, *bag, *raw["end"]["words"]}, key=lambda word: (word in stems, -len(word))):
        if not word[0].isascii():
            at = min(range(len(word) - 1), key=lambda index: (word[index].isascii(), usage.get(word[index], 0)))
            anchored[word[at : at + 2]].append((at, word))
    latin = [word for word in (*kinds, *stems) if word[0].isascii() and not word.isdigit()]
    return Lexicon(
        kinds=kinds,
        anchors=re.compile(_one_of(pair[0] for pair in anchored) + f"(?={_one_of(pair[1] for pair in anchored)})"),
        anchored=dict(anchored),
        stems=frozenset(stems),
        suffixes=_alternation(trade["suffixes"]),
        latin=_alternation(latin),
        latin_heads=frozenset(word[:2] for word in latin),
        numbered=tuple(stem for stem in stems if stem.isdigit()),
        supervision=_alternation(raw["supervision"]["words"]),
        bag=bag,
        hard=frozenset(raw["bag"]["hard"]),
        trade_ends=frozenset(raw["end"]["words"]),
        places={
            "体育": _alternation(raw["place"]["behind_sports"]),
            "国际": _alternation(raw["place"]["behind_international"]),
            "": _alternation(raw["place"]["behind"]),
        },
        tail=re.compile("(?:" + _alternation(trade["tails"]).pattern + ")+"),
        head=re.compile("(?:" + _alternation(trade["heads"]).pattern + ")$"),
        strong_ends=tuple(trade["strong_ends"]),
        weak_ends=tuple(trade["weak_ends"]),
    )


def _kinds(raw: dict[str, dict[str, list[str]]]) -> dict[str, tuple[str, str]]:
    """Every word in lower case -> (signal, category); a stronger signal wins."""
    kinds = {word: ("topic", category) for category, words in raw["topic"].items() for word in words}
    kinds |= {word: ("trade-phrase", category) for category, words in raw["phrase"].items() for word in words}
    brands = (*raw["brand"]["chinese"], *raw["brand"]["latin"])
    kinds |= {word.lower(): ("brand", "brand") for word in brands}
    return {word.lower(): kind for word, kind in kinds.items()}


def _one_of(characters: Iterable[str]) -> str:
    return "[" + re.escape("".join(sorted(set(characters)))) + "]"


def _alternation(words: Iterable[str]) -> re.Pattern[str]:
    """One expression, longest words first."""
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


Hit = tuple[int, int, str]


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


def word_hits(text: str, letters: Sequence[int] | None = None) -> list[Hit]:
    """Where words of the lexicon stand; `letters`: where runs of Latin letters start, if that is known."""
    plain = text.encode("ascii", "ignore")  # a few letters and digits tell that most texts have none of these
    lower = _in_lower_case(text) if _CAPITAL.search(plain) else text
    return sorted(
        (*_chinese(lower), *_latin(lower, letters), *_numbered(lower, plain)), key=lambda hit: (hit[0], -hit[1])
    )


def _in_lower_case(text: str) -> str:
    """The text in lower case; itself where positions would move."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text


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


def _chinese(text: str) -> Iterator[Hit]:
    words = lexicon()
    anchored = words.anchored
    for hit in words.anchors.finditer(text):
        at = hit.start()
        for offset, word in anchored.get(text[at : at + 2], ()):
            if at >= offset and text.startswith(word, at - offset):
                start = at - offset
                if end := _end(text, start + len(word), word):
                    yield start, end, word


def _end(text: str, end: int, word: str) -> int:
    """Where a found word ends; for a stem with its suffix, 0 without one."""
    words = lexicon()
    if word not in words.stems:
        return end
    suffix = words.suffixes.match(text, end)
    return suffix.end() if suffix else 0


def _latin(text: str, letters: Sequence[int] | None) -> Iterator[Hit]:
    """Latin brands at the start of a word, or behind its leading digits, up to Chinese or a year."""
    latin, heads = lexicon().latin, lexicon().latin_heads
    for start in [run.start() for run in _LATIN.finditer(text)] if letters is None else letters:
        begin = start
        while begin and "0" <= text[begin - 1] <= "9":
            begin -= 1
        if text[begin : begin + 2] not in heads and text[start : start + 2] not in heads:
            continue
        found = latin.match(text, begin) or latin.match(text, start)
        if found and _ends_word(text, found.end()) and (end := _end(text, found.end(), found.group())):
            yield found.start(), end, found.group()


def _numbered(text: str, plain: bytes) -> Iterator[Hit]:
    """Stems that are a number and have no letter to be found at: 365体育官网, 188金宝博; `plain`: the text's ASCII."""
    for word in (word for word in lexicon().numbered if word.encode() in plain):
        start = text.find(word)
        while start >= 0:
            end = _end(text, start + len(word), word)
            if end and not text[start - 1 : start].isdigit():
                yield start, end, word
            start = text.find(word, start + len(word))


def _ends_word(text: str, end: int) -> bool:
    after = text[end : end + 2]
    return not (after[:1].isascii() and after[:1].isalnum()) or after in ("19", "20")


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


def trade_end(token: str) -> Literal["strong", "weak", ""]:
    """Whether something ends like a gambling trade's name (and is more than that end)."""
    words = lexicon()
    if token.endswith(words.strong_ends) and token not in words.strong_ends:
        return "strong"
    return "weak" if token.endswith(words.weak_ends) and token not in words.weak_ends else ""


def ends_in_trade_word(name: str) -> bool:
    """Whether any word of advertising ends a name (亚洲, 平台 …), which says something only where none belongs."""
    tail = lexicon().tail
    return any(tail.fullmatch(name, start) for start in range(1, len(name)))


def without_trade_ends(token: str) -> str:
    """What is left of a name when its trade's ends are taken from it, two characters at least."""
    words = lexicon()
    while end := next((end for end in (*words.strong_ends, *words.weak_ends) if token.endswith(end)), ""):
        if len(token) - len(end) < _LEAST_CORE:
            break
        token = token.removesuffix(end)
    return token
