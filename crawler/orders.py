"""What a portal's run asks to be fetched, and the answer it is given: plain data between the run and Scrapy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from crawler.platforms.base import ListRequest, ListState

#: `search`: a page on the way to the lists; `list`: a page of a list; `report`: a page that may be a report
Purpose = Literal["search", "list", "report"]
#: method, address, body, by a browser
Question = tuple[str, str, str, bool]
#: what some portals serve where they fence the folder
DOOR = "index.html"


@dataclass(frozen=True, slots=True)
class Order:
    """One request of a portal's run. May be pickled with the request (JOBDIR)."""

    purpose: Purpose
    url: str
    method: str = "GET"
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    #: the address that this is about, where a redirect by script or meta refresh led to another `url`
    address: str = ""
    #: address of the column that a list page belongs to, or of the list that showed a report
    column: str = ""
    #: what the platform asked for, with its state and the ways to try after this one
    request: ListRequest | None = None
    #: the list's words for a report page, and where it stood
    link_text: str | None = None
    list_date: str | None = None
    #: digest of the stored body of a page that is asked for again
    known_digest: str | None = None
    #: client-side redirects (meta refresh, `location`) already followed
    hops: int = 0
    #: to be fetched by a browser because plain HTTP gave nothing to read
    rendered: bool = False

    @property
    def subject(self) -> str:
        """The address under which the outcome is kept."""
        return self.address or self.url

    @property
    def identity(self) -> tuple[str, str, str, str, str, bool]:
        """Two orders of one identity would fetch the same thing for the same purpose.

        Columns may share an address (a script with the site's id, a frame): each waits for an answer of its own.
        """
        column = self.column if self.purpose == "list" else ""
        return self.purpose, self.method, self.url, self.body or "", column, self.rendered

    @property
    def question(self) -> Question:
        """What the portal is asked: one answer serves every order that asks the same, whatever its purpose."""
        return self.method, self.url, self.body or "", self.rendered

    @property
    def list_request(self) -> ListRequest:
        """What a platform asked for, or what opens the column."""
        return self.request or ListRequest(self.url)

    @property
    def state(self) -> ListState:
        """Where in its column a list page stands."""
        return self.list_request.state or ListState(self.column or self.url)


def other_door(order: Order, kind: str) -> Order | None:
    """The index file of a folder that is fenced: some portals answer 403 to the folder and serve the file."""
    if kind == "blocked:geo" and order.url.endswith("/") and order.method == "GET" and not order.address:
        return replace(order, url=order.url + DOOR, address=order.url)
    return None


@dataclass(slots=True)
class Answer:
    """A response as the run sees it; header names in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    #: headers in the order and case in which they came, for the archive
    raw_headers: list[tuple[str, str]] = field(default_factory=list)
    #: encoding of a body that a browser serialised
    rendered_as: str | None = None
    #: what transport had to note (TLS relaxed)
    note: str = ""
