"""The verdict on a page: every detector's sightings, weighed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import opencc

from reports.authenticity import insertions, markup, organs, origin, script, swaps
from reports.authenticity.comparison import GenuineReference, differences
from reports.authenticity.lexicon import brand_sightings
from reports.authenticity.places import stem
from reports.authenticity.scoring import Sighting, weigh
from reports.authenticity.tokens import foreign_tokens
from reports.document import Document
from reports.model import PortalContext, Verdict

#: share of traditional forms from which on a text is read in simplified script
_TRADITIONAL = 0.3


def judge(
    *,
    url: str,
    text: str,
    title: str | None = None,
    document: Document | None = None,
    metas: Mapping[str, str] | None = None,
    portal: PortalContext | None = None,
    issuer: str | None = None,
    year: int | None = None,
    publish_date: str | None = None,
    genuine: GenuineReference | None = None,
    markup: str | None = None,
) -> Verdict:
    """Weigh a page: `text` is its article, `title` and `issuer` as printed, `publish_date` ISO, `markup` the decoded HTML.

    Only what is given is looked at; a page is judged `genuine` unless something speaks against it.
    """
    sightings = [
        *_origin(url, text, metas or (document.metas if document else {}), portal),
        *origin.late_publication(year, publish_date),
        *_script(text),
        *_content(*_simplified(text, title or ""), portal),
        *_page(document, markup),
    ]
    if genuine is not None:
        sightings += differences(text, genuine)
    return weigh(sightings)


def _origin(url: str, text: str, metas: Mapping[str, str], portal: PortalContext | None) -> Iterator[Sighting]:
    yield from origin.foreign_host(url, portal)
    yield from origin.open_redirect(url)
    yield from origin.site_metas(metas, url, portal)
    yield from origin.swapped_domain(text, portal)


def _script(text: str) -> Iterator[Sighting]:
    yield from script.pinyin_annotations(text)
    yield from script.traditional_script(*script.traditional_share(text))
    yield from script.damages(text)
    yield from script.byline(text)


def _simplified(text: str, title: str) -> tuple[str, str]:
    """Text and title in simplified script without pinyin in brackets, the form that lexicon and genre words have."""
    if script.traditional_share(text)[0] > _TRADITIONAL:
        text, title = _to_simplified().convert(text), _to_simplified().convert(title)
    if script.ANNOTATION.search(text):
        text = script.ANNOTATION.sub("", text)
    return text, title


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _content(text: str, title: str, portal: PortalContext | None) -> Iterator[Sighting]:
    own = stem(portal.name) if portal else ""
    yield from brand_sightings(title, "title")
    yield from brand_sightings(text)
    yield from organs.foreign_title(title, text, own)
    yield from organs.foreign_governments(text, own)
    yield from insertions.repeated_tails(text)
    yield from swaps.missing_words(text)
    for token in insertions.longest(list(foreign_tokens(text, insertions.least))):
        if own and own in token.text and not token.latin:
            continue
        swapped = swaps.swapped_word(text, token)
        if swapped:
            yield swapped
        else:
            yield from insertions.odd_places(text, token)


def _page(document: Document | None, markup_text: str | None) -> Iterator[Sighting]:
    if document is not None:
        yield from markup.hidden_brands(document)
    if markup_text:
        yield from markup.junk_tags(markup_text)
