"""Pages that carry several reports one under the other: a county's and its office's, a department's and its units'.

A page is read as one report. Figures of two bodies read together contradict one another, so the blocks of the others
are left out, and a finding names their bodies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from reports.document import Block, Paragraph
from reports.headings import headings_in
from reports.issuer import title_issuer
from reports.model import Finding

_LONGEST_TITLE: Final = 60
#: of the six sections, so many make a report of what stands under a title
_FEWEST_SECTIONS: Final = 4


class _Part(NamedTuple):
    """A stretch of blocks and the body that the title over it names."""

    name: str
    first: int
    last: int


def own_report(blocks: Sequence[Block], issuer: str | None) -> tuple[Sequence[Block], list[Finding]]:
    """The blocks of the page's own report (`issuer`'s, else the first) and a finding where there are others."""
    titles = _titles(blocks)
    stretches = _parts(titles, len(blocks), issuer) if titles else []
    # most pages have one, and need not be asked what it is
    parts = [part for part in stretches if _is_report(blocks[part.first : part.last])] if len(stretches) > 1 else []
    if len(parts) < 2:
        return blocks, []
    own = max(parts, key=lambda part: len(part.name) if issuer and issuer.startswith(part.name) else 0)
    others = "、".join(part.name for part in parts if part is not own)
    message = f"the page carries several reports; {own.name}'s is read, not {others}'s"
    # what stands over the first title introduces that report
    first = 0 if own is parts[0] else own.first
    return blocks[first : own.last], [Finding("page.several-reports", "warning", message, "page")]


def _parts(titles: Sequence[tuple[int, str]], end: int, issuer: str | None) -> list[_Part]:
    """Stretches under titles of different bodies; the first title may stand above the article."""
    starts = [(0, issuer or titles[0][1])]
    for number, name in titles:
        if not _is_same(name, starts[-1][1]):
            starts.append((number, name))
    ends = [*(number for number, _ in starts[1:]), end]
    return [_Part(name, first, last) for (first, name), last in zip(starts, ends, strict=True)]


def _is_same(one: str, other: str) -> bool:
    """Whether two names are one body's: 漳县 and 漳县人民政府, 水利局 and 漳县水利局."""
    one, other = one.removesuffix("人民政府"), other.removesuffix("人民政府")
    return one.endswith(other) or other.endswith(one)


def _titles(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    """Lines that are reports' titles and name a body, with the body."""
    found = []
    for number, block in enumerate(blocks):
        text = block.text if isinstance(block, Paragraph) else ""
        if len(text) <= _LONGEST_TITLE and text.rstrip().endswith(("年度报告", "年报")) and "公开" in text:
            name = title_issuer(text)
            if name:
                found.append((number, name))
    return found


def _is_report(blocks: Iterable[Block]) -> bool:
    lines = (block.text for block in blocks if isinstance(block, Paragraph))
    meanings = {heading.meaning for line in lines for heading in headings_in(0, line) if heading.meaning}
    return len(meanings) >= _FEWEST_SECTIONS
