"""Pages that hold no report but a link to one: DOCX and PDF beside the page, and a download.jsp without an ending."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any, ClassVar
from urllib.parse import quote

from sandbox import documents, files
from sandbox.layouts.grids import Ink
from sandbox.sites.base import Entry
from sandbox.sites.static_trs import TrsPortal
from sandbox.traffic import Answer, Request, html

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class AttachmentPortal(TrsPortal):
    """Every page is a shell around a file; `/files/` are the files, by number of the entry."""

    site = "attachments"
    page_charset = "utf-8"
    #: how the file is linked: address (number follows) and kind
    links: ClassVar[tuple[tuple[str, str], ...]] = (
        ("./P020230116{:06d}.docx", "docx"),
        ("./P020230116{:06d}.pdf", "pdf"),
        ("/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid={}", "docx"),
    )

    def render_entry(self, entry: Entry) -> Answer:
        if entry.truth is None:
            return super().render_entry(entry)
        address, kind = self._link(entry)
        link = f'<a href="{escape(address)}" title="{escape(entry.title)}.{kind}">{escape(entry.title)}.{kind}</a>'
        title = escape(entry.title)
        text = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{self.name}</title>'
            f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{entry.date} 09:00">'
            '</head><body><div class="position"><a href="/">首页</a> &gt; 政府信息公开年报</div>'
            f'<h1>{title}</h1><div class="TRS_Editor"><p>附件：{link}</p></div></body></html>'
        )
        return html(text)

    def expected_of(self, entry: Entry) -> dict[str, Any]:
        """What the file prints, under the page's title and date; there is no header."""
        assert entry.truth is not None
        style = replace(entry.style or documents.PageStyle(), shape="plain", charset="utf-8", damage=(), defect="")
        record = documents.expected_record(entry.truth, style, self._setting(entry))
        page = {"index_no": None, "doc_no": None, "publisher": None, "publish_date": entry.date}
        return {**record, **page}

    def answer(self, request: Request) -> Answer:
        number = request.query.get("wbfileid") or request.path.rpartition("P020230116")[2].partition(".")[0]
        if "P020230116" not in request.path and "wbfileid" not in request.query:
            return super().answer(request)
        entry = self.entries[int(number)] if number.isdigit() and int(number) < len(self.entries) else None
        if entry is None or entry.truth is None:
            return self.not_found(request)
        kind = self._link(entry)[1]
        body = (files.pdf_bytes if kind == "pdf" else files.docx_bytes)(entry.truth, Ink(blank="/"))
        name = quote(f"{entry.title}.{kind}")
        headers = {"Content-Type": "application/pdf" if kind == "pdf" else _WORD}
        if "wbfileid" in request.query:
            headers = {
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            }
        return Answer(200, body, headers)

    def _link(self, entry: Entry) -> tuple[str, str]:
        number = self.entries.index(entry)
        address, kind = self.links[number % len(self.links)]
        return address.format(number), kind
