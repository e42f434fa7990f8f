"""What the spider hands to the pipelines. `kind` lets a stage pick its items without importing this module."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(slots=True)
class PageItem:
    """A fetched page that may be a report. Later stages put their result into `reading`, `archived`, `files`."""

    portal: str
    #: canonical address, the page's key within its portal
    url: str
    #: address that answered, after redirects
    final_url: str
    body: bytes
    status: int
    fetched_at: datetime
    headers: list[tuple[str, str]] = field(default_factory=list)
    content_type: str | None = None
    rendered_as: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    link_text: str | None = None
    list_date: str | None = None
    list_url: str | None = None
    #: sha256 of the body stored at the last visit, to notice an unchanged page without reading it
    known_digest: str | None = None
    #: `reports.model.PortalContext` of the portal
    context: Any = None
    kind: Literal["page"] = "page"
    #: set by pipelines.archiving: sha256 of the body, and whether it equals `known_digest`
    digest: str | None = None
    unchanged: bool = False
    #: set by pipelines.reading: `reports.model.Reading`
    reading: Any = None
    #: set by pipelines.archiving: `storage.outcomes.ArchivePosition`
    archived: Any = None
    #: set by pipelines.attachments: `reports.files.FetchedFile`, one for each file that was fetched
    files: list[Any] = field(default_factory=list)
    #: set with them: where each file lies in the archive, by address
    file_positions: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class UnchangedItem:
    """A page that the server says has not changed (304)."""

    portal: str
    url: str
    fetched_at: datetime
    list_url: str | None = None
    link_text: str | None = None
    list_date: str | None = None
    kind: Literal["unchanged"] = "unchanged"


@dataclass(slots=True)
class FailureItem:
    """Work that could not be done; `failure` is a kind of the contract, `url` the page or the portal's address."""

    portal: str
    url: str
    failure: str
    message: str
    at: datetime
    #: True when the failing address is a report page (it stays due), False for lists and the portal itself
    is_page: bool = False
    evidence: str = ""
    kind: Literal["failure"] = "failure"


@dataclass(slots=True)
class ListItem:
    """A visited list page of annual reports: where it is, what recognised it, how many links it gave."""

    portal: str
    url: str
    column_url: str
    platform: str
    at: datetime
    links: int = 0
    new_links: int = 0
    evidence: str = ""
    kind: Literal["list"] = "list"


@dataclass(slots=True)
class ExclusionItem:
    """A link or page left out before it was read (e.g. the link text says 解读)."""

    portal: str
    url: str
    title: str
    exclusion: str
    reason: str
    at: datetime
    kind: Literal["exclusion"] = "exclusion"


@dataclass(slots=True)
class PortalItem:
    """Sent once when a portal's work is done: lets storage mark what vanished from its lists."""

    portal: str
    started_at: datetime
    finished_at: datetime
    #: every report address that today's lists showed
    listed_urls: list[str] = field(default_factory=list)
    #: True only when every list was read to its end without failure
    complete: bool = False
    #: stored page address -> the twin of it that today's lists print instead (http -> https)
    moved: dict[str, str] = field(default_factory=dict)
    #: `storage.outcomes.KeptList` by place: readings of list pages for the next run; places of kept ones that are gone
    new_lists: dict[str, Any] = field(default_factory=dict)
    gone_lists: list[str] = field(default_factory=list)
    kind: Literal["portal"] = "portal"
