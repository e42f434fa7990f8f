"""Attachments of every format give the same figures; what cannot be read is a finding that names why."""

from __future__ import annotations

import io
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.attachments import limits, office, read_attachment, sniff
from reports.document import Document, Grid, Paragraph
from reports.model import Finding
from reports.tables import read_tables


def read(body: bytes, name: str = "report") -> tuple[Document, list[Finding]]:
    document, findings = read_attachment(body, filename=name, media_type=None)
    assert document is not None, findings
    return document, findings


def why(body: bytes, name: str = "report") -> str:
    """The one reason for which nothing could be read."""
    document, findings = read_attachment(body, filename=name, media_type=None)
    assert document is None
    (finding,) = findings
    assert finding.severity == "warning"
    assert name in finding.message
    return finding.rule


def grids(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text.replace("\n", "") for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Grid)
    ]


def prose(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def assert_figures(document: Document, sample: dict[str, Any]) -> None:
    """All three tables, each row's own cells in order."""
    first, second, third = grids(document)
    assert first == [[text for text in row if text is not None] for row in sample["proactive"]]
    assert [row[-8:] for row in second] == sample["applications"]
    assert second[0][0] == "三、本年度办理结果"
    assert third[-1] == sample["proceedings"]


def test_docx_gives_every_figure(docx_bytes: bytes, sample: dict[str, Any]) -> None:
    document, findings = read(docx_bytes, "附件.docx")
    assert findings == []
    assert_figures(document, sample)
    assert prose(document)[0] == sample["title"]
    assert prose(document)[1] == "本报告中所列数据的统计期限自2022年1月1日起至12月31日止。"
    assert prose(document)[2:5:2] == ["二、主动公开政府信息情况", "四、政府信息公开行政复议、行政诉讼情况"]


def test_docx_spans_are_the_files_own(docx_bytes: bytes, sample: dict[str, Any]) -> None:
    document, _ = read(docx_bytes)
    first, second, third = (block for block in document.blocks if isinstance(block, Grid))
    assert [cell.colspan for cell in first.rows[0]] == [4]
    assert [cell.colspan for cell in first.rows[-1]] == [1, 3]
    assert second.rows[0][0].rowspan == len(sample["applications"])
    assert [cell.colspan for cell in third.rows[0]] == [5, 5, 5]


@pytest.mark.parametrize("kind", ["doc", "rtf", "pdf"])
def test_converted_formats_give_every_figure(kind: str, converted: dict[str, bytes], sample: dict[str, Any]) -> None:
    assert sniff(converted[kind]) == kind
    document, findings = read(converted[kind], f"download.jsp?id=7.{kind}")
    assert findings == []
    assert_figures(document, sample)
    assert prose(document)[0] == sample["title"]


def test_a_wps_file_is_read_like_a_doc(converted: dict[str, bytes], sample: dict[str, Any]) -> None:
    document, _ = read(converted["doc"], "年报.wps")
    assert_figures(document, sample)


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_sheets_give_every_figure(kind: str, xlsx_bytes: bytes, xls_bytes: bytes, sample: dict[str, Any]) -> None:
    body = {"xlsx": xlsx_bytes, "xls": xls_bytes}[kind]
    assert sniff(body) == kind
    document, findings = read(body, f"统计表.{kind}")
    assert findings == []
    assert prose(document) == [sample["title"]]
    first, second = grids(document)
    assert [[text for text in row if text] for row in first] == [
        [text for text in row if text is not None] for row in sample["proactive"]
    ]
    assert [row[-8:] for row in second] == sample["applications"]


def test_the_shared_report_gives_every_figure_that_it_prints(shared: Path) -> None:
    document, findings = read((shared / "documents" / "hongze-2023.pdf").read_bytes(), "hongze-2023.pdf")
    assert findings == []
    first, second, third = grids(document)
    assert [row for row in first if len(row) == 4][1:] == [["规章", "0", "0", "0"], ["行政规范性文件", "0", "5", "5"]]
    assert [row for row in first if len(row) == 2 and row[0] != "信息内容"] == [
        ["行政许可", "550"], ["行政处罚", "4119"], ["行政强制", "195"], ["行政事业性收费", "7730.28"],
    ]  # fmt: skip
    rows = {row[-8]: row[-7:] for row in second if len(row) >= 8}
    zero = ["0"] * 7
    expected = {"一、本年新收政府信息公开申请数量": 21, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": 4}
    expected |= {"1.属于国家秘密": 1, "6.属于四类过程性信息": 1, "7.属于行政执法案卷": 1, "1.信访举报投诉类申请": 1}
    expected |= {"1.本机关不掌握相关政府信息": 10, "2.没有现成信息需要另行制作": 3, "（七）总计": 21}
    assert len(rows) == 23
    for label, printed in rows.items():
        count = str(expected.get(label, 0))
        assert printed == ([count, *zero[:5], count] if count != "0" else zero), label
    assert third[-1] == ["10", "1", *["0"] * 8, "5", *["0"] * 4]
    assert prose(document)[0] == "洪泽区人民政府2023年政府信息公开工作年度报告"
    headings = [line for line in prose(document) if line[1:2] == "、"]
    assert [heading[0] for heading in headings] == list("一二三四五六")
    assert "有序、健康发展。" in "".join(prose(document))


def _applications_page(page: Any, rows: Sequence[Sequence[str]], start: float, **open_ends: bool) -> None:
    columns = [60, 200, 320, 440, 530]
    lines = [start + 30 * number for number in range(len(rows) + 1)]
    page.table(columns, lines, **open_ends)
    for number, row in enumerate(rows):
        for x, text in zip(columns, row, strict=False):
            page.text(x + 4, lines[number] + 8, text)


def test_a_table_cut_by_a_page_break_is_one_grid(pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    first, second = pdf_page(), pdf_page()
    first.text(60, 100, "三、收到和处理政府信息公开申请情况")
    _applications_page(first, [["信息内容", "甲", "乙", "丙"], ["规章", "1", "2", "3"]], 700, bottom=False)
    first.text(290, 800, "- 1 -")
    _applications_page(second, [["行政规范性文件", "4", "5", "6"]], 60, top=False)
    second.text(60, 200, "四、政府信息公开行政复议、行政诉讼情况")
    document, _ = read(pdf_of([first, second]))
    assert grids(document) == [
        [["信息内容", "甲", "乙", "丙"], ["规章", "1", "2", "3"], ["行政规范性文件", "4", "5", "6"]]
    ]
    assert prose(document) == ["三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"]


def test_the_rest_of_a_label_goes_to_its_row(pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    first, second = pdf_page(), pdf_page()
    _applications_page(first, [["（二）部分公开（区分", "1", "2", "3"]], 700)
    _applications_page(second, [["处理的）", "", "", ""], ["（三）不予公开", "4", "5", "6"]], 60)
    document, _ = read(pdf_of([first, second]))
    assert grids(document) == [[["（二）部分公开（区分处理的）", "1", "2", "3"], ["（三）不予公开", "4", "5", "6"]]]


def test_a_blank_row_after_a_page_break_stays_a_row(pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    first, second = pdf_page(), pdf_page()
    _applications_page(first, [["规章", "1", "2", "3"]], 700)
    _applications_page(second, [["行政规范性文件", "", "", ""], ["（三）不予公开", "4", "5", "6"]], 60)
    document, _ = read(pdf_of([first, second]))
    assert grids(document)[0][1] == ["行政规范性文件", "", "", ""]


def test_boxes_behind_lines_are_no_table(pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    page = pdf_page()
    lines = [
        "本报告根据条例的要求编制，全文包括六个部分，所列数据的",
        "统计期限自一月一日起至年底为止。",
        "二、主动公开政府信息情况",
    ]
    for number, text in enumerate(lines):
        page.white_box(60, 100 + 24 * number, 530, 124 + 24 * number)
        page.text(60 if number else 84, 104 + 24 * number, text, 16)
    document, _ = read(pdf_of([page]))
    assert grids(document) == []
    assert prose(document) == ["".join(lines[:2]), lines[2]]


def _lines(page: Any, texts: Sequence[str], start: float = 100) -> None:
    for number, text in enumerate(texts):
        page.text(60, start + 24 * number, text)


def test_radical_signs_are_read_as_characters(pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    page = pdf_page()
    _lines(page, ["⼀、总体情况", "云岭县⼈⺠政府⻓期落实责任。", "⼆、主动公开政府信息情况"])
    assert prose(read(pdf_of([page]))[0]) == [
        "一、总体情况",
        "云岭县人民政府长期落实责任。",
        "二、主动公开政府信息情况",
    ]


@pytest.mark.parametrize("number", ["一 ", "一　", "第一部分 "])
def test_a_space_that_alone_parts_number_and_heading_stays(
    number: str, pdf_page: Any, pdf_of: Callable[..., bytes]
) -> None:
    page = pdf_page()
    _lines(page, [f"{number}总体情况", "全年发布信息 30 条，一 致好评。"])
    file = docx.Document()
    file.add_paragraph(f"{number}总体情况")
    file.add_paragraph("全年发布信息 30 条，一 致好评。")
    out = io.BytesIO()
    file.save(out)
    for body in (pdf_of([page]), out.getvalue()):
        assert prose(read(body)[0]) == [f"{number.strip()} 总体情况", "全年发布信息30条，一致好评。"]


@pytest.mark.parametrize("heading", ["六．其他需要报告的事项", "六 其他需要报告的事项"])
def test_a_heading_begins_a_paragraph(heading: str, pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    page = pdf_page()
    _lines(page, ["今后将完善制度，压实责任，加强培训，提升能力，优化平台，改进服务。", heading])
    assert prose(read(pdf_of([page]))[0])[1] == heading


def _columns(page: Any, rows: Sequence[Sequence[str]], *, rules: bool) -> None:
    for number, row in enumerate(rows):
        y = 100 + 24 * number
        for column, text in enumerate(row):
            page.text(60 + 130 * column, y, text)
        if rules:
            page.line(56, y - 5, 540, y - 5)
    if rules:
        page.line(56, 100 + 24 * len(rows) - 5, 540, 100 + 24 * len(rows) - 5)


@pytest.mark.parametrize("rules", [False, True])
def test_a_table_without_uprights_is_read_by_its_gaps(rules: bool, pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    page = pdf_page()
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    _columns(page, [heads, ["规章", "1", "2", "3"], ["行政规范性文件", "4", "", "6"]], rules=rules)
    document, _ = read(pdf_of([page]))
    tables = read_tables(document.blocks)
    assert tables.proactive is not None
    assert tables.proactive["rules"] == {"made": 1, "repealed": 2, "in_force": 3}
    # a blank cell leaves no trace in such a row: nothing says which one it was
    assert set(tables.proactive["normative_documents"].values()) == {None}
    assert any("normative_documents" in (finding.where or "") for finding in tables.findings)


_HEADS = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]


def _turned(page: Any, pdf_of: Callable[..., bytes], turn: str, rotate: int) -> bytes:
    """A page drawn under another transformation on paper of the fitting shape, and the page's own /Rotate."""
    page.marks.insert(0, f"{turn} cm")
    box = b"[0 0 595 842]" if turn.startswith("-") else b"[0 0 842 595]"
    return pdf_of([page]).replace(b"[0 0 595 842]", box).replace(b"/Type /Page ", b"/Type /Page /Rotate %d " % rotate)


@pytest.mark.parametrize("turn", ["0 1 -1 0 842 0", "0 -1 1 0 0 595", "-1 0 0 -1 595 842"])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_is_read_however_it_is_turned(
    turn: str, rotate: int, pdf_page: Any, pdf_of: Callable[..., bytes]
) -> None:
    page = pdf_page()
    page.text(60, 60, "二、主动公开政府信息情况")
    _applications_page(page, [_HEADS, ["规章", "12", "3", "45"]], 100)
    document, findings = read(_turned(page, pdf_of, turn, rotate))
    assert grids(document) == [[_HEADS, ["规章", "12", "3", "45"]]]
    assert prose(document) == ["二、主动公开政府信息情况"]
    assert findings == []


def test_figures_that_run_upwards_on_an_upright_page_are_not_read(pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    page = pdf_page()
    _applications_page(page, [_HEADS, ["规章", "12", "3", ""]], 100)
    page.marks.append("q 0 1 -1 0 470 700 cm BT /F1 12 Tf 0 0 Td <00340035> Tj ET Q")
    document, (finding,) = read(pdf_of([page]))
    assert grids(document) == [[_HEADS, ["规章", "12", "3", ""]]]
    assert finding.rule == "attachment.turned-text"


def _in_file_order(body: bytes, first: Sequence[int]) -> bytes:
    """The objects of a PDF made here, some of them first, without the table at its end."""
    objects = re.findall(rb"\d+ 0 obj\n.*?\nendobj\n", body, re.S)
    order = [*first, *(number for number in range(1, len(objects) + 1) if number not in first)]
    return b"%PDF-1.4\n" + b"".join(objects[number - 1] for number in order)


def _three_pages(pdf_page: Any, pdf_of: Callable[..., bytes]) -> bytes:
    pages = [pdf_page() for _ in range(3)]
    for number, page in enumerate(pages, 1):
        page.text(60, 100, f"第{number}页的文字。")
    return pdf_of(pages)


@pytest.mark.parametrize(
    ("first", "cut", "expected"),
    [
        ((), b"9 0 obj", ["第1页的文字。", "第2页的文字。"]),
        ((), b"</F1", ["第1页的文字。", "第2页的文字。", "第3页的文字。"]),
        ((3, 4, 5, 6, 7), b"8 0 obj", ["第1页的文字。", "第2页的文字。"]),
        ((3, 4, 5, 6, 7), b"1 0 obj", ["第1页的文字。", "第2页的文字。"]),
        # the second page's text is lost, and with it the certainty about what follows
        ((1, 2, 3, 4, 5, 6, 8, 9), b"7 0 obj", ["第1页的文字。"]),
    ],
)
def test_whole_pages_of_a_pdf_that_was_cut_off(
    first: Sequence[int], cut: bytes, expected: list[str], pdf_page: Any, pdf_of: Callable[..., bytes]
) -> None:
    body = _in_file_order(_three_pages(pdf_page, pdf_of), first)
    place = body.index(cut, 200) if cut in body else len(body)
    document, (finding,) = read(body[: place + 12])
    assert "".join(prose(document)) == "".join(expected)
    assert finding.rule == "attachment.cut-off"
    assert f"{len(expected)} whole pages" in finding.message


@pytest.mark.parametrize("lost", [3, 5])
def test_a_cut_off_pdf_without_a_whole_page_is_broken(lost: int, pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    """Object 3 is the font that tells figures apart, 5 the first page's text."""
    order = [number for number in range(1, 10) if number != lost]
    body = _in_file_order(_three_pages(pdf_page, pdf_of), order)
    assert why(body[: body.index(b"%d 0 obj" % lost) + 9]) == "attachment.broken"


_ROWS = ["信息内容 本年制发件数 本年废止件数 现行有效件数", "规章 1 2 3", "行政规范性文件 4 5 6"]


def test_rows_that_stand_in_lines_keep_their_gaps(pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    file = docx.Document()
    for row in _ROWS:
        file.add_paragraph(row.replace(" ", "\t"))
    file.add_paragraph("全年发布信息 30 条，答复 2 件。")
    out = io.BytesIO()
    file.save(out)
    page = pdf_page()
    _lines(page, [*_ROWS, "全年发布信息 30 条，答复 2 件。"])
    text = "\n".join([*_ROWS, "全年发布信息 30 条，答复 2 件。"]).encode()
    for body in (out.getvalue(), pdf_of([page]), text):
        document, _ = read(body)
        tables = read_tables(document.blocks)
        assert tables.proactive is not None
        assert tables.proactive["rules"] == {"made": 1, "repealed": 2, "in_force": 3}
        assert tables.proactive["normative_documents"] == {"made": 4, "repealed": 5, "in_force": 6}
        assert prose(document)[-1] == "全年发布信息30条，答复2件。"


def test_a_sections_heading_begins_a_paragraph_whatever_stands_above(
    pdf_page: Any, pdf_of: Callable[..., bytes]
) -> None:
    page = pdf_page()
    _lines(page, ["今后将完善制度、压实责任、加强培训和提升能力", "六、其他需要报告的事项", "无"])
    assert prose(read(pdf_of([page]))[0]) == [
        "今后将完善制度、压实责任、加强培训和提升能力", "六、其他需要报告的事项", "无",
    ]  # fmt: skip


def test_a_pdf_without_text_says_so(pdf_page: Any, pdf_of: Callable[..., bytes]) -> None:
    document, findings = read(pdf_of([pdf_page()]))
    assert document.blocks == ()
    assert [finding.rule for finding in findings] == ["attachment.no-text"]


def test_automatic_numbers_are_printed() -> None:
    file = docx.Document()
    numbering = file.part.numbering_part.element
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    )
    levels += (
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    number = f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    numbering.append(parse_xml(number))
    for depth, text in ((0, "总体情况"), (1, "主动公开"), (1, "依申请公开"), (0, "主动公开政府信息情况"), (1, "其他")):
        properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>'
        file.add_paragraph(text)._p.get_or_add_pPr().append(parse_xml(properties))
    out = io.BytesIO()
    file.save(out)
    document, _ = read(out.getvalue())
    assert prose(document) == [
        "一、总体情况", "（一）主动公开", "（二）依申请公开", "二、主动公开政府信息情况", "（一）其他",
    ]  # fmt: skip


def test_a_layout_table_is_taken_apart() -> None:
    file = docx.Document()
    outer = file.add_table(1, 1).cell(0, 0)
    outer.text = "二、主动公开政府信息情况"
    outer.add_table(1, 2).cell(0, 1).text = "550"
    out = io.BytesIO()
    file.save(out)
    document, _ = read(out.getvalue())
    assert prose(document) == ["二、主动公开政府信息情况"]
    assert grids(document) == [[["", "550"]]]


def test_deleted_text_is_left_out() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("受理21件")._p
    gone = f'<w:del {nsdecls("w")} w:id="1" w:author="x"><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>'
    paragraph.append(parse_xml(gone))
    out = io.BytesIO()
    file.save(out)
    assert prose(read(out.getvalue())[0]) == ["受理21件"]


def test_html_named_xls_is_read() -> None:
    page = "<html><body><table><tr><td>行政许可</td><td>550</td></tr></table></body></html>".encode("gb18030")
    assert sniff(page) == "html"
    document, _ = read(page, "统计表.xls")
    cells = [text for grid in grids(document) for row in grid for text in row] + prose(document)
    assert "550" in "".join(cells)


def test_a_zip_gives_the_documents_in_it(docx_bytes: bytes, sample: dict[str, Any]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.docx", docx_bytes)
        archive.writestr("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(40))
    document, findings = read(out.getvalue(), "年报.zip")
    assert_figures(document, sample)
    assert [finding.rule for finding in findings] == ["attachment.image"]


def test_a_missing_tool_is_named(converted: dict[str, bytes], without_office: None) -> None:
    document, (finding,) = read_attachment(converted["doc"], filename="年报.doc", media_type=None)
    assert document is None
    assert finding.rule == "attachment.tool-missing"
    assert "LibreOffice" in finding.message


def test_a_missing_extra_is_named(pdf_page: Any, pdf_of: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    document, (finding,) = read_attachment(pdf_of([pdf_page()]), filename="a.pdf", media_type=None)
    assert document is None
    assert finding.rule == "attachment.extra-missing"
    assert "nianbao[attachments]" in finding.message


def test_a_slow_conversion_is_stopped(converted: dict[str, bytes]) -> None:
    with pytest.raises(limits.UnreadableError) as caught:
        office.to_docx(converted["doc"], "doc", seconds=0.05)
    assert caught.value.finding.rule == "attachment.timeout"


def _package(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def test_a_zip_bomb_is_refused() -> None:
    bomb = _package(("word/document.xml", bytes(limits.MAX_UNPACKED + 1)))
    assert sniff(bomb) == "docx"
    assert why(bomb) == "attachment.zip-bomb"


def test_a_package_with_entities_is_refused() -> None:
    entities = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ccc">]><a>&b;</a>'
    assert why(_package(("word/document.xml", entities))) == "attachment.unsafe"
    wide = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "ccc">]><a>&b;</a>'.encode("utf-16-le")
    assert why(_package(("word/document.xml", b"\xff\xfe" + wide))) == "attachment.unsafe"


def test_a_pdf_stream_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED", 1 << 20)
    stream = zlib.compress(bytes(3 << 20))
    body = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + stream + b"\nendstream\nendobj\n"
    assert why(body) == "attachment.zip-bomb"


def test_encrypted_files_are_named() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert why(ole) == "attachment.encrypted"


def test_other_reasons_are_named(docx_bytes: bytes, xlsx_bytes: bytes) -> None:
    assert why(b"") == "attachment.empty"
    assert why(bytes(limits.MAX_BYTES + 1)) == "attachment.too-large"
    assert why(b"\xff\xd8\xff\xe0" + bytes(100)) == "attachment.image"
    assert why(b"Rar!\x1a\x07\x00" + bytes(100)) == "attachment.unsupported"
    assert why(docx_bytes[: len(docx_bytes) // 2]) == "attachment.broken"
    assert why(xlsx_bytes[: len(xlsx_bytes) // 2]) == "attachment.broken"
    assert why(b"%PDF-1.7\nnothing of the kind") == "attachment.broken"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.5\n", "pdf"), (b"\xef\xbb\xbf%PDF-1.5\n", "pdf"), (b"{\\rtf1\\ansi", "rtf"), (b"GIF89a", "gif"),
        (b"<!DOCTYPE html><html>", "html"), ("统计表\t1\n".encode("gb18030"), "text"), (b"\x00\x01\x02\x03", "unknown"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"), (b"7z\xbc\xaf\x27\x1c", "7z"),
    ],
)  # fmt: skip
def test_sniff(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


@pytest.mark.parametrize(
    ("stream", "kind"), [("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("x", "ole")]
)
def test_sniff_looks_into_ole_files(stream: str, kind: str) -> None:
    directory = stream.encode("utf-16-le").ljust(64, b"\x00")
    assert sniff(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + directory) == kind


_DAMAGE = st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 40), st.binary(max_size=20)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["docx", "xlsx", "pdf"]), _DAMAGE)
def test_damaged_files_never_raise(
    docx_bytes: bytes, xlsx_bytes: bytes, kind: str, damage: list[tuple[float, int, bytes]]
) -> None:
    body = bytearray({"docx": docx_bytes, "xlsx": xlsx_bytes, "pdf": _SMALL_PDF}[kind])
    for share, length, inserted in damage:
        place = int(share * len(body))
        body[place : place + length] = inserted
    document, findings = read_attachment(bytes(body), filename="x", media_type="application/octet-stream")
    assert document is not None or findings


def test_a_page_box_that_holds_no_numbers_is_named() -> None:
    document, findings = read_attachment(
        _SMALL_PDF.replace(b"[0 0 595 842]", b"[/a 0 595 842]"), filename="x.pdf", media_type=None
    )
    assert document is None
    assert [finding.rule for finding in findings] == ["attachment.broken"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>"]))
def test_any_bytes_never_raise(tail: bytes, head: bytes) -> None:
    document, findings = read_attachment(head + tail, filename="x", media_type=None)
    assert document is not None or findings


_SMALL_PDF = b"\n".join(
    [
        b"%PDF-1.4",
        b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
        b"2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj",
        b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R",
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >> endobj",
        b"4 0 obj << /Length 36 >>",
        b"stream",
        b"BT /F1 12 Tf 60 700 Td (550) Tj ET",
        b"endstream endobj",
        b"trailer << /Size 5 /Root 1 0 R >>",
        b"%%EOF",
    ]
)
