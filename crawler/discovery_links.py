"""Every way on from a page that a search may take: anchors, 更多 buttons, menus in scripts, selects, redirects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from crawler import addresses
from crawler.platforms import dialects, wording
from crawler.platforms.links import Anchor, anchors
from crawler.platforms.page import FetchedPage, text_of
from crawler.platforms.shells import inner_frames, redirect_of

_QUOTED = re.compile(r"""(["'])((?:(?!\1)[^\\\r\n]|\\.){1,300})\1""")
_ADDRESS = re.compile(
    r"^(?:https?://|/|\./|\.\./)[^\s<>{}]*$|^[\w./-]+\.(?:s?html?|jsp|aspx?|do|php)(?:\?\S*)?$", re.IGNORECASE
)
_ASSET = re.compile(
    r"\.(?:js|css|png|jpe?g|gif|ico|svg|swf|woff2?|mp4|xml|json|pdf|docx?|xlsx?|zip|rar)(?:\?|$)", re.IGNORECASE
)
#: endpoints that answer only to their platform's own call: their bare address is no way on
_ENDPOINT = re.compile(
    r"module/xxgk/(?:search|tree)\.jsp|messageController/getMessage|/site/label/\d|jpaas-publish-server/|rest/lightfrontaction/|/gkmlpt/api/",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MORE = re.compile(r"^(?:查看)?(?:更多|more|全部)[>》›»+…\.]*$|^[>》›»+]{1,4}$", re.IGNORECASE)
#: shapes of addresses that are articles on one portal and columns on another
_AMBIGUOUS = frozenset({"timestamp-folder", "gkmlpt", "wzinfo", "month-file", "chain"})
#: how far (in characters) a menu's label may stand from its address in a script
_NEAR = 120
#: weight of links whose words say nothing but whose address lies below a promising column
_SILENT = 0.9
_UNRELATED = 0.6
#: links that are names of bodies: how many make a row, and what each promises
_TOGETHER = 3
_BODY = 47


@dataclass(frozen=True, slots=True)
class Way:
    """An address worth a look, what called it so, and how much that promises (0 to 100)."""

    url: str
    text: str
    weight: int
    #: names the row of bodies that the link stands in: where the first lead nowhere, so will the others
    group: str = ""


def ways_on(page: FetchedPage) -> list[Way]:
    """Return the ways on from a page, each address once with its best weight, in the order of the page."""
    best: dict[str, Way] = {}
    for way in (*_linked(page), *_selected(page), *_scripted(page), *_bodies(page)):
        name = addresses.key(way.url)
        if way.weight > 0 and (name not in best or best[name].weight < way.weight):
            best[name] = way
    return list(best.values())


def forced_ways(page: FetchedPage) -> list[str]:
    """Return where the page itself sends its visitor: a redirect, or the frames that hold its content."""
    target = redirect_of(page)
    return [target] if target else inner_frames(page)


def weigh(text: str, url: str) -> int:
    """Return how much a link promises by its words and its address; words that say "no" win."""
    by_text = wording.anchor_weight(text)
    by_slug = wording.slug_weight(url)
    if by_text == 0:
        return 0
    if by_text is None:
        return round(by_slug * (_SILENT if not text else _UNRELATED))
    return max(by_text, min(by_slug, by_text + 20))


def _linked(page: FetchedPage) -> Iterator[Way]:
    headings = _headings_of_more(page)
    for anchor in anchors(page):
        text = headings.get(anchor.url, anchor.label) if _MORE.match(wording.squeeze(anchor.text)) else anchor.label
        if _leads_to_column(anchor.url, text):
            yield Way(anchor.url, text, weigh(text, anchor.url))


def _bodies(page: FetchedPage) -> Iterator[Way]:
    """Names of bodies that stand together on a page about openness: each may have a column of its own."""
    name = page.metas.get("columnname") or page.title
    if "公开" not in name and "公開" not in name:
        return
    rows: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors(page):
        rows[anchor.place].append(anchor)
    for place, row in rows.items():
        named = [a for a in row if wording.is_bare(a.label) and not wording.is_year(a.label)]
        if len(named) >= _TOGETHER and len(named) * 2 > len(row):
            group = f"{page.url} {place}"
            yield from (Way(a.url, a.label, _BODY, group) for a in named if _leads_to_column(a.url, ""))


def _leads_to_column(url: str, text: str) -> bool:
    if dialects.is_file(url):
        return False
    shape = dialects.article_shape(url)
    if shape is None:
        return True
    return shape in _AMBIGUOUS and not wording.has_year(text) and (wording.anchor_weight(text) or 0) >= 55


def _headings_of_more(page: FetchedPage) -> dict[str, str]:
    """Return address of each 更多 link -> the words of the smallest block around it that says anything."""
    found: dict[str, str] = {}
    for element in page.elements("a"):
        label = wording.squeeze(text_of(element))
        if label and not _MORE.match(label):
            continue
        url = addresses.resolve(page.base, element.get("href") or "")
        if url:
            found[url] = _nearest_words(element, label) or (element.get("title") or "")
    return found


def _nearest_words(element: etree._Element, label: str) -> str:
    ancestor = element.getparent()
    for _ in range(4):
        if ancestor is None or ancestor.tag in ("body", "html"):
            return ""
        words = wording.squeeze(text_of(ancestor))
        if words != label:
            return words[:40]
        ancestor = ancestor.getparent()
    return ""


def _selected(page: FetchedPage) -> Iterator[Way]:
    for option in page.elements("option"):
        value = (option.get("value") or "").strip()
        url = addresses.resolve(page.base, value) if "/" in value or ".htm" in value else None
        if url:
            yield Way(url, text_of(option), weigh(text_of(option), url))


def _scripted(page: FetchedPage) -> Iterator[Way]:
    """Menus written by scripts: an address and the nearest quoted Chinese words."""
    script = page.scripts
    if len(script) > 400_000:
        script = script[:400_000]
    quoted = [(m.start(), m.group(2).replace("\\/", "/")) for m in _QUOTED.finditer(script)]
    for index, (place, value) in enumerate(quoted):
        if not _ADDRESS.match(value) or _ASSET.search(value) or _ENDPOINT.search(value):
            continue
        url = addresses.resolve(page.base, value)
        if url is None or not _leads_to_column(url, ""):
            continue
        near = [
            (abs(place - other), text)
            for other, text in quoted[max(0, index - 4) : index + 5]
            if abs(place - other) <= _NEAR and _HAN.search(text) and len(text) <= 40
        ]
        text = min(near)[1] if near else ""
        yield Way(url, text, weigh(text, url))
