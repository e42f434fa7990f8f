"""Finding a portal's lists from its home page, or from the home page's other addresses where nobody is at home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from crawler import addresses
from crawler.discovery import FoundList, Search, SearchLimits
from crawler.failures import UNREACHABLE
from crawler.orders import Order
from crawler.platforms.base import ListRequest
from crawler.platforms.page import FetchedPage
from crawler.registry import Portal

#: kind of the contract, message, evidence
Problem = tuple[str, str, str]


class HomeSearch:
    """`orders`, then `feed` or `fail` for each, until no orders come any more; `take_lists` at any time."""

    def __init__(self, portal: Portal, hosts: Sequence[str], *, pages: int, at_once: int) -> None:
        self._portal = portal
        self._hosts = hosts
        self._pages = pages
        self._at_once = at_once
        self._under_way = 0
        self._others = other_homes(portal)
        self._taken: set[str] = set()
        self._first_problem: Problem | None = None
        #: why nobody was at home, under any address
        self.home_problem: Problem | None = None
        #: addresses asked, with what kept the answer from us
        self.tried: list[str] = []
        self._search = self._new_search(portal.home_url)

    @property
    def why(self) -> str:
        """Why the search ended."""
        return self._search.why

    def orders(self) -> Iterator[Order]:
        """What to fetch next, as far as there is room for."""
        if self.home_problem is not None and self.home_problem[0] in UNREACHABLE:
            return  # no guesses at a host that is not there
        while requests := self._search.next(self._at_once - self._under_way):
            for request in requests:
                self._under_way += 1
                yield _order(request)

    def feed(self, order: Order, page: FetchedPage) -> bool:
        """Take an answer; True where it will be wanted again."""
        assert order.request is not None
        self._under_way -= 1
        self.tried.append(order.url)
        return self._search.feed(page, order.request)

    def fail(self, order: Order, problem: Problem) -> None:
        """Take note that an address gave no answer; the home page's own failure is kept in `home_problem`."""
        assert order.request is not None
        self._under_way -= 1
        self.tried.append(f"{order.url}: {problem[0]}")
        self._search.fail(order.request)
        if len(self.tried) > 1:
            return
        self._first_problem = self._first_problem or problem
        if self._others:
            self.tried.clear()
            self._search = self._new_search(self._others.pop(0))
        else:
            self.home_problem = self._first_problem

    def take_lists(self) -> list[FoundList]:
        """The lists found since the last call."""
        new = [each for each in self._search.found if addresses.key(each.url) not in self._taken]
        self._taken.update(addresses.key(each.url) for each in new)
        return new

    def _new_search(self, home: str) -> Search:
        return Search(home, self._hosts, hint=self._portal.platform, limits=SearchLimits(pages=self._pages))


def _order(request: ListRequest) -> Order:
    return Order(
        "search", request.url, method=request.method, body=request.body, headers=request.headers, request=request
    )


def other_homes(portal: Portal) -> list[str]:
    """The other forms of a home page's address: those that the registry names, and the twin under the other scheme."""
    home = urlsplit(portal.home_url)
    twins = []
    if home.port is None:
        twins.append(home._replace(scheme="http" if home.scheme == "https" else "https").geturl())
    seen, others = {portal.home_url.rstrip("/")}, []
    for url in (*portal.alternate_urls, *twins):
        if url.rstrip("/") not in seen:
            seen.add(url.rstrip("/"))
            others.append(url)
    return others
