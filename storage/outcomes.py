"""What the loading stage is given: one outcome a page, stored together with the page's state in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reports.model import Reading


@dataclass(frozen=True, slots=True)
class ArchivePosition:
    """Where the raw response lies: file name below ARCHIVE_DIR, byte offset and length of its WARC record."""

    file: str
    offset: int
    length: int


@dataclass(slots=True)
class PageFacts:
    """The state of a page as the crawl saw it."""

    portal: str
    url: str
    final_url: str
    fetched_at: datetime
    status: int | None = None
    body_sha256: str | None = None
    body_size: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    link_text: str | None = None
    list_date: str | None = None
    list_url: str | None = None
    encoding: str | None = None
    archived: ArchivePosition | None = None
    #: where the page's attachments lie, by address
    file_positions: dict[str, ArchivePosition] = field(default_factory=dict)
    #: read again from the archive: the page itself was not visited, so that nothing of its visits changes
    reread: bool = False


@dataclass(slots=True)
class ReadOutcome:
    """A page that was read: a report, a quarantined report, an exclusion or a reading failure, as `reading` says."""

    page: PageFacts
    reading: Reading


@dataclass(slots=True)
class UnchangedOutcome:
    """The page answered 304 or with the bytes already read: only `last_seen` moves."""

    page: PageFacts


@dataclass(slots=True)
class ExclusionOutcome:
    """A link left out without fetching it."""

    portal: str
    url: str
    title: str
    kind: str
    reason: str
    at: datetime


@dataclass(slots=True)
class FailureOutcome:
    """Work not done; `kind` as in the contract."""

    portal: str
    url: str
    kind: str
    message: str
    at: datetime
    is_page: bool = False
    evidence: str = ""
    #: address of the report page that needs this one (an attachment): it stays open until that page is read again
    part_of: str | None = None


@dataclass(slots=True)
class ListOutcome:
    """A list page was visited."""

    portal: str
    url: str
    column_url: str
    platform: str
    at: datetime
    links: int = 0
    new_links: int = 0
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class KeptList:
    """What a list page gave when it was read, and the digest of all that this depended on (crawler.kept_lists)."""

    digest: str
    reading: bytes


@dataclass(slots=True)
class PortalOutcome:
    """A portal's work is done; `complete` allows marking pages that no list shows any more."""

    portal: str
    started_at: datetime
    finished_at: datetime
    listed_urls: list[str] = field(default_factory=list)
    complete: bool = False
    #: stored page address -> the twin of it that today's lists print instead
    moved: dict[str, str] = field(default_factory=dict)
    #: readings of list pages to keep for the next run, by place, and places of kept ones that are gone
    new_lists: dict[str, KeptList] = field(default_factory=dict)
    gone_lists: list[str] = field(default_factory=list)


Outcome = ReadOutcome | UnchangedOutcome | ExclusionOutcome | FailureOutcome | ListOutcome | PortalOutcome


@dataclass(frozen=True, slots=True)
class Loaded:
    """What storing one outcome came to.

    `new`, `changed`, `unchanged`, `duplicate` (another source of a stored report), `quarantined`, `excluded`, `failed`,
    `listed`, `done` (a portal).
    """

    result: str
    report_id: int | None = None
    detail: Any = None


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What earlier runs know of a page; the spider decides from it whether to fetch again."""

    url: str
    outcome: str
    body_sha256: str | None
    etag: str | None
    last_modified: str | None
    link_text: str | None
    list_date: str | None
    last_fetched: datetime
    #: when the revisit policy wants it again
    next_due: datetime
    failures: int = 0


@dataclass(frozen=True, slots=True)
class KnownList:
    """A report list that an earlier run found."""

    url: str
    column_url: str
    platform: str
    last_seen: datetime
    links: int
    #: evidence of the last visit, as the list item gave it
    evidence: str = ""
    #: the run that made the last visit
    run_id: int | None = None
