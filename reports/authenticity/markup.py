"""What the markup shows that the text does not: meaningless elements before the body, brands in title and metas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.authenticity.advertising import brand_sightings, holds_none
from reports.authenticity.scoring import Sighting
from reports.authenticity.script import byline, has_byline
from reports.document import Document, Paragraph

_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)")
#: what sloppy but honest templates put before <body>
_HEAD_TAG_NAMES = """
html head meta link script style title base noscript body iframe frameset frame object param embed input form
div span center a img font br p table tbody tr td ul li
"""
_HEAD_TAGS = frozenset(_HEAD_TAG_NAMES.split())
#: text in which tags are not elements
_NOT_MARKUP = re.compile(r"<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_LEAST = 3
_WINDOW = 60_000
#: how much of a meta or of a line over the article is looked at
_LEAD = 400
_SHOWN, _LONGEST_ADDRESS = 8, 80
_METAS = ("keywords", "description", "articletitle", "sitename", "columnname")
OVER_ARTICLE = "over the article"


def junk_tags(markup: str) -> Iterator[Sighting]:
    """Elements before `<body>` that no template puts there."""
    end = markup.find("<body", 0, _WINDOW)
    if end < 0:
        end = markup.find("<BODY", 0, _WINDOW)
    if end < 0:
        return
    names = [name.lower() for name in _TAG.findall(_NOT_MARKUP.sub("", markup[:end]))]
    junk = [name for name in names if name not in _HEAD_TAGS]
    if len(junk) >= _LEAST:
        yield Sighting("junk-tags", " ".join(f"<{name}>" for name in junk[:6]))


def linked_advertising(document: Document) -> Iterator[Sighting]:
    """Brands and advertising in links around the article and in what the page hides: somebody broke into the portal."""
    places = [(link.text, f"a link to {link.url[:_LONGEST_ADDRESS]}") for link in document.links]
    places += [(text, "links that the page hides") for text in document.hidden]
    if holds_none("\n".join([text for text, _ in places])):
        return
    found: dict[str, str] = {}
    for text, detail in places:
        for seen in _advertised(text):
            found.setdefault(seen.excerpt, detail)
    for excerpt, detail in list(found.items())[:_SHOWN]:
        yield Sighting("linked-advertising", excerpt, None, detail)


def _advertised(text: str) -> Iterator[Sighting]:
    return (seen for seen in brand_sightings(text, "link") if seen.signal in ("brand", "trade-phrase"))


def hidden_brands(document: Document) -> Iterator[Sighting]:
    """Brands and advertising in the page's title, its keywords and description, and over the article.

    All of these together are asked once; only where something stands at all are they asked one by one.
    """
    lines = [block.text for block in document.before if isinstance(block, Paragraph)]
    places = [(document.title, "page title")]
    places += [(document.metas.get(name, "")[:_LEAD], f"meta {name}") for name in _METAS]
    places += [(line[:_LEAD], OVER_ARTICLE) for line in lines]
    if not holds_none("\n".join([text for text, _ in places])):
        for text, place in places:
            yield from brand_sightings(text, place)
    if has_byline("\n".join(lines)):
        for line in lines:
            yield from byline(line, OVER_ARTICLE)
