"""南通 truecms: lists by JSONP windows whose size each host caps differently."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import ClassVar
from urllib.parse import urlencode, urljoin

from crawler.platforms import dialects
from crawler.platforms.base import ListRead, ListRequest, ListState, Mark
from crawler.platforms.entries import entries_of, find_sub_columns
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import anchors_of_fragment
from crawler.platforms.page import FetchedPage

_CALL = re.compile(r"""["']([^"'\s]*messageController/getMessage\.do)""")
_COLUMN = re.compile(
    r"""\bcolumnid['"]?\s*[:=]\s*['"]?([\w-]+)|\bcolumnid['"][^>]{0,60}\bvalue=['"]([\w-]+)""", re.IGNORECASE
)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)|\btotal(?:record|Count)?['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
#: hosts answer nothing, or 404, to windows above their cap (50 is fine here, 100 empty there; 如皋 refuses 50)
_WINDOWS = (50, 20, 10)


class TruecmsPlatform(GenericPlatform):
    """The answer's `result` is XML or HTML with the rows; a Referer is needed."""

    name: ClassVar[str] = "truecms"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(85, r"messageController/getMessage\.do", "calls messageController/getMessage.do"),
        Mark(30, r"/content/[0-9a-f]{8}-[0-9a-f-]{27}\.html?", "article address /content/UUID", "url"),
        Mark(20, r"href=[\"'][^\"']*/content/[0-9a-f]{8}-[0-9a-f-]{27}\.html?", "links /content/UUID"),
        Mark(20, r"truecms", "names truecms"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["truecms"]

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        if "getMessage.do" in page.url:
            return self._window_answer(page, state)
        read = super().read_list(page, state)
        call, column = _CALL.search(page.text), _COLUMN.search(page.text)
        if not call or not column:
            return read
        endpoint = urljoin(page.base, call.group(1))
        asked = state.turn(1, "", endpoint=endpoint, column=column.group(1) or column.group(2), start="1")
        read.more = [_window(asked, _WINDOWS)]
        read.evidence += "; rows come from getMessage.do"
        return read

    def _window_answer(self, page: FetchedPage, state: ListState) -> ListRead:
        result = page.json.get("result", "") if isinstance(page.json, dict) else page.text
        markup = _CDATA.sub("", unescape(str(result)) if "&lt;" in str(result) else str(result))
        entries = entries_of(anchors_of_fragment(markup, state.column_url))
        read = ListRead(entries, evidence=f"getMessage.do: {len(entries)} rows from {state.data['start']}")
        total = _TOTAL.search(page.text)
        read.records = int(total.group(1) or total.group(2)) if total else None
        start, size = int(state.data["start"]), int(state.form)
        if entries and (read.records is None or start + len(entries) - 1 < read.records):
            following = state.turn(state.number + 1, "", start=str(start + len(entries)))
            read.more = [_window(following, tuple(w for w in _WINDOWS if w <= size))]
        if self.is_annual(page, entries, state) and state.number == 1:
            read.sub_columns = find_sub_columns(page, state.column_url, entries)
        return read


def _window(state: ListState, sizes: tuple[int, ...]) -> ListRequest:
    requests = [_request(state.turn(state.number, str(size)), size) for size in sizes]
    return replace(requests[0], alternatives=tuple(requests[1:]))


def _request(state: ListState, size: int) -> ListRequest:
    start = int(state.data["start"])
    window = {"startrecord": start, "endrecord": start + size - 1, "perpage": size}
    query = urlencode({**window, "columnId": state.data["column"], "callback": "cb"})
    return ListRequest(f"{state.data['endpoint']}?{query}", headers={"Referer": state.column_url}, state=state)
