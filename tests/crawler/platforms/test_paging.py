"""Walking columns: whatever the numbering, the counter and the tail of a list, no page is lost, no walk endless."""

from __future__ import annotations

import pickle
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.platforms import pagers
from crawler.platforms.base import ListRequest, ListState
from crawler.platforms.page import FetchedPage
from crawler.platforms.paging import ColumnWalk, Limits

_COLUMN = "http://www.x.gov.cn/zwgk/zfxxgknb/"
_NUMBERED = re.compile(r"(?:index|list)_(\d+)\.html$")


@dataclass(frozen=True)
class Server:
    """A server of one list. `scheme` names its pages, `tail` says what it answers beyond the last."""

    rows: int
    size: int
    scheme: str
    tail: str = "404"
    #: pages that the counter claims beyond (or short of) the true number
    lie: int = 0
    #: rows that stand on top of every page
    pinned: int = 0
    #: pages that answer a stub
    stubs: frozenset[int] = frozenset()

    @property
    def pages(self) -> int:
        return max(1, -(-self.rows // self.size))

    def answer(self, url: str) -> str | None:
        number = self._number(url)
        if number is None or number < 1:
            return None
        if number > self.pages:
            if self.tail == "404":
                return None
            number = {"first": 1, "last": self.pages, "empty": 0}[self.tail]
        if number in self.stubs:
            return "<html><body></body></html>"
        return self._page(number)

    def _number(self, url: str) -> int | None:
        if url.split("?")[0] in (_COLUMN, _COLUMN + "index.html") and "page=" not in url:
            return 1
        if self.scheme == "query":
            values = parse_qs(urlsplit(url).query).get("page")
            return int(values[0]) if values else None
        if self.scheme == "down":
            match = re.search(r"zfxxgknb/(\d+)\.html$", url)
            return self.pages + 1 - int(match.group(1)) if match else None
        match = _NUMBERED.search(url)
        if not match:
            return None
        return int(match.group(1)) + (0 if self.scheme in ("one-based", "pagination") else 1)

    def _page(self, number: int) -> str:
        first = (number - 1) * self.size
        shown = range(first, min(self.rows, first + self.size)) if number else range(0)
        rows = "".join(self._row(n) for n in (*range(10_000, 10_000 + self.pinned), *shown))
        return f"<html><title>政府信息公开年报</title><body><ul>{rows}</ul>{self._pager(number)}</body></html>"

    def _row(self, n: int) -> str:
        title = f"某县{n}局2022年政府信息公开工作年度报告"
        return f'<li><a href="/zwgk/202301/t20230101_{70000 + n}.html">{title}</a><span>2023-01-01</span></li>'

    def _pager(self, number: int) -> str:
        claimed = max(1, self.pages + self.lie)
        if self.scheme == "trs":
            return f'<script>createPageHTML({claimed}, {number - 1}, "index", "html");</script>'
        if self.scheme == "records":
            return f'<script>createPageHTML({self.rows}, {claimed}, {number - 1}, "index", "html");</script>'
        if self.scheme == "pagination":
            return f"<script>$('#p').pagination({{totalPage: {claimed}, showData: 10}});</script>"
        if self.scheme == "silent":
            return '<div id="pagination"></div>'
        return self._links(number, claimed)

    def _links(self, number: int, claimed: int) -> str:
        if number >= claimed:
            return f"<p>共{claimed}页 下一页</p>"
        names = {
            "query": f"?page={number + 1}",
            "one-based": f"index_{number + 1}.html",
            "down": f"/zwgk/zfxxgknb/{self.pages - number}.html",
        }
        return f'<p>共{claimed}页 <a href="{names[self.scheme]}">下一页</a></p>'


def walk(server: Server, limits: Limits | None = None) -> tuple[set[int], ColumnWalk, int]:
    """Walk the server's list; return the numbers of the rows reached, the walk, the number of requests."""
    column = ColumnWalk(_COLUMN, limits=limits)
    waiting, reached, asked = column.start(), set(), 0
    seen: set[tuple[str, str, str | None]] = set()
    while waiting:
        request = waiting.pop(0)
        asked += 1
        name = (request.method, request.url, request.body)
        assert name not in seen, "a walk never asks twice"
        seen.add(name)
        text = server.answer(request.url)
        if text is None:
            step = column.fail(request, "http:404", request.url)
        else:
            step = column.feed(FetchedPage(request.url, text), request)
        reached |= {int(entry.url.rsplit("_", 1)[1].removesuffix(".html")) - 70000 for entry in step.entries}
        waiting += step.requests
    assert column.done
    return {n for n in reached if n < 10_000}, column, asked


SCHEMES = st.sampled_from(["trs", "records", "pagination", "query", "one-based", "down"])


@settings(max_examples=120, deadline=None)
@given(
    rows=st.integers(0, 130),
    size=st.sampled_from([7, 10, 15, 20]),
    scheme=SCHEMES,
    tail=st.sampled_from(["404", "first", "last", "empty"]),
    pinned=st.integers(0, 3),
)
def test_no_row_is_lost_and_no_walk_is_endless(rows: int, size: int, scheme: str, tail: str, pinned: int) -> None:
    server = Server(rows, size, scheme, tail, pinned=pinned)
    reached, column, asked = walk(server)
    assert reached == set(range(rows))
    assert column.complete
    assert asked <= server.pages + 4


@settings(max_examples=80, deadline=None)
@given(
    rows=st.integers(1, 130),
    size=st.sampled_from([10, 15, 20]),
    scheme=st.sampled_from(["trs", "records", "pagination"]),
    tail=st.sampled_from(["404", "first", "last", "empty"]),
    lie=st.integers(1, 40),
)
def test_a_counter_that_claims_too_much_costs_little(rows: int, size: int, scheme: str, tail: str, lie: int) -> None:
    server = Server(rows, size, scheme, tail, lie=lie)
    reached, _, asked = walk(server)
    assert reached == set(range(rows))
    assert asked <= server.pages + 4


@settings(max_examples=60, deadline=None)
@given(
    pages=st.integers(2, 8),
    size=st.sampled_from([10, 15, 20]),
    scheme=st.sampled_from(["trs", "records", "pagination"]),
)
def test_a_counter_that_claims_too_little_is_found_out_where_pages_are_full(pages: int, size: int, scheme: str) -> None:
    server = Server(pages * size, size, scheme, lie=-1)
    reached, column, _ = walk(server)
    assert reached == set(range(pages * size))
    assert column.complete


@pytest.mark.parametrize("scheme", ["one-based", "query", "silent"])
def test_pages_are_guessed_where_a_script_draws_the_pager(scheme: str) -> None:
    server = Server(52, 15, "silent" if scheme == "silent" else scheme)
    reached, _, asked = walk(server)
    assert reached == set(range(52))
    assert asked <= server.pages + 6


def test_a_stub_where_the_list_claims_more_is_a_loud_gap() -> None:
    reached, column, _ = walk(Server(75, 15, "trs", stubs=frozenset({4, 5})))
    assert reached == set(range(45))
    assert column.failure is not None
    assert column.failure[0] == "gone"
    assert "page 4 of the 5" in column.failure[1]


def test_a_lost_page_in_the_middle_is_a_recorded_failure() -> None:
    column = ColumnWalk(_COLUMN)
    server = Server(60, 15, "trs")
    (request,) = column.start()
    step = column.feed(FetchedPage(request.url, server.answer(request.url) or ""), request)
    (second,) = step.requests
    while not column.done:
        column_step = column.fail(second, "timeout", "no complete answer in time")
        second = column_step.requests[0] if column_step.requests else second
    assert column.failure == ("timeout", "no complete answer in time")
    assert not column.complete


@pytest.mark.parametrize(("kind", "reached"), [("timeout", 60), ("http:503", 60), ("http:404", 30)])
def test_pages_after_one_that_failed_in_passing_are_read(kind: str, reached: int) -> None:
    server, column, rows = Server(75, 15, "trs"), ColumnWalk(_COLUMN), set()
    waiting = column.start()
    while waiting:
        request = waiting.pop(0)
        if request.url.endswith("index_2.html"):
            step = column.fail(request, kind, "the third page")
        else:
            step = column.feed(FetchedPage(request.url, server.answer(request.url) or ""), request)
        rows |= {entry.url for entry in step.entries}
        waiting += step.requests
    assert len(rows) == reached
    assert column.failure == (kind, "the third page")


def test_requests_survive_a_job_directory() -> None:
    column = ColumnWalk(_COLUMN)
    (request,) = column.start()
    (following,) = column.feed(
        FetchedPage(request.url, Server(75, 15, "trs").answer(request.url) or ""), request
    ).requests
    resumed = pickle.loads(pickle.dumps(following))
    assert resumed == following
    later = ColumnWalk(_COLUMN)
    step = later.feed(FetchedPage(resumed.url, Server(75, 15, "trs").answer(resumed.url) or ""), resumed)
    assert later.platform is not None
    assert later.platform.name == "trs"
    assert [each.url for each in step.requests] == [_COLUMN + "index_2.html"]
    assert not later.done


def test_a_list_without_end_stops_at_its_bound() -> None:
    _, column, asked = walk(Server(100_000, 10, "query"), Limits(pages=12))
    assert asked == 12
    assert column.failure is not None
    assert column.failure[0] == "endless-list"


def test_a_calendar_that_gives_old_rows_new_addresses_is_an_echo() -> None:
    column = ColumnWalk(_COLUMN)
    waiting, asked = column.start(), 0
    while waiting:
        request = waiting.pop(0)
        asked += 1
        link = '<li><a href="/zwgk/202301/t20230101_{0}.html?from={1}">{0}局2022年政府信息公开年度报告</a></li>'
        rows = "".join(link.format(n, asked) for n in range(9))
        text = f'<title>年报</title><ul>{rows}</ul><a href="?page={asked + 1}">下一页</a>'
        waiting += column.feed(FetchedPage(request.url, text), request).requests
    assert asked == 2
    assert column.failure is None


@pytest.mark.parametrize(
    ("column", "form", "number", "expected"),
    [
        ("http://x.cn/nb/", "{stem}_{k}{ending}", 2, "http://x.cn/nb/index_1.html"),
        ("http://x.cn/nb/index.html", "{stem}_{n}{ending}", 3, "http://x.cn/nb/index_3.html"),
        ("http://x.cn/nb/common_list.shtml", "{stem}_{k}{ending}", 2, "http://x.cn/nb/common_list_1.shtml"),
        ("http://x.cn/nb/1.html", "{folder}{n}{ending}", 2, "http://x.cn/nb/2.html"),
        ("http://x.cn/nb.jsp?id=3", "{url}?page={n}", 2, "http://x.cn/nb.jsp?id=3&page=2"),
        ("http://x.cn/a/b", "{stem}_{k}{ending}", 2, "http://x.cn/a/index_1.html"),
    ],
)  # fmt: skip
def test_names_of_pages(column: str, form: str, number: int, expected: str) -> None:
    assert pagers.numbered(column, form, number) == expected


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="p2.html">下一页</a>',
        '<a href="p2.html"> 下 页 </a>',
        '<a href="p2.html" title="下一页"><img src="n.gif"></a>',
        '<a href="p2.html">&gt;</a>',
        '<a href="p2.html">Next</a>',
        '<a href="p2.html">下页&gt;&gt;</a>',
        '<a rel="next" href="p2.html">…</a>',
        '<link rel="next" href="p2.html">',
        '<b>1</b><a href="p2.html">2</a><a href="p3.html">3</a>',
        '<a href="p1.html">[1]</a><a href="p2.html">[2]</a>',
        '<a href="javascript:void(0)" onclick="location.href=\'p2.html\'">下一页</a>',
        "<a href=\"javascript:go('p2.html')\">下一页</a>",
        '<select onchange="go()"><option value="p1.html">1</option><option value="p2.html">2</option></select>',
        '<select><option value="/nb/p2.html">第2页</option></select>',
    ],
)
def test_the_next_page_is_found_however_it_is_linked(markup: str) -> None:
    page = FetchedPage("http://x.cn/nb/", f"<html><body>{markup}</body></html>")
    assert pagers.next_link(page, ListState("http://x.cn/nb/")) == "http://x.cn/nb/p2.html"


@pytest.mark.parametrize(
    "markup", ["<span>下一页</span>", '<a href="#">下一页</a>', '<a href="/nb/index.html">下一页</a>']
)
def test_a_dead_next_link_leads_nowhere(markup: str) -> None:
    page = FetchedPage("http://x.cn/nb/", f"<html><body>{markup}</body></html>")
    assert pagers.next_link(page, ListState("http://x.cn/nb/")) is None


@given(st.text(max_size=300), st.text(alphabet="<>/ahref=\"'()pageHTML123,下一页共 ", max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_page_is_read_without_an_error(text: str, markup: str) -> None:
    column = ColumnWalk(_COLUMN, limits=Limits(pages=5))
    (request,) = column.start()
    step = column.feed(FetchedPage(_COLUMN, text + markup), request)
    assert all(isinstance(each, ListRequest) for each in step.requests)
