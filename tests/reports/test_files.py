"""Which links are files, and what a file is called."""

from __future__ import annotations

import pytest

from reports.files import FetchedFile, file_links, filename_of, is_file
from reports.model import Link

HOST = "http://127.0.0.1"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/zwgk/202301/P020230131.pdf", "年度报告"),
        ("/zwgk/202301/W020230131.DOCX", ""),
        ("/module/download/downfile.jsp?filename=2301.pdf&classid=0", "下载"),
        ("/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=9", "附件"),
        ("/group6/M00/0A/1B/abc", "2022年年报.doc"),
        ("/down.do?id=5", "年报"),
        ("/DownloadServlet?id=5", "年报"),
        ("/attach/0/2f6a1c9e", "年报"),
        ("/cms/showFile.action?fid=77", "附件1：政府信息公开年度报告"),
        ("/download?name=%E5%B9%B4%E6%8A%A5.xlsx", "附件1"),
    ],
)
def test_files_are_recognised_with_or_without_an_ending(path: str, text: str) -> None:
    assert is_file(Link(HOST + path, text))


@pytest.mark.parametrize("url", [HOST + "/a.html", HOST + "/pdf/", "javascript:void(0)", "mailto:a@b.pdf", HOST + "/"])
def test_pages_and_scripts_are_no_files(url: str) -> None:
    assert not is_file(Link(url, "政府信息公开年度报告"))


@pytest.mark.parametrize("path", ["/a/1.html", "/nb/", "", "/c.shtml"])
def test_a_page_that_is_called_an_attachment_is_none(path: str) -> None:
    assert not is_file(Link(HOST + path, "附件：2022年政府信息公开工作年度报告"))


def test_each_file_is_listed_once_in_page_order() -> None:
    links = [
        Link(HOST + "/b.pdf", "正文"),
        Link(HOST + "/x.html", "上一篇"),
        Link(HOST + "/a.doc", ""),
        Link(HOST + "/b.pdf", ""),
    ]
    assert [link.url for link in file_links(links)] == [HOST + "/b.pdf", HOST + "/a.doc"]
    assert file_links(links)[0].text == "正文"


@pytest.mark.parametrize(
    ("link", "disposition", "name"),
    [
        (Link(HOST + "/P02.pdf", "年报"), None, "P02.pdf"),
        (Link(HOST + "/download.jsp?wbfileid=9", "年报.doc"), None, "年报.doc"),
        (
            Link(HOST + "/download.jsp?id=9", "附件"),
            "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.docx",
            "年报.docx",
        ),
        (Link(HOST + "/downfile.jsp?filename=2301.pdf", "下载"), 'attachment; filename="r.pdf"', "r.pdf"),
    ],
)
def test_a_name_comes_from_the_server_the_address_or_the_text(link: Link, disposition: str | None, name: str) -> None:
    assert FetchedFile(link, disposition=disposition).filename == name
    if disposition is None:
        assert filename_of(link) == name
