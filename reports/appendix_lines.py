"""A statistics appendix that lost its table: one cell a line, one row a line, or all in one paragraph.

The lines become one stream of words. A unit ends a label, what follows a unit is its value if it looks like one, and a
number (一、 （一） 1.) or 其中 begins the next label. Prose ends the appendix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reports.appendix_rows import NO_UNIT, UNITS, Path, begins_row, make_row
from reports.cells import looks_like_value
from reports.document import Block, Paragraph
from reports.model import AppendixRow

_GAP: Final = r"[\s|│┃]+"
_LABEL: Final = r"(?:统\s*计\s*)?(?:指\s*标|项\s*目)(?:\s*名\s*称|\s*内\s*容)?|统\s*计\s*内\s*容"
_UNIT: Final = r"(?:计\s*量\s*)?单\s*位"
_VALUE: Final = r"年\s*[末终底]\s*统\s*计(?:\s*数)?|统\s*计\s*数(?:\s*据|\s*字)?|数\s*量|数\s*据|数\s*值|本\s*年\s*数?"
_HEAD: Final = re.compile(rf"^[\s|│┃]*(?:{_LABEL}){_GAP}{_UNIT}{_GAP}(?:{_VALUE})(?={_GAP}|$)")
_FIRST: Final = ("指", "项", "统", "|")
_WORDS: Final = re.compile(_GAP)
#: lines over which a head of one cell a line is looked for
_HEAD_LINES: Final = 3
#: what stands over the next one
_CAPTION: Final = re.compile(r"^\s*(?:附?表|附件)\s*(?:[一二三四五六七八九十]|\d{1,2})\s*(?:[:：、.．\s]|$)")
_PROSE: Final = re.compile(r"[。；;！？]")
_LONGEST_LABEL: Final = 80
_MAX_WORDS: Final = 6_000


def read_appendix_lines(blocks: Sequence[Block]) -> Iterator[AppendixRow]:
    """Rows of every appendix that stands in paragraphs."""
    for _, rows in _appendices(blocks):
        yield from rows


def appendix_line_blocks(blocks: Sequence[Block]) -> frozenset[int]:
    """Numbers of the paragraphs that hold such appendices' rows: their labels are numbered like headings."""
    return frozenset(number for held, _ in _appendices(blocks) for number in held)


def _appendices(blocks: Sequence[Block]) -> Iterator[tuple[range, list[AppendixRow]]]:
    """The blocks from an appendix's head to its last row, and the rows."""
    number = 0
    while number < len(blocks):
        block = blocks[number]
        found = _head(blocks, number) if isinstance(block, Paragraph) else None
        if found is None:
            number += 1
            continue
        first, (rest, number) = number, found
        last = number
        while last < len(blocks) and _is_line(blocks[last]) and not _begins_another(blocks, last):
            last += 1
        lines = [rest, *(block.text for block in blocks[number:last] if isinstance(block, Paragraph))]
        rows, end = _rows(lines)
        yield range(first, number + end), rows
        number = last


def _begins_another(blocks: Sequence[Block], number: int) -> bool:
    block = blocks[number]
    return isinstance(block, Paragraph) and bool(_CAPTION.match(block.text) or _head(blocks, number))


def _head(blocks: Sequence[Block], number: int) -> tuple[str, int] | None:
    """What follows the head on its own line, and the number of the next block."""
    text = ""
    for place in range(number, min(number + _HEAD_LINES, len(blocks))):
        block = blocks[place]
        if not isinstance(block, Paragraph) or (not text and block.text.lstrip()[:1] not in _FIRST):
            return None
        text = f"{text} {block.text}"
        if found := _HEAD.match(text):
            return text[found.end() :], place + 1
        if len(block.text) > _LONGEST_LABEL:
            return None
    return None


def _is_line(block: Block) -> bool:
    return isinstance(block, Paragraph) and len(block.text) <= _LONGEST_LABEL and not _PROSE.search(block.text)


def _rows(lines: Sequence[str]) -> tuple[list[AppendixRow], int]:
    """The rows, and how many lines after the first they take up."""
    words = [(word, number) for number, line in enumerate(lines) for word in _WORDS.split(line) if word][:_MAX_WORDS]
    path, label, place, end = Path(), "", 0, 0
    rows: list[AppendixRow] = []
    while place < len(words):
        word, place = words[place][0], place + 1
        if label and (word in UNITS or word in NO_UNIT):
            labels, raw = path.enter(label), ""
            if place < len(words) and looks_like_value(words[place][0]) and words[place][0] not in UNITS:
                raw, place = words[place][0], place + 1
            row = make_row(labels, word, raw)
            if row is not None:
                rows.append(row)
                end = words[place - 1][1]
            label = ""
            continue
        if label and begins_row(word):
            path.enter(label)
            label = ""
        label = f"{label}{word}"
    return rows, end
