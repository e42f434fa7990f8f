"""Markup to one lxml tree: whatever the page is made of, a tree comes back or nothing does.

libxml2 stops for good at 256 nested elements, and everything after that point of the page would be lost without a
word. Pages reach that depth by unclosed `<font>`/`<span>` tags (Word pastes) or by design, so such a page is flattened
first: levels beyond the limit lose their tags and keep their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, cast

from lxml import etree

from reports.html_tables import text_length

#: levels that a flattened page keeps; libxml2 refuses at 256
MAX_DEPTH: Final = 160
#: inline elements that carry neither layout nor links; removed in C before the walk when there are many of them
_WORD_NOISE: Final = ("span", "font", "o:p", "u", "i", "em", "small", "big", "label", "tt", "st1:chsdate")
#: below this number of `<span`/`<font` the walk keeps them, because their classes help to find titles
_FEW_INLINE: Final = 60
_VOID_TAGS: Final = "area base br col embed hr img input link meta param source track wbr basefont frame isindex keygen"
_VOID: Final = frozenset(_VOID_TAGS.split())
_BREAKING_TAGS: Final = "p div td th tr li dd dt h1 h2 h3 h4 h5 h6 table section"
_BREAKING: Final = frozenset(_BREAKING_TAGS.split())
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(/?)>")
_INVISIBLE: Final = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
_INVISIBLE_REFERENCE: Final = re.compile(
    r"&(?:#(?:820[3-5]|8288|65279|173|0+)|#[xX](?:200[b-dB-D]|2060|[fF][eE][fF]{2}|[aA][dD]|0+)|shy|zwnj|zwj);"
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: what may stand after `</body>` without being content
_TAIL: Final = 40
#: quick look before the tree is searched
_STYLED: Final = etree.XPath("//*[@style]")
#: asked of the tree, which is quicker than the page's bytes: those hold its scripts, too
_HAS_HIDDEN: Final = etree.XPath("boolean(//@hidden)")
_WITH_HIDDEN: Final = etree.XPath("//*[@hidden]")
#: hidden elements whose text is remembered, and how much of each
_MOST_HIDDEN: Final = 12
_LONGEST_HIDDEN: Final = 2000


def without_invisible(text: str) -> str:
    """`text` without zero-width characters and soft hyphens, also where entities write them, and NULs by entities."""
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    return _INVISIBLE_REFERENCE.sub("", text) if _INVISIBLE_REFERENCE.search(text) else text


def parse_tree(page: bytes, hidden: list[str] | None = None) -> etree._Element | None:
    """The root element of a page in UTF-8, or None where there is nothing to parse.

    `hidden` is given the texts of hidden elements: people who break into a portal leave theirs there.
    """
    page = _without_early_end(page)
    root, complete = _parse(page)
    if not complete:
        root, _ = _parse(flatten(page.decode("utf-8", "replace")).encode("utf-8", "replace"))
    if root is None:
        return None
    if b"isplay" in page or b"ISPLAY" in page:
        _drop_hidden(root, hidden)
    if _HAS_HIDDEN(root):
        _drop_unseen(root, cast(list[etree._Element], _WITH_HIDDEN(root)), hidden)
    if sum(1 for _ in islice(root.iter("span", "font"), _FEW_INLINE + 1)) > _FEW_INLINE:
        etree.strip_tags(root, *_WORD_NOISE)
    return root


_END_TAGS: Final = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)


def _without_early_end(page: bytes) -> bytes:
    """libxml2 stops at `</html>`, browsers go on: the tag goes where content follows (pages glued together)."""
    end = page.find(b"</html")
    if end < 0:
        end = page.find(b"</HTML")
    body_end = max(page.rfind(b"</body"), page.rfind(b"</BODY") if end < 0 else -1)
    if 0 <= end < len(page) - _TAIL or 0 <= body_end < len(page) - 2 * _TAIL:
        return _END_TAGS.sub(b"", page)
    return page


def _parse(page: bytes) -> tuple[etree._Element | None, bool]:
    if not page.strip():
        return None, True
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page, parser)
    except etree.XMLSyntaxError:
        return None, True
    last = parser.error_log.last_error
    return root, last is None or "depth" not in last.message


def flatten(text: str) -> str:
    """Markup without the tags that stand deeper than `MAX_DEPTH` (one linear pass; text is kept).

    `tr`, `td` and `br` survive as line breaks, so that cells and lines stay apart.
    """
    depth = 0
    out: list[str] = []
    position = 0
    for match in _TAG.finditer(text):
        out.append(text[position : match.start()])
        position = match.end()
        closing, name, self_closed = match.group(1), match.group(2).lower(), match.group(3)
        if name in _VOID or self_closed:
            out.append(match.group(0))
        elif closing:
            if depth <= MAX_DEPTH:
                out.append(match.group(0))
            depth = max(0, depth - 1)
        else:
            depth += 1
            out.append(match.group(0) if depth <= MAX_DEPTH else "<br>" if name in _BREAKING else "")
    out.append(text[position:])
    return "".join(out)


def _drop_hidden(root: etree._Element, texts: list[str] | None) -> None:
    """Remove `display:none` elements: readers never see them, and mobile twins or spam hide there.

    An element that holds most of the page's text stays: such a body is shown by a script.
    """
    hidden = []
    for node in cast(list[etree._Element], _STYLED(root)):
        style = node.get("style") or ""
        if ("one" in style or "ONE" in style) and _HIDDEN.search(style):
            hidden.append(node)
    _drop_unseen(root, hidden, texts)


def _drop_unseen(root: etree._Element, nodes: Sequence[etree._Element], texts: list[str] | None) -> None:
    total = text_length(root) if nodes else 0
    for node in nodes:
        parent = node.getparent()
        if parent is not None and 2 * text_length(node) <= total:
            if texts is not None and len(texts) < _MOST_HIDDEN:
                texts.append("\n".join(cast("Iterator[str]", node.itertext()))[:_LONGEST_HIDDEN])
            _remove(node, parent)


def _remove(node: etree._Element, parent: etree._Element) -> None:
    # libxml2 lets control characters into a tree (`&#1;`), lxml lets none be put back
    tail = _UNWRITABLE.sub("", node.tail or "")
    if tail:
        previous = node.getprevious()
        if previous is not None:
            previous.tail = _UNWRITABLE.sub("", previous.tail or "") + tail
        else:
            parent.text = _UNWRITABLE.sub("", parent.text or "") + tail
    parent.remove(node)
