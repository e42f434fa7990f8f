"""Which links of a page are the list's entries, and which lead to columns below it.

Links of one list share their place in the markup. The groups that hold report titles are the list; without any, the
biggest group of article links outside menus, crumbs and footers is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from crawler import addresses
from crawler.platforms import dialects, wording
from crawler.platforms.base import Column, Entry
from crawler.platforms.links import Anchor, anchors
from crawler.platforms.page import FetchedPage, text_of

IsArticle = Callable[[str], bool]

_PAGER = re.compile(r"^\s*(?:\d{1,3}|\W{1,3}|[上下前后首尾末]一?页|更多.*|more.*)\s*$", re.IGNORECASE)
#: 当前位置：首页 > 政务公开 > 政府信息公开年报, up to what follows it
_CRUMBS = re.compile(
    r"(?:当前|您的|您现在的|所在|现在)(?:的)?位置(?:是)?[:：]?((?:[^>›»→/\\]{1,24}[>›»→/\\-]{1,2}){1,7}[^>›»→/\\]{0,24})"
)
_CRUMB_SIGNS = re.compile(r"[>›»→/\\-]+")
#: names of columns are short
_COLUMN_NAME = 16
_FEW_HEADINGS = 2
#: class words of blocks whose links lead to other sites
_ELSEWHERE = ("foot", "friend", "yqlj", "copyright")
#: a title with year and kind of document that is this long names its publisher too: no column is called so
_WHOLE_TITLE = 16


def as_entry(anchor: Anchor) -> Entry:
    title = anchor.label
    return Entry(anchor.url, title, anchor.date, anchor.truncated, wording.may_be_report(title))


def find_entries(page: FetchedPage, is_article: IsArticle) -> list[Entry]:
    """Return the entries of the page's list, in order, each address once."""
    return distinct(as_entry(a) for a in _main_links(_candidates(anchors(page), is_article)))


def entries_of(links: Sequence[Anchor]) -> list[Entry]:
    """Return entries for links that an endpoint or a data block gave: all but those of its pager."""
    return distinct(as_entry(a) for a in links if a.label and not _PAGER.match(a.label) and not _is_column(a))


def _candidates(links: Sequence[Anchor], is_article: IsArticle) -> list[Anchor]:
    """Return the links that may be entries: articles by address, by a date beside them, by a title that says so.

    Where half of the links in one place are, the others there are too, unless their address is a column's.
    """
    groups: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in links:
        groups[anchor.place].append(anchor)
    sure = {id(a) for a in links if a.label and _is_entry(a, is_article)}
    mostly = {place for place, group in groups.items() if sum(1 for a in group if id(a) in sure) * 2 >= len(group)}
    return [
        a
        for a in links
        if id(a) in sure
        or (a.place in mostly and a.label and not a.furniture and not _is_column(a) and not _PAGER.match(a.label))
    ]


def _is_entry(anchor: Anchor, is_article: IsArticle) -> bool:
    if is_article(anchor.url) or dialects.is_article(anchor.url):
        return True
    if _PAGER.match(anchor.label) or (anchor.furniture and anchor.date is None):
        return False
    if is_whole_title(anchor.label):
        return True  # whatever its address looks like: should a column be called so, its page shows it
    return anchor.date is not None and not anchor.furniture and not dialects.is_list(anchor.url)


def is_whole_title(label: str) -> bool:
    """Say whether a link's words are a report's whole title, year and publisher in it: no column is called so."""
    plain = wording.squeeze(label)
    return len(plain) >= _WHOLE_TITLE and wording.has_year(plain) and wording.may_be_report(plain)


def _is_column(anchor: Anchor) -> bool:
    return dialects.is_list(anchor.url) or (wording.is_year(anchor.label) and not dialects.is_article(anchor.url))


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
    """Say whether the page calls itself a column of annual reports: metas, title, headings, the end of its crumbs."""
    names = [page.metas.get("columnname", ""), page.title, *_headings(page), *_last_crumbs(page)]
    return any(_annual_name(name) for name in names if name)


def _headings(page: FetchedPage) -> list[str]:
    """Short headings, where the page has few: long ones are titles of articles, many are those of blocks."""
    texts = (wording.squeeze(text_of(element)) for element in page.elements("h1", "h2", "h3"))
    short = [text for text in texts if 0 < len(text) <= _COLUMN_NAME]
    return short if len(short) <= _FEW_HEADINGS else []


def _last_crumbs(page: FetchedPage) -> list[str]:
    """The last two: a year's or a department's column stands below that of the annual reports."""
    match = _CRUMBS.search(page.visible_text)
    parts = [part for part in _CRUMB_SIGNS.split(match.group(1)) if part] if match else []
    return [part[:_COLUMN_NAME] for part in parts[-2:]]


def looks_annual(page: FetchedPage, entries: Sequence[Entry], column_url: str) -> bool:
    """Say whether a list is one of annual reports: by name, by address, or by what its titles say or leave open."""
    if names_annual_column(page) or wording.slug_weight(column_url) >= 70 or wording.is_year_slug(column_url):
        return True
    reports = sum(1 for entry in entries if entry.report_like)
    open_titles = sum(1 for entry in entries if entry.truncated or wording.is_bare(entry.title))
    return (reports + open_titles) * 3 >= len(entries)


def _annual_name(name: str) -> bool:
    return (wording.anchor_weight(name) or 0) >= 88


def find_sub_columns(page: FetchedPage, column_url: str, taken: Sequence[Entry]) -> list[Column]:
    """Return links from a column of annual reports to columns below it: years, groups of publishers, single bodies.

    A year or a word for annual reports is enough for a single link; names of bodies count where they stand together,
    since a site's menus name bodies too.
    """
    used = {addresses.key(entry.url) for entry in taken} | {addresses.key(page.url), addresses.key(column_url)}
    hosts = addresses.own_hosts([page.url])
    groups: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors(page):
        if not anchor.label or dialects.is_file(anchor.url) or any(w in anchor.place for w in _ELSEWHERE):
            continue
        if addresses.same_portal(anchor.url, hosts):
            groups[anchor.place].append(anchor)
    found = _columns_in(groups.values(), column_url, used, least=2)
    # a column with nothing else in it may lead to a single body's
    return found or ([] if taken else _columns_in(groups.values(), column_url, used, least=1))


def _columns_in(groups: Iterable[list[Anchor]], column_url: str, used: set[str], least: int) -> list[Column]:
    home = addresses.directory(column_url)
    found: dict[str, Column] = {}
    for group in groups:
        together = len(group) >= least and sum(1 for a in group if _names_part(a.label)) * 2 > len(group)
        for anchor in group:
            name = addresses.key(anchor.url)
            if name not in used and name not in found and _is_below(anchor, home, together):
                found[name] = Column(anchor.url, anchor.label, _says_part(anchor.label) or None)
    return list(found.values())


def _says_part(label: str) -> bool:
    return wording.has_year(label) or wording.is_level(label) or (wording.anchor_weight(label) or 0) >= 88


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
