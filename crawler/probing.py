"""Looking at one address as a crawl would: what platform, why, what lists, what it takes to read it.

Shared by `scrapy probe` and `scrapy portals add`. Fetches through Scrapy, so robots.txt and the delay are honoured;
stores nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Request
from scrapy.http import Response

from crawler import addresses, failures
from crawler.discovery import FoundList, Search, SearchLimits
from crawler.pages import filled_by_script, is_shell
from crawler.platforms.article import is_report_page
from crawler.platforms.base import ListRequest, ListState, ranking
from crawler.platforms.page import FetchedPage
from crawler.registry import Portal
from reports.decoding import decode

if TYPE_CHECKING:
    from twisted.python.failure import Failure

_LINKS = 5


@dataclass(slots=True)
class Recognised:
    """One platform's case for a page."""

    platform: str
    points: int
    evidence: list[str]


@dataclass(slots=True)
class Probe:
    """What was learnt about an address; `failure` (a kind of the contract) and `message` where it gave no answer."""

    url: str
    failure: str | None = None
    message: str = ""
    final_url: str = ""
    status: int | None = None
    title: str = ""
    encoding: str = ""
    encoding_rule: str = ""
    encoding_confidence: float = 0.0
    #: every platform with points, best first
    platforms: list[Recognised] = field(default_factory=list)
    #: `report`, `list of annual reports`, `list`, or `page`
    kind: str = ""
    links: list[dict[str, str | None]] = field(default_factory=list)
    link_count: int = 0
    #: why a browser is needed, or empty
    browser: str = ""
    lists: list[dict[str, Any]] = field(default_factory=list)
    #: answers the search took, and why it ended
    searched: int = 0
    search_end: str = ""
    #: addresses that gave no answer during the search: kind and message
    failures: list[dict[str, str]] = field(default_factory=list)

    @property
    def platform(self) -> str:
        """The name for the registry: the platform of the best list, else of the page."""
        best = self.lists[0]["platform"] if self.lists else None
        return str(best or (self.platforms[0].platform if self.platforms else ""))

    def as_row(self) -> dict[str, Any]:
        """The probe as plain data."""
        return {**asdict(self), "platform": self.platform}


class _OwnHosts:
    """What the middlewares ask of a portal's run."""

    ailing = False

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.hosts = addresses.own_hosts([portal.home_url])

    def must_stop(self) -> str | None:
        """A probe is bounded by its search alone."""
        return None


class ProbeSpider(scrapy.Spider):
    """Fetches the address, then what a search from it asks for; fills the `Probe` that it was given."""

    name = "probe"
    custom_settings = {  # noqa: RUF012 - Scrapy's own way to declare it
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {"crawler.extensions.progress.Progress": None, "crawler.extensions.run_record.RunRecorder": None},
    }

    def __init__(self, probe: Probe, search: bool = True, pages: int = 40, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.probe = probe
        portal = Portal(slug="probe", name=probe.url, home_url=probe.url)
        self.portals = [portal]
        self.runs = {"probe": _OwnHosts(portal)}
        self._search = Search(probe.url, limits=SearchLimits(pages=pages)) if search else None

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the address itself; a search begins with it."""
        requests = self._search.next() if self._search else [ListRequest(addresses.canonical(self.probe.url))]
        for request in requests:
            yield self._request(request)

    def answered(self, response: Response, asked: ListRequest) -> Iterator[Request]:
        """Describe the first answer; feed every one to the search."""
        page = self._page(response)
        if self._search is None:
            return
        self._search.feed(page, asked)
        yield from self._next()

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Note what gave no answer; the search goes on without it."""
        request: Request = failure.request  # type: ignore[attr-defined]
        kind, message, _ = failures.describe(failure)
        asked: ListRequest = request.cb_kwargs["asked"]
        if not self.probe.final_url and asked.url == self.probe.url:
            self.probe.failure, self.probe.message = kind, message
            return
        if asked.role != "probe":
            self.probe.failures.append({"url": request.url, "kind": kind, "message": message})
        if self._search is not None:
            self._search.fail(asked)
            yield from self._next()

    def _next(self) -> Iterator[Request]:
        assert self._search is not None
        for request in self._search.next():
            yield self._request(request)
        self.probe.lists = [_list_row(found) for found in self._search.found]
        self.probe.searched, self.probe.search_end = self._search.pages, self._search.why

    def _request(self, asked: ListRequest) -> Request:
        return Request(
            asked.url,
            method=asked.method,
            body=asked.body or "",
            headers=dict(asked.headers),
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"asked": asked},
            meta={"portal": "probe", "is_list": True},
            dont_filter=True,
        )

    def _page(self, response: Response) -> FetchedPage:
        headers = {
            name.decode("latin-1").lower(): values[0].decode("latin-1") for name, values in response.headers.items()
        }
        decoded = decode(response.body, headers.get("content-type"))
        page = FetchedPage(response.url, decoded.text, response.status, headers)
        if not self.probe.final_url:
            self.probe.encoding, self.probe.encoding_rule = decoded.encoding, decoded.rule
            self.probe.encoding_confidence = round(decoded.confidence, 3)
            describe(page, self.probe)
        return page


def describe(page: FetchedPage, probe: Probe) -> None:
    """Write into the probe what the page alone tells."""
    probe.final_url, probe.status, probe.title = page.url, page.status, page.title
    ranked = ranking(page)
    probe.platforms = [Recognised(p.name, score.points, list(score.evidence)) for p, score in ranked]
    platform = ranked[0][0]
    read = platform.read_list(page, ListState(page.url))
    probe.link_count = len(read.entries)
    probe.links = [{"url": e.url, "title": e.title, "date": e.date} for e in read.entries[:_LINKS]]
    reports = sum(1 for entry in read.entries if entry.report_like)
    if is_report_page(page):
        probe.kind = "report"
    elif reports and reports * 2 >= len(read.entries):
        probe.kind = "list of annual reports"
    else:
        probe.kind = "list" if len(read.entries) >= 3 else "page"
    if is_shell(page) and filled_by_script(page) and not read.entries and not read.more:
        probe.browser = "its content comes by script, and no endpoint of a known platform gives it"


def _list_row(found: FoundList) -> dict[str, Any]:
    row = asdict(found)
    for name in ("reports", "below"):
        row[name] = len(row[name])
    return row


def run(process: Any, url: str, *, search: bool = True, pages: int = 40) -> Probe:
    """Probe the address with a Scrapy crawler process, which can be started once; ValueError for no web address."""
    probe = Probe(addresses.canonical(url))
    process.crawl(ProbeSpider, probe=probe, search=search, pages=pages)
    process.start()
    return probe
