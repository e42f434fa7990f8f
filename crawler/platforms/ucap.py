"""开普 Ucap (CMSPRO): lists in `list.shtml` files, page 2 named `_1` on some sites and `_2` on others; JSON search."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urljoin

from crawler import addresses
from crawler.platforms import dialects, pagers, wording
from crawler.platforms.base import Entry, ListRead, ListRequest, ListState, Mark
from crawler.platforms.entries import distinct
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import date_in
from crawler.platforms.page import FetchedPage

_WORD = r"\s*,\s*['\"]([^'\"]+)['\"]"
_CALL = re.compile(r"createPageHTML\(\s*['\"][\w-]+['\"]\s*,\s*(\d+)\s*,\s*(\d+)" + _WORD + _WORD)
_CHANNEL = re.compile(r"""\bchannelid['"]?\s*[:=]\s*['"](\w+)['"]""", re.IGNORECASE)
_SEARCH = re.compile(r"""["']([^"'\s]*/common/search/\w+[^"'\s]*)["']""")


class UcapPlatform(GenericPlatform):
    """`createPageHTML` takes an element's name first, unlike TRS; its counter says pages."""

    name: ClassVar[str] = "ucap"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(45, r"createPageHTML\(\s*['\"]\w+['\"]", "createPageHTML with an element's name"),
        Mark(45, r"/\d{6}/[0-9a-f]{32}\.s?html?", "article address YYYYMM/HEX", "url"),
        Mark(35, r"href=[\"'][^\"']*/\d{6}/[0-9a-f]{32}\.s?html?", "links YYYYMM/HEX"),
        Mark(30, r"<UCAPTITLE|<UCAPCONTENT|UCAP-CONTENT|CMSPRO_", "ucap markup"),
        Mark(35, r"/common/search/\w+\?", "calls /common/search"),
        Mark(15, r"/(?:common_|\w+_)?list(?:_\d+)?\.shtml", "column address list.shtml", "url"),
        Mark(10, r"/c\d{5,6}/", "column address /cN/", "url"),
    )
    against: ClassVar[tuple[Mark, ...]] = (
        Mark(0, r"<datastore>|_showDynClicks|window\._CONFIG", "another platform's"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["ucap"]

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        if "/common/search/" in page.url:
            return self._found(page, state)
        read = super().read_list(page, state)
        call = _CALL.search(page.text)
        read.pages = int(call.group(1)) if call else read.pages
        search = _search_address(page)
        if search and not read.entries and not read.more:
            url = pagers.with_parameter(urljoin(page.base, search), "page", "1")
            read.more = [ListRequest(url, headers={"Referer": page.url}, state=state.turn(1))]
        return read

    def more(self, page: FetchedPage, state: ListState, entries: list[Entry]) -> list[ListRequest]:
        call = _CALL.search(page.text)
        if state.form or not call:
            return super().more(page, state, entries)
        pages, name, ending = int(call.group(1)), call.group(3), call.group(4)
        number = state.number + 1
        if number > pages and not (len(entries) >= 10 and len(entries) % 5 == 0):
            return []
        forms = [f"{{folder}}{name}_{mark}.{ending}" for mark in ("{k}", "{n}")]
        role = "page" if number <= pages else "probe"
        requests = [
            ListRequest(pagers.numbered(state.column_url, form, number), state=state.turn(number, form), role=role)  # type: ignore[arg-type]
            for form in forms
        ]
        return [replace(requests[0], alternatives=tuple(requests[1:]))]

    def _found(self, page: FetchedPage, state: ListState) -> ListRead:
        data = page.json.get("data") if isinstance(page.json, dict) else None
        results = data.get("results") if isinstance(data, dict) else None
        entries = [e for e in (_entry(page, row) for row in results or []) if e]
        read = ListRead(distinct(entries), evidence=f"/common/search: {len(entries)} results")
        total = data.get("total") if isinstance(data, dict) else None
        read.records = total if isinstance(total, int) else None
        if entries:
            number = state.number + 1
            read.more = [ListRequest(pagers.with_parameter(page.url, "page", str(number)), state=state.turn(number))]
            if read.records is not None and state.number == 1 and read.records <= len(entries):
                read.more = []
        return read


def _search_address(page: FetchedPage) -> str | None:
    """The call as it stands in the page, or put together from the channel's id in a script."""
    search = _SEARCH.search(page.text)
    if search:
        return search.group(1)
    channel = _CHANNEL.search(page.scripts) if "/common/search/" in page.text else None
    return (
        f"/common/search/{channel.group(1)}?_pageSize=15&_isAgg=true&_isJson=true&_template=index" if channel else None
    )


def _entry(page: FetchedPage, row: Any) -> Entry | None:
    if not isinstance(row, dict):
        return None
    url = addresses.resolve(page.url, str(row.get("url") or ""))
    title = re.sub(r"<[^>]+>", "", str(row.get("title") or ""))
    when = date_in(str(row.get("publishedTimeStr") or ""))
    return Entry(url, title, when, report_like=wording.may_be_report(title)) if url else None
