"""The raw archive through whole crawls: bodies that did not change are kept once, and never lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from docx import Document
from warcio.archiveiterator import ArchiveIterator

from tests.end_to_end.crawling import Answer, Crawl, serving

NAME = "青川县人民政府"
WORDS = "".join(f"<p>二〇二二年推进第{n}项政务公开工作，惠及群众{n * 31}人次。</p>" for n in range(12))


def page(body: str, title: str) -> Answer:
    return Answer(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())


def pages() -> dict[str, Answer]:
    """A list with two reports that link the same file, and with a page that is no report though its link says so."""
    links, found = "", {}
    for year in (2022, 2021):
        title = f"青川县人民政府{year}年政府信息公开工作年度报告"
        links += f'<li><a href="/nb/{year}.html">{title}</a><span>{year + 1}-01-20</span></li>'
        body = f"<h1>{title}</h1><p>一、总体情况</p>{WORDS}<p>附件：<a href='/files/tj.docx'>统计表.docx</a></p>"
        found[f"/nb/{year}.html"] = page(body, title)
    links += '<li><a href="/nb/0.html">青川县人民政府2020年政府信息公开工作年度报告</a><span>2021-01-20</span></li>'
    found["/nb/0.html"] = page("<h1>关于召开会议的通知</h1><p>各乡镇：请按时参加。</p>" * 9, "关于召开会议的通知")
    found["/nb/"] = page(f"<h1>政府信息公开年报</h1><ul>{links}</ul>", "政府信息公开年报")
    found["/"] = page('<a href="/nb/">政府信息公开年报</a>', NAME)
    document, stream = Document(), BytesIO()
    document.add_paragraph("统计口径说明：各项数字由各乡镇报送。")
    document.save(stream)
    found["/files/tj.docx"] = Answer(stream.getvalue(), "application/msword")
    return found


def kinds(files: set[Path]) -> Counter[tuple[str, str]]:
    """Type and path of every record."""
    counted: Counter[tuple[str, str]] = Counter()
    for path in files:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                address = record.rec_headers.get_header("WARC-Target-URI") or ""
                counted[record.rec_type, address.split("/", 3)[-1]] += 1
                record.content_stream().read()
    return counted


def archive(crawl: Crawl) -> set[Path]:
    return set((crawl.folder / "archive").iterdir())


def test_what_did_not_change_is_kept_once(workspace: Callable[[list[dict[str, str]]], Crawl]) -> None:
    with serving(pages()) as origin:
        crawl = workspace([{"slug": "qingchuan", "name": NAME, "division_code": "510822", "home_url": f"{origin}/"}])
        crawl.crawl()
        first = archive(crawl)
        bodies = Counter(path for kind, path in kinds(first).elements() if kind == "response")
        assert bodies == {"nb/2022.html": 1, "nb/2021.html": 1, "nb/0.html": 1, "files/tj.docx": 1}
        assert kinds(first)["revisit", "files/tj.docx"] == 1
        crawl.crawl("-a", "full=1")
        again = kinds(archive(crawl) - first)
        assert {kind for kind, _ in again} == {"warcinfo", "revisit"}
        assert again["revisit", "files/tj.docx"] == 2
        assert again["revisit", "nb/0.html"] == 1
        places = "select archive_file from pages union select archive_file from page_files"
        assert {row["archive_file"] for row in crawl.sql(places)} == {path.name for path in first}
        assert " changed" not in crawl.run("reparse").stderr
        for path in first:
            path.unlink()
        crawl.crawl("-a", "full=1")
        assert " changed" not in crawl.run("reparse").stderr
        assert crawl.rows("failures") == []
