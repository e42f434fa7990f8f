"""新点 Epoint EWB: shell pages whose rows come from `getgovinfolist`, asked with JSON, flat or wrapped in `params`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler import addresses
from crawler.platforms import dialects, wording
from crawler.platforms.base import Entry, ListRead, ListRequest, ListState, Mark
from crawler.platforms.entries import distinct
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import date_in
from crawler.platforms.page import FetchedPage

_REST = re.compile(r"""([\w./:-]*)/rest/lightfrontaction/getgovinfolist""", re.IGNORECASE)
_PROJECT = re.compile(r"""\bprojectName['"]?\s*[:=]\s*['"]([^'"]+)['"]""")
_GUID = re.compile(r"""\bsiteGuid['"]?\s*[:=]\s*['"]([0-9A-Za-z-]{8,})['"]""", re.IGNORECASE)
_SCRIPT = re.compile(r"""src=["']([^"']*(?:webBuilderCommon|ajaxReq)[^"']*\.js[^"']*)["']""", re.IGNORECASE)
_FIELD = re.compile(r"""\b(categorynum|deptcode)['"]?\s*[:=]\s*['"]([^'"]*)['"]""", re.IGNORECASE)
_SIZE = 15


class EpointPlatform(GenericPlatform):
    """Pages count from 0 on some hosts and from 1 on others: 0 is asked first, an echo of it shows which."""

    name: ClassVar[str] = "epoint"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(65, r"getgovinfolist|EWB-FRONT|EWB_YK_Mid|Epoint-MiddleForWeb", "calls the EWB rest"),
        Mark(50, r"govInfoPub\.html", "shell govInfoPub.html", "url"),
        Mark(25, r"webBuilderCommon\.js", "webBuilderCommon.js"),
        Mark(40, r"^server: .*epoint", "server is epoint-httpserver", "header"),
        Mark(15, r"/\d{8}/[0-9a-f]{8}-[0-9a-f-]{27}\.html", "article address YYYYMMDD/UUID", "url"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["epoint"]

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        if "getgovinfolist" in page.url.lower():
            return self._answer(page, state)
        if page.url.partition("?")[0].endswith(".js"):
            return self._opened(page, state)
        read = super().read_list(page, state)
        if read.entries or not ("govinfopub" in page.url.lower() or _REST.search(page.text)):
            return read
        if read.sub_columns and not _GUID.search(page.text) and not _SCRIPT.search(page.text):
            return read  # a column that only leads to others
        opened = self._opened(page, state)
        opened.sub_columns = read.sub_columns
        return opened

    def _opened(self, page: FetchedPage, state: ListState) -> ListRead:
        """Ask for the first rows once the site's id is known; it stands in the shell or in a script of its own."""
        known = {**state.data, **_learned(page)}
        known.setdefault("shell", page.url)
        scripts = known.pop("scripts", None)
        waiting = scripts.split() if scripts is not None else _scripts(page)
        if "guid" not in known and waiting:
            asked = state.turn(1, **known, scripts=" ".join(waiting[1:]))
            return ListRead(more=[ListRequest(waiting[0], state=asked, role="part")], evidence="site id is in a script")
        ready = replace(state, data={**known, **_place(known["shell"])})
        calls = [_request(ready.turn(1, f"{form} 0"), 0) for form in ("flat", "wrapped")]
        return ListRead(more=[replace(calls[0], alternatives=(calls[1],))], evidence="rows come from getgovinfolist")

    def _answer(self, page: FetchedPage, state: ListState) -> ListRead:
        rows = _rows(page.json)
        entries = distinct(e for e in (_entry(page, row) for row in rows) if e)
        read = ListRead(entries, evidence=f"getgovinfolist: {len(entries)} rows")
        if not entries:
            read.last = True
            return read
        form, base = state.form.split()
        following = state.turn(state.number + 1)
        first = _request(following, following.number - 1 + int(base))
        if state.number == 1:  # page index 1 may be what index 0 has just answered with
            shifted = following.turn(following.number, f"{form} 1")
            first = replace(first, alternatives=(_request(shifted, following.number),))
        read.more = [first]
        total = _total(page.json)
        read.records = total
        if total is not None and state.number == 1 and total <= len(entries):
            read.more = []
        return read


def _scripts(page: FetchedPage) -> list[str]:
    """Addresses of the scripts that may hold the site's id."""
    found = (addresses.resolve(page.base, match.group(1)) for match in _SCRIPT.finditer(page.text))
    return [url for url in dict.fromkeys(found) if url]


def _learned(page: FetchedPage) -> dict[str, str]:
    found = {}
    guid, rest, project = _GUID.search(page.text), _REST.search(page.text), _PROJECT.search(page.text)
    if guid:
        found["guid"] = guid.group(1)
    if rest and rest.group(1).strip("/."):
        found["rest"] = rest.group(1)
    elif project:
        found["rest"] = "/" + project.group(1).strip("/")
    for name, value in _FIELD.findall(page.scripts):
        if value:
            found.setdefault(name.lower(), value)
    return found


def _place(url: str) -> dict[str, str]:
    """Return category and department, which the shell's address carries."""
    return {k.lower(): v for k, v in parse_qsl(urlsplit(url).query) if k.lower() in ("categorynum", "deptcode")}


def _request(state: ListState, index: int) -> ListRequest:
    data = state.data
    rest = data.get("rest") or "/EWB-FRONT"
    root = rest if rest.startswith(("http", "/")) else f"/{rest}"
    fields = {
        "deptcode": data.get("deptcode", ""), "categorynum": data.get("categorynum", ""), "pageIndex": index,
        "pageSize": _SIZE, "siteGuid": data.get("guid", ""),
    }  # fmt: skip
    wrapped = {"token": "", "params": fields} if state.form.startswith("wrapped") else fields
    url = urljoin(state.column_url, f"{root}/rest/lightfrontaction/getgovinfolist")
    headers = {"Content-Type": "application/json;charset=utf-8", "Referer": state.column_url}
    return ListRequest(url, "POST", json.dumps(wrapped), headers, state)


def _custom(reply: Any) -> dict[str, Any]:
    custom = reply.get("custom") if isinstance(reply, dict) else None
    if isinstance(custom, str):
        try:
            custom = json.loads(custom)
        except ValueError:
            custom = None
    return custom if isinstance(custom, dict) else {}


def _rows(reply: Any) -> list[dict[str, Any]]:
    return [row for row in _custom(reply).get("data") or [] if isinstance(row, dict)]


def _total(reply: Any) -> int | None:
    total = _custom(reply).get("total")
    return int(str(total)) if str(total).isdigit() else None


def _entry(page: FetchedPage, row: dict[str, Any]) -> Entry | None:
    url = addresses.resolve(urljoin(page.url, "/"), str(row.get("infourl") or ""))
    title = re.sub(r"<[^>]+>", "", str(row.get("realtitle") or row.get("title") or ""))
    when = date_in(str(row.get("infodate") or row.get("date") or ""))
    return Entry(url, title, when, report_like=wording.may_be_report(title)) if url else None
