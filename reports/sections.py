"""A report's top-level sections as printed, without the statutory tables and page furniture.

The numbering that carries most of the six statutory headings is the report's own; headings that lost their number, or
carry another, join it only where that numbering has a gap. Reports from before 2019 are cut at whatever headings they
number with 一、 (or 第一部分, or 1.).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise
from typing import Final

from reports.appendix_lines import appendix_line_blocks
from reports.chrome import is_furniture
from reports.document import Block, Grid
from reports.header_labels import label_of
from reports.header_lines import parse_line
from reports.heading_run import Line, choose_headings, is_page_number
from reports.headings import CN, SECTION_NAMES, Heading, also_means, headings_in
from reports.model import Finding, Section

_HEADER_LABEL: Final = re.compile(
    r"^[\[【]?(?:索引号|文号|发文字号|发布日期|发布时间|发文日期|成文日期|生成日期|公开日期|日期|时间|发布机构|发文机关|发文机构"
    r"|公开主体|来源|信息来源|名称|标题|信息名称|内容概述|概述|主题词|主题分类|组配分类|分类|关键词|有效性|时效性?|是否有效|效力状态"
    r"|公开方式|公开范围|字号|字体|作者|浏览|点击|阅读)"
    r"[\]】]?\s*[:：]"
)
_LABELLED: Final = re.compile(r"^[\[【(（]?[^\s\d。，,；;]{2,8}[\]】)）]?[:：]")
_SENTENCE: Final = re.compile(r"[。，,；;！？]")
#: a heading with its page in a table of contents
_CONTENTS: Final = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}|[（(]?[一二三四五六七八九十\d]{1,2}[)）])[、.．\s部].{2,40}?[.·…⋯\s-]\s*\d{1,3}[\s-]*$"
)
_FILE_NAME: Final = re.compile(r"[^。；：:]{2,80}\.(?:pdf|docx?|wps|xlsx?|rtf|ofd|zip|rar)", re.IGNORECASE)
_LONGEST_ENDING: Final = 5
#: the column's name that a template prints below its article
_COLUMN: Final = re.compile(r"(?:政府)?信息公开(?:工作)?(?:年报|年度报告|专栏|目录)")
_MAX_TITLE: Final = 64
#: characters from which a line is a paragraph, no entry of a table of contents
_PARAGRAPH: Final = 30
#: the first reports in six sections were on this year
_FIRST_YEAR: Final = 2019
#: lines at the top among which a metadata header may stand, and spaces inside one of its labels (索 引 号)
_HEADER_LINES: Final = 40
_MOST_SPACES: Final = 4


def read_sections(
    blocks: Sequence[Block], consumed: Set[int], year: int | None = None
) -> tuple[list[Section], list[Finding]]:
    """Cut `blocks` into an introduction (ordinal 0) and the top-level sections; blocks in `consumed` are tables.

    `year` (what the report covers) is asked only whether the six sections were due.
    """
    lines = _lines(blocks, consumed)
    headings, findings = choose_headings(lines)
    pieces = _pieces(lines, headings)
    sections = _sections(headings, pieces, findings)
    if _is_statutory(headings, consumed, year):
        findings += _gaps(headings, pieces, lines, consumed)
    return sections, findings


def _is_statutory(headings: Sequence[Heading], consumed: Set[int], year: int | None) -> bool:
    """Whether the report follows the six sections of 2019; older ones share some of the headings, not 收到和处理…."""
    before = year is not None and year < _FIRST_YEAR
    meanings = {heading.meaning for heading in headings if heading.meaning}
    third = next((heading.body for heading in headings if heading.meaning == 3), None)
    if consumed and meanings:
        return True
    return len(meanings) >= 5 and not before if third is None else len(meanings) >= 4 and "处理" in third


def _lines(blocks: Sequence[Block], consumed: Set[int]) -> list[Line]:
    lines: list[Line] = []
    appendix = appendix_line_blocks(blocks)
    for index, block in enumerate(blocks):
        if index in consumed:
            continue
        if isinstance(block, Grid):
            lines += [Line(text, index, True) for row in block.rows if (text := _row_text(row))]
        elif not is_furniture(block.text) and not _is_file_name(block.text):
            lines.append(Line(block.text, index, index in appendix))
    while lines and _COLUMN.fullmatch(lines[-1].text):
        lines.pop()
    return _rejoined(lines)


def _is_file_name(text: str) -> bool:
    """Whether a line is an attached file's name and nothing else."""
    return "." in text[-_LONGEST_ENDING:] and bool(_FILE_NAME.fullmatch(text))


def _row_text(row: Iterable[object]) -> str:
    return " ".join(text for cell in row if (text := str(getattr(cell, "text", "")).replace("\n", "")))


_NUMBER_ALONE: Final = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]部分)$")


def _rejoined(lines: list[Line]) -> list[Line]:
    """A number that stands on a line of its own goes back to its heading."""
    joined: list[Line] = []
    for line in lines:
        if joined and not line.is_table and len(joined[-1].text) <= 5 and _NUMBER_ALONE.match(joined[-1].text):
            line = line._replace(text=joined.pop().text + line.text)
        joined.append(line)
    return joined


def _pieces(lines: Sequence[Line], headings: Sequence[Heading]) -> list[list[str]]:
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


def _sections(headings: Sequence[Heading], pieces: Sequence[list[str]], findings: list[Finding]) -> list[Section]:
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
    first = _behind_header(lines)
    while first < len(lines) and _is_header_line(lines[first]):
        first += 1
    kept = [line for line in lines[first:] if not _HEADER_LABEL.match("".join(line.split()))]
    return _without_contents(kept)


def _without_contents(lines: list[str]) -> list[str]:
    """The introduction without a table of contents: 目录 and the short lines below, or headings with pages."""
    kept: list[str] = []
    within = False
    for line in lines:
        if "".join(line.split()) in ("目录", "目次"):
            within = True
        elif not (_is_short(line) and (within or _CONTENTS.search(line))):
            within = False
            kept.append(line)
    return kept


def _behind_header(lines: Sequence[str]) -> int:
    """Index of the first line behind the last label of a metadata header, its value included."""
    first = 0
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if label_of(line):
            first = index + 1 + (index + 1 < len(lines) and _is_short(lines[index + 1]))
        elif _begins_with_label(line):
            first = index + 1
        elif not _is_short(line):
            break
    return first


def _begins_with_label(line: str) -> bool:
    """Whether a line is label and value of the header proper, in one piece or as a table's row."""
    read = parse_line(line)
    if read.sure and any(pair.label.proper for pair in read.pairs):
        return True
    words = line.split(maxsplit=_MOST_SPACES)
    starts = (label_of("".join(words[:count])) for count in range(1, len(words)))
    return any(label is not None and label.proper for label in starts)


def _is_short(line: str) -> bool:
    return len(line) <= _MAX_TITLE and "。" not in line


def _is_header_line(text: str) -> bool:
    compact = "".join(text.split())
    if _HEADER_LABEL.match(compact):
        return True
    if len(compact) > _MAX_TITLE or "。" in text:
        return False
    return bool(_LABELLED.match(compact)) or not _SENTENCE.search(text)


def _gaps(
    headings: Sequence[Heading], pieces: Sequence[list[str]], lines: Sequence[Line], consumed: Set[int]
) -> list[Finding]:
    findings: list[Finding] = []
    have = {heading.meaning for heading in headings}
    missing = [meaning for meaning in range(1, 7) if meaning not in have and not _is_taken(meaning, headings)]
    if missing:
        told = _told_before(pieces[0])
        findings += [_missing(meaning, before=meaning in told) for meaning in missing]
    empty: list[int] = []
    for position, heading in enumerate(headings):
        piece = pieces[position + 1]
        # a number alone behind or under a heading is a page's in a table of contents
        alone = heading.meaning in range(1, 6) and len(piece) == 1 and is_page_number(piece[0])
        if (piece and not alone) or _has_table(headings, position, lines, consumed):
            continue
        if heading.meaning in (2, 3, 4):
            empty.append(heading.number)
        else:
            message = f"section {heading.printed} is empty"
            findings.append(Finding("sections.empty", "warning", message, f"section {heading.number}"))
    if empty:
        findings.append(_without_figures(empty))
    return findings


def _is_taken(meaning: int, headings: Sequence[Heading]) -> bool:
    """Whether another heading has the section's number, or names it beside its own."""
    return any((h.number == meaning and not h.meaning) or also_means(h.body, meaning) for h in headings)


def _missing(meaning: int, *, before: bool) -> Finding:
    name = f"section {CN[meaning]} ({SECTION_NAMES[meaning]})"
    if before:
        message = f"{name} stands in the introduction: the page begins the numbers of its sections twice"
        return Finding("sections.restarted", "info", message, f"section {meaning}")
    return Finding("sections.missing", "warning", f"{name} is missing", f"section {meaning}")


def _told_before(introduction: Sequence[str]) -> set[int]:
    """Meanings of headings before the first section with a text of their own, which a table of contents has not."""
    return {
        heading.meaning
        for text, following in pairwise(introduction)
        if len(following) >= _PARAGRAPH
        for heading in headings_in(0, text)
        if heading.start == 0 and heading.end == len(text)
    }


def _has_table(headings: Sequence[Heading], position: int, lines: Sequence[Line], consumed: Set[int]) -> bool:
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
