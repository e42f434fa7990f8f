"""From an answer to what the rest works on: decoded pages, page items, and two judgements about a page's nature."""

from __future__ import annotations

import re

from crawler.items import PageItem
from crawler.orders import Answer, Order
from crawler.platforms.links import anchors
from crawler.platforms.page import FetchedPage
from reports.model import PortalContext

#: signs that a browser has to fill the page: mount points, template marks, calls made by its scripts
_FILLED_BY_SCRIPT = re.compile(
    r"""<(?:div|section|main)\b[^>]*\bid\s*=\s*["']?(?:app|root|__nuxt|__next)\b|\bv-(?:for|if|html)=|\bng-(?:app|repeat)\b"""
    r"""|\{\{[^{}]{1,80}\}\}|XMLHttpRequest|\bfetch\s*\(|\$\.(?:ajax|get|post|getJSON)\s*\(|\baxios\b|new\s+Vue\b"""
    r"""|<script\b[^>]*\bsrc\s*=\s*["']?[^"'>\s]*(?:chunk|bundle|app\.[0-9a-f]{6,}|main\.[0-9a-f]{6,})""",
    re.IGNORECASE,
)
_SHELL_TEXT = 200
#: hanzi in the source, plain or as a script's escapes
_SCRIPTED_HANZI = re.compile(r"[\u4e00-\u9fff]|\\u[4-9][0-9a-fA-F]{3}")
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


def fetched_page(answer: Answer) -> FetchedPage:
    """The answer as platforms and search read it."""
    from reports.decoding import decode  # late: a run without news decodes nothing

    decoded = decode(answer.body, answer.headers.get("content-type"), rendered_as=answer.rendered_as)
    return FetchedPage(answer.url, decoded.text, answer.status, answer.headers)


def page_item(order: Order, answer: Answer, context: PortalContext) -> PageItem:
    """The answer as the pipelines take it: raw bytes, and what the list said."""
    return PageItem(
        portal=context.slug,
        url=order.subject,
        final_url=answer.url,
        body=answer.body,
        status=answer.status,
        fetched_at=answer.fetched_at,
        headers=answer.raw_headers,
        content_type=answer.headers.get("content-type"),
        rendered_as=answer.rendered_as,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        link_text=order.link_text,
        list_date=order.list_date,
        list_url=order.column or None,
        known_digest=order.known_digest,
        context=context,
    )


def filled_by_script(page: FetchedPage) -> bool:
    """True when the page's source shows that its content comes by script."""
    return _FILLED_BY_SCRIPT.search(page.text) is not None


def is_shell(page: FetchedPage) -> bool:
    """True when a reader without scripts sees next to nothing, and scripts are there to change that."""
    if "<script" not in page.text.lower() or len(page.visible_text) >= _SHELL_TEXT:
        return False
    if len(_SCRIPTED_HANZI.findall(page.text)) >= _SHELL_TEXT:
        # the text is there, as a string of a script: platforms and readers take it from it (gkmlpt)
        return False
    return len(anchors(page)) < 5 and not any(True for _ in page.elements("iframe", "frame", "embed", "object"))


class IndexPage:
    """A column's page, kept to recognise it when a throttled portal serves it in an article's place."""

    def __init__(self, body: bytes, hrefs: list[bytes]) -> None:
        self._title = _title(body)
        self._length, self._digest = len(body), hash(body)
        self._hrefs = hrefs

    def answers_for(self, body: bytes) -> bool:
        """True for the same bytes, or the same title with most of the column's links."""
        if len(body) == self._length and hash(body) == self._digest:
            return True
        if not self._title or _title(body) != self._title:
            return False
        return sum(1 for href in self._hrefs if href in body) * 10 >= len(self._hrefs) * 8


def _title(body: bytes) -> bytes:
    found = _TITLE.search(body, 0, 8192)
    return found[1].strip() if found else b""
