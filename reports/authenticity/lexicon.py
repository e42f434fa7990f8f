"""Brands, advertising phrases and risky topics (`reports/data/spam_lexicon.toml`), found in one pass over a text.

What they come to where they stand is told by `reports.authenticity.advertising`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

_LEAST_CORE = 2
_CAPITAL = re.compile(b"[A-Z]")
_FURNITURE_GAPS = re.compile(r"[\s/·•>›»\[\]【】]+")
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
    #: what portals print over their pages
    furniture: frozenset[str]


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
        furniture=frozenset(raw["furniture"]["words"]),
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


def trade_end(token: str) -> Literal["strong", "weak", ""]:
    """Whether something ends like a gambling trade's name (and is more than that end)."""
    words = lexicon()
    if token.endswith(words.strong_ends) and token not in words.strong_ends:
        return "strong"
    return "weak" if token.endswith(words.weak_ends) and token not in words.weak_ends else ""


def is_furniture(words: str) -> bool:
    """Whether a line over a page holds nothing but what portals print there (登录 / 注册, 设为首页 加入收藏)."""
    furniture = lexicon().furniture
    return words in furniture or all(word in furniture for word in _FURNITURE_GAPS.split(words) if word)


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
