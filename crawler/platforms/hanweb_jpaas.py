"""大汉 JPAAS: page 1 is static, further pages come from a unit builder that wants its page number in `paramJson`."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import ClassVar
from urllib.parse import urlencode

from crawler import addresses
from crawler.platforms import dialects
from crawler.platforms.base import Entry, ListRead, ListRequest, ListState, Mark
from crawler.platforms.entries import entries_of
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import anchors_of_fragment
from crawler.platforms.page import FetchedPage

_BUILD = re.compile(r"""["']([^"'\s]*/jpaas-publish-server/front/page/build/unit)[^"'\s]*["']""")
_DEFAULT_BUILD = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_QUERY = re.compile(r"""queryData\s*=\s*(?:"(\{[^"]+\})"|'(\{[^']+\})')""", re.IGNORECASE)


class HanwebJpaasPlatform(GenericPlatform):
    """Bare page parameters are ignored by the server, and from abroad every page may come back as page 1."""

    name: ClassVar[str] = "hanweb_jpaas"
    aliases: ClassVar[tuple[str, ...]] = ("hanweb",)
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(80, r"jpaas-publish-server", "calls jpaas-publish-server"),
        Mark(40, r"queryData\s*=\s*[\"']\{'?webId", "queryData of a JPAAS unit"),
        Mark(35, r"/art/\d{4}/art_[0-9a-f]{16,}\.html?", "article address art_HEX", "url"),
        Mark(25, r"href=[\"'][^\"']*/art/\d{4}/art_[0-9a-f]{16,}\.html?", "links art_HEX"),
    )
    against: ClassVar[tuple[Mark, ...]] = (Mark(0, r"<datastore>", "jpage's datastore"),)
    articles: ClassVar[str] = dialects.ARTICLES["hanweb-jpaas"]

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        if not isinstance(page.json, dict):
            read = super().read_list(page, state)
            read.records = _pagination(page)[1]
            return read
        data = page.json.get("data")
        html = data.get("html", "") if isinstance(data, dict) else ""
        entries = entries_of(anchors_of_fragment(html, state.column_url))
        more = [self._page(state.turn(state.number + 1))] if entries else []
        return ListRead(entries, more, evidence=f"unit builder: {len(entries)} links", last=not entries)

    def more(self, page: FetchedPage, state: ListState, entries: list[Entry]) -> list[ListRequest]:
        query = _query_data(page)
        if query is None:
            return super().more(page, state, entries)
        rows, count = _pagination(page)
        if count is not None and rows and count <= rows and len(entries) >= count:
            return []
        build = _BUILD.search(page.text)
        endpoint = addresses.resolve(page.base, build.group(1) if build else _DEFAULT_BUILD) or page.url
        size = str(rows or len(entries) or 15)
        return [self._page(state.turn(2, endpoint=endpoint, size=size, **query))]

    def _page(self, state: ListState) -> ListRequest:
        own = {"endpoint", "size"}
        fields = {name: value for name, value in state.data.items() if name not in own}
        fields["parseType"] = fields.get("parseType") or "bulidstatic"  # the server's own spelling
        fields["pageType"] = fields.get("pageType") or "column"
        fields["paramJson"] = json.dumps(
            {"pageNo": state.number, "pageSize": state.data["size"]}, separators=(",", ":")
        )
        url = f"{state.data['endpoint']}?{urlencode(fields)}"
        return ListRequest(url, headers={"Referer": state.column_url}, state=state)


def _query_data(page: FetchedPage) -> dict[str, str] | None:
    """Return the fields that the page's list unit is built from; single quotes stand for JSON's."""
    match = _QUERY.search(page.text)
    if not match:
        return None
    text = unescape(match.group(1) or match.group(2))
    try:
        fields = json.loads(text.replace("'", '"'))
    except ValueError:
        return None
    return {str(name): str(value) for name, value in fields.items()} if isinstance(fields, dict) else None


def _pagination(page: FetchedPage) -> tuple[int | None, int | None]:
    """Return rows a page and records in all, where the pager element says so."""
    for element in page.elements("div"):
        if "pagination" in (element.get("class") or "") and element.get("rows"):
            rows, count = element.get("rows") or "", element.get("count") or ""
            return (int(rows) if rows.isdigit() else None), (int(count) if count.isdigit() else None)
    return None, None
