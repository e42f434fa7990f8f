"""The verdict on a page: every detector's sightings, weighed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports.authenticity import insertions, organs, origin, script, swaps, trade_forms
from reports.authenticity import markup as page_markup
from reports.authenticity.advertising import brand_sightings, text_sightings
from reports.authenticity.comparison import GenuineReference, differences
from reports.authenticity.genre import MOJIBAKE
from reports.authenticity.lexicon import lexicon, word_hits
from reports.authenticity.places import stem
from reports.authenticity.scoring import Sighting, weigh
from reports.authenticity.tokens import Scan, foreign_tokens, scan, scan_marks
from reports.document import Document
from reports.model import PortalContext, Verdict

#: a title that stands deeper in the text than this is a mention
_TITLE_WITHIN = 400


def judge(
    *,
    url: str,
    text: str,
    title: str | None = None,
    document: Document | None = None,
    metas: Mapping[str, str] | None = None,
    portal: PortalContext | None = None,
    issuer: str | None = None,
    division: str | None = None,
    year: int | None = None,
    publish_date: str | None = None,
    genuine: GenuineReference | None = None,
    markup: str | None = None,
) -> Verdict:
    """Weigh a page: `text` is its article, `title` as printed, `publish_date` ISO, `markup` the decoded HTML,
    `division` the code of the issuer's division where it is certain.

    Only what is given is looked at; a page is judged `genuine` unless something speaks against it.
    """
    share, differing = script.traditional_share(text)
    raw = scan_marks(text) if share > script.TRADITIONAL else scan(text)
    sightings = [
        *_origin(url, raw, metas or (document.metas if document else {}), portal),
        *origin.foreign_issuer(issuer, division, portal),
        *origin.late_publication(year, publish_date),
        *(script.pinyin_annotations(text) if script.has_annotations(raw) else ()),
        *script.traditional_script(share, differing),
        *script.damages(raw),
        *script.byline(text),
        *_content(*_simplified(raw, title or "", share), portal),
        *_page(document, title or "", markup),
    ]
    if genuine is not None:
        sightings += differences(text, genuine, title or "")
    return weigh(sightings)


def _origin(url: str, raw: Scan, metas: Mapping[str, str], portal: PortalContext | None) -> Iterator[Sighting]:
    yield from origin.foreign_host(url, portal)
    yield from origin.open_redirect(url)
    yield from origin.site_metas(metas, url, portal)
    yield from origin.swapped_domain(raw, portal)


def _simplified(raw: Scan, title: str, traditional_share: float) -> tuple[Scan, str]:
    """Text and title in simplified script without pinyin and broken characters, the form that the word lists have."""
    text = script.without_damage(raw, raw.text)
    if script.has_annotations(raw):
        text = script.without_annotations(text)
    if traditional_share > script.TRADITIONAL:
        # the marks of a broken decoding went through the conversion like any other characters
        text, title = script.simplified(text).replace(MOJIBAKE, ""), script.simplified(title)
    return (raw if text == raw.text else scan(text)), title


def _content(scanned: Scan, title: str, portal: PortalContext | None) -> Iterator[Sighting]:
    text, own = scanned.text, stem(portal.name) if portal else ""
    tokens = foreign_tokens(scanned, own)
    yield from brand_sightings(title, "title")
    hits = word_hits(text, [start for start, _ in scanned.letters])
    yield from text_sightings(text, title, hits)
    ends = lexicon().trade_ends
    yield from trade_forms.trade_forms(text, [(start, end) for start, end, word in hits if word in ends], own)
    yield from organs.foreign_title(title, text, own)
    yield from organs.foreign_kind(title)
    yield from organs.advertising_titles(_lines_over(title, text), title, "lines over the title")
    yield from organs.foreign_governments(text, own)
    yield from insertions.paragraph_ends(text)
    yield from swaps.essential_words(text)
    yield from swaps.swapped_about(text)
    yield from swaps.swapped_in_phrases(text)
    strange = [token for token in tokens if not insertions.is_place_name(text, token)]
    yield from insertions.trade_names(title, text, strange)
    swapped = swaps.swapped_words(text, strange)
    yield from swapped.values()
    for token in strange:
        if token.text not in swapped:
            yield from insertions.odd_places(text, token)


def _lines_over(title: str, text: str) -> str:
    """What the text has before its title, if it has the title at all."""
    at = text.find(title, 0, _TITLE_WITHIN) if title else -1
    return text[: at + len(title)] if at > 0 else ""


def _page(document: Document | None, title: str, markup_text: str | None) -> Iterator[Sighting]:
    if document is not None:
        yield from page_markup.hidden_brands(document)
        yield from page_markup.linked_advertising(document)
        yield from organs.advertising_titles(document.title, title, "page title")
    if markup_text:
        yield from page_markup.junk_tags(markup_text)
