"""One document model for HTML, PDF, DOCX and sheets: paragraphs and grids in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from reports.model import Link


class Cell(NamedTuple):
    """A table cell: inline nodes joined without spaces, `<br>`/`<p>` as newline, spans clipped to sane bounds."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


class Grid(NamedTuple):
    """A data table: each row's own cells in order (not expanded); `reports.grid.expand` gives the full matrix."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


class Paragraph(NamedTuple):
    """A block of text without inner newlines; `tag` is the element it came from (`p`, `h2`, `li`, `td`, `text`)."""

    text: str
    tag: str = "p"
    #: id and class words of the element and its near parents, lower case, for layout rules
    hint: str = ""
    bold: bool = False


Block = Paragraph | Grid


@dataclass(slots=True)
class Document:
    """A page as blocks: what stands before the article (site name, crumbs, metadata header), the article, the rest."""

    url: str
    #: `<title>` as printed
    title: str = ""
    #: `<meta name|property>` in lower case -> content, also those inside HTML comments
    metas: dict[str, str] = field(default_factory=dict)
    before: tuple[Block, ...] = ()
    blocks: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    #: image addresses inside the article (tables published as pictures)
    images: tuple[str, ...] = ()
    #: how the article was found (selector or score), for `scrapy probe` and findings
    article_rule: str = ""
    #: texts of elements that the page does not display
    hidden: tuple[str, ...] = ()
