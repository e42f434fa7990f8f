"""拓尔思 TRS with its search behind the list (all of 福建): the newest rows are static, the rest come from a query.

The page's script names the query (`listArgs`: channel of the search, `classsql` of the column, order) and, in
`pagebar`, how many rows a page shows and how many there are. Rows are asked for in larger lots, as that script does.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar, Final
from urllib.parse import urlencode, urljoin

from crawler import addresses
from crawler.platforms import wording
from crawler.platforms.base import Entry, ListRead, ListRequest, ListState, Mark, Score
from crawler.platforms.entries import distinct
from crawler.platforms.links import date_in
from crawler.platforms.page import FetchedPage
from crawler.platforms.trs import TrsPlatform

_CHANNEL = re.compile(r"\bchannelid['\"]?\s*:\s*(?:['\"]?(\d+)|(?:\w+\.)*(\w+))", re.IGNORECASE)
#: a chain of literals of which the first that is not empty counts: `"" || "chnlid=1813"`
_CHAIN = r"\b{name}['\"]?\s*:\s*((?:(?:\"[^\"\n]*\"|'[^'\n]*')\s*(?:\|\|\s*)?)+)"
_COLUMN = re.compile(_CHAIN.format(name="classsql"), re.IGNORECASE)
_ORDER = re.compile(_CHAIN.format(name="sortfield"), re.IGNORECASE)
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_SIZE = re.compile(r"\bprepage['\"]?\s*:\s*['\"]?(\d{1,3})\b", re.IGNORECASE)
_RECORDS = re.compile(r"\brecordCount['\"]?\s*:\s*['\"]?(\d{1,6})\b")
#: where rows stand in an answer, by age of the interface
_ROWS: Final = ("data", "docs", "datas")
_ROWS_AT = re.compile(r"['\"](?:data|docs|datas)['\"]\s*:\s*(?=\[)")
#: rows asked for at once: so many pages of the list, and no more than that
_AT_ONCE, _MOST = 5, 100
_DEFAULT_SIZE = 15
_CHINA = timezone(timedelta(hours=8))
_FORM: Final = {
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    "X-Requested-With": "XMLHttpRequest",
}
#: the interfaces in the order of their age, newest first: method, path, fields of its own
_INTERFACES: Final[dict[str, tuple[str, str, dict[str, str]]]] = {
    "post": ("POST", "/fjdzapp/search", {}),
    "get": ("GET", "/fjdzapp/search", {"templet": "docs.jsp"}),
    "was": ("GET", "/was5/web/search", {"templet": "docs.jsp"}),
}
_JSON = json.JSONDecoder(strict=False)
_OWN_MARKS: Final = (
    Mark(50, r"\bclasssql['\"]?\s*:", "a list model that asks the TRS search"),
    Mark(30, r"/fjdzapp/search", "calls /fjdzapp/search"),
)


class TrsSearchPlatform(TrsPlatform):
    """Rows of a list beyond the static ones come from `/fjdzapp/search`, on older sites from `/was5/web/search`."""

    name: ClassVar[str] = "trs_search"
    aliases: ClassVar[tuple[str, ...]] = ("trs",)
    marks: ClassVar[tuple[Mark, ...]] = (
        *_OWN_MARKS,
        *TrsPlatform.marks,
    )

    def score(self, page: FetchedPage) -> Score:
        score = super().score(page)
        return score if any(mark.says in score.evidence for mark in _OWN_MARKS) else Score(0)

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        if state.form in _INTERFACES:
            return _answer(page, state)
        read = super().read_list(page, state)
        query = _query(page)
        if query is None:
            return read
        records = _RECORDS.search(page.text)
        read.records = int(records.group(1)) if records else None
        read.more = []
        if read.records is not None:
            query["records"] = str(read.records)
        if read.records is None or read.records > len(read.entries):
            read.more = [_first(replace(state, data={**state.data, **query, "shell": page.url}))]
        return read

    def after_failure(self, state: ListState) -> list[ListRequest]:
        return [_request(state.turn(state.number + 1))] if state.form in _INTERFACES else super().after_failure(state)


def _first(state: ListState) -> ListRequest:
    """Ask from the beginning, for the static rows may be older than the answer; to the walk this is page 2."""
    forms = [_request(state.turn(2, form)) for form in _INTERFACES]
    return replace(forms[0], alternatives=tuple(forms[1:]))


def _request(state: ListState) -> ListRequest:
    method, path, own = _INTERFACES[state.form]
    asked = {name: state.data[name] for name in ("channelid", "sortfield", "classsql")}
    fields = urlencode({**asked, **own, "page": str(state.number - 1), "prepage": state.data["prepage"]})
    url, referer = urljoin(state.column_url, path), {"Referer": state.data["shell"]}
    if method == "POST":
        return ListRequest(url, "POST", fields, {**_FORM, **referer}, state)
    return ListRequest(f"{url}?{fields}", headers=referer, state=state)


def _query(page: FetchedPage) -> dict[str, str] | None:
    """Return the fields of the query that the page's script makes; None where it makes none that can be known."""
    model = page.scripts[max(0, page.scripts.find("listArgs")) :]
    if "classsql" not in model.lower():
        return None
    channel, column = _channel(model, page.scripts), _literal(_COLUMN, model)
    if (column is None or column.endswith("=")) and "listArgs" in model:  # put together by the script
        column = f"chnlid={page.metas['chnlid']}" if "chnlid" in page.metas else None
    if channel is None or column is None or column.endswith("="):
        return None
    size = _SIZE.search(model)
    rows = min(_MOST, _AT_ONCE * (int(size.group(1)) if size else _DEFAULT_SIZE))
    order = _literal(_ORDER, model) or "-docreltime"
    return {"channelid": channel, "classsql": column, "sortfield": order, "prepage": str(rows)}


def _channel(model: str, scripts: str) -> str | None:
    """Return the search's channel: a number, or the name of one that another script of the page sets."""
    found = _CHANNEL.search(model)
    if found is None or found.group(1):
        return found.group(1) if found else None
    named = re.search(rf"\b{found.group(2)}['\"]?\s*[:=]\s*['\"]?(\d+)", scripts)
    return named.group(1) if named else None


def _literal(chain: re.Pattern[str], scripts: str) -> str | None:
    found = chain.search(scripts)
    literals = _LITERAL.findall(found.group(1)) if found else []
    return next((literal.strip() for literal in map("".join, literals) if literal.strip()), None)


def _answer(page: FetchedPage, state: ListState) -> ListRead:
    rows, number = _rows(page), state.number - 1
    entries = distinct(e for e in (_entry(page, row) for row in rows) if e)
    read = ListRead(entries, evidence=f"{state.form} search: {len(rows)} rows", last=not rows)
    reply = page.json if isinstance(page.json, dict) else {}
    pages, records = _number(reply, "pageCount"), state.data.get("records")
    got = int(state.data.get("got", "0")) + len(rows)
    wanting = number < pages if pages is not None else records is None or got < int(records)
    if rows and wanting:
        read.more = [_request(state.turn(state.number + 1, got=str(got)))]
    return read


def _rows(page: FetchedPage) -> list[dict[str, Any]]:
    """Return the answer's rows; answers of the older interface are JSON but for a line of their head."""
    reply = page.json
    if isinstance(reply, dict):
        found: list[Any] = next((reply[name] for name in _ROWS if isinstance(reply.get(name), list)), [])
    else:
        found = _array_in(page.text)
    return [row for row in found if isinstance(row, dict)]


def _array_in(text: str) -> list[Any]:
    start = _ROWS_AT.search(text)
    try:
        return list(_JSON.raw_decode(text, start.end())[0]) if start else []
    except ValueError:
        return []


def _number(reply: dict[str, Any], name: str) -> int | None:
    value = str(reply.get(name, ""))
    return int(value) if value.isdigit() else None


def _entry(page: FetchedPage, row: dict[str, Any]) -> Entry | None:
    address = next((str(row[name]) for name in ("docpuburl", "chnldocurl", "url") if row.get(name)), "")
    url = addresses.resolve(page.url, address)
    title = re.sub(r"<[^>]+>", "", str(row.get("doctitle") or row.get("title") or ""))
    return Entry(url, title, _day(row), report_like=wording.may_be_report(title)) if url else None


def _day(row: dict[str, Any]) -> str | None:
    for name in ("docreltime", "pubdate", "time"):
        value = str(row.get(name) or "")
        if value.isdigit() and len(value) == len("1700000000000"):
            return datetime.fromtimestamp(int(value) / 1000, UTC).astimezone(_CHINA).date().isoformat()
        if day := date_in(value):
            return day
    return None
