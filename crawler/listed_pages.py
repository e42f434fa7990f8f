"""Which pages today's lists show, and what follows for each: fetch it, leave it out, look whether it is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawler import addresses
from crawler.items import ExclusionItem, FailureItem
from crawler.orders import Order
from crawler.platforms.base import Entry
from crawler.revisit import decide
from reports.model import PageKind
from storage.outcomes import KnownPage


@dataclass(slots=True)
class _Due:
    """A known page as today's lists show it."""

    url: str
    known: KnownPage
    list_url: str
    shown: list[tuple[str | None, str | None]] = field(default_factory=list)
    #: the addresses that they print
    addresses: list[str] = field(default_factory=list)

    @property
    def today(self) -> str:
        """The address to ask: the one that is stored, unless the lists only print a twin of it (now https)."""
        return self.url if self.url in self.addresses else self.addresses[0]


class ListedPages:
    """One portal's entries of one run, each page once under the address by which the portal's pages are known."""

    def __init__(self, slug: str, hosts: Sequence[str], known: Mapping[str, KnownPage]) -> None:
        self._slug = slug
        self._hosts = hosts
        self._known = {addresses.key(url): (url, page) for url, page in known.items()}
        self._listed: dict[str, str] = {}
        self._excluded: set[str] = set()
        self._due: dict[str, _Due] = {}
        #: stored address -> the twin of it that today's lists print instead
        self.moved: dict[str, str] = {}

    @property
    def urls(self) -> list[str]:
        """Every report address that today's lists showed."""
        return list(self._listed.values())

    @property
    def any(self) -> bool:
        """True once a list showed anything that is a report or a document beside one."""
        return bool(self._listed or self._excluded)

    @property
    def waiting(self) -> bool:
        """True while known pages wait for `due_orders`."""
        return bool(self._due)

    def is_known(self, url: str) -> bool:
        """True for a page that earlier runs stored."""
        return addresses.key(url) in self._known

    def show(self, entry: Entry, list_url: str) -> Iterator[Order | ExclusionItem | FailureItem]:
        """Take an entry of a list: a new page is fetched at once, a known one decided upon when all lists are read."""
        url = addresses.canonical(entry.url)
        if not addresses.same_portal(url, self._hosts):
            yield from self._foreign(entry, url)
            return
        if entry.kind is not None:
            yield from self._exclude(url, entry.title, entry.kind)
            return
        key, title = addresses.key(url), entry.title or None
        if key in self._known:
            printed, (url, known) = url, self._known[key]
            due = self._due.setdefault(key, _Due(url, known, list_url))
            due.shown.append((None if entry.truncated else title, entry.date))
            due.addresses.append(printed)
            self._listed[key] = url
        elif key not in self._listed:
            self._listed[key] = url
            yield Order(
                "report", url, headers={"Referer": list_url}, column=list_url, link_text=title, list_date=entry.date
            )

    def show_other(self, entry: Entry, list_url: str) -> Iterator[Order | ExclusionItem | FailureItem]:
        """Take a link that a list mixes in among its reports: left out unless its words are a report's after all."""
        if entry.kind is not None:
            yield from self.show(entry, list_url)
        elif addresses.same_portal(entry.url, self._hosts):
            yield from self._exclude(addresses.canonical(entry.url), entry.title, PageKind.OTHER.value)

    def show_itself(self, url: str) -> tuple[str, str | None] | None:
        """Take a column's address that is itself a report: its page address and known digest; None if taken before."""
        key = addresses.key(url)
        if key in self._listed:
            return None
        address, known = self._known.get(key, (addresses.canonical(url), None))
        self._listed[key] = address
        return address, known.body_sha256 if known is not None and not known.failures else None

    def due_orders(self) -> Iterator[Order]:
        """The visits that known pages need today."""
        due, self._due = self._due, {}
        now = datetime.now(UTC)
        self.moved |= {each.url: each.today for each in due.values() if _moved(each.url, each.today)}
        for each in due.values():
            visit = decide(each.known, each.shown, now)
            if visit is None:
                continue
            title, date = each.shown[0]
            yield Order(
                "report",
                each.today,
                address=each.url if each.today != each.url else "",
                headers={"Referer": each.list_url} | visit.headers,
                column=each.list_url,
                link_text=title or each.known.link_text,
                list_date=date or each.known.list_date,
                known_digest=visit.known_digest,
            )

    def forget(self) -> None:
        """Let go of everything."""
        for held in (self._known, self._listed, self._excluded, self._due, self.moved):
            held.clear()

    def _foreign(self, entry: Entry, url: str) -> Iterator[FailureItem]:
        if entry.report_like:
            message = f"a list links the report {entry.title!r} on a foreign host"
            yield FailureItem(self._slug, url, "off-site", message, datetime.now(UTC), is_page=True)

    def _exclude(self, url: str, title: str, kind: str) -> Iterator[ExclusionItem]:
        key = addresses.key(url)
        if key not in self._excluded and key not in self._listed:
            self._excluded.add(key)
            reason = f"the link says so: {title}"
            yield ExclusionItem(self._slug, url, title, kind, reason, datetime.now(UTC))


def _moved(stored: str, today: str) -> bool:
    """Whether a twin takes the stored address's place; a list that prints http links to an https page does not."""
    return today != stored and not (stored.startswith("https:") and today.startswith("http:"))
