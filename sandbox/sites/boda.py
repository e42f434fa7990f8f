"""博达 VSB: page 2 of N is `…/x/(N-1).htm`, counting down; rows `li[id^=line_]`."""

from __future__ import annotations

from html import escape
from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal


class BodaPortal(PracticePortal):
    """`x.htm` is the newest page, `x/1.htm` the oldest; 下页 leads on."""

    site = "boda"
    containers: ClassVar[tuple[str, ...]] = ("boda",)

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/info/1677/{56000 + number}.htm"

    def column_address(self, words: tuple[str, ...]) -> str:
        return "/" + "/".join(("zwgk", "zfxxgknb", *words)) + ".htm"

    def build_list(self, column: Column) -> None:
        parts = self.parts(column)
        for number, part in enumerate(parts):
            self.pages[self.page_address(column, number, len(parts))] = self.page(
                self._page(column, part, number, len(parts))
            )

    def page_address(self, column: Column, number: int, pages: int) -> str:
        """The address of the page that stands at a place, 0 for the newest."""
        return column.path if number == 0 else column.path.removesuffix(".htm") + f"/{pages - number}.htm"

    def _page(self, column: Column, part: list[Entry], number: int, pages: int) -> str:
        rows = "".join(
            f'<li id="line_u9_{place}"><a href="{e.path}" title="{escape(e.title)}">{escape(e.title[:24])}...</a>'
            f"<span>{e.date}</span></li>"
            for place, e in enumerate(part)
        )
        body = f'<div class="winstyle1000"><ul>{rows}</ul></div>{self.pager(column, number, pages)}'
        return homes.frame(self, column.name, body + '<script src="/system/resource/js/counter.js"></script>')

    def pager(self, column: Column, number: int, pages: int) -> str:
        """首页, 下页 and 尾页 as the CMS prints them."""
        if number + 1 >= pages:
            return f"<div>共{len(column.entries)}条 {number + 1}/{pages} 下页 尾页</div>"
        following = self.page_address(column, number + 1, pages)
        last = self.page_address(column, pages - 1, pages)
        return (
            f'<div>共{len(column.entries)}条 {number + 1}/{pages} <a href="{following}" class="Next">下页</a>'
            f' <a href="{last}" class="Next">尾页</a></div>'
        )


class BodaNumbersPortal(BodaPortal):
    """Only numbers lead on, and the newest page carries the highest one."""

    site = "boda-numbers"

    def pager(self, column: Column, number: int, pages: int) -> str:
        shown = range(max(0, number - 2), min(pages, number + 3))
        links = "".join(
            f"<b>{place + 1}</b>"
            if place == number
            else f'<a href="{self.page_address(column, place, pages)}">{place + 1}</a>'
            for place in shown
        )
        return f"<div>{links}</div>"
