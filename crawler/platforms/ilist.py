"""The iList family (绵竹, old 陕西省): `info/iList.jsp?node_id=&cat_id=&cur_page=N`, articles `Content-N.html`."""

from __future__ import annotations

from typing import ClassVar

from crawler.platforms import dialects, pagers
from crawler.platforms.base import Entry, ListRequest, ListState, Mark
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.page import FetchedPage


class IlistPlatform(GenericPlatform):
    """The page number is a parameter; pages beyond the last repeat it."""

    name: ClassVar[str] = "ilist"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(70, r"/iList\.jsp\?", "list address iList.jsp", "url"),
        Mark(40, r"/Content-\d+\.html", "article address Content-N", "url"),
        Mark(30, r"href=[\"'][^\"']*/?Content-\d+\.html", "links Content-N"),
        Mark(35, r"href=[\"'][^\"']*iList\.jsp\?", "links iList.jsp"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["ilist"]

    def more(self, page: FetchedPage, state: ListState, entries: list[Entry]) -> list[ListRequest]:
        if "ilist.jsp" not in page.url.lower():
            return super().more(page, state, entries)
        if not entries:
            return []
        number = state.number + 1
        url = pagers.with_parameter(page.url, "cur_page", str(number))
        claimed = pagers.claimed_pages(page)
        role = "page" if claimed and number <= claimed else "probe"
        if claimed and number > claimed and len(entries) % 5:
            return []
        return [ListRequest(url, state=state.turn(number), role=role)]  # type: ignore[arg-type]
