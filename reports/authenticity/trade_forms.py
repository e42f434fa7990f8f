"""A trade's name that no list has, named once: an unusual core with a trade's end, where grammar has no room for it.

What is repeated is found by `insertions`; a short page names its brand once, and there form and place have to agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reports.authenticity.genre import genre
from reports.authenticity.lexicon import lexicon
from reports.authenticity.places import first_division, is_part_of_division
from reports.authenticity.scoring import Sighting

#: ends that such names have and governments' programmes seldom: what goes on behind them tells the trade from the topic
_GOES_ON_WORDS = {
    "娱乐": "场 城 业 活 设 项 服 中 部 文 广 公园 公司 公共 休 用 器 有 企 产 行 市 经营 消 明星 节 频 圈 新 局 协 "
    "等 会 和 及 与 或 类 性 化 体 购 餐 健 互",
    "电竞": "产 赛 比 选 馆 酒 行 俱 协 运 人 专 项 战 队 中 小 城 园 教 活 文 发 企 公司 体 等 和 及 与 或 类 性 化",
    "棋牌": "室 活 类 游 娱 馆 比 赛 项 中 协 运 社 场 厅 桌 等 和 及 与 或",
}
_GOES_ON = {end: re.compile("|".join(words.split())) for end, words in _GOES_ON_WORDS.items()}
#: ends that nothing but such a trade has: a name in quotes suffices
_QUOTED_ENDS = ("线路检测中心", "线路中心")
#: other words of a trade that stand before its end: 平台登录, 体育官网
_BEFORE_END = re.compile("(?:平台|官方|官网|体育|娱乐|国际|手机|游戏|在线|会员|彩票|最新|集团|电子|app|APP)+$")
#: how the clause of a body goes on that does what a government does, or another body's name begins
_DOES = re.compile(
    "由|对|均|并|于|其中|群众|公开|发布|收到|制定|制发|印发|编制|受理|办理|开展|推进|落实|加强|成立|召开|按照|根据|认真|积极|坚持|全面|人民"
    "|政府|政务|信息|全市|全县|全区|全镇|全年|年度|及时|主动|依法|深入|严格|持续|高度|共|未|没有|已|将"
)
#: how paragraphs open
_OPENS = re.compile(
    "(?:19|20)[0-9]{2}年|[（(][一二三四五六七八九十0-9]{1,2}[）)]|[一二三四五六七八九十]{1,2}[、是]|按照|根据|全年|本年|上年|一年来|收到|制发"
    "|新收|没有|公开|存在|认真|落实|深入"
)
_LONGEST_CORE = 5
_COMMAS, _CLAUSE = "，。；！？、\n", 25

QUOTED = "in quotes, as if it were a platform's"
AHEAD = "before the opening of a paragraph"
TORN = "between words that belong together"
ALONE = "as a body that does what a government does"


def trade_forms(text: str, ends: Iterable[tuple[int, int]], own: str = "") -> Iterator[Sighting]:
    """`ends`: where words stand that end such names; `own` is the stem of the portal's name."""
    known_end = 0
    for start, end in ends:
        word = text[start:end]
        if before := _BEFORE_END.search(text, max(0, start - _LONGEST_CORE), start):
            start = before.start()
        first = _core(text, start)
        core = text[first:start]
        if first < known_end or len(core) < 2 or is_part_of_division(core) or (own and own in core):
            continue
        if tail := lexicon().tail.match(text, end):
            end = tail.end()
        where = _place(text, first, end, word)
        if where and first_division(core) < 0 and not _is_supervised(text, first, end):
            known_end = end
            yield Sighting("trade-form", text[first:end], first, where)


def _core(text: str, end: int) -> int:
    """Where the unusual word before a trade's end begins: as far as no neighbouring characters are usual."""
    pairs, start = genre().pairs, end
    while (
        start and end - start < _LONGEST_CORE and _is_han(text[start - 1]) and text[start - 1 : start + 1] not in pairs
    ):
        start -= 1
    # the last character met belongs to the usual word before it
    return start + 1 if start and text[start - 1 : start + 1] in pairs else start


def _place(text: str, start: int, end: int, word: str) -> str:
    left, right = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
    if right == "”" and word in _QUOTED_ENDS:
        return QUOTED
    if left == "\n" and _OPENS.match(text, end):
        return AHEAD
    if not _is_han(right):
        return ""
    pairs = genre().pairs
    if left + right in pairs and text[end - 1] + right not in pairs:
        return TORN
    goes_on = _GOES_ON.get(word)
    if goes_on is None or goes_on.match(text, end):
        return ""
    between_words = text[start - 2 : start] in pairs and text[end : end + 2] in pairs
    return ALONE if between_words or _DOES.match(text, end) else ""


def _is_supervised(text: str, start: int, end: int) -> bool:
    """Whether the part of the sentence up to the next commas tells of checks and cases."""
    left = max(text.rfind(mark, max(0, start - _CLAUSE), start) for mark in _COMMAS) + 1
    right = min((at for mark in _COMMAS if (at := text.find(mark, end, end + _CLAUSE)) >= 0), default=end + _CLAUSE)
    return lexicon().supervision.search(text, max(left, start - _CLAUSE), right) is not None


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
