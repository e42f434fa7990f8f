"""Server-rendered sites that only the shape of their article addresses tells apart."""

from __future__ import annotations

import hashlib
from random import Random

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry
from sandbox.sites.static_generic import StaticPortal


class SnowflakePortal(StaticPortal):
    """陕西集约化: 19-digit ids, lists `…/zfxxgknb/1.html`, `2.html`, linked by a script only."""

    site = "snowflake"
    containers = ("plain",)

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/zfxxgk/zfxxgknb/xz/{entry.date[:4]}/{1571424084523327490 + number * 7919}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        return "/" + "/".join(("zfxxgk", "zfxxgknb", *words, "1.html"))

    def page_address(self, column: Column, number: int) -> str:
        return column.path.removesuffix("1.html") + f"{number}.html"

    def pager(self, column: Column, current: int, pages: int) -> str:
        return f'<div id="pagination"></div><script>new Page({{current: {current}, totalPage: {pages}}});</script>'


class ObjectidPortal(StaticPortal):
    """西安: 24-hex ids."""

    site = "objectid"
    containers = ("plain",)

    def address_of(self, entry: Entry, number: int) -> str:
        mark = hashlib.sha1(f"{self.slug}/{number}".encode(), usedforsecurity=False).hexdigest()[:24]
        return f"/zwgk/xxgknb/jbxxgknb/{mark}.html"


class ContentNumberPortal(StaticPortal):
    """沅江, 南县: `/N/N/content_N.html`; the pager is a select of addresses."""

    site = "content-n"
    containers = ("plain",)

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/zcjd/47714/content_{1303190 + number}.html"

    def pager(self, column: Column, current: int, pages: int) -> str:
        options = "".join(
            f'<option value="{self.page_address(column, n)}"{" selected" if n == current else ""}>第{n}页</option>'
            for n in range(1, pages + 1)
        )
        return f'<select onchange="location=this.value">{options}</select>' if pages > 1 else ""


class NfcmsPortal(StaticPortal):
    """广东 NFCMS: `/content/post_N.html`, lists `index_2.html`."""

    site = "nfcms"
    containers = ("plain",)

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/home/xxgk/zfxxgk/xxgknb/content/post_{11104000 + number}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        return "/" + "/".join(("home", "xxgk", "zfxxgk", "xxgknb", *words, "index.html"))


class MixedListPortal(StaticPortal):
    """年报, 指南 and 制度 stand in one list, in blocks on the openness page, with a 更多 link to the whole list."""

    site = "mixed-list"

    def build_list(self, column: Column) -> None:
        rng = Random(f"{self.slug} {column.path}")
        mixed = list(column.entries)
        for number in range(5):
            other = Entry(
                ("政府信息公开指南", "政府信息公开工作制度", "依申请公开流程图")[number % 3] + f"（{number}）",
                "2020-03-02",
            )
            other.path, other.kind = f"/zfxxgknb/2020/3/2/{99000 + number}.html", "guide"
            self.pages[other.path] = self.page(
                homes.frame(self, other.title, f"<h1>{other.title}</h1><p>正文从略。</p>")
            )
            mixed.insert(rng.randint(0, len(mixed)), other)
        super().build_list(Column("信息公开", column.path, mixed))
