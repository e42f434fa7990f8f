"""Text that the portal itself decoded wrongly and stored again: recognise it, undo it where that is reversible.

The marks are what Chinese punctuation and the commonest words turn into, because they stand in every text: `，` of
UTF-8 read as GBK begins with 锛, of GBK read as Latin-1 it is `£¬`. Only runs that become plausible Chinese by the
reverse step are replaced, so a page of which only the article is spoiled keeps its menus.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.encodings_evidence import PUNCTUATION, common_characters

_RUN = re.compile(r"[^\x00-\x7f]+(?:[\x40-\x7e](?=[^\x00-\x7f])[^\x00-\x7f]+)*[\x40-\x7e]?")
#: U+FFFD of an earlier loss, as a byte that no encoding here accepts
_HOLE = b"\xff"
_MIN_MARKS = 3


@dataclass(frozen=True, slots=True)
class Repair:
    """Text after the reverse step; `how` is `utf-8 read as gb18030` and the like, `lost` what could not be won back."""

    text: str
    how: str
    lost: int
    #: cost of the repaired passages over that of what stood there; under 1
    cost: float


def _western(run: str) -> bytes:
    """Bytes of windows-1252; the five that it leaves out stay C1 controls in readers that follow WHATWG."""
    out = bytearray()
    for char in run:
        if char <= "\xff":
            out.append(ord(char))
        elif char == "\ufffd":
            out += _HOLE
        else:
            out += char.encode("cp1252")
    return bytes(out)


def _double_byte(codec: str) -> Callable[[str], bytes]:
    def encode(run: str) -> bytes:
        # cp936 reads a lone 0x80 as the euro sign
        return b"".join(_HOLE if char == "\ufffd" else b"\x80" if char == "€" else char.encode(codec) for char in run)

    return encode


_GB, _BIG5 = _double_byte("gb18030"), _double_byte("big5hkscs")
#: (how many of the marks stand in any text, marks that give a kind away, true encoding, wrong one, the way back)
_KINDS: tuple[tuple[int, str, str, str, Callable[[str], bytes]], ...] = (
    (3, "锛銆鐨鏀鍏", "utf-8", "gb18030", _GB),
    (2, "æåïçã", "utf-8", "windows-1252", _western),
    (2, "£µ¡ÐÕ", "gb18030", "windows-1252", _western),
    (2, "ㄛ陓﹝﹜", "gb18030", "big5", _BIG5),
    (2, "\ue4c6\ue019\ue4c8\ue4c7", "big5", "gb18030", _GB),
)


def find_mojibake(text: str) -> Repair | None:
    """The repair of a text that was decoded wrongly before it came here, or None where it reads well as it is."""
    best: Repair | None = None
    for kind in _suspected(text):
        _, marks, true, wrong, encode = _KINDS[kind]
        if sum(map(text.count, marks)) >= _MIN_MARKS:
            repair = _undo(text, true, wrong, encode)
            if repair is not None and (best is None or repair.cost < best.cost):
                best = repair
    return best


#: (mark, number of its kind)
_GATES = tuple((mark, kind) for kind, (gates, marks, *_) in enumerate(_KINDS) for mark in marks[:gates])


def _suspected(text: str) -> list[int]:
    """The kinds of which a mark stands in the text: none on nearly all pages, so this is all that they cost."""
    found = [kind for mark, kind in _GATES if mark in text]
    return sorted(set(found)) if found else found


def irreversible(text: str) -> int:
    """Places where the portal's own decoding destroyed characters: 锟斤拷 and literal U+FFFD in the page."""
    return (text.count("锟斤拷") if "锟" in text else 0) + (text.count("\ufffd") if "\ufffd" in text else 0)


def _undo(text: str, true: str, wrong: str, encode: Callable[[str], bytes]) -> Repair | None:
    codec = "big5hkscs" if true == "big5" else true
    before = after = 0.0
    lost = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal before, after, lost
        run = match[0]
        try:
            raw = encode(run)
        except UnicodeEncodeError:
            return run
        better = raw.decode(codec, "replace")
        missing = better.count("\ufffd")
        if not (missing == 0 and true == "utf-8") and not _reads_better(run, better):
            return run
        before, after, lost = before + prose_cost(run), after + prose_cost(better), lost + missing
        return better

    repaired = _RUN.sub(replace, text)
    if before == 0 or after > 0.8 * before:
        return None
    return Repair(repaired, f"{true} read as {wrong}", lost, after / before)


def _reads_better(run: str, better: str) -> bool:
    return prose_cost(better) < 0.8 * prose_cost(run)


def prose_cost(text: str) -> float:
    """How unlikely a string is as Chinese prose: everyday characters cost nothing, private-use ones most."""
    return sum(map(_COSTS.__getitem__, text))


class _Costs(dict[str, float]):
    """Cost of each character met so far."""

    def __missing__(self, char: str) -> float:
        if char < "\x80" or char in common_characters() or char in PUNCTUATION:
            cost = 0.0
        elif "\ue000" <= char < "\uf900":
            cost = 8.0
        else:
            raw = char.encode("gb2312", "ignore")
            cost = 4.0 if len(raw) != 2 else 1.0 if 0xB0 <= raw[0] <= 0xD7 else 3.0
        self[char] = cost
        return cost


_COSTS = _Costs()
