"""大汉 Hanweb jpage: the list stands as CDATA rows in a `<datastore>` inside a script; more by the dataproxy."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler import addresses
from crawler.platforms import dialects
from crawler.platforms.base import ListRead, ListRequest, ListState, Mark
from crawler.platforms.entries import entries_of, find_sub_columns
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import anchors_of_fragment
from crawler.platforms.page import FetchedPage

_RECORD = re.compile(r"<record>(.{0,6000}?)</record>", re.DOTALL | re.IGNORECASE)
_CDATA = re.compile(r"^\s*<!\[CDATA\[|\]\]>\s*$")
_GROUP = re.compile(r"<(nextgroup|pregroup)>(.{0,3000}?)</\1>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(r"""href=\\?["']([^"'\\]+)""", re.IGNORECASE)
_PROXY = re.compile(r"""["']([^"'\s<>]*(?:more\w*)?dataproxy\.jsp[^"'\s<>]*)["']""", re.IGNORECASE)
_NUMBER = {name: re.compile(rf"<{name}>\s*(\d+)\s*</{name}>", re.IGNORECASE) for name in ("totalrecord", "totalpage")}
_FIELDS = ("appid", "webid", "path", "columnid", "unitid", "webname", "permissiontype", "sourceContentType")
_FIELD = re.compile(rf"""\b({"|".join(_FIELDS)})\b['"]?\s*[:=]\s*['"]([^'"]*)['"]""", re.IGNORECASE)
#: servers cap `perpage` silently near 300; a page that shows no rows itself is asked for 100
_CAP = 300
_WINDOW = 100


class HanwebJpagePlatform(GenericPlatform):
    """`page=` is what servers honour; windows by `startrecord` and the POST form are tried where it brings nothing."""

    name: ClassVar[str] = "hanweb_jpage"
    aliases: ClassVar[tuple[str, ...]] = ("hanweb",)
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(60, r"<datastore>", "datastore in a script"),
        Mark(45, r"dataproxy\.jsp", "calls dataproxy.jsp"),
        Mark(25, r"/module/(?:web/)?jpage/", "jpage module"),
        Mark(25, r"/col/col\w+/", "column address /col/colN/", "url"),
        Mark(30, r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+_\w+", "article address art_COL_N", "url"),
        Mark(20, r"href=[\\\"']+[^\"']*/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+_\w+", "links art_COL_N"),
        Mark(25, r"大汉网络|大汉版通|Hanweb", "names 大汉"),
        Mark(10, r"name=[\"']i_columnid[\"']", "meta i_columnid"),
    )
    against: ClassVar[tuple[Mark, ...]] = (Mark(0, r"/module/xxgk/(?!.*dataproxy)", "xxgk module", "url"),)
    articles: ClassVar[str] = dialects.ARTICLES["hanweb"]

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        rows = [_CDATA.sub("", row) for row in _RECORD.findall(page.text)]
        links = [a for row in rows for a in anchors_of_fragment(_unescaped(row), state.column_url)]
        if not links:
            if "dataproxy" in page.url:
                return ListRead(evidence="dataproxy without records", last=True)
            read = super().read_list(page, state)  # 山东: the server lists the links in the page itself
            read.evidence += ", none in a datastore"
            if not read.entries:
                read.more = self._next(page, state, 0) or read.more
            return read
        entries = entries_of(links)
        read = ListRead(entries, evidence=f"datastore with {len(rows)} records")
        read.records = _number(page, "totalrecord")  # totalpage counts what the browser shows, not what is asked for
        if state.number == 1 and self.is_annual(page, entries, state):
            read.sub_columns = find_sub_columns(page, state.column_url, entries)
        read.more = self._next(page, state, len(rows))
        return read

    def _next(self, page: FetchedPage, state: ListState, rows: int) -> list[ListRequest]:
        state = _remember(page, state, rows)
        template = state.data.get("proxy")
        if not template:
            return []
        records = _number(page, "totalrecord")
        if state.number == 1 and records is not None and 0 < records <= rows:
            return []
        number = state.number + 1
        forms = (state.form,) if state.form else ("page", "record", "post")
        requests = [_request(template, state.turn(number, form)) for form in forms]
        return [replace(requests[0], alternatives=tuple(requests[1:]))]


def _remember(page: FetchedPage, state: ListState, rows: int) -> ListState:
    """Put the dataproxy's address and the size of page 1's group into the state."""
    if state.data.get("proxy"):
        return state
    template = _template(page)
    size = rows if 0 < rows <= _CAP else _WINDOW
    return state.turn(state.number, proxy=template, size=str(size)) if template else state


def _template(page: FetchedPage) -> str | None:
    groups = {name.lower(): body for name, body in _GROUP.findall(page.text)}
    for name in ("nextgroup", "pregroup"):
        href = _HREF.search(unescape(groups.get(name, "")))
        if href and "dataproxy" in href.group(1):
            return addresses.resolve(page.base, unescape(href.group(1)))
    call = _PROXY.search(page.text)
    if not call:
        return None
    fields = {name.lower(): value for name, value in _FIELD.findall(page.scripts)}
    url = addresses.resolve(page.base, unescape(call.group(1)))
    return _with(url, fields) if url and fields and "columnid" not in url else url


def _request(template: str, state: ListState) -> ListRequest:
    size, number = int(state.data["size"]), state.number
    window = {"startrecord": str((number - 1) * size + 1), "endrecord": str(number * size), "perpage": str(size)}
    headers = {"Referer": state.column_url}  # some hosts answer 404 without
    if state.form == "post":
        parts = urlsplit(template)
        fields = dict(parse_qsl(parts.query, keep_blank_values=True))
        fields = {
            "col": "1",
            "sourceContentType": "1",
            **{n: v for n, v in fields.items() if n not in ("page", *window)},
        }
        url = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(window), ""))
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return ListRequest(url, "POST", urlencode(fields), headers, state)
    extra = {"page": str(number), "perpage": str(size)} if state.form == "page" else {**window, "page": ""}
    return ListRequest(_with(template, extra), headers=headers, state=state)


def _with(url: str, values: dict[str, str]) -> str:
    parts = urlsplit(url)
    fields = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **values}
    kept = {name: value for name, value in fields.items() if name != "page" or value}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept), ""))


def _unescaped(row: str) -> str:
    return row.replace('\\"', '"').replace("\\'", "'").replace("\\/", "/")


def _number(page: FetchedPage, name: str) -> int | None:
    match = _NUMBER[name].search(page.text)
    return int(match.group(1)) if match else None
