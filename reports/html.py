"""A page's text to a Document: article found, layout tables unwrapped, chrome dropped, blocks in reading order.

`parse_html` takes whatever a portal serves as a page: full documents, fragments that start inside the body
(大汉 `xxgkAnnualReport.jsp`), pages whose article is a JSON string in a script (广东 gkmlpt), and bare text.
Decisions: `<script>`, `<style>`, `<noscript>` and form controls are never text; `display:none` elements are dropped,
because mobile twins and injected spam hide there, unless they hold most of the page; metas count even inside comments.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Final

from reports.article import find_article
from reports.chrome import trim_article
from reports.document import Block, Document, Paragraph
from reports.html_tree import parse_tree, without_invisible
from reports.html_walk import PageWalk
from reports.script_article import article_from_script, holds_article

_META: Final = re.compile(r"<[mM][eE][tT][aA]\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_META_ATTRIBUTE: Final = re.compile(r"(?<![\w:-])([\w:-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TITLE: Final = re.compile(r"<[tT][iI][tT][lL][eE]\b[^<>]*>([^<]{0,2000})</[tT]")
_PLACEHOLDER: Final = re.compile(
    r"^(?:政府网站标识码|网站名称|网站标识码|栏目名称|文章标题|标题|来源|关键字|描述|null|undefined|\$\{.*|\{\{.*|<%.*|#.*#)$"
)
_MARKUP: Final = re.compile(
    r"<(?:/?(?:p|div|br|t[drh]|table|span|html|body|head|font|li|ul|h\d|a|script|meta|pre|ucap\w+)\b|!doctype|!--|\?xml)",
    re.IGNORECASE,
)
#: beside a digit a NUL may stand for another one, so that the number is not to be trusted
_LOST_DIGIT: Final = re.compile(r"(?<=\d)\x00|\x00(?=\d)")
#: how far metas are looked for: in pages with a body, and in fragments without one
_LONGEST_HEAD: Final = 150_000
_FRAGMENT_HEAD: Final = 60_000


def parse_html(text: str, url: str, *, encoded: bytes | None = None) -> Document:
    """The page as a Document; never raises on any text, and an empty page gives an empty Document.

    `encoded` is the same text in UTF-8, where the caller has it at hand.
    """
    printed, text = text, without_invisible(text)
    page = encoded if encoded is not None and text is printed else text.encode("utf-8", "replace")
    if b"\x00" in page:  # far quicker to find there than in the text
        text = _LOST_DIGIT.sub("\ufffd", text).replace("\x00", "")
        page = text.encode("utf-8", "replace")
    if not _MARKUP.search(text):
        return _plain_document(text, url)
    head = _head(text)
    metas = read_metas(head)
    hidden: list[str] = []
    root = parse_tree(page, hidden)
    if root is not None and holds_article(root):
        hidden.clear()  # the same page again, with more in it
        root = parse_tree(article_from_script(text, metas).encode("utf-8", "replace"), hidden)
    walk = PageWalk(url)
    if root is not None:
        walk.walk(root)
    article = find_article(walk)
    before, blocks, after = trim_article(walk.blocks, article.first, article.last)
    return Document(
        url=url,
        title=read_title(head) or _late_title(text),
        metas=metas,
        before=before,
        blocks=blocks,
        after=after,
        links=tuple(walk.links),
        images=tuple(dict.fromkeys(walk.images[article.first_image : article.last_image])),
        article_rule=article.rule,
        hidden=tuple(hidden),
    )


def _plain_document(text: str, url: str) -> Document:
    """A body without markup: every line is a paragraph."""
    lines = (" ".join(line.split()) for line in unescape(text).splitlines())
    blocks: list[Block] = [Paragraph(line, "text") for line in lines if line.strip("| ")]
    before, article, after = trim_article(blocks, 0, len(blocks))
    return Document(url=url, before=before, blocks=article, after=after, article_rule="plain text")


def _head(text: str) -> str:
    """What stands before the body, or the beginning of a fragment."""
    for tag in ("<body", "<BODY"):
        position = text.find(tag)
        if position >= 0:
            return text[: min(position, _LONGEST_HEAD)]
    return text[:_FRAGMENT_HEAD]


def read_title(text: str) -> str:
    """`<title>` as printed, white space collapsed."""
    found = _TITLE.search(text)
    return " ".join(unescape(found.group(1)).split()) if found else ""


def _late_title(text: str) -> str:
    """A title that stands inside the body."""
    position = text.find("<title")
    return read_title(text[position : position + _FRAGMENT_HEAD]) if position >= 0 else ""


def read_metas(head: str) -> dict[str, str]:
    """Metas by lower-case name, in either attribute order, also inside comments, without placeholders.

    The first usable value of a name wins.
    """
    metas: dict[str, str] = {}
    for match in _META.finditer(head):
        name, content = _name_and_content(match.group(1))
        if name and content:
            metas.setdefault(name, content)
    return metas


@lru_cache(maxsize=2048)  # most metas of a portal's pages are the portal's
def _name_and_content(tag: str) -> tuple[str, str]:
    attributes = {name.lower(): a or b or c for name, a, b, c in _META_ATTRIBUTE.findall(tag)}
    name = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
    content = unescape(attributes.get("content", "")).strip()
    return name.strip().lower(), "" if _PLACEHOLDER.match(content) else content
