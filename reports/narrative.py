"""Counts in the text against each other and against the tables: soft checks that must not cry wolf.

A total is held against its parts only where the text lists them plainly (其中 …, one unit, exact numbers); parts that
say what became of the things counted (办结, 回复) overlap and are left alone. A number of the text is held against a
table only in the plain phrases for received applications, reviews and suits, and only where no other mention of the
same thing fits the table: reports also count parts of themselves, other years and other bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from reports.model import Figures, Finding, Number, Section
from reports.tables import TablesRead

_UNITS: Final = "人次|条|件|份|篇|项|次|起|个|宗|期"
_TOTAL: Final = re.compile(
    rf"(?P<what>[^\d，,。；;：:（(]{{2,24}})(?P<total>\d{{1,9}})(?P<unit>{_UNITS})[，,：:]?"
    r"(?:其中|分别为|分别是|包括)[：:，,]?(?P<parts>[^。]{3,300})"
)
_PART: Final = re.compile(rf"^(?P<what>[^\d]{{2,24}}?)(?P<count>\d{{1,9}})(?P<unit>{_UNITS})?(?P<rest>[^\d]{{0,12}})$")
_SPLIT: Final = re.compile(r"[，,、；;]")
_BRACKETS: Final = re.compile(r"[（(][^（()）]{0,60}[)）]")
_APPROXIMATE: Final = re.compile(r"余|多|约|近|以上|左右|逾|超过")
#: parts that say what became of the things counted, and so overlap
_OVERLAPS: Final = re.compile(
    "办结|办理|回复|答复|公开率|已|按时|同比|增|减|上升|下降|占|率|平均|涉及|转(?!办)|打印|复印|查询|查阅"
)
_SEMICOLON: Final = re.compile(r"[；;]")
#: what begins another statement, no part
_ANEW: Final = re.compile("同时|另|此外|还|并|共|全年|累计|以及|较|比")
_PUBLISHED: Final = re.compile("公开|发布|推送|转发|更新|刊登|刊发|解读|信息")
_VISITS: Final = re.compile("访问|浏览|点击|阅读")
_CHANNELS: Final = re.compile(
    "网|微信|微博|公众号|平台|媒体|公报|公告栏|公开栏|公示栏|电视|广播|报刊|报纸|抖音|客户端|屏|图解|图文|视频|渠道"
)
_SENTENCE: Final = re.compile(r"[^。；;！？\n]+")
#: mentions that are about another year, some months or several years, or about a part
_ELSEWHERE: Final = re.compile(
    r"季度|半年|\d月|月份|年来|近年|历年|[两三四五]年|上年|去年|上一年|同比|相比|比20\d\d|较20\d\d|截至|累计|以来|分别|其中|占|平均|率"
)
_RECEIVED: Final = re.compile(
    r"(?:新收到?|共收到|收到|受理)(?:公众|群众|申请人)?(?:的|提出的)?(?:各类)?(?:政府)?(?:信息公开申请|依申请公开(?:申请)?)"
    r"(?:共|共计|数量为?|总数为?)?\s*(\d{1,7})\s*(?:件|条|份|宗|次|起|项)"
)
#: what the patterns for numbers of a table ask for
_COUNTED: Final = ("新收", "收到", "受理", "行政复议", "行政诉讼")
_HANDLED: Final = re.compile("(?:办理|审理|审结|受理|应诉|代理|承办|参与)(?:各类|了)?(?:行政复议|行政诉讼)")
_REVIEW: Final = re.compile(r"行政复议(?:案件|申请)?(?:共|共计|为)?\s*(\d{1,6})\s*(?:件|起|宗|次)")
_SUIT: Final = re.compile(r"行政诉讼(?:案件)?(?:共|共计|为)?\s*(\d{1,6})\s*(?:件|起|宗|次)")


def check_narrative(sections: Sequence[Section], tables: TablesRead) -> list[Finding]:
    """Findings where the text's own counts disagree, or the text and a table give one number differently."""
    findings: list[Finding] = []
    for section in sections:
        for paragraph in section.text.split("\n"):
            findings += _parts_against_totals(paragraph, section)
    findings += _text_against_tables(sections, tables)
    return findings


def _parts_against_totals(paragraph: str, section: Section) -> Iterator[Finding]:
    if "其中" not in paragraph and "分别" not in paragraph and "包括" not in paragraph:
        return
    for match in _TOTAL.finditer(_BRACKETS.sub("", paragraph)):
        total, unit = int(match["total"]), match["unit"]
        counts = _counts(match["parts"], unit)
        if len(counts) < 2 or max(counts) >= total or sum(counts) <= total or total in accumulate(counts):
            continue
        if _may_repeat(match["what"], match["parts"]):
            continue
        sums = "+".join(map(str, counts))
        message = f"the page's own counts disagree: {_noun(match['what'])}{total}{unit} against {sums}"
        yield Finding("narrative.counts", "warning", message, section.heading or "introduction")


def _may_repeat(what: str, parts: str) -> bool:
    """Whether one thing may count in several parts: what is published goes out through several channels or forms.

    A visit counts on every page that it touches.
    """
    return bool(_VISITS.search(what)) or (bool(_PUBLISHED.search(what)) and bool(_CHANNELS.search(parts)))


def _noun(what: str) -> str:
    """The counted thing without the verb before it."""
    return (what.rpartition("收到")[2].strip() or what).removeprefix("网民")


def _counts(parts: str, unit: str) -> list[int]:
    """The parts' counts, up to the first that is not a plain part in the total's unit.

    After parts that commas separate a semicolon ends the list: what follows it is about something else.
    """
    counts: list[int] = []
    first = _SEMICOLON.split(parts)[0]
    for part in _SPLIT.split(first if len(_counted(first)) > 1 else parts):
        match = _PART.match(part.strip())
        if match is None or (match["unit"] or unit) != unit or _APPROXIMATE.search(part):
            break
        if match["rest"] or _OVERLAPS.search(match["what"]) or _ANEW.match(match["what"]):
            break
        counts.append(int(match["count"]))
    return counts


def _counted(text: str) -> list[str]:
    """The pieces between commas that hold a number."""
    return [piece for piece in _SPLIT.split(text) if any(map(str.isdigit, piece))]


def _text_against_tables(sections: Sequence[Section], tables: TablesRead) -> Iterator[Finding]:
    sentences = [s for section in sections[:3] for s in _sentences(section.text)]
    if tables.applications:
        yield from _mention(sentences, _RECEIVED, _received(tables.applications), "applications.received.total")
    if tables.proceedings:
        review, suits = _case_counts(tables.proceedings)
        yield from _mention(sentences, _REVIEW, review, "proceedings.review.total")
        yield from _mention(sentences, _SUIT, suits, "proceedings.direct_suit.total")


def _sentences(text: str) -> Iterator[str]:
    """Those that may give one of the numbers."""
    if any(word in text for word in _COUNTED):
        yield from (sentence for sentence in _SENTENCE.findall(text) if any(word in sentence for word in _COUNTED))


def _received(applications: Figures) -> list[Number]:
    """Numbers that 收到申请 may mean: newly received, with those carried in, or those dealt with."""
    received = applications.get("received", {}).get("total")
    if received is None:
        return []
    carried_in = applications.get("carried_in", {}).get("total") or 0
    done = applications.get("total", {}).get("total")
    return [received, received + carried_in, *([] if done is None else [done])]


def _case_counts(proceedings: Figures) -> tuple[list[Number], list[Number]]:
    totals = [proceedings.get(group, {}).get("total") for group in ("review", "direct_suit", "suit_after_review")]
    review = [] if totals[0] is None else [totals[0]]
    if totals[1] is None or totals[2] is None:
        return review, []
    return review, [totals[1] + totals[2], totals[1], totals[2]]


def _is_handled(sentence: str) -> bool:
    """Whether a body tells of the cases that it decided or conducted itself, whatever they were about."""
    return "信息公开" not in sentence and _HANDLED.search(sentence) is not None


def _mention(
    sentences: Iterable[str], pattern: re.Pattern[str], accepted: list[Number], where: str
) -> Iterator[Finding]:
    """One finding if the text mentions the number, but never as the table has it."""
    if not accepted:
        return
    by_sentence = [
        [int(found.group(1)) for found in pattern.finditer(sentence)]
        for sentence in sentences
        if not _ELSEWHERE.search(sentence) and not _is_handled(sentence)
    ]
    mentions = [number for numbers in by_sentence for number in numbers]
    # 通过网络收到申请15件，通过信函收到申请6件 says 21
    said = {*mentions, *map(sum, by_sentence), sum(mentions)}
    if mentions and not said & set(accepted):
        message = f"the text says {mentions[0]}, the table {accepted[0]}"
        yield Finding("narrative.table", "info", message, where)
