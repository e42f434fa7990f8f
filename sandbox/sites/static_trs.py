"""拓尔思 TRS WCM: server-rendered lists, `index_1.html` is page 2, the page count stands in a script."""

from __future__ import annotations

from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal


class TrsPortal(PracticePortal):
    """`createPageHTML(total, current, "index", "html")`, 0-based."""

    site = "trs"
    containers: ClassVar[tuple[str, ...]] = ("trs", "trs-ueditor")

    def address_of(self, entry: Entry, number: int) -> str:
        """…/YYYYMM/tYYYYMMDD_N.html below the column."""
        day = entry.date.replace("-", "")
        return f"/zwgk/zfxxgknb/{day[:6]}/t{day}_{5300000 + number}.html"

    def build_list(self, column: Column) -> None:
        parts = self.parts(column)
        stem = column.path.removesuffix(".html")
        for number, part in enumerate(parts):
            path = column.path if number == 0 else f"{stem}_{number}.html"
            text = homes.list_page(self, column.name, part, self.pager(len(parts), number, len(column.entries)))
            self.pages[path] = self.page(text)

    def pager(self, pages: int, current: int, records: int) -> str:
        """The script that draws the pager."""
        return f'<div class="page"><script>createPageHTML({pages}, {current}, "index", "html");</script></div>'


class TrsRecordsPortal(TrsPortal):
    """The form with more numbers first: records, pages, current."""

    site = "trs-records"

    def pager(self, pages: int, current: int, records: int) -> str:
        return (
            f'<div class="page"><script>createPageHTML({records}, {pages}, {current}, "index", "html");</script></div>'
        )


class TrsCountPagePortal(TrsPortal):
    """`var countPage = N` and a pager drawn by an external script."""

    site = "trs-countpage"

    def pager(self, pages: int, current: int, records: int) -> str:
        return (
            f"<script>var currentPage = {current}; var countPage = {pages}; var nextPage = currentPage + 1;</script>"
            '<div id="pagecount"></div>'
        )
