"""The words that a pattern cannot match without: for every mark of every platform, every match holds one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.platforms.base import all_platforms
from crawler.platforms.literals import literals

_PATTERNS = sorted({m.pattern for p in all_platforms() for m in (*p.marks, *p.against) if m.where == "text"})


@settings(max_examples=6, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("pattern", _PATTERNS)
def test_every_match_holds_a_literal(pattern: str, data: st.DataObject) -> None:
    words = literals(pattern)
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE | re.ASCII)))
    assert not words or any(word in text.lower() for word in words)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"createPage(?:HTML)?\(", ("createpage",)),
        (r"abcdef?ghij", ("abcde",)),
        (r"abcd+efgh", ("abcd",)),
        (r"[abcd]{4}x\.html", ("x.html",)),
        (r"one_word|other_word", ("one_word", "other_word")),
        (r"long_word|ab", ()),
        (r"(?:a|b)\d+", ()),
        (r"x{3,5}abcd", ("abcd",)),
    ],
)
def test_literals(pattern: str, words: tuple[str, ...]) -> None:
    assert literals(pattern) == words
