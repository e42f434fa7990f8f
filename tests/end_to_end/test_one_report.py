"""Which pages are one report, through whole crawls of three portals: one record each, with all its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from opencc import OpenCC

from tests.end_to_end.crawling import Answer, Crawl, serving, write_registry

COUNTY, CITY, OTHER = "青川县人民政府", "广元市人民政府", "旺苍县人民政府"
DIVISIONS = {"county": "510822", "city": "510800", "other": "510821"}
NAMES = {"county": COUNTY, "city": CITY, "other": OTHER}


def lines(body: str, year: int) -> list[str]:
    """The text of a body's report: its own, as every figure hangs on both."""
    seed = sum(map(ord, body))
    work = [f"{year}年{body}推进第{n}项政务公开工作，惠及群众{(seed * n + year) % 997}人次。" for n in range(14)]
    return ["一、总体情况", *work, "六、其他需要报告的事项", "无。"]


def title(body: str, year: int) -> str:
    return f"{body}{year}年政府信息公开工作年度报告"


@dataclass
class Site:
    """One portal's pages; `show` puts a page on its list."""

    name: str
    pages: dict[str, Answer] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)

    def show(self, path: str, body: str, year: int, **more: Any) -> None:
        name = more.get("title") or title(more.get("printed", body), year)
        if path.endswith(".docx"):
            self.pages[path] = Answer(word(name, lines(body, year)), "application/octet-stream")
        else:
            self.pages[path] = Answer(html(name, lines(body, year), more.get("index_no")).encode())
            if more.get("traditional"):
                self.pages[path] = Answer(OpenCC("s2t").convert(html(name, lines(body, year), None)).encode())
        self.links.append(f'<li><a href="{path}">{name}</a><span>{year + 1}-01-20</span></li>')
        column = f"<h1>政府信息公开年报</h1><ul>{''.join(self.links)}</ul>"
        self.pages["/nb/"] = Answer(page("政府信息公开年报", column).encode())
        self.pages["/"] = Answer(page(self.name, '<a href="/nb/">政府信息公开年报</a>').encode())


def page(name: str, body: str) -> str:
    return f"<html><head><meta charset='utf-8'><title>{name}</title></head><body>{body}</body></html>"


def html(name: str, text: list[str], index_no: str | None) -> str:
    number = f"<table><tr><td>索引号：</td><td>{index_no}</td></tr></table>" if index_no else ""
    return page(name, f"{number}<h1>{name}</h1>" + "".join(f"<p>{line}</p>" for line in text))


def word(name: str, text: list[str]) -> bytes:
    document, stream = Document(), BytesIO()
    document.add_heading(name, 0)
    for line in text:
        document.add_paragraph(line)
    document.save(stream)
    return stream.getvalue()


def sites() -> dict[str, Site]:
    """Every case of issue 5 at once."""
    county, city, other = (Site(NAMES[slug]) for slug in ("county", "city", "other"))
    # a number that belongs to nobody: two years of one body, and an unrelated portal
    for year in (2022, 2021):
        county.show(f"/nb/{year}.html", COUNTY, year, index_no="000014349")
        other.show(f"/nb/{year}.html", OTHER, year, index_no="000014349")
    # two reports under one number
    for path, body in (("jyj", "青川县教育局"), ("mzj", "青川县民政局")):
        county.show(f"/bm/{path}.html", body, 2022, index_no="008510/2023-00007")
    # the county's report on the city's portal, printed in full there; the page and its file; in traditional script
    city.show("/xq/qc2022.html", COUNTY, 2022, printed="四川省广元市青川县人民政府", index_no="510800/2023-1")
    county.show("/nb/2022.docx", COUNTY, 2022)
    county.show("/big5/2022.html", COUNTY, 2022, traditional=True)
    # printed short on one page and in full on the other
    county.show("/nb/2020.html", COUNTY, 2020, index_no="008510/2021-00001")
    county.show("/old/2020.html", COUNTY, 2020, printed="青川县")
    return {"county": county, "city": city, "other": other}


ONE = {
    ("510822", COUNTY, 2022): {"/nb/2022.html", "/xq/qc2022.html", "/nb/2022.docx", "/big5/2022.html"},
    ("510822", COUNTY, 2021): {"/nb/2021.html"},
    ("510822", COUNTY, 2020): {"/nb/2020.html", "/old/2020.html"},
    ("510822", "青川县教育局", 2022): {"/bm/jyj.html"},
    ("510822", "青川县民政局", 2022): {"/bm/mzj.html"},
    ("510821", OTHER, 2022): {"/nb/2022.html"},
    ("510821", OTHER, 2021): {"/nb/2021.html"},
}


@pytest.fixture
def served(workspace: Callable[[list[dict[str, str]]], Crawl]) -> Iterator[tuple[Crawl, dict[str, Site]]]:
    """Crawled once."""
    all_sites = sites()
    with ExitStack() as stack:
        rows = []
        for slug, site in all_sites.items():
            home = stack.enter_context(serving(site.pages)) + "/"
            rows.append({"slug": slug, "name": site.name, "division_code": DIVISIONS[slug], "home_url": home})
        crawl = workspace(rows)
        write_registry(crawl.registry, rows)
        crawl.crawl()
        yield crawl, all_sites


def paths(record: dict[str, Any]) -> set[str]:
    return {"/" + source["url"].split("/", 3)[-1] for source in record["sources"]}


def found(crawl: Crawl) -> dict[tuple[str, str, int], set[str]]:
    """Sources by what a report is."""
    records = crawl.export("--status", "accepted,quarantined")
    by_report = {(each["division_code"], each["issuer"], each["year"]): paths(each) for each in records}
    assert len(by_report) == len(records), "a report is stored twice"
    return by_report


def same(by_report: dict[tuple[str, str, int], set[str]]) -> dict[tuple[str, str, int], set[str]]:
    """With issuers in full: which form is printed hangs on the page that is followed."""
    return {
        (code, COUNTY if issuer == "青川县" else issuer, year): on for (code, issuer, year), on in by_report.items()
    }


def test_each_is_one_report_with_all_its_sources_and_reasons(served: tuple[Crawl, dict[str, Site]]) -> None:
    crawl, all_sites = served
    assert same(found(crawl)) == ONE
    assert crawl.sql("select id from sources where reason = '' or rule = ''") == []
    (record,) = [each for each in crawl.export() if each["year"] == 2022 and each["issuer"] == COUNTY]
    assert (record["portal"], record["version"]) == ("county", 1)
    assert record["url"].endswith("/nb/2022.html")
    assert record["title"] == title(COUNTY, 2022)
    # renumbered by a migration, at new addresses
    county = all_sites["county"]
    county.links = [link for link in county.links if "/nb/2021" not in link]
    county.show("/new/2021.html", COUNTY, 2021, index_no="11510822MB1/2022-3")
    crawl.crawl("-a", "full=1")
    after = ONE | {("510822", COUNTY, 2021): {"/nb/2021.html", "/new/2021.html"}}
    assert same(found(crawl)) == after
    assert {each["version"] for each in crawl.export()} == {1}


def test_a_merge_and_a_split_hold_through_recrawls_and_can_be_taken_back(
    served: tuple[Crawl, dict[str, Site]],
) -> None:
    crawl, _ = served
    ids = {row["issuer"]: row["id"] for row in crawl.rows("reports", "--year", "2022")}
    crawl.run("reports", "merge", str(ids["青川县教育局"]), str(ids["青川县民政局"]), "--why", "one bureau now")
    source = "select s.id from sources s join pages p on p.id = s.page_id where p.url like '%/xq/qc2022.html'"
    (twin,) = crawl.sql(source)
    crawl.run("reports", "split", str(twin["id"]), "--why", "the city's own edition")
    crawl.crawl("-a", "full=1")
    records = crawl.export()
    assert len(records) == len(ONE)  # one less by the merge, one more by the split
    bureau = next(each for each in records if "/bm/jyj.html" in paths(each))
    assert paths(bureau) == {"/bm/jyj.html", "/bm/mzj.html"}
    (edition,) = [each for each in records if "/xq/qc2022.html" in paths(each)]
    assert paths(edition) == {"/xq/qc2022.html"}
    (decision,) = crawl.sql("select id from decisions where action = 'merge'")
    crawl.run("reports", "undo", str(decision["id"]))
    for_2022 = crawl.sql("select report_id as id from sources where id = " + str(twin["id"]))
    own = crawl.sql("select report_id from sources s join pages p on p.id = s.page_id where p.url like '%qc2022.html'")
    split_off = next(row["report_id"] for row in own if row["report_id"] != for_2022[0]["id"])
    crawl.run("reports", "merge", str(for_2022[0]["id"]), str(split_off), "--why", "the same after all")
    crawl.crawl("-a", "full=1")
    assert same(found(crawl)) == ONE
