"""Tables of the crawl itself: portals, runs, pages, and the work that was not done or left out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Key, Moment


class Portal(Base):
    """One row of the registry, and how the portal has been answering."""

    __tablename__ = "portals"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    division_code: Mapped[str | None]
    level: Mapped[str | None]
    home_url: Mapped[str]
    platform: Mapped[str | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    first_seen: Mapped[datetime] = mapped_column(Moment)
    #: last run that read every list of the portal to its end
    last_complete: Mapped[datetime | None] = mapped_column(Moment)
    #: since when no run read it completely; null while it is well
    failing_since: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None]


class Run(Base):
    """One `scrapy crawl portals` or `scrapy reparse`. `outcome`: running, finished, interrupted, failed, abandoned."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    command: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    started: Mapped[datetime] = mapped_column(Moment)
    finished: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(default="running")
    host: Mapped[str] = mapped_column(default="")
    pid: Mapped[int] = mapped_column(default=0)
    code_version: Mapped[str] = mapped_column(default="")
    pages: Mapped[int] = mapped_column(default=0)
    reports_new: Mapped[int] = mapped_column(default=0)
    reports_changed: Mapped[int] = mapped_column(default=0)
    reports_unchanged: Mapped[int] = mapped_column(default=0)
    reports_quarantined: Mapped[int] = mapped_column(default=0)
    duplicates: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    #: whatever else the run counted
    counters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class PortalRun(Base):
    """What one run did at one portal; `complete` means that every list was read to its end."""

    __tablename__ = "portal_runs"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    portal: Mapped[str] = mapped_column(ForeignKey("portals.slug"), primary_key=True)
    started: Mapped[datetime] = mapped_column(Moment)
    finished: Mapped[datetime] = mapped_column(Moment)
    complete: Mapped[bool]
    listed: Mapped[int] = mapped_column(default=0)


class Page(Base):
    """A fetched page and its state. `outcome`: report, quarantined, excluded, failed.

    A page's state is written in the transaction that stores its outcome, never before.
    """

    __tablename__ = "pages"
    __table_args__ = (
        UniqueConstraint("portal", "url"),
        CheckConstraint("outcome IN ('report', 'quarantined', 'excluded', 'failed')", name="outcome"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    portal: Mapped[str] = mapped_column(ForeignKey("portals.slug"))
    url: Mapped[str]
    #: address that answered, where that is another one
    final_url: Mapped[str | None]
    outcome: Mapped[str]
    http_status: Mapped[int | None]
    body_sha256: Mapped[str | None]
    body_size: Mapped[int | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    link_text: Mapped[str | None]
    list_date: Mapped[str | None]
    list_url: Mapped[str | None]
    encoding: Mapped[str | None]
    #: how the encoding was decided and how sure that is (0 to 1)
    encoding_rule: Mapped[str | None]
    encoding_confidence: Mapped[float | None]
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)
    last_fetched: Mapped[datetime] = mapped_column(Moment)
    #: when the revisit policy wants the page again
    next_due: Mapped[datetime] = mapped_column(Moment)
    #: tries that failed in a row
    failures: Mapped[int] = mapped_column(default=0)
    #: complete visits in a row in which no list showed the page
    misses: Mapped[int] = mapped_column(default=0)
    vanished: Mapped[datetime | None] = mapped_column(Moment)
    #: where the raw response lies below ARCHIVE_DIR
    archive_file: Mapped[str | None]
    archive_offset: Mapped[int | None] = mapped_column(Key)
    archive_length: Mapped[int | None]


class ReportList(Base):
    """A list page of annual reports that was found, with what recognised it; the next run starts from these."""

    __tablename__ = "report_lists"
    __table_args__ = (UniqueConstraint("portal", "url"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    portal: Mapped[str] = mapped_column(ForeignKey("portals.slug"))
    url: Mapped[str]
    column_url: Mapped[str]
    platform: Mapped[str]
    links: Mapped[int]
    new_links: Mapped[int]
    evidence: Mapped[str]
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))


class ListReading(Base):
    """What a list page gave when it was last read: a memory that spares reading an unchanged one (crawler.kept_lists).

    Nothing depends on it: without a row the page is read.
    """

    __tablename__ = "list_readings"

    portal: Mapped[str] = mapped_column(ForeignKey("portals.slug"), primary_key=True)
    #: digest of the request and the column for which it was made
    place: Mapped[str] = mapped_column(primary_key=True)
    #: of the answer, of what was asked of it, and of the code that read it
    digest: Mapped[str]
    #: compressed JSON
    reading: Mapped[bytes]


class Exclusion(Base):
    """A page or link that is not an annual report, and why it was left out."""

    __tablename__ = "exclusions"
    __table_args__ = (UniqueConstraint("portal", "url"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    portal: Mapped[str] = mapped_column(ForeignKey("portals.slug"))
    url: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    reason: Mapped[str]
    #: false where the link alone told enough
    was_read: Mapped[bool]
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)


class Failure(Base):
    """Work that could not be done; it stays open until `resolved`, the moment at which a later run did it."""

    __tablename__ = "failures"
    __table_args__ = (UniqueConstraint("portal", "url", "kind"), Index(None, "url"), Index(None, "part_of"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    portal: Mapped[str] = mapped_column(ForeignKey("portals.slug"))
    url: Mapped[str]
    kind: Mapped[str]
    message: Mapped[str]
    evidence: Mapped[str]
    #: a report page; false for lists, attachments and the portal itself
    is_page: Mapped[bool]
    #: the report page of which this address is a part (an attachment)
    part_of: Mapped[str | None]
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)
    #: runs in a row in which it failed
    count: Mapped[int]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    resolved: Mapped[datetime | None] = mapped_column(Moment)


class Alarm(Base):
    """Something an operator should look at today: a portal whose pages turn, a report replaced by another page."""

    __tablename__ = "alarms"
    __table_args__ = (UniqueConstraint("run_id", "kind", "portal", "url"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    kind: Mapped[str]
    portal: Mapped[str] = mapped_column(ForeignKey("portals.slug"))
    url: Mapped[str]
    message: Mapped[str]
    raised: Mapped[datetime] = mapped_column(Moment)
