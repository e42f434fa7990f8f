"""The five documents that started the project, served as pages, crawled, exported and compared field by field."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.crawling import Answer, Crawl, serving

ANFU, ZHANGXIAN = "001_4b3df23375c88162.txt", "000_ff2da5e668afafb4.txt"
OTOG, SUOGA, QUZHOU = "002_85c1c0f22ac033b3.txt", "003_e0ce75c98fb8fbce.txt", "004_98b263d25c30af57.txt"

#: seed -> (host, portal's name, its division, title the list prints, path of the page, how the page is served)
PORTALS = {
    ZHANGXIAN: ("127.0.0.11", "漳县人民政府", "621125", "漳县2019年政府信息公开工作年度报告", "undeclared"),
    ANFU: ("127.0.0.12", "安福县人民政府", "360829", "安福县2020年政府信息公开工作年度报告", "utf-8"),
    OTOG: ("127.0.0.13", "鄂托克前旗人民政府", "150623", "2017年度鄂托克前旗政务公开工作年度报告", "utf-8"),
    SUOGA: ("127.0.0.14", "六枝特区人民政府", "520203", "梭戛乡人民政府2019年政府信息公开工作年度报告", "false-label"),
    QUZHOU: ("127.0.0.15", "衢州市人民政府", "330800", "衢州市人民政府2020年政府信息公开工作年度报告", "utf-8"),
}
ARTICLE = "/zwgk/zfxxgk/zfxxgknb/{year}/t{year}0123_100{n}.html"
COLUMN = "/zwgk/zfxxgk/zfxxgknb/"


def paragraphs(text: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(f"<p>{html.escape(line)}</p>" for line in lines if line.strip("| \xa0"))


def layout_tables(text: str) -> str:
    """漳县's way: the page in tables within tables."""
    rows = "".join(
        f"<tr><td>{html.escape(line.strip(' |'))}</td></tr>" for line in text.split("\n") if line.strip("| \xa0")
    )
    return (
        "<table width='980'><tr><td><table><tr><td><table class='bk'>"
        + rows
        + "</table></td></tr></table></td></tr></table>"
    )


def trs_page(body: str, name: str, meta: str) -> str:
    return (
        f"<!DOCTYPE html><html><head>{meta}<title>{name}</title></head><body>"
        f"<div class='nav'><a href='/'>首页</a> <a href='{COLUMN}'>政府信息公开年报</a></div>"
        f"<div class='main'><div class='TRS_Editor'>{body}</div></div>"
        "<div class='footer'>网站标识码 备案号 技术支持</div></body></html>"
    )


def page_of(seed: str, text: str) -> Answer:
    _, name, _, _, how = PORTALS[seed]
    if seed == ZHANGXIAN:
        page = f"<html><head><title>{name}</title></head><body>{layout_tables(text)}</body></html>"
        return Answer(page.encode("gb18030"), content_type="text/html")
    if how == "false-label":
        page = trs_page(paragraphs(text), name, "<meta charset='utf-8'>")
        return Answer(page.encode("gb18030"), content_type="text/html; charset=utf-8")
    return Answer(trs_page(paragraphs(text), name, "<meta charset='utf-8'>").encode())


def pages_of(seed: str, text: str) -> dict[str, Answer]:
    _, name, _, title, _ = PORTALS[seed]
    article = ARTICLE.format(year=2021, n=seed[2])
    listing = (
        f"<html><head><meta charset='utf-8'><title>政府信息公开年报_{name}</title></head><body><ul class='list'>"
        f"<li><a href='{article}' title='{title}'>{title}</a><span>2021-01-23</span></li></ul></body></html>"
    )
    home = (
        f"<html><head><meta charset='utf-8'><title>{name}</title></head><body><ul class='menu'>"
        "<li><a href='/xwzx/'>新闻中心</a></li><li><a href='/zwgk/'>政务公开</a></li></ul></body></html>"
    )
    openness = (
        "<html><head><meta charset='utf-8'><title>政务公开</title></head><body>"
        f"<a href='/zwgk/zfxxgk/zfxxgkzn/'>政府信息公开指南</a> <a href='{COLUMN}'>政府信息公开年报</a></body></html>"
    )
    return {
        "/": Answer(home.encode()),
        "/zwgk/": Answer(openness.encode()),
        COLUMN: Answer(listing.encode()),
        article: page_of(seed, text),
    }


@pytest.fixture(scope="module")
def crawled(shared: Path, workspace: Callable[[list[dict[str, str]]], Crawl]) -> Iterator[tuple[Crawl, dict[str, Any]]]:
    expected = json.loads((shared / "seeds" / "expected.json").read_text(encoding="utf-8"))
    with ExitStack() as stack:
        rows = []
        for seed, (host, name, code, _, _) in PORTALS.items():
            text = (shared / "seeds" / seed).read_text(encoding="utf-8")
            base = stack.enter_context(serving(pages_of(seed, text), host))
            rows.append(
                {
                    "slug": f"seed-{seed[:3]}",
                    "name": name,
                    "division_code": code,
                    "level": "county",
                    "home_url": base + "/",
                }
            )
        crawl = workspace(rows)
        crawl.crawl()
        yield crawl, expected


def record_of(crawl: Crawl, seed: str) -> dict[str, Any]:
    records = [
        record for record in crawl.export("--status", "accepted,quarantined") if record["portal"] == f"seed-{seed[:3]}"
    ]
    assert len(records) == 1, f"{seed}: {len(records)} records"
    return records[0]


def headings(record: dict[str, Any]) -> list[str]:
    return [section["heading"] for section in record["sections"] if section["ordinal"]]


@pytest.mark.parametrize("seed", [ZHANGXIAN, ANFU, SUOGA, QUZHOU])
def test_a_seed_becomes_its_record(crawled: tuple[Crawl, dict[str, Any]], seed: str) -> None:
    crawl, expected = crawled
    record = record_of(crawl, seed)
    differences = {}
    for field, wanted in expected[seed]["record"].items():
        found = (
            [section["heading"] for section in record["sections"] if section["ordinal"]]
            if field == "headings"
            else record[field]
        )
        if found != wanted and not (isinstance(wanted, list) and field != "headings" and found in wanted):
            differences[field] = (found, wanted)
    assert not differences


def test_the_encodings_are_found_without_help(crawled: tuple[Crawl, dict[str, Any]]) -> None:
    crawl, _ = crawled
    assert record_of(crawl, ZHANGXIAN)["encoding"] == "gb18030"
    assert record_of(crawl, SUOGA)["encoding"] == "gb18030"
    assert record_of(crawl, ANFU)["encoding"] == "utf-8"


def test_the_letter_is_left_out_with_its_title_and_the_brand(crawled: tuple[Crawl, dict[str, Any]]) -> None:
    crawl, _ = crawled
    (exclusion,) = [row for row in crawl.rows("exclusions") if row["portal"] == "seed-002" and "t2021" in row["url"]]
    assert exclusion["kind"] == "other-report"
    assert "自查" in exclusion["title"]
    assert "bet365" in exclusion["reason"]


def messages(record: dict[str, Any]) -> str:
    return "\n".join(f"{finding['rule']}: {finding['message']}" for finding in record["findings"])


def test_what_must_be_noticed_is_among_the_findings(crawled: tuple[Crawl, dict[str, Any]]) -> None:
    crawl, _ = crawled
    zhangxian = messages(record_of(crawl, ZHANGXIAN))
    assert all(re.search(rf"section.*{ordinal}.*no figures|{ordinal}.*no figures", zhangxian) for ordinal in "二三四")
    assert "7" in zhangxian and "留言" in zhangxian
    assert "存在的主要问题及改进情况" in messages(record_of(crawl, SUOGA))
    quzhou = messages(record_of(crawl, QUZHOU))
    assert "bob最新官网" in quzhou
    assert "2022-10-24" in quzhou


def test_anfu_adds_up_without_a_complaint(crawled: tuple[Crawl, dict[str, Any]]) -> None:
    crawl, _ = crawled
    assert not [f for f in record_of(crawl, ANFU)["findings"] if f["severity"] == "error"]
