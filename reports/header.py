"""The metadata header of a page (索引号, 文号, 发布机构, 日期 …) in every layout that portals print.

`read_pairs` gives all label/value pairs in reading order, from table rows, lists, lines and glued text; what the pairs
mean is decided in `reports.header_values`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.dates import is_date, read_date
from reports.document import Block, Document, Grid
from reports.header_bare import read_bare_values
from reports.header_labels import Label, first_signs, label_of, labels, plausible
from reports.header_lines import parse_line
from reports.numerals import half_width

#: blocks before the article that are looked at; menus come first, the header last
BEFORE_BLOCKS = 150
#: blocks of the article that are looked at; a header stands at its top
TOP_BLOCKS = 40
#: a paragraph this long that starts with no label is the body
BODY_LENGTH = 120
#: a header printed as one paragraph still ends somewhere
LINE_LENGTH = 700


class Pair(NamedTuple):
    """A header entry. `group` numbers the run of neighbours; `byline` marks a line with click counters and the like."""

    label: Label
    value: str
    group: int
    byline: bool = False


@dataclass(slots=True)
class _Collector:
    """Turns pieces into pairs; remembers the label whose value may follow in the next piece."""

    pairs: list[Pair]
    group: int = 0
    waiting: Label | None = None
    #: pieces that are no pair, in order: a header may print its values only
    bare: list[str] = field(default_factory=list)

    def add_line(self, text: str) -> bool:
        """Take a line that begins with a label; False where it is no such line."""
        if not text or not (text[0] in first_signs() or "：" in text or ":" in text):
            return False
        label = label_of(text)
        if label:
            self.waiting = label
            return True
        line = parse_line(text)
        if not line.pairs or not (line.sure or self._in_header()):
            return False
        byline = any(pair.label.field == "chrome" for pair in line.pairs)
        if line.leading:
            self._put(_DATELINE, line.leading, byline=True)
        for pair in line.pairs:
            self._put(pair.label, pair.value, byline=byline)
        last = line.pairs[-1]
        self.waiting = last.label if not last.value and len(line.pairs) == 1 else None
        return True

    def _in_header(self) -> bool:
        return bool(self.pairs) and self.pairs[-1].group == self.group

    def add_value(self, text: str) -> bool:
        """Take `text` as the value of the label before it, if it can be one."""
        text = text.lstrip(_BULLETS)
        label, self.waiting = self.waiting, None
        if label is None or not (plausible(label, text.strip()) or self._repeats_title(label, text)):
            return False
        self._put(label, text, byline=False)
        return True

    def _repeats_title(self, label: Label, text: str) -> bool:
        """Whether 内容概述 and the like hold the title that 名称 has named before; else it is the heading below."""
        named = (pair.value for pair in self.pairs if pair.group == self.group and pair.label.field == "title")
        return label.value == "text" and " ".join(text.split()) in named

    def add_bare_date(self, text: str) -> bool:
        """Take a date that stands alone right under the title; other lone dates are today's or a list's."""
        text = text.lstrip(_BULLETS)
        if not text or len(text) > 40 or (not any(map(str.isdecimal, text)) and text[0] not in _DATE_STARTS):
            return False
        if not self._is_under_title() or not _is_dateline(text):
            return False
        self._put(_DATELINE, text, byline=True)
        return True

    def _is_under_title(self) -> bool:
        """Whether the title was the last line, or the last but the organ's name or a remark in brackets."""
        if not self.bare:
            return False
        if _TITLE_END.search(self.bare[-1]):
            return True
        between = self.bare[-1]
        # a column's name (政府信息公开年报) over the organ's is a header that prints its values only
        if len(self.bare) < 2 or not _TITLE_END.search(self.bare[-2]) or not _DATED.search(self.bare[-2]):
            return False
        return bool(_REMARK.fullmatch(between)) or plausible(labels()["发布机构"], between)

    def break_off(self) -> None:
        self.waiting = None
        self.group += 1

    def put_cell(self, label: Label, value: str) -> None:
        self._put(label, value, byline=False)

    def _put(self, label: Label, value: str, *, byline: bool) -> None:
        value = " ".join(value.split())
        if value:
            self.pairs.append(Pair(label, value, self.group, byline))


def _is_dateline(text: str) -> bool:
    """Whether a line is a date, alone or beside the organ's name or the font switch."""
    if is_date(text.strip("()（）[]【】〔〕［］ ")):
        return True
    found = read_date(text)
    if found.iso is None:
        return False
    before, _, after = half_width(text).partition(found.printed)
    rest = f"{before} {_TIME.sub('', after)}".strip(" ()[]【】〔〕,|")
    if any(map(str.isdigit, rest)):
        return False
    return not rest or _FONT_SWITCH.fullmatch(rest) is not None or plausible(labels()["发布机构"], rest)


_TITLE_END = re.compile(r"(?:报告|年报|总结|信息公开(?:工作)?情况)(?:[(（][^()（）]{1,8}[)）])?[)）》]?$")
_DATED = re.compile(r"(?:19|20)\d\d|二[〇○零Ｏ0]|２０")
_REMARK = re.compile(r"[(（][^()（）\d]{1,12}[)）]")
_TIME = re.compile(r"^ ?\d{1,2}:\d{1,2}(?::\d{1,2})?")
_FONT_SWITCH = re.compile(r"(?:字体|字号)?[:\[ ]*大[ |/]*中[ |/]*小[\] ]*(?:打印|关闭|收藏|分享|[ |])*")
_DATE_STARTS = frozenset("12１２二(（[【〔［ ")
_COLON = re.compile("[:：]")
_BULLETS = "•·◆■●▪ 　"
_DATELINE = Label("日期", "dateline", "date", proper=False, rank=0)


def read_pairs(document: Document) -> list[Pair]:
    """All pairs before and at the top of the article; of what follows it only a run that holds an index number."""
    collector = _Collector([])
    _collect(document.before[-BEFORE_BLOCKS:], collector, whole=True)
    collector.break_off()
    _collect(document.blocks[:TOP_BLOCKS], collector, whole=False)
    pairs = collector.pairs
    if not any(pair.label.proper for pair in pairs):
        pairs.extend(_bare_pairs(collector.bare, collector.group + 1) or _pairs_after(document, collector.group + 2))
    return pairs


def _bare_pairs(texts: Sequence[str], group: int) -> list[Pair]:
    return [Pair(labels()[text], value, group) for text, value in read_bare_values(texts)]


def _pairs_after(document: Document, group: int) -> list[Pair]:
    collector = _Collector([], group)
    _collect(document.after, collector, whole=True)
    indexed = {pair.group for pair in collector.pairs if pair.label.field == "index_no"}
    return [pair for pair in collector.pairs if pair.group in indexed]


def _collect(blocks: Sequence[Block], collector: _Collector, *, whole: bool) -> None:
    for block in blocks:
        if isinstance(block, Grid):
            if not _collect_grid(block, collector) and not whole:
                return
            continue
        text = block.text
        if len(text) <= LINE_LENGTH and (collector.add_line(text) or collector.add_value(text)):
            continue
        if not whole and (len(text) > BODY_LENGTH or text.startswith(("一、", "一.", "一．"))):
            return
        if len(text) > 2 and not collector.add_bare_date(text):
            collector.break_off()
            collector.bare.append(text)


def _collect_grid(grid: Grid, collector: _Collector) -> bool:
    """Pairs of a table: label and value cells side by side, or a row of labels above a row of values."""
    if len(grid.rows) > 40:
        return False
    before = len(collector.pairs)
    collector.break_off()
    heads: list[Label | None] = []
    for row in grid.rows:
        cells = [cell.text.strip() for cell in row]
        row_labels = [label_of(cell) for cell in cells]
        if len(heads) == len(cells) > 1 and not any(row_labels):
            for label, cell in zip(heads, cells, strict=True):
                if label:
                    collector.put_cell(label, cell)
            heads = []
            continue
        heads = row_labels if len(cells) > 1 and all(row_labels) else []
        if not heads:
            _collect_row(cells, row_labels, collector)
    collector.waiting = None
    return len(collector.pairs) > before


def _collect_row(cells: Sequence[str], row_labels: Sequence[Label | None], collector: _Collector) -> None:
    pending: Label | None = None
    for cell, label in zip(cells, row_labels, strict=True):
        if label:
            pending = label
        elif cell in (":", "："):
            continue
        elif pending and not (_COLON.search(cell) and parse_line(cell).pairs):
            if cell:
                collector.put_cell(pending, cell)
            pending = None
        else:
            pending = None
            for line in cell.splitlines():
                if not (collector.add_line(line) or collector.add_value(line)):
                    collector.bare.append(line)
    collector.waiting = None
