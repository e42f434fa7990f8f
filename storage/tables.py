"""Every table in one name space; see docs/database.md for what each is for."""

from __future__ import annotations

from storage.base import Base, Moment
from storage.crawl_tables import Alarm, Exclusion, Failure, ListReading, Page, Portal, PortalRun, ReportList, Run
from storage.report_tables import (
    AppendixRow,
    ApplicationFigure,
    Attachment,
    Decision,
    Evidence,
    Finding,
    PageFile,
    ProactiveFigure,
    ProceedingFigure,
    Report,
    ReportVersion,
    Section,
    SimilarReport,
    Source,
    TextBand,
)

__all__ = [
    "Alarm",
    "AppendixRow",
    "ApplicationFigure",
    "Attachment",
    "Base",
    "Decision",
    "Evidence",
    "Exclusion",
    "Failure",
    "Finding",
    "ListReading",
    "Moment",
    "Page",
    "PageFile",
    "Portal",
    "PortalRun",
    "ProactiveFigure",
    "ProceedingFigure",
    "Report",
    "ReportList",
    "ReportVersion",
    "Run",
    "Section",
    "SimilarReport",
    "Source",
    "TextBand",
]
