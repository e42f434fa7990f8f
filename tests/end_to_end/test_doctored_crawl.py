"""Doctored pages and genuine traps through a whole crawl: what is exported, quarantined, told by the audit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.end_to_end.crawling import Answer, Crawl, serving
from tests.reports.doctoring import cases, page_of

DOCTORED = (
    "brand for place: slogan",
    "swap: application",
    "pinyin: full-width and toned",
    "junk elements with random names",
    "adult last lines",
    "short page, one brand behind a full stop",
    "full-width letters",
)
GENUINE = (
    "新葡京路 again and again",
    "police against gambling",
    "traditional script on a mainland portal",
    "Uyghur names",
    "replacement characters",
    "lottery centre",
    "hidden links",
)
FIRST_YEAR = 2010


def chosen(file: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    by_name = {case.id: case.values[0] for case in cases(file)}
    return [by_name[name] for name in names]


def test_the_crawl_keeps_them_apart(workspace: Callable[[list[dict[str, str]]], Crawl]) -> None:
    pages, links = {}, ""
    wanted = [*chosen("doctored.toml", DOCTORED), *chosen("traps.toml", GENUINE)]
    for year, case in enumerate(wanted, FIRST_YEAR):
        markup = page_of(case)
        for printed in ("2020", "2021", "2022"):
            markup = markup.replace(f"{printed}年", f"{year}年").replace(f"{printed}-", f"{year}-")
        pages[f"/nb/{year}.html"] = Answer(markup.encode())
        links += f'<li><a href="/nb/{year}.html">{year}年政府信息公开工作年度报告</a><span>{year + 1}-01-20</span></li>'
    pages["/"] = Answer("<html><title>婺川县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>".encode())
    pages["/nb/"] = Answer(f"<html><title>政府信息公开年报</title><ul>{links}</ul></html>".encode())
    with serving(pages) as origin:
        crawl = workspace([{"slug": "wuchuan", "name": "婺川县人民政府", "level": "county", "home_url": f"{origin}/"}])
        crawl.crawl()
        accepted = {record["url"][-9:-5]: record for record in crawl.export()}
        everything = {record["url"][-9:-5] for record in crawl.export("--status", "accepted,quarantined")}
        audit = [json.loads(line) for line in crawl.run("audit", "--json").stdout.splitlines()]
    doctored = {str(year) for year in range(FIRST_YEAR, FIRST_YEAR + len(DOCTORED))}
    genuine = {str(year) for year in range(FIRST_YEAR + len(DOCTORED), FIRST_YEAR + len(wanted))}
    assert set(accepted) == genuine
    assert everything == genuine | doctored
    quarantined = [one for one in audit if one["what"] == "report"]
    assert {one["url"][-9:-5] for one in quarantined} == doctored
    assert all(one["evidence"] for one in quarantined)
    hacked = [one for one in audit if one["what"] == "hacked page"]
    assert {one["url"][-9:-5] for one in hacked} == {str(FIRST_YEAR + len(wanted) - 1)}
    findings = accepted[str(FIRST_YEAR + len(wanted) - 1)]["findings"]
    assert ("authenticity.linked-advertising", "warning") in {(one["rule"], one["severity"]) for one in findings}
