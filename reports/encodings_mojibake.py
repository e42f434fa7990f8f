"""Text that the portal itself decoded wrongly and stored again: recognise it, undo it where that is reversible.

The marks are what Chinese punctuation and the commonest words turn into, because they stand in every text: `，` of
UTF-8 read as GBK begins with 锛, of GBK read as Latin-1 it is `£¬`. Only runs that become plausible Chinese by the
reverse step are replaced, so a page of which only the article is spoiled keeps its menus.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.encodings_evidence import common_characters

_RUN = re.compile(r"[^\x00-\x7f]+(?:[\x40-\x7e](?=[^\x00-\x7f])[^\x00-\x7f]+)*[\x40-\x7e]?")
#: bytes that windows-1252 leaves out; Latin-1 readers keep them as C1 controls
_CP1252_HOLES = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
#: U+FFFD of an earlier loss, as a byte that no encoding here accepts
_HOLE = b"\xff"
_MIN_MARKS = 3


@dataclass(frozen=True, slots=True)
class Repair:
    """Text after the reverse step; `how` is `utf-8 read as gb18030` and the like, `lost` what could not be won back."""

    text: str
    how: str
    lost: int


def _western(run: str) -> bytes:
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
        return b"".join(
            _HOLE if char == "\ufffd" else b"\x80" if char == "€" else char.encode(codec) for char in run
        )

    return encode


_GB, _BIG5 = _double_byte("gb18030"), _double_byte("big5hkscs")
#: marks -> (what the bytes were, what they were read as, how to get the bytes back)
_KINDS: tuple[tuple[tuple[str, ...], str, str, Callable[[str], bytes]], ...] = (
    (("锛", "銆", "鐨", "鏀垮", "淇℃"), "utf-8", "gb18030", _GB),
    (("ï¼", "ã\x80", "ã€", "ç\x9a\x84", "çš„", "æ\x94¿", "æ”¿"), "utf-8", "windows-1252", _western),
    (("£¬", "¡£", "¡¢", "µÄ", "Õþ¸®", "ÐÅÏ¢"), "gb18030", "windows-1252", _western),
    (("ㄛ", "﹝", "腔", "陓洘"), "gb18030", "big5", _BIG5),
    (("\ue4c6", "\ue4c8", "\ue4c7", "\ue5ae"), "big5", "gb18030", _GB),
)


def find_mojibake(text: str) -> Repair | None:
    """The repair of a text that was decoded wrongly before it came here, or None where it reads well as it is."""
    for marks, true, wrong, encode in _KINDS:
        if sum(map(text.count, marks)) >= _MIN_MARKS:
            repaired = _undo(text, true, wrong, encode)
            if repaired is not None:
                return repaired
    return None


def irreversible(text: str) -> int:
    """Places where the portal's own decoding destroyed characters: 锟斤拷 and literal U+FFFD in the page."""
    return text.count("锟斤拷") + text.count("\ufffd")


def _undo(text: str, true: str, wrong: str, encode: Callable[[str], bytes]) -> Repair | None:
    codec = "big5hkscs" if true == "big5" else true
    before = after = lost = 0
    changed = False

    def replace(match: re.Match[str]) -> str:
        nonlocal before, after, lost, changed
        run = match[0]
        try:
            better = encode(run).decode(codec, "replace")
        except UnicodeEncodeError:
            return run
        if not _reads_better(run, better):
            return run
        before, after = before + len(run), after + len(better)
        lost += better.count("\ufffd")
        changed = True
        return better

    repaired = _RUN.sub(replace, text)
    if not changed or lost > after // 4:
        return None
    return Repair(repaired, f"{true} read as {wrong}", lost)


def _reads_better(run: str, better: str) -> bool:
    common = common_characters()
    old = sum(char in common or char in _PUNCTUATION for char in run)
    new = sum(char in common or char in _PUNCTUATION for char in better)
    bad = better.count("\ufffd")
    return new - bad > old * len(better) / len(run) and new >= bad and (new + 1) * 4 > len(better)


_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·")
