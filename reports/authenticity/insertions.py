"""Insertions: tokens foreign to such reports that stand where grammar has no room for them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reports.authenticity.genre import COMMON_LATIN, genre
from reports.authenticity.lexicon import trade_end, without_trade_ends
from reports.authenticity.places import DIVISION_ENDS, is_part_of_division
from reports.authenticity.scoring import Sighting
from reports.authenticity.tokens import LEAST_HAN, LEAST_LATIN, Token

_SENTENCE_ENDS = frozenset("。！？；;")
_BLANK = " \u3000\xa0\t\r"
_LONG_PARAGRAPH, _SHORT_PARAGRAPH = 40, 12
_ENDS_OF_PARAGRAPHS = "。；！？）)”"
_HEADING = re.compile("[一二三四五六]、[^。，]{3,24}?(?:情况|事项)(?=.)")
_LATIN = re.compile(r"[A-Za-z]+[A-Za-z0-9]*")
_NUMBERED = re.compile(r"[a-z]{2,8}\d{1,4}")
_LONGEST_TAIL = 16
_NO_TAIL = frozenset("：:（）()〔〕[]【】《》“”0123456789\t")
#: m6, j9, 365bet: digits beside letters are part of a name, not a page's or a table's number
_DIGITS_OF_NAME = re.compile(r"(?<=[A-Za-z])\d{1,4}|\d{1,4}(?=[A-Za-z])")
_GOVERNMENT = ("人民政府", "政府", "市委", "县委", "区委", "全市", "全县", "全区", "市", "县", "区")

#: bet365, mcw77: letters in lower case and a number
_LETTERS_AND_NUMBER = re.compile(r"([a-z]{2,8}\d{1,4})(?![a-zA-Z0-9])")
#: vk维客: two to five small letters and Chinese behind them
_LETTERS_AND_NAME = re.compile(r"(?!app|ai|qq|ok|e-|vr)[a-z]{2,5}([\u4e00-\u9fff]{2,6})$")
_ORDINAL = re.compile(r"[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十]{1,2}[、是]")
_QUOTED = re.compile("“([^“”，。]{2,16})”")
_TELLING_ENDS = ("手机版", "下载", "体育", "娱乐", "登录", "注册", "官网", "彩票", "彩", "app", "游戏")
#: lawful games that reports on their supervision name again and again
_LAWFUL_GAMES = frozenset(
    {"足球彩票", "篮球彩票", "体育彩票", "福利彩票", "竞猜彩票", "电脑彩票", "即开彩票", "中国彩票"}
)
#: bodies whose business such names may be
_SUBJECTS = ("体育", "文化", "文旅", "旅游", "彩票", "广电")

AT_END = "at the end of a paragraph"
AT_START = "at the start of a paragraph"
TORN = "between words that belong together"
AS_PLACE = "in the place of a division's name"


def paragraph_ends(text: str) -> Iterator[Sighting]:
    """Scraps behind a paragraph's last full stop or behind a heading: no paragraph ends like that.

    The same one behind several paragraphs is an insertion, one that is named like a trade suffices.
    """
    repeated: dict[str, list[int]] = defaultdict(list)
    for scrap, place, is_long in _scraps(text):
        if is_traded_scrap(scrap):
            yield Sighting("trade-form", scrap, place, AT_END)
        if is_long and _is_tail(scrap):
            repeated[scrap].append(place)
    for scrap, places in repeated.items():
        if len(places) > 1:
            yield from (Sighting("insertion", scrap, place, AT_END) for place in places)


def _scraps(text: str) -> Iterator[tuple[str, int, bool]]:
    """Each scrap with its place and whether a long paragraph ends in it; rows of tables have none."""
    start = 0
    for line in text.split("\n"):
        if len(line) > _SHORT_PARAGRAPH and line[-1] not in _ENDS_OF_PARAGRAPHS and "\t" not in line:
            stop = max(line.rfind("。"), line.rfind("；"), line.rfind("！"))
            scrap = line[stop + 1 :].strip(_BLANK) if stop >= 0 else _behind_heading(line)
            if 1 < len(scrap) <= _LONGEST_TAIL:
                yield scrap, start + line.rindex(scrap), stop >= 0 and len(line) > _LONG_PARAGRAPH
        start += len(line) + 1


def _behind_heading(line: str) -> str:
    heading = _HEADING.match(line)
    return line[heading.end() :].strip(_BLANK) if heading else ""


def is_traded_scrap(name: str) -> bool:
    """Whether a scrap names a trade: foreign letters with a number or a trade's end, or an unusual core with one."""
    latin = any(found.lower().strip("0123456789") not in COMMON_LATIN for found in _LATIN.findall(name))
    if not _NO_TAIL.isdisjoint(_DIGITS_OF_NAME.sub("", name)):
        return False
    core = without_trade_ends(name)
    if latin:
        return core != name or _NUMBERED.fullmatch(name) is not None
    return core != name and is_unusual(core)


def _is_tail(tail: str) -> bool:
    """Whether a scrap could be a name: letters that are spaced out (b e t 3 6 5) are read together.

    Usual words are a value of the header (政府信息公开年报；其他), which is printed twice now and then.
    """
    if is_han(tail[0]) and genre().is_usual(tail):
        return False
    return _NO_TAIL.isdisjoint(_DIGITS_OF_NAME.sub("", tail.replace(" ", "")))


def odd_places(text: str, token: Token) -> Iterator[Sighting]:
    """Where `token` stands without grammar; nothing when that is seldom."""
    odd = [(start, _oddness(text, start, start + len(token.text), token.latin)) for start in token.starts]
    odd = [(start, where) for start, where in odd if where]
    size = len(token.text)
    contexts = [text[start - 1 : start] + text[start + size : start + size + 1] for start, _ in odd]
    if odd and _is_convincing(token, Counter(where for _, where in odd), contexts):
        yield from (Sighting("insertion", token.text, start, where) for start, where in odd)


def _is_convincing(token: Token, kinds: Counter[str], contexts: Sequence[str]) -> bool:
    odd, bare, quoted = kinds.total(), len(token.starts), len(token.quoted)
    if token.latin:
        # names of firms and systems head a paragraph now and then
        least = LEAST_HAN if odd == kinds[AT_START] else LEAST_LATIN
        return odd >= least and odd >= 0.4 * bare and odd >= quoted
    if kinds[AT_END] >= LEAST_LATIN:
        return True
    if trade_end(token.text) and bare > LEAST_HAN and odd >= LEAST_LATIN and kinds[AT_END] + kinds[AT_START]:
        return True
    if len(set(contexts)) < LEAST_HAN:
        return False
    return odd >= LEAST_HAN and kinds[TORN] + kinds[AT_END] >= 2 and odd >= 0.6 * bare and quoted < bare


def trade_names(title: str, text: str, tokens: Sequence[Token]) -> Iterator[Sighting]:
    """Foreign names that look like a gambling trade's: quoted or not, again and again they have no room in a report."""
    named = {token.text: token.starts + token.quoted for token in tokens}
    for match in _QUOTED.finditer(text):
        if match.group(1) not in named or match.start(1) not in named[match.group(1)]:
            named.setdefault(match.group(1), []).append(match.start(1))
    about_such = any(subject in title for subject in _SUBJECTS)
    for name, places in named.items():
        if len(places) > 1 and name not in _LAWFUL_GAMES and looks_traded(name, about_such=about_such):
            yield from (Sighting("trade-name", name, place) for place in places)


def looks_traded(name: str, *, about_such: bool = False) -> bool:
    """Whether a name looks like a gambling trade's; `about_such`: of a body whose business such names may be."""
    numbered = _LETTERS_AND_NUMBER.match(name)
    if (numbered and numbered.group(1) not in COMMON_LATIN) or trade_end(name) == "strong":
        return True
    if about_such:
        return False
    if letters := _LETTERS_AND_NAME.match(name):
        return bool(trade_end(name)) or is_unusual(letters.group(1))
    return name.endswith(_TELLING_ENDS) and is_unusual(without_trade_ends(name))


def is_unusual(core: str) -> bool:
    """Two characters or more, no pair of them usual, and no part of a division's name."""
    return (
        len(core) > 1 and not is_part_of_division(core) and not any(a + b in genre().pairs for a, b in pairwise(core))
    )


def is_place_name(text: str, token: Token) -> bool:
    """Whether the token is, or mostly begins, the name of a division."""
    if token.latin:
        return False
    if token.text[-1] in DIVISION_ENDS or is_part_of_division(token.text):
        return True
    size = len(token.text)
    places = token.starts + token.quoted
    return sum(text[start + size : start + size + 1] in DIVISION_ENDS for start in places) >= 0.5 * len(places)


def _oddness(text: str, start: int, end: int, latin: bool) -> str:
    """What is odd about a token at these offsets; empty when nothing is."""
    before = text[max(0, start - 8) : start].rstrip(_BLANK)
    after = text[end : end + 12].lstrip(_BLANK)
    left, right = before[-1:] or "\n", after[:1] or "\n"
    if right == "\n" and left in _SENTENCE_ENDS:
        return AT_END
    if (
        left == "\n"
        and (after[:4].isdigit() or _ORDINAL.match(after) or (latin and is_han(right)))
        and len(text) - end > _LONG_PARAGRAPH
    ):
        return AT_START
    if latin and after.startswith(_GOVERNMENT):
        return AS_PLACE
    pairs = genre().pairs
    if left + right in pairs and left + text[start] not in pairs and text[end - 1] + right not in pairs:
        return TORN
    return ""


def is_han(character: str) -> bool:
    """Whether it is a Chinese character of the basic block."""
    return "\u4e00" <= character <= "\u9fff"
