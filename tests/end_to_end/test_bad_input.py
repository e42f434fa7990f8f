"""Each wrong input gives one clear line, each bad portal a recorded failure; the rest of the run is unharmed."""

from __future__ import annotations

import html
import random
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.crawling import Answer, Crawl, serving

COLUMN = "/zwgk/zfxxgknb/"


def report(issuer: str, year: int) -> bytes:
    period = f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    paragraphs = [
        f"{issuer}根据条例编制本年度报告。{period}",
        "一、总体情况",
        "本机关按要求做好公开工作。",
        "二、主动公开政府信息情况",
        "全年主动公开信息若干条。",
        "三、收到和处理政府信息公开申请情况",
        "全年未收到申请。",
        "四、政府信息公开行政复议、行政诉讼情况",
        "无。",
        "五、存在的主要问题及改进情况",
        "公开内容还需丰富，下一步加强培训。",
        "六、其他需要报告的事项",
        "无。",
    ]
    body = "".join(f"<p>{html.escape(line)}</p>" for line in paragraphs)
    title = f"{issuer}{year}年政府信息公开工作年度报告"
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><h1>{title}</h1><div id='zoom'>{body}</div></body></html>"
    ).encode()


def listing(links: list[tuple[str, str]], more: str = "") -> Answer:
    rows = "".join(
        f"<li><a href='{url}' title='{title}'>{title}</a><span>2023-01-20</span></li>" for url, title in links
    )
    head = "<head><meta charset='utf-8'><title>政府信息公开年报</title></head>"
    return Answer(f"<html>{head}<body><ul>{rows}</ul>{more}</body></html>".encode())


def healthy(issuer: str) -> dict[str, Answer]:
    pages = {f"{COLUMN}{year}.html": Answer(report(issuer, year)) for year in (2020, 2021, 2022)}
    links = [(f"{COLUMN}{year}.html", f"{issuer}{year}年政府信息公开工作年度报告") for year in (2020, 2021, 2022)]
    return pages | {COLUMN: listing(links)}


def with_garbage(issuer: str) -> dict[str, Answer]:
    pages = healthy(issuer)
    pages[f"{COLUMN}2021.html"] = Answer(random.Random(7).randbytes(30_000), content_type="text/html")
    pages[f"{COLUMN}2022.html"] = Answer(b"", content_type="text/html")
    return pages


class EndlessList(dict[str, Answer]):
    """Every page of its list leads to another one with other links; what they lead to does not exist."""

    def get(self, path: str, default: object = None) -> Answer:  # type: ignore[override]
        found = re.fullmatch(rf"{COLUMN}(?:index_(\d+)\.html)?", path)
        if not found:
            return Answer("页面不存在".encode(), status=404)
        number = int(found.group(1) or 0)
        links = [(f"{COLUMN}x{number}_{k}.html", f"某局{2008 + k}年政府信息公开工作年度报告") for k in range(5)]
        return listing(links, f"<a href='{COLUMN}index_{number + 1}.html'>下一页</a>")


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def row(slug: str, base: str, **more: str) -> dict[str, str]:
    return {
        "slug": slug,
        "name": "安福县人民政府",
        "division_code": "360829",
        "level": "county",
        "home_url": base,
    } | more


@pytest.fixture(scope="module")
def crawl(workspace: Callable[[list[dict[str, str]]], Crawl]) -> Iterator[Crawl]:
    with ExitStack() as stack:
        good = stack.enter_context(serving(healthy("安福县"), "127.0.0.21"))
        garbage = stack.enter_context(serving(with_garbage("安福县财政局"), "127.0.0.22"))
        endless = stack.enter_context(serving(EndlessList(), "127.0.0.23"))
        refusing = f"http://127.0.0.24:{closed_port()}"
        crawl = workspace(
            [
                row("good", good + "/", report_urls=good + COLUMN),
                row("garbage", garbage + "/", report_urls=garbage + COLUMN),
                row("endless", endless + "/", report_urls=endless + COLUMN),
                row("refusing", refusing + "/"),
            ]
        )
        crawl.crawl("-s", "RETRY_TIMES=0")
        yield crawl


def failures(crawl: Crawl, portal: str) -> dict[str, dict[str, object]]:
    return {str(row["kind"]): row for row in crawl.rows("failures") if row["portal"] == portal}


def test_the_healthy_portal_is_unharmed(crawl: Crawl) -> None:
    years = sorted(record["year"] for record in crawl.export() if record["portal"] == "good")
    assert years == [2020, 2021, 2022]
    assert not failures(crawl, "good")


def test_garbage_and_empty_pages_are_named_failures(crawl: Crawl) -> None:
    assert [record["year"] for record in crawl.export() if record["portal"] == "garbage"] == [2020]
    named = [row for row in crawl.rows("failures") if row["portal"] == "garbage"]
    assert {str(row["url"]).rsplit("/", 1)[1]: row["kind"] for row in named}.keys() == {"2021.html", "2022.html"}
    assert {row["kind"] for row in named} <= {"decode", "parse", "soft-404"}


def test_a_list_without_end_is_cut_and_named(crawl: Crawl) -> None:
    kinds = failures(crawl, "endless").keys()
    assert kinds & {"endless-list", "budget"}


def test_a_portal_that_refuses_is_a_failure_of_its_own(crawl: Crawl) -> None:
    assert failures(crawl, "refusing").keys() == {"refused"}


def test_every_failure_has_the_contracts_fields(crawl: Crawl) -> None:
    for found in crawl.rows("failures"):
        assert list(found) == ["portal", "url", "kind", "message", "first_seen", "last_seen", "count"]
        assert found["message"]


def one_line(crawl: Crawl, *arguments: str, settings: tuple[str, ...] = ()) -> str:
    done = crawl.run("crawl", "portals", *settings, *arguments, expect=None)
    assert done.returncode not in (0, None)
    assert "Traceback" not in done.stderr + done.stdout
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    assert len(lines) == 1, lines
    return lines[0]


def test_an_unknown_site_names_the_nearest(crawl: Crawl) -> None:
    assert "garbage" in one_line(crawl, "-a", "site=garbege")


def test_a_broken_row_is_named_with_its_line(crawl: Crawl, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    lines = crawl.registry.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace("http://", "htp:/")
    broken.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = one_line(crawl, settings=("-s", f"PORTALS_REGISTRY={broken}"))
    assert "line 4" in said
    assert "home_url" in said


def test_a_missing_registry_is_named(crawl: Crawl, tmp_path: Path) -> None:
    assert "nowhere.csv" in one_line(crawl, settings=("-s", f"PORTALS_REGISTRY={tmp_path / 'nowhere.csv'}"))


@pytest.mark.parametrize(
    "url", ["sqlite:////proc/nowhere/crawl.sqlite", "nonsense://x", "postgresql+psycopg://127.0.0.1:1/x"]
)
def test_a_database_that_cannot_be_used_is_named(crawl: Crawl, url: str) -> None:
    assert "DATABASE_URL" in one_line(crawl, settings=("-s", f"DATABASE_URL={url}"))
