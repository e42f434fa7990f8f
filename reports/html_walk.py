"""Tree to blocks: one walk over the page gives paragraphs and grids in reading order, plus what is needed to find the
article among them (which blocks each container element covers, how much of a block is link text).

Inline nodes are joined without spaces, because Word pastes put single digits, 年, 月 and 〔〕 into elements of their
own; `<br>` and block elements separate. White space between two East Asian wide characters that contains a line feed
is a wrapped source line and vanishes (CSS Text 3, segment break transformation); any other run becomes one space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple, cast
from urllib.parse import urljoin

from lxml import etree

from reports.document import Block, Cell, Grid, Paragraph
from reports.html_tables import TableRow, own_rows
from reports.model import Link

#: the first five end the paragraph before them, the first three are walked as blocks of their own
_BLOCK, _HEADING, _PRE, _TABLE, _BREAK, _SKIP, _LINK, _IMAGE, _BOLD = range(1, 10)
_LAST_SEPARATING: Final = _BREAK
_BLOCK_TAGS: Final = (
    "p div li ul ol dl dt dd section article header footer nav aside main form fieldset legend blockquote center "
    "address hr caption body html tr td th tbody thead tfoot menu dir figure figcaption details summary "
    "ucapcontent ucaptitle founder-content founder-title frameset noframes marquee"
)
_SKIPPED_TAGS: Final = (
    "script style noscript template select option button textarea iframe object embed svg head title meta link "
    "input audio video canvas map applet math"
)
_KINDS: Final[dict[str, int]] = {
    **dict.fromkeys(_BLOCK_TAGS.split(), _BLOCK),
    **dict.fromkeys(_SKIPPED_TAGS.split(), _SKIP),
    "br": _BREAK,
    "table": _TABLE,
    "a": _LINK,
    "img": _IMAGE,
    **dict.fromkeys(("b", "strong"), _BOLD),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
    **dict.fromkeys(("pre", "xmp", "plaintext", "listing"), _PRE),
}
#: elements whose range of blocks can be the article
_CONTAINER_TAGS: Final = "div td section article main form body table ucapcontent founder-content center dd blockquote"
_CONTAINERS: Final = frozenset(_CONTAINER_TAGS.split())
_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d〇\U00020000-\U0003ffff"
_WRAPPED_LINE: Final = re.compile(rf"(?<=[{_WIDE}])(?<!\s)[^\S\n]*\n\s*(?=[{_WIDE}])")
#: a source line that begins like a paragraph (two ideographic spaces) is one: editors without `<p>` write so
_INDENTED_LINE: Final = re.compile(r"\n[^\S\n\u3000]*(?=\u3000\u3000+\S)")
_LINE_HEADING: Final = re.compile(r"^[^\S\n]*(?:[二三四五六]、|第二部分|2[.．、])", re.MULTILINE)
_ORIGIN: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*")
_MAX_PARAGRAPH: Final = 200_000


class Container(NamedTuple):
    """A container element with the ranges of the page's blocks and images that lie in it."""

    element: etree._Element
    first: int
    last: int
    first_image: int
    last_image: int


class PageWalk:
    """Blocks of a page with the ranges of its container elements."""

    def __init__(self, url: str) -> None:
        self.blocks: list[Block] = []
        #: characters of link text in each block
        self.link_chars: list[int] = []
        #: every container that holds blocks or images
        self.containers: list[Container] = []
        self.links: list[Link] = []
        #: absolute addresses
        self.images: list[str] = []
        self._base = url
        self._origin = _origin(url)
        self._parts: list[str] = []
        #: hints of the element and its two nearest parents
        self._hints: tuple[str, ...] = ()
        self._inline_hint = ""
        self._bold_chars = 0
        self._link_chars = 0

    def walk(self, root: etree._Element) -> None:
        base = root.find(".//base[@href]")
        if base is not None:
            self._base = _join(self._base, base.get("href") or "")
            self._origin = _origin(self._base)
        self._block(root, "text", False)
        self._flush("text")

    def _block(self, element: etree._Element, tag: str, bold: bool) -> None:
        """Walk a block element's content; its own text is flushed before and after."""
        first, first_image = len(self.blocks), len(self.images)
        outer = self._hints
        self._hints = (*outer[-2:], _hint(element.get("id"), element.get("class")))
        self._content(element, tag, bold)
        if self._parts:
            self._flush(tag)
        self._hints = outer
        if element.tag in _CONTAINERS:
            self._contain(element, first, first_image)

    def _contain(self, element: etree._Element, first: int, first_image: int) -> None:
        last, last_image = len(self.blocks), len(self.images)
        if last > first or last_image > first_image:
            self.containers.append(Container(element, first, last, first_image, last_image))

    def _content(self, element: etree._Element, tag: str, bold: bool) -> None:
        parts = self._parts
        text = element.text
        if text and (parts or not text.isspace()):
            self._text(text, bold)
        for child in element:
            name = child.tag
            kind = _KINDS.get(name, 0)
            if kind == 0:
                self._inline(child, tag, bold)
            elif kind <= _LAST_SEPARATING:
                if parts:
                    self._flush(tag)
                self._inline_hint = ""
                if kind <= _PRE:
                    self._block(child, name if kind != _PRE else "pre", bold)
                elif kind == _TABLE:
                    self._table(child, bold)
            elif kind == _LINK:
                self._link(child, tag, bold)
            elif kind == _BOLD:
                self._content(child, tag, True)
            elif kind == _IMAGE:
                self._image(child)
            text = child.tail
            # white space alone begins no paragraph
            if text and (parts or not text.isspace()):
                self._text(text, bold)

    def _text(self, text: str, bold: bool) -> None:
        self._parts.append(text)
        if bold:
            self._bold_chars += len(text)

    def _inline(self, element: etree._Element, tag: str, bold: bool) -> None:
        own = element.get("class") or element.get("id")
        if own:
            self._inline_hint = f"{self._inline_hint} {own.lower()}"[:120]
        self._content(element, tag, bold)

    def _link(self, element: etree._Element, tag: str, bold: bool) -> None:
        href = element.get("href")
        if href:
            self._remember_link(element, href)
        before, first = len(self._parts), len(self.blocks)
        self._content(element, tag, bold)
        if len(self.blocks) == first:
            self._link_chars += sum(map(len, self._parts[before:]))

    def _remember_link(self, element: etree._Element, href: str) -> None:
        address = self._absolute(href.strip())
        if address:
            text = "".join(cast("Iterator[str]", element.itertext())) if len(element) else element.text or ""
            title = element.get("title")
            self.links.append(Link(address, " ".join(text.split())[:500], title.strip()[:500] if title else ""))

    def _absolute(self, href: str) -> str:
        """Absolute http(s) address, or an empty string for scripts, mails and fragments."""
        if href.startswith(("http://", "https://")):
            return href
        if not href or href[0] == "#" or href[:11].lower() == "javascript:":
            return ""
        if href[0] == "/" and href[1:2] != "/" and "/." not in href:
            return self._origin + href
        address = _join(self._base, href)
        return address if address.startswith(("http://", "https://")) else ""

    def _image(self, element: etree._Element) -> None:
        source = element.get("orisrc") or element.get("src") or element.get("data-src")
        if source and not source.startswith("data:"):
            address = self._absolute(source.strip())
            if address:
                self.images.append(address)

    def _flush(self, tag: str) -> None:
        """Close the running paragraph."""
        parts = self._parts
        if not parts:
            return
        raw = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        bold_chars, link_chars, inline = self._bold_chars, self._link_chars, self._inline_hint
        self._bold_chars = self._link_chars = 0
        self._inline_hint = ""
        words = raw.split()
        if not words:
            return
        hint = _joined(self._hints)
        if inline:
            hint = f"{hint}{inline}".strip()
        for text in paragraph_texts(raw, words, tag):
            length = len(text)
            self.blocks.append(Paragraph(text, tag, hint, 2 * bold_chars > length))
            self.link_chars.append(min(link_chars, length))

    def _table(self, table: etree._Element, bold: bool) -> None:
        """Data rows become a Grid, layout rows are walked like any other container."""
        first, first_image = len(self.blocks), len(self.images)
        outer = self._hints
        self._hints = (*outer[-2:], _hint(table.get("id"), table.get("class")))
        data: list[tuple[Cell, ...]] = []
        caption, rows = own_rows(table)
        for row in rows:
            if row.layout:
                self._grid(data, caption)
                data = []
                self._layout_row(row, bold)
            elif row.cells:
                data.append(row.cells)
                if row.linked:
                    self._row_links(row)
        self._grid(data, caption)
        self._hints = outer
        self._contain(table, first, first_image)

    def _grid(self, rows: list[tuple[Cell, ...]], caption: str) -> None:
        if any(cell.text for row in rows for cell in row):
            self.blocks.append(Grid(tuple(rows), caption))
            self.link_chars.append(0)

    def _layout_row(self, row: TableRow, bold: bool) -> None:
        for element in row.elements:
            self._block(element, "td", bold)

    def _row_links(self, row: TableRow) -> None:
        for element in row.linked:
            if not len(element):
                continue
            for anchor in element.iter("a"):
                href = anchor.get("href")
                if href:
                    self._remember_link(anchor, href)
            for image in element.iter("img"):
                self._image(image)


@lru_cache(maxsize=4096)
def _hint(identity: str | None, classes: str | None) -> str:
    return f"{identity or ''} {classes or ''}".strip().lower()


@lru_cache(maxsize=4096)
def _joined(hints: tuple[str, ...]) -> str:
    return " ".join(filter(None, hints))


def paragraph_texts(raw: str, words: list[str], tag: str) -> list[str]:
    """The paragraph(s) that `raw` (with `words = raw.split()`) prints: one, or one a line in preformatted text."""
    if "\n" in raw:
        if tag == "pre" or (raw.count("\n") >= 3 and _LINE_HEADING.search(raw)):
            return [" ".join(line.split()) for line in raw.splitlines() if line.strip()]
        if "\u3000\u3000" in raw:
            pieces = _INDENTED_LINE.split(raw)
            if len(pieces) > 1:
                return [text for piece in pieces for text in paragraph_texts(piece, piece.split(), tag) if text]
        if len(words) > 1:
            words = _WRAPPED_LINE.sub("", raw.strip()).split()
    return [" ".join(words)[:_MAX_PARAGRAPH]]


def _origin(url: str) -> str:
    """Scheme, host and port of an address."""
    found = _ORIGIN.match(url)
    return found[0] if found else ""


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
