"""Twins of an address, and portals that move, through whole crawls: nothing doubled, nothing lost, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.end_to_end.crawling import Answer, Crawl, serving, write_registry

NAME, YEARS = "青川县人民政府", (2022, 2021)
Workspace = Callable[[list[dict[str, str]]], Crawl]


def title(year: int) -> str:
    return f"青川县人民政府{year}年政府信息公开工作年度报告"


def page(name: str, body: str) -> Answer:
    return Answer(f"<html><head><title>{name}</title></head><body>{body}</body></html>".encode())


def report(year: int, extra: str = "") -> Answer:
    words = "".join(f"<p>{year}年推进第{n}项政务公开工作，惠及群众{n * 31}人次，评价良好。</p>" for n in range(12))
    end = "<p>六、其他需要报告的事项</p><p>无。</p>"
    return page(title(year), f"<h1>{title(year)}</h1><p>一、总体情况</p>{words}{extra}{end}")


def portal(*forms: str, **extra: str) -> dict[str, Answer]:
    """A portal whose list shows each year's report at every one of these addresses."""
    found = {"/": page(NAME, '<a href="/nb/">政府信息公开年报</a>')}
    links = ""
    for year in YEARS:
        for form in forms:
            path = form.format(year=year)
            found[path] = report(year, extra.get(form.strip("/").split("/")[0], ""))
            links += f'<li><a href="{path}">{title(year)}</a><span>{year + 1}-01-20</span></li>'
    found["/nb/"] = page("政府信息公开年报", f"<h1>政府信息公开年报</h1><ul>{links}</ul>")
    return found


def row(home: str) -> dict[str, str]:
    return {"slug": "qingchuan", "name": NAME, "division_code": "510822", "home_url": home}


def vanished(crawl: Crawl) -> list[dict[str, Any]]:
    return crawl.sql("select id from reports where vanished is not null")


@pytest.mark.parametrize(
    "forms",
    [
        ("/nb/{year}/", "/nb/{year}/index.html"),
        ("/nb/{year}.html", "/nb/{year}.html?isMobile=true", "/m/nb/{year}.html"),
    ],
    ids=["folder-and-index", "pc-and-mobile"],
)
def test_twins_on_one_list_are_one_report(workspace: Workspace, forms: tuple[str, ...]) -> None:
    with serving(portal(*forms, m="<p>返回电脑版</p>")) as origin:
        crawl = workspace([row(f"{origin}/")])
        for _ in range(3):
            crawl.crawl()
        records = crawl.export()
    assert sorted((record["year"], record["version"]) for record in records) == [(2021, 1), (2022, 1)]
    for record in records:  # addresses that differ by spelling alone are one page
        assert record["url"] == origin + forms[0].format(year=record["year"])
        assert len(record["sources"]) == len(forms) - 1
    assert crawl.sql("select url from pages where misses > 0") == vanished(crawl) == []


def test_a_portal_that_moves_to_another_address_keeps_its_reports_and_goes_on(workspace: Workspace) -> None:
    pages = portal("/nb/{year}.html")
    with serving(pages) as old:
        crawl = workspace([row(f"{old}/")])
        crawl.crawl()
    with serving(pages) as new:
        write_registry(crawl.registry, [row(f"{new}/")])
        for _ in range(3):
            crawl.crawl()
        records = crawl.export()
        assert sorted(record["url"] for record in records) == [f"{new}/nb/2021.html", f"{new}/nb/2022.html"]
        assert {record["version"] for record in records} == {1}
        assert {len(record["sources"]) for record in records} == {2}
        assert vanished(crawl) == []
        assert crawl.rows("failures") == []
        pages["/nb/2022.html"] = report(2022, "<p>更正：增加一件。</p>")
        crawl.crawl("-a", "full=1")
        assert sorted((record["year"], record["version"]) for record in crawl.export()) == [(2021, 1), (2022, 2)]
