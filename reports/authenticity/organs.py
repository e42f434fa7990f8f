"""What stands where the name of a body or a division is expected: in the title and before 人民政府."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from reports.authenticity.genre import COMMON_LATIN, genre
from reports.authenticity.insertions import is_unusual, looks_traded
from reports.authenticity.lexicon import ends_in_trade_word, is_furniture, trade_end, without_trade_ends
from reports.authenticity.places import (
    BODY_ENDS,
    DIVISION_ENDS,
    PLAIN_BEFORE_GOVERNMENT,
    first_division,
    is_part_of_division,
)
from reports.authenticity.scoring import Sighting

_YEAR = re.compile(r"(?:19|20)\d\d|[二一][〇○Ｏ零九0][〇○零一二三四五六七八九0]{2}年")
_LATIN_WORD = re.compile(r"[A-Za-z0-9]*[A-Za-z][A-Za-z0-9.]*")
_KIND_WORDS = re.compile(
    "政府|政务|信息|公开|工作|年度|情况|执行|落实|依申请|主动|网站|目录|法治|建设|的|年|度|和|与|及|关于|本级|部门"
)
_BODY_NAME_ENDS = "局委办厅院部署室所站队会心处馆校县区市省旗州盟乡镇村道司府团师关位台联狱园港"
_SMALL_LETTERS = re.compile(r"[0-9]*[a-z]{2}")
_NUMBERED = re.compile(r"([a-z]{2,8})\d{2,4}(?![a-zA-Z0-9.])")
_EDGES = re.compile(r"[\s·•，。、；：？！,;:?!“”\"‘’《》〈〉（）()\[\]【】〔〕|—\-_]")
_TITLE_EDGES = re.compile(r"[\n_|｜]|-{1,2}|—+")
#: ends of trades' names that no body's name has
_EVERYDAY_ENDS = (
    "注册",
    "登录",
    "登陆",
    "下载",
    "官网",
    "app",
    "APP",
    "手机版",
    "直播",
    "网址",
    "入口",
    "客户端",
    "开户",
    "线路",
    "娱乐",
    "体育",
    "彩票",
)
_GOES_ON = re.compile(
    "局|总局|彩票|中心|馆|场|学校|学院|协会|公园|运动|产业|发展|管理|用品|服务|文化|旅游|和|与|广播|新闻"
)
_SHORTEST_BODY = 3
_LONGEST_PREFIX = 16
_LONG_TEXT = 1000
_LEAST_MENTIONS = 4
_GOES_ON_ALIKE = 0.9
_BY_CHANCE = 0.2
_ADVERTISED_PARTS = 2


def foreign_title(title: str, text: str, own: str) -> Iterator[Sighting]:
    """What stands in the title before the body's name, or in its place; `own` is the stem of the portal's name."""
    at = first_division(title, own)
    prefix = _without_year(title[:at]) if at > 0 else ""
    if prefix and _is_intruder(prefix, text, title[at : at + 2]):
        yield Sighting("foreign-title", prefix, None, "title")
    elif at < 0:
        yield from _nameless_title(title, text, own)


def _without_year(prefix: str) -> str:
    year = _YEAR.search(prefix)
    return prefix[year.end() :].lstrip("年度 ") if year else prefix.strip()


def _is_intruder(prefix: str, text: str, name: str) -> bool:
    """Whether the words before a division's name are not part of a body's name."""
    if has_foreign_latin(prefix):
        return True
    if len(prefix) < 2 or len(prefix) > _LONGEST_PREFIX or _EDGES.search(prefix) or is_part_of_division(prefix):
        return False
    if genre().is_usual(prefix) or (prefix[-1] in BODY_ENDS and not trade_end(prefix)):
        return False
    without_pairs = len(prefix) > 2 and not any(a + b in genre().pairs for a, b in pairwise(prefix))
    return without_pairs or bool(trade_end(prefix)) or text.count(prefix) > text.count(prefix + name)


def foreign_kind(title: str) -> Iterator[Sighting]:
    """What stands among the words that say what kind of report it is: 政府信息X工作年度报告."""
    end = max(title.rfind("报告"), title.rfind("年报"))
    year = _YEAR.search(title)
    if end < 0 or not year or year.end() > end or not any(word in title for word in ("信息", "公开", "政府")):
        return
    kind = _KIND_WORDS.sub(" ", title[year.end() : end])
    body = max(kind.rfind(character) for character in _BODY_NAME_ENDS)
    for word in kind[body + 1 :].split():
        if len(word) > 2 and not word.isdigit() and not genre().is_usual(word) and not _EDGES.search(word):
            yield Sighting("foreign-title", word, None, "title")


def has_foreign_latin(words: str) -> bool:
    """Whether a Latin word stands there, outside quotes and brackets, that is no usual abbreviation."""
    if any(mark in words for mark in '“”"‘’《》（）()【】'):
        return False
    return any(found.lower() not in COMMON_LATIN for found in _LATIN_WORD.findall(words))


def _nameless_title(title: str, text: str, own: str) -> Iterator[Sighting]:
    """A title that names no known division: Latin words or a token of the text stand in its place."""
    year = _YEAR.search(title)
    head = title[: year.start()].strip() if year and year.start() else _without_year(title)
    if year and year.start() and head and _has_latin_brand(head):
        yield Sighting("foreign-title", head, None, "title")
        return
    government = _nameless_government(head, text, own)
    traded = government or _traded_start(head)
    if traded:
        yield Sighting("foreign-title", traded, None, "title")
    elif own and own not in text and len(text) >= _LONG_TEXT:
        word = _branching_start(head, text)
        if word and _stands_for_a_place(word, text):
            yield Sighting("foreign-title", word, None, "title")


def _nameless_government(head: str, text: str, own: str) -> str:
    """What stands before 人民政府 in a title when no division's name ends like it.

    A township may be printed without its last character: then the text has the whole name, or the portal's.
    """
    word, found, _ = head.partition("人民政府")
    if not found or len(word) < 2 or word[-1] in DIVISION_ENDS or is_part_of_division(word[-2:]):
        return ""
    if any(word + end in text for end in DIVISION_ENDS):
        return ""
    absent = bool(own) and own not in text and len(text) >= _LONG_TEXT
    traded = trade_end(word) or ends_in_trade_word(word)
    return word if has_foreign_latin(word) or traded or absent else ""


def _stands_for_a_place(word: str, text: str) -> bool:
    """Whether an unknown word is used as a division's name: a zone or a firm has no government."""
    if genre().is_usual(word) or word[-1] in BODY_ENDS or is_part_of_division(word):
        return False
    return bool(trade_end(word)) or f"{word}人民政府" in text or f"{word}政府" in text


def _has_latin_brand(head: str) -> bool:
    """Whether a body's name has Latin words that no body has; capitals may be a firm's or a zone's (TCL, CBD)."""
    return has_foreign_latin(head) and (head[-1] not in BODY_ENDS or _SMALL_LETTERS.match(head) is not None)


def _traded_start(head: str) -> str:
    """The start of a title that ends like a trade's name: a strong end, or an everyday one with a body behind it."""
    for end in range(3, len(head)):
        start = head[:end]
        if trade_end(start) == "strong" and not genre().is_usual(start):
            return start
        if start.endswith(_EVERYDAY_ENDS) and _is_no_place(without_trade_ends(start)) and _is_body(head[end:]):
            return start
    return ""


def _is_no_place(core: str) -> bool:
    """Whether a core is unusual and does not end like a division: 兰陵市体育 is the city's."""
    return core[-1:] not in DIVISION_ENDS and is_unusual(core)


def _is_body(words: str) -> bool:
    """Whether words are a body's name by themselves; 局 or 中心 alone goes on the name before it."""
    return len(words) >= _SHORTEST_BODY and words[-1] in BODY_ENDS and not _GOES_ON.match(words)


def _branching_start(head: str, text: str) -> str:
    """The longest start of the title that goes on in different ways in the text: what stands in the place's place."""
    for size in range(min(len(head) - 1, _LONGEST_PREFIX), 1, -1):
        count = text.count(head[:size])
        if count >= _LEAST_MENTIONS and text.count(head[: size + 1]) <= _GOES_ON_ALIKE * count:
            return head[:size] if head[size] not in DIVISION_ENDS else ""
    return ""


def advertising_titles(heading: str, title: str, place: str) -> Iterator[Sighting]:
    """Parts of a page's title or of the lines over the article's title that name a trade."""
    if not heading or heading == title:
        return
    before, found, behind = heading.partition(title) if title else ("", "", "")
    for part in _TITLE_EDGES.split(behind):
        if is_advertised(part.strip()):
            yield Sighting("advertising-title", part.strip(), None, place)
            yield Sighting("advertising-title", part.strip(), None, f"{place}, behind the report's own")
    lines = [line for line in (before if found else heading).split("\n") if "\t" not in line]  # no tables' rows
    parts = Counter(part.strip() for line in lines for part in _TITLE_EDGES.split(line))
    # a header that is printed for PC and for mobile repeats as a whole, an advertisement repeats its own few words
    repeats = sum(1 for count in parts.values() if count > 1) <= _ADVERTISED_PARTS
    for part, count in parts.items():
        if not 1 < len(part) <= _LONGEST_PREFIX or _is_usual_part(part) or _is_header_item(part):
            continue
        if is_furniture(part):
            continue
        # a portal repeats its own items, too; an advertisement is strange to the genre
        again = count > 1 and repeats and (is_unusual(part) or has_foreign_latin(part) or bool(trade_end(part)))
        if trade_end(part) or again:
            yield Sighting("advertising-title", part, None, place)
        if again:
            yield Sighting("advertising-title", part, None, f"{place} again")


def is_advertised(part: str) -> bool:
    """Whether a part of a title is a trade's name: small letters and a number, or an unusual core with such an end."""
    if not 1 < len(part) <= _LONGEST_PREFIX or _is_usual_part(part):
        return False
    numbered = _NUMBERED.search(part)
    return looks_traded(part) or (numbered is not None and numbered.group(1) not in COMMON_LATIN)


def _is_usual_part(part: str) -> bool:
    return (
        genre().is_usual(part)
        or first_division(part) >= 0
        or any(character in part for character in "省市县区局委政府")
    )


def _is_header_item(part: str) -> bool:
    """Dates, numbers and `label：value` pairs repeat where a header is printed for PC and for mobile."""
    return "：" in part or ":" in part or not any(letter.isalpha() for letter in part)


def foreign_governments(text: str, own: str) -> Iterator[Sighting]:
    """`X人民政府` where X is no division's name: Latin letters once, other words when they come again and again."""
    found: dict[str, list[int]] = defaultdict(list)
    at = text.find("人民政府")
    while at >= 0:
        last = text[at - 1] if at else "\n"
        if last.isascii() and last.isalnum():
            word = _word_before(text, at)
            if has_foreign_latin(word) or trade_end(word):
                yield Sighting("foreign-organ", word, at - len(word), "before 人民政府")
        elif "\u4e00" <= last <= "\u9fff" and last not in DIVISION_ENDS and last not in PLAIN_BEFORE_GOVERNMENT:
            found[text[max(0, at - 2) : at]].append(at)
        at = text.find("人民政府", at + 4)
    for places in found.values():
        word = _common_word(text, places)
        if len(places) > 1 and _is_unknown_place(word, text, own):
            yield from (Sighting("foreign-organ", word, place - len(word), "before 人民政府") for place in places)


def _is_unknown_place(word: str, text: str, own: str) -> bool:
    if genre().is_usual(word) or is_part_of_division(word[-2:]) or (own and word[-2:] in own):
        return False
    if first_division(word) == 0:  # 朝阳区武阳: a township that lost its last character
        return False
    # a name that lost its last character (a font problem) still has it elsewhere; a brand never had one
    return sum(text.count(word + end) for end in DIVISION_ENDS) <= _BY_CHANCE * text.count(word)


def _word_before(text: str, at: int) -> str:
    return _EDGES.split(text[max(0, at - 14) : at])[-1]


def _common_word(text: str, places: list[int]) -> str:
    """What precedes all the places alike."""
    words = [_word_before(text, place) for place in places]
    shortest = min(words, key=len)
    for length in range(len(shortest), 1, -1):
        if all(word.endswith(shortest[-length:]) for word in words):
            return shortest[-length:]
    return shortest[-2:]
