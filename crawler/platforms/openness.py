"""安徽 Openness: lists `showList/{branch}/{topic}/page_N.html`, annual reports by branch in `opennessAnnualReport`."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler import addresses
from crawler.platforms import dialects, pagers
from crawler.platforms.base import Column, Entry, ListRead, ListRequest, ListState, Mark
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import anchors
from crawler.platforms.page import FetchedPage

_PAGE = re.compile(r"/page_(\d+)\.html$", re.IGNORECASE)
_BRANCH = re.compile(r"/opennessAnnualReport/?\?(?:.*&)?branch_id=\w+", re.IGNORECASE)


class OpennessPlatform(GenericPlatform):
    """Server-rendered; the page number is in the path."""

    name: ClassVar[str] = "openness"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(70, r"/openness(?:Content|AnnualReport|Guide|Target)\b", "address of an openness controller", "url"),
        Mark(45, r"href=[\"'][^\"']*/openness(?:Content|AnnualReport|Guide)\b", "links an openness controller"),
        Mark(30, r"/openness/|(?-i:/Xxgk[A-Z]\w*/)", "address below /openness/", "url"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["openness"]

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        read = super().read_list(page, state)
        if "annualreport" in page.url.lower():
            known = {addresses.key(column.url) for column in read.sub_columns} | {addresses.key(page.url)}
            branches = [Column(a.url, a.label) for a in anchors(page) if _BRANCH.search(a.url)]
            read.annual = bool(branches or read.entries)
            read.sub_columns += [c for c in branches if addresses.key(c.url) not in known]
        return read

    def columns(self, page: FetchedPage) -> list[Column]:
        return [Column(a.url, a.label) for a in anchors(page) if "/opennessannualreport" in a.url.lower()]

    def more(self, page: FetchedPage, state: ListState, entries: list[Entry]) -> list[ListRequest]:
        link = pagers.next_link(page, state)
        here = _PAGE.search(page.url)
        number = state.number + 1
        if link:
            return [ListRequest(link, state=state.turn(number))]
        if not here or not entries:
            return super().more(page, state, entries)
        url = page.url[: here.start()] + f"/page_{int(here.group(1)) + 1}.html"
        return [ListRequest(url, state=state.turn(number), role="probe")]
