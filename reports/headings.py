"""Top-level headings of a report: where they stand, how they are numbered, and which of the six sections they mean.

Headings stand on lines of their own, at the start of a paragraph, or inside a running paragraph (pages that lost their
line breaks). Inside a paragraph only a numbered heading at a sentence's or word's boundary counts, so that the
enumeration of the six parts in an introduction is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from reports.script_folding import folded
from reports.statutory import roles_of

#: 一、 | 第一部分 | 1. | （一） | 壹、 | no number | the number fell out and left its 、
Style = Literal["cn", "part", "digit", "paren", "formal", "bare", "lost"]
CN: Final = "零一二三四五六七八九十"
#: signs that number in place of 一 (壹、 Ⅰ、 ①), each alphabet from zero to ten
FORMAL: Final = ("零壹贰叁肆伍陆柒捌玖拾", "0ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", "⓪①②③④⑤⑥⑦⑧⑨⑩")
#: names of the six sections in messages (国办公开办函〔2021〕30号)
SECTION_NAMES: Final = (
    "",
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
_MEANINGS: Final = (
    r"(?:政府信息公开)?(?:工作)?(?:总体|基本|整体)(?:工作)?情况|(?:工作)?概述|(?:工作)?概况",
    r"主动公开(?:政府)?(?:信息)?的?(?:工作)?情况",
    r"(?:收到|受理|接收)(?:和|及|与|、)处理(?:的)?(?:政府)?信息公开申请的?情况"
    r"|依申请公开(?:政府)?(?:信息)?(?:的)?(?:工作)?(?:办理)?情况",
    r"(?:因)?(?:(?:政府)?信息公开(?:工作)?)?(?:的|被申请|被提起|被|引发|引起|申请|提起){0,4}行政复议(?:和|及|与|或|、|,|，){0,2}"
    r"(?:被)?(?:提起)?(?:行政)?诉讼的?情况",
    r"(?:政府信息公开)?(?:工作)?(?:中)?(?:存在的?(?:主要)?|主要)(?:的)?(?:困难和)?问题(?:和|及|与|、|以及)(?:下一步)?(?:工作)?(?:的)?"
    r"(?:改进|整改)(?:工作)?(?:的)?(?:情况|措施|方向|意见|打算)",
    r"其[他它](?:需要|需|应当|应)?(?:要)?(?:报告|说明)的?(?:事项|情况|问题)",
)
_NUMBER: Final = (
    r"(?:第(?P<part>[一二三四五六七八九十]{1,3})(?:部分|章)[、:：]?|(?P<cn>[一二三四五六七八九十]{1,3})[、.．:：]"
    r"|[（(]?(?P<paren>[一二三四五六七八九十]{1,3})[)）]、?|(?P<digit>\d{1,2})[.．、](?!\d)|(?P<lost>[、.．])"
    # in front of one of the six headings only: elsewhere they number items, or are none
    r"|(?P<cn_comma>[一二三四五六七八九十]{1,2})[,，]|(?P<formal>[壹贰叁肆伍陆柒捌玖拾Ⅰ-Ⅹ①-⑩])[、.．:：,，]?"
    r"|[（(](?P<paren_digit>\d{1,2})[)）]、?|(?P<digit_comma>\d{1,2})[)）,，:：](?!\d))"
)
_ONLY_OF_THE_SIX: Final = frozenset(("cn_comma", "formal", "paren_digit", "digit_comma"))
_NUMBERS: Final = re.compile(rf"{_NUMBER}\s*")
#: a number that only a space parts from its heading keeps that space
_SPACED_NUMBER: Final = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}(?:部分|章)|[一二三四五六七八九十]{1,3}|\d{1,2})(?=\s+[^\s\d])"
)
_ANY_MEANING: Final = "|".join(f"(?P<m{n}>{pattern})" for n, pattern in enumerate(_MEANINGS, 1))
_WHOLE: Final = re.compile(rf"(?:{_ANY_MEANING})[:：。]?$")
_LEADING: Final = re.compile(rf"(?:{_ANY_MEANING})(?P<end>[\s:：。]|(?![的、和及与，,；;等或）)”]))")
_INSIDE: Final = re.compile(
    r"(?:(?<=[。！？!?\s])|^)"
    r"(?:(?P<cn>[一二三四五六七八九十]{1,3})[、.．]|第(?P<part>[一二三四五六七八九十]{1,3})部分[、:：]?)\s*"
    rf"(?:{_ANY_MEANING})(?=[\s:：。]|$|(?:20\d\d|[〇零一二三四五六七八九]{{4}})年|\d{{4}}年)"
)
_PLAIN_INSIDE: Final = re.compile(
    r"(?:(?<=[。！？!?]\s)|(?<=[。！？!?])|^)([一二三四五六七八九十]{1,3})、([^\s。，,；;：:]{2,30})(?=\s|$)"
)
#: what stands behind the number that both begin with; a search for it is quicker than a pattern for the number
_PART_SIGN: Final = "部分"
_BEHIND_NUMBER: Final = ("、", ".", "．", _PART_SIGN)
_NUMERALS: Final = frozenset(CN[1:])
_MAX_NUMERALS: Final = 3
_SENTENCE_ENDS: Final = "。！？!?"
_PLAIN: Final = re.compile(r"[^。；;！？|]{2,44}$")
#: the whole of a section that has nothing to say, on its heading's line
_NOTHING: Final = re.compile(r"(?:本年度?)?(?:暂?无|没有)[。.]?$")
#: a few more characters behind a heading are a variant of it
_SHORTEST_TEXT: Final = 6
_MAX_LINE: Final = 64
#: longer than any number and heading of a section together
_MAX_HEADING: Final = 120


class Heading(NamedTuple):
    """A possible heading at `line[start:end]`; `meaning` is 1 to 6, or 0 for a heading of another kind."""

    line: int
    start: int
    end: int
    style: Style
    number: int
    meaning: int
    #: without layout spaces, with its number
    printed: str
    body: str


def headings_in(line: int, text: str) -> Iterator[Heading]:
    """Every possible top-level heading in a line or paragraph."""
    if len(text) <= _MAX_LINE:
        found = _whole_line(text)
        if found is not None:
            yield found._replace(line=line) if line else found
            return
    elif "、" not in text and "部分" not in text:
        return
    yield from _within(line, text)


def also_means(body: str, meaning: int) -> bool:
    """Whether a heading names this section beside another one (申请及行政复议、行政诉讼情况)."""
    return re.search(_MEANINGS[meaning - 1], body) is not None


@lru_cache(maxsize=8192)
def _whole_line(text: str) -> Heading | None:
    """The heading that a short line is, as if it were the first; reports print the same few, portals the same menus."""
    spaced = _SPACED_NUMBER.match(text)
    if spaced is not None:
        found = _spaced(text, spaced.group(0))
        if found is not None:
            return found
    compact = "".join(text.split())
    plain = folded(compact)
    match = _NUMBERS.match(compact)
    style, number = _numbering(match)
    body = compact[match.end() :] if match else compact
    meant = _WHOLE.match(plain, len(compact) - len(body))
    if meant is not None:
        printed = compact.rstrip(":：。")
        if style == "paren" and printed[0] not in "（(":
            printed = f"（{printed}"
        return Heading(0, 0, len(text), style, number, _meaning(meant), printed, body.rstrip(":：。"))
    if match is not None and (match.lastgroup in _ONLY_OF_THE_SIX or _is_glued(plain, match.end())):
        return None
    if match is None or not _PLAIN.match(body) or _twice(body) or roles_of(compact):
        return _doubled(text, compact, style, body)
    if _INSIDE.search(folded(text), 1) is not None:
        return None
    printed = f"{spaced[0]} {body}" if spaced is not None and style == "part" else compact
    return Heading(0, 0, len(text), style, number, 0, printed.rstrip(":："), body.rstrip(":："))


def _is_glued(compact: str, start: int) -> bool:
    """Whether a section's heading is followed by text that is no part of it (`…诉讼情况2021年度数据如下`)."""
    meant = _LEADING.match(compact, start)
    rest = compact[meant.end() :] if meant is not None else ""
    return len(rest) >= _SHORTEST_TEXT or any(map(str.isdigit, rest)) or bool(_NOTHING.match(rest))


def spaced_number(text: str) -> str:
    """The number that only a space parts from a section's heading (`一` of `一 总体情况`), else an empty string."""
    spaced = _SPACED_NUMBER.match(text)
    return spaced.group(0) if spaced is not None and _spaced(text, spaced.group(0)) is not None else ""


def _spaced(text: str, number: str) -> Heading | None:
    """`一 总体情况`, `第一部分 总体情况`."""
    body = "".join(text[len(number) :].split()).rstrip(":：。")
    meant = _WHOLE.match(folded(body))
    if meant is None:
        return None
    style, value = _numbering(_NUMBERS.match(number if number[0] == "第" else f"{number}、"))
    return Heading(0, 0, len(text), style, value, _meaning(meant), f"{number} {body}", body)


def _doubled(text: str, compact: str, style: Style, body: str) -> Heading | None:
    """`一、一、总体情况`: the number printed twice."""
    again = _NUMBERS.match(body)
    if style in ("bare", "lost") or again is None or not compact.startswith(again.group(0)):
        return None
    meant = _WHOLE.match(folded(body), again.end())
    if meant is None:
        return None
    same, number = _numbering(again)
    printed = body.rstrip(":：。")
    return Heading(0, 0, len(text), same, number, _meaning(meant), printed, printed[again.end() :])


def _twice(body: str) -> bool:
    return bool(_NUMBERS.match(body)) and body[0] not in "（("


def _within(line: int, text: str) -> Iterator[Heading]:
    """Headings glued to the text that follows, at the start of a paragraph and inside it."""
    number = _NUMBERS.match(text)
    if number is not None and number.lastgroup != "lost":
        meant = _LEADING.match(folded(text[: number.end() + _MAX_HEADING]), number.end())
        if meant is not None:
            style, value = _numbering(number)
            yield _glued(line, text, number.start(), meant, (style, value), number.group(0))
        else:
            yield from _plain_at(line, text, 0)
    for start in _numbers_inside(text):
        # one character before the number, for the pattern's look behind it
        before = start - 1
        found = _INSIDE.match(folded(text[before : start + _MAX_HEADING]), 1)
        if found is not None:
            style, value = ("cn", _cn(found["cn"])) if found["cn"] else ("part", _cn(found["part"]))
            first, last = found.span(f"m{_meaning(found)}")
            body = text[before + first : before + last]
            printed = "".join(text[start : before + first].split()) + body
            yield Heading(line, start, before + found.end(), style, value, _meaning(found), printed, body)


def _numbers_inside(text: str) -> list[int]:
    """Where a heading may begin inside a paragraph: a number right behind a sentence's end or a space."""
    starts = []
    for sign in _BEHIND_NUMBER:
        place = text.find(sign)
        while place >= 0:
            start = place
            while start and place - start < _MAX_NUMERALS and text[start - 1] in _NUMERALS:
                start -= 1
            if start < place and sign == _PART_SIGN:
                start = start - 1 if start and text[start - 1] == "第" else place
            if 0 < start < place and (text[start - 1] in _SENTENCE_ENDS or text[start - 1].isspace()):
                starts.append(start)
            place = text.find(sign, place + 1)
    return sorted(starts)


def _plain_at(line: int, text: str, start: int) -> Iterator[Heading]:
    found = _PLAIN_INSIDE.match(text, start)
    # a row of table 三 that the page ran into its section is none
    if found is not None and not roles_of(found[2]):
        printed = f"{found[1]}、{found[2]}"
        yield Heading(line, start, found.end(), "cn", _cn(found[1]), 0, printed, found[2])


def plain_headings_inside(line: int, text: str) -> Iterator[Heading]:
    """Numbered headings of any kind inside a paragraph: `一、组织领导方面 2017年，…` (other kinds of documents)."""
    yield from _plain_at(line, text, 0)
    for start in _numbers_inside(text):
        yield from _plain_at(line, text, start)


def _glued(
    line: int, text: str, start: int, meant: re.Match[str], numbering: tuple[Style, int], prefix: str
) -> Heading:
    first, last = meant.span(f"m{_meaning(meant)}")
    body = text[first:last]
    printed = "".join(prefix.split()) + body
    return Heading(line, start, meant.end(), *numbering, _meaning(meant), printed, body)


def _meaning(match: re.Match[str]) -> int:
    return next(n for n in range(1, 7) if match[f"m{n}"] is not None)


def _numbering(match: re.Match[str] | None) -> tuple[Style, int]:
    if match is None:
        return "bare", 0
    if match["cn"]:
        return "cn", _cn(match["cn"])
    if match["part"]:
        return "part", _cn(match["part"])
    if match["paren"]:
        return "paren", _cn(match["paren"])
    if match["digit"]:
        return "digit", int(match["digit"])
    if match["lost"]:
        return "lost", 0
    return _rare_numbering(match)


def _rare_numbering(match: re.Match[str]) -> tuple[Style, int]:
    if match["cn_comma"]:
        return "cn", _cn(match["cn_comma"])
    if match["formal"]:
        return "formal", max(alphabet.find(match["formal"]) for alphabet in FORMAL)
    if match["paren_digit"]:
        return "paren", int(match["paren_digit"])
    return "digit", int(match["digit_comma"])


def _cn(numeral: str) -> int:
    """一 to 九十九."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return CN.index(numeral) if len(numeral) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (CN.index(tens) if tens else 1) * 10 + (CN.index(ones) if ones else 0)
