"""Word swaps: a word that reports cannot do without is missing, and something foreign stands in its place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reports.authenticity.genre import genre
from reports.authenticity.scoring import Sighting
from reports.authenticity.tokens import Token

#: word -> length of text from which on its absence is a sign by itself
ESSENTIAL = {"信息": 300, "公开": 300, "政府": 700, "工作": 3000, "情况": 3000}
#: words that contaminators replace, frequent enough to be missed; looked for only where something foreign stands
SWAPPED = ("关于", *ESSENTIAL)
REPLACEABLE = (
    *SWAPPED,
    "政务",
    "通过",
    "进行",
    "加强",
    "建设",
    "管理",
    "服务",
    "推进",
    "开展",
    "完善",
    "落实",
    "发布",
    "申请",
    "办理",
    "制度",
    "主动",
)
_LEAST_CONTEXTS = 2
#: a word that is not essential is taken for swapped only where its substitute stands this often
_OFTEN = 6
_SAMPLE = 10
_FITS = 0.7
_FITS_ITSELF = 0.2
_OPENINGS = frozenset("《“（(，。、；：\n 　\t")
_CLOSINGS = frozenset("》”）)，。、；：\n 　\t")
_HAN_SAMPLE = 600
#: lines shorter than this are headings and cells
_SENTENCE = 25
_ONCE_IN = 3000
#: word -> phrases of the form that have it between fixed words
_FRAMES = {
    word: [re.compile(before + "([\u4e00-\u9fffA-Za-z0-9]{2,10}?)" + after) for before, after in frames]
    for word, frames in {
        "申请": [
            ("依", "公开"),
            ("政府信息公开", "情况"),
            ("新收", "[0-9]+件"),
            ("收到", "[0-9]+件"),
            ("公开", "数量"),
        ],
        "信息": [("主动公开政府", "情况"), ("政府", "公开(?:条例|工作|年度)")],
        "公开": [("政府信息", "(?:条例|申请|工作|指南)"), ("主动", "政府信息")],
        "政府": [("主动公开", "信息"), ("共和国", "信息公开"), ("人民", "(?:办公|门户|网站)")],
        "工作": [("信息公开", "年度报告"), ("政务公开", "要点")],
        "复议": [("行政", "、行政诉讼"), ("申请行政", "[0-9]*件")],
        "诉讼": [("行政复议、行政", "情况"), ("提起行政", "[0-9]*件")],
        "主动": [("二、", "公开政府信息"), ("[）)]", "公开")],
    }.items()
}
#: 办公室关于印发 …: what stands between a body and these verbs in a document's name is 关于 or nothing
_NAMED_DOCUMENT = re.compile(
    "《[^《》，。]{0,24}[厅室府委局部会院]([\u4e00-\u9fffA-Za-z0-9]{3,12}?)"
    "(?:印发|做好|进一步|加强|推进|开展|全面|公布|转发|调整|建立|规范|深化|贯彻|落实|实施|切实|同意"
    "|修订|促进|加快|优化|下达|报送|成立|组织|召开)[^《》]{2,80}》"
)


def essential_words(text: str) -> Iterator[Sighting]:
    """Words that no text of this length can do without, where they are missing (or all but missing).

    Only sentences count for the length: the labels of the statutory tables alone make a thousand characters.
    """
    missing = [word for word, least in ESSENTIAL.items() if len(text) >= least and _is_rare(text, word)]
    if missing and _is_chinese(text):
        length = sum(len(part) for part in text.replace("\t", "\n").split("\n") if len(part) >= _SENTENCE)
        yield from (Sighting("word-missing", word) for word in missing if length >= ESSENTIAL[word])


def _is_rare(text: str, word: str) -> bool:
    """Whether the word stands less than once in 3,000 characters."""
    at = -1
    for _ in range(1 + len(text) // _ONCE_IN):
        at = text.find(word, at + 1)
        if at < 0:
            return True
    return False


def _is_chinese(text: str) -> bool:
    sample = text[:_HAN_SAMPLE]
    return sum("\u4e00" <= character <= "\u9fff" for character in sample) > 0.3 * len(sample)


def swapped_words(text: str, tokens: Sequence[Token]) -> dict[str, Sighting]:
    """The tokens (by their text) that have taken a missing word's place."""
    foreign = [token for token in tokens if _is_foreign(token.text)]
    wanted = REPLACEABLE if any(len(token.starts) + len(token.quoted) >= _OFTEN for token in foreign) else SWAPPED
    missing = [word for word in wanted if word not in text] if foreign else []
    swaps = {token.text: _swapped(text, token, missing) for token in foreign} if missing else {}
    return {name: sighting for name, sighting in swaps.items() if sighting}


def _swapped(text: str, token: Token, missing: Sequence[str]) -> Sighting | None:
    """The missing word whose place `token` has taken, if one fits where the token itself does not."""
    places = (token.starts + token.quoted)[:_SAMPLE]
    if len(places) < _OFTEN:
        missing = [word for word in missing if word in SWAPPED]
    around = _neighbours(text, places, len(token.text))
    if not missing or len(set(around)) < _LEAST_CONTEXTS or _fits(token.text, around) > _FITS_ITSELF:
        return None
    fitting = next((word for word in missing if _fits(word, around) >= _FITS), None)
    return Sighting("word-swap", token.text, places[0], fitting) if fitting else None


def swapped_about(text: str) -> Iterator[Sighting]:
    """关于 replaced in documents' names, wherever the same foreign words stand between bodies and verbs."""
    if not _is_rare(text, "关于"):
        return
    found: dict[str, list[int]] = defaultdict(list)
    for match in _NAMED_DOCUMENT.finditer(text):
        found[match.group(1)].append(match.start(1))
    for words, places in found.items():
        if len(places) > 1 and not words.isdigit() and _is_foreign(words):
            yield Sighting("word-swap", words, places[0], "关于")


def swapped_in_phrases(text: str) -> Iterator[Sighting]:
    """A word missing throughout, and the same strange words again and again where fixed phrases have it."""
    for word, frames in _FRAMES.items():
        if word in text:
            continue
        found: dict[str, list[int]] = defaultdict(list)
        for match in (match for frame in frames for match in frame.finditer(text)):
            if match.group(1) != word:
                found[match.group(1)].append(match.start(1))
        for words, places in found.items():
            if len(places) > 1 and _is_strange(words):
                yield Sighting("word-swap", words, min(places), word)


def _is_strange(words: str) -> bool:
    """Three characters or more, most of whose neighbours are unusual."""
    unusual = sum(first + second not in genre().pairs for first, second in pairwise(words))
    return len(words) > 2 and unusual > 0.5 * (len(words) - 1)


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
