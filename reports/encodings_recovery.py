"""Double-byte text with broken, missing or added bytes: find the characters again after the damage.

GB18030 and Big5 do not resynchronise: one lost byte shifts every pair after it until the next ASCII character, and the
shifted pairs mostly decode, to nonsense. So each damaged stretch, from one ASCII byte that cannot be half of a
character to the next, is read again along the cheapest path, where a plausible character costs little, a rare one
more and a skipped byte most. Skipped bytes become U+FFFD.
"""

from __future__ import annotations

import re
from functools import cache

from reports.encodings_evidence import ASCII, common_characters

#: bytes that are never part of a double- or four-byte character: safe places to start and stop
_SAFE = re.compile(rb"[\x00-\x2f\x3a-\x3f]")
_MAX_WINDOW = 4000
_MAX_WINDOWS = 300
#: one lost byte; a character of which both bytes are spoiled
_SKIP_COST = 10.0
_SKIP_PAIR_COST = 11.0
_RUN_BEFORE_LETTER = b"\x02" * 7 + b"\x01"
_MARK = bytes(2 if low >= 0x80 else 1 if 0x40 <= low <= 0x7E else 0 for low in range(256))


@cache
def _pairs(codec: str) -> dict[int, tuple[str, float]]:
    """Two bytes as a number -> the character and what it costs."""
    table: dict[int, tuple[str, float]] = {}
    trails = [low for low in range(0x40, 0xFF) if low != 0x7F]
    for lead in range(0x81, 0xFF):
        for trail in trails:
            char = bytes((lead, trail)).decode(codec, "ignore")
            if char:
                table[lead << 8 | trail] = (char, _cost(codec, lead, trail, char))
    return table


def _cost(codec: str, lead: int, trail: int, char: str) -> float:
    if char in common_characters() or char in "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·　％":
        return 0.0
    if "\ue000" <= char <= "\uf8ff":
        return 9.0
    if codec == "gb18030":
        if 0xB0 <= lead <= 0xD7 and trail >= 0xA1:
            return 1.0
        if trail >= 0xA1 and (0xD8 <= lead <= 0xF7 or lead in (0xA1, 0xA2, 0xA3)):
            return 3.0
        return 7.0
    if 0xA4 <= lead <= 0xC6:
        return 1.0
    return 3.0 if 0xC9 <= lead <= 0xF9 or lead in (0xA1, 0xA2, 0xA3) else 7.0


def recover(body: bytes, codec: str, errors: list[int]) -> tuple[str, int]:
    """Decode with `codec` (gb18030 or big5hkscs), reading the stretches around `errors` again; text and bytes lost."""
    windows = _windows(body, errors)
    if len(windows) > _MAX_WINDOWS:
        text = body.decode(codec, "replace")
        return text, text.count("\ufffd")
    pieces: list[str] = []
    lost = done = 0
    for start, end in windows:
        pieces.append(body[done:start].decode(codec, "replace"))
        text, skipped = _cheapest(body[start:end], codec)
        pieces.append(text)
        lost += skipped
        done = end
    pieces.append(body[done:].decode(codec, "replace"))
    return "".join(pieces), lost


def strict_errors(body: bytes, codec: str) -> tuple[str, list[int]]:
    """Text by the plain codec and where it stumbled (an empty list: it did not)."""
    try:
        return body.decode(codec), []
    except UnicodeDecodeError as error:
        first = error.start
    places = [first]
    view = memoryview(body)
    while len(places) <= _MAX_WINDOWS:
        start = _next_safe(body, places[-1] + 1)
        try:
            str(view[start:], codec)
        except UnicodeDecodeError as error:
            places.append(start + error.start)
        else:
            break
    return "", places


def shifted_runs(body: bytes, characters: int) -> list[int]:
    """Ends of odd runs of high bytes before a letter in GB18030 text: shifted pairs that decode without error.

    `characters` is the length of the text; with only characters of two high bytes it follows from the bytes, and then
    nothing is shifted. Runs under seven bytes are left: they may as well end in a character with a letter in it.
    """
    high = len(body.translate(None, ASCII))
    if 2 * characters == 2 * len(body) - high:
        return []
    marks = body.translate(_MARK)
    found: list[int] = []
    place = marks.find(_RUN_BEFORE_LETTER)
    while place >= 0 and len(found) < _MAX_WINDOWS:
        end = place + len(_RUN_BEFORE_LETTER) - 1
        start = marks.rfind(b"\x00", 0, place) + 1
        start = max(start, marks.rfind(b"\x01", start, place) + 1)
        if (end - start) & 1:
            found.append(end - 1)
        place = marks.find(_RUN_BEFORE_LETTER, end)
    return found


def _next_safe(body: bytes, place: int) -> int:
    match = _SAFE.search(body, place)
    return match.start() if match else len(body)


def _windows(body: bytes, errors: list[int]) -> list[tuple[int, int]]:
    windows: list[tuple[int, int]] = []
    for place in errors:
        if windows and place < windows[-1][1]:
            continue
        low = max(windows[-1][1] if windows else 0, place - _MAX_WINDOW)
        start = place
        while start > low and not (body[start - 1] < 0x30 or 0x3A <= body[start - 1] <= 0x3F):
            start -= 1
        end = min(_next_safe(body, place), place + _MAX_WINDOW)
        if end <= place:
            end = place + 1
        windows.append((start, end))
    return windows


def _cheapest(piece: bytes, codec: str) -> tuple[str, int]:
    """Shortest path over `piece`: costs of characters against the cost of skipping a byte."""
    pairs = _pairs(codec)
    size = len(piece)
    best = [0.0] * (size + 1)
    step: list[tuple[int, str]] = [(1, "")] * size
    for place in range(size - 1, -1, -1):
        byte = piece[place]
        if byte < 0x80:
            best[place], step[place] = best[place + 1], (1, chr(byte))
            continue
        cost, move = best[place + 1] + _SKIP_COST, (1, "\ufffd")
        if place + 1 < size:
            if piece[place + 1] >= 0x80 and _SKIP_PAIR_COST + best[place + 2] < cost:
                cost, move = _SKIP_PAIR_COST + best[place + 2], (2, "\ufffd")
            found = pairs.get(byte << 8 | piece[place + 1])
            if found and found[1] + best[place + 2] < cost:
                cost, move = found[1] + best[place + 2], (2, found[0])
            if 0x30 <= piece[place + 1] <= 0x39 and place + 3 < size and codec == "gb18030":
                char = piece[place : place + 4].decode(codec, "ignore")
                if len(char) == 1 and 5.0 + best[place + 4] < cost:
                    cost, move = 5.0 + best[place + 4], (4, char)
        best[place], step[place] = cost, move
    return _walk(step, size)


def _walk(step: list[tuple[int, str]], size: int) -> tuple[str, int]:
    chars: list[str] = []
    place = 0
    while place < size:
        width, char = step[place]
        chars.append(char)
        place += width
    return "".join(chars), chars.count("\ufffd")
