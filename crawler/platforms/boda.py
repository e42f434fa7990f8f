"""博达 Boda (VSB): pages are numbered from the oldest; page 2 of N is `…/x/(N-1).htm`, so numbers are no cursors."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler import addresses
from crawler.platforms import dialects, pagers
from crawler.platforms.base import Entry, ListRequest, ListState, Mark
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import anchors
from crawler.platforms.page import FetchedPage

_COUNTED = re.compile(r"/(\d+)\.htm$")


class BodaPlatform(GenericPlatform):
    """The same numbered address shows other rows whenever one is added: paging follows links, from the newest on."""

    name: ClassVar[str] = "boda"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(45, r"/info/\d+/\d+\.htm$", "article address /info/N/N.htm", "url"),
        Mark(35, r"href=[\"'][^\"']*info/\d+/\d+\.htm[\"']", "links /info/N/N.htm"),
        Mark(35, r"_showDynClicks?\(", "calls _showDynClicks"),
        Mark(35, r"id=[\"']vsb_content|v_news_content|vsbcontent_(?:start|end)", "vsb markup"),
        Mark(20, r"/system/(?:resource|_content)/", "/system/ paths"),
        Mark(15, r"id=[\"']line_\w+_\d+[\"']|winstyle\d+", "vsb rows"),
        Mark(25, r"list\.jsp\?urltype=tree\.TreeTempUrl", "tree list address", "url"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["boda"]

    def more(self, page: FetchedPage, state: ListState, entries: list[Entry]) -> list[ListRequest]:
        link = pagers.next_link(page, state)
        number = state.number + 1
        if link:
            return [ListRequest(link, state=state.turn(number))]
        if "pagenum=" in page.url.lower() or "urltype=tree" in page.url.lower():
            return [self._dynamic(page, state)] if entries else []
        counted = self._counted(page, state)
        return [ListRequest(counted, state=state.turn(number))] if counted else []

    def _dynamic(self, page: FetchedPage, state: ListState) -> ListRequest:
        number = state.number + 1
        return ListRequest(
            pagers.with_parameter(page.url, "PAGENUM", str(number)), state=state.turn(number), role="probe"
        )

    def _counted(self, page: FetchedPage, state: ListState) -> str | None:
        """Without a 下页 link: the highest number linked below this one is the next page."""
        folder = re.sub(r"\.htm$", "/", state.column_url)
        here = _COUNTED.search(page.url) if page.url.startswith(folder) else None
        bound = int(here.group(1)) if here else 10**9
        linked = {
            int(m.group(1)): a.url
            for a in anchors(page)
            if a.url.startswith(folder) and (m := _COUNTED.search(addresses.canonical(a.url)))
        }
        below = [number for number in linked if number < bound]
        return linked[max(below)] if below else None
