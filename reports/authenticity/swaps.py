"""Word swaps: a word that reports cannot do without is missing, and something foreign stands in its place."""

from __future__ import annotations

from collections.abc import Iterator

from reports.authenticity.genre import genre
from reports.authenticity.scoring import Sighting
from reports.authenticity.tokens import Token

#: words whose absence from a long text is a sign by itself
ESSENTIAL = ("信息", "公开", "政府", "工作", "情况")
#: words that contaminators replace; looked for only where something foreign stands
REPLACEABLE = (
    "关于", "公开", "信息", "政府", "工作", "政务", "情况", "通过", "进行", "加强", "建设", "管理", "服务", "推进", "开展", "完善", "落实", "群众",
    "部门", "单位", "发布", "申请", "办理", "制度", "社会", "主动", "进一步", "积极", "及时", "全面", "规范", "网站", "政策", "工作要点", "以及", "提高",
    "组织", "领导", "平台", "年度", "行政", "人民", "要求", "按照", "根据", "栏目",
)  # fmt: skip
_LONG_TEXT = 1500
_OPENINGS = frozenset("《“（(，。、；：\n 　")
_CLOSINGS = frozenset("》”）)，。、；：\n 　")


def missing_words(text: str) -> Iterator[Sighting]:
    """Essential words that a long text lacks."""
    if len(text) < _LONG_TEXT:
        return
    for word in ESSENTIAL:
        if word not in text and _chinese_share(text) > 0.3:
            yield Sighting("word-missing", word)


def _chinese_share(text: str) -> float:
    sample = text[:600]
    return sum("\u4e00" <= character <= "\u9fff" for character in sample) / max(1, len(sample))


def swapped_word(text: str, token: Token) -> Sighting | None:
    """The missing word whose place `token` has taken, if there is one that fits where the token itself does not."""
    places = [(text[start - 1 : start] or "\n", text[start + len(token.text) : start + len(token.text) + 1] or "\n") for start in token.starts]
    if len(places) < 2 or _fits(token.text, places) > 0.2:
        return None
    for word in REPLACEABLE:
        if _fits(word, places) >= 0.7 and word not in text:
            return Sighting("word-swap", token.text, token.starts[0], word)
    return None


def _fits(word: str, places: list[tuple[str, str]]) -> float:
    """The share of places where `word` makes usual pairs with the characters on both sides."""
    pairs = genre().pairs
    fitting = sum(
        (left in _OPENINGS or left + word[0] in pairs) and (right in _CLOSINGS or word[-1] + right in pairs)
        and not (left in _OPENINGS and right in _CLOSINGS)
        for left, right in places
    )  # fmt: skip
    return fitting / len(places)
