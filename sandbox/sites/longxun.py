"""安徽 龙讯: column shells whose rows are a fragment of `/site/label/8888`."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import NOT_FOUND, Answer, Request, html

_LABEL = "/site/label/8888"


class LongxunPortal(PracticePortal):
    """Answers GET and POST alike."""

    site = "longxun"
    containers: ClassVar[tuple[str, ...]] = ("plain",)
    methods: ClassVar[tuple[str, ...]] = ("GET", "POST")
    organ: ClassVar[int] = 161054624

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/public/{self.organ}/{1110009000 + number}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        return f"/public/column/{self.organ}?type=4&catId={self._category(words)}&action=list"

    def _category(self, words: tuple[str, ...]) -> int:
        return 6717301 + sum(ord(letter) * place for place, letter in enumerate("".join(words), start=1))

    def build_list(self, column: Column) -> None:
        category = column.path.partition("catId=")[2].partition("&")[0]
        query = urlencode(
            {
                "labelName": "publicInfoList",
                "siteId": "6793361",
                "organId": self.organ,
                "catId": category,
                "type": "4",
                "pageSize": self.per_page,
                "pageIndex": 1,
                "file": "/xxgk/publicInfoList_newest2020",
            }
        )
        script = f'<div id="list"></div><script>$("#list").load("{_LABEL}?IsAjax=1&dataType=html&{query}");</script>'
        self.pages[column.path] = self.page(homes.frame(self, column.name, script))

    def answer(self, request: Request) -> Answer:
        if request.path != _LABEL:
            return super().answer(request)
        fields = {**request.query, **request.form}
        columns = (self.root.children or [self.root]) if self.root else []
        column = next((one for one in columns if f"catId={fields.get('catId')}&" in one.path), None)
        if request.method not in self.methods or column is None or fields.get("labelName") != "publicInfoList":
            return NOT_FOUND
        parts, number = self.parts(column), int(fields.get("pageIndex") or 1)
        part = parts[number - 1] if number <= len(parts) else []
        rows = "".join(homes.list_item(entry) for entry in part)
        return html(f'<ul class="xxgk_navli">{rows}</ul><script>initPage({{pageCount: {len(parts)}}});</script>')


class LongxunPostPortal(LongxunPortal):
    """Answers POST only."""

    site = "longxun-post"
    methods = ("POST",)
