"""大汉 xxgk: lists are fragments of search.jsp, not filtered by column; annual reports by organ and year."""

from __future__ import annotations

from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import Answer, Request, html

_SEARCH = "/module/xxgk/search.jsp"


class HanwebXxgkPortal(PracticePortal):
    """The shell's script posts to search.jsp, whose rows mix in other columns' documents."""

    site = "hanweb-xxgk"
    containers: ClassVar[tuple[str, ...]] = ("hanweb",)

    def address_of(self, entry: Entry, number: int) -> str:
        year, month, day = entry.date.split("-")
        return f"/art/{year}/{int(month)}/{int(day)}/art_{self._code(self._words(entry))}_{75000 + number}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        return f"/col/col{self._code(words)}/index.html"

    def _words(self, entry: Entry) -> tuple[str, ...]:
        if self.seat.tree == "years":
            return (f"{entry.year}n",)
        if self.seat.tree == "departments":
            units = sorted({one.unit for one in self.entries})
            return (f"bm{units.index(entry.unit) + 1}",)
        return ()

    def _code(self, words: tuple[str, ...]) -> int:
        return 6093 + sum(ord(letter) * place for place, letter in enumerate("".join(words), start=1))

    def build_list(self, column: Column) -> None:
        code = column.path.split("/")[2].removeprefix("col")
        script = (
            f'<div id="div{code}"></div><script>var param = {{infotypeId: "A0212", jdid: "3", area: "11330000",'
            f' divid: "div{code}", sortfield: ",createdatetime:0,orderid:0", standardXxgk: "1", isAllList: "1"}};'
            f'$.post("{_SEARCH}", param, function (html) {{ $("#div{code}").html(html); }});</script>'
        )
        self.pages[column.path] = self.page(homes.frame(self, column.name, script))

    def answer(self, request: Request) -> Answer:
        if request.path != _SEARCH:
            return super().answer(request)
        fields = {**request.query, **request.form}
        code = fields.get("divid", "").removeprefix("div")
        column = next((one for one in self.leaves() if one.path == f"/col/col{code}/index.html"), None)
        if column is None or not fields.get("infotypeId"):
            return html("")
        number, parts = int(fields.get("currpage") or 1), self.parts(column)
        rows = parts[number - 1] if number <= len(parts) else []
        elsewhere = f'<a class="bt_link" href="/art/2020/1/2/art_999_{number}.html">别处</a>'
        foreign = f'<tr class="tr_main_value_odd"><td>{elsewhere}</td></tr>'
        items = "".join(self._row(entry, place) for place, entry in enumerate(rows))
        return html(f"<table>{items}{foreign}</table><div>共{len(parts)}页 第{number}页</div>")

    def _row(self, entry: Entry, place: int) -> str:
        side = "even" if place % 2 else "odd"
        link = f'<a class="bt_link" href="{entry.path}" title="{entry.title}">{entry.title}</a>'
        return f'<tr class="tr_main_value_{side}"><td>{link}</td><td>{entry.date}</td></tr>'


class AnnualReportEndpointPortal(PracticePortal):
    """`xxgkAnnualReport.jsp?area=&fbtime=` answers the report's body without title; a page offers organs and years."""

    site = "hanweb-annual"
    containers: ClassVar[tuple[str, ...]] = ("bare",)

    def build(self) -> None:
        self.entries = [entry for entry in self.entries if entry.truth]  # only reports have a place here
        super().build()

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/module/xxgk/xxgkAnnualReport.jsp?area={self._organ(entry.unit)}&fbtime={entry.year}"

    def _organ(self, unit: str) -> str:
        units = sorted({one.unit for one in self.entries if one.truth})
        return f"11330700002640{units.index(unit) + 1000}" if unit in units else "11330700002640999"

    def column_address(self, words: tuple[str, ...]) -> str:
        return "/col/col1229567890/index.html"

    def build_lists(self) -> None:
        entries = list(self.entries)
        self.root = Column("政府信息公开年报", self.column_address(()), entries)
        self.lists.append(self.root.path)
        units = "".join(f'<option value="{self._organ(u)}">{u}</option>' for u in sorted({e.unit for e in entries}))
        years = "".join(f'<option value="{y}">{y}年</option>' for y in sorted({e.year for e in entries}, reverse=True))
        form = (
            f'<select id="area">{units}</select><select id="fbtime">{years}</select><div id="report"></div><script>'
            'function show() { var area = $("#area").val(), year = $("#fbtime").val();'
            ' $("#report").load("/module/xxgk/xxgkAnnualReport.jsp?area=" + area + "&fbtime=" + year); }</script>'
        )
        self.pages[self.root.path] = self.page(homes.frame(self, self.root.name, form))

    def not_found(self, request: Request) -> Answer:
        if request.path.endswith("xxgkAnnualReport.jsp"):
            return html("<div>暂无数据</div>")
        return super().not_found(request)
