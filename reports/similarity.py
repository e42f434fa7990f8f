"""How much text two reports share, and signatures that find such pairs without comparing all.

A report copied from last year or from a neighbour keeps its clauses and changes names, dates and numbers. So a text is
taken as the set of its clauses, in one script, without digits, punctuation and the issuer's own name; the similarity is
the share of clauses in common (Jaccard). MinHash over that set gives bands: two texts that share a band are candidates.
docs/identity.md gives the measurements against simhash and against character shingles.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable
from functools import lru_cache

from reports.identity import in_simplified_script

#: bands of a signature, and MinHash values a band: of pairs at 0.8, 97 % share a band; at 0.9, all but one in 10,000
BANDS, ROWS = 13, 6

#: texts with fewer clauses are too short to be called a copy of anything
MIN_CLAUSES = 12

#: digits, letters and signs that stand inside clauses, what ends a clause left out
_BESIDE_HANZI = re.compile(r"[^\u3400-\u9fff，。；：！？、,;:!?\s()（）《》“”]+")
_CLAUSE = re.compile(r"[\u3400-\u9fff]{5,}")
_PER_CALL = 16
_CALLS = -(-BANDS * ROWS // _PER_CALL)
_UNPACK = struct.Struct(f"<{_PER_CALL}I").unpack

#: a text's bands, signed 64-bit numbers; empty for a text that is too short
Signature = tuple[int, ...]
_SALTS = tuple(bytes([number]) * 8 for number in range(_CALLS))


def clauses(text: str, names: Iterable[str | None] = ()) -> frozenset[str]:
    """A text as the set of its clauses; `names` (the issuer, its short form) are taken out first."""
    plain = in_simplified_script(text)
    for name in sorted(filter(None, names), key=len, reverse=True):
        plain = plain.replace(_simplified_name(name), "")
    return frozenset(_CLAUSE.findall(_BESIDE_HANZI.sub("", plain)))


_simplified_name = lru_cache(maxsize=4096)(in_simplified_script)


def bands(found: frozenset[str]) -> Signature:
    """The signature's bands as signed 64-bit numbers; empty where the text is too short."""
    if len(found) < MIN_CLAUSES:
        return ()
    values = [_hashes(clause.encode("utf-8", "replace")) for clause in found]
    minima = [min(column) for column in zip(*values, strict=True)]
    return tuple(_band(number, minima[number * ROWS : (number + 1) * ROWS]) for number in range(BANDS))


def _hashes(clause: bytes) -> tuple[int, ...]:
    """At least BANDS * ROWS independent 32-bit hashes: one BLAKE2b call gives sixteen."""
    found: tuple[int, ...] = ()
    for salt in _SALTS:
        found += _UNPACK(hashlib.blake2b(clause, salt=salt).digest())
    return found


def _band(number: int, minima: list[int]) -> int:
    data = struct.pack(f"<B{ROWS}I", number, *minima)
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of clauses in common, 0 to 1."""
    common = len(one & other)
    together = len(one) + len(other) - common
    return common / together if together else 0.0
