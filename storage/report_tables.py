"""Tables of what was read: reports, their sources and versions, and everything that a version prints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Float, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Key, Moment

#: rows that are only ever reached by their key lie in the key's own tree on SQLite: half the space of a rowid table
NARROW = {"sqlite_with_rowid": False}


def _version_key() -> Mapped[int]:
    return mapped_column(Key, ForeignKey("report_versions.id", ondelete="CASCADE"), primary_key=True)


class Report(Base):
    """One annual report, whatever number of pages carry it.

    `status`: accepted, quarantined, or merged (an operator said that it is `merged_into`). `identity` holds the
    identity of docs/identity.md in one unique string, so that no second writer can make the same report twice.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("status IN ('accepted', 'quarantined', 'merged')", name="status"),
        Index(None, "issuer_key", "year"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    status: Mapped[str]
    identity: Mapped[str] = mapped_column(unique=True)
    issuer_key: Mapped[str | None]
    year: Mapped[int | None] = mapped_column(SmallInteger)
    division_code: Mapped[str | None]
    #: the version that exports and views show
    current_version: Mapped[int] = mapped_column(SmallInteger, default=1)
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)
    #: no list shows any of its pages any more
    vanished: Mapped[datetime | None] = mapped_column(Moment)
    #: the genuine report of which this quarantined one is a copy
    copy_of: Mapped[int | None] = mapped_column(Key, ForeignKey("reports.id"), index=True)
    merged_into: Mapped[int | None] = mapped_column(Key, ForeignKey("reports.id"), index=True)
    #: an operator decided the status (`decisions` says who and why; `sources.trusted` makes recrawls keep it)
    status_decided: Mapped[bool] = mapped_column(default=False)
    #: the current text has been compared with other reports' texts (`similar_reports`)
    compared: Mapped[bool] = mapped_column(default=False)


class Source(Base):
    """A page that carries a report. `role`: primary, duplicate, or split (an operator took it out again).

    `rule` and `reason` say why it was tied.
    """

    __tablename__ = "sources"
    __table_args__ = (
        UniqueConstraint("page_id", "report_id"),
        Index(None, "portal", "index_key"),
        Index(None, "text_hash"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    report_id: Mapped[int] = mapped_column(Key, ForeignKey("reports.id"), index=True)
    page_id: Mapped[int] = mapped_column(Key, ForeignKey("pages.id"))
    portal: Mapped[str] = mapped_column(ForeignKey("portals.slug"))
    role: Mapped[str]
    rule: Mapped[str]
    reason: Mapped[str]
    #: index number as printed on this page, normalised; an index number means nothing outside its portal
    index_key: Mapped[str | None]
    #: 64 bits of the normalised text, and of everything that is published (text, figures, fields)
    text_hash: Mapped[int | None] = mapped_column(BigInteger)
    content_hash: Mapped[int] = mapped_column(BigInteger)
    #: how complete the page's reading is; the best source is the one that versions follow
    worth: Mapped[int] = mapped_column(SmallInteger)
    #: what this page prints differently from the report's current version
    differences: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)
    #: an operator's word on this page, which recrawls keep: true genuine, false doctored
    trusted: Mapped[bool | None]
    #: since when the page carries something else
    ended: Mapped[datetime | None] = mapped_column(Moment)


class ReportVersion(Base):
    """What a report said at one time; `changes` tells what differs from the version before."""

    __tablename__ = "report_versions"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    report_id: Mapped[int] = mapped_column(Key, ForeignKey("reports.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    page_id: Mapped[int] = mapped_column(Key, ForeignKey("pages.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    seen: Mapped[datetime] = mapped_column(Moment)
    content_hash: Mapped[int] = mapped_column(BigInteger)
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    title: Mapped[str]
    issuer: Mapped[str | None]
    year: Mapped[int | None] = mapped_column(SmallInteger)
    index_no: Mapped[str | None]
    doc_no: Mapped[str | None]
    publish_date: Mapped[str | None]
    publisher: Mapped[str | None]
    division_code: Mapped[str | None]
    format: Mapped[str]
    table_source: Mapped[str]
    encoding: Mapped[str]
    verdict: Mapped[str]
    score: Mapped[float]
    #: every label and value of the page's metadata header
    header: Mapped[dict[str, str] | None] = mapped_column(JSON)


class Section(Base):
    """A top-level section, in printed order; ordinal 0 is the introduction."""

    __tablename__ = "sections"

    version_id: Mapped[int] = _version_key()
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    ordinal: Mapped[int] = mapped_column(SmallInteger)
    heading: Mapped[str]
    text: Mapped[str]


class ProactiveFigure(Base):
    """A printed row of table 二 (主动公开): one column per printed column of either format, null where not printed."""

    __tablename__ = "proactive_figures"
    __table_args__ = NARROW

    version_id: Mapped[int] = _version_key()
    row_code: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger)
    made: Mapped[float | None] = mapped_column(Float(53))
    disclosed: Mapped[float | None] = mapped_column(Float(53))
    disclosed_total: Mapped[float | None] = mapped_column(Float(53))
    repealed: Mapped[float | None] = mapped_column(Float(53))
    in_force: Mapped[float | None] = mapped_column(Float(53))
    previous_items: Mapped[float | None] = mapped_column(Float(53))
    change: Mapped[float | None] = mapped_column(Float(53))
    decisions: Mapped[float | None] = mapped_column(Float(53))
    projects: Mapped[float | None] = mapped_column(Float(53))
    amount: Mapped[float | None] = mapped_column(Float(53))


class ApplicationFigure(Base):
    """A printed row of table 三 (依申请公开): one column per kind of applicant."""

    __tablename__ = "application_figures"
    __table_args__ = NARROW

    version_id: Mapped[int] = _version_key()
    row_code: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger)
    natural_person: Mapped[int | None] = mapped_column(BigInteger)
    enterprise: Mapped[int | None] = mapped_column(BigInteger)
    research_institution: Mapped[int | None] = mapped_column(BigInteger)
    public_interest_org: Mapped[int | None] = mapped_column(BigInteger)
    legal_service_org: Mapped[int | None] = mapped_column(BigInteger)
    other: Mapped[int | None] = mapped_column(BigInteger)
    total: Mapped[int | None] = mapped_column(BigInteger)


class ProceedingFigure(Base):
    """A group of table 四 (复议、诉讼): review, direct_suit or suit_after_review, one column per outcome."""

    __tablename__ = "proceeding_figures"
    __table_args__ = NARROW

    version_id: Mapped[int] = _version_key()
    row_code: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger)
    upheld: Mapped[int | None] = mapped_column(BigInteger)
    corrected: Mapped[int | None] = mapped_column(BigInteger)
    other: Mapped[int | None] = mapped_column(BigInteger)
    pending: Mapped[int | None] = mapped_column(BigInteger)
    total: Mapped[int | None] = mapped_column(BigInteger)


class AppendixRow(Base):
    """A line of a pre-2019 statistics appendix; `path` is the label path, joined with ` > `."""

    __tablename__ = "appendix_rows"
    __table_args__ = NARROW

    version_id: Mapped[int] = _version_key()
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    path: Mapped[str]
    unit: Mapped[str | None]
    value: Mapped[float | None] = mapped_column(Float(53))
    raw: Mapped[str]


class Finding(Base):
    """Something a reader of the figures has to know."""

    __tablename__ = "findings"
    __table_args__ = NARROW

    version_id: Mapped[int] = _version_key()
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    rule: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str]
    place: Mapped[str | None]


class Attachment(Base):
    """A file that the page links."""

    __tablename__ = "attachments"
    __table_args__ = NARROW

    version_id: Mapped[int] = _version_key()
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    url: Mapped[str]
    filename: Mapped[str]
    media_type: Mapped[str | None]
    sha256: Mapped[str | None]
    #: where the raw file lies below ARCHIVE_DIR
    archive_file: Mapped[str | None]
    archive_offset: Mapped[int | None] = mapped_column(Key)
    archive_length: Mapped[int | None]


class PageFile(Base):
    """A file as last fetched for a page that links it, whether or not the report's versions follow that page."""

    __tablename__ = "page_files"
    __table_args__ = (Index(None, "sha256"), NARROW)

    page_id: Mapped[int] = mapped_column(Key, ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    #: place among the page's links
    line: Mapped[int] = mapped_column(SmallInteger)
    filename: Mapped[str]
    sha256: Mapped[str]
    #: where the raw file lies below ARCHIVE_DIR
    archive_file: Mapped[str]
    archive_offset: Mapped[int] = mapped_column(Key)
    archive_length: Mapped[int]


class Evidence(Base):
    """One reason for a verdict other than `genuine`, with its place in the text."""

    __tablename__ = "evidence"
    __table_args__ = NARROW

    version_id: Mapped[int] = _version_key()
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    signal: Mapped[str]
    weight: Mapped[float]
    excerpt: Mapped[str]
    position: Mapped[int | None]
    detail: Mapped[str]


class Decision(Base):
    """A decision on identity or trust: what was done, by whom, why; `undone` when it was taken back."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    made: Mapped[datetime] = mapped_column(Moment)
    #: merge, split, release, quarantine (by an operator); follow (by an operator, or by the program: `who` is nianbao)
    action: Mapped[str]
    who: Mapped[str]
    report_id: Mapped[int] = mapped_column(Key, ForeignKey("reports.id"), index=True)
    other_report_id: Mapped[int | None] = mapped_column(Key, ForeignKey("reports.id"))
    source_id: Mapped[int | None] = mapped_column(Key, ForeignKey("sources.id"))
    rule: Mapped[str]
    why: Mapped[str]
    #: what is needed to take it back
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone: Mapped[datetime | None] = mapped_column(Moment)


class SimilarReport(Base):
    """Two reports of different issuers or years that share much text: a finding for evaluators, never a merge."""

    __tablename__ = "similar_reports"
    __table_args__ = (CheckConstraint("report_id < other_report_id", name="order"),)

    report_id: Mapped[int] = mapped_column(Key, ForeignKey("reports.id"), primary_key=True)
    other_report_id: Mapped[int] = mapped_column(Key, ForeignKey("reports.id"), primary_key=True, index=True)
    #: share of text in common, 0 to 1
    similarity: Mapped[float]
    #: year-before, other-year (of the same issuer), neighbour (same year, another issuer), or other
    relation: Mapped[str]
    found: Mapped[datetime] = mapped_column(Moment)


class TextBand(Base):
    """Bands of a report's text signature: two reports that share one are candidates for similarity."""

    __tablename__ = "text_bands"
    __table_args__ = NARROW

    band: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    report_id: Mapped[int] = mapped_column(Key, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True)
