"""A report's top-level sections as printed, without the statutory tables and page furniture.

The numbering that carries most of the six statutory headings is the report's own; headings that lost their number, or
carry another, join it only where that numbering has a gap. Reports from before 2019 are cut at whatever headings they
number with 一、 (or 第一部分, or 1.).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from reports.chrome import is_furniture
from reports.document import Block, Grid
from reports.headings import CN, SECTION_NAMES, Heading, Style, headings_in, plain_headings_inside
from reports.model import Finding, Section

_STYLES: Final[tuple[Style, ...]] = ("cn", "part", "digit", "paren", "bare")
_HEADER_LABEL: Final = re.compile(
    r"^[\[【]?(?:索引号|文号|发文字号|发布日期|发布时间|发文日期|成文日期|生成日期|公开日期|日期|时间|发布机构|发文机关|发文机构"
    r"|公开主体|来源|信息来源|名称|标题|信息名称|内容概述|概述|主题词|主题分类|组配分类|分类|关键词|有效性|时效性?|是否有效|效力状态"
    r"|公开方式|公开范围|字号|字体|作者|浏览|点击|阅读)"
    r"[\]】]?\s*[:：]"
)
_LABELLED: Final = re.compile(r"^[\[【(（]?[^\s\d。，,；;]{2,8}[\]】)）]?[:：]")
_SENTENCE: Final = re.compile(r"[。，,；;！？]")
#: bound for hostile pages; a report with its table of contents has some dozens
_MAX_HEADINGS: Final = 600
_SHORT: Final = 16
_MAX_TITLE: Final = 64


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    block: int
    is_table: bool = False


def read_sections(blocks: Sequence[Block], consumed: Set[int]) -> tuple[list[Section], list[Finding]]:
    """Cut `blocks` into an introduction (ordinal 0) and the top-level sections; blocks in `consumed` are tables."""
    lines = _lines(blocks, consumed)
    headings, findings = _choose(lines)
    pieces = _pieces(lines, headings)
    sections = _sections(lines, headings, pieces, findings)
    if _is_statutory(headings, consumed):
        findings += _gaps(headings, pieces, lines, consumed)
    return sections, findings


def _is_statutory(headings: Sequence[Heading], consumed: Set[int]) -> bool:
    """Whether the report follows the six sections of 2019; older ones share some of the headings, not 收到和处理…."""
    meanings = {heading.meaning for heading in headings if heading.meaning}
    third = next((heading.body for heading in headings if heading.meaning == 3), None)
    if consumed and meanings:
        return True
    return len(meanings) >= 5 if third is None else len(meanings) >= 4 and "处理" in third


def _lines(blocks: Sequence[Block], consumed: Set[int]) -> list[_Line]:
    lines: list[_Line] = []
    for index, block in enumerate(blocks):
        if index in consumed:
            continue
        if isinstance(block, Grid):
            lines += [_Line(text, index, True) for row in block.rows if (text := _row_text(row))]
        elif not is_furniture(block.text):
            lines.append(_Line(block.text, index))
    return _rejoined(lines)


def _row_text(row: Iterable[object]) -> str:
    return " ".join(text for cell in row if (text := str(getattr(cell, "text", "")).replace("\n", "")))


_NUMBER_ALONE: Final = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]部分)$")


def _rejoined(lines: list[_Line]) -> list[_Line]:
    """A number that stands on a line of its own goes back to its heading."""
    joined: list[_Line] = []
    for line in lines:
        if joined and not line.is_table and len(joined[-1].text) <= 5 and _NUMBER_ALONE.match(joined[-1].text):
            line = replace(line, text=joined.pop().text + line.text)
        joined.append(line)
    return joined


# which headings ------------------------------------------------------------------------------------------------------


def _choose(lines: Sequence[_Line]) -> tuple[list[Heading], list[Finding]]:
    found = [heading for i, line in enumerate(lines) if not line.is_table for heading in headings_in(i, line.text)]
    inside = [
        heading
        for i, line in enumerate(lines)
        if len(line.text) > _SHORT and not line.is_table
        for heading in plain_headings_inside(i, line.text)
    ]
    found = _without_overlaps(found, inside)[:_MAX_HEADINGS]
    style = _main_style(found)
    if style is None:
        plain, plain_style = _plain_headings(lines, found)
        return _numbered(plain, plain_style)
    run = _best_run([h for h in found if h.style == style and h.meaning], lines)
    run += _strays(found, run, style)
    run.sort(key=lambda heading: (heading.line, heading.start))
    run += _others(found, run, style)
    run.sort(key=lambda heading: (heading.line, heading.start))
    run = _with_lost(found, run)
    return _numbered(run, style)


def _without_overlaps(found: Sequence[Heading], inside: Sequence[Heading]) -> list[Heading]:
    """Both in reading order; of those that begin at the same place only the first kind."""
    taken = {(heading.line, heading.start) for heading in found}
    taken |= {(heading.line, heading.start + 1) for heading in found}
    both = [*found, *(heading for heading in inside if (heading.line, heading.start) not in taken)]
    return sorted(both, key=lambda heading: (heading.line, heading.start))


def _main_style(found: Sequence[Heading]) -> Style | None:
    """The numbering that most of the statutory headings carry, if at least two do."""
    meanings = {style: {h.meaning for h in found if h.style == style and h.meaning} for style in _STYLES}
    best = max(_STYLES, key=lambda style: len(meanings[style]))
    return best if len(meanings[best]) >= 2 else None


def _best_run(found: Sequence[Heading], lines: Sequence[_Line]) -> list[Heading]:
    """Of several copies (a table of contents, PC and mobile) the first with the most headings that have content."""
    runs: list[list[Heading]] = []
    for heading in found:
        if not runs or any(heading.meaning == other.meaning for other in runs[-1]):
            runs.append([])
        runs[-1].append(heading)
    return max(runs, key=lambda run: sum(_has_content(heading, found, lines) for heading in run))


def _has_content(heading: Heading, found: Sequence[Heading], lines: Sequence[_Line]) -> bool:
    """Whether text or a table stands between a heading and the next one."""
    following = next((h for h in found if (h.line, h.start) > (heading.line, heading.start)), None)
    if following is None:
        return heading.line + 1 < len(lines) or heading.end < len(lines[heading.line].text)
    if following.line > heading.line + 1 or lines[following.line].block > lines[heading.line].block + 1:
        return True
    if following.line == heading.line:
        return bool(lines[heading.line].text[heading.end : following.start].strip())
    rest, lead = lines[heading.line].text[heading.end :], lines[following.line].text[: following.start]
    return bool(rest.strip() or lead.strip())


def _strays(found: Sequence[Heading], run: Sequence[Heading], style: Style) -> list[Heading]:
    """Headings of other numberings that fill a gap of the run: alone on a line, between their neighbours."""
    have = {heading.meaning for heading in run}
    strays: dict[int, Heading] = {}
    for heading in found:
        if heading.style == style or not heading.meaning or heading.meaning in have or heading.meaning in strays:
            continue
        before = [h for h in run if h.meaning < heading.meaning]
        after = [h for h in run if h.meaning > heading.meaning]
        if all(h.line < heading.line for h in before) and all(h.line > heading.line for h in after) and before:
            strays[heading.meaning] = heading
    return list(strays.values())


def _others(found: Sequence[Heading], run: Sequence[Heading], style: Style) -> list[Heading]:
    """Headings with words of their own in the run's numbering, where their number continues it."""
    others: list[Heading] = []
    if style not in ("cn", "part"):
        return others
    for heading in found:
        if heading.style != style or heading.meaning:
            continue
        before = [h for h in (*run, *others) if (h.line, h.start) < (heading.line, heading.start)]
        after = [h for h in run if (h.line, h.start) > (heading.line, heading.start)]
        last = max((h.number or h.meaning for h in before), default=0)
        following = min((h.number for h in after if h.number), default=99)
        if last < heading.number < following and heading.number <= last + 2 and (before or heading.number == 1):
            others.append(heading)
    return others


def _with_lost(found: Sequence[Heading], run: Sequence[Heading]) -> list[Heading]:
    """The run with a heading that only kept the 、 of its number, where exactly that number is missing."""
    full = list(run)
    for before, after in pairwise(run):
        last, following = before.number or before.meaning, after.number or after.meaning
        if following != last + 2:
            continue
        lost = [h for h in found if h.style == "lost" and not h.meaning and before.line < h.line < after.line]
        if len(lost) == 1:
            full.insert(full.index(after), lost[0])
    return full


def _plain_headings(lines: Sequence[_Line], found: Sequence[Heading]) -> tuple[list[Heading], Style]:
    """Headings of a free text: numbered in order with 一、, else 第一部分, else 1."""
    for style in _STYLES[:3]:
        candidates = [heading for heading in found if heading.style == style]
        run: list[Heading] = []
        last = 0
        for heading in candidates:
            if heading.number == last + 1 or (heading.number == last + 2 and _lost_after(found, run, heading)):
                run.append(heading)
                last = heading.number
        if len(run) >= 2:
            return _with_lost(found, run), style
    return [], "cn"


def _lost_after(found: Sequence[Heading], run: Sequence[Heading], heading: Heading) -> bool:
    return bool(run) and any(h.style == "lost" and run[-1].line < h.line < heading.line for h in found)


def _numbered(run: Sequence[Heading], style: Style) -> tuple[list[Heading], list[Finding]]:
    """Ordinals in ascending order; lost and repeated numbers become findings, a lost number is put back."""
    headings: list[Heading] = []
    findings: list[Finding] = []
    last = 0
    for heading in run:
        number = heading.number if heading.style == style else 0
        ordinal = number if number > last else max(heading.meaning, last + 1)
        if heading.style == "lost" or (heading.style == "bare" != style):
            restored = _restored(ordinal, heading.body, headings[-1] if headings else None)
            message = f"the heading {heading.printed} lost its number: read as {restored}"
            findings.append(Finding("sections.lost-number", "warning", message, f"section {ordinal}"))
            heading = replace(heading, printed=restored)
        elif number and number != ordinal:
            message = f"the heading {heading.printed} repeats a number: read as section {ordinal}"
            findings.append(Finding("sections.number", "warning", message, f"section {ordinal}"))
        headings.append(replace(heading, number=ordinal))
        last = ordinal
    return headings, findings


def _restored(ordinal: int, body: str, model: Heading | None) -> str:
    """The heading with its number, written as the heading before it is."""
    numeral = CN[ordinal] if ordinal < len(CN) else str(ordinal)
    prefix = model.printed.removesuffix(model.body) if model is not None else f"{CN[1]}、"
    if any(map(str.isdigit, prefix)) and not any(character in CN for character in prefix):
        return re.sub(r"\d+", str(ordinal), prefix) + body
    return re.sub(rf"[{CN}]+", numeral, prefix, count=1) + body


# cutting -------------------------------------------------------------------------------------------------------------


def _pieces(lines: Sequence[_Line], headings: Sequence[Heading]) -> list[list[str]]:
    """Text lines of the introduction and of each heading's section."""
    pieces: list[list[str]] = []
    starts = [(0, 0), *((h.line, h.end) for h in headings)]
    ends = [*((h.line, h.start) for h in headings), (len(lines), 0)]
    for (line, offset), (last, cut) in zip(starts, ends, strict=True):
        texts = [lines[i].text for i in range(line, min(last + 1, len(lines)))]
        if last < len(lines):
            texts[-1] = texts[-1][:cut]
        if texts:
            texts[0] = texts[0][offset:]
        pieces.append([stripped for text in texts if (stripped := text.strip())])
    return pieces


def _sections(
    lines: Sequence[_Line], headings: Sequence[Heading], pieces: Sequence[list[str]], findings: list[Finding]
) -> list[Section]:
    del lines
    sections: list[Section] = []
    introduction = _introduction(pieces[0])
    if introduction:
        sections.append(Section(0, "", "\n".join(introduction)))
    for heading, piece in zip(headings, pieces[1:], strict=True):
        sections.append(Section(heading.number, heading.printed, "\n".join(piece)))
    if not headings:
        findings.append(Finding("sections.none", "info", "the text has no numbered headings"))
    return sections


def _introduction(lines: Sequence[str]) -> list[str]:
    """The lines before the first heading, without title, dateline and metadata header."""
    first = 0
    while first < len(lines) and _is_header_line(lines[first]):
        first += 1
    return [line for line in lines[first:] if not _HEADER_LABEL.match("".join(line.split()))]


def _is_header_line(text: str) -> bool:
    compact = "".join(text.split())
    if _HEADER_LABEL.match(compact):
        return True
    if len(compact) > _MAX_TITLE or "。" in text:
        return False
    return bool(_LABELLED.match(compact)) or not _SENTENCE.search(text)


# findings ------------------------------------------------------------------------------------------------------------


def _gaps(
    headings: Sequence[Heading], pieces: Sequence[list[str]], lines: Sequence[_Line], consumed: Set[int]
) -> list[Finding]:
    findings: list[Finding] = []
    have = {heading.meaning for heading in headings}
    for meaning in range(1, 7):
        if meaning not in have and not any(h.number == meaning and not h.meaning for h in headings):
            message = f"section {CN[meaning]} ({SECTION_NAMES[meaning]}) is missing"
            findings.append(Finding("sections.missing", "warning", message, f"section {meaning}"))
    empty: list[int] = []
    for position, heading in enumerate(headings):
        if pieces[position + 1] or _has_table(headings, position, lines, consumed):
            continue
        if heading.meaning in (2, 3, 4):
            empty.append(heading.number)
        else:
            message = f"section {heading.printed} is empty"
            findings.append(Finding("sections.empty", "warning", message, f"section {heading.number}"))
    if empty:
        findings.append(_without_figures(empty))
    return findings


def _has_table(headings: Sequence[Heading], position: int, lines: Sequence[_Line], consumed: Set[int]) -> bool:
    first = lines[headings[position].line].block
    last = lines[headings[position + 1].line].block if position + 1 < len(headings) else max(consumed, default=0) + 1
    return any(first <= block < last for block in consumed)


def _without_figures(sections: Sequence[int]) -> Finding:
    names = [CN[number] if number < len(CN) else str(number) for number in sections]
    if len(names) == 1:
        message = f"section {names[0]} has a heading but no figures"
    else:
        message = f"sections {', '.join(names[:-1])} and {names[-1]} have headings but no figures"
    return Finding("sections.no-figures", "warning", message, "sections")
