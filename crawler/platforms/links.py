"""The links of a page with what surrounds them: text, date, place in the markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from crawler import addresses
from crawler.platforms import wording
from crawler.platforms.page import FetchedPage, text_of

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
#: the date of a row that lies inside its link, behind the title or before it
_DAY = r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]|年\d{1,2}月)\d{1,2}日?"
_OWN_DATE = re.compile(
    rf"^[\[(（【]?{_DAY}[\])）】]?\s*(?=\D{{4}})|(?<=\D)\s*[\[(（【]?{_DAY}(?: \d{{1,2}}:\d\d(?::\d\d)?)?[\])）】]?$"
)
_QUOTED_URL = re.compile(
    r"""['"]((?:https?:)?//[^'"\s]+|\.{0,2}/[^'"\s]+|[\w\-./%]+\.(?:s?html?|jsp|aspx?|do|php)(?:\?[^'"\s]*)?)['"]"""
)
_CUT = ("…", "...", "···", "。。。")
#: characters of a date with its brackets: a link that says no more keeps it
_A_DATE = 12
#: most items of a list that is one row
_COLUMNS = 5
_FURNITURE_TAGS = frozenset({"nav", "header", "footer"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link: where it leads, what it says (`title` attribute where the text is cut off), what stands around it."""

    url: str
    text: str
    title: str
    #: tags and classes from the root down, the same for all links of one list
    place: str
    date: str | None
    #: in a menu, the crumbs or a footer
    furniture: bool
    truncated: bool
    #: the fullest wording of the link
    label: str


def anchors(page: FetchedPage) -> list[Anchor]:
    """Return the page's links in reading order: `a`, `area`, and elements whose onclick holds an address."""
    cached: list[Anchor] | None = page.__dict__.get("_anchors")
    if cached is None:
        cached = page.__dict__["_anchors"] = _collect(page.tree, page.base)
    return cached


def anchors_of_fragment(html: str, base: str) -> list[Anchor]:
    """Return the links of a piece of markup (a CDATA row, an AJAX answer)."""
    return _collect(FetchedPage(base, f"<html><body>{html}</body></html>").tree, base)


def date_in(text: str) -> str | None:
    """Return the first calendar date in the text as YYYY-MM-DD."""
    for year, month, day in _DATE.findall(text):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{int(month):02d}-{int(day):02d}"
    return None


def quoted_url(script: str) -> str | None:
    """Return the first quoted address in a piece of script (onclick, `location.href=`)."""
    match = _QUOTED_URL.search(script)
    return match.group(1) if match else None


def _collect(tree: etree._Element | None, base: str) -> list[Anchor]:
    if tree is None:
        return []
    found: list[Anchor] = []
    places: dict[etree._Element, tuple[str, bool]] = {}
    for element in tree.iter(etree.Element):
        href = _href(element)
        url = addresses.resolve(base, href) if href else None
        if url is None or href is None:
            continue
        place, furniture = _place(element, places)
        text, title = _undated(text_of(element)), " ".join((element.get("title") or "").split())
        if not text and not title:
            title = next((image.get("alt") or image.get("title") or "" for image in element.iter("img")), "").strip()
        label = title if _prefer_title(text, title) else text
        date = date_in(_around(element))
        found.append(Anchor(url, text, title, place, date, furniture, label.endswith(_CUT), label))
    return found


def _undated(text: str) -> str:
    """The words of a link without the date of its row, where the link spans the whole row."""
    ends = (text[:1], text[1:2], text[-1:], text[-2:-1])
    return _OWN_DATE.sub("", text, count=1) if len(text) > _A_DATE and any(map(str.isdigit, ends)) else text


def _href(element: etree._Element) -> str | None:
    tag = element.tag
    if tag in ("a", "area"):
        href = (element.get("href") or "").strip()
        if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
            return href
        stated = quoted_url(href) or quoted_url(element.get("onclick") or "")
        return stated or element.get("data-href") or element.get("data-url")
    if element.get("onclick"):
        return quoted_url(element.get("onclick") or "")
    return None


def _place(element: etree._Element, known: dict[etree._Element, tuple[str, bool]]) -> tuple[str, bool]:
    """Return where an element stands and whether that is page furniture; iterative, since pages nest without limit."""
    unknown: list[etree._Element] = []
    above: tuple[str, bool] = ("", False)
    step: etree._Element | None = element
    while step is not None:
        if step in known:
            above = known[step]
            break
        unknown.append(step)
        step = step.getparent()
    for each in reversed(unknown):
        above = known[each] = _below(above, each)
    return above


def _below(above: tuple[str, bool], element: etree._Element) -> tuple[str, bool]:
    place, furniture = above
    tag, kind = str(element.tag), element.get("class") or ""
    if tag in ("a", "body", "html"):
        return f"{place}/{tag}", furniture
    if not furniture:
        furniture = tag in _FURNITURE_TAGS or wording.is_furniture(f"{kind} {element.get('id') or ''}")
    # rows carry classes like `odd` and `last`: all rows of a list count as one place
    return f"{place}/{tag}" + ("" if tag in ("li", "tr", "dd", "p") or not kind else f".{kind}"), furniture


def _around(element: etree._Element) -> str:
    """Return the text of the row that holds the link: the nearest row-like ancestor with no other link."""
    row = element
    for ancestor in element.iterancestors():
        if ancestor.tag in ("body", "html") or len(list(islice(ancestor.iter("a"), 2))) > 1:
            break
        row = ancestor
        if ancestor.tag in ("li", "tr", "record"):
            row = _whole_row(ancestor)
            break
    text = text_of(row)
    if row is element and element.tail:
        text += " " + element.tail
        following = element.getnext()
        if following is not None and following.tag in ("span", "i", "em", "b", "font"):
            text += " " + text_of(following)
    return text


def _whole_row(item: etree._Element) -> etree._Element:
    """The row that an item stands for: rows made of lists (安徽: `ul > li.mc + li.rq`) have an item for each column."""
    above = item.getparent()
    if item.tag != "li" or above is None or above.tag not in ("ul", "ol") or len(above) > _COLUMNS or len(above) < 2:
        return item
    return above if len(list(islice(above.iter("a"), 2))) == 1 else item


def _prefer_title(text: str, title: str) -> bool:
    if not title or title == text or (title.endswith(_CUT) and text):
        return False
    stem = text
    for mark in _CUT:
        stem = stem.removesuffix(mark)
    if not stem:
        return True
    plain, whole = wording.squeeze(stem), wording.squeeze(title)
    return (
        (stem != text and whole.startswith(plain[: max(2, len(plain) - 2)]))
        or (len(whole) > len(plain) and plain in whole)
        or (wording.may_be_report(title) and not wording.may_be_report(text) and len(whole) > len(plain))
    )
