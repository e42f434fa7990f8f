"""The iList family: `info/iList.jsp?cat_id=&cur_page=N`, details `/Content-N.html`."""

from __future__ import annotations

from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import Answer, Request


class IlistPortal(PracticePortal):
    """Pages beyond the last repeat it."""

    site = "ilist"
    containers: ClassVar[tuple[str, ...]] = ("plain",)

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/Content-{2361000 + number}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        category = 15971 + sum(ord(letter) * place for place, letter in enumerate("".join(words), start=1))
        return f"/info/iList.jsp?node_id=GKmzs&cat_id={category}"

    def build_list(self, column: Column) -> None:
        self.pages[column.path] = lambda request: self._page(column, request)

    def _page(self, column: Column, request: Request) -> Answer:
        parts = self.parts(column)
        number = min(int(request.query.get("cur_page") or 1), len(parts))
        pager = f'<div>第{number}页 共{len(parts)}页 <a href="javascript:goPage({number + 1})">下一页</a></div>'
        return self.page(homes.list_page(self, column.name, parts[number - 1], pager))

    def answer(self, request: Request) -> Answer:
        if request.path == "/info/iList.jsp" and "cur_page" in request.query:
            columns = (self.root.children or [self.root]) if self.root else []
            for column in columns:
                if column.path.endswith(f"cat_id={request.query.get('cat_id')}"):
                    return self._page(column, request)
        return super().answer(request)
