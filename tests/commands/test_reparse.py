"""`scrapy reparse` and `scrapy reports split|follow`: pages read again from the archive, without a request."""

from __future__ import annotations

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from scrapy.settings import Settings
from sqlalchemy import Connection, create_engine, text

from reports.model import PageKind, PortalContext, RawPage, Reading, Report
from reports.reader import read_page
from storage.archive import Archive
from storage.loading import Loader
from storage.outcomes import PageFacts, ReadOutcome
from storage.runs import RunRecord

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOST = "http://127.0.0.1:8001"
REGISTRY = f"slug,name,division_code,level,home_url\nqinghe,清河县人民政府,130534,county,{HOST}/\n"


def markup(year: int, extra: str = "") -> bytes:
    words = "".join(f"<p>{year}年推进第{n}项政务公开，惠及群众{n * 31}人次，群众评价良好。</p>" for n in range(12))
    return (
        f"<html><head><meta charset='utf-8'><title>清河县{year}年政府信息公开工作年度报告</title></head><body>"
        f"<h1>清河县{year}年政府信息公开工作年度报告</h1><p>一、总体情况</p>{words}{extra}"
        "<p>六、其他需要报告的事项</p><p>无。</p></body></html>"
    ).encode()


class House:
    """A database and an archive with two pages of one report."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder}/nianbao.sqlite"
        (folder / "registry.csv").write_text(REGISTRY, "utf-8")
        self.settings = Settings(
            {
                "DATABASE_URL": self.url,
                "ARCHIVE_DIR": str(folder / "archive"),
                "PORTALS_REGISTRY": str(folder / "registry.csv"),
            }
        )
        self.archive = Archive(folder / "archive")

    def store(self, path: str, body: bytes, **wrong: Any) -> None:
        """Fetch, archive and load a page; `wrong` are fields that yesterday's code misread."""
        context = PortalContext("qinghe", "清河县人民政府", "130534", "county", ("127.0.0.1:8001",))
        page = RawPage(HOST + path, body, "text/html", portal=context)
        reading = read_page(page)
        assert isinstance(reading.report, Report)
        for name, value in wrong.items():
            setattr(reading.report, name, value)
        headers = [("Content-Type", "text/html")]
        position = self.archive.store(page.url, status=200, headers=headers, body=body, fetched_at=AT)
        digest = hashlib.sha256(body).hexdigest()
        facts = PageFacts("qinghe", page.url, page.url, AT, 200, digest, len(body), archived=position)
        run = RunRecord(self.url, "crawl portals")
        loader = Loader(self.url, run.id)
        loader.load([ReadOutcome(facts, reading)])
        loader.close()
        run.finish("finished", {})

    def run(self, name: str, *argv: str) -> int:
        """A command, as `scrapy` runs it."""
        command = import_module(f"crawler.commands.{name}").Command()
        command.settings = self.settings
        parser = ArgumentParser()
        parser.add_argument("args", nargs="*")
        command.add_options(parser)
        options = parser.parse_args(list(argv))
        command.run(options.args, options)
        return int(command.exitcode)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the test's own."""
        engine = create_engine(self.url)
        with engine.begin() as connection:
            yield connection
        engine.dispose()

    def rows(self, query: str) -> list[Any]:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = list(connection.execute(text(query)))
        engine.dispose()
        return found


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_todays_code_corrects_what_yesterdays_misread(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.store("/1.html", markup(2022), year=2021, doc_no="错")
    house.store("/2.html", markup(2020))
    before = house.rows("SELECT last_fetched, next_due, archive_offset FROM pages ORDER BY id")
    assert house.run("reparse", "--json", "--processes", "1") == 0
    (line,) = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert line["result"] == "changed"
    assert line["changes"]["fields"] == {"year": [2021, 2022], "doc_no": ["错", None]}
    assert house.rows("SELECT number, year FROM report_versions ORDER BY year") == [(1, 2020), (1, 2022)]
    assert house.rows("SELECT identity FROM reports ORDER BY id")[0] == ("130534|清河县|2022",)
    assert house.rows("SELECT last_fetched, next_due, archive_offset FROM pages ORDER BY id") == before
    assert house.rows("SELECT kind FROM alarms") == []
    assert house.run("reparse", "--json", "--processes", "1") == 0
    assert capsys.readouterr().out == ""


def test_a_selection_leaves_the_rest_alone(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.store("/1.html", markup(2022), doc_no="错")
    house.store("/2.html", markup(2020), doc_no="错")
    assert house.run("reparse", "-a", "year=2020", "--processes", "1") == 0
    assert house.rows("SELECT year, doc_no FROM report_versions ORDER BY year") == [(2020, None), (2022, "错")]
    assert "1 pages read again" in capsys.readouterr().err


def test_pages_of_a_version_of_the_code_are_read_again_also_those_left_out(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.store("/1.html", markup(2022))
    house.store("/m/1.html", markup(2022))  # a second source: no version was written from it
    house.store("/2.html", markup(2021))
    with house.writing() as connection:
        connection.execute(text("UPDATE runs SET code_version = '0.0.' || id, finished = '2026-03-09 08:00:00'"))
        connection.execute(text("UPDATE runs SET started = '2026-03-02 08:00:00' WHERE id = 2"))
        connection.execute(text("UPDATE pages SET last_fetched = '2026-03-03 08:00:00' WHERE id = 2"))
    for number in (1, 2, 3):
        assert house.run("reparse", "-a", f"version=0.0.{number}", "--processes", "1") == 0
        assert "1 pages read again" in capsys.readouterr().err
    assert house.run("reparse", "-a", "version=9", "--processes", "1") == 0
    assert "0 pages read again" in capsys.readouterr().err


def test_two_reports_that_prove_to_be_one_are_merged(house: House) -> None:
    house.store("/1.html", markup(2022))
    house.store("/m/1.html", markup(2022, "<p>手机版。</p>"), issuer="清河县教育局", title="清河县教育局2022年年报")
    assert house.rows("SELECT count(*) FROM reports") == [(2,)]
    assert house.run("reparse", "--processes", "1") == 0
    assert house.rows("SELECT status, merged_into FROM reports ORDER BY id") == [("accepted", None), ("merged", 1)]
    assert house.rows("SELECT report_id, role FROM sources ORDER BY id") == [(1, "primary"), (1, "duplicate")]


def test_a_source_is_split_off_and_stays_apart(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.store("/1.html", markup(2022))
    house.store("/2.html", markup(2022, "<p>另有补充。</p>"))
    assert house.rows("SELECT report_id FROM sources") == [(1,), (1,)]
    assert house.run("reports", "split", "1", "--why", "the first page is a draft") == 0
    assert "report 2" in capsys.readouterr().out
    assert house.rows("SELECT report_id, role FROM sources ORDER BY id") == [
        (1, "split"),
        (1, "primary"),
        (2, "primary"),
    ]
    assert house.rows("SELECT p.url FROM report_versions v JOIN pages p ON p.id = v.page_id ORDER BY v.report_id") == [
        (f"{HOST}/2.html",),
        (f"{HOST}/1.html",),
    ]
    house.store("/1.html", markup(2022))
    assert house.rows("SELECT count(*) FROM reports WHERE status = 'accepted'") == [(2,)]
    assert house.run("reports", "split", "2", "--why", "again") == 2
    assert "only one of report 1" in capsys.readouterr().err


def word_file(year: int) -> bytes:
    """The same report as a Word file."""
    document, target = Document(), BytesIO()
    document.add_heading(f"清河县{year}年政府信息公开工作年度报告", 0)
    document.add_paragraph("一、总体情况")
    for n in range(12):
        document.add_paragraph(f"{year}年推进第{n}项政务公开，惠及群众{n * 31}人次，群众评价良好。")
    document.add_paragraph("六、其他需要报告的事项")
    document.add_paragraph("无。")
    document.save(target)
    return target.getvalue()


def followed(house: House) -> list[str]:
    """The page of the current version, and the sources that say that they are it."""
    version = "SELECT p.url FROM report_versions v JOIN pages p ON p.id = v.page_id"
    source = "SELECT p.url FROM sources s JOIN pages p ON p.id = s.page_id WHERE s.role = 'primary'"
    return [url.removeprefix(HOST) for query in (version, source) for (url,) in house.rows(query)]


def test_a_page_taken_over_from_its_file_can_be_given_back_and_stays_so(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    file, page = word_file(2022), markup(2022)
    house.store("/1.docx", file)
    house.store("/1.html", page)
    assert followed(house) == ["/1.html", "/1.html"]
    ((decision,),) = house.rows("SELECT id FROM decisions WHERE action = 'follow' AND rule = 'page'")
    assert house.run("reports", "undo", str(decision)) == 0
    assert followed(house) == ["/1.docx", "/1.docx"]
    house.store("/1.html", page)
    house.store("/1.docx", file)
    assert house.run("reparse", "--processes", "1") == 0
    assert followed(house) == ["/1.docx", "/1.docx"]
    ((word,),) = house.rows("SELECT id FROM decisions WHERE action = 'follow' AND rule = 'operator'")
    assert house.run("reports", "undo", str(word)) == 0
    assert followed(house) == ["/1.html", "/1.html"]
    assert house.rows("SELECT current_version, status FROM reports") == [(1, "accepted")]
    capsys.readouterr()
    assert house.run("reports", "undo", str(word)) == 2
    assert "taken back already" in capsys.readouterr().err


def test_an_operator_says_which_page_is_followed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.store("/1.html", markup(2022))
    house.store("/2.html", markup(2022))
    assert followed(house) == ["/1.html", "/1.html"]
    assert house.run("reports", "follow", "2", "--why", "the first is a draft") == 0
    assert "takes it back" in capsys.readouterr().out
    house.store("/1.html", markup(2022))
    assert followed(house) == ["/2.html", "/2.html"]
    assert house.run("reports", "follow", "9", "--why", "x") == 2
    assert "no source 9" in capsys.readouterr().err
    assert house.run("reports", "follow", "1") == 2
    assert "needs a reason" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("-a", "site=nowhere"), "unknown site 'nowhere'"),
        (("-a", "colour=red"), "unknown argument 'colour=red'"),
        (("-a", "year=soon"), "is no year"),
    ],
)
def test_mistakes_are_one_line(
    house: House, argv: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    house.store("/1.html", markup(2022))
    assert house.run("reparse", *argv) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_lost_archive_file_is_a_failure_not_a_loss(house: House, tmp_path: Path) -> None:
    house.store("/1.html", markup(2022))
    for file in (tmp_path / "archive").iterdir():
        file.unlink()
    assert house.run("reparse", "--processes", "1") == 0
    assert house.run("reparse", "--processes", "1") == 0
    assert house.rows("SELECT kind, is_page, count FROM failures") == [("parse", 1, 1)]
    assert house.rows("SELECT failures FROM pages") == [(0,)]
    assert house.rows("SELECT status FROM reports") == [("accepted",)]


def test_an_unread_page_has_no_prepared_rows() -> None:
    from storage.prepared import prepare

    assert prepare(Reading(PageKind.LIST, "a list"), "qinghe") is None
