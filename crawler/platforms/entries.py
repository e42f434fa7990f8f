"""Which links of a page are the list's entries, and which lead to columns below it.

Links of one list share their place in the markup. The groups that hold report titles are the list; without any, the
biggest group of article links outside menus, crumbs and footers is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from crawler import addresses
from crawler.platforms import dialects, wording
from crawler.platforms.base import Column, Entry
from crawler.platforms.links import Anchor, anchors
from crawler.platforms.page import FetchedPage

IsArticle = Callable[[str], bool]


def as_entry(anchor: Anchor) -> Entry:
    title = anchor.label
    return Entry(anchor.url, title, anchor.date, anchor.truncated, wording.may_be_report(title))


def find_entries(page: FetchedPage, is_article: IsArticle) -> list[Entry]:
    """Return the entries of the page's list, in order, each address once."""
    candidates = [
        a for a in anchors(page) if a.label and (is_article(a.url) or dialects.is_article(a.url) or _is_titled(a))
    ]
    return distinct(as_entry(a) for a in _main_links(candidates))


def _is_titled(anchor: Anchor) -> bool:
    """Say whether the link's own title makes it a report, whatever the address looks like (but for a column's)."""
    return (
        wording.names_report(anchor.label)
        and wording.has_year(anchor.label)
        and len(wording.squeeze(anchor.label)) >= 12
        and not dialects.is_list(anchor.url)
    )


def entries_of(links: Sequence[Anchor]) -> list[Entry]:
    """Return entries for links that an endpoint or a data block gave: all of them are the list."""
    return distinct(as_entry(a) for a in links if a.label)


def distinct(entries: Iterable[Entry]) -> list[Entry]:
    """Return each address once: with the fullest title, since lists print a picture, a text and "更多" for one page."""
    best: dict[str, Entry] = {}
    for entry in entries:
        known = best.get(addresses.key(entry.url))
        if known is None or (entry.report_like, len(entry.title)) > (known.report_like, len(known.title)):
            best[addresses.key(entry.url)] = entry
    return list(best.values())


def _main_links(candidates: list[Anchor]) -> list[Anchor]:
    groups: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in candidates:
        groups[anchor.place].append(anchor)
    reporting = {place for place, group in groups.items() if _reports(group) * 4 >= len(group) or _reports(group) >= 3}
    if not reporting:
        content = {place: group for place, group in groups.items() if not group[0].furniture}
        if content:
            reporting = {max(content, key=lambda place: _weight(content[place]))}
    return [a for a in candidates if a.place in reporting or wording.may_be_report(a.label)]


def _reports(group: list[Anchor]) -> int:
    return sum(1 for a in group if wording.may_be_report(a.label))


def _weight(group: list[Anchor]) -> float:
    dated = sum(1 for a in group if a.date)
    bare = sum(1 for a in group if wording.is_bare(a.label))
    return len({a.url for a in group}) + dated + 2 * bare


def names_annual_column(page: FetchedPage) -> bool:
    """Say whether the page calls itself a column of annual reports: metas, title, or the end of its crumbs."""
    names = [page.metas.get("columnname", ""), page.title]
    if any(_annual_name(name) for name in names):
        return True
    return any(_annual_name(crumb) for crumb in _crumbs(page)[-2:])


def looks_annual(page: FetchedPage, entries: Sequence[Entry], column_url: str) -> bool:
    """Say whether a list is one of annual reports: by name, by address, or by what its titles say or leave open."""
    if names_annual_column(page) or wording.slug_weight(column_url) >= 70 or wording.is_year_slug(column_url):
        return True
    reports = sum(1 for entry in entries if entry.report_like)
    open_titles = sum(1 for entry in entries if entry.truncated or wording.is_bare(entry.title))
    return (reports + open_titles) * 3 >= len(entries)


def _annual_name(name: str) -> bool:
    return (wording.anchor_weight(name) or 0) >= 88


def _crumbs(page: FetchedPage) -> list[str]:
    return [
        a.label
        for a in anchors(page)
        if a.furniture and any(w in a.place.lower() for w in ("crumb", "position", "location", "wz", "mbx"))
    ]


def find_sub_columns(page: FetchedPage, column_url: str, taken: Sequence[Entry]) -> list[Column]:
    """Return links from a column of annual reports to columns below it: years, groups of publishers, single bodies.

    A year or a word for annual reports is enough for a single link; names of bodies count where they stand together,
    since a site's menus name bodies too.
    """
    used = {addresses.key(entry.url) for entry in taken} | {addresses.key(page.url), addresses.key(column_url)}
    host = addresses.netloc(page.url)
    groups: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors(page):
        if anchor.label and addresses.netloc(anchor.url) == host and not dialects.is_file(anchor.url):
            groups[anchor.place].append(anchor)
    home = addresses.directory(column_url)
    found: dict[str, Column] = {}
    for group in groups.values():
        together = len(group) >= 2 and sum(1 for a in group if _names_part(a.label)) * 2 > len(group)
        for anchor in group:
            name = addresses.key(anchor.url)
            if name not in used and name not in found and _is_below(anchor, home, together):
                found[name] = Column(anchor.url, anchor.label)
    return list(found.values())


def _names_part(label: str) -> bool:
    return wording.is_bare(label) or wording.is_level(label)


def _is_below(anchor: Anchor, home: str, together: bool) -> bool:
    url, label = anchor.url, wording.squeeze(anchor.label)
    if dialects.article_shape(url):
        return False
    if wording.is_year(label) or ((wording.anchor_weight(label) or 0) >= 88 and len(label) <= 24):
        return True
    below = url.startswith(home) and len(url) > len(home) and home.count("/") > 3
    if wording.has_year(label) and len(label) <= 16 and (below or wording.is_year_slug(url)):
        return True
    return _names_part(label) and (below or together)
