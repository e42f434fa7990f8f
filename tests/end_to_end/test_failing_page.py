"""A page that fails run after run stays visible, and is done with when it answers."""

from __future__ import annotations

from collections.abc import Callable

from tests.end_to_end.crawling import Answer, Crawl, serving

NAME = "青川县人民政府"


def page(name: str, body: str) -> Answer:
    return Answer(f"<html><head><title>{name}</title></head><body>{body}</body></html>".encode())


def test_three_runs_in_a_row_are_counted(workspace: Callable[[list[dict[str, str]]], Crawl]) -> None:
    name = "青川县人民政府2022年政府信息公开工作年度报告"
    words = "".join(f"<p>推进第{n}项政务公开工作，惠及群众{n * 31}人次。</p>" for n in range(12))
    whole = page(name, f"<h1>{name}</h1><p>一、总体情况</p>{words}")
    listed = f'<h1>政府信息公开年报</h1><ul><li><a href="/nb/1.html">{name}</a><span>2023-01-20</span></li></ul>'
    pages = {
        "/": page(NAME, '<a href="/nb/">政府信息公开年报</a>'),
        "/nb/": page("政府信息公开年报", listed),
        "/nb/1.html": Answer(b"<h1>Internal Server Error</h1>", status=500),
    }
    with serving(pages) as origin:
        crawl = workspace([{"slug": "qingchuan", "name": NAME, "division_code": "510822", "home_url": f"{origin}/"}])
        for run in (1, 2, 3):
            crawl.crawl()
            (line,) = crawl.rows("failures")
            assert (line["url"], line["kind"], line["count"]) == (f"{origin}/nb/1.html", "http:500", run)
            assert "500" in line["message"]
            assert line["first_seen"] <= line["last_seen"]
        assert crawl.export() == []
        pages["/nb/1.html"] = whole
        crawl.crawl()
        assert crawl.rows("failures") == []
        assert [record["year"] for record in crawl.export()] == [2022]
