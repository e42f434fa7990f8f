"""安徽 龙讯 Lonsun: column pages are shells, their rows an AJAX fragment of `/site/label/8888`."""

from __future__ import annotations

import re
from html import unescape
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.platforms import dialects, pagers
from crawler.platforms.base import ListRead, ListRequest, ListState, Mark
from crawler.platforms.entries import entries_of, find_sub_columns
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import anchors_of_fragment
from crawler.platforms.page import FetchedPage

_CALL = re.compile(r"""["']([^"'\s]*/site/label/8888[^"'\s]*)["']""")
_FIELDS = ("labelName", "siteId", "organId", "catId", "type", "pageSize", "file", "cId", "action", "isParent")
_FIELD = re.compile(rf"""\b({"|".join(_FIELDS)})['"]?\s*[:=]\s*['"]?([^'",;&}}\s]+)""")
_COLUMN = re.compile(r"/public/column/(\d+)")
_PAGES = re.compile(r"\b(?:pageCount|totalPages?)['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)


class LongxunPlatform(GenericPlatform):
    """Some hosts answer the label to GET, some only to POST; both are tried, and the one that answers is kept."""

    name: ClassVar[str] = "longxun"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(70, r"/site/label/8888", "calls /site/label/8888"),
        Mark(55, r"/public/column/\d+", "column address /public/column/N", "url"),
        Mark(40, r"/public/\d{4,}/\d+\.html", "article address /public/ORG/ID", "url"),
        Mark(30, r"href=[\"'][^\"']*/public/\d{4,}/\d+\.html", "links /public/ORG/ID"),
        Mark(20, r"labelName['\"]?\s*[:=]\s*['\"]?publicInfoList", "label publicInfoList"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["longxun"]

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        if "/site/label/" in page.url:
            return self._fragment(page, state)
        read = super().read_list(page, state)
        call = _call(page)
        if call is None or not (fields := _fields(page, call)):
            return read
        endpoint = urljoin(page.base, call.partition("?")[0])
        read.more = [_request(state.turn(1, "", endpoint=endpoint, fields=urlencode(fields)))]
        read.evidence += "; rows come from label 8888"
        return read

    def _fragment(self, page: FetchedPage, state: ListState) -> ListRead:
        entries = entries_of(anchors_of_fragment(page.text, state.column_url))
        read = ListRead(entries, evidence=f"label 8888: {len(entries)} rows")
        pages = _PAGES.search(page.text)
        read.pages = int(pages.group(1)) if pages else pagers.claimed_pages(page)
        if entries and (read.pages is None or state.number < read.pages or len(entries) % 5 == 0):
            read.more = [_request(state.turn(state.number + 1))]
        if state.number == 1 and self.is_annual(page, entries, state):
            read.sub_columns = find_sub_columns(page, state.column_url, entries)
        return read


def _call(page: FetchedPage) -> str | None:
    """Return the address of the call for the list's rows: pages ask the same endpoint for searches and weather, too."""
    calls = [unescape(match.group(1)) for match in _CALL.finditer(page.text)]
    return min(calls, key=lambda call: ("publicInfoList" not in call, "labelName=" in call), default=None)


def _fields(page: FetchedPage, call: str) -> dict[str, str]:
    """Return the label's parameters: from the call in the page, its scripts, and the column's own address."""
    fields = dict(parse_qsl(urlsplit(call).query, keep_blank_values=True))
    own = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    for name, value in (*own.items(), *_FIELD.findall(page.scripts)):
        if name in _FIELDS and value != name and not fields.get(name):  # `organId: organId` names a variable
            fields[name] = value
    organ = _COLUMN.search(page.url)
    if organ and not fields.get("organId"):
        fields["organId"] = organ.group(1)
    fields.setdefault("labelName", "publicInfoList")
    fields.setdefault("pageSize", "15")
    return {**fields, "IsAjax": "1", "dataType": "html"}


def _request(state: ListState) -> ListRequest:
    fields = {**dict(parse_qsl(state.data["fields"], keep_blank_values=True)), "pageIndex": str(state.number)}
    endpoint, referer = state.data["endpoint"], {"Referer": state.column_url, "X-Requested-With": "XMLHttpRequest"}
    post_headers = {**referer, "Content-Type": "application/x-www-form-urlencoded"}
    post = ListRequest(endpoint, "POST", urlencode(fields), post_headers, state.turn(state.number, "post"))
    if state.form == "post":
        return post
    url, get_state = f"{endpoint}?{urlencode(fields)}", state.turn(state.number, "get")
    return ListRequest(url, headers=referer, state=get_state, alternatives=() if state.form else (post,))
