"""Walks and searches of practice portals without a network: requests go straight to the simulators."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler import addresses
from crawler.discovery import Search, SearchLimits
from crawler.platforms.base import Entry, ListRequest
from crawler.platforms.page import FetchedPage
from crawler.platforms.paging import ColumnWalk
from reports.decoding import decode
from sandbox.sites.base import PracticePortal
from sandbox.traffic import Request


@dataclass(slots=True)
class Harvest:
    """What walking some columns gave."""

    entries: list[Entry] = field(default_factory=list)
    others: list[Entry] = field(default_factory=list)
    requests: list[ListRequest] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    platforms: dict[str, str] = field(default_factory=dict)

    @property
    def reached(self) -> set[str]:
        return {addresses.key(entry.url) for entry in self.entries}


def fetch(portal: PracticePortal, request: ListRequest, hops: int = 3) -> FetchedPage | None:
    """The answer as a spider would see it; None for anything but a page."""
    parts = urlsplit(request.url)
    if parts.netloc != addresses.netloc(portal.origin):
        return None
    path = unquote(parts.path)
    target = path + (f"?{parts.query}" if parts.query else "")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    headers = {**request.headers, "Host": parts.netloc}
    answer = portal.answer(Request(request.method, path, target, query, headers, (request.body or "").encode()))
    if answer.status in (301, 302) and hops:
        location = addresses.resolve(request.url, answer.headers["Location"])
        return fetch(portal, replace(request, url=location or "", method="GET", body=None), hops - 1)
    if answer.status != 200 or answer.reset:
        return None
    text = decode(answer.body, answer.headers.get("Content-Type")).text
    return FetchedPage(request.url, text, 200, answer.headers)


def walk(portal: PracticePortal, url: str, *, annual: bool | None = True, harvest: Harvest | None = None) -> Harvest:
    """Walk a column and those below it to their ends."""
    harvest = harvest if harvest is not None else Harvest()
    if addresses.key(url) in harvest.platforms:
        return harvest
    column = ColumnWalk(url, annual=annual)
    harvest.platforms[addresses.key(url)] = ""
    below = []
    waiting = column.start()
    while waiting:
        request = waiting.pop(0)
        harvest.requests.append(request)
        page = fetch(portal, request)
        step = column.feed(page, request) if page else column.fail(request, "http:404", request.url)
        harvest.entries += step.entries
        harvest.others += step.others
        waiting += step.requests
        below += step.columns
    assert column.done
    harvest.platforms[addresses.key(url)] = column.platform.name if column.platform else ""
    if column.failure:
        harvest.failures.append(column.failure)
    for each in below:
        walk(portal, each.url, annual=each.annual, harvest=harvest)
    return harvest


def search(portal: PracticePortal, limits: SearchLimits | None = None) -> Search:
    """Search a portal from its home page to the end."""
    seeking = Search(portal.origin + "/", limits=limits)
    while not seeking.done:
        for request in seeking.next():
            page = fetch(portal, request)
            if page is None:
                seeking.fail(request)
            else:
                seeking.feed(page, request)
    return seeking


def reports_of(portal: PracticePortal) -> set[str]:
    """Keys of the addresses at which a portal publishes reports."""
    return {addresses.key(portal.origin + entry.path) for entry in portal.entries if entry.truth}
