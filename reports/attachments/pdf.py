"""PDF to blocks with pdfplumber: tables by their ruling lines, the text around them as paragraphs.

What real reports do and this undoes: white boxes behind text lines that look like table cells (the 洪泽区 2023 report
has one under every line), a table cut by a page break without a closing line, spaces from justified setting, page
numbers, two-line titles.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from reports.attachments.layout import (
    PlacedCell,
    grid_of,
    is_section_heading,
    is_table_row,
    line_text,
    parted_at_headings,
    tight,
)
from reports.attachments.limits import BREAKAGE, MAX_PAGES, MAX_SECONDS, UnreadableError, check_pdf_streams
from reports.attachments.pdf_turns import turned_upright, without_backward
from reports.attachments.torn_pdf import is_whole, mended
from reports.document import Block, Document, Paragraph
from reports.headings import spaced_number
from reports.model import Finding

_PAGE_NUMBER = re.compile(
    r"^(?:第\s*)?[-—–－·\s]*\d{1,3}[-—–－·\s]*(?:页)?(?:\s*/\s*\d{1,3}|，?\s*共\s*\d{1,3}\s*页)?$"
)
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d))"
)
_SENTENCE_END = "。！？；：!?;:"
#: what a file raises whose objects break off or refer to lost ones
_STILL_TORN: tuple[type[Exception], ...] = (UnreadableError, *BREAKAGE)
_UNMAPPED = re.compile(r"\(cid:\d+\)")


@dataclass(slots=True)
class _Line:
    """A line of running text with its place, or a table's piece in its stead (`cells`)."""

    x0: float
    x1: float
    top: float
    bottom: float
    text: str = ""
    size: float = 0.0
    #: a row of a table that has no rules: its cells' texts, parted by tabs
    is_row: bool = False
    cells: list[PlacedCell] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """A page: its lines and table pieces from top to bottom, and the margins of its text."""

    lines: list[_Line]
    left: float
    right: float


def read_pdf(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    """Blocks of a PDF; raises UnreadableError where it is encrypted, damaged, or too much of a thing."""
    check_pdf_streams(body)
    # it warns of each odd font and box anew, hundreds of lines a file
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        return _open(body, filename)
    except UnreadableError as error:
        if error.finding.rule != "attachment.broken" or b"%%EOF" in body[-2048:]:
            raise
        for torn in mended(body):
            try:
                return _open(torn, filename, torn=True)
            except _STILL_TORN:
                continue
        raise


def _open(body: bytes, filename: str, *, torn: bool = False) -> tuple[Document, list[Finding]]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            return _read(pdf, filename, torn=torn)
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise UnreadableError("encrypted", "the PDF is encrypted with a password") from error
        raise UnreadableError("broken", f"the PDF cannot be read: {cause!r:.160}") from error
    except (MalformedPDFException, PDFException, PSException) as error:
        raise UnreadableError("broken", f"the PDF cannot be read: {error!r:.160}") from error


def _read(pdf: Any, filename: str, *, torn: bool) -> tuple[Document, list[Finding]]:
    findings: list[Finding] = []
    pages = pdf.pages
    if torn:
        # from the first page that is not whole on nothing is certain: tables may lack rows and heads
        pages = list(takewhile(is_whole, pages))
        message = f"the PDF is cut off: {len(pages)} whole pages were read, what follows them is lost"
        findings.append(Finding("attachment.cut-off", "warning", message))
    if not pages:
        raise UnreadableError("broken", "the PDF has no pages" if not torn else "the PDF is cut off in its first page")
    if len(pages) > MAX_PAGES:
        message = f"the PDF has {len(pages)} pages; only the first {MAX_PAGES} were read"
        findings.append(Finding("attachment.too-many-pages", "warning", message))
    sheets, pictures = [], []
    deadline = time.monotonic() + MAX_SECONDS
    for number, page in enumerate(pages[:MAX_PAGES], 1):
        if time.monotonic() > deadline:
            message = f"reading took longer than {MAX_SECONDS:.0f} s; pages from {number} on were not read"
            findings.append(Finding("attachment.timeout", "warning", message))
            break
        if not page.chars and page.images:
            pictures.append(f"{filename}#page={number}")
        turned = turned_upright(page)
        readable, backward = without_backward(turned)
        if backward:
            message = f"page {number}: {backward} characters run upwards or backwards and were not read"
            findings.append(Finding("attachment.turned-text", "warning", message))
        sheets.append(_sheet(readable))
        turned.close()
        page.close()
    document = Document(
        url="",
        title=_title(pdf, filename),
        blocks=tuple(_blocks(sheets)),
        images=tuple(pictures),
        article_rule="pdf",
    )
    return document, findings + _text_findings(document, pictures, len(pages))


def _text_findings(document: Document, pictures: list[str], pages: int) -> list[Finding]:
    findings: list[Finding] = []
    if pictures:
        message = f"{len(pictures)} of {pages} pages are pictures without text; what they show stays unread"
        findings.append(Finding("attachment.no-text", "warning", message))
    elif not document.blocks:
        findings.append(Finding("attachment.no-text", "warning", "the PDF holds no text"))
    unmapped = sum(len(_UNMAPPED.findall(block.text)) for block in document.blocks if isinstance(block, Paragraph))
    if unmapped > 20:
        message = f"{unmapped} characters have no Unicode value in the PDF's fonts; the text is incomplete"
        findings.append(Finding("attachment.unmapped-text", "warning", message))
    return findings


def _title(pdf: Any, filename: str) -> str:
    """The title of the PDF's properties where it is Chinese, else the file's name."""
    raw = next((info["Title"] for info in pdf.doc.info if isinstance(info.get("Title"), bytes)), b"")
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    title = raw.decode("utf-16" if wide else "utf-8", "ignore")
    if re.search(r"[\u4e00-\u9fff]{4}", title) and "Microsoft" not in title:
        return tight(title)
    return re.sub(r"\.pdf$", "", filename.rsplit("/", 1)[-1], flags=re.I)


def _sheet(page: Any) -> _Sheet:
    ruled = page.filter(_is_no_background)
    pieces = [_piece(table) for table in ruled.find_tables(_settings(ruled))]
    pieces = [piece for piece in pieces if piece.cells and not _is_open(piece)]
    boxes = [(piece.x0, piece.top, piece.x1, piece.bottom) for piece in pieces]
    text = page.filter(lambda thing: thing["object_type"] == "char" and not _inside(thing, boxes))
    lines = [_text_line(line) for line in text.extract_text_lines()]
    lines = [line for line in lines if line.text and not _is_page_number(line, page.height)]
    sheet = _Sheet(sorted([*lines, *pieces], key=lambda line: line.top), 0.0, page.width)
    if lines:
        sheet.left, sheet.right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return sheet


def _text_line(line: dict[str, Any]) -> _Line:
    """A line of text; where wide gaps part what are all labels and figures of the statutory tables, a row of cells."""
    chars = line["chars"]
    size = chars[0]["size"]
    text = line_text(line["text"])
    made = _Line(line["x0"], line["x1"], line["top"], line["bottom"], text, size, is_row="\t" in text)
    starts = [number for number in range(1, len(chars)) if chars[number]["x0"] - chars[number - 1]["x1"] > size]
    if starts and not made.is_row:
        parts = [chars[first:last] for first, last in zip([0, *starts], [*starts, len(chars)], strict=True)]
        cells = [tight("".join(char["text"] for char in part)) for part in parts]
        if is_table_row(cells):
            made.text, made.is_row = "\t".join(cells), True
    return made


def _is_no_background(thing: dict[str, Any]) -> bool:
    """False for filled boxes without an outline: shading behind cells or lines of text, not a table's rules."""
    if thing["object_type"] not in ("rect", "curve"):
        return True
    return bool(thing.get("stroke")) or not thing.get("fill") or min(thing["width"], thing["height"]) <= 2


def _settings(page: Any) -> dict[str, Any]:
    """Close tables that a page break left open: a line where all uprights of a table begin or end."""
    uprights = sorted((e for e in page.edges if e["orientation"] == "v"), key=lambda edge: edge["top"])
    groups: list[dict[str, float]] = []
    for edge in uprights:
        if groups and edge["top"] <= groups[-1]["bottom"] + 3:
            group = groups[-1]
            group["bottom"] = max(group["bottom"], edge["bottom"])
            group["x0"], group["x1"] = min(group["x0"], edge["x0"]), max(group["x1"], edge["x1"])
        else:
            groups.append({key: edge[key] for key in ("top", "bottom", "x0", "x1")})
    closing = [
        {"object_type": "line", "x0": g["x0"], "x1": g["x1"], "top": y, "bottom": y, "width": g["x1"] - g["x0"],
         "height": 0, "orientation": "h"}
        for g in groups if g["x1"] > g["x0"] for y in (g["top"], g["bottom"])
    ]  # fmt: skip
    return {"explicit_horizontal_lines": closing}


def _piece(table: Any) -> _Line:
    x0, top, x1, bottom = table.bbox
    piece = _Line(x0, x1, top, bottom)
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            if box is not None:
                piece.cells.append(PlacedCell(box[0], box[2], box[1], box[3], _cell_text(text or "")))
    return piece


def _is_open(piece: _Line) -> bool:
    """Rules between the rows only, or a box round lines of text: no columns, so the lines are read as such."""
    return len(piece.cells) > 1 and len({(round(cell.x0), round(cell.x1)) for cell in piece.cells}) == 1


def _cell_text(text: str) -> str:
    return "\n".join(filter(None, (tight(line) for line in text.split("\n"))))


def _inside(char: dict[str, Any], boxes: list[tuple[float, float, float, float]]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)


def _is_page_number(line: _Line, height: float) -> bool:
    return (line.top > height * 0.88 or line.bottom < height * 0.08) and bool(_PAGE_NUMBER.match(line.text))


def _blocks(sheets: list[_Sheet]) -> Iterator[Block]:
    """Blocks over page ends: a table that goes on is one grid, a paragraph that goes on is one paragraph."""
    table: list[_Line] = []
    text: list[tuple[_Line, _Sheet]] = []
    for sheet in sheets:
        for number, line in enumerate(sheet.lines):
            if line.cells:
                yield from _joined(text)
                if table and not (number == 0 and _continues(table[-1], line)):
                    yield from _grid(table)
                table.append(line)
                continue
            yield from _grid(table)
            if text and _starts(line, sheet, *text[-1]):
                yield from _joined(text)
            text.append((line, sheet))
    yield from _grid(table)
    yield from _joined(text)


def _continues(last: _Line, first: _Line) -> bool:
    """The same table on the next page: same outer edges."""
    return abs(last.x0 - first.x0) < 6 and abs(last.x1 - first.x1) < 6


def _starts(line: _Line, sheet: _Sheet, last: _Line, before: _Sheet) -> bool:
    """Whether `line` begins a paragraph: indented, numbered, after a line that ended early, or set in another size."""
    size = line.size or 10.0
    if line.is_row or last.is_row or is_section_heading(line.text):
        return True
    if abs(line.size - last.size) > 1.0 or line.top - last.bottom > 2.5 * size:
        return True
    if _is_heading_pair(last, line, sheet):
        return False
    indented = line.x0 > sheet.left + 1.2 * size
    early = last.x1 < before.right - 2.2 * size
    numbered = _NUMBERED.match(line.text) is not None or spaced_number(line.text) != ""
    return indented or early or (numbered and last.text[-1:] in _SENTENCE_END)


def _is_heading_pair(last: _Line, line: _Line, sheet: _Sheet) -> bool:
    """Two centred lines of a large title: 洪泽区人民政府 over 2023年政府信息公开工作年度报告."""
    middle = (sheet.left + sheet.right) / 2
    centred = all(abs((part.x0 + part.x1) / 2 - middle) < 2 * part.size for part in (last, line))
    return centred and last.x0 > sheet.left + last.size and line.size >= 15.5 and not _NUMBERED.match(line.text)


def _joined(text: list[tuple[_Line, _Sheet]]) -> Iterator[Block]:
    if text:
        parts = [line.text for line, _ in text]
        joined = parts[0]
        for part in parts[1:]:
            space = " " if joined[-1:].isascii() and part[:1].isascii() and joined[-1:].isalpha() else ""
            joined += space + part
        yield Paragraph(joined, tag="h1" if text[0][0].size >= 17.5 else "p")
        text.clear()


def _grid(table: list[_Line]) -> Iterator[Block]:
    if table:
        grid = grid_of([piece.cells for piece in table])
        if grid:
            yield from parted_at_headings(grid)
        table.clear()
