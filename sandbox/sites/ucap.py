"""开普 ucap: `createPageHTML('page_div', …)`, second pages `_1` or `_2`, and lists behind a JSON search."""

from __future__ import annotations

import hashlib
import json
from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import Answer, Request, json_text


class UcapPortal(PracticePortal):
    """The second page is `common_list_2.shtml`; `common_list_1.shtml` is the first again."""

    site = "ucap"
    containers: ClassVar[tuple[str, ...]] = ("ucap",)
    first: ClassVar[int] = 1

    def address_of(self, entry: Entry, number: int) -> str:
        mark = hashlib.md5(f"{self.slug}/{number}".encode(), usedforsecurity=False).hexdigest()
        return f"/xfxxxgk/c101039/{entry.date[:4]}{entry.date[5:7]}/{mark}.shtml"

    def column_address(self, words: tuple[str, ...]) -> str:
        return "/" + "/".join(("xfxxxgk", "c101039", *words, "common_list.shtml"))

    def build_list(self, column: Column) -> None:
        parts = self.parts(column)
        for number, part in enumerate(parts):
            pager = (
                f"<div id='page_div'></div><script>createPageHTML('page_div',{len(parts)}, {number + 1},"
                f"'common_list','shtml',{len(column.entries)});</script>"
            )
            page = self.page(homes.list_page(self, column.name, part, pager))
            self.pages[column.path.replace(".shtml", f"_{number + self.first}.shtml")] = page
            if number == 0:
                self.pages[column.path] = page


class UcapFromZeroPortal(UcapPortal):
    """The second page is `common_list_1.shtml`."""

    site = "ucap-zero"
    first = 0


class UcapSearchPortal(UcapPortal):
    """The list's rows come from `/common/search/{channel}` as JSON."""

    site = "ucap-search"

    def build_list(self, column: Column) -> None:
        channel = hashlib.md5(column.path.encode(), usedforsecurity=False).hexdigest()
        query = "page=1&_pageSize=15&_isAgg=true&_isJson=true&_template=index"
        script = f'<ul id="rows"></ul><script>$.getJSON("/common/search/{channel}?{query}", render);</script>'
        self.pages[column.path] = self.page(homes.frame(self, column.name, script))
        self.pages[f"/common/search/{channel}"] = lambda request: self._results(column, request)

    def _results(self, column: Column, request: Request) -> Answer:
        number, size = int(request.query.get("page", 1)), int(request.query.get("_pageSize", 15))
        rows = column.entries[(number - 1) * size : number * size]
        results = [
            {
                "title": f"<em>{e.title}</em>",
                "url": e.path,
                "publishedTimeStr": e.date + " 09:30:00",
                "domainMetaList": [],
            }
            for e in rows
        ]
        return json_text(json.dumps({"data": {"total": len(column.entries), "page": number, "results": results}}))
