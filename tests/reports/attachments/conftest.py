"""Files made here by code: one invented report as DOCX, XLSX and PDF, with every cell a number of its own."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

TITLE = "云岭县人民政府2022年政府信息公开工作年度报告"
PROACTIVE = [
    ["第二十条第（一）项", None, None, None],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "2", "3"],
    ["行政规范性文件", "4", "5", "6"],
    ["第二十条第（八）项", None, None, None],
    ["信息内容", "本年收费金额（单位：万元）", None, None],
    ["行政事业性收费", "7730.28", None, None],
]
LABELS = ["（一）予以公开", "（二）部分公开", "（三）不予公开", "（四）无法提供", "（五）不予处理", "（七）总计"]
APPLICATIONS = [[label, *(str(100 * row + column) for column in range(1, 8))] for row, label in enumerate(LABELS, 1)]
PROCEEDINGS = [str(number) for number in range(901, 916)]


@pytest.fixture(scope="session")
def sample() -> dict[str, Any]:
    """What the files print: title, the rows of the three tables."""
    return {"title": TITLE, "proactive": PROACTIVE, "applications": APPLICATIONS, "proceedings": PROCEEDINGS}


def _proactive_table(file: Any) -> None:
    table = file.add_table(len(PROACTIVE), 4, style="Table Grid")
    for number, row in enumerate(PROACTIVE):
        filled = [text for text in row if text is not None]
        cells = table.rows[number].cells
        if len(filled) < 4:
            cells[len(filled) - 1].merge(cells[3])
        for cell, text in zip(cells, filled, strict=False):
            cell.text = text


def _applications_table(file: Any) -> None:
    table = file.add_table(len(APPLICATIONS), 9, style="Table Grid")
    table.cell(0, 0).merge(table.cell(len(APPLICATIONS) - 1, 0)).text = "三、本年度办理结果"
    for number, row in enumerate(APPLICATIONS):
        for column, text in enumerate(row, 1):
            table.cell(number, column).text = text


def _proceedings_table(file: Any) -> None:
    table = file.add_table(2, 15, style="Table Grid")
    for start, label in ((0, "行政复议"), (5, "未经复议直接起诉"), (10, "复议后起诉")):
        table.cell(0, start).merge(table.cell(0, start + 4)).text = label
    for cell, text in zip(table.rows[1].cells, PROCEEDINGS, strict=True):
        cell.text = text


def make_docx() -> bytes:
    file = docx.Document()
    file.add_heading(TITLE, level=1)
    file.add_paragraph("本报告中所列数据的统计期限自 2022 年 1 月 1 日起至 12 月 31 日止。")
    file.add_paragraph("二、主动公开政府信息情况")
    _proactive_table(file)
    file.add_paragraph("三、收到和处理政府信息公开申请情况")
    _applications_table(file)
    file.add_paragraph("四、政府信息公开行政复议、行政诉讼情况")
    _proceedings_table(file)
    file.add_paragraph("六、其他需要报告的事项")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def make_xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([TITLE])
    sheet.merge_cells("A1:D1")
    for row in PROACTIVE:
        sheet.append([_number(text) for text in row])
    sheet.merge_cells("A2:D2")
    second = book.create_sheet("申请")
    for number, row in enumerate(APPLICATIONS):
        second.append(["三、本年度办理结果" if number == 0 else None, *map(_number, row)])
    second.merge_cells(f"A1:A{len(APPLICATIONS)}")
    hidden = book.create_sheet("草稿")
    hidden.sheet_state = "hidden"
    hidden.append(["不应读到", 5])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number(text: str | None) -> str | float | None:
    return float(text) if text and text.replace(".", "").isdigit() else text


@pytest.fixture(scope="session")
def docx_bytes() -> bytes:
    return make_docx()


@pytest.fixture(scope="session")
def xlsx_bytes() -> bytes:
    return make_xlsx()


@pytest.fixture(scope="session")
def converted(docx_bytes: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The report in the formats that LibreOffice writes."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("office")
    (folder / "sample.docx").write_bytes(docx_bytes)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for target in ("pdf", "doc", "rtf"):
        command = [program, profile, "--headless", "--convert-to", target, "--outdir", str(folder), "sample.docx"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return {path.suffix[1:]: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _record(code: int, content: bytes) -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def _biff_sheet(rows: Sequence[Sequence[str | None]], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            value = _number(text)
            if isinstance(value, float):
                out += _record(0x203, struct.pack("<HHHd", number, column, 0, value))
            elif value:
                out += _record(
                    0x204, struct.pack("<HHHHB", number, column, 0, len(value), 1) + value.encode("utf-16-le")
                )
    ranges = b"".join(struct.pack("<HHHH", *area) for area in merged)
    return out + _record(0xE5, struct.pack("<H", len(merged)) + ranges) + _record(0x0A, b"")


def make_xls() -> bytes:
    """Excel 97 records in an OLE file of 512-byte sectors: FAT, directory, one stream."""
    first = _biff_sheet([[TITLE], *PROACTIVE], [(0, 0, 0, 3), (1, 1, 0, 3)])
    group: list[list[str | None]] = [
        ["三、本年度办理结果" if n == 0 else None, *row] for n, row in enumerate(APPLICATIONS)
    ]
    second = _biff_sheet(group, [(0, len(group) - 1, 0, 0)])
    bof = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0)) + _record(0x42, struct.pack("<H", 1200))
    sheets = (("Sheet1", 0), ("Sheet2", len(first)))
    size = len(bof) + sum(4 + 8 + len(name) for name, _ in sheets) + 4
    index = b"".join(
        _record(0x85, struct.pack("<IBBBB", size + place, 0, 0, len(name), 0) + name.encode()) for name, place in sheets
    )
    stream = (bof + index + _record(0x0A, b"") + first + second).ljust(8192, b"\x00")
    sectors = len(stream) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    table = b"".join(struct.pack("<I", entry) for entry in fat).ljust(512, b"\xff")
    entries = _ole_entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + _ole_entry("Workbook", 2, 2, len(stream), 0xFFFFFFFF)
    return header.ljust(512, b"\xff") + table + entries.ljust(512, b"\x00") + stream


def _ole_entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return text.ljust(64, b"\x00") + links + bytes(36) + struct.pack("<IQ", start, size)


@pytest.fixture(scope="session")
def xls_bytes() -> bytes:
    return make_xls()


class PdfPage:
    """A page drawn by hand: Chinese text in a font that is not embedded, ruling lines, white boxes."""

    def __init__(self) -> None:
        self.marks: list[str] = []

    def text(self, x: float, y: float, text: str, size: float = 12) -> None:
        self.marks.append(f"BT /F1 {size} Tf {x} {842 - y - size} Td <{text.encode('utf-16-be').hex()}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.marks.append(f"0.5 w {x0} {842 - y0} m {x1} {842 - y1} l S")

    def white_box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.marks.append(f"q 1 1 1 rg {x0} {842 - y1} {x1 - x0} {y1 - y0} re f Q")

    def table(self, columns: Sequence[float], lines: Sequence[float], *, top: bool = True, bottom: bool = True) -> None:
        for number, y in enumerate(lines):
            if (top or number > 0) and (bottom or number < len(lines) - 1):
                self.line(columns[0], y, columns[-1], y)
        for x in columns:
            self.line(x, lines[0], x, lines[-1])


def make_pdf(pages: Sequence[PdfPage]) -> bytes:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts ["
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor "
        b"/FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 "
        b"/CapHeight 880 /StemV 93 >> >>] >>"
    )
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        font,
    ]
    for number, page in enumerate(pages):
        drawing = "\n".join(page.marks).encode()
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n".encode() + drawing + b"\nendstream")
    return _with_table(objects)


def _with_table(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


@pytest.fixture(scope="session")
def pdf_page() -> type[PdfPage]:
    return PdfPage


@pytest.fixture(scope="session")
def pdf_of() -> Callable[[Sequence[PdfPage]], bytes]:
    return make_pdf


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setenv("PATH", str(tmp_path))
