"""开普 Ucap (CMSPRO): lists in `list.shtml` files, page 2 named `_1` on some sites and `_2` on others; JSON services.

Where a script of its own file fills the list (证监会 and its bureaus, 税务), the page tells the channel's id only; the
services that such scripts call are then asked in turn.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar, Final
from urllib.parse import urlencode, urljoin

from crawler import addresses
from crawler.platforms import dialects, pagers, wording
from crawler.platforms.base import Entry, ListRead, ListRequest, ListState, Mark, Role
from crawler.platforms.entries import distinct
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import date_in
from crawler.platforms.page import FetchedPage

_WORD = r"\s*,\s*['\"]([^'\"]+)['\"]"
_CALL = re.compile(r"createPageHTML\(\s*['\"][\w-]+['\"]\s*,\s*(\d+)\s*,\s*(\d+)" + _WORD + _WORD)
_CHANNEL = re.compile(r"""\bchannelid['"]?\s*[:=]\s*['"](\w+)['"]""", re.IGNORECASE)
_SEARCH = re.compile(r"""["']([^"'\s]*/common/search/\w+[^"'\s]*)["']""")
_CHANNEL_ID = re.compile(r"[0-9a-f]{32}")
_FILE_LIST: Final = "/getFileListByCodeId"
#: services that give a channel's list as JSON
_SERVICES: Final = ("/searchList/", "/common/search/", _FILE_LIST)
_QUERY: Final = {"_isAgg": "true", "_isJson": "true", "_pageSize": "15", "_template": "index", "page": "1"}
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
_FILES_AT_ONCE: Final = 50


class UcapPlatform(GenericPlatform):
    """`createPageHTML` takes an element's name first, unlike TRS; its counter says pages."""

    name: ClassVar[str] = "ucap"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(45, r"createPageHTML\(\s*['\"]\w+['\"]", "createPageHTML with an element's name"),
        Mark(45, r"/\d{6}/[0-9a-f]{32}\.s?html?", "article address YYYYMM/HEX", "url"),
        Mark(35, r"href=[\"'][^\"']*/\d{6}/[0-9a-f]{32}\.s?html?", "links YYYYMM/HEX"),
        Mark(30, r"<UCAPTITLE|<UCAPCONTENT|UCAP-CONTENT|CMSPRO_", "ucap markup"),
        Mark(35, r"/common/search/\w+\?", "calls /common/search"),
        Mark(35, r"/searchList/|/getFileListByCodeId\b", "calls the list service"),
        Mark(35, r"<meta\s+name=[\"']channelid[\"']\s+content=[\"'][0-9a-f]{32}[\"']", "a channel's id in the head"),
        Mark(15, r"/(?:common_|\w+_)?list(?:_\d+)?\.shtml", "column address list.shtml", "url"),
        Mark(10, r"/c\d{5,6}/", "column address /cN/", "url"),
    )
    against: ClassVar[tuple[Mark, ...]] = (
        Mark(0, r"<datastore>|_showDynClicks|window\._CONFIG", "another platform's"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["ucap"]

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        if state.form in _SERVICES or "/common/search/" in page.url:
            return self._found(page, state)
        read = super().read_list(page, state)
        call = _CALL.search(page.text)
        read.pages = int(call.group(1)) if call else read.pages
        search = _search_address(page)
        if search and not read.entries and not read.more:
            url = pagers.with_parameter(urljoin(page.base, search), "page", "1")
            read.more = [ListRequest(url, headers={"Referer": page.url}, state=state.turn(1))]
        elif not read.entries and not read.more:
            read.more = _services(page, state)
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
        data = _reply(page)
        results = data.get("results")
        entries = [e for e in (_entry(page, row) for row in results or []) if e]
        read = ListRead(distinct(entries), evidence=f"{state.form or '/common/search'}: {len(entries)} results")
        total = data.get("total")
        read.records = total if isinstance(total, int) else None
        if entries:
            turn = state.turn(state.number + 1)
            if state.form == _FILE_LIST:
                read.more = [_file_list(turn)]
            else:
                read.more = [ListRequest(pagers.with_parameter(page.url, "page", str(turn.number)), state=turn)]
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


def _services(page: FetchedPage, state: ListState) -> list[ListRequest]:
    """Ask the service that the page names for its channel's list; where it names none, each of those known.

    None of them may be the one: a browser is then the last way.
    """
    script = _CHANNEL.search(page.scripts)
    channel = page.metas.get("channelid") or (script.group(1) if script else "")
    if not _CHANNEL_ID.fullmatch(channel):
        return []
    named = [service for service in _SERVICES if service in page.text]
    role: Role = "page" if named else "probe"
    requests = [replace(_service(each, channel, page, state), role=role) for each in named or _SERVICES]
    requests.append(ListRequest(page.url, state=state.turn(1, ""), rendered=True))
    return [replace(requests[0], alternatives=tuple(requests[1:]))]


def _service(service: str, channel: str, page: FetchedPage, state: ListState) -> ListRequest:
    turn = state.turn(1, service, channel=channel, shell=page.url)
    if service == _FILE_LIST:
        return _file_list(turn)
    url = urljoin(page.url, f"{service}{channel}?{urlencode(_QUERY)}")
    return ListRequest(url, headers={"Referer": page.url}, state=turn)


def _file_list(state: ListState) -> ListRequest:
    fields = {"codeId": "", "channelId": state.data["channel"], "page": state.number, "size": _FILES_AT_ONCE}
    body = urlencode({**fields, "relateSubChannels": "true"})
    headers = {**_FORM, "Referer": state.data["shell"]}
    return ListRequest(urljoin(state.column_url, _FILE_LIST), "POST", body, headers, state)


def _reply(page: FetchedPage) -> dict[str, Any]:
    """Return what holds `total` and `results`: `data`, in the file list's answers `results.data`."""
    reply = page.json if isinstance(page.json, dict) else {}
    outer = reply.get("results")
    data = outer.get("data") if isinstance(outer, dict) else reply.get("data")
    return data if isinstance(data, dict) else {}


def _entry(page: FetchedPage, row: Any) -> Entry | None:
    if not isinstance(row, dict):
        return None
    url = addresses.resolve(page.url, str(row.get("url") or row.get("redirectUrl") or ""))
    title = re.sub(r"<[^>]+>", "", str(row.get("title") or row.get("titleHtml") or ""))
    when = date_in(str(row.get("publishedTimeStr") or ""))
    return Entry(url, title, when, report_like=wording.may_be_report(title)) if url else None
