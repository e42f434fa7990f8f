"""Brands, advertising phrases and risky topics (`reports/data/spam_lexicon.toml`), found in one pass over a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from reports.authenticity.scoring import Sighting

#: runs that may hold a Latin brand: letters with the digits before and behind them
LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_CLAUSE_END = "。；！？\n"
_CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicon, compiled: one expression over the text, one over its few Latin runs."""

    chinese: re.Pattern[str]
    latin: re.Pattern[str]
    categories: dict[str, tuple[str, str]]
    supervision: re.Pattern[str]
    tail: re.Pattern[str]
    head: re.Pattern[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon of this process."""
    raw = tomllib.loads((resources.files("reports") / "data" / "spam_lexicon.toml").read_text("utf-8"))
    categories: dict[str, tuple[str, str]] = {}
    for category, words in raw["topic"].items():
        categories.update({word: ("topic", category) for word in words})
    for category, words in raw["phrase"].items():
        categories.update({word: ("trade-phrase", category) for word in words})
    categories.update({word: ("brand", "brand") for word in (*raw["brand"]["chinese"], *raw["brand"]["latin"])})
    stems = {word for word in raw["stem"]["words"]}
    categories.update(
        {stem + suffix: ("brand", "brand") for stem in stems for suffix in raw["trade"]["suffixes"]}
    )
    lower = {word.lower(): kind for word, kind in categories.items()}
    return Lexicon(
        chinese=_alternation(word for word in lower if not word[0].isascii()),
        latin=_alternation(word for word in lower if word[0].isascii()),
        categories=lower,
        supervision=_alternation(raw["supervision"]["words"]),
        tail=re.compile("(?:" + "|".join(_longest_first(raw["trade"]["tails"])) + ")+"),
        head=re.compile("(?:" + "|".join(re.escape(word) for word in _longest_first(raw["trade"]["heads"])) + ")$"),
    )


def _longest_first(words: object) -> list[str]:
    return sorted(map(str, words), key=len, reverse=True)  # type: ignore[call-overload]


def _alternation(words: object) -> re.Pattern[str]:
    """One expression as a tree of shared prefixes, so that a character rules out most words at once."""
    tree: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:  # type: ignore[attr-defined]
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return re.compile(_branch(tree))


def _branch(node: dict) -> str:  # type: ignore[type-arg]
    ends = "" in node
    options = [re.escape(key) + _branch(below) for key, below in sorted(node.items()) if key]
    if not options:
        return ""
    body = options[0] if len(options) == 1 and not ends else "(?:" + "|".join(options) + ")"
    return body + "?" if ends else body


def brand_sightings(text: str, place: str = "") -> Iterator[Sighting]:
    """Brands, phrases and unsupervised topics in `text`; `place` names it where it is not the page's own text."""
    words = lexicon()
    for match in words.chinese.finditer(text):
        yield from _weighed(text, match.start(), match.end(), match.group(), place)
    for run in LATIN_RUN.finditer(text):
        start = run.start()
        while start and "0" <= text[start - 1] <= "9":
            start -= 1
        window = text[start : run.end() + 8].lower()
        found = words.latin.match(window) or words.latin.match(window, run.start() - start)
        if found and _ends_token(window, found.end()):
            yield from _weighed(text, start + found.start(), start + found.end(), found.group(), place)


def _ends_token(window: str, end: int) -> bool:
    """A Latin brand ends where Chinese, punctuation or a year follows: betbuilder is not bet."""
    if end >= len(window) or not window[end].isascii() or not window[end].isalnum() or not window[end - 1].isascii():
        return True
    return window[end : end + 2] in ("19", "20")


def _weighed(text: str, start: int, end: int, word: str, place: str) -> Iterator[Sighting]:
    signal, category = lexicon().categories[word.lower()]
    if signal != "brand" and _is_supervised(text, start, end):
        return
    begin, stop = (start, end) if signal == "topic" else grown(text, start, end)
    yield Sighting(signal, text[begin:stop], None if place else begin, place or category)


def _is_supervised(text: str, start: int, end: int) -> bool:
    """Whether the clause around the word speaks of supervising it."""
    left = max(text.rfind(mark, max(0, start - _CONTEXT), start) for mark in _CLAUSE_END)
    left = max(left + 1, start - _CONTEXT, 0)
    right = min((i for i in (text.find(mark, end, end + _CONTEXT) for mark in _CLAUSE_END) if i >= 0), default=end + _CONTEXT)
    return bool(lexicon().supervision.search(text[left:start] + " " + text[end:right]))


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole inserted token around a core: trade words before and behind it belong to it."""
    words = lexicon()
    tail = words.tail.match(text, end)
    if tail:
        end = tail.end()
        if text[end - 1] == "的":
            end -= 1
    head = words.head.search(text, max(0, start - 6), start)
    return (head.start() if head else start), end
