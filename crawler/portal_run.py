"""One portal's work in one run: which address next, what came of each, and when it is done.

Knows nothing of Scrapy: orders go out, answers and failures come in, items come out. A run has three steps: find the
lists (skipped where registry or an earlier run names them), walk each to its end while new pages are fetched on the
way, then visit the known pages that are due. A column that moved sends the run back to the search, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler import addresses
from crawler.budget import Limits
from crawler.columns import Columns
from crawler.items import ExclusionItem, FailureItem, ListItem, PageItem, PortalItem, UnchangedItem
from crawler.listed_pages import ListedPages
from crawler.memory import MIXED, Memory
from crawler.order_book import OrderBook
from crawler.orders import DOOR, Answer, Order, other_door
from crawler.pages import fetched_page, page_item
from crawler.platforms.list_page import ListPage
from crawler.platforms.paging import ColumnWalk, Step
from crawler.platforms.shells import redirect_of
from crawler.registry import Portal
from crawler.rendering import rendering_helps
from crawler.report_pages import nature_of

if TYPE_CHECKING:
    from crawler.home_search import HomeSearch

Item = PageItem | UnchangedItem | FailureItem | ListItem | ExclusionItem | PortalItem
Output = Order | Item

#: meta refresh and `location` redirects in a row
MAX_HOPS = 3
#: failures of a list that say it is no longer there
MOVED = frozenset({"gone", "soft-404"})
#: failures that say nothing of a page but that nobody answers at its address
_UNREACHABLE = frozenset({"refused", "timeout", "reset", "tls"})


class PortalRun:
    """The state of one portal. `begin`, then `answered` or `failed` for every order, until `finished`."""

    def __init__(self, portal: Portal, limits: Limits, memory: Memory | None = None) -> None:
        memory = memory or Memory()
        self.portal = portal
        self.limits = limits
        self._book = OrderBook(portal, limits)
        self.hosts = addresses.own_hosts(portal.addresses)
        self.context = portal.context()
        self.started = datetime.now(UTC)
        self.finished = False
        #: the order whose answer or failure is being worked on
        self.at_work: Order | None = None
        # the registry may have given the portal another host since
        self._known_lists = {url: each for url, each in memory.lists.items() if addresses.same_portal(url, self.hosts)}
        self._pages = ListedPages(portal.slug, self.hosts, memory.pages)
        self._columns = Columns(portal, self._known_lists, memory, pages=limits.list_pages)
        self._search: HomeSearch | None = None
        self._complete = True
        self._column_moved = False
        #: a list could not be read today for a reason that says nothing about where it is
        self._list_down = False

    def begin(self) -> Iterator[Output]:
        """Yield the first orders."""
        if self.portal.report_urls:
            for url in self.portal.report_urls:
                yield from self._place_lists(self._columns.open(addresses.canonical(url)))
        elif self._known_lists:
            for url, each in self._known_lists.items():
                yield from self._place_lists(self._columns.open(url, platform=each.platform, annual=each.annual))
        else:
            yield from self._start_search()
        yield from self._settle()

    def answered(self, order: Order, answer: Answer) -> Iterator[Output]:
        """Yield what an answer leads to."""
        self._book.answered(order)
        yield from self._take(order, answer)
        yield from self._settle()

    def _take(self, order: Order, answer: Answer) -> Iterator[Output]:
        self.at_work = order
        if order.purpose == "report":
            yield from self._report_page(order, answer)
        elif order.purpose == "list":
            yield from self._list_answer(order, answer)
        else:
            yield from self._page_on_the_way(order, answer)

    def failed(self, order: Order, kind: str, message: str, evidence: str = "") -> Iterator[Output]:
        """Yield what a failed order leads to: another way to it, or a recorded failure."""
        self.at_work = order
        self._book.failed(order, kind)
        yield from self._fail(order, kind, message, evidence)
        yield from self._settle()

    def resume(self) -> Iterator[Output]:
        """Go on after a step that broke: its order is no longer awaited, the rest of the portal is."""
        self._complete = False
        yield from self._settle()

    def abandon(self) -> PortalItem:
        """End the portal's work as it stands."""
        self.finished = True
        return PortalItem(self.portal.slug, self.started, datetime.now(UTC), self._pages.urls, complete=False)

    def forget(self) -> None:
        """Let go of what a finished run no longer needs; thousands of portals are crawled in one process."""
        self._pages.forget()
        self._columns.forget()
        self._book.forget()
        self._known_lists, self._search = {}, None

    @property
    def ailing(self) -> bool:
        """True while the portal's last request failed: the next one is not worth a second try."""
        return self._book.ailing

    def must_stop(self) -> str | None:
        """Why nothing more may be asked of the portal; asked before every request, since queued ones count too."""
        return self._book.must_stop()

    def _place_lists(self, orders: Iterable[Order]) -> Iterator[Output]:
        for order in orders:
            if addresses.same_portal(order.url, self.hosts):
                yield from self._place(order)
            else:
                yield from self._fail(order, "off-site", "the list leads to a host that is not the portal's")

    def _page_on_the_way(self, order: Order, answer: Answer) -> Iterator[Output]:
        page = fetched_page(answer)
        if rendering_helps(self.portal, order, page):
            yield from self._place(replace(order, rendered=True))
        elif self._search is not None:
            if self._search.feed(order, page):
                self._book.keep(order, answer)
            yield from self._go_on_searching()

    def _list_answer(self, order: Order, answer: Answer) -> Iterator[Output]:
        known = self._columns.read_before(order, answer)
        if known is not None:
            yield from self._list_page(order, known, answer)
            return
        page = fetched_page(answer)
        target = redirect_of(page) if order.method == "GET" and not order.rendered else None
        if target is not None:
            yield from self._follow(order, target)
            return
        read = self._columns.read(order, page)
        if rendering_helps(self.portal, order, page, read.read):
            yield from self._place(replace(order, rendered=True))
        else:
            self._columns.keep(order, answer, page, read)
            yield from self._list_page(order, read, answer)

    def _list_page(self, order: Order, page: ListPage, answer: Answer) -> Iterator[Output]:
        walk = self._columns.walk_of(order)
        before = walk.failure
        step = self._columns.take(order, page, answer)
        yield self._list_item(order, walk, step, answer)
        yield from self._entries(order, step, answer)
        yield from self._place_lists(self._columns.orders(walk, step.requests))
        for column in step.columns:
            yield from self._place_lists(self._columns.open_below(column))
        if not (step.entries or step.requests or step.columns) and walk.pages == 1 and self._columns.text_of(order):
            # a link taken for a column below shows no list: the readers judge the page, so that it is not lost unseen
            yield from self._report_itself(order, answer)
        if walk.failure is not None and walk.failure != before:
            self._complete = False
            yield self._failure(order.subject, *walk.failure)

    def _entries(self, order: Order, step: Step, answer: Answer) -> Iterator[Output]:
        for entry in step.entries:
            if addresses.key(entry.url) == addresses.key(answer.url):
                yield from self._report_itself(order, answer)
            else:
                yield from self._placed(self._pages.show(entry, order.url))
        for entry in step.others:
            yield from self._placed(self._pages.show_other(entry, order.url))

    def _placed(self, outputs: Iterator[Order | ExclusionItem | FailureItem]) -> Iterator[Output]:
        for output in outputs:
            if isinstance(output, Order):
                yield from self._place(output)
            else:
                yield output

    def _report_itself(self, order: Order, answer: Answer) -> Iterator[Output]:
        """A column of one report is the report: the answer at hand is its page."""
        taken = self._pages.show_itself(answer.url)
        if taken is not None:
            url, digest = taken
            text = self._columns.text_of(order)
            page = replace(order, purpose="report", address=url, column="", link_text=text, known_digest=digest)
            yield page_item(page, answer, self.context)

    def _list_item(self, order: Order, walk: ColumnWalk, step: Step, answer: Answer) -> ListItem:
        nature = "" if walk.annual else MIXED
        signs = "; ".join(part for part in (nature, step.evidence, ", ".join(walk.evidence), answer.note) if part)
        return ListItem(
            self.portal.slug,
            order.subject,
            walk.url,
            walk.platform.name if walk.platform else "",
            answer.fetched_at,
            links=len(step.entries),
            new_links=sum(1 for entry in step.entries if not self._pages.is_known(entry.url)),
            evidence=signs,
        )

    def _report_page(self, order: Order, answer: Answer) -> Iterator[Output]:
        column = self._columns.that_answers(answer.body)
        found = nature_of(order, answer, self.portal, self.context, column=column)
        if found.item is not None:
            yield found.item
        elif found.kind == "redirect":
            yield from self._follow(order, found.target)
        elif found.kind == "script":
            yield from self._place(replace(order, rendered=True))
        elif found.kind == "column":
            self._book.keep(order, answer)
            # left alone, all reports below it would be missed
            yield from self._place_lists(self._columns.open(order.subject))
        else:
            yield from self._fail(order, *found.problem)

    def _start_search(self) -> Iterator[Output]:
        from crawler.home_search import HomeSearch  # late: most portals' lists are known

        limits = self.limits
        self._search = HomeSearch(self.portal, self.hosts, pages=limits.search_pages, at_once=limits.search_at_once)
        yield from self._go_on_searching()

    def _go_on_searching(self) -> Iterator[Output]:
        assert self._search is not None
        for order in self._search.orders():
            yield from self._place(order)

    def _place(self, order: Order) -> Iterator[Output]:
        """Issue an order once, if the budget allows it."""
        outcome, placed, reason = self._book.place(order)
        if outcome == "placed":
            yield placed
        elif outcome == "refused":
            yield from self._fail(placed, "budget", reason)

    def _follow(self, order: Order, target: str) -> Iterator[Output]:
        """Go where a page sends its visitor, as the same order."""
        moved = replace(order, url=target, address=order.subject, hops=order.hops + 1)
        if not addresses.same_portal(target, self.hosts):
            yield from self._fail(order, "off-site", f"the page sends its visitor to {target}")
        elif order.hops >= MAX_HOPS:
            yield from self._fail(order, "redirect-loop", f"more than {MAX_HOPS} redirects by script or meta refresh")
        elif self._book.was_asked(moved):
            yield from self._fail(order, "redirect-loop", f"the page sends its visitor back to {target}")
        else:
            yield from self._place(moved)

    def _fail(self, order: Order, kind: str, message: str, evidence: str = "") -> Iterator[Output]:
        if order.address and order.url == order.address + DOOR and kind in MOVED:
            kind, message = "blocked:geo", f"the portal refuses access, and has no {DOOR} beside ({message})"
        if order.purpose == "report":
            yield self._failure(order.subject, kind, message, evidence, page=True)
        elif door := other_door(order, kind):
            yield from self._place(door)
        elif order.purpose == "list":
            yield from self._list_failed(order, kind, message, evidence)
        elif self._search is not None:
            self._search.fail(order, (kind, message, evidence))
            yield from self._go_on_searching()

    def _list_failed(self, order: Order, kind: str, message: str, evidence: str) -> Iterator[Output]:
        walk = self._columns.walk_of(order)
        request = order.list_request
        step = walk.fail(request, kind, message)
        if step.requests:
            yield from self._place_lists(self._columns.orders(walk, step.requests))
        elif twin := self._moved_to(walk, request.url, kind):
            yield from self._place_lists(self._columns.open_instead(walk, twin))
        elif request.role != "probe":
            self._complete = False
            if kind in MOVED and walk.pages == 0:
                self._column_moved = True
            else:
                self._list_down = True
            yield self._failure(order.subject, kind, message, evidence)

    def _moved_to(self, walk: ColumnWalk, url: str, kind: str) -> str | None:
        """Where a list of a portal stands that has moved to https since an earlier run found it."""
        unseen = walk.pages == 0 and kind in _UNREACHABLE
        return addresses.secure_twin(url, self.portal.home_url) if unseen else None

    def _settle(self) -> Iterator[Output]:
        """Work on what answers at hand serve; when nothing is under way: the next step, or the end."""
        while not self.finished:
            if (served := self._book.next_served()) is not None:
                yield from self._take(*served)
            elif self._book.idle:
                yield from self._next_step()
            else:
                return

    def _next_step(self) -> Iterator[Output]:
        yield from self._emptied_columns()
        if self._search is not None and (found := self._search.take_lists()):
            for each in found:
                yield from self._place_lists(self._columns.open(each.url, platform=each.platform, annual=each.annual))
        elif self._search is None and self._book.cut is None and self._should_search():
            yield from self._start_search()
        elif self._pages.waiting:
            for order in self._pages.due_orders():
                yield from self._place(order)
        else:
            yield from self._finish()

    def _emptied_columns(self) -> Iterator[FailureItem]:
        """Columns that showed links when they were last read and none today: captured, under repair, or moved."""
        for walk, known in self._columns.emptied():
            self._complete, self._column_moved = False, True
            message = f"the list showed {known.links} links when it was last read, and shows none today"
            yield self._failure(walk.url, "no-list-found", message)

    def _should_search(self) -> bool:
        return self._column_moved or not (self._pages.any or self._list_down)

    def _finish(self) -> Iterator[Output]:
        self.finished = True
        yield from self._what_was_missed()
        done = datetime.now(UTC)
        # a list that could not be visited today may be as it was tomorrow
        gone = self._columns.kept.unseen if self._complete else []
        yield PortalItem(
            self.portal.slug,
            self.started,
            done,
            self._pages.urls,
            complete=self._complete,
            moved=dict(self._pages.moved),
            new_lists=self._columns.kept.new,
            gone_lists=gone,
        )

    def _what_was_missed(self) -> Iterator[FailureItem]:
        """The portal's own failures: nobody at home, nothing found, work cut short."""
        home = self.portal.home_url
        search = self._search
        if search is not None and search.home_problem is not None:
            self._complete = False
            yield self._failure(home, *search.home_problem)
        elif search is not None and not self._pages.any and self._complete:
            self._complete = False
            why = f": {search.why}" if search.why else ""
            message = f"no list of annual reports on {len(search.tried)} pages from the home page{why}"
            yield self._failure(home, "no-list-found", message, "; ".join(search.tried)[:4000])
        if self._book.cut is not None:
            self._complete = False
            yield self._failure(home, "budget", f"the portal's work stopped: {self._book.cut}")

    def _failure(self, url: str, kind: str, message: str, evidence: str = "", *, page: bool = False) -> FailureItem:
        return FailureItem(self.portal.slug, url, kind, message, datetime.now(UTC), is_page=page, evidence=evidence)
