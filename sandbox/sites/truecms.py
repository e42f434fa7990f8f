"""南通 truecms: JSONP windows with a cap on their size, a Referer needed."""

from __future__ import annotations

import json
import uuid
from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import NOT_FOUND, Answer, Request

_MESSAGES = "/messageController/getMessage.do"


class TruecmsPortal(PracticePortal):
    """Windows of more than 20 rows are answered empty."""

    site = "truecms"
    containers: ClassVar[tuple[str, ...]] = ("plain",)
    cap: ClassVar[int] = 20
    #: what a too large window gets: nothing, or 404
    refuses_large: ClassVar[bool] = False

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/qdsrmzf/zfxxgknb/content/{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.slug}/{number}')}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        return "/" + "/".join(("qdsrmzf", "zfxxgknb", *words, "index.html"))

    def build_list(self, column: Column) -> None:
        script = f'<ul></ul><script>var columnId = "{self._id(column)}"; loadPage("{_MESSAGES}", columnId);</script>'
        self.pages[column.path] = self.page(homes.frame(self, column.name, script))

    def _id(self, column: Column) -> str:
        return uuid.uuid5(uuid.NAMESPACE_URL, self.slug + column.path).hex

    def answer(self, request: Request) -> Answer:
        if request.path != _MESSAGES:
            return super().answer(request)
        columns = (self.root.children or [self.root]) if self.root else []
        column = next((one for one in columns if self._id(one) == request.query.get("columnId")), None)
        start, end = int(request.query.get("startrecord", 1)), int(request.query.get("endrecord", 0))
        large = end - start + 1 > self.cap
        if column is None or not request.headers.get("Referer") or (large and self.refuses_large):
            return NOT_FOUND
        rows = [] if large else column.entries[start - 1 : end]
        items = (f'<li><a href="{e.path}" title="{e.title}">{e.title}</a><span>{e.date}</span></li>' for e in rows)
        records = "".join(f"<record><![CDATA[{item}]]></record>" for item in items)
        result = (
            f"<datastore><totalrecord>{len(column.entries)}</totalrecord><recordset>{records}</recordset></datastore>"
        )
        body = f"{request.query.get('callback', 'cb')}({json.dumps({'result': result})})"
        return Answer(200, body.encode(), {"Content-Type": "application/javascript;charset=UTF-8"})


class StrictTruecmsPortal(TruecmsPortal):
    """The 如皋 kind: windows of more than 10 rows are 404."""

    site = "truecms-strict"
    cap = 10
    refuses_large = True
