"""Reports as files: DOCX and PDF written by hand, so that the sandbox needs no office library.

The PDF uses a font that readers know by name (STSong-Light) with the predefined map UniGB-UCS2-H, as files printed
from Chinese office programs do.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from sandbox.layouts.grids import Ink, Row, TCell, spelled_out, table_rows
from sandbox.truth import ReportTruth

Part = str | list[Row]
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
#: page size in points, margins, text size, line height, characters on a line, height of a table's row
_WIDTH, _HEIGHT, _MARGIN, _SIZE, _LINE, _COLUMNS, _ROW = 595, 842, 50, 11, 18, 44, 16


def parts_of(truth: ReportTruth, ink: Ink) -> Iterator[Part]:
    """Title, headings, paragraphs and tables of a report in order."""
    yield truth.title
    for section in truth.sections:
        if section.heading:
            yield section.heading
        yield from section.paragraphs
        if section.table:
            yield table_rows(truth, section.table, ink)
        yield from section.notes
    yield from truth.signature


def docx_bytes(truth: ReportTruth, ink: Ink) -> bytes:
    """The report as a Word document."""
    body = "".join(_word_table(part) if isinstance(part, list) else _word_line(part) for part in parts_of(truth, ink))
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}">'
    document = f"{head}<w:body>{body}</w:body></w:document>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            # a fixed date keeps the bytes equal from run to run
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return stream.getvalue()


def _word_line(text: str) -> str:
    return f"<w:p><w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>"


def _word_table(rows: list[Row]) -> str:
    width = sum(cell.colspan for cell in spelled_out(rows)[0])
    grid = "<w:tblGrid>" + '<w:gridCol w:w="900"/>' * width + "</w:tblGrid>"
    return f"<w:tbl><w:tblPr/>{grid}{''.join(_word_rows(rows))}</w:tbl>"


def _word_rows(rows: list[Row]) -> Iterator[str]:
    """Row spans are `restart` on top and empty continuing cells below."""
    pending: dict[int, tuple[int, int]] = {}
    for row in rows:
        cells, column = [], 0
        waiting = list(row)
        while waiting or column in pending:
            if column in pending:
                left, span = pending.pop(column)
                cells.append(_word_cell(TCell("", span), "<w:vMerge/>"))
                if left > 1:
                    pending[column] = (left - 1, span)
                column += span
                continue
            cell = waiting.pop(0)
            cells.append(_word_cell(cell, '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""))
            if cell.rowspan > 1:
                pending[column] = (cell.rowspan - 1, cell.colspan)
            column += cell.colspan
            pending = dict(pending)
        yield f"<w:tr>{''.join(cells)}</w:tr>"


def _word_cell(cell: TCell, merge: str) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    text = cell.text.replace("&nbsp;", "\N{NO-BREAK SPACE}")
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_word_line(text)}</w:tc>"


# -- PDF -------------------------------------------------------------------------------------------------------------


class _Canvas:
    """Drawing commands, page by page, from the top down."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = _HEIGHT - _MARGIN

    def room(self, height: float) -> None:
        """Begin a page where the rest of this one is too short."""
        if self.y - height < _MARGIN:
            self.pages.append([])
            self.y = _HEIGHT - _MARGIN

    def text(self, x: float, y: float, text: str, size: float) -> None:
        """Text at a place, in the font's two-byte code."""
        code = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {size:.1f} Tf {x:.1f} {y:.1f} Td <{code}> Tj ET")

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """The border of a cell."""
        self.pages[-1].append(f"{x:.1f} {y:.1f} {width:.1f} {height:.1f} re S")


def pdf_bytes(truth: ReportTruth, ink: Ink) -> bytes:
    """The report as a PDF with ruled tables; a table that does not fit goes on on the next page."""
    canvas = _Canvas()
    for part in parts_of(truth, ink):
        if isinstance(part, list):
            _draw_table(canvas, part)
        else:
            _draw_lines(canvas, part)
    return _pdf_file(canvas.pages)


def _draw_lines(canvas: _Canvas, text: str) -> None:
    for start in range(0, len(text), _COLUMNS):
        canvas.room(_LINE)
        canvas.y -= _LINE
        canvas.text(_MARGIN, canvas.y, text[start : start + _COLUMNS], _SIZE)


def _draw_table(canvas: _Canvas, rows: list[Row]) -> None:
    width = sum(cell.colspan for cell in spelled_out(rows)[0])
    unit = (_WIDTH - 2 * _MARGIN) / width
    canvas.room(_ROW * len(rows) if len(rows) < 20 else _ROW * 6)
    pending: dict[int, int] = {}
    for number, row in enumerate(rows):
        canvas.room(_ROW)
        canvas.y -= _ROW
        column = 0
        for cell in row:
            while pending.get(column):
                pending[column] -= 1
                column += 1
            _draw_cell(canvas, cell, column, unit, min(cell.rowspan, len(rows) - number))
            for extra in range(cell.colspan):
                pending[column + extra] = cell.rowspan - 1
            column += cell.colspan
        for rest in range(column, width):
            pending[rest] = max(0, pending.get(rest, 0) - 1)


def _draw_cell(canvas: _Canvas, cell: TCell, column: int, unit: float, height: int) -> None:
    """A cell's border and its text, set in lines that fit."""
    x, box = _MARGIN + column * unit, cell.colspan * unit
    bottom = canvas.y - (height - 1) * _ROW
    canvas.box(x, bottom, box, height * _ROW)
    text = cell.text.replace("&nbsp;", " ")
    size = 8.0 if len(text) * 8 <= box - 2 else 3.0
    fitting = max(1, int((box - 2) // size))
    lines = [text[start : start + fitting] for start in range(0, len(text), fitting)]
    for index, line in enumerate(lines):
        canvas.text(x + 1, canvas.y + _ROW - size - 1 - index * (size + 1), line, size)


def _pdf_file(pages: list[list[str]]) -> bytes:
    """Objects: catalog, page tree, font (with its descendant and descriptor), then a page and its content in turn."""
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering "
        "(GB1) /Supplement 4 >> /FontDescriptor 5 0 R /DW 1000 /W [1 95 500] >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for number, commands in enumerate(pages):
        content = "0.5 w\n" + "\n".join(commands)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")
