"""大汉 classic columns (jpage): the list is XML in a script of the page, further groups come from dataproxy.jsp."""

from __future__ import annotations

from html import escape
from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import Answer, Request

#: pages of the visible list that one group of records holds
_PAGES_PER_GROUP = 3


class HanwebPortal(PracticePortal):
    """A column with a datastore; dataproxy honours `page` and caps `perpage`; `?pageNum=` changes nothing."""

    site = "hanweb-jpage"
    containers: ClassVar[tuple[str, ...]] = ("hanweb", "hanweb-table")
    #: dataproxy gives no more than so many records at once
    cap: ClassVar[int] = 300

    def address_of(self, entry: Entry, number: int) -> str:
        """/art/YYYY/M/D/art_COLUMN_N.html."""
        year, month, day = entry.date.split("-")
        return f"/art/{year}/{int(month)}/{int(day)}/art_1229198604_{4053000 + number}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        code = sum(ord(letter) * place for place, letter in enumerate("".join(words), start=1))
        return f"/col/col{1229198604 + code}/index.html"

    def build_list(self, column: Column) -> None:
        group = _PAGES_PER_GROUP * self.per_page
        store = self._datastore(column, 1, group)
        script = f'<div id="list"><ul></ul></div><script type="text/xml">{store}</script>'
        mark = "<!-- Produced By 大汉网络 大汉版通发布系统 --><script src='/script/jpage/jquery.jpage.js'></script>"
        self.pages[column.path] = self.page(homes.frame(self, column.name, script + mark))

    def answer(self, request: Request) -> Answer:
        if request.path == "/module/web/jpage/dataproxy.jsp":
            return self._dataproxy({**request.query, **(request.form if request.method == "POST" else {})})
        return super().answer(request)

    def _dataproxy(self, fields: dict[str, str]) -> Answer:
        column = next((one for one in self.leaves() if f"col{fields.get('columnid')}/" in one.path), None)
        if column is None:
            return self.page("")
        size = min(int(fields.get("perpage") or _PAGES_PER_GROUP * self.per_page), self.cap)
        return self.page(self._datastore(column, int(fields.get("page") or 1), size))

    def _datastore(self, column: Column, group: int, size: int) -> str:
        code = column.path.split("/")[2].removeprefix("col")
        pages = -(-len(column.entries) // self.per_page)
        link = (
            f"/module/web/jpage/dataproxy.jsp?page={group + 1}&appid=1&webid=3054&path=/&columnid={code}"
            f"&unitid=7093446&webname={self.name}&permissiontype=0"
        )
        records = "".join(
            f"<record><![CDATA[{self._record(entry)}]]></record>"
            for entry in column.entries[(group - 1) * size : group * size]
        )
        return (
            f'<datastore><nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup><recordset>{records}</recordset>'
            f"<totalrecord>{len(column.entries)}</totalrecord><totalpage>{pages}</totalpage></datastore>"
        )

    def _record(self, entry: Entry) -> str:
        shown = entry.title if len(entry.title) < 26 else entry.title[:24] + "..."
        return (
            f'<li><a href="{entry.path}" target="_blank" title="{escape(entry.title)}">{escape(shown)}</a>'
            f"<b>{entry.date}</b></li>"
        )
