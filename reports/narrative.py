"""Counts in the text against each other and against the tables: soft checks that must not cry wolf."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reports.model import Finding, Section
from reports.tables import TablesRead

_UNITS: Final = "条|件|份|篇|项|次|起|人次|个|宗|期"
_TOTAL: Final = re.compile(
    rf"(?P<what>[^\d，,。；;：:（(]{{2,24}})(?P<total>\d{{1,9}})(?P<unit>{_UNITS})[，,：:]?"
    r"(?:其中|分别为|分别是|包括)[：:，,]?(?P<parts>[^。]{3,300})"
)
_PART: Final = re.compile(rf"^(?P<what>[^\d]{{2,24}}?)(?P<count>\d{{1,9}})(?P<unit>{_UNITS})?(?P<rest>[^\d]{{0,12}})$")
_SPLIT: Final = re.compile(r"[，,、；;]")
_BRACKETS: Final = re.compile(r"[（(][^（()）]{0,60}[)）]")
_APPROXIMATE: Final = re.compile(r"余|多|约|近|以上|左右|逾|超过")
#: parts that say what became of the things counted, and so overlap
_OVERLAPS: Final = re.compile("办结|办理|回复|答复|公开率|已|按时|同比|增|减|上升|下降|占|率|平均|转")


def check_narrative(sections: Sequence[Section], tables: TablesRead) -> list[Finding]:
    """Findings where the text's own counts disagree, or the text and a table give one number differently."""
    findings: list[Finding] = []
    for section in sections:
        for paragraph in section.text.split("\n"):
            findings += _parts_against_totals(paragraph, section)
    return findings


def _parts_against_totals(paragraph: str, section: Section) -> Iterator[Finding]:
    if "其中" not in paragraph and "分别" not in paragraph and "包括" not in paragraph:
        return
    for match in _TOTAL.finditer(_BRACKETS.sub("", paragraph)):
        total, unit = int(match["total"]), match["unit"]
        counts = _counts(match["parts"], unit)
        if len(counts) < 2 or max(counts) >= total or sum(counts) <= total:
            continue
        what = match["what"].rpartition("收到")[2].strip() or match["what"]
        message = (
            f"the page's own counts disagree: {_noun(what)}{total}{unit} against {'+'.join(map(str, counts))}"
        )
        yield Finding("narrative.counts", "warning", message, section.heading or "introduction")


def _noun(what: str) -> str:
    """The counted thing without what stands before it."""
    return what.removeprefix("网民")


def _counts(parts: str, unit: str) -> list[int]:
    """The parts' counts, up to the first that is not a plain part in the total's unit."""
    counts: list[int] = []
    for part in _SPLIT.split(parts):
        match = _PART.match(part.strip())
        if match is None or (match["unit"] or unit) != unit or _APPROXIMATE.search(part):
            break
        if match["rest"] or _OVERLAPS.search(match["what"].replace("转办", "")):
            break
        counts.append(int(match["count"]))
    return counts
