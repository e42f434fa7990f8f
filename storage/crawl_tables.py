"""Tables of the crawl itself: portals, runs, pages, and the work that was not done or left out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)

from storage.base import Base, Key, Moment


class Portal(Base):
    """One row of the registry, and how the portal has been answering."""

    __tablename__ = "portals"

    slug: ColumnElement[str] = Column(String, primary_key=True)
    name: ColumnElement[str] = Column(String, nullable=False)
    division_code: ColumnElement[str | None] = Column(String)
    level: ColumnElement[str | None] = Column(String)
    home_url: ColumnElement[str] = Column(String, nullable=False)
    platform: ColumnElement[str | None] = Column(String)
    enabled: ColumnElement[bool] = Column(Boolean, default=True, nullable=False)
    first_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    #: last run that read every list of the portal to its end
    last_complete: ColumnElement[datetime | None] = Column(Moment)
    #: since when no run read it completely; null while it is well
    failing_since: ColumnElement[datetime | None] = Column(Moment)
    last_error: ColumnElement[str | None] = Column(String)


class Run(Base):
    """One `scrapy crawl portals` or `scrapy reparse`. `outcome`: running, finished, interrupted, failed, abandoned."""

    __tablename__ = "runs"

    id: ColumnElement[int] = Column(Key, primary_key=True)
    command: ColumnElement[str] = Column(String, nullable=False)
    arguments: ColumnElement[dict[str, Any]] = Column(JSON, default=dict, nullable=False)
    started: ColumnElement[datetime] = Column(Moment, nullable=False)
    finished: ColumnElement[datetime | None] = Column(Moment)
    outcome: ColumnElement[str] = Column(String, default="running", nullable=False)
    host: ColumnElement[str] = Column(String, default="", nullable=False)
    pid: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    code_version: ColumnElement[str] = Column(String, default="", nullable=False)
    pages: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    reports_new: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    reports_changed: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    reports_unchanged: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    reports_quarantined: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    duplicates: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    excluded: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    failed: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    #: whatever else the run counted
    counters: ColumnElement[dict[str, Any]] = Column(JSON, default=dict, nullable=False)


class PortalRun(Base):
    """What one run did at one portal; `complete` means that every list was read to its end."""

    __tablename__ = "portal_runs"

    run_id: ColumnElement[int] = Column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    portal: ColumnElement[str] = Column(ForeignKey("portals.slug"), primary_key=True)
    started: ColumnElement[datetime] = Column(Moment, nullable=False)
    finished: ColumnElement[datetime] = Column(Moment, nullable=False)
    complete: ColumnElement[bool] = Column(Boolean, nullable=False)
    listed: ColumnElement[int] = Column(Integer, default=0, nullable=False)


class Page(Base):
    """A fetched page and its state. `outcome`: report, quarantined, excluded, failed.

    A page's state is written in the transaction that stores its outcome, never before.
    """

    __tablename__ = "pages"
    __rules__ = (
        UniqueConstraint("portal", "url"),
        CheckConstraint("outcome IN ('report', 'quarantined', 'excluded', 'failed')", name="outcome"),
    )

    id: ColumnElement[int] = Column(Key, primary_key=True)
    portal: ColumnElement[str] = Column(ForeignKey("portals.slug"), nullable=False)
    url: ColumnElement[str] = Column(String, nullable=False)
    #: address that answered, where that is another one
    final_url: ColumnElement[str | None] = Column(String)
    outcome: ColumnElement[str] = Column(String, nullable=False)
    http_status: ColumnElement[int | None] = Column(Integer)
    body_sha256: ColumnElement[str | None] = Column(String)
    body_size: ColumnElement[int | None] = Column(Integer)
    etag: ColumnElement[str | None] = Column(String)
    last_modified: ColumnElement[str | None] = Column(String)
    link_text: ColumnElement[str | None] = Column(String)
    list_date: ColumnElement[str | None] = Column(String)
    list_url: ColumnElement[str | None] = Column(String)
    encoding: ColumnElement[str | None] = Column(String)
    #: how the encoding was decided and how sure that is (0 to 1)
    encoding_rule: ColumnElement[str | None] = Column(String)
    encoding_confidence: ColumnElement[float | None] = Column(Double)
    first_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    last_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    last_fetched: ColumnElement[datetime] = Column(Moment, nullable=False)
    #: when the revisit policy wants the page again
    next_due: ColumnElement[datetime] = Column(Moment, nullable=False)
    #: tries that failed in a row
    failures: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    #: complete visits in a row in which no list showed the page
    misses: ColumnElement[int] = Column(Integer, default=0, nullable=False)
    vanished: ColumnElement[datetime | None] = Column(Moment)
    #: where the raw response lies below ARCHIVE_DIR
    archive_file: ColumnElement[str | None] = Column(String)
    archive_offset: ColumnElement[int | None] = Column(Key)
    archive_length: ColumnElement[int | None] = Column(Integer)


class ReportList(Base):
    """A list page of annual reports that was found, with what recognised it; the next run starts from these."""

    __tablename__ = "report_lists"
    __rules__ = (UniqueConstraint("portal", "url"),)

    id: ColumnElement[int] = Column(Key, primary_key=True)
    portal: ColumnElement[str] = Column(ForeignKey("portals.slug"), nullable=False)
    url: ColumnElement[str] = Column(String, nullable=False)
    column_url: ColumnElement[str] = Column(String, nullable=False)
    platform: ColumnElement[str] = Column(String, nullable=False)
    links: ColumnElement[int] = Column(Integer, nullable=False)
    new_links: ColumnElement[int] = Column(Integer, nullable=False)
    evidence: ColumnElement[str] = Column(String, nullable=False)
    first_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    last_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    run_id: ColumnElement[int | None] = Column(ForeignKey("runs.id", ondelete="SET NULL"))


class ListReading(Base):
    """What a list page gave when it was last read: a memory that spares reading an unchanged one (crawler.kept_lists).

    Nothing depends on it: without a row the page is read.
    """

    __tablename__ = "list_readings"

    portal: ColumnElement[str] = Column(ForeignKey("portals.slug"), primary_key=True)
    #: digest of the request and the column for which it was made
    place: ColumnElement[str] = Column(String, primary_key=True)
    #: of the answer, of what was asked of it, and of the code that read it
    digest: ColumnElement[str] = Column(String, nullable=False)
    #: compressed JSON
    reading: ColumnElement[bytes] = Column(LargeBinary, nullable=False)


class Exclusion(Base):
    """A page or link that is not an annual report, and why it was left out."""

    __tablename__ = "exclusions"
    __rules__ = (UniqueConstraint("portal", "url"),)

    id: ColumnElement[int] = Column(Key, primary_key=True)
    portal: ColumnElement[str] = Column(ForeignKey("portals.slug"), nullable=False)
    url: ColumnElement[str] = Column(String, nullable=False)
    title: ColumnElement[str] = Column(String, nullable=False)
    kind: ColumnElement[str] = Column(String, nullable=False)
    reason: ColumnElement[str] = Column(String, nullable=False)
    #: false where the link alone told enough
    was_read: ColumnElement[bool] = Column(Boolean, nullable=False)
    first_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    last_seen: ColumnElement[datetime] = Column(Moment, nullable=False)


class Failure(Base):
    """Work that could not be done; it stays open until `resolved`, the moment at which a later run did it."""

    __tablename__ = "failures"
    __rules__ = (UniqueConstraint("portal", "url", "kind"), Index(None, "url"), Index(None, "part_of"))

    id: ColumnElement[int] = Column(Key, primary_key=True)
    portal: ColumnElement[str] = Column(ForeignKey("portals.slug"), nullable=False)
    url: ColumnElement[str] = Column(String, nullable=False)
    kind: ColumnElement[str] = Column(String, nullable=False)
    message: ColumnElement[str] = Column(String, nullable=False)
    evidence: ColumnElement[str] = Column(String, nullable=False)
    #: a report page; false for lists, attachments and the portal itself
    is_page: ColumnElement[bool] = Column(Boolean, nullable=False)
    #: the report page of which this address is a part (an attachment)
    part_of: ColumnElement[str | None] = Column(String)
    first_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    last_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    #: runs in a row in which it failed
    count: ColumnElement[int] = Column(Integer, nullable=False)
    run_id: ColumnElement[int | None] = Column(ForeignKey("runs.id", ondelete="SET NULL"))
    resolved: ColumnElement[datetime | None] = Column(Moment)


class Alarm(Base):
    """Something an operator should look at today: a portal whose pages turn, a report replaced by another page."""

    __tablename__ = "alarms"
    __rules__ = (UniqueConstraint("run_id", "kind", "portal", "url"),)

    id: ColumnElement[int] = Column(Key, primary_key=True)
    run_id: ColumnElement[int | None] = Column(ForeignKey("runs.id", ondelete="CASCADE"))
    kind: ColumnElement[str] = Column(String, nullable=False)
    portal: ColumnElement[str] = Column(ForeignKey("portals.slug"), nullable=False)
    url: ColumnElement[str] = Column(String, nullable=False)
    message: ColumnElement[str] = Column(String, nullable=False)
    raised: ColumnElement[datetime] = Column(Moment, nullable=False)
