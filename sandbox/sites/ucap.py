"""开普 ucap: `createPageHTML('page_div', …)`, second pages `_1` or `_2`, and lists behind a JSON search."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import NOT_FOUND, Answer, Request, json_text


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
        channel = _channel(column)
        query = "page=1&_pageSize=15&_isAgg=true&_isJson=true&_template=index"
        script = f'<ul id="rows"></ul><script>$.getJSON("/common/search/{channel}?{query}", render);</script>'
        self.pages[column.path] = self.page(homes.frame(self, column.name, script))
        self.pages[f"/common/search/{channel}"] = lambda request: self._results(column, request)

    def _results(self, column: Column, request: Request) -> Answer:
        number, size = int(request.query.get("page", 1)), int(request.query.get("_pageSize", 15))
        return json_text(json.dumps({"data": _rows(column, number, size)}))


class UcapChannelPortal(UcapSearchPortal):
    """The page tells the channel's id in its head; a script file asks `/searchList/{channel}` (证监会)."""

    site = "ucap-channel"

    def build_list(self, column: Column) -> None:
        meta = (
            f'<meta name="channelid" content="{_channel(column)}"><script src="/xfxxxgk/xhtml/js/render.js"></script>'
        )
        page = homes.frame(self, column.name, '<ul id="list"></ul><div id="page_div"></div>')
        self.pages[column.path] = self.page(page.replace("</head>", f"{meta}</head>", 1))
        self.serve(column)

    def serve(self, column: Column) -> None:
        """Answer the script's questions for the column."""
        self.pages[f"/searchList/{_channel(column)}"] = lambda request: self._results(column, request)


class UcapFilesPortal(UcapChannelPortal):
    """The script file asks `/getFileListByCodeId` by POST (税务总局)."""

    site = "ucap-files"

    def serve(self, column: Column) -> None:
        self.pages["/getFileListByCodeId"] = self._files

    def _files(self, request: Request) -> Answer:
        fields = request.form
        column = next((c for c in self.leaves() if _channel(c) == fields.get("channelId")), None)
        if request.method != "POST" or column is None:
            return NOT_FOUND
        data = _rows(column, int(fields.get("page", 1)), int(fields.get("size", 20)))
        return json_text(json.dumps({"code": 200, "results": {"data": data}}))


def _channel(column: Column) -> str:
    return hashlib.md5(column.path.encode(), usedforsecurity=False).hexdigest()


def _rows(column: Column, number: int, size: int) -> dict[str, Any]:
    results = [
        {"title": f"<em>{e.title}</em>", "url": e.path, "publishedTimeStr": e.date + " 09:30:00", "domainMetaList": []}
        for e in column.entries[(number - 1) * size : number * size]
    ]
    return {"total": len(column.entries), "page": number, "rows": size, "results": results}
