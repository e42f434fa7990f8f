"""安徽 Openness: `showList/{branch}/{topic}/page_N.html` and `opennessAnnualReport/?branch_id=`."""

from __future__ import annotations

from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal


class OpennessPortal(PracticePortal):
    """Paged lists by topic; the pager is drawn by a script."""

    site = "openness"
    containers: ClassVar[tuple[str, ...]] = ("plain",)

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/openness/OpennessContent/show/{1590000 + number}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        topic = 2500 + sum(ord(letter) * place for place, letter in enumerate("".join(words), start=1))
        return f"/openness/OpennessContent/showList/12/{topic}/page_1.html"

    def build_list(self, column: Column) -> None:
        parts = self.parts(column)
        for number, part in enumerate(parts, start=1):
            pager = f"<div class='fy'>共{len(parts)}页<script>drawPager({number}, {len(parts)});</script></div>"
            path = column.path.replace("page_1.html", f"page_{number}.html")
            self.pages[path] = self.page(homes.list_page(self, column.name, part, pager))


class OpennessAnnualPortal(OpennessPortal):
    """Each branch has its own page of annual reports, one link a year whose text is only the year."""

    site = "openness-annual"

    def build(self) -> None:
        self.entries = [entry for entry in self.entries if entry.truth]  # only reports have a place here
        super().build()

    def column_address(self, words: tuple[str, ...]) -> str:
        return "/openness/opennessAnnualReport/" + (f"?branch_id={sum(map(ord, ''.join(words)))}" if words else "")

    def build_lists(self) -> None:
        entries = list(self.entries)
        self.root = Column("政府信息公开年报", self.column_address(()), entries)
        for number, unit in enumerate(sorted({entry.unit for entry in entries}), start=1):
            own = sorted((e for e in entries if e.unit == unit), key=lambda e: e.year, reverse=True)
            self.root.children.append(Column(unit, self.column_address((f"b{number}",)) + str(number), own))
        for branch in self.root.children:
            self.lists.append(branch.path)
            rows = "".join(f'<li><a href="{e.path}">{e.year}年</a></li>' for e in branch.entries)
            self.pages[branch.path] = self.page(homes.frame(self, "政府信息公开年报", f'<ul class="years">{rows}</ul>'))
        links = [(child.path, child.name) for child in self.root.children]
        self.pages[self.root.path] = self.page(homes.column_page(self, self.root.name, links))
