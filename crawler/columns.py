"""The columns of one portal's run: each is walked to its end, from what its pages give today or gave when kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from crawler import addresses
from crawler.kept_lists import KeptLists
from crawler.memory import KnownList, Memory
from crawler.orders import Answer, Order
from crawler.pages import IndexPage
from crawler.platforms.base import Column, ListRequest
from crawler.platforms.list_page import ListPage, read_list_page
from crawler.platforms.page import FetchedPage
from crawler.platforms.paging import ColumnWalk, Limits, Step
from crawler.registry import Portal


class Columns:
    """Opens columns, reads their pages and takes what these give; orders are for the run to place."""

    def __init__(self, portal: Portal, known: Mapping[str, KnownList], memory: Memory, *, pages: int) -> None:
        self._portal = portal
        self._limits = Limits(pages=pages)
        self._hosts = addresses.own_hosts(portal.addresses)
        self._walks: dict[str, ColumnWalk] = {}
        #: words of the links that led to columns below others
        self._texts: dict[str, str] = {}
        #: one page a column, to recognise it when a throttled portal serves it in an article's place
        self._indexes: dict[str, IndexPage] = {}
        #: known columns that have not shown anything yet today
        self._silent = {addresses.key(url): each for url, each in known.items() if each.links}
        self.kept = KeptLists(portal, memory.readings)

    def open(self, url: str, *, platform: str | None = None, annual: bool | None = True) -> Iterator[Order]:
        """The first orders of a column; none for one that is open."""
        key = addresses.key(url)
        if key not in self._walks:
            hint = platform or self._portal.platform
            walk = self._walks[key] = ColumnWalk(url, hint=hint, annual=annual, limits=self._limits)
            yield from self.orders(walk, walk.start())

    def open_below(self, column: Column) -> Iterator[Order]:
        """The first orders of a column that another one links, where it is the portal's own."""
        if addresses.same_portal(column.url, self._hosts):
            self._texts.setdefault(addresses.key(column.url), column.text)
            yield from self.open(column.url, annual=column.annual)

    def open_instead(self, walk: ColumnWalk, url: str) -> Iterator[Order]:
        """The first orders of a column that has another address now."""
        del self._walks[addresses.key(walk.url)]
        yield from self.open(url, platform=walk.hint, annual=walk.annual)

    def orders(self, walk: ColumnWalk, requests: Iterable[ListRequest]) -> Iterator[Order]:
        """What a walk asks for, as orders."""
        for request in requests:
            yield Order(
                "list",
                request.url,
                method=request.method,
                body=request.body,
                headers=request.headers,
                column=walk.url,
                rendered=request.rendered and self._portal.render != "never",
                request=request,
            )

    def walk_of(self, order: Order) -> ColumnWalk:
        """The walk that an order belongs to."""
        return self._walks[addresses.key(order.column)]

    def text_of(self, order: Order) -> str | None:
        """The words of the link that led to an order's column, where another column linked it."""
        return self._texts.get(addresses.key(order.column))

    def read_before(self, order: Order, answer: Answer) -> ListPage | None:
        """What an earlier run read in this very answer: no redirect, nothing for a browser, but a page of a list."""
        return self.kept.find(order, answer, self.walk_of(order).question(order.list_request))

    def read(self, order: Order, page: FetchedPage) -> ListPage:
        """What a page of a list gives."""
        return read_list_page(page, self.walk_of(order).question(order.list_request))

    def keep(self, order: Order, answer: Answer, page: FetchedPage, read: ListPage) -> None:
        """Keep what a page gave, for the next run."""
        walk = self.walk_of(order)
        question = walk.question(order.list_request)
        # columns that a search or another column led to will be opened as known ones, and asked as such
        later = question if self._portal.report_urls else walk.asked_later(question, read)
        self.kept.keep(order, answer, later, read if later == question else read_list_page(page, later))

    def take(self, order: Order, read: ListPage, answer: Answer) -> Step:
        """What follows from what a page gave."""
        step = self.walk_of(order).take(read, order.list_request)
        self._remember_index(order, answer, step)
        if step.entries or step.others or step.columns:
            self._silent.pop(addresses.key(order.column), None)
        return step

    def _remember_index(self, order: Order, answer: Answer, step: Step) -> None:
        if len(step.entries) >= 3 and order.column not in self._indexes:
            names = [addresses.path(entry.url).rsplit("/", 1)[1].encode() for entry in step.entries]
            if names := [name for name in names if name]:
                self._indexes[order.column] = IndexPage(answer.body, names)

    def that_answers(self, body: bytes) -> str | None:
        """The column of which a body is the page, where it was served in an article's place."""
        return next((column for column, index in self._indexes.items() if index.answers_for(body)), None)

    def emptied(self) -> Iterator[tuple[ColumnWalk, KnownList]]:
        """Columns that showed links when they were last read and none today; each is told once."""
        silent, self._silent = self._silent, {}
        for key, known in silent.items():
            walk = self._walks.get(key)
            if walk is not None and walk.pages and walk.failure is None:  # else not visited, or its failure says why
                yield walk, known

    def forget(self) -> None:
        """Let go of everything."""
        self.kept.forget()
        for held in (self._walks, self._texts, self._indexes, self._silent):
            held.clear()
