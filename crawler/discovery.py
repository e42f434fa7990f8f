"""From a home page to the lists of annual reports: a best-first search, bounded, within the portal's own hosts.

The search is pure: it says what to fetch next and is fed the answers. What a link promises (its words, its address)
decides the order; what a page shows (titles of its entries, its own name) decides whether it is such a list.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from crawler import addresses
from crawler.discovery_links import Way, forced_ways, ways_on
from crawler.discovery_verdict import CERTAIN, FoundList, judge, without_redundant
from crawler.platforms import dialects, wording
from crawler.platforms.base import Entry, ListRead, ListRequest, ListState, Platform, Score, by_name, recognise
from crawler.platforms.entries import is_whole_title
from crawler.platforms.links import anchors
from crawler.platforms.page import FetchedPage

__all__ = ["FoundList", "Search", "SearchLimits"]

#: where portals keep openness columns when their home page links nothing (国办公开办函〔2019〕61号 made them alike)
_USUAL_PLACES = ("zwgk/", "zfxxgk/", "xxgk/", "zwgk/zfxxgk/", "gkmlpt/index", "gkmlpt/annualreport")
_STEP_DOWN = 4
#: a link this promising is all but a list
_SURE = 88
#: so many of the links to other hosts are named
_NAMED = 3
#: bodies of a row that may lead nowhere before the others are left out
_TRIALS = 5
#: a page with more links than this is no shell around its frames
_CROWDED = 40
#: redirects, frames and endpoints followed from one page
_HOPS = 3
#: frames and independent pieces of a list that are looked into to judge it
_PIECES = 3


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """Bounds of one portal's search: answers, steps from the home page, seconds."""

    pages: int = 60
    #: each certain list raises the bound on answers by so much, up to `most`
    bonus: int = 4
    most: int = 400
    depth: int = 6
    seconds: float = 1800.0
    #: ways that promise less are not taken: before any list is found, and after
    floor: int = 20
    floor_found: int = 45


@dataclass(order=True, slots=True)
class _Candidate:
    rank: tuple[int, int]
    request: ListRequest = field(compare=False)
    way: Way = field(compare=False)
    depth: int = field(compare=False)
    hops: int = field(compare=False, default=0)
    #: the platform whose endpoint this is; empty: recognised from the answer
    platform: str = field(compare=False, default="")


class Search:
    """Ask `next()`, fetch, `feed` (or `fail`) each answer, until `done`; then read `found`."""

    def __init__(
        self,
        home_url: str,
        hosts: Iterable[str] | None = None,
        *,
        hint: str | None = None,
        limits: SearchLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.home = addresses.canonical(home_url)
        self.hosts = tuple(hosts) if hosts is not None else addresses.own_hosts([home_url])
        self.hint = hint
        self.limits = limits or SearchLimits()
        self.pages = 0
        self.why = ""
        self._clock = clock
        self._started = clock()
        self._queue: list[_Candidate] = []
        self._known: set[tuple[str, str | None]] = set()
        self._open: dict[tuple[str, str, str | None, bool], _Candidate] = {}
        self._lists: list[FoundList] = []
        self._asked = 0
        #: row of bodies -> answers asked of it, and how many led to something
        self._rows: dict[str, list[int]] = {}
        self._guessed = False
        #: addresses on other portals' hosts whose links promise reports
        self._abroad: dict[str, None] = {}
        self._add(ListRequest(self.home, state=ListState(self.home)), Way(self.home, "", 100), 0)

    @property
    def found(self) -> list[FoundList]:
        """The lists so far, best first, without those that others make redundant."""
        return without_redundant(self._lists)

    @property
    def done(self) -> bool:
        """Nothing is under way and nothing is left that is worth a request."""
        return not self._open and not self._worth_asking()

    def next(self, limit: int = 1) -> list[ListRequest]:
        """Return up to `limit` requests, best first; an empty list while answers are awaited or when done."""
        chosen: list[ListRequest] = []
        while len(chosen) < limit and self._worth_asking():
            candidate = heapq.heappop(self._queue)
            self._rows.setdefault(candidate.way.group, [0, 0])[0] += 1
            self._open[candidate.request.question] = candidate
            self._asked += 1
            chosen.append(candidate.request)
        return chosen

    def fail(self, request: ListRequest) -> None:
        """Take note that a request brought nothing usable; the platform may know another way to ask."""
        candidate = self._open.pop(request.question, None)
        if candidate is not None:
            self._ask_otherwise(candidate)
        self._guess_when_lost()

    def feed(self, page: FetchedPage, request: ListRequest) -> bool:
        """Take an answer: is it a list of annual reports, and where does it lead.

        Return whether the answer will be wanted again: to walk the list that it is a piece of, or as a report.
        """
        candidate = self._open.pop(request.question)
        self.pages += 1
        self._known.add((addresses.key(page.url), None))
        wanted = self._read(page, candidate)
        self._guess_when_lost()
        return wanted

    def _read(self, page: FetchedPage, candidate: _Candidate) -> bool:
        self._follow_redirects(page, candidate)
        platform, score = self._recognised(page, candidate)
        state = candidate.request.state or ListState(page.url)
        read = platform.read_list(page, state)
        column = state.column_url if candidate.platform else page.url
        found = judge(page, read, candidate.way, column, platform.name, score, home=candidate.depth == 0)
        if found:
            self._lists.append(found)
        elif not read.entries and candidate.hops < _HOPS:
            self._ask_otherwise(candidate)
            for more in read.more[:_PIECES]:
                self._add(more, candidate.way, candidate.depth, candidate.hops + 1, platform.name)
        named = [Way(column.url, column.text, 100) for column in platform.columns(page)]
        ways = [*named, *ways_on(page)]
        if found or any(way.weight >= _SURE and (addresses.key(way.url), None) not in self._known for way in ways):
            self._rows[candidate.way.group][1] += 1
        left_to_walk = _left_to_walk(found, read) if found else frozenset()
        for way in ways:
            if addresses.key(way.url) not in left_to_walk:
                self._add(ListRequest(way.url, state=ListState(way.url)), way, candidate.depth + 1)
        shell = bool(read.more) and not read.entries
        return found is not None or shell or wording.may_be_report(candidate.way.text)

    def _ask_otherwise(self, candidate: _Candidate) -> None:
        """An endpoint that answered nothing is asked in the platform's next form (window size, POST, wrapping)."""
        if candidate.platform and candidate.request.alternatives:
            first, *rest = candidate.request.alternatives
            other = replace(first, alternatives=tuple(rest))
            self._add(other, candidate.way, candidate.depth, candidate.hops, candidate.platform)

    def _recognised(self, page: FetchedPage, candidate: _Candidate) -> tuple[Platform, Score]:
        """An endpoint's answer is read by the platform that asked for it."""
        if candidate.platform:
            return by_name(candidate.platform), Score(0, (f"endpoint of {candidate.platform}",))
        return recognise(page, self.hint)

    def _follow_redirects(self, page: FetchedPage, candidate: _Candidate) -> None:
        """Go where the page sends its visitor; frames of a page that has links of its own are rather gadgets."""
        if candidate.hops >= _HOPS:
            return
        gadgets = len(anchors(page)) > _CROWDED
        for url in forced_ways(page):
            weight = min(candidate.way.weight, self.limits.floor + 5) if gadgets else candidate.way.weight
            way = Way(url, candidate.way.text, weight)
            self._add(ListRequest(url, state=ListState(url)), way, candidate.depth, candidate.hops + 1)

    def _add(self, request: ListRequest, way: Way, depth: int, hops: int = 0, platform: str = "") -> None:
        name = (addresses.key(request.url), request.body)
        if name in self._known or depth > self.limits.depth:
            return
        if not addresses.same_portal(request.url, self.hosts):
            if way.weight >= _SURE and len(self._abroad) < _NAMED:
                self._abroad.setdefault(request.url, None)
            return
        self._known.add(name)
        abroad = addresses.netloc(request.url) != addresses.netloc(self.home)
        promise = way.weight - _STEP_DOWN * depth - (10 if abroad else 0)
        rank = (-promise, len(self._known))
        heapq.heappush(self._queue, _Candidate(rank, request, way, depth, hops, platform))

    def _worth_asking(self) -> bool:
        self._drop_the_unpromising()
        if not self._queue:
            self.why = self.why or self._without_a_way()
            return False
        if self._asked >= self._bound():
            self.why = f"the search ended at its bound of {self._bound()} pages"
            return False
        if self._clock() - self._started > self.limits.seconds:
            self.why = f"the search ended after {self.limits.seconds:.0f} s"
            return False
        return True

    def _without_a_way(self) -> str:
        """Why no request is left, naming the columns that are linked but lie on hosts the registry does not know."""
        abroad = f"; links that promise reports lead to other hosts: {', '.join(self._abroad)}" if self._abroad else ""
        return f"no way left that promises enough{abroad}"

    def _drop_the_unpromising(self) -> None:
        floor = self.limits.floor_found if self._certain() else self.limits.floor
        while self._queue:
            way = self._queue[0].way
            asked, fruitful = self._rows.get(way.group, [0, 0]) if way.group else (0, 0)
            if way.weight >= floor and (asked < _TRIALS or fruitful):
                return
            heapq.heappop(self._queue)

    def _certain(self) -> int:
        return sum(1 for one in self._lists if one.score >= CERTAIN)

    def _bound(self) -> int:
        return min(self.limits.most, self.limits.pages + self.limits.bonus * self._certain())

    def _guess_when_lost(self) -> None:
        """Try the usual places once when nothing was found and no link leads on."""
        if self._guessed or self._open or self._lists or not self.pages or self._worth_asking():
            return
        self._guessed = True
        for place in _USUAL_PLACES:
            url = urljoin(self.home, "/" + place)
            self._add(ListRequest(url, state=ListState(url), role="probe"), Way(url, "", self.limits.floor + 5), 0)
        self.why = ""


def _left_to_walk(found: FoundList, read: ListRead) -> frozenset[str]:
    """Return keys of links that walking a list will follow: columns below it, and of a certain list the plain reports.

    A single report that some other page links is followed all the same: its crumbs may lead to the column.
    """
    if found.score < CERTAIN:
        return found.below
    return found.below | {addresses.key(entry.url) for entry in read.entries if _is_plain_report(entry)}


def _is_plain_report(entry: Entry) -> bool:
    """Say whether a link leads to a report by its words; what stands at a column's address is looked at, to be sure."""
    return is_whole_title(entry.title) and not dialects.is_list(entry.url)
