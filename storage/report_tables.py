"""Tables of what was read: reports, their sources and versions, and everything that a version prints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Double,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
)

from storage.base import Base, Key, Moment

#: rows that are only ever reached by their key lie in the key's own tree on SQLite: half the space of a rowid table
NARROW = {"sqlite_with_rowid": False}


def _version_key() -> ColumnElement[int]:
    return Column(Key, ForeignKey("report_versions.id", ondelete="CASCADE"), primary_key=True)


class Report(Base):
    """One annual report, whatever number of pages carry it.

    `status`: accepted, quarantined, or merged (an operator said that it is `merged_into`). `identity` holds the
    identity of docs/identity.md in one unique string, so that no second writer can make the same report twice.
    """

    __tablename__ = "reports"
    __rules__ = (
        CheckConstraint("status IN ('accepted', 'quarantined', 'merged')", name="status"),
        Index(None, "issuer_key", "year"),
    )

    id: ColumnElement[int] = Column(Key, primary_key=True)
    status: ColumnElement[str] = Column(String, nullable=False)
    identity: ColumnElement[str] = Column(String, unique=True, nullable=False)
    issuer_key: ColumnElement[str | None] = Column(String)
    year: ColumnElement[int | None] = Column(SmallInteger)
    division_code: ColumnElement[str | None] = Column(String)
    #: the version that exports and views show
    current_version: ColumnElement[int] = Column(SmallInteger, default=1, nullable=False)
    first_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    last_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    #: no list shows any of its pages any more
    vanished: ColumnElement[datetime | None] = Column(Moment)
    #: the genuine report of which this quarantined one is a copy
    copy_of: ColumnElement[int | None] = Column(Key, ForeignKey("reports.id"), index=True)
    merged_into: ColumnElement[int | None] = Column(Key, ForeignKey("reports.id"), index=True)
    #: an operator decided the status (`decisions` says who and why; `sources.trusted` makes recrawls keep it)
    status_decided: ColumnElement[bool] = Column(Boolean, default=False, nullable=False)
    #: the current text has been compared with other reports' texts (`similar_reports`)
    compared: ColumnElement[bool] = Column(Boolean, default=False, nullable=False)


class Source(Base):
    """A page that carries a report. `role`: primary, duplicate, or split (an operator took it out again).

    `rule` and `reason` say why it was tied.
    """

    __tablename__ = "sources"
    __rules__ = (
        UniqueConstraint("page_id", "report_id"),
        Index(None, "portal", "index_key"),
        Index(None, "text_hash"),
    )

    id: ColumnElement[int] = Column(Key, primary_key=True)
    report_id: ColumnElement[int] = Column(Key, ForeignKey("reports.id"), index=True, nullable=False)
    page_id: ColumnElement[int] = Column(Key, ForeignKey("pages.id"), nullable=False)
    portal: ColumnElement[str] = Column(ForeignKey("portals.slug"), nullable=False)
    role: ColumnElement[str] = Column(String, nullable=False)
    rule: ColumnElement[str] = Column(String, nullable=False)
    reason: ColumnElement[str] = Column(String, nullable=False)
    #: index number as printed on this page, normalised; an index number means nothing outside its portal
    index_key: ColumnElement[str | None] = Column(String)
    #: 64 bits of the normalised text, and of everything that is published (text, figures, fields)
    text_hash: ColumnElement[int | None] = Column(BigInteger)
    content_hash: ColumnElement[int] = Column(BigInteger, nullable=False)
    #: how complete the page's reading is; the best source is the one that versions follow
    worth: ColumnElement[int] = Column(SmallInteger, nullable=False)
    #: what this page prints differently from the report's current version
    differences: ColumnElement[dict[str, Any] | None] = Column(JSON)
    first_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    last_seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    #: an operator's word on this page, which recrawls keep: true genuine, false doctored
    trusted: ColumnElement[bool | None] = Column(Boolean)
    #: since when the page carries something else
    ended: ColumnElement[datetime | None] = Column(Moment)


class ReportVersion(Base):
    """What a report said at one time; `changes` tells what differs from the version before."""

    __tablename__ = "report_versions"
    __rules__ = (UniqueConstraint("report_id", "number"),)

    id: ColumnElement[int] = Column(Key, primary_key=True)
    report_id: ColumnElement[int] = Column(Key, ForeignKey("reports.id"), nullable=False)
    number: ColumnElement[int] = Column(SmallInteger, nullable=False)
    page_id: ColumnElement[int] = Column(Key, ForeignKey("pages.id"), index=True, nullable=False)
    run_id: ColumnElement[int | None] = Column(ForeignKey("runs.id", ondelete="SET NULL"))
    seen: ColumnElement[datetime] = Column(Moment, nullable=False)
    content_hash: ColumnElement[int] = Column(BigInteger, nullable=False)
    changes: ColumnElement[dict[str, Any] | None] = Column(JSON)
    title: ColumnElement[str] = Column(String, nullable=False)
    issuer: ColumnElement[str | None] = Column(String)
    year: ColumnElement[int | None] = Column(SmallInteger)
    index_no: ColumnElement[str | None] = Column(String)
    doc_no: ColumnElement[str | None] = Column(String)
    publish_date: ColumnElement[str | None] = Column(String)
    publisher: ColumnElement[str | None] = Column(String)
    division_code: ColumnElement[str | None] = Column(String)
    format: ColumnElement[str] = Column(String, nullable=False)
    table_source: ColumnElement[str] = Column(String, nullable=False)
    encoding: ColumnElement[str] = Column(String, nullable=False)
    verdict: ColumnElement[str] = Column(String, nullable=False)
    score: ColumnElement[float] = Column(Double, nullable=False)
    #: every label and value of the page's metadata header
    header: ColumnElement[dict[str, str] | None] = Column(JSON)


class Section(Base):
    """A top-level section, in printed order; ordinal 0 is the introduction."""

    __tablename__ = "sections"

    version_id: ColumnElement[int] = _version_key()
    position: ColumnElement[int] = Column(SmallInteger, primary_key=True)
    ordinal: ColumnElement[int] = Column(SmallInteger, nullable=False)
    heading: ColumnElement[str] = Column(String, nullable=False)
    text: ColumnElement[str] = Column(String, nullable=False)


class ProactiveFigure(Base):
    """A printed row of table 二 (主动公开): one column per printed column of either format, null where not printed."""

    __tablename__ = "proactive_figures"
    __options__ = NARROW

    version_id: ColumnElement[int] = _version_key()
    row_code: ColumnElement[str] = Column(String, primary_key=True)
    line: ColumnElement[int] = Column(SmallInteger, nullable=False)
    made: ColumnElement[float | None] = Column(Float(53))
    disclosed: ColumnElement[float | None] = Column(Float(53))
    disclosed_total: ColumnElement[float | None] = Column(Float(53))
    repealed: ColumnElement[float | None] = Column(Float(53))
    in_force: ColumnElement[float | None] = Column(Float(53))
    previous_items: ColumnElement[float | None] = Column(Float(53))
    change: ColumnElement[float | None] = Column(Float(53))
    decisions: ColumnElement[float | None] = Column(Float(53))
    projects: ColumnElement[float | None] = Column(Float(53))
    amount: ColumnElement[float | None] = Column(Float(53))


class ApplicationFigure(Base):
    """A printed row of table 三 (依申请公开): one column per kind of applicant."""

    __tablename__ = "application_figures"
    __options__ = NARROW

    version_id: ColumnElement[int] = _version_key()
    row_code: ColumnElement[str] = Column(String, primary_key=True)
    line: ColumnElement[int] = Column(SmallInteger, nullable=False)
    natural_person: ColumnElement[int | None] = Column(BigInteger)
    enterprise: ColumnElement[int | None] = Column(BigInteger)
    research_institution: ColumnElement[int | None] = Column(BigInteger)
    public_interest_org: ColumnElement[int | None] = Column(BigInteger)
    legal_service_org: ColumnElement[int | None] = Column(BigInteger)
    other: ColumnElement[int | None] = Column(BigInteger)
    total: ColumnElement[int | None] = Column(BigInteger)


class ProceedingFigure(Base):
    """A group of table 四 (复议、诉讼): review, direct_suit or suit_after_review, one column per outcome."""

    __tablename__ = "proceeding_figures"
    __options__ = NARROW

    version_id: ColumnElement[int] = _version_key()
    row_code: ColumnElement[str] = Column(String, primary_key=True)
    line: ColumnElement[int] = Column(SmallInteger, nullable=False)
    upheld: ColumnElement[int | None] = Column(BigInteger)
    corrected: ColumnElement[int | None] = Column(BigInteger)
    other: ColumnElement[int | None] = Column(BigInteger)
    pending: ColumnElement[int | None] = Column(BigInteger)
    total: ColumnElement[int | None] = Column(BigInteger)


class AppendixRow(Base):
    """A line of a pre-2019 statistics appendix; `path` is the label path, joined with ` > `."""

    __tablename__ = "appendix_rows"
    __options__ = NARROW

    version_id: ColumnElement[int] = _version_key()
    line: ColumnElement[int] = Column(SmallInteger, primary_key=True)
    path: ColumnElement[str] = Column(String, nullable=False)
    unit: ColumnElement[str | None] = Column(String)
    value: ColumnElement[float | None] = Column(Float(53))
    raw: ColumnElement[str] = Column(String, nullable=False)


class Finding(Base):
    """Something a reader of the figures has to know."""

    __tablename__ = "findings"
    __options__ = NARROW

    version_id: ColumnElement[int] = _version_key()
    line: ColumnElement[int] = Column(SmallInteger, primary_key=True)
    rule: ColumnElement[str] = Column(String, nullable=False)
    severity: ColumnElement[str] = Column(String, nullable=False)
    message: ColumnElement[str] = Column(String, nullable=False)
    place: ColumnElement[str | None] = Column(String)


class Attachment(Base):
    """A file that the page links."""

    __tablename__ = "attachments"
    __options__ = NARROW

    version_id: ColumnElement[int] = _version_key()
    line: ColumnElement[int] = Column(SmallInteger, primary_key=True)
    url: ColumnElement[str] = Column(String, nullable=False)
    filename: ColumnElement[str] = Column(String, nullable=False)
    media_type: ColumnElement[str | None] = Column(String)
    sha256: ColumnElement[str | None] = Column(String)
    #: where the raw file lies below ARCHIVE_DIR
    archive_file: ColumnElement[str | None] = Column(String)
    archive_offset: ColumnElement[int | None] = Column(Key)
    archive_length: ColumnElement[int | None] = Column(Integer)


class PageFile(Base):
    """A file as last fetched for a page that links it, whether or not the report's versions follow that page."""

    __tablename__ = "page_files"
    __rules__ = (Index(None, "sha256"),)
    __options__ = NARROW

    page_id: ColumnElement[int] = Column(Key, ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    url: ColumnElement[str] = Column(String, primary_key=True)
    #: place among the page's links
    line: ColumnElement[int] = Column(SmallInteger, nullable=False)
    filename: ColumnElement[str] = Column(String, nullable=False)
    sha256: ColumnElement[str] = Column(String, nullable=False)
    #: where the raw file lies below ARCHIVE_DIR
    archive_file: ColumnElement[str] = Column(String, nullable=False)
    archive_offset: ColumnElement[int] = Column(Key, nullable=False)
    archive_length: ColumnElement[int] = Column(Integer, nullable=False)


class Evidence(Base):
    """One reason for a verdict other than `genuine`, with its place in the text."""

    __tablename__ = "evidence"
    __options__ = NARROW

    version_id: ColumnElement[int] = _version_key()
    line: ColumnElement[int] = Column(SmallInteger, primary_key=True)
    signal: ColumnElement[str] = Column(String, nullable=False)
    weight: ColumnElement[float] = Column(Double, nullable=False)
    excerpt: ColumnElement[str] = Column(String, nullable=False)
    position: ColumnElement[int | None] = Column(Integer)
    detail: ColumnElement[str] = Column(String, nullable=False)


class Decision(Base):
    """A decision on identity or trust: what was done, by whom, why; `undone` when it was taken back."""

    __tablename__ = "decisions"

    id: ColumnElement[int] = Column(Key, primary_key=True)
    made: ColumnElement[datetime] = Column(Moment, nullable=False)
    #: merge, split, release, quarantine (by an operator); follow (by an operator, or by the program: `who` is nianbao)
    action: ColumnElement[str] = Column(String, nullable=False)
    who: ColumnElement[str] = Column(String, nullable=False)
    report_id: ColumnElement[int] = Column(Key, ForeignKey("reports.id"), index=True, nullable=False)
    other_report_id: ColumnElement[int | None] = Column(Key, ForeignKey("reports.id"))
    source_id: ColumnElement[int | None] = Column(Key, ForeignKey("sources.id"))
    rule: ColumnElement[str] = Column(String, nullable=False)
    why: ColumnElement[str] = Column(String, nullable=False)
    #: what is needed to take it back
    before: ColumnElement[dict[str, Any]] = Column(JSON, default=dict, nullable=False)
    undone: ColumnElement[datetime | None] = Column(Moment)


class SimilarReport(Base):
    """Two reports of different issuers or years that share much text: a finding for evaluators, never a merge."""

    __tablename__ = "similar_reports"
    __rules__ = (CheckConstraint("report_id < other_report_id", name="order"),)

    report_id: ColumnElement[int] = Column(Key, ForeignKey("reports.id"), primary_key=True)
    other_report_id: ColumnElement[int] = Column(Key, ForeignKey("reports.id"), primary_key=True, index=True)
    #: share of text in common, 0 to 1
    similarity: ColumnElement[float] = Column(Double, nullable=False)
    #: year-before, other-year (of the same issuer), neighbour (same year, another issuer), or other
    relation: ColumnElement[str] = Column(String, nullable=False)
    found: ColumnElement[datetime] = Column(Moment, nullable=False)


class TextBand(Base):
    """Bands of a report's text signature: two reports that share one are candidates for similarity."""

    __tablename__ = "text_bands"
    __options__ = NARROW

    band: ColumnElement[int] = Column(BigInteger, primary_key=True)
    report_id: ColumnElement[int] = Column(Key, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True)
