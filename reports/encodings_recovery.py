"""Double-byte text with broken, missing or added bytes: find the characters again after the damage.

GB18030 and Big5 do not resynchronise: one lost byte shifts every pair after it until the next ASCII character, and the
shifted pairs mostly decode, to nonsense. So each damaged stretch, from one ASCII byte that cannot be half of a
character to the next, is read again along the cheapest path, where a plausible character costs little, a rare one
more and a skipped byte most. Skipped bytes become U+FFFD.
"""

from __future__ import annotations

import codecs
import re
import threading

from reports.encodings_evidence import ASCII, PUNCTUATION, common_characters
from reports.encodings_mojibake import prose_cost

#: bytes that are never part of a double- or four-byte character: safe places to start and stop
_SAFE = re.compile(rb"[\x00-\x2f\x3a-\x3f]")
#: even, so that a clipped window starts between two-byte characters; bounds that keep hostile bodies cheap
_MAX_WINDOW = 1200
_MAX_WINDOWS = 100
#: mean cost a character of a run's end from which it may be shifted
_SUSPECT_COST = 1.2
#: more than this and the page simply uses characters with letters in them
_MAX_SUSPECTS = 40
#: one lost byte; a character of which both bytes are spoiled; the half character at the end of a body that was cut
_SKIP_COST = 10.0
_SKIP_PAIR_COST = 11.0
_CUT_COST = 5.0
_FOUR_BYTE_COST = 7.0
#: a letter right after a hanzi: common, but also what a broken pair leaves behind
_LETTER_COST = 2.5
_SKIPPED, _SKIPPED_PAIR = (1, "\ufffd"), (2, "\ufffd")
#: how much cheaper another reading must be than one without errors, for valid text must never be "repaired"
_MARGIN = 8.0
_RUN_BEFORE_LETTER = b"\x02" * 7 + b"\x01"
#: stands in decoded text where a stretch has to be read again; no codec yields a lone surrogate
_HERE = "\udfff"
_MARK = bytes(2 if low >= 0x80 else 1 if 0x40 <= low <= 0x7E else 0 for low in range(256))


class _Pairs(dict[int, tuple[str, float]]):
    """Two bytes as a number -> the character (empty: none) and what it costs, looked up when first met."""

    def __init__(self, codec: str) -> None:
        super().__init__()
        self._codec = codec

    def __missing__(self, pair: int) -> tuple[str, float]:
        raw = pair.to_bytes(2, "big")
        try:
            char = raw.decode(self._codec)
        except UnicodeDecodeError:
            char = ""
        found = self[pair] = (char, _cost(self._codec, raw[0], raw[1], char) if char else 0.0)
        return found


_PAIRS = {codec: _Pairs(codec) for codec in ("gb18030", "big5hkscs")}


def _cost(codec: str, lead: int, trail: int, char: str) -> float:
    """Rarity in nats, everyday characters at zero: level 1, level 2 and signs, extensions, private use."""
    if char in common_characters() or char in PUNCTUATION:
        return 0.0
    if "\ue000" <= char <= "\uf8ff":
        return 9.0
    gb = codec == "gb18030"
    if (0xB0 <= lead <= 0xD7 and trail >= 0xA1) if gb else 0xA4 <= lead <= 0xC6:
        return 2.0
    if ((0xD8 <= lead <= 0xF7 or 0xA1 <= lead <= 0xA9) and trail >= 0xA1) if gb else 0xA1 <= lead <= 0xF9:
        return 4.5
    return 6.5


class _Stumbles(threading.local):
    """What the error handler below noted during one decoding: (window's start, the error, window's end)."""

    def __init__(self) -> None:
        self.windows: list[tuple[int, int, int]] = []


_stumbles = _Stumbles()


def _note_stumble(error: UnicodeError) -> tuple[str | bytes, int]:
    """Codec error handler: leave a mark in the text and go on behind the damaged stretch."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    noted = _stumbles.windows
    if len(noted) == _MAX_WINDOWS:
        return "\ufffd", error.start + 1
    start, end = _window(error.object, error.start, noted[-1][2] if noted else 0)
    noted.append((start, error.start, end))
    return _HERE, end


codecs.register_error("nianbao.resynchronise", _note_stumble)


def recover(body: bytes, codec: str) -> tuple[str, int]:
    """Decode with `codec` (gb18030 or big5hkscs), reading damaged stretches again; text and characters lost.

    One pass over the body; only the stretches around errors are read twice.
    """
    _stumbles.windows = []
    text = body.decode(codec, "nianbao.resynchronise")
    noted, _stumbles.windows = _stumbles.windows, []
    if noted:
        pieces = text.split(_HERE)
        for number, (start, error, end) in enumerate(noted):
            misread = len(body[start:error].decode(codec, "replace"))
            pieces[number] = pieces[number][: len(pieces[number]) - misread] + _reread(
                body[start:end], codec, end == len(body)
            )
        text = "".join(pieces)
    if codec == "gb18030" and (suspects := shifted_runs(body, len(text))):
        text = _reread_suspects(body, codec, noted, suspects)
    return text, text.count("\ufffd") if "\ufffd" in text else 0


def _reread_suspects(body: bytes, codec: str, noted: list[tuple[int, int, int]], suspects: list[int]) -> str:
    """The same with windows also where decoding went through but may have been led astray."""
    windows: list[tuple[int, int]] = []
    for place in sorted([*(error for _, error, _ in noted), *suspects]):
        if not windows or place >= windows[-1][1]:
            windows.append(_window(body, place, windows[-1][1] if windows else 0))
    pieces: list[str] = []
    done = 0
    for start, end in windows:
        pieces += (body[done:start].decode(codec, "replace"), _reread(body[start:end], codec, end == len(body)))
        done = end
    pieces.append(body[done:].decode(codec, "replace"))
    return "".join(pieces)


def shifted_runs(body: bytes, characters: int) -> list[int]:
    """Ends of runs of high bytes before a letter in GB18030 text: shifted pairs that decode without error.

    `characters` is the length of the text; with only characters of two high bytes it follows from the bytes, and then
    nothing is shifted. Runs under seven bytes are left: they may as well end in a character with a letter in it.
    """
    high = len(body.translate(None, ASCII))
    if 2 * characters >= 2 * len(body) - high:
        return []
    marks = body.translate(_MARK)
    found: list[int] = []
    place = marks.find(_RUN_BEFORE_LETTER)
    while place >= 0:
        if len(found) == _MAX_SUSPECTS:
            return []
        end = place + len(_RUN_BEFORE_LETTER) - 1
        start = max(marks.rfind(b"\x00", 0, place), marks.rfind(b"\x01", 0, place)) + 1
        tail = body[start : end + 1].decode("gb18030", "ignore")[-12:]
        if prose_cost(tail) > _SUSPECT_COST * len(tail):
            found.append(end - 1)
        place = marks.find(_RUN_BEFORE_LETTER, end)
    return found


def _next_safe(body: bytes, place: int) -> int:
    match = _SAFE.search(body, place)
    return match.start() if match else len(body)


def _window(body: bytes, place: int, low: int) -> tuple[int, int]:
    """The stretch around `place` between bytes that belong to no character, not before `low`."""
    low = max(low, place - _MAX_WINDOW)
    start = place
    while start > low and not (body[start - 1] < 0x30 or 0x3A <= body[start - 1] <= 0x3F):
        start -= 1
    return start, max(place + 1, min(_next_safe(body, place), place + _MAX_WINDOW))


def _reread(piece: bytes, codec: str, is_end: bool) -> str:
    try:
        plain = piece.decode(codec)
    except UnicodeDecodeError:
        return _cheapest(piece, codec, is_end)[0]
    allowed = _plain_cost(piece, codec) - _MARGIN
    if allowed < _SKIP_COST:
        return plain
    text, cost = _cheapest(piece, codec, is_end)
    return text if cost < allowed else plain


def _plain_cost(piece: bytes, codec: str) -> float:
    """Cost of the reading without skips."""
    pairs = _PAIRS[codec]
    cost, place = 0.0, 0
    while place < len(piece):
        if piece[place] < 0x80:
            place += 1
            continue
        char, price = pairs[piece[place] << 8 | piece[place + 1]]
        cost += price if char else _FOUR_BYTE_COST
        place += 2 if char else 4
    return cost


def _cheapest(piece: bytes, codec: str, is_end: bool) -> tuple[str, float]:
    """Shortest path over `piece`: costs of characters against the cost of skipping a byte."""
    size = len(piece)
    best = [0.0] * (size + 2)
    step: list[tuple[int, str]] = [(1, "")] * size
    pairs = _PAIRS[codec]
    for place in range(size - 1, -1, -1):
        byte = piece[place]
        if byte < 0x80:
            broken = byte >= 0x40 and place > 0 and piece[place - 1] >= 0x80
            best[place], step[place] = best[place + 1] + broken * _LETTER_COST, (1, chr(byte))
            continue
        cost, move = best[place + 1] + (_CUT_COST if is_end and place == size - 1 else _SKIP_COST), _SKIPPED
        if place + 1 < size:
            following, behind = piece[place + 1], best[place + 2]
            char, price = pairs[byte << 8 | following]
            if char and price + behind < cost:
                cost, move = price + behind, (2, char)
            if following >= 0x80:
                if _SKIP_PAIR_COST + behind < cost:
                    cost, move = _SKIP_PAIR_COST + behind, _SKIPPED_PAIR
            elif (char := _four_bytes(piece, place, codec)) and _FOUR_BYTE_COST + best[place + 4] < cost:
                cost, move = _FOUR_BYTE_COST + best[place + 4], (4, char)
        best[place], step[place] = cost, move
    return _walk(step, size), best[0]


def _four_bytes(piece: bytes, place: int, codec: str) -> str:
    """The character of four bytes that may start here, empty where none does."""
    if codec != "gb18030" or not 0x30 <= piece[place + 1] <= 0x39:
        return ""
    char = piece[place : place + 4].decode(codec, "ignore")
    return char if len(char) == 1 and place + 4 <= len(piece) else ""


def _walk(step: list[tuple[int, str]], size: int) -> str:
    chars: list[str] = []
    place = 0
    while place < size:
        width, char = step[place]
        chars.append(char)
        place += width
    return "".join(chars)
