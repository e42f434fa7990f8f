"""One portal's work in one run: which address next, what came of each, and when it is done.

Knows nothing of Scrapy: orders go out, answers and failures come in, items come out. A run has three steps: find the
lists (skipped where registry or an earlier run names them), walk each to its end while new pages are fetched on the
way, then visit the known pages that are due. A column that moved sends the run back to the search, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler import addresses
from crawler.budget import Budget, Limits
from crawler.discovery import FoundList, Search
from crawler.failures import UNREACHABLE
from crawler.items import ExclusionItem, FailureItem, ListItem, PageItem, PortalItem, UnchangedItem
from crawler.orders import Answer, Order
from crawler.pages import IndexPage, fetched_page, filled_by_script, is_shell, page_item
from crawler.platforms.article import lists_reports
from crawler.platforms.base import Column, Entry, ListRequest, recognise
from crawler.platforms.dialects import is_article
from crawler.platforms.page import FetchedPage
from crawler.platforms.paging import ColumnWalk, Step
from crawler.platforms.paging import Limits as ListLimits
from crawler.platforms.shells import redirect_of
from crawler.registry import Portal
from crawler.revisit import decide
from reports.model import PageKind
from reports.page_kind import classify_link
from storage.outcomes import KnownPage

Item = PageItem | UnchangedItem | FailureItem | ListItem | ExclusionItem | PortalItem
Output = Order | Item

#: how a list's evidence begins where the column holds other documents too
MIXED = "mixed column"
#: meta refresh and `location` redirects in a row
MAX_HOPS = 3
#: failures of a list that say it is no longer there
MOVED = frozenset({"gone", "soft-404"})
#: failures that say nothing about the portal's health
_HARMLESS = frozenset({"gone", "soft-404", "robots", "off-site", "too-large", "redirect-loop", "budget", "no-browser"})


@dataclass(frozen=True, slots=True)
class KnownList:
    """A column that an earlier run read: by which platform, and whether it is about annual reports alone."""

    platform: str | None = None
    annual: bool = True


@dataclass(slots=True)
class Memory:
    """What earlier runs know of the portal; empty under `-a full=1`."""

    #: by address of the column
    lists: Mapping[str, KnownList] = field(default_factory=dict)
    #: canonical address -> its page
    pages: Mapping[str, KnownPage] = field(default_factory=dict)


@dataclass(slots=True)
class _Shown:
    """A known page as today's lists show it."""

    url: str
    known: KnownPage
    shown: list[tuple[str | None, str | None]] = field(default_factory=list)
    list_url: str = ""


class PortalRun:
    """The state of one portal. `begin`, then `answered` or `failed` for every order, until `finished`."""

    def __init__(self, portal: Portal, limits: Limits, memory: Memory | None = None) -> None:
        self.portal = portal
        self.limits = limits
        self.budget = Budget(limits)
        self.hosts = addresses.own_hosts(portal.addresses)
        self.context = portal.context()
        self.started = datetime.now(UTC)
        self.finished = False
        #: why nothing more is asked of the portal, once that is so
        self.stopped: str | None = None
        self._cut: str | None = None
        self._memory = memory or Memory()
        self._known = {addresses.key(url): (url, known) for url, known in self._memory.pages.items()}
        self._pending: set[tuple[str, str, str, str, str, bool]] = set()
        self._asked: set[tuple[str, str, str, str, str, bool]] = set()
        self._walks: dict[str, ColumnWalk] = {}
        self._walk_hint: dict[str, str] = {}
        self._search: Search | None = None
        self._listed: dict[str, str] = {}
        self._excluded: set[str] = set()
        #: words of the links that led to columns below others
        self._column_texts: dict[str, str] = {}
        self._due: dict[str, _Shown] = {}
        self._complete = True
        self._search_wanted = False
        #: a list could not be read today for a reason that says nothing about where it is
        self._list_down = False
        #: addresses that the search asked, for the evidence of having found nothing
        self._tried: list[str] = []
        self._home_failed = False
        self._first_failure: tuple[str, str, str] | None = None
        self._other_homes = other_homes(portal)
        self._indexes: dict[str, IndexPage] = {}

    # -- the three calls ---------------------------------------------------------------------------------------------

    def begin(self) -> Iterator[Output]:
        """Yield the first orders."""
        if self.portal.report_urls:
            for url in self.portal.report_urls:
                yield from self._open_column(addresses.canonical(url))
        elif self._memory.lists:
            for url, each in self._memory.lists.items():
                yield from self._open_column(url, platform=each.platform, annual=each.annual)
        else:
            yield from self._start_search()
        yield from self._settle()

    def answered(self, order: Order, answer: Answer) -> Iterator[Output]:
        """Yield what an answer leads to."""
        self._pending.discard(order.identity)
        self.budget.answered()
        if answer.status == 304 and order.purpose == "report":
            yield self._unchanged(order, answer)
        elif order.purpose == "report":
            yield from self._report_page(order, answer)
        else:
            yield from self._column_or_search_page(order, answer)
        yield from self._settle()

    def failed(self, order: Order, kind: str, message: str, evidence: str = "") -> Iterator[Output]:
        """Yield what a failed order leads to: another way to it, or a recorded failure."""
        self._pending.discard(order.identity)
        if kind not in _HARMLESS:
            self.budget.failed()
        yield from self._fail(order, kind, message, evidence)
        yield from self._settle()

    def resume(self) -> Iterator[Output]:
        """Go on after a step that broke: its order is no longer awaited, the rest of the portal is."""
        self._complete = False
        yield from self._settle()

    def forget(self) -> None:
        """Let go of what a finished run no longer needs; thousands of portals are crawled in one process."""
        for held in (self._known, self._asked, self._walks, self._listed, self._excluded, self._indexes, self._due):
            held.clear()
        self._memory, self._search = Memory(), None

    @property
    def ailing(self) -> bool:
        """True while the portal's last request failed: the next one is not worth a second try."""
        return self.budget.ailing

    def must_stop(self) -> str | None:
        """Why nothing more may be asked of the portal; asked before every request, since queued ones count too."""
        if self.stopped is None:
            self.stopped = self.budget.spent
            self._cut = self._cut or self.stopped
        return self.stopped

    @property
    def listed(self) -> int:
        """Report pages that today's lists showed so far."""
        return len(self._listed)

    # -- lists -------------------------------------------------------------------------------------------------------

    def _open_column(self, url: str, *, platform: str | None = None, annual: bool = True) -> Iterator[Output]:
        key = addresses.key(url)
        if key in self._walks:
            return
        limits = ListLimits(pages=self.limits.list_pages)
        walk = ColumnWalk(url, hint=platform or self.portal.platform, annual=annual, limits=limits)
        self._walks[key] = walk
        yield from self._list_orders(walk, walk.start())

    def _list_orders(self, walk: ColumnWalk, requests: Sequence[ListRequest]) -> Iterator[Output]:
        for request in requests:
            order = Order(
                "list",
                request.url,
                method=request.method,
                body=request.body,
                headers=request.headers,
                column=walk.url,
                request=request,
                rendered=self._rendered_from_start(request.method),
            )
            if not addresses.same_portal(request.url, self.hosts):
                yield from self._fail(order, "off-site", "the list leads to a host that is not the portal's")
            else:
                yield from self._place(order)

    def _column_or_search_page(self, order: Order, answer: Answer) -> Iterator[Output]:
        page = fetched_page(answer)
        follows = order.purpose == "list" and order.method == "GET" and not order.rendered
        target = redirect_of(page) if follows else None
        if target is not None:
            yield from self._follow(order, target)
        elif self._rendering_helps(order, page):
            yield from self._place(replace(order, rendered=True))
        elif order.purpose == "search":
            yield from self._search_page(order, page)
        else:
            yield from self._list_page(order, page, answer)

    def _list_page(self, order: Order, page: FetchedPage, answer: Answer) -> Iterator[Output]:
        walk = self._walk_of(order)
        request = order.request or ListRequest(order.url)
        before = walk.failure
        step = walk.feed(page, request)
        new = sum(1 for entry in step.entries if addresses.key(entry.url) not in self._known)
        yield self._list_item(order, walk, step, new, answer)
        self._remember_index(order, answer, step)
        for entry in step.entries:
            if addresses.key(entry.url) == addresses.key(answer.url):
                yield from self._is_report_itself(order, answer, entry)
            else:
                yield from self._entry(entry, order)
        for entry in step.others:
            yield from self._other_document(entry, order)
        yield from self._list_orders(walk, step.requests)
        for column in step.columns:
            yield from self._sub_column(column)
        if not (step.entries or step.requests or step.columns) and walk.pages == 1:
            yield from self._no_list_after_all(order, answer)
        if walk.failure is not None and walk.failure != before:
            self._complete = False
            yield self._failure(order.url, *walk.failure)

    def _walk_of(self, order: Order) -> ColumnWalk:
        """The walk that asked; a new one where a resumed job (JOBDIR) brings an order of an earlier process."""
        key = addresses.key(order.column or order.url)
        if key not in self._walks:
            self._walks[key] = ColumnWalk(order.column or order.url, limits=ListLimits(pages=self.limits.list_pages))
        return self._walks[key]

    def _sub_column(self, column: Column) -> Iterator[Output]:
        if addresses.same_portal(column.url, self.hosts):
            self._column_texts.setdefault(addresses.key(column.url), column.text)
            yield from self._open_column(column.url)

    def _no_list_after_all(self, order: Order, answer: Answer) -> Iterator[Output]:
        """A link taken for a column below shows no list: the readers judge the page, so that it is not lost unseen."""
        text = self._column_texts.get(addresses.key(order.column))
        if text:
            yield from self._is_report_itself(order, answer, Entry(order.subject, text))

    def _list_item(self, order: Order, walk: ColumnWalk, step: Step, new: int, answer: Answer) -> ListItem:
        nature = "" if walk.annual else MIXED
        signs = "; ".join(part for part in (nature, step.evidence, ", ".join(walk.evidence), answer.note) if part)
        return ListItem(
            self.portal.slug,
            order.url,
            walk.url,
            walk.platform.name if walk.platform else "",
            answer.fetched_at,
            links=len(step.entries),
            new_links=new,
            evidence=signs,
        )

    def _remember_index(self, order: Order, answer: Answer, step: Step) -> None:
        if len(step.entries) >= 3 and order.column not in self._indexes:
            names = [urlsplit(entry.url).path.rsplit("/", 1)[1].encode() for entry in step.entries]
            if names := [name for name in names if name]:
                self._indexes[order.column] = IndexPage(answer.body, names)

    # -- entries and report pages ------------------------------------------------------------------------------------

    def _entry(self, entry: Entry, order: Order) -> Iterator[Output]:
        url = addresses.canonical(entry.url)
        key = addresses.key(url)
        title, date = entry.title or None, entry.date
        if not addresses.same_portal(url, self.hosts):
            if entry.report_like:
                yield self._failure(url, "off-site", f"a list links the report {title!r} on a foreign host", page=True)
            return
        kind = classify_link(title, url) if title else None
        if kind is not None and kind is not PageKind.REPORT:
            yield from self._exclude(url, title or "", kind)
            return
        if key in self._known:
            url, known = self._known[key]
            due = self._due.setdefault(key, _Shown(url, known, list_url=order.url))
            due.shown.append((None if entry.truncated else title, date))
            self._listed[key] = url
        elif key not in self._listed:
            self._listed[key] = url
            yield from self._place(
                Order(
                    "report",
                    url,
                    headers={"Referer": order.url},
                    column=order.url,
                    link_text=title,
                    list_date=date,
                    rendered=self._rendered_from_start("GET"),
                )
            )

    def _is_report_itself(self, order: Order, answer: Answer, entry: Entry) -> Iterator[Output]:
        """A column of one report is the report: the answer at hand is its page."""
        key = addresses.key(answer.url)
        if key in self._listed:
            return
        url, known = self._known.get(key, (addresses.canonical(entry.url), None))
        self._listed[key] = url
        digest = known.body_sha256 if known is not None and not known.failures else None
        text = self._column_texts.get(addresses.key(order.column))
        page = replace(order, purpose="report", address=url, column="", link_text=text, known_digest=digest)
        yield page_item(page, answer, self.context)

    def _other_document(self, entry: Entry, order: Order) -> Iterator[Output]:
        """A link that a list mixes in among its reports: left out unless its words are a report's after all."""
        if classify_link(entry.title, entry.url) is not None:
            yield from self._entry(entry, order)
        elif addresses.same_portal(entry.url, self.hosts):
            yield from self._exclude(addresses.canonical(entry.url), entry.title, PageKind.OTHER)

    def _exclude(self, url: str, title: str, kind: PageKind) -> Iterator[Output]:
        key = addresses.key(url)
        if key not in self._excluded and key not in self._listed:
            self._excluded.add(key)
            reason = f"the link says so: {title}"
            yield ExclusionItem(self.portal.slug, url, title, kind.value, reason, datetime.now(UTC))

    def _report_page(self, order: Order, answer: Answer) -> Iterator[Output]:
        problem = self._no_content(order, answer)
        if problem is not None:
            yield from self._fail(order, *problem)
            return
        if not is_article(order.url) and lists_reports(fetched_page(answer)):
            # its link read like a report's, but it is a column: left alone, all reports below it would be missed
            yield from self._open_column(order.subject)
            return
        if len(answer.body) < 8_000 and b"<" in answer.body[:200] and not order.rendered:
            page = fetched_page(answer)
            target = redirect_of(page)
            if target is not None:
                yield from self._follow(order, target)
                return
            if self._rendering_helps(order, page):
                yield from self._place(replace(order, rendered=True))
                return
        yield page_item(order, answer, self.context)

    def _no_content(self, order: Order, answer: Answer) -> tuple[str, str] | None:
        """Answers that only the run can tell from content: the home page or the column in an article's place."""
        if addresses.key(answer.url) != addresses.key(order.subject) and addresses.key(answer.url) == addresses.key(
            self.portal.home_url
        ):
            return "soft-404", "the address leads to the portal's home page"
        for column, index in self._indexes.items():
            if index.answers_for(answer.body):
                return "blocked:throttled", f"the column {column} answers in the page's place"
        return None

    def _unchanged(self, order: Order, answer: Answer) -> UnchangedItem:
        return UnchangedItem(
            self.portal.slug,
            order.subject,
            answer.fetched_at,
            list_url=order.column or None,
            link_text=order.link_text,
            list_date=order.list_date,
        )

    # -- search ------------------------------------------------------------------------------------------------------

    def _start_search(self, home: str | None = None) -> Iterator[Output]:
        self._tried = []
        self._search = Search(home or self.portal.home_url, self.hosts, hint=self.portal.platform)
        yield from self._next_search()

    def _next_search(self) -> Iterator[Output]:
        assert self._search is not None
        while requests := self._search.next(self.limits.search_at_once - self._searching):
            for request in requests:
                yield from self._place(
                    Order(
                        "search",
                        request.url,
                        method=request.method,
                        body=request.body,
                        headers=request.headers,
                        request=request,
                        rendered=self._rendered_from_start(request.method),
                    )
                )

    def _search_page(self, order: Order, page: FetchedPage) -> Iterator[Output]:
        assert self._search is not None
        assert order.request is not None
        self._tried.append(order.url)
        self._search.feed(page, order.request)
        yield from self._next_search()

    @property
    def _searching(self) -> int:
        return sum(1 for purpose, *_ in self._pending if purpose == "search")

    # -- common ------------------------------------------------------------------------------------------------------

    def _place(self, order: Order) -> Iterator[Output]:
        """Issue an order once, if the budget allows it."""
        if order.identity in self._asked:
            return
        self._asked.add(order.identity)
        reason = self.must_stop() or self.budget.used_up
        if reason is not None:
            self._cut = self._cut or reason
            yield from self._fail(order, "budget", reason)
            return
        self.budget.asked()
        self._pending.add(order.identity)
        yield order

    def _follow(self, order: Order, target: str) -> Iterator[Output]:
        """Go where a page sends its visitor, as the same order."""
        if not addresses.same_portal(target, self.hosts):
            yield from self._fail(order, "off-site", f"the page sends its visitor to {target}")
        elif order.hops >= MAX_HOPS:
            yield from self._fail(order, "redirect-loop", f"more than {MAX_HOPS} redirects by script or meta refresh")
        else:
            moved = replace(order, url=target, address=order.subject, hops=order.hops + 1)
            if moved.identity in self._asked:
                yield from self._fail(order, "redirect-loop", f"the page sends its visitor back to {target}")
            else:
                yield from self._place(moved)

    def _fail(self, order: Order, kind: str, message: str, evidence: str = "") -> Iterator[Output]:
        if order.purpose == "report":
            yield self._failure(order.subject, kind, message, evidence, page=True)
            return
        if order.purpose == "search":
            yield from self._search_failed(order, kind, message, evidence)
            return
        walk = self._walk_of(order)
        request = order.request or ListRequest(order.url)
        step = walk.fail(request, kind, message)
        if step.requests:
            yield from self._list_orders(walk, step.requests)
        elif request.role != "probe":
            self._complete = False
            if kind in MOVED and walk.pages == 0:
                self._search_wanted = True
            else:
                self._list_down = True
            yield self._failure(order.url, kind, message, evidence)

    def _search_failed(self, order: Order, kind: str, message: str, evidence: str) -> Iterator[Output]:
        assert self._search is not None
        assert order.request is not None
        self._search.fail(order.request)
        self._tried.append(f"{order.url}: {kind}")
        if len(self._tried) == 1:
            yield from self._home_page_failed(kind, message, evidence)
        else:
            yield from self._next_search()

    def _home_page_failed(self, kind: str, message: str, evidence: str) -> Iterator[Output]:
        """Nobody at home: the other forms of the address in turn, and no guesses at a host that is not there."""
        self._first_failure = self._first_failure or (kind, message, evidence)
        if self._other_homes:
            yield from self._start_search(self._other_homes.pop(0))
            return
        self._home_failed = True
        self._complete = False
        yield self._failure(self.portal.home_url, *self._first_failure)
        if kind not in UNREACHABLE:
            yield from self._next_search()

    def _settle(self) -> Iterator[Output]:
        """When nothing is under way: the next step, or the end."""
        while not self._pending and not self.finished:
            yield from self._next_step()

    def _next_step(self) -> Iterator[Output]:
        if self._search is not None and (found := self._take_lists()):
            for each in found:
                yield from self._open_column(each.url, platform=each.platform, annual=each.annual)
        elif self._search is None and self._cut is None and self._should_search():
            yield from self._start_search()
        elif self._due:
            yield from self._visit_due()
        else:
            yield from self._finish()

    def _should_search(self) -> bool:
        return self._search_wanted or not (self._anything_listed() or self._list_down)

    def _take_lists(self) -> list[FoundList]:
        assert self._search is not None
        return [each for each in self._search.found if addresses.key(each.url) not in self._walks]

    def _anything_listed(self) -> bool:
        return bool(self._listed or self._excluded)

    def _visit_due(self) -> Iterator[Output]:
        due, self._due = self._due, {}
        now = datetime.now(UTC)
        for each in due.values():
            visit = decide(each.known, each.shown, now)
            if visit is None:
                continue
            title, date = each.shown[0]
            yield from self._place(
                Order(
                    "report",
                    each.url,
                    headers={"Referer": each.list_url} | visit.headers,
                    column=each.list_url,
                    link_text=title or each.known.link_text,
                    list_date=date or each.known.list_date,
                    known_digest=visit.known_digest,
                    rendered=self._rendered_from_start("GET"),
                )
            )

    def _finish(self) -> Iterator[Output]:
        self.finished = True
        if not self._anything_listed() and not self._home_failed and self._complete:
            self._complete = False
            why = f": {self._search.why}" if self._search and self._search.why else ""
            message = f"no list of annual reports on {len(self._tried)} pages from the home page{why}"
            yield self._failure(self.portal.home_url, "no-list-found", message, "; ".join(self._tried)[:4000])
        if self._cut is not None:
            self._complete = False
            yield self._failure(self.portal.home_url, "budget", f"the portal's work stopped: {self._cut}")
        yield PortalItem(
            self.portal.slug, self.started, datetime.now(UTC), list(self._listed.values()), complete=self._complete
        )

    def _failure(self, url: str, kind: str, message: str, evidence: str = "", *, page: bool = False) -> FailureItem:
        return FailureItem(self.portal.slug, url, kind, message, datetime.now(UTC), is_page=page, evidence=evidence)

    def _rendered_from_start(self, method: str) -> bool:
        return self.portal.render == "always" and method == "GET"

    def _rendering_helps(self, order: Order, page: FetchedPage) -> bool:
        """True when plain HTTP gave nothing to read, a browser may, and the registry does not forbid it."""
        if self.portal.render == "never" or order.rendered or order.method != "GET":
            return False
        if order.purpose == "list":
            return (is_shell(page) or filled_by_script(page)) and self._nothing_to_read(order, page)
        return is_shell(page) and (order.purpose == "search" or filled_by_script(page))

    def _nothing_to_read(self, order: Order, page: FetchedPage) -> bool:
        platform, _ = recognise(page, self.portal.platform)
        read = platform.read_list(page, order.state)
        return not (read.entries or read.more or read.sub_columns) and (order.state.number <= 1)


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
