"""拓尔思 TRS as 福建 runs it: the newest rows of a list are static, the others come from the search behind it."""

from __future__ import annotations

import json
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry
from sandbox.sites.static_trs import TrsPortal
from sandbox.traffic import NOT_FOUND, Answer, Request

_CHANNEL = "200210"
_TEMPLATE = (
    '<dl ms-repeat="list"><dd><a ms-attr-href="el.chnldocurl" ms-text="el.doctitle|html" target="_blank"></a></dd>'
    "<dd ms-text=\"el.docreltime|date('yyyy-MM-dd')\"></dd></dl>"
)


class TrsSearchPortal(TrsPortal):
    """Asked by POST at `/fjdzapp/search`, answers in JSON."""

    site = "trs-search"
    endpoint: ClassVar[str] = "/fjdzapp/search"

    def build_list(self, column: Column) -> None:
        rows = self.parts(column)[0]
        text = homes.list_page(self, column.name, rows, self._model(column, len(rows)))
        self.pages[column.path] = self.page(text)

    def _model(self, column: Column, size: int) -> str:
        arguments = f'channelid: SiteInfo.searchId, classsql: "" || "chnlid={self._number(column)}"'
        pagebar = f"prepage: {size}, recordCount: '{len(column.entries)}', pgTemp: \"pgBar.html\""
        return (
            f'{_TEMPLATE}<script>var SiteInfo = {{ searchId: {_CHANNEL}, siteMsgType: "govSite" }};</script>'
            '<script>require(["list2.trsapi"], function(listModel) { listModel({ quickMode: "动静结合", '
            f'listArgs: {{ {arguments}, sortfield: "-docreltime" }}, pagebar: {{ {pagebar} }} }}); }});</script>'
        )

    def _number(self, column: Column) -> int:
        return 1800 + self.leaves().index(column)

    def answer(self, request: Request) -> Answer:
        if request.path != self.endpoint:
            return super().answer(request)
        fields = self.asked(request)
        column = next((c for c in self.leaves() if f"chnlid={self._number(c)}" == fields.get("classsql")), None)
        if column is None or fields.get("channelid") != _CHANNEL:
            return NOT_FOUND
        page, size = int(fields.get("page", "1")), int(fields.get("prepage", "10"))
        body = self.reply(column.entries, page, size)
        return Answer(200, body.encode(), {"Content-Type": "text/html;charset=UTF-8"})

    def asked(self, request: Request) -> dict[str, str]:
        """The fields of a question in the form that this interface takes."""
        return request.form if request.method == "POST" else {}

    def reply(self, entries: list[Entry], page: int, size: int) -> str:
        """A page of rows."""
        rows = [
            {"doctitle": entry.title, "docpuburl": self.origin + entry.path, "docreltime": f"{entry.date} 09:30:00"}
            for entry in entries[(page - 1) * size : page * size]
        ]
        return json.dumps({"pageCount": -(-len(entries) // size), "data": rows}, ensure_ascii=False)


class TrsWasSearchPortal(TrsSearchPortal):
    """The older interface: asked by GET at `/was5/web/search`, answers in JSON but for a line of its head."""

    site = "trs-search-was"
    endpoint = "/was5/web/search"

    def asked(self, request: Request) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(request.target).query)) if request.method == "GET" else {}

    def reply(self, entries: list[Entry], page: int, size: int) -> str:
        rows = ",\n".join(
            f'{{"title":{json.dumps(entry.title, ensure_ascii=False)},\n"chnldocurl":"{self.origin}{entry.path}",'
            f'\n"time":"{entry.date}"}}'
            for entry in entries[(page - 1) * size : page * size]
        )
        return f"""{{"count":"{len(entries)}",\n"py":'###x###',\n"docs":[\n{rows}\n]}}"""
