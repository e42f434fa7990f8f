"""Builds the pages that tests/golden/authenticity holds as data.

Keys of a page: `base` (a report of bases.toml, `county` unless said), `replace` (pairs, throughout the text), `behind`
or `ahead` (a token behind or before every n-th paragraph, `every`), `lines` (paragraphs more), `before` (markup over
the heading), `foot` (markup behind the article), `head` (markup before `<body>`), `title` (of the page), `keywords`,
`description`, `script` (opencc's name), `url`, `portal` (its name), `date`; `cleaned`: the title that has to be read.
"""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC

FOLDER = Path(__file__).parents[1] / "golden" / "authenticity"
BASES: dict[str, dict[str, str]] = tomllib.loads((FOLDER / "bases.toml").read_text("utf-8"))
URL = "http://www.wuchuan.gov.cn/art/2023/1/1/art_1_2.html"


def cases(name: str) -> list[Any]:
    """The pages of a file, named for pytest."""
    pages = tomllib.loads((FOLDER / name).read_text("utf-8"))["page"]
    return [pytest.param(page, id=page["name"]) for page in pages]


def lines_of(case: dict[str, Any]) -> list[str]:
    """Title and paragraphs as the page prints them."""
    base = BASES[case.get("base", "county")]
    text = base["title"] + "\n" + base["text"].strip()
    if "script" in case:
        text = OpenCC(case["script"]).convert(text)
    for old, new in case.get("replace", ()):
        text = text.replace(old, new)
    lines = text.split("\n")
    every, behind, ahead = case.get("every", 1), case.get("behind", ""), case.get("ahead", "")
    for number in range(1, len(lines)):
        if len(lines[number]) > 40 and number % every == 0:
            lines[number] = ahead + lines[number] + behind
    return lines + case.get("lines", [])


def page_of(case: dict[str, Any]) -> str:
    heading, *paragraphs = lines_of(case)
    metas = "".join(
        f'<meta name="{name}" content="{escape(case[name])}">' for name in ("keywords", "description") if name in case
    )
    title = case.get("title", heading).format(title=heading)
    article = "".join(f"<p>{escape(line)}</p>\n" for line in paragraphs)
    return (
        f"<html><head><meta charset=utf-8><title>{escape(title)}</title>{metas}</head>{case.get('head', '')}<body>"
        f"<div class=nav><a href=/>首页</a> &gt; <a href=/zwgk/>政务公开</a></div>{case.get('before', '')}"
        f"<h1>{escape(heading)}</h1><div>发布日期：{case.get('date', '2023-01-29')}</div>"
        f"<div id=zoom>{article}</div>{case.get('foot', '')}</body></html>"
    )


def genuine_sentences() -> list[str]:
    """Sentences that a genuine report may hold, a line each."""
    lines = (FOLDER / "genuine_sentences.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
