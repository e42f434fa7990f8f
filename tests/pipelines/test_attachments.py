"""What files may do to their page: be listed, be read, or kill their reader; never lose the page."""

from __future__ import annotations

from pipelines.attachments import header_text, without_files
from pipelines.pool import failed_reading
from reports.files import FetchedFile
from reports.model import Link, PageKind, Reading, Report


def test_a_page_outlives_files_that_kill_their_reader() -> None:
    link = Link("http://127.0.0.1/P1.pdf", "附件")
    file = FetchedFile(link, b"%PDF-1.4", "application/pdf", sha256="00")
    own = Reading(PageKind.REPORT, "its title", report=Report("某县2022年政府信息公开工作年度报告"), prepared=object())
    kept = without_files(own, [file], failed_reading("worker-died", "the reading process ended with exit code -9"))
    assert kept.report is not None
    assert kept.report.attachments[0].sha256 == "00"
    (finding,) = kept.report.findings
    assert (finding.rule, finding.severity) == ("attachment.unreadable", "error")
    assert "exit code -9" in finding.message
    assert kept.prepared is None
    assert kept.failure is None


def test_file_names_in_headers_are_read_in_either_encoding() -> None:
    assert header_text("附件.doc".encode()) == header_text("附件.doc".encode("gb18030")) == "附件.doc"
