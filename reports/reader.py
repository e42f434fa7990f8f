"""From one fetched page to a checked report: the order in which the parts of this package are asked.

bytes -> text (decoding) -> document (html, attachments) -> fields (header) -> kind of page -> verdict (authenticity)
-> tables, sections, arithmetic -> `Reading`. Pure: the same page gives the same reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from typing import Final

from reports import arithmetic, authenticity, page_kind
from reports.appendix import read_appendix
from reports.attachments import read_attachment, sniff
from reports.decoding import MIN_CONFIDENCE, decode
from reports.document import Block, Document, Grid
from reports.files import FetchedFile, file_links
from reports.html import parse_html
from reports.identity_fields import IdentityFields, read_identity_fields
from reports.model import Attachment, Decoded, Finding, Link, PageKind, RawPage, Reading, Report, TableSource, Verdict
from reports.narrative import check_narrative
from reports.radicals import has_radicals, unified
from reports.sections import read_sections
from reports.several_reports import own_report
from reports.tables import TablesRead, read_tables

#: what `sniff` calls markup, text and bytes of no known format (those are for `decode` to judge); the rest are files
#: a page with this many section headings carries the text itself, its files are twins or supplements
ENOUGH_HEADINGS = 4
_MARKUP_TYPES = frozenset({"html", "text", "empty", "unknown"})


@dataclass(frozen=True, slots=True)
class _Opened:
    """A page's bytes as a document, with what was noticed on the way."""

    document: Document
    #: the article's
    text: str
    decoded: Decoded | None
    findings: tuple[Finding, ...] = ()
    #: the page itself is a file (a list links straight to a PDF)
    is_file: bool = False


def warm() -> None:
    """Load every table and pattern, so that the first page is no slower than the second."""
    read_page(RawPage("http://localhost/", "<html><title>政府信息公开工作年度报告</title></html>".encode()))


def read_page(page: RawPage) -> Reading:
    """Read a page; problems of the page become findings or the reading's `failure`, never an exception."""
    opened = _open(page)
    if isinstance(opened, Reading):
        return opened
    return _read(page, opened, files=())


def read_with_files(page: RawPage, reading: Reading, files: Sequence[FetchedFile]) -> Reading:
    """Read a page again with the files that it links: they are listed, and read where the page itself lacks a part."""
    opened = _open(page)
    if isinstance(opened, Reading) or reading.report is None:
        return reading
    return _read(page, opened, files)


def _open(page: RawPage) -> _Opened | Reading:
    if not page.body.strip():
        return _failed("decode", "the response has no body")
    media_type = sniff(page.body)
    if media_type not in _MARKUP_TYPES:
        return _open_file(page, media_type)
    decoded = decode(page.body, page.content_type, rendered_as=page.rendered_as)
    if decoded.confidence < MIN_CONFIDENCE:
        return _failed("decode", f"no encoding fits these {len(page.body)} bytes (best guess {decoded.encoding})")
    encoded = page.body if decoded.rule == "utf-8" and decoded.repaired is None else None
    document = parse_html(decoded.text, page.url, encoded=encoded)
    text = text_of(document.blocks)
    if has_radicals(document.title) or has_radicals(text):
        # text copied out of a PDF; asked of the article, which is a fraction of the markup
        document = parse_html(unified(decoded.text), page.url)
        text = text_of(document.blocks)
    return _Opened(document, text, decoded, decoded.findings)


def _open_file(page: RawPage, media_type: str) -> _Opened | Reading:
    name = page.url.rsplit("/", 1)[-1]
    document, findings = read_attachment(page.body, filename=name, media_type=media_type)
    if document is None:
        return _failed("parse", "; ".join(finding.message for finding in findings) or f"{media_type} is not readable")
    return _Opened(replace(document, url=page.url), text_of(document.blocks), None, tuple(findings), is_file=True)


def _failed(kind: str, message: str) -> Reading:
    return Reading(kind=PageKind.OTHER, reason=message, failure=(kind, message))


def _read(page: RawPage, opened: _Opened, files: Sequence[FetchedFile]) -> Reading:
    document, text = opened.document, opened.text
    fields = read_identity_fields(document, page=page, text=text)
    kind, reason = page_kind.classify(document, title=fields.title, link_text=page.link_text, url=page.url, text=text)
    verdict = _judge(page, opened, fields, text)
    reading = Reading(
        kind=kind,
        reason=_reason(reason, verdict),
        title=fields.title or document.title or page.link_text,
        decoded_as=opened.decoded.encoding if opened.decoded else "utf-8",
        decode_rule=opened.decoded.rule if opened.decoded else "file",
        decode_confidence=opened.decoded.confidence if opened.decoded else 1.0,
        verdict=verdict,
        findings=opened.findings,
    )
    if kind is PageKind.REPORT:
        if verdict.verdict != "genuine":
            fields = _cleaned(page, document, text, verdict)
        _fill(reading, page, opened, fields, text, files)
    return reading


def _reason(reason: str, verdict: Verdict) -> str:
    """Why a page was left out also says what it was contaminated with."""
    if verdict.verdict == "genuine":
        return reason
    heaviest = sorted(verdict.evidence, key=lambda piece: -piece.weight)
    names = list(dict.fromkeys(piece.excerpt for piece in heaviest if piece.excerpt))
    return f"{reason}; contamination: {', '.join(names[:5])}"


def _judge(page: RawPage, opened: _Opened, fields: IdentityFields, text: str) -> Verdict:
    return authenticity.judge(
        url=page.url,
        text=text,
        title=fields.title,
        document=opened.document,
        metas=opened.document.metas,
        portal=page.portal,
        issuer=fields.issuer,
        division=fields.division_code,
        year=fields.year,
        publish_date=fields.publish_date,
        markup=opened.decoded.text if opened.decoded else None,
    )


def _cleaned(page: RawPage, document: Document, text: str, verdict: Verdict) -> IdentityFields:
    """The fields of a doctored copy, read again from its text without the insertions: they tie it to the original."""
    cleaned = authenticity.clean_document(document, verdict)
    link_text = authenticity.clean(page.link_text, verdict) if page.link_text else None
    return read_identity_fields(
        cleaned, page=replace(page, link_text=link_text), text=authenticity.clean(text, verdict)
    )


def _fill(
    reading: Reading,
    page: RawPage,
    opened: _Opened,
    fields: IdentityFields,
    text: str,
    files: Sequence[FetchedFile],
) -> None:
    own, several = own_report(opened.document.blocks, fields.issuer)
    blocks: tuple[Block, ...] = tuple(own)
    if several:
        text = text_of(blocks)
    tables = read_tables(blocks, fields.year)
    sections, section_findings = read_sections(blocks, tables.consumed, fields.year)
    from_files, findings = _missing_parts(tables, files)
    if from_files:
        blocks = blocks + from_files
        text = text_of(blocks)
        fields = _with_files(page, replace(opened.document, blocks=blocks), text, fields)
        tables = read_tables(blocks, fields.year)
        if tables.source != "none":
            tables = replace(tables, source="attachment")
        if sum(1 for section in sections if section.ordinal) < ENOUGH_HEADINGS:
            sections, section_findings = read_sections(blocks, tables.consumed, fields.year)
    reading.attachment_links = file_links(opened.document.links)
    reading.report = Report(
        title=fields.title or reading.title or "",
        issuer=fields.issuer,
        year=fields.year,
        index_no=fields.index_no,
        doc_no=fields.doc_no,
        publish_date=fields.publish_date,
        publisher=fields.publisher,
        division_code=fields.division_code,
        format=tables.format,
        sections=tuple(sections),
        proactive=tables.proactive,
        applications=tables.applications,
        proceedings=tables.proceedings,
        appendix=tuple(read_appendix(blocks)),
        attachments=_attachments(reading.attachment_links, files),
        header=fields.header,
        table_source=_table_source(tables, opened.document),
        text=text,
    )
    noticed = (opened.findings, fields.findings, tables.findings, section_findings, _checked(reading.report, tables))
    reading.report.findings = _distinct(*noticed, several, findings, authenticity.findings(reading.verdict))


def _checked(report: Report, tables: TablesRead) -> list[Finding]:
    """What does not come out: within the tables, and between them and the text."""
    sums = arithmetic.check(tables.format, tables.proactive, tables.applications, tables.proceedings)
    return [*sums, *check_narrative(report.sections, tables)]


def _with_files(page: RawPage, document: Document, text: str, fields: IdentityFields) -> IdentityFields:
    """The fields of a page whose text lies in its files; the page's own title stays."""
    read = read_identity_fields(document, page=page, text=text)
    return replace(read, title=fields.title or read.title)


def _missing_parts(tables: TablesRead, files: Sequence[FetchedFile]) -> tuple[tuple[Block, ...], list[Finding]]:
    """Blocks of the files, where the page lacks a table or the text; a PDF twin of a whole page is only listed."""
    findings = [
        Finding("attachment.not-fetched", "warning", f"{file.filename}: {file.error}", file.link.url)
        for file in files
        if file.error
    ]
    if None not in (tables.proactive, tables.applications, tables.proceedings):
        return (), findings
    found: tuple[Block, ...] = ()
    for file in files:
        if file.error:
            continue
        document, problems = read_attachment(file.body, filename=file.filename, media_type=file.media_type)
        findings += problems
        if document is not None:
            found += document.blocks
    return found, findings


def _attachments(links: Iterable[Link], files: Sequence[FetchedFile]) -> tuple[Attachment, ...]:
    fetched = {file.link.url: file.attachment() for file in files}
    return tuple(fetched.get(link.url) or FetchedFile(link).attachment() for link in links)


def _table_source(tables: TablesRead, document: Document) -> TableSource:
    """Where the figures stand; pictures inside a report without tables most likely show them."""
    if tables.source == "none" and document.images:
        return "image"
    return tables.source


def _distinct(*findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(chain(*findings)))


_TEXT: Final = attrgetter("text")


def text_of(blocks: Iterable[Block]) -> str:
    """The blocks' text, a paragraph or table row a line."""
    lines = []
    for block in blocks:
        if isinstance(block, Grid):
            lines += ["\t".join(map(_TEXT, row)).replace("\n", "") for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)
