"""What Word keeps beside the text: tracked changes, text boxes, hidden text, odd tables, packages of other kinds."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reports.attachments import read_attachment
from reports.document import Block, Grid

_SPACES = (
    nsdecls("w")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _file(*elements: str) -> bytes:
    file = docx.Document()
    for place, element in enumerate(elements):
        file.element.body.insert(place, parse_xml(element.replace(">", f" {_SPACES}>", 1)))
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _line(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def _cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def _plain_cell(text: str) -> str:
    return _cell(_line(_run(text)))


def _box(content: str) -> str:
    """A text box as Word writes it: once for new readers, once for old ones."""
    inside = f"<w:txbxContent>{content}</w:txbxContent>"
    new = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>"


def read(body: bytes) -> list[str | list[list[str]]]:
    document, findings = read_attachment(body, filename="年报.docx", media_type=None)
    assert document is not None, findings
    assert findings == []
    return [_shown(block) for block in document.blocks]


def _shown(block: Block) -> str | list[list[str]]:
    return [[cell.text for cell in row] for row in block.rows] if isinstance(block, Grid) else block.text


_INSERTED, _DELETED = '<w:ins w:id="1" w:author="a"/>', '<w:del w:id="2" w:author="a"/>'


def test_tracked_changes_are_read_as_accepted() -> None:
    gone = '<w:del w:id="3" w:author="a"><w:r><w:delText>5</w:delText></w:r></w:del>'
    table = _table(
        _row(_plain_cell("行政许可"), _plain_cell("11"), properties=_DELETED),
        _row(_plain_cell("行政许可"), _cell(_line(gone, f'<w:ins w:id="4" w:author="a">{_run("22")}</w:ins>'))),
        _row(_cell(_line(_run("9")), '<w:cellDel w:id="5" w:author="a"/>'), _plain_cell("行政处罚"), _plain_cell("3")),
        _row(_plain_cell("行政强制"), _plain_cell("4"), properties=_INSERTED),
    )
    moved = _line(
        f'<w:moveFrom w:id="6" w:author="a">{_run("移走")}</w:moveFrom>',
        f'<w:moveTo w:id="7" w:author="a">{_run("移来")}</w:moveTo>',
    )
    assert read(_file(table, moved)) == [[["行政许可", "22"], ["行政处罚", "3"], ["行政强制", "4"]], "移来"]


def test_hidden_text_readings_and_field_codes_are_not_printed() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{_run('pin')}</w:rt><w:rubyBase>{_run('拼')}</w:rubyBase></w:ruby></w:r>"
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>'
    line = _line(_run("99", "<w:vanish/>"), _run("收到", '<w:vanish w:val="0"/>'), field, _run("21"), _run("件"), ruby)
    assert read(_file(line)) == ["收到21件拼"]


def test_a_text_box_is_read_once_and_in_order() -> None:
    content = _line(_run("二、主动公开政府信息情况")) + _table(_row(_plain_cell("规章"), _plain_cell("7")))
    assert read(_file(_line(_box(content + _line(_run("说明文字")))))) == [
        "二、主动公开政府信息情况",
        [["规章", "7"]],
        "说明文字",
    ]


def test_a_figure_in_a_text_box_in_a_cell_is_read_once() -> None:
    assert read(_file(_table(_row(_plain_cell("规章"), _cell(_line(_box(_line(_run("7"))))))))) == [[["规章", "7"]]]


def test_a_table_of_one_cell_inside_a_cell_only_frames_it() -> None:
    framed = _cell(_table(_row(_plain_cell("5"))) + "<w:p/>")
    assert read(_file(_table(_row(_plain_cell("规章"), framed)))) == [[["规章", "5"]]]


def test_headings_that_are_rows_of_one_great_table_part_it() -> None:
    table = _table(
        _row(_plain_cell("行政许可"), _plain_cell("1")),
        _row(_cell(_line(_run("三、收到和处理政府信息")) + _line(_run("公开申请情况")), '<w:gridSpan w:val="2"/>')),
        _row(_plain_cell("一、本年新收政府信息公开申请数量"), _plain_cell("")),
        _row(_plain_cell("三、本年度办理结果")),
    )
    assert read(_file(table)) == [
        [["行政许可", "1"]],
        "三、收到和处理政府信息公开申请情况",
        [["一、本年新收政府信息公开申请数量", ""], ["三、本年度办理结果"]],
    ]


def test_rows_and_cells_inside_content_controls() -> None:
    cell = f"<w:sdt><w:sdtContent>{_plain_cell('7')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent>{_row(_plain_cell('规章'), cell)}</w:sdtContent></w:sdt>"
    assert read(_file(_table(row))) == [[["规章", "7"]]]


def test_vertical_merges_go_on_beside_rows_that_begin_further_right() -> None:
    group = "<w:vMerge w:val='restart'/>"
    table = _table(
        _row(_cell(_line(_run("三、本年度办理结果")), group), _plain_cell("（一）予以公开"), _plain_cell("1")),
        _row(_cell("<w:p/>", "<w:vMerge/>"), _plain_cell("（二）部分公开"), _plain_cell("2")),
        _row(_plain_cell("（七）总计"), _plain_cell("3"), properties='<w:gridBefore w:val="1"/>'),
    )
    document, _ = read_attachment(_file(table), filename="a.docx", media_type=None)
    assert document is not None
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert [[(cell.text, cell.rowspan) for cell in row] for row in grid.rows] == [
        [("三、本年度办理结果", 2), ("（一）予以公开", 1), ("1", 1)],
        [("（二）部分公开", 1), ("2", 1)],
        [("（七）总计", 1), ("3", 1)],
    ]


def _changed(body: bytes, *changes: str) -> bytes:
    """The package with each pair of texts replaced in all its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            for old, new in list(pairwise(changes))[::2]:
                content = content.replace(old.encode(), new.encode())
            target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        (_MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        (_MAIN, _MAIN.replace("document.main", "template.main")),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/",
            "http://schemas.openxmlformats.org/wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/",
        ),
    ],
    ids=["macros", "template", "strict"],
)  # fmt: skip
def test_word_packages_of_other_kinds(changes: tuple[str, ...]) -> None:
    assert read(_changed(_file(_line(_run("一、总体情况"))), *changes)) == ["一、总体情况"]
