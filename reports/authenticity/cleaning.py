"""Taking out of a title, a text or a whole document what a contaminator put in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from reports.authenticity.places import first_division
from reports.authenticity.script import ANNOTATION, simplified
from reports.document import Block, Document, Grid
from reports.model import Verdict

#: signals whose excerpt is the inserted token itself
_INSERTED = frozenset(
    {
        "brand",
        "trade-phrase",
        "trade-form",
        "trade-name",
        "insertion",
        "foreign-title",
        "foreign-organ",
        "advertising-title",
    }
)
_EDGES = " \u3000\t-_|｜"
_PARTS = re.compile(r"[_|｜]+")
_TITLE_ENDS = ("报告", "年报")
_LONGEST_TITLE = 120


def clean(text: str, verdict: Verdict) -> str:
    """`text` without what `verdict` says was put in; swapped words are put back, script turned back to simplified.

    On a genuine page nothing is taken out.
    """
    if verdict.verdict == "genuine" or not text:
        return text
    signals = {piece.signal for piece in verdict.evidence}
    cleaned = ANNOTATION.sub("", text) if "pinyin" in signals else text
    if "traditional" in signals:
        cleaned = simplified(cleaned)
    whole = cleaned
    for old, new in _replacements(verdict):
        cleaned = cleaned.replace(old, new)
    if cleaned != whole and len(cleaned) <= _LONGEST_TITLE:
        cleaned = _without_rest(cleaned)
    return cleaned.strip(_EDGES) if cleaned != text else text


def _replacements(verdict: Verdict) -> list[tuple[str, str]]:
    """What is replaced by what, the longest first."""
    found = {}
    for piece in verdict.evidence:
        if piece.signal == "word-swap":
            found[piece.excerpt] = piece.detail
        elif piece.signal in _INSERTED and len(piece.excerpt) > 1:
            found.setdefault(piece.excerpt, "")
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def _without_rest(title: str) -> str:
    """A title without what is left of an advertisement before it: parts that are no title, words before a blank."""
    parts = [part for part in _PARTS.split(title) if part.strip().endswith(_TITLE_ENDS)]
    title = parts[0] if len(parts) == 1 else title
    at = first_division(title)
    blank = title.rfind(" ", 0, at) if at > 0 else -1
    return title[blank + 1 :]


def clean_document(document: Document, verdict: Verdict) -> Document:
    """The document with every text that names the report cleaned: title, metas, what stands before, the article."""
    return replace(
        document,
        title=clean(document.title, verdict),
        metas={name: clean(value, verdict) for name, value in document.metas.items()},
        before=_cleaned(document.before, verdict),
        blocks=_cleaned(document.blocks, verdict),
    )


def _cleaned(blocks: Iterable[Block], verdict: Verdict) -> tuple[Block, ...]:
    return tuple(
        _cleaned_grid(block, verdict) if isinstance(block, Grid) else block._replace(text=clean(block.text, verdict))
        for block in blocks
    )


def _cleaned_grid(grid: Grid, verdict: Verdict) -> Grid:
    rows = tuple(tuple(cell._replace(text=clean(cell.text, verdict)) for cell in row) for row in grid.rows)
    return grid._replace(rows=rows, caption=clean(grid.caption, verdict))
