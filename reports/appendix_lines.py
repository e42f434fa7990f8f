"""A statistics appendix that lost its table: one cell a line, one row a line, or all in one paragraph.

The lines become one stream of words. A unit ends a label, what follows a unit is its value if it looks like one, and a
number (一、 （一） 1.) or 其中 begins the next label. Prose ends the appendix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from reports.appendix_rows import NO_UNIT, UNITS, Path, begins_row, make_row
from reports.cells import looks_like_value
from reports.document import Block, Paragraph
from reports.model import AppendixRow

_GAP: Final = r"[\s|│┃]+"
_LABEL: Final = r"(?:统\s*计\s*)?(?:指\s*标|项\s*目)(?:\s*名\s*称|\s*内\s*容)?|统\s*计\s*内\s*容"
_UNIT: Final = r"(?:计\s*量\s*)?单\s*位"
_VALUE: Final = (
    r"(?=[2本历年实累统填数])(?:20\d\d\s*年(?:\s*度)?|本\s*年(?:\s*度)?|历\s*年|本\s*期|年\s*[末终底])?"
    r"(?:实\s*际|累\s*计|统\s*计|填\s*报)?(?:\s*数(?:\s*[据量值字])?)?"
)
#: columns that hold no figures
_CODE: Final = r"代\s*码|编\s*号"
_NOTE: Final = r"备\s*注|说\s*明"
_HEAD: Final = re.compile(
    rf"^[\s|│┃]*(?:{_LABEL}){_GAP}{_UNIT}(?P<code>{_GAP}(?:{_CODE}))?"
    rf"(?P<values>(?:{_GAP}{_VALUE}(?={_GAP}|$))+)(?:{_GAP}(?:{_NOTE}))?(?={_GAP}|$)"
)
_COLUMNS: Final = re.compile(rf"{_GAP}({_VALUE})(?={_GAP}|$)")
_FIRST: Final = ("指", "项", "统", "|")
_WORDS: Final = re.compile(_GAP)
#: lines over which a head of one cell a line is looked for
_HEAD_LINES: Final = 6
#: what stands over the next one
_CAPTION: Final = re.compile(r"^\s*(?:附?表|附件)\s*(?:[一二三四五六七八九十]|\d{1,2})\s*(?:[:：、.．\s]|$)")
_PROSE: Final = re.compile(r"[。；;！？]")
_LONGEST_LABEL: Final = 80
_MAX_WORDS: Final = 6_000


class _Head(NamedTuple):
    """The heads over the figures, and whether a column of codes stands before them."""

    values: tuple[str, ...]
    code: bool

    @property
    def width(self) -> int:
        return len(self.values) + self.code


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
        found = _head(blocks, number)
        if found is None:
            number += 1
            continue
        first, (head, rest, number) = number, found
        last = number
        while last < len(blocks) and _is_line(blocks[last]) and not _begins_another(blocks, last):
            last += 1
        lines = [rest, *(block.text for block in blocks[number:last] if isinstance(block, Paragraph))]
        rows, end = _rows(lines, head)
        yield range(first, number + end), rows
        number = last


def _begins_another(blocks: Sequence[Block], number: int) -> bool:
    block = blocks[number]
    if not isinstance(block, Paragraph):
        return False
    return _CAPTION.match(block.text) is not None or _head(blocks, number) is not None


def _head(blocks: Sequence[Block], number: int) -> tuple[_Head, str, int] | None:
    """The columns, what follows the head on its own line, and the number of the next block."""
    first = blocks[number]
    if not isinstance(first, Paragraph) or first.text.lstrip()[:1] not in _FIRST:
        return None
    text, found = "", None
    for place in range(number, min(number + _HEAD_LINES, len(blocks))):
        block = blocks[place]
        if not isinstance(block, Paragraph):
            break
        text = f"{text} {block.text}"
        longer = _HEAD.match(text)
        # a head of one cell a line may go on with a further column
        if found is not None and (longer is None or longer.end() < len(text)):
            break
        if longer is not None:
            values = tuple("".join(head.split()) for head in _COLUMNS.findall(longer["values"]))
            found = _Head(values, longer["code"] is not None), text[longer.end() :], place + 1
            if longer.end() < len(text):
                break
        elif len(block.text) > _LONGEST_LABEL:
            break
    return found


def _is_line(block: Block) -> bool:
    return isinstance(block, Paragraph) and len(block.text) <= _LONGEST_LABEL and not _PROSE.search(block.text)


def _rows(lines: Sequence[str], head: _Head) -> tuple[list[AppendixRow], int]:
    """The rows, and how many lines after the first they take up."""
    words = [(word, number) for number, line in enumerate(lines) for word in _WORDS.split(line) if word][:_MAX_WORDS]
    path, label, place, end = Path(), "", 0, 0
    rows: list[AppendixRow] = []
    while place < len(words):
        word, place = words[place][0], place + 1
        if label and (word in UNITS or word in NO_UNIT):
            raws: list[str] = []
            while place < len(words) and len(raws) < head.width and _is_value(words[place][0]):
                raws.append(words[place][0])
                place += 1
            found = list(_row(path.enter(label), word, raws, head))
            rows += found
            end = words[place - 1][1] if found else end
            label = ""
            continue
        if label and begins_row(word):
            path.enter(label)
            label = ""
        label = f"{label}{word}"
    return rows, end


def _is_value(word: str) -> bool:
    return looks_like_value(word) and word not in UNITS


def _row(labels: tuple[str, ...], unit: str, raws: Sequence[str], head: _Head) -> Iterator[AppendixRow]:
    """A row for each column of figures; where cells are missing nobody can say which."""
    printed = raws[1:] if head.code else raws
    certain = len(raws) == head.width
    for number, column in enumerate(head.values):
        path = labels if len(head.values) == 1 else (*labels, column)
        row = make_row(path, unit, printed[number] if certain else "")
        if row is not None:
            yield row
