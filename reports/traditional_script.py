"""Pages in traditional script (Big5 portals, converted copies): read in simplified script, told as printed.

Labels, divisions and titles are known in simplified script. A traditional page is converted once, read like any other,
and every value found is looked up again in the page's own script; conversion keeps the number of characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import opencc

from reports.document import Block, Document, Grid

#: characters that only traditional script has and that no report goes without
_TRADITIONAL = "報開關於縣區國務條規總應數據實為與請"
#: of these so many different ones in the text's start make it traditional; a quoted name has one or two
ENOUGH = 6
REACH = 1500


@dataclass(frozen=True, slots=True)
class SimplifiedPage:
    """A page in simplified script and both scripts' characters, run together, to find the printed form of a value."""

    document: Document
    text: str
    printed: str
    converted: str

    def as_printed(self, value: str) -> str:
        """The value as the page prints it; unchanged where the page does not hold it in one piece."""
        at = self.converted.find(value)
        return self.printed[at : at + len(value)] if at >= 0 else value


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def is_traditional(text: str) -> bool:
    head = text[:REACH]
    return sum(sign in head for sign in _TRADITIONAL) >= ENOUGH


def simplify(document: Document, text: str) -> SimplifiedPage | None:
    """The page in simplified script, or None for a page that already is."""
    if not is_traditional(text):
        return None
    convert = _converter().convert
    pieces = [("".join(piece.split()), "".join(convert(piece).split())) for piece in _pieces(document)]
    kept = [(printed, converted) for printed, converted in pieces if len(printed) == len(converted)]
    return SimplifiedPage(
        replace(
            document,
            title=convert(document.title),
            metas={name: convert(content) for name, content in document.metas.items()},
            before=tuple(_converted(block) for block in document.before),
            blocks=tuple(_converted(block) for block in document.blocks),
            after=tuple(_converted(block) for block in document.after),
        ),
        convert(text),
        "".join(printed for printed, _ in kept),
        "".join(converted for _, converted in kept),
    )


def _converted(block: Block) -> Block:
    convert = _converter().convert
    if isinstance(block, Grid):
        rows = tuple(tuple(cell._replace(text=convert(cell.text)) for cell in row) for row in block.rows)
        return block._replace(rows=rows)
    return block._replace(text=convert(block.text))


def _pieces(document: Document) -> Iterator[str]:
    yield document.title
    yield from document.metas.values()
    for block in (*document.before, *document.blocks):
        if isinstance(block, Grid):
            yield from (cell.text for row in block.rows for cell in row)
        else:
            yield block.text
