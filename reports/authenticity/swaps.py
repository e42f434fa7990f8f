"""Word swaps: a word that reports cannot do without is missing, and something foreign stands in its place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reports.authenticity.genre import genre
from reports.authenticity.places import BODY_ENDS
from reports.authenticity.scoring import Sighting
from reports.authenticity.tokens import Token

#: word -> length of text from which on its absence is a sign by itself
ESSENTIAL = {"信息": 700, "公开": 700, "政府": 700, "工作": 1500, "情况": 1500}
#: words that contaminators replace, frequent enough to be missed; looked for only where something foreign stands
REPLACEABLE = (
    "关于", "公开", "信息", "政府", "工作", "情况", "政务", "通过", "进行", "加强", "建设", "管理", "服务", "推进", "开展", "完善", "落实", "发布",
    "申请", "办理", "制度", "主动", "年度", "行政", "人民", "要求",
)  # fmt: skip
_LEAST_CONTEXTS = 2
_FITS = 0.7
_LONGEST_NEIGHBOUR = 4
_OPENINGS = frozenset("《“（(，。、；：\n 　\t")
_CLOSINGS = frozenset("》”）)，。、；：\n 　\t")
_HAN_SAMPLE = 600
#: 办公室关于印发 …: what stands between a body and these verbs in a document's name is 关于 or nothing
_NAMED_DOCUMENT = re.compile(
    "《[^《》，。]{0,24}?[厅室府委局部会院]([\u4e00-\u9fffA-Za-z0-9]{3,12}?)(?:印发|做好|进一步|加强|推进|开展|全面|公布|转发|调整|建立|规范|深化|贯彻|落实|实施|切实|同意"
    "|修订|促进|加快|优化|下达|报送|成立|组织|召开)[^《》]{2,80}》"
)


def missing_words(text: str) -> list[str]:
    """Words that reports have and this text lacks."""
    return [word for word in REPLACEABLE if word not in text]


def essential_words(text: str, missing: Sequence[str]) -> Iterator[Sighting]:
    """Missing words that no text of this length can do without."""
    for word in missing:
        if len(text) >= ESSENTIAL.get(word, len(text) + 1) and _is_chinese(text):
            yield Sighting("word-missing", word)


def _is_chinese(text: str) -> bool:
    sample = text[:_HAN_SAMPLE]
    return sum("\u4e00" <= character <= "\u9fff" for character in sample) > 0.3 * len(sample)


def swapped_word(text: str, token: Token, missing: Sequence[str]) -> Sighting | None:
    """The missing word whose place `token` has taken, if one fits where the token itself does not.

    The neighbours that all occurrences share (关于印发 …) may have grown onto the token: they are cut off again.
    """
    places = token.starts + token.quoted
    if not missing or len(places) < 2 or len(token.text) < 3:
        return None
    for begin, end in _cuts(token.text):
        core = token.text[begin:end]
        around = _neighbours(text, [start + begin for start in places], len(core))
        if len(set(around)) < _LEAST_CONTEXTS and len(core) == len(token.text):
            return None
        if not _is_foreign(core) or _fits(core, around) > 0.2:
            continue
        for word in missing:
            if len(set(around)) >= _contexts_needed(word) and _fits(word, around) >= _FITS:
                return Sighting("word-swap", core, places[0] + begin, word)
    return None


def swapped_about(text: str, missing: Sequence[str]) -> Iterator[Sighting]:
    """关于 replaced in documents' names, wherever the same foreign words stand between bodies and verbs."""
    if "关于" not in missing:
        return
    found: dict[str, list[int]] = defaultdict(list)
    for match in _NAMED_DOCUMENT.finditer(text):
        found[match.group(1)].append(match.start(1))
    for words, places in found.items():
        if len(places) > 1 and words[-1] not in BODY_ENDS and not words.isdigit() and _is_foreign(words):
            yield Sighting("word-swap", words, places[0], "关于")


def _contexts_needed(word: str) -> int:
    return _LEAST_CONTEXTS if word in ESSENTIAL or word == "关于" else 2 * _LEAST_CONTEXTS


def _cuts(token: str) -> Iterator[tuple[int, int]]:
    """The whole token, then without a usual word at its end, then without one at its start."""
    yield 0, len(token)
    is_usual = genre().is_usual
    for length in range(1, min(_LONGEST_NEIGHBOUR, len(token) - 3) + 1):
        if is_usual(token[-length:]):
            yield 0, len(token) - length
        if is_usual(token[:length]):
            yield length, len(token)


def _is_foreign(core: str) -> bool:
    pairs = genre().pairs
    unusual = sum(first + second not in pairs for first, second in pairwise(core))
    return len(core) > 2 and unusual >= 2 and unusual >= 0.5 * (len(core) - 1)


def _neighbours(text: str, starts: Sequence[int], size: int) -> list[tuple[str, str]]:
    return [(text[start - 1 : start] or "\n", text[start + size : start + size + 1] or "\n") for start in starts]


def _fits(word: str, around: Sequence[tuple[str, str]]) -> float:
    """The share of places where `word` makes usual pairs with its neighbours; 0 unless one has words on both sides."""
    pairs = genre().pairs
    fitting, enclosed = 0, False
    for left, right in around:
        opens, closes = left in _OPENINGS, right in _CLOSINGS
        if not (opens and closes) and (opens or left + word[0] in pairs) and (closes or word[-1] + right in pairs):
            fitting += 1
            enclosed = enclosed or not (opens or closes)
    return fitting / len(around) if enclosed else 0.0
