"""拓尔思 TRS WCM: server-rendered lists whose paging is a call in the page's script, files numbered from 0."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from crawler.platforms import dialects, pagers
from crawler.platforms.base import Entry, ListRead, ListRequest, ListState, Mark, Role
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.page import FetchedPage

_CALL = re.compile(r"createPage(?:HTML)?\(([^()]{1,200})\)", re.IGNORECASE)
_COUNT = re.compile(r"\bcountPage\s*=\s*['\"]?(\d+)")
_TOTAL_PAGE = re.compile(r"\bpagination\(\s*\{[^}]*?\btotalPage\s*:\s*['\"]?(\d+)", re.DOTALL)
_CHANNEL = re.compile(r"\bchannelid['\"]?\s*[=:]\s*['\"]?(\d+)", re.IGNORECASE)
_WAS = re.compile(r"(/was\d?)/web/search")
_ZERO = "{stem}_{k}{ending}"
_ONE = "{stem}_{n}{ending}"


class TrsPlatform(GenericPlatform):
    """Page 1 is `index.html`, page 2 `index_1.html` (上海: `index_2.html`, 生态环境部: `index_<column>_1.html`)."""

    name: ClassVar[str] = "trs"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(40, r"/\d{6}/t\d{8}_\d+\.s?html?|/t\d{5,}\.s?html?", "article address tYYYYMMDD_N", "url"),
        Mark(35, r"href=[\"'][^\"']*/\d{6}/t\d{8}_\d+\.s?html?", "links tYYYYMMDD_N"),
        Mark(25, r"href=[\"'][^\"']*/t\d{6,}\.s?html?[\"'?]", "links tN"),
        Mark(35, r"createPage(?:HTML)?\(\s*\d+\s*,\s*\d+\s*,", "createPageHTML with numbers"),
        Mark(30, r"\bcountPage\s*=", "countPage in a script"),
        Mark(25, r"TRS_(?:Editor|UEDITOR)|trs_editor_view|Custom_UnionStyle", "TRS editor markup"),
        Mark(20, r"\bpagination\(\s*\{[^}]*totalPage", "pagination({totalPage})"),
        Mark(50, r"/was\d?/web/search\?", "WAS search list", "url"),
        Mark(25, r"/was\d?/web/search", "calls WAS search"),
        Mark(20, r"id=[\"'](?:syh|lSubcat|wenhaotd|headContainer)[\"']", "gkml header ids"),
        Mark(15, r"<meta[^>]+name=[\"'](?:contentid|catalogs)[\"']", "TRS metas"),
    )
    against: ClassVar[tuple[Mark, ...]] = (
        Mark(0, r"createPageHTML\(\s*['\"]\w+['\"]", "ucap's pager"),
        Mark(0, r"<datastore>|jpaas-publish-server|_showDynClicks|window\._CONFIG", "another platform's marks"),
    )
    articles: ClassVar[str] = f"{dialects.ARTICLES['trs']}|{dialects.ARTICLES['trs-dateless']}"

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        read = super().read_list(page, state)
        pager = pager_call(page)
        if pager and pager[0] is not None:
            read.pages = pager[0]
        channel = _CHANNEL.search(page.scripts)
        if channel and not read.entries and not read.more and "/web/search" in page.text:
            was = _WAS.search(page.text)
            servlet = f"{was.group(1) if was else '/was5'}/web/search"
            url = urljoin(page.base, f"{servlet}?channelid={channel.group(1)}&page=1")
            read.more = [ListRequest(url, state=state.turn(1), headers={"Referer": page.url})]
        return read

    def more(self, page: FetchedPage, state: ListState, entries: list[Entry]) -> list[ListRequest]:
        number = state.number + 1
        if "/web/search" in urlsplit(page.url).path:
            url = pagers.with_parameter(page.url, "page", str(number))
            return [ListRequest(url, state=state.turn(number), role="probe")] if entries else []
        pager = pager_call(page)
        if pager is None:
            return super().more(page, state, entries)
        count, form = pager
        form = state.form or form
        if count is not None and not _may_follow(number, count, len(entries)):
            return []
        role: Role = "page" if count is not None and number <= count else "probe"
        forms = [form, *(f for f in (_ZERO, _ONE) if f != form and not state.form)]
        requests = [
            ListRequest(pagers.numbered(state.column_url, each, number), state=state.turn(number, each), role=role)
            for each in forms
        ]
        return [replace(requests[0], alternatives=tuple(requests[1:]))]


def _may_follow(number: int, count: int, links: int) -> bool:
    """A counter may lie low: after a last page that is full to a round number, one more is tried."""
    return number <= count or (number == count + 1 and links >= 10 and links % 5 == 0)


def pager_call(page: FetchedPage) -> tuple[int | None, str] | None:
    """Return how many pages the script claims and the form of their file names; None without such a call."""
    for match in _CALL.finditer(page.text):
        found = _from_call([part.strip().strip("'\"") for part in match.group(1).split(",")])
        if found:
            return found
    count = _COUNT.search(page.text)
    if count:
        return int(count.group(1)), _ZERO
    total = _TOTAL_PAGE.search(page.text)
    return (int(total.group(1)), _ONE) if total else None


def _from_call(arguments: list[str]) -> tuple[int, str] | None:
    """Read `(pages, current, name, ending)` and `(records, pages, current, …, name, ending)`."""
    numbers = [int(a) for a in arguments if a.isdigit()]
    words = [a for a in arguments if a and not a.isdigit()]
    if not numbers or not arguments[0].isdigit():
        return None
    count = numbers[1] if len(numbers) >= 3 else numbers[0]
    if len(words) < 2:
        return count, _ZERO
    name, ending = words[-2], words[-1].lstrip(".")
    return count, f"{{folder}}{name}_{{k}}.{ending}"
