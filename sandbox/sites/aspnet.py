"""ASP.NET WebForms: one address, pages by posting the form back with its view state."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import Answer, Request


class AspnetPortal(PracticePortal):
    """The pager is `MoreInfoList1$Pager`; a wrong view state answers page 1."""

    site = "aspnet"
    containers: ClassVar[tuple[str, ...]] = ("layout-table",)

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/NoticeShow.aspx?ArticleID={4428 + number}&TypeID=14"

    def column_address(self, words: tuple[str, ...]) -> str:
        return f"/NoticeList.aspx?TypeID={14 + sum(ord(c) * n for n, c in enumerate(''.join(words), start=1))}"

    def build_list(self, column: Column) -> None:
        self.pages[column.path] = lambda request: self._page(column, request)

    def _page(self, column: Column, request: Request) -> Answer:
        parts, form = self.parts(column), request.form
        number = 1
        if form.get("__EVENTTARGET") == "MoreInfoList1$Pager" and self._is_ours(form.get("__VIEWSTATE", "")):
            number = min(int(form.get("__EVENTARGUMENT") or 1), len(parts))
        links = "".join(
            f"<b>{n}</b>"
            if n == number
            else f"<a href=\"javascript:__doPostBack('MoreInfoList1$Pager','{n}')\">{n}</a>"
            for n in range(1, len(parts) + 1)
        )
        rows = "".join(
            f'<tr><td><a href="{e.path}">{e.title}</a></td><td>{e.date}</td></tr>' for e in parts[number - 1]
        )
        body = (
            f'<form method="post" action="{column.path}" id="form1"><input type="hidden" name="__VIEWSTATE" '
            f'value="{self._state(number)}"><input type="hidden" name="__EVENTVALIDATION" value="ok">'
            f'<table id="MoreInfoList1_DataGrid1">{rows}</table><div id="MoreInfoList1_Pager">{links}</div></form>'
        )
        return self.page(homes.frame(self, column.name, body))

    def _state(self, number: int) -> str:
        return f"{number}." + hashlib.md5(f"{self.slug}{number}".encode(), usedforsecurity=False).hexdigest()

    def _is_ours(self, state: str) -> bool:
        number = state.partition(".")[0]
        return number.isdigit() and state == self._state(int(number))
