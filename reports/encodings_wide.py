"""UTF-16 and HZ: rare encodings of pages, each with its own way to break."""

from __future__ import annotations

import re
import sys
from array import array

from reports.encodings_evidence import ASCII
from reports.encodings_mojibake import prose_cost

_HZ = re.compile(rb"~\{((?:[\x21-\x7d\x80-\xff][\x21-\x7e\x80-\xff])+[\x21-\x7d\x80-\xff]?)(?:~\}|(?=[\r\n])|$)")
_RAISED = bytes(byte | 0x80 for byte in range(256))
#: what UTF-16 text is made of: ASCII, Latin-1, punctuation, hanzi, full-width forms
_PLAIN = re.compile(r"[\t\n\r -~\u00a0-\u00ff\u2010-\u203f\u2460-\u24ff\u3000-\u30ff\u3400-\u9fff\uff00-\uffee\ufffd]+")
#: bytes that stand high in those characters: 1 for ASCII, hanzi, punctuation and full-width forms, else 0
_HIGH_BYTES = bytes(byte in (0x00, 0x20, 0x30, 0xFF) or 0x4E <= byte <= 0x9F for byte in range(256))
_MAX_SHIFTS = 8
#: mean cost a character above which a text's end is not prose: ASCII read in the wrong halves costs 4
_SHIFTED_COST = 2.0


def wide_order(body: bytes) -> str | None:
    """UTF-16 without a mark: in markup and digits every second byte is NUL, and which half tells the byte order.

    Asked of the first bytes before the whole beginning: behind a lost byte the halves change places.
    """
    for size in (64, 256, 4096):
        sample = body[:size]
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        # The low bytes of a few hanzi are NUL too (一 is 4E00), so the halves have to differ clearly
        if max(even, odd) >= 2 + 2 * (size == 64) and min(even, odd) * 2 <= max(even, odd):
            return "utf-16-le" if odd > even else "utf-16-be"
    return None


#: units passed over at a time where nothing has shifted; a multiple of the step of the windows in it
_STRETCH = 480


def decode_wide(body: bytes, name: str) -> str | None:
    """Text of UTF-16 (without its mark), None where it is not the text of a Chinese page."""
    text = body.decode(name, "replace")
    end = text[-24:]
    if prose_cost(end) > _SHIFTED_COST * len(end):
        text = _resynchronised(body, name)
    sample = text[:1024]
    return None if len(_PLAIN.sub("", sample)) > 0.2 * len(sample) else text


def _resynchronised(body: bytes, name: str) -> str:
    """UTF-16 in which a byte was lost or added on the way: from there on its NULs stand in the other half."""
    pieces: list[str] = []
    place = 0
    for _ in range(_MAX_SHIFTS):
        cut = _shift(body, place, name)
        if cut is None:
            break
        pieces += (body[place:cut].decode(name, "replace"), "\ufffd")
        place = cut + 1
    return "".join(pieces) + body[place:].decode(name, "replace")


def _shift(body: bytes, start: int, name: str) -> int | None:
    """Where the high bytes of the characters change from one half of the units to the other, or None."""
    half = 1 if name == "utf-16-le" else 0
    kinds = body[start:].translate(_HIGH_BYTES)
    right, wrong = kinds[half::2], kinds[1 - half :: 2]
    if right.count(0) < 6:
        return None
    for stretch in range(0, len(right), _STRETCH):
        if right.count(0, stretch, stretch + _STRETCH + 32) <= 4:
            continue  # too few for any window in it
        for first in range(stretch, min(stretch + _STRETCH, len(right)), 16):
            if right.count(0, first, first + 32) > wrong.count(0, first, first + 32) + 4:
                return _best_cut(body, start + max(0, 2 * first - 32), min(start + 2 * first + 128, len(body)), name)
    return None


def _best_cut(body: bytes, low: int, high: int, name: str) -> int:
    """The even offset in low..high at which leaving out a byte gives the likeliest text."""

    before = _unit_costs(body[low:high], name)
    after = _unit_costs(body[low + 1 : high], name)
    rest = sum(after)
    best, least, cost = 0, rest, rest
    for unit in range(len(after)):
        cost += before[unit] - after[unit]
        if cost < least:
            best, least = unit + 1, cost
    return low + 2 * best


def _unit_costs(body: bytes, name: str) -> list[float]:
    units = array("H", body[: len(body) & ~1])
    if (name == "utf-16-be") == (sys.byteorder == "little"):
        units.byteswap()
    return [prose_cost(chr(unit)) for unit in units]


def hz_as_gb(body: bytes) -> bytes | None:
    """HZ (RFC 1843, GB2312 in seven bits between ~{ and ~}) as GB18030 bytes; None where the body is not HZ."""
    raised, escapes = _HZ.subn(lambda match: match[1].translate(_RAISED), body)
    if not escapes or len(body.translate(None, ASCII)) > 2 * escapes:
        return None
    return raised.replace(b"~~", b"~").replace(b"~\n", b"")
