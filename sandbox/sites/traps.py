"""Portals that refuse, block, break or never end. `failure` is the kind that a run has to record."""

from __future__ import annotations

from dataclasses import replace

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry
from sandbox.sites.static_generic import StaticPortal
from sandbox.sites.static_trs import TrsPortal
from sandbox.traffic import Answer, Request, html, redirect


class RefusedPortal(TrsPortal):
    """Nothing listens."""

    site = "refused"
    refuses = True
    failure = "refused"


class ResetPortal(TrsPortal):
    """Connections are closed without an answer."""

    site = "reset"
    failure = "reset"

    def answer(self, request: Request) -> Answer:
        return Answer(reset=True)


class EndlessListPortal(StaticPortal):
    """Every list page has a next one with new links, for ever; the reports stand on the first."""

    site = "endless-list"
    failure = "endless-list"
    blocks_reports = False
    per_page = 60

    def build_list(self, column: Column) -> None:
        super().build_list(column)
        self.pages[column.path] = self._page(column, 1)

    def answer(self, request: Request) -> Answer:
        for leaf in (self.root.children or [self.root]) if self.root else []:
            stem = leaf.path.removesuffix(".html")
            number = request.path.removeprefix(stem + "_").removesuffix(".html")
            if request.path.startswith(stem + "_") and number.isdigit():
                return self._page(leaf, int(number))
        if request.path.startswith("/zfxxgkgz/"):
            return self.page(homes.frame(self, "工作动态", "<h1>政务公开工作动态</h1><p>正文从略。</p>"))
        return super().answer(request)

    def _page(self, column: Column, number: int) -> Answer:
        news = [
            Entry(
                f"政务公开工作动态第{number * 20 + extra}期", "2023-05-04", path=f"/zfxxgkgz/{number * 20 + extra}.html"
            )
            for extra in range(20)
        ]
        entries = column.entries if number == 1 else news
        pager = f'<div class="pages"><a href="{self.page_address(column, number + 1)}">下一页</a></div>'
        return self.page(homes.list_page(self, column.name, entries, pager))


class EndlessReportsPortal(EndlessListPortal):
    """The same, but the new links look like reports and answer with a page that says nothing."""

    site = "endless-reports"

    def _page(self, column: Column, number: int) -> Answer:
        if number == 1:
            return super()._page(column, 1)
        made = [
            Entry(f"{self.name}{2008 + (number + extra) % 18}年政府信息公开工作年度报告", "2023-05-04",
                  path=f"/zfxxgkgz/{number * 3 + extra}.html")
            for extra in range(3)
        ]  # fmt: skip
        pager = f'<div class="pages"><a href="{self.page_address(column, number + 1)}">下一页</a></div>'
        return self.page(homes.list_page(self, column.name, made, pager))


class EchoListPortal(TrsPortal):
    """The pager promises 60 pages and every one of them is page 1 again: an end, not a failure."""

    site = "echo-list"
    per_page = 200

    def pager(self, pages: int, current: int, records: int) -> str:
        return super().pager(60, current, records)

    def answer(self, request: Request) -> Answer:
        stem, _, number = request.path.removesuffix(".html").rpartition("_")
        if number.isdigit() and stem + ".html" in self.pages:
            return super().answer(replace(request, path=stem + ".html", target=stem + ".html"))
        return super().answer(request)


class StubDeepPagesPortal(TrsPortal):
    """Pages from the third on are stubs of 300 bytes, though the counter promises more: the list ends there."""

    site = "stub-deep-pages"
    per_page = 20

    def pager(self, pages: int, current: int, records: int) -> str:
        return super().pager(pages + 4, current, records)

    def not_found(self, request: Request) -> Answer:
        if "index_" in request.path:
            return html("<html><head><title></title></head><body>" + " " * 260 + "</body></html>")
        return super().not_found(request)


class Soft404Portal(StaticPortal):
    """Half of the report pages are gone but answer 200 with a short apology."""

    site = "soft-404"
    failure = "soft-404"

    def hidden(self, entry: Entry) -> str:
        return "soft-404" if self.entries.index(entry) % 2 else ""

    def render_entry(self, entry: Entry) -> Answer:
        if self.hidden(entry):
            return html(
                "<html><head><title>提示</title></head><body><p>抱歉，您访问的页面不存在或已删除！</p></body></html>"
            )
        return super().render_entry(entry)


class GarbagePagesPortal(StaticPortal):
    """A third of the report pages are bytes without meaning, declared as HTML."""

    site = "garbage"
    failure = "decode"

    def hidden(self, entry: Entry) -> str:
        return "decode" if self.entries.index(entry) % 3 == 0 else ""

    def render_entry(self, entry: Entry) -> Answer:
        if self.hidden(entry):
            return Answer(200, self.rng.randbytes(6000), {"Content-Type": "text/html; charset=utf-8"})
        return super().render_entry(entry)


class GonePagesPortal(StaticPortal):
    """A third of the listed pages answer 404 or 410."""

    site = "gone"
    failure = "gone"

    def hidden(self, entry: Entry) -> str:
        return "gone" if self.entries.index(entry) % 3 == 0 else ""

    def render_entry(self, entry: Entry) -> Answer:
        if self.hidden(entry):
            return html("<html><body><h1>Not Found</h1></body></html>", status=404 if len(entry.title) % 2 else 410)
        return super().render_entry(entry)


class ThrottledPortal(TrsPortal):
    """A third of the report addresses answer with the column's index instead of the article, always."""

    site = "throttled"
    failure = "blocked:throttled"

    def hidden(self, entry: Entry) -> str:
        return "blocked:throttled" if self.entries.index(entry) % 3 == 0 else ""

    def render_entry(self, entry: Entry) -> Answer:
        if self.hidden(entry):
            page = self.pages[self.lists[0]]
            assert isinstance(page, Answer)
            return page
        return super().render_entry(entry)


class RobotsPortal(TrsPortal):
    """robots.txt closes the site."""

    site = "robots"
    failure = "robots"

    def build(self) -> None:
        super().build()
        self.pages["/robots.txt"] = Answer(200, b"User-agent: *\nDisallow: /\n", {"Content-Type": "text/plain"})


class SlowBodyPortal(TrsPortal):
    """Report pages drip by a kilobyte every two seconds: they are to be cut off, the lists are not."""

    site = "slow-body"
    failure = "timeout"

    def hidden(self, entry: Entry) -> str:
        return "timeout"

    def render_entry(self, entry: Entry) -> Answer:
        answer = super().render_entry(entry)
        return Answer(answer.status, answer.body * 40, answer.headers, drip=2.0, chunk=512)


class HugeBodyPortal(TrsPortal):
    """Report pages of 200 MB."""

    site = "huge-body"
    failure = "too-large"

    def hidden(self, entry: Entry) -> str:
        return "too-large"

    def render_entry(self, entry: Entry) -> Answer:
        answer = super().render_entry(entry)
        return Answer(answer.status, answer.body, answer.headers, endless=200 * 1024 * 1024)


class RedirectLoopPortal(TrsPortal):
    """Report pages redirect in a ring."""

    site = "redirect-loop"
    failure = "redirect-loop"

    def hidden(self, entry: Entry) -> str:
        return "redirect-loop"

    def answer(self, request: Request) -> Answer:
        if "/t20" in request.path:
            return redirect(request.path + ("?a=1" if request.target.endswith("l") else ""))
        return super().answer(request)


class OffSitePortal(TrsPortal):
    """Report pages redirect to a host that the registry does not know."""

    site = "off-site"
    failure = "off-site"

    def hidden(self, entry: Entry) -> str:
        return "off-site"

    def answer(self, request: Request) -> Answer:
        if "/t20" in request.path:
            return redirect(f"http://127.77.0.1:{self.port}{request.path}")
        return super().answer(request)


class ServerErrorPortal(TrsPortal):
    """Report pages answer 500."""

    site = "server-error"
    failure = "http:500"

    def hidden(self, entry: Entry) -> str:
        return "http:500"

    def render_entry(self, entry: Entry) -> Answer:
        return html("<html><body>Internal Server Error</body></html>", status=500)


class NoListPortal(TrsPortal):
    """A home page from which nothing leads to a report list."""

    site = "no-list"
    failure = "no-list-found"

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.seat = replace(self.seat, discovered=True)

    def build(self) -> None:
        self.pages["/"] = self.page(homes.column_page(self, "首页", [("/zwdt/index.html", "政务动态")]))
        self.pages["/zwdt/index.html"] = self.page(homes.frame(self, "政务动态", "<p>暂无内容</p>"))
