"""Pages with several reports: one is read, the others are named."""

from __future__ import annotations

import pytest

from reports.document import Block, Paragraph
from reports.model import RawPage
from reports.reader import read_page
from reports.several_reports import own_report

SECTIONS = [
    "一、总体情况",
    "平稳。",
    "二、主动公开政府信息情况",
    "公开{n}条。",
    "三、收到和处理政府信息公开申请情况",
    "无。",
]
SECTIONS += ["四、政府信息公开行政复议、行政诉讼情况", "无。", "五、存在的主要问题及改进情况", "有。"]
NAME = "2022年政府信息公开工作年度报告"


def report(title: str, count: int) -> list[Block]:
    return [Paragraph(text.format(n=count)) for text in ([title] if title else []) + SECTIONS]


@pytest.mark.parametrize("title", [f"漳县{NAME}", ""])
@pytest.mark.parametrize("issuer", ["漳县", "漳县人民政府"])
def test_the_first_report_is_read(title: str, issuer: str) -> None:
    first, second = report(title, 5), report(f"漳县人民政府办公室{NAME}", 9)
    blocks, findings = own_report([*first, *second], issuer)
    assert list(blocks) == first
    assert [finding.rule for finding in findings] == ["page.several-reports"]
    assert "漳县人民政府办公室" in findings[0].message


def test_the_report_of_the_pages_own_issuer_is_read() -> None:
    first, second = report(f"漳县{NAME}", 5), report(f"漳县人民政府办公室{NAME}", 9)
    assert list(own_report([*first, *second], "漳县人民政府办公室")[0]) == second


@pytest.mark.parametrize("again", [f"漳县{NAME}", f"漳县人民政府{NAME}", f"定西市漳县{NAME}"])
def test_the_same_report_twice_is_one(again: str) -> None:
    blocks = [*report(f"漳县{NAME}", 5), *report(again, 5)]
    assert own_report(blocks, "漳县人民政府") == (blocks, [])


def test_titles_of_other_reports_under_the_text_are_no_reports() -> None:
    blocks = [*report(f"漳县{NAME}", 5), Paragraph(f"漳县水利局{NAME}"), Paragraph(f"漳县教育局{NAME}")]
    assert own_report(blocks, "漳县") == (blocks, [])


def test_the_reader_reads_one_of_two() -> None:
    body = "".join(
        f"<p>{block.text}</p>"
        for block in (*report(f"漳县{NAME}", 5), *report(f"漳县人民政府办公室{NAME}", 9))
        if isinstance(block, Paragraph)
    )
    read = read_page(RawPage("http://www.zhangxian.gov.cn/1.html", f"<title>漳县{NAME}</title>{body}".encode())).report
    assert read is not None
    assert [section.text for section in read.sections if section.ordinal == 2] == ["公开5条。"]
    assert "9条" not in read.text
    assert "page.several-reports" in {finding.rule for finding in read.findings}
