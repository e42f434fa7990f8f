"""How well bytes fit GB18030 or Big5, from the classes of their two-byte characters.

A double-byte text gives itself away by *where* in the code table its characters lie: simplified text in GB2312's
level 1, traditional text in Big5's level 1 with two trail bytes in five below 0x7F, lists of rare names in level 2.
Each way of writing is a profile (share of each class of characters); a sample's score under an encoding is the best
mean log-likelihood over that encoding's profiles. Everything runs on `bytes.translate` and `bytes.count`, so a sample
of 3 KB costs microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import log

#: every ASCII byte, for `bytes.translate(None, ASCII)`: what is left are the high bytes
ASCII = bytes(range(0x80))
_PAIRS = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+")
_FOUR = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
#: bytes of double-byte text looked at; 800 characters settle any decision that can be settled
SAMPLE = 1600
#: bytes of the body that are searched for them first, and how many of them suffice; else as many as these
_REACH = 1_500
_ENOUGH = 48
_ENOUGH_RUNS = 800
_HIGH_MARKS = bytes(byte >= 0x80 for byte in range(256))

# Lead classes in the low four bits, trail classes above them: one `or` of two translated strings classifies all pairs.
_GB_LEADS = {"symbol": 1, "rows": 2, "user": 3, "level1": 4, "level2": 5, "gbk3": 6}
_BIG5_LEADS = {"symbol": 1, "level1": 2, "level2": 3, "hkscs": 4}
_TRAIL_ASCII, _TRAIL_C1, _TRAIL_HIGH = 0x10, 0x20, 0x40


def _lead_table(ranges: dict[int, tuple[tuple[int, int], ...]]) -> bytes:
    table = bytearray(256)
    for code, spans in ranges.items():
        for low, high in spans:
            table[low : high + 1] = bytes([code]) * (high - low + 1)
    return bytes(table)


_TRAILS = _lead_table({_TRAIL_ASCII: ((0x40, 0x7F),), _TRAIL_C1: ((0x80, 0xA0),), _TRAIL_HIGH: ((0xA1, 0xFE),)})
_GB_TABLE = _lead_table(
    {
        _GB_LEADS["symbol"]: ((0xA1, 0xA1), (0xA3, 0xA3)),
        _GB_LEADS["rows"]: ((0xA2, 0xA2), (0xA4, 0xA9)),
        _GB_LEADS["user"]: ((0xAA, 0xAF), (0xF8, 0xFE)),
        _GB_LEADS["level1"]: ((0xB0, 0xD7),),
        _GB_LEADS["level2"]: ((0xD8, 0xF7),),
        _GB_LEADS["gbk3"]: ((0x81, 0xA0),),
    }
)
_BIG5_TABLE = _lead_table(
    {
        _BIG5_LEADS["symbol"]: ((0xA1, 0xA3),),
        _BIG5_LEADS["level1"]: ((0xA4, 0xC6),),
        _BIG5_LEADS["level2"]: ((0xC9, 0xF9),),
        _BIG5_LEADS["hkscs"]: ((0x81, 0xA0), (0xC7, 0xC8), (0xFA, 0xFE)),
    }
)

#: code points in each class, so that a share becomes a likelihood per character
_GB_SIZES = {"symbol": 188, "rows": 600, "user": 2500, "level1": 3755, "level2": 3008, "ext": 14240}
_BIG5_SIZES = {"symbol": 408, "level1": 5401, "level2": 7652, "hkscs": 5000, "never": 20000}
_GB_PROFILES: tuple[dict[str, float], ...] = (
    {"symbol": 0.10, "rows": 0.006, "user": 4e-3, "level1": 0.866, "level2": 0.02, "ext": 0.004},
    {"symbol": 0.05, "rows": 0.006, "user": 4e-3, "level1": 0.276, "level2": 0.65, "ext": 0.01},
    {"symbol": 0.10, "rows": 0.006, "user": 4e-3, "level1": 0.456, "level2": 0.03, "ext": 0.40},
)
_BIG5_PROFILES: tuple[dict[str, float], ...] = (
    {"symbol": 0.10, "level1": 0.875, "level2": 0.02, "hkscs": 0.004, "never": 1e-4},
    {"symbol": 0.05, "level1": 0.28, "level2": 0.65, "hkscs": 0.01, "never": 1e-4},
)
#: score above which simplified text needs no comparison: in Big5 two trail bytes in five lie below 0x7F
_PLAINLY_GB = -7.9
#: bytes of the sample in which single characters are looked up
_LOOKED_UP = 240
#: log-likelihood of one character known to be everyday vocabulary, against its class alone
_COMMON_BONUS = 2.3


#: signs that stand in running Chinese text
PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·\u3000％")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Scores (mean log-likelihood a character) of a sample of `pairs` characters; higher is better."""

    pairs: int
    gb18030: float
    big5: float


@cache
def common_characters() -> frozenset[str]:
    """Everyday characters and the genre's vocabulary, simplified and traditional (`data/common_hanzi.txt`)."""
    text = resources.files("reports").joinpath("data/common_hanzi.txt").read_text("utf-8")
    return frozenset(char for line in text.splitlines() if not line.startswith("#") for char in line)


def double_byte_sample(body: bytes, start: int = 0) -> bytes:
    """Up to SAMPLE bytes of two-byte characters from `start` on, each run read from its first byte."""
    sample = b"".join(_PAIRS.findall(body, start, start + _REACH))
    if len(sample) < _ENOUGH and start + _REACH < len(body):
        sample = b"".join(_runs(body, start))
    return sample[:SAMPLE]


def _runs(body: bytes, start: int) -> Iterator[bytes]:
    """The first runs of characters, however much markup lies between them: that is passed over by `bytes.find`."""
    marks = body.translate(_HIGH_MARKS)
    found, place = 0, marks.find(b"\x01", start)
    while place >= 0 and found < _ENOUGH_RUNS:
        run = _PAIRS.match(body, place)
        if run:
            yield run[0]
            found += len(run[0])
        place = marks.find(b"\x01", run.end() if run else place + 1)


def _class_counts(sample: bytes, leads: bytes) -> bytes:
    size = len(sample) // 2
    lead = int.from_bytes(sample[0 : size * 2 : 2].translate(leads), "big")
    trail = int.from_bytes(sample[1 : size * 2 : 2].translate(_TRAILS), "big")
    return (lead | trail).to_bytes(size, "big")


def _gb_counts(sample: bytes) -> dict[str, int]:
    classes = _class_counts(sample, _GB_TABLE)
    counts = {name: classes.count(code | _TRAIL_HIGH) for name, code in _GB_LEADS.items()}
    gbk3 = counts.pop("gbk3")
    users = sum(classes.count(code | low) for code in (1, 2) for low in (_TRAIL_ASCII, _TRAIL_C1))
    extension = len(classes) - sum(counts.values()) - users
    return {**counts, "user": counts["user"] + users, "ext": max(extension, gbk3)}


def _big5_counts(sample: bytes) -> dict[str, int]:
    classes = _class_counts(sample, _BIG5_TABLE)
    counts = {
        name: classes.count(code | _TRAIL_HIGH) + classes.count(code | _TRAIL_ASCII)
        for name, code in _BIG5_LEADS.items()
    }
    return {**counts, "never": len(classes) - sum(counts.values())}


def _logs(profiles: tuple[dict[str, float], ...], sizes: dict[str, int]) -> list[dict[str, float]]:
    return [{name: log(share / sizes[name]) for name, share in profile.items()} for profile in profiles]


_GB_LOGS = _logs(_GB_PROFILES, _GB_SIZES)
_BIG5_LOGS = _logs(_BIG5_PROFILES, _BIG5_SIZES)


def _best(counts: dict[str, int], logs: list[dict[str, float]], total: int) -> float:
    return max(sum(profile[name] * count for name, count in counts.items()) for profile in logs) / total


def _everyday(sample: bytes, codec: str) -> float:
    common = common_characters()
    text = sample.decode(codec, "ignore")
    return sum(map(common.__contains__, text)) / max(len(text), 1)


def weigh(body: bytes, start: int = 0) -> Evidence:
    """Score GB18030 against Big5 on a sample of `body` from `start` on; the scores are comparable with each other."""
    sample = double_byte_sample(body, start)
    pairs = len(sample) // 2
    if not pairs:
        return Evidence(0, -99.0, -99.0)
    counts = _gb_counts(sample)
    gb = _best(counts, _GB_LOGS, pairs) + _COMMON_BONUS * _everyday(sample[:_LOOKED_UP], "gb18030")
    if pairs >= 16 and counts["level1"] + counts["symbol"] >= 0.95 * pairs and gb > _PLAINLY_GB:
        return Evidence(pairs, gb, gb - 5.0)
    big5 = _best(_big5_counts(sample), _BIG5_LOGS, pairs)
    big5 += _COMMON_BONUS * _everyday(sample[:_LOOKED_UP], "big5hkscs")
    if pairs < 60:
        big5 -= 0.5 * len(_FOUR.findall(body, start, start + 1_500)[:8])
    return Evidence(pairs, gb, big5)


def well_formed(body: bytes) -> float:
    """Share of high bytes in runs of even length: what is left over in a short text cannot be double-byte."""
    runs = _HIGH_RUN.findall(body, 0, 20_000)
    high = sum(map(len, runs))
    return 1 - sum(len(run) & 1 for run in runs) / high if high else 0.0


def lone_share(body: bytes) -> float:
    """Share of runs of high bytes that are one byte long: the mark of Western accents in ASCII text."""
    runs = _HIGH_RUN.findall(body, 0, 200_000)
    return sum(len(run) == 1 for run in runs) / len(runs) if runs else 0.0
