"""Whether a page is a list of annual reports: by the titles of its entries first, by its name second."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler import addresses
from crawler.discovery_links import Way
from crawler.platforms import dialects, wording
from crawler.platforms.article import is_report_page
from crawler.platforms.base import Entry, ListRead, Score
from crawler.platforms.entries import names_annual_column
from crawler.platforms.page import FetchedPage, text_of

#: from here on a list is certain enough to stop looking for unlikely ones
CERTAIN = 60
#: how the text of a link to a file looks where its address does not say so
_FILE_LABEL = re.compile(r"^\s*附\s*(?:件|表|[:：])|\.(?:pdf|docx?|xlsx?|wps|rtf|zip|rar|ofd)\s*$", re.IGNORECASE)
#: a report, its tables, a twin in another format
_FEW_FILES = 3


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list of annual reports, how it was recognised, how sure that is (0 to 100)."""

    url: str
    platform: str
    evidence: str
    score: int
    #: the column is about annual reports: links whose titles say nothing count as well
    annual: bool = True
    text: str = ""
    links: int = 0
    #: keys of the report links on its first page, and of the columns below it
    reports: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()


def judge(
    page: FetchedPage, read: ListRead, way: Way, column: str, platform: str, score: Score, *, home: bool
) -> FoundList | None:
    """Return the list that the page is, or None."""
    outright = [entry for entry in read.entries if wording.names_report(entry.title)]
    itself = names_annual_column(page)
    named = itself or (wording.anchor_weight(way.text) or 0) >= 88
    if not home and is_report_page(page):
        points, why = _as_report(read, way)
    elif not home and (_is_article(page, read) or _holds_its_files(page, read, way)):
        return None
    else:
        points, why = _points(read, outright, named, itself, home)
    if not points:
        return None
    return FoundList(
        url=column,
        platform=platform,
        evidence="; ".join(part for part in (why, *score.evidence) if part),
        score=points,
        annual=named or read.annual or len(outright) * 2 >= len(read.entries),
        text=way.text,
        links=len(read.entries),
        reports=frozenset(addresses.key(entry.url) for entry in read.entries if entry.report_like),
        below=frozenset(addresses.key(one.url) for one in read.sub_columns),
    )


def _as_report(read: ListRead, way: Way) -> tuple[int, str]:
    """A column may show its newest report in place of a list, the other years in a menu beside it."""
    if (wording.anchor_weight(way.text) or 0) < 88 or wording.has_year(way.text):
        return 0, ""
    if read.sub_columns or len(read.entries) >= 2:
        return (
            65,
            f"column that shows a report itself, with {len(read.sub_columns) + len(read.entries)} links to others",
        )
    return 35, "the link to annual reports leads to a single report"


def _is_article(page: FetchedPage, read: ListRead) -> bool:
    """An article's crumbs and related links look like a column's; its own metas and address do not."""
    return not read.entries and bool(page.metas.get("articletitle") or dialects.article_shape(page.url))


def _holds_its_files(page: FetchedPage, read: ListRead, way: Way) -> bool:
    """A report that is published as a file: its page has the report's title and links to nothing but the file."""
    files = [one for one in read.entries if dialects.is_file(one.url) or _FILE_LABEL.search(one.title)]
    if not files or len(files) < len(read.entries) or len(files) > _FEW_FILES:
        return False
    headings = (wording.squeeze(text_of(element)) for element in page.elements("h1", "h2", "h3"))
    return any(wording.names_report(name) and wording.has_year(name) for name in (way.text, *headings))


def _points(read: ListRead, outright: list[Entry], named: bool, itself: bool, home: bool) -> tuple[int, str]:
    total, sure = len(read.entries), len(outright)
    share = sure / total if total else 0.0
    bare = sum(1 for entry in read.entries if entry.truncated or wording.is_bare(entry.title))
    loose = sum(1 for entry in read.entries if entry.report_like)
    if sure >= 2 and share >= 0.3 and not home:
        return min(100, 60 + round(40 * share)), f"{sure} of {total} titles name annual reports"
    if read.annual:
        return 85, "the platform's own column of annual reports"
    if named and sure:
        return 80, f"column of annual reports by name, {sure} of {total} titles agree"
    if named and total >= 2 and bare * 2 >= total:
        return 70, f"column of annual reports by name, {bare} of {total} links are years, bodies or cut off"
    if named and loose:
        return 65, f"column of annual reports by name, {loose} of {total} titles may agree"
    if itself and read.sub_columns:
        return 70, f"column of annual reports by name, with {len(read.sub_columns)} columns below"
    if sure >= 3:
        return 55 if not home else 40, f"{sure} of {total} titles name annual reports"
    if sure:
        return 30, f"links {sure} annual report(s) among {total} links"
    return 0, ""


def without_redundant(lists: list[FoundList]) -> list[FoundList]:
    """Return the lists best first, without those whose reports or place another one covers."""
    ranked = sorted(lists, key=lambda one: -one.score)
    certain = [one for one in ranked if one.score >= CERTAIN]
    below: set[str] = set()
    covered = {name for one in certain for name in one.reports}
    kept: dict[str, FoundList] = {}
    for one in ranked:
        name = addresses.key(one.url)
        weak = one.score < CERTAIN and one.reports <= covered and bool(certain)
        if name not in kept and not weak and addresses.key(one.url) not in below:
            kept[name] = one
            below |= one.below
    return list(kept.values())
