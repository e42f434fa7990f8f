"""Statutory tables in text that lost its markup: one cell a line, one row a line, or all in one running paragraph.

Lines become tokens (labels and values), tokens become rows, and `TableReader` takes a row only if it has exactly as
many values as its head has columns: blank cells vanish in such text, and then nothing says which one it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from reports.cells import looks_like_value
from reports.document import Block, Cell, Paragraph
from reports.headings import headings_in
from reports.statutory import is_exact, roles_of
from reports.table_reader import TableReader

_ROW_KINDS: Final = frozenset(("proactive.row", "application.row"))
_AMBIGUOUS: Final = frozenset(("applicant.column", "proceedings.column"))
_STARTS: Final = frozenset(
    (
        "clause",
        "proactive.head",
        "proactive.column",
        "applicant.head",
        "applicant.note",
        "applicant.column",
        "applicant.group",
        "proceedings.group",
        "proceedings.column",
    )
)
_LONGEST_CELL: Final = 90
#: a row between bars whose label is explained in brackets
_LONGEST_ROW: Final = 240
_TELLING_WORDS: Final = ("信息内容", "结果维持", "自然人", "本年新收")
_TELLING: Final = re.compile("|".join(_TELLING_WORDS))
_SEPARATORS: Final = re.compile(r"[\s|│┃丨]+")
_PROSE: Final = re.compile(r"[。；;！？]")
_SECTION: Final = re.compile(r"^[一二三四五六七八九十]{1,3}、")
#: words over which a label may be split (`自 然 人`, labels broken at punctuation)
_MAX_WORDS: Final = 6
#: a label that no form has, but may be one misspelt beyond recognition
_LONGEST_UNKNOWN: Final = 30
_MAX_PIECES: Final = 4_000
#: a bar alone on its line: a blank cell, or the rest of a wide one
_BAR: Final = "|"
_APPLICANTS: Final = 7
_PROCEEDINGS: Final = 15


class Token(NamedTuple):
    """A printed label or value, the block that it stands in, and over how many it is broken."""

    text: str
    is_value: bool
    block: int
    blocks: int = 1


def read_text_tables(blocks: Sequence[Block], reader: TableReader) -> set[int]:
    """Feed the tables that stand in paragraphs to `reader`; the indices of the paragraphs that were used up."""
    if len(reader.seen) == 3:
        return _repeats(blocks, reader)
    consumed: set[int] = set()
    for region in _regions(blocks):
        region = _up_to_last_value(region)
        if reader.read_flat(list(_rows(region))):
            consumed.update(_blocks_of(region))
    return consumed


def _blocks_of(region: Iterable[Token]) -> Iterator[int]:
    for token in region:
        yield from range(token.block, token.block + token.blocks)


def _repeats(blocks: Sequence[Block], reader: TableReader) -> set[int]:
    """Paragraphs that print tables again which grids have given: only where every figure is the same."""
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    if not any(word in text for text in texts for word in _TELLING_WORDS):
        return set()
    consumed: set[int] = set()
    for region in map(_up_to_last_value, _regions(blocks)):
        trial = TableReader()
        trial.read_flat(list(_rows(region)))
        trial.finish()
        figures = {key: value for key, value in trial.store.cells.items() if value is not None}
        if figures and all(reader.store.cells.get(key) == value for key, value in figures.items()):
            consumed.update(_blocks_of(region))
    return consumed


def _up_to_last_value(region: list[Token]) -> list[Token]:
    """A region without the labels behind its last figure, which belong to what follows."""
    return region[: 1 + max(index for index, token in enumerate(region) if token.is_value)]


def _regions(blocks: Sequence[Block]) -> Iterator[list[Token]]:
    """Runs of table lines that begin with a head and hold several values."""
    region: list[Token] = []
    behind = 0
    for index, block in enumerate(blocks):
        if index < behind:
            continue
        tokens = _line(blocks, index, bool(region)) if isinstance(block, Paragraph) else None
        if tokens is None:
            if _is_table(region):
                yield region
            region = []
        elif region or _starts(tokens):
            region.extend(tokens)
            behind = index + tokens[-1].blocks
    if _is_table(region):
        yield region


def _line(blocks: Sequence[Block], index: int, active: bool) -> list[Token] | None:
    """A table line's tokens: inside a table first the label that it begins and the next lines go on with."""
    block = blocks[index]
    if not isinstance(block, Paragraph):
        return None
    broken = _broken_label(blocks, index) if active else None
    if broken:
        return [broken]
    return (_broken_heads(blocks, index) if active else None) or _tokens(block, index, active)


def _broken_heads(blocks: Sequence[Block], index: int) -> list[Token] | None:
    """Heads of which some go on in a row of their own: `商业|科研|其他|` over `企业|机构|`."""
    lines = [block.text for block in blocks[index : index + 2] if isinstance(block, Paragraph)]
    if len(lines) < 2 or any("|" not in line or len(line) > _LONGEST_CELL for line in lines):
        return None
    upper, lower = ([cell.strip() for cell in line.strip("| ").split("|")] for line in lines)
    if len(upper) <= len(lower) or any(not cell or looks_like_value(cell) for cell in (*upper, *lower)):
        return None
    rest = iter(lower)
    heads = [head if is_exact(head) else head + next(rest, "") for head in upper]
    if next(rest, None) is not None or heads == upper or not all(map(is_exact, heads)):
        return None
    tokens = [Token(head, False, index) for head in heads]
    return [*tokens[:-1], tokens[-1]._replace(blocks=2)]


def _broken_label(blocks: Sequence[Block], index: int) -> Token | None:
    """The longest known label of two or more lines, as a cell's paragraphs leave them (`本年新` over `制作数量`)."""
    lines: list[str] = []
    for block in blocks[index : index + _MAX_WORDS]:
        text = _unbarred(block.text) if isinstance(block, Paragraph) and len(block.text) <= _LONGEST_CELL else ""
        if not text or text == _BAR or looks_like_value(text):
            break
        lines.append(text)
    for count in range(len(lines), 1, -1):
        if is_exact(label := "".join(lines[:count])):
            return Token(label, False, index, count)
    return None


def _is_table(region: list[Token]) -> bool:
    return len(region) >= 4 and sum(token.is_value for token in region) >= 2


def _starts(tokens: Sequence[Token]) -> bool:
    """A head, or the first row of table 三 where its head is lost."""
    roles = [role for token in tokens[:1] for role in roles_of(token.text)]
    return any(role.kind in _STARTS or role.code == "received" for role in roles)


def _tokens(block: Paragraph, index: int, active: bool) -> list[Token] | None:
    """A table line's labels and values; None for prose and headings."""
    text = _unbarred(block.text)
    if text == _BAR:
        return [Token(text, True, index)] if active else None
    is_row = active and "|" in text and len(text) <= _LONGEST_ROW
    if len(text) > _LONGEST_CELL and not is_row and not _TELLING.search(text):
        return None
    pieces = _pieces(text, index)
    if pieces is not None:
        return pieces
    if len(text) <= _LONGEST_CELL:
        if looks_like_value(text):
            return [Token(text, True, index)]
        if roles_of(text):
            return [Token(text, False, index)]
    if active and len(text) <= _LONGEST_UNKNOWN and not _PROSE.search(text) and not _is_heading(text):
        return [Token(text, False, index)]
    return None


def _unbarred(text: str) -> str:
    """A cell that stands alone on its line, without the bar behind it; behind a figure more bars are a wide cell's."""
    if text[-1:] != "|":
        return text
    cell = text.strip("| ")
    return cell if cell and "|" not in cell and (text.count("|") == 1 or looks_like_value(cell)) else text


def _is_heading(text: str) -> bool:
    return bool(_SECTION.match(text)) or any(heading.meaning for heading in headings_in(0, text))


def _pieces(text: str, index: int) -> list[Token] | None:
    """The cells of a line that holds several, split at spaces and bars; None if not all of them are understood."""
    if "|" in text:
        barred = _barred(text, index)
        if barred is not None:
            return barred
    words = [word for word in _SEPARATORS.split(text) if word]
    if len(words) < 2 or len(words) > _MAX_PIECES:
        return None
    tokens: list[Token] = []
    position = 0
    while position < len(words):
        taken = _take(words, position)
        if taken is None:
            return None
        label, used = taken
        tokens.append(Token(label, looks_like_value(label), index))
        position += used
    return tokens


def _barred(text: str, index: int) -> list[Token] | None:
    """Cells between bars: blank ones count as values behind a row's label, and are nothing between heads."""
    framed = len(text) > 1 and text[0] == "|" == text[-1]
    cells = [cell.strip() for cell in (text[1:-1] if framed else text).split("|")]
    labels = [position for position, cell in enumerate(cells) if cell and not looks_like_value(cell)]
    if len(cells) > _MAX_PIECES or not labels or not all(roles_of(cells[position]) for position in labels):
        return None
    tokens = [Token(cells[position], False, index) for position in labels]
    values = cells[labels[-1] + 1 :]
    if values and not framed and text[-1] == "|":
        values.pop()
    kinds = {role.kind for role in roles_of(cells[labels[-1]])}
    if "application.row" in kinds and "proceedings.column" not in kinds:
        while len(values) > _APPLICANTS and not values[-1]:
            values.pop()
    if any(values) or (values and kinds & _ROW_KINDS):
        tokens += [Token(value, True, index) for value in values]
    return tokens


def _take(words: Sequence[str], position: int) -> tuple[str, int] | None:
    """The label or value that begins at a word; of labels split over words the longest exact one wins."""
    if looks_like_value(words[position]):
        return words[position], 1
    most = 1
    while most < _MAX_WORDS and position + most < len(words) and not looks_like_value(words[position + most]):
        most += 1
    joins = ["".join(words[position : position + count]) for count in range(1, most + 1)]
    for count in range(most, 0, -1):
        if is_exact(joins[count - 1]):
            return joins[count - 1], count
    return next(((join, count) for count, join in enumerate(joins, 1) if roles_of(join)), None)


def _rows(region: Iterable[Token]) -> Iterator[tuple[Cell, ...]]:
    labels: list[str] = []
    values: list[str] = []
    for token in region:
        if token.text == _BAR and not (labels and _may_be_blank(labels[-1])):
            continue
        if token.is_value:
            values.append(token.text)
            continue
        if values:
            yield from _split_run(labels, values)
            labels, values = [], []
        labels.append(token.text)
    yield from _split_run(labels, values)


def _may_be_blank(label: str) -> bool:
    """Whether a bar alone behind a label, or behind its figures, may be a blank cell: only where all cells count."""
    return any(role.kind in ("application.row", "proceedings.column") for role in roles_of(label))


def _filled(label: str, values: Sequence[str]) -> list[str]:
    """The cells behind a label with blank ones in place of bars, if they are as many as the table is wide."""
    kinds = {role.kind for role in roles_of(label)}
    cells = list(values)
    wide = "proceedings.column" in kinds and len(cells) == _PROCEEDINGS
    if "application.row" in kinds and not wide:
        while len(cells) > _APPLICANTS and cells[-1] == _BAR:
            cells.pop()
        wide = len(cells) == _APPLICANTS
    return ["" if cell == _BAR else cell for cell in cells if wide or cell != _BAR]


def _split_run(labels: Sequence[str], values: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    """Labels up to some values: heads first (one row for each clause), then the row's own label(s) with the values."""
    if _BAR in values:
        values = _filled(labels[-1], values)
    head: list[str] = []
    own: list[str] = []
    heads_only = _is_head_run(labels)
    for position, label in enumerate(labels):
        kinds = {role.kind for role in roles_of(label)}
        is_row = bool(kinds & _ROW_KINDS) and not (heads_only and kinds & _AMBIGUOUS)
        if "clause" in kinds or ("proactive.head" in kinds and head and not _is_clause(head[-1])):
            yield from _cells(head)
            head = []
        if is_row or kinds == {"application.group"}:
            yield from _cells(head)
            head = []
            own.append(label)
            if is_row and position < len(labels) - 1:
                yield from _cells(own)
                own = []
        elif not kinds and position == len(labels) - 1:
            own = [label]
        else:
            head.append(label)
    yield from _cells(head)
    yield tuple(Cell(text) for text in (*own, *values))


def _is_head_run(labels: Sequence[str]) -> bool:
    """Whether 总计 and 其他 in this run are column heads: it names columns that are nothing else."""
    return any(
        role.kind in _AMBIGUOUS and len(found) == 1 for label in labels if (found := roles_of(label)) for role in found
    )


def _is_clause(label: str) -> bool:
    return any(role.kind == "clause" for role in roles_of(label))


def _cells(labels: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    if labels:
        yield tuple(Cell(text) for text in labels)
