"""Files under names that are not their own, XML without a package, archives with litter, cells without a value."""

from __future__ import annotations

import base64
import io
import quopri
import struct
import zipfile
from typing import Any

import openpyxl
import pytest

from reports.attachments import read_attachment, sniff
from reports.document import Document, Grid
from reports.model import Finding

PAGE = (
    '<html><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"></head><body><p>一、总体情况</p>'
    "<table><tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>550</td></tr></table></body></html>"
)
ROWS = [["信息内容", "本年处理决定数量"], ["行政许可", "550"]]


def read(body: bytes, name: str) -> tuple[Document, list[Finding]]:
    document, findings = read_attachment(body, filename=name, media_type="application/msword")
    assert document is not None, findings
    return document, findings


def texts(document: Document) -> list[Any]:
    return [
        [[cell.text for cell in row] for row in block.rows] if isinstance(block, Grid) else block.text
        for block in document.blocks
    ]


def why(body: bytes, name: str) -> tuple[str, str]:
    document, (finding,) = read_attachment(body, filename=name, media_type=None)
    assert document is None
    return finding.rule, finding.message


def _archive(encoding: str, content: bytes, first: str = "MIME-Version: 1.0\r\n") -> bytes:
    head = f'{first}Content-Type: multipart/related;\r\n\tboundary="--x"; type="text/html"\r\n\r\nAnother part.\r\n'
    part = f'----x\r\nContent-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    picture = (
        b"\r\n----x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n----x--\r\n"
    )
    return head.encode() + part.encode() + content + picture


@pytest.mark.parametrize("first", ["MIME-Version: 1.0\r\n", "From: <Saved by WPS>\r\nSubject: x\r\n y\r\n"])
@pytest.mark.parametrize(
    ("encoding", "encode"), [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes)]
)
def test_a_web_archive_named_doc(encoding: str, encode: Any, first: str) -> None:
    body = _archive(encoding, encode(PAGE.encode("gb18030")).replace(b"\n", b"\r\n"), first)
    assert sniff(body) == "mhtml"
    document, findings = read(body, "年报.doc")
    assert (texts(document), findings) == (["一、总体情况", ROWS], [])


def test_a_web_archive_without_a_page_is_named() -> None:
    assert why(_archive("base64", b"").replace(b"text/html;", b"text/css;"), "a.doc")[0] == "attachment.unsupported"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_page_that_word_saved_under_the_name_doc(encoding: str) -> None:
    office = '<html xmlns:w="urn:schemas-microsoft-com:office:word"><!--[if gte mso 9]><xml><w:View/></xml><![endif]-->'
    assert texts(read(PAGE.replace("<html>", office).encode(encoding), "年报.doc")[0]) == ["一、总体情况", ROWS]


_FLAT = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>
<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/_rels/.rels"
 pkg:contentType="application/vnd.openxmlformats-package.relationships+xml"><pkg:xmlData><Relationships
 xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships></pkg:xmlData></pkg:part><pkg:part pkg:name="/word/document.xml"
 pkg:contentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"><pkg:xmlData>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>一、总体情况</w:t>
</w:r></w:p></w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"""


def test_a_word_file_as_one_xml() -> None:
    assert sniff(_FLAT.encode()) == "word-flat"
    assert texts(read(_FLAT.encode(), "年报.doc")[0]) == ["一、总体情况"]
    assert why(_FLAT.replace("/word/document.xml", "/word/x.xml").encode(), "a.doc")[0] == "attachment.broken"
    assert why(_FLAT.encode()[:-40], "a.doc")[0] == "attachment.broken"
    entities = _FLAT.replace("?>\n", '?><!DOCTYPE a [<!ENTITY b "c">]>\n', 1)
    assert why(entities.encode(), "a.doc")[0] == "attachment.unsafe"


def _sheet(rows: str, options: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel"><Worksheet ss:Name="a"><Table>{rows}</Table>{options}'
        "</Worksheet></Workbook>"
    ).encode()


def _cell(text: str, attributes: str = "") -> str:
    kind = "Number" if text.replace(".", "").isdigit() else "String"
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def _row(*cells: str, attributes: str = "") -> str:
    return f"<Row {attributes}>{''.join(cells)}</Row>"


def test_excel_2003_xml_with_merged_cells() -> None:
    rows = (
        _row(_cell("三、本年度办理结果", 'ss:MergeDown="1"'), _cell("（一）予以公开"), _cell("1.0"))
        + _row(_cell("（二）部分公开", 'ss:Index="2"'), _cell("2"))
        + _row(_cell("（七）总计", 'ss:MergeAcross="1"'), _cell("3"))
        + _row(_cell("草稿"), _cell("9"), attributes='ss:Hidden="1"')
        + _row(_cell("四、结转下年度继续办理"), _cell("4", 'ss:Index="3"'))
    )
    body = _sheet(rows)
    assert sniff(body) == "sheet-xml"
    (grid,) = read(body, "统计表.xls")[0].blocks
    assert isinstance(grid, Grid)
    assert [[(cell.text, cell.rowspan, cell.colspan) for cell in row] for row in grid.rows] == [
        [("三、本年度办理结果", 2, 1), ("（一）予以公开", 1, 1), ("1", 1, 1)],
        [("（二）部分公开", 1, 1), ("2", 1, 1)],
        [("（七）总计", 1, 2), ("3", 1, 1)],
        [("四、结转下年度继续办理", 1, 1), ("", 1, 1), ("4", 1, 1)],
    ]


def test_hidden_sheets_of_excel_2003_xml_are_left_out() -> None:
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    document, (finding,) = read(_sheet(_row(_cell("草稿")), options), "a.xls")
    assert document.blocks == ()
    assert finding.rule == "attachment.no-text"


def test_a_doc_with_a_password_is_named() -> None:
    fib = bytearray(bytes(512))
    fib[:2], fib[11] = b"\xec\xa5", 0x01
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(488) + fib
    assert why(body, "年报.doc")[0] == "attachment.encrypted"


def _zip(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def test_what_systems_leave_in_a_zip_is_passed_over() -> None:
    litter = (("a/", b""), ("__MACOSX/a/._年报.doc", b"\x00\x05"), ("a/Thumbs.db", bytes(9)), ("a/.DS_Store", bytes(9)))
    document, findings = read(_zip(*litter, ("a/年报.doc", PAGE.encode("gb18030"))), "年报.zip")
    assert (texts(document), findings) == (["一、总体情况", ROWS], [])


def test_a_zip_in_which_nothing_is_readable_says_why() -> None:
    rule, message = why(_zip(("内.zip", _zip(("a.doc", b"x"))), ("b.png", b"\x89PNG\r\n\x1a\n")), "年报.zip")
    assert rule == "attachment.unsupported"
    assert "内.zip" in message
    assert "picture" in message
    assert "no files" in why(_zip(("__MACOSX/x", b"1")), "a.zip")[1]


def test_formulas_that_nobody_calculated_and_errors_are_named() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "=1+3", 5, "#REF!"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    document, (finding,) = read(out.getvalue(), "统计表.xlsx")
    assert texts(document) == [[["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "", "5", ""]]]
    assert finding.rule == "attachment.no-value"
    assert finding.message.endswith("sheet1: 2 cells hold no calculated value: B2, D2")


def test_rows_without_figures_stay_in_the_table() -> None:
    labels = [
        "一、本年新收政府信息公开申请数量",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "第二十条第（一）项",
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["标题"], ["信息内容", "甲"], *([label, None] for label in labels), ["五、存在的主要问题及改进情况"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    grid = [["信息内容", "甲"], *([label, ""] for label in labels)]
    assert texts(read(out.getvalue(), "a.xlsx")[0]) == ["标题", grid, "五、存在的主要问题及改进情况"]


def test_stored_values_of_formulas_are_read() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["规章", "=1+3"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    stored = [(name, part.replace(b"<v />", b"<v>4</v>").replace(b"<v></v>", b"<v>4</v>")) for name, part in parts]
    document, findings = read(_zip(*stored), "统计表.xlsx")
    assert (texts(document), findings) == ([[["规章", "4"]]], [])


def _book(*cells: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = "规章", 7
    for name in cells:
        sheet[name] = 5
    sheet["XFD1000000"].number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("far", ["XFD1", "A1048576", "XFD1048576"])
def test_a_figure_at_the_far_corner_costs_nothing(far: str) -> None:
    """A reader lays the sheet out as a full rectangle: the far corner of one would be 17 thousand million cells."""
    assert why(_book(far), "a.xlsx")[0] == "attachment.too-large"


def test_a_blank_at_the_far_corner_is_nothing() -> None:
    assert texts(read(_book(), "a.xlsx")[0]) == [[["规章", "7"]]]


def test_a_figure_far_out_in_an_xls_costs_nothing(xls_bytes: bytes) -> None:
    number = struct.pack("<HHHH", 0x203, 14, 3, 1)
    assert number in xls_bytes
    far = xls_bytes.replace(number, struct.pack("<HHHH", 0x203, 14, 60_000, 7_000), 1)
    assert why(far, "a.xls")[0] == "attachment.too-large"


def test_a_zip_whose_members_lie_about_their_place_is_broken() -> None:
    body = bytearray(_zip(("a.xml", PAGE.encode())))
    place = body.index(b"PK\x01\x02") + 42
    body[place : place + 4] = struct.pack("<I", 0xFFFFFFC3)
    assert why(bytes(body), "a.zip")[0] == "attachment.broken"


def test_a_member_that_cannot_be_unpacked_leaves_the_others() -> None:
    body = _zip(("a.doc", PAGE.encode()), ("b.doc", PAGE.replace("550", "551").encode()))
    document, findings = read_attachment(body.replace(b"551", b"552", 1), filename="a.zip", media_type=None)
    assert document is not None
    assert texts(document) == ["一、总体情况", ROWS]
    assert [finding.rule for finding in findings if finding.where == "b.doc"] == ["attachment.broken"]
