"""The reader as a whole: failures, exclusions, and reports that lie in their page's files."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from reports.files import FetchedFile
from reports.model import PageKind, RawPage
from reports.reader import read_page, read_with_files

URL = "http://127.0.0.1/zwgk/zfxxgknb/202301/t20230118_1.html"
TITLE = "龙门县财政局2022年政府信息公开工作年度报告"
HEADINGS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
COLUMNS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def report_file() -> bytes:
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph("本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。")
    for number, heading in enumerate(HEADINGS):
        document.add_paragraph(heading)
        document.add_paragraph("本年度按要求开展工作。")
        if number == 3:
            add_proceedings(document)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def add_proceedings(document: docx.document.Document) -> None:
    table = document.add_table(rows=4, cols=15)
    table.cell(0, 0).merge(table.cell(0, 4)).text = "行政复议"
    table.cell(0, 5).merge(table.cell(0, 14)).text = "行政诉讼"
    for start, name in ((5, "未经复议直接起诉"), (10, "复议后起诉")):
        table.cell(1, start).merge(table.cell(1, start + 4)).text = name
    for place in range(15):
        if place < 5:
            table.cell(1, place).merge(table.cell(2, place)).text = COLUMNS[place % 5]
        else:
            table.cell(2, place).text = COLUMNS[place % 5]
        table.cell(3, place).text = str(place) if place % 5 != 4 else str(sum(range(place - 4, place)))


def shell(body: str) -> RawPage:
    head = "<head><meta charset='utf-8'><title>龙门县</title></head>"
    page = f"<html>{head}<body><h1>{TITLE}</h1><div id='zoom'>{body}</div></body></html>"
    return RawPage(URL, page.encode(), "text/html", link_text=TITLE)


def test_a_report_that_lies_in_its_file_is_read_from_there() -> None:
    page = shell("<p><a href='./P020230118.docx'>年度报告.docx</a></p>")
    first = read_page(page)
    assert first.kind is PageKind.REPORT
    (link,) = first.attachment_links
    file = FetchedFile(link, report_file(), "application/octet-stream", sha256="00")
    report = read_with_files(page, first, [file]).report
    assert report is not None
    assert report.table_source == "attachment"
    assert (report.year, report.issuer, report.title) == (2022, "龙门县财政局", TITLE)
    assert [section.heading for section in report.sections if section.ordinal] == HEADINGS
    assert report.proceedings is not None
    assert report.proceedings["review"] == {"upheld": 0, "corrected": 1, "other": 2, "pending": 3, "total": 6}
    assert report.attachments[0].sha256 == "00"


def test_a_file_that_could_not_be_fetched_is_named() -> None:
    page = shell("<p><a href='./P020230118.docx'>年度报告.docx</a></p>")
    first = read_page(page)
    missing = FetchedFile(first.attachment_links[0], error="HTTP status 404")
    report = read_with_files(page, first, [missing]).report
    assert report is not None
    (finding,) = [finding for finding in report.findings if finding.rule == "attachment.not-fetched"]
    assert "404" in finding.message


def test_a_page_that_is_a_file_is_read() -> None:
    reading = read_page(RawPage("http://127.0.0.1/nb/2022.docx", report_file(), None, link_text=TITLE))
    assert reading.kind is PageKind.REPORT
    assert reading.report is not None
    assert reading.report.year == 2022


@pytest.mark.parametrize("body", [b"", b" \r\n ", bytes(range(256)) * 40])
def test_what_cannot_be_decoded_is_a_failure(body: bytes) -> None:
    reading = read_page(RawPage(URL, body, "text/html"))
    assert reading.failure is not None
    assert reading.failure[0] == "decode"


def test_radical_signs_copied_out_of_a_pdf_are_characters() -> None:
    text = "<p>本年，我局按照要求公开各类信息，没有发生责任追究的情况。</p>"
    body = f"<p>⼀、总体情况</p>{text}<p>⼆、主动公开政府信息情况</p>{text}"
    markup = f"<h1>某县水利局2023年政府信息公开⼯作年度报告</h1><div id='zoom'>{body}</div>"
    report = read_page(RawPage("http://www.example.gov.cn/a.html", markup.encode())).report
    assert report is not None
    assert report.title == "某县水利局2023年政府信息公开工作年度报告"
    assert [section.heading for section in report.sections] == ["一、总体情况", "二、主动公开政府信息情况"]


def test_an_exclusion_says_what_it_was_contaminated_with() -> None:
    text = "<h1>关于呈报2017年度政务公开工作自查情况的函</h1><div id='zoom'><p>率先启用“bet365线路检测中心”。</p></div>"
    reading = read_page(RawPage(URL, f"<html><body>{text}</body></html>".encode(), "text/html; charset=utf-8"))
    assert reading.kind is PageKind.OTHER_REPORT
    assert "bet365" in reading.reason


def test_equal_findings_are_told_once() -> None:
    page = shell("<p>一、总体情况</p><p>无</p>")
    report = read_page(page).report
    assert report is not None
    assert len(report.findings) == len(set(report.findings))
    assert read_page(page) == read_page(page)


def test_links_to_files_are_offered_only_for_reports() -> None:
    text = "<h1>关于报送年报的通知</h1><div id='zoom'><p>请按时报送。<a href='a.doc'>附件.doc</a></p></div>"
    page = f"<html><body>{text}</body></html>"
    assert read_page(RawPage(URL, page.encode(), "text/html")).attachment_links == ()
