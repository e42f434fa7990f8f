"""The plain words that a pattern cannot match without: a search for them is fifty times cheaper than the pattern."""

from __future__ import annotations

from functools import lru_cache

_SHORTEST = 4
_CLASSES = frozenset("dDsSwWbBAZ0123456789")


@lru_cache(maxsize=512)
def literals(pattern: str) -> tuple[str, ...]:
    """Return words in lower case, one of which is in every match of the pattern; empty where none is certain."""
    longest = [max(_runs(branch), key=len, default="") for branch in _branches(pattern)]
    return tuple(word.lower() for word in longest) if all(len(word) >= _SHORTEST for word in longest) else ()


def _branches(pattern: str) -> list[str]:
    """Split at the bars that stand outside all groups and classes."""
    parts, start, index = [], 0, 0
    while index < len(pattern):
        if pattern[index] == "|":
            parts.append(pattern[start:index])
            start = index + 1
        index = _after(pattern, index)
    return [*parts, pattern[start:]]


def _runs(branch: str) -> list[str]:
    """Return the stretches of plain characters; a character that may be missing is in none."""
    runs, run, index = [], "", 0
    while index < len(branch):
        following = _after(branch, index)
        character = _plain(branch[index:following])
        quantifier = branch[following : following + 1]
        if character and quantifier not in ("?", "*", "{"):
            run += character
        if not character or quantifier in ("?", "*", "{", "+"):
            runs.append(run)
            run = ""
        index = following
    return [*runs, run]


def _plain(token: str) -> str:
    """Return the character that a token stands for, or nothing for groups, classes and signs."""
    if len(token) == 2 and token[0] == "\\":
        return "" if token[1] in _CLASSES else token[1]
    return token if len(token) == 1 and token not in ".^$*+?{}()[]|" else ""


def _after(pattern: str, index: int) -> int:
    """Return where the token at an index ends: an escape, a class, a whole group, a counted quantifier, a character."""
    first = pattern[index]
    if first == "\\":
        return index + 2
    if first == "[":
        index += 2  # a bracket may open with "]"
        while index < len(pattern) and pattern[index] != "]":
            index += 2 if pattern[index] == "\\" else 1
        return index + 1
    if first == "{":
        return pattern.find("}", index) + 1 or index + 1
    if first == "(":
        index += 1
        while index < len(pattern) and pattern[index] != ")":
            index = _after(pattern, index)
        return index + 1
    return index + 1
