"""Server-rendered lists of no particular CMS: numbered pages and 下一页, in files or in a query."""

from __future__ import annotations

from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal


class StaticPortal(PracticePortal):
    """`list_2.html`, `list_3.html`: every page links all others by number, and 下一页."""

    site = "static"
    containers: ClassVar[tuple[str, ...]] = ("plain", "fontzoom", "main-text", "bare")
    validators = True

    def address_of(self, entry: Entry, number: int) -> str:
        """/YYYY/M/D/N.html."""
        year, month, day = entry.date.split("-")
        return f"/zfxxgknb/{year}/{int(month)}/{int(day)}/{88000 + number}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        return "/" + "/".join(("zfxxgk", "nb", *words, "list.html"))

    def page_address(self, column: Column, number: int) -> str:
        """The address of a list's page, 1-based."""
        return column.path if number == 1 else column.path.removesuffix(".html") + f"_{number}.html"

    def build_list(self, column: Column) -> None:
        parts = self.parts(column)
        for number, part in enumerate(parts, start=1):
            text = homes.list_page(self, column.name, part, self.pager(column, number, len(parts)))
            self.pages[self.page_address(column, number)] = self.page(text)

    def pager(self, column: Column, current: int, pages: int) -> str:
        """Links to all pages, the current one without."""
        if pages == 1:
            return ""
        numbers = "".join(
            f"<b>{number}</b>" if number == current else f'<a href="{self.page_address(column, number)}">{number}</a>'
            for number in range(1, pages + 1)
        )
        following = (
            f'<a href="{self.page_address(column, current + 1)}">下一页</a>'
            if current < pages
            else "<span>下一页</span>"
        )
        return f'<div class="pages">共{pages}页 {numbers} {following}</div>'


class QueryPagedPortal(StaticPortal):
    """`list.jsp?page=2`, only 上一页 and 下一页, an old GBK site without any declaration in the header."""

    site = "static-query"
    charset = "gbk"
    containers: ClassVar[tuple[str, ...]] = ("layout-table", "bare")
    per_page = 10
    validators = False

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/show.jsp?id={15600 + number}"

    def column_address(self, words: tuple[str, ...]) -> str:
        return f"/list.jsp?{''.join((*words, 'nb'))}=1"

    def page_address(self, column: Column, number: int) -> str:
        return column.path if number == 1 else f"{column.path}&page={number}"

    def pager(self, column: Column, current: int, pages: int) -> str:
        before = f'<a href="{self.page_address(column, current - 1)}">上一页</a>' if current > 1 else "上一页"
        after = f'<a href="{self.page_address(column, current + 1)}">下一页</a>' if current < pages else "下一页"
        return f"<p>第{current}页/共{pages}页 {before} {after}</p>"


class TitleCutPortal(StaticPortal):
    """Lists cut their titles with … and have no title attribute: only the page tells the year."""

    site = "static-cut"

    def build_list(self, column: Column) -> None:
        super().build_list(column)
        for path in [self.page_address(column, number) for number in range(1, len(self.parts(column)) + 1)]:
            page = self.pages[path]
            if not callable(page):
                self.pages[path] = self.page(_without_titles(page.body.decode(self.charset), column.entries))


def _without_titles(text: str, entries: list[Entry]) -> str:
    for entry in entries:
        cut = entry.title[:14] + "…"
        text = text.replace(f' title="{entry.title}"', "").replace(f">{entry.title}<", f">{cut}<")
    return text
