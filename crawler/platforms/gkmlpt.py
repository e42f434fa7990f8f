"""广东 gkmlpt (政府信息公开目录管理平台): a shell page with `_CONFIG`, its lists behind a JSON API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from crawler import addresses
from crawler.platforms import dialects, wording
from crawler.platforms.base import Column, Entry, ListRead, ListRequest, ListState, Mark
from crawler.platforms.entries import distinct
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.page import FetchedPage

_SID = re.compile(r"""\bSID['"]?\s*:\s*['"]?(\d+)""")
_TREE = re.compile(r"""\bTREE['"]?\s*:\s*(?=[\[{])""")
_NODE = re.compile(
    r"""\bid['"]?\s*:\s*['"]?(\d+)['"]?\s*,[^{}]{0,80}?\bname['"]?\s*:\s*['"]([^'"]{2,40})"""
    r"""|\bname['"]?\s*:\s*['"]([^'"]{2,40})['"]\s*,[^{}]{0,80}?\bid['"]?\s*:\s*['"]?(\d+)"""
)
_CONTENT = re.compile(r"""['"]?\bDETAIL['"]?\s*:\s*(?=\{)""")
#: the category that holds all articles, where nothing names that of the annual reports
_EVERYTHING = "0"
_CHINA = timezone(timedelta(hours=8))
_JSON = json.JSONDecoder()


class GkmlptPlatform(GenericPlatform):
    """`api/all/{category}?page=&sid=`; the annual reports' category is the route's number or named in the tree."""

    name: ClassVar[str] = "gkmlpt"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(60, r"/gkmlpt/", "address below /gkmlpt/", "url"),
        Mark(60, r"window\._CONFIG\s*=[^<]{0,400}\bSID", "window._CONFIG with SID"),
        Mark(20, r"cloud\.gd\.gov\.cn", "assets of cloud.gd.gov.cn"),
        Mark(10, r"href=[\"'][^\"']*/gkmlpt/", "links into /gkmlpt/"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["gkmlpt"]

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        if "/gkmlpt/api/" in page.url:
            return self._answer(page, state)
        sid = _SID.search(page.text)
        if not sid or "_CONFIG" not in page.text:
            return super().read_list(page, state)
        root = page.url.partition("/gkmlpt/")[0] + "/gkmlpt/"
        wanted = _categories(page, state) or [_EVERYTHING]
        calls = [self._call(state.turn(1, category, root=root, sid=sid.group(1))) for category in wanted]
        evidence = f"_CONFIG: SID {sid.group(1)}, categories {', '.join(wanted)}"
        return ListRead(more=calls, evidence=evidence, annual="annualreport" in state.column_url)

    def columns(self, page: FetchedPage) -> list[Column]:
        """The tree's categories of annual reports, as addresses of the platform's own route."""
        if "_CONFIG" not in page.text:
            return []
        route = urljoin(page.url.partition("/gkmlpt/")[0] + "/", "gkmlpt/annualreport")
        return [Column(f"{route}#{number}", name) for number, name in _annual_nodes(page)]

    def article_markup(self, page: FetchedPage) -> str | None:
        """`_CONFIG.DETAIL.content`: HTML as a JSON string (the readers take it from there too)."""
        detail = _object_after(_CONTENT, page.text)
        content = detail.get("content") if isinstance(detail, dict) else None
        return content if isinstance(content, str) and content.strip() else None

    def _answer(self, page: FetchedPage, state: ListState) -> ListRead:
        reply = page.json if isinstance(page.json, dict) else {}
        articles = [a for a in reply.get("articles") or [] if isinstance(a, dict)]
        entries = [e for e in (_entry(page, a) for a in articles) if e]
        read = ListRead(distinct(entries), evidence=f"API category {state.form}: {len(articles)} articles")
        classify = reply.get("classify")
        total = classify.get("post_count") if isinstance(classify, dict) else reply.get("total")
        read.records = int(str(total)) if str(total).isdigit() else None
        got = int(state.data.get("got", "0")) + len(articles)
        if articles and (read.records is None or got < read.records):
            read.more = [self._call(state.turn(state.number + 1, got=str(got)))]
        return read

    def _call(self, state: ListState) -> ListRequest:
        url = f"{state.data['root']}api/all/{state.form}?page={state.number}&sid={state.data['sid']}"
        return ListRequest(url, headers={"Referer": state.column_url}, state=state)


def _categories(page: FetchedPage, state: ListState) -> list[str]:
    """Return the category that the route names, else those that the tree calls annual reports."""
    for url in (state.column_url, page.url):
        route = urlsplit(url).fragment
        if route.isdigit():
            return [route]
    return [number for number, _ in _annual_nodes(page)]


def _annual_nodes(page: FetchedPage) -> Iterator[tuple[str, str]]:
    tree = _object_after(_TREE, page.text)
    if tree is None:  # written as a script would, not as JSON
        yield from ((number, name) for number, name in _written_nodes(page) if (wording.anchor_weight(name) or 0) >= 88)
        return
    for node in _nodes(tree):
        name = str(node.get("name") or node.get("title") or "")
        if node.get("id") is not None and (wording.anchor_weight(name) or 0) >= 88:
            yield str(node["id"]), name


def _written_nodes(page: FetchedPage) -> Iterator[tuple[str, str]]:
    for match in _NODE.finditer(page.scripts):
        number, name, late_name, late_number = match.groups()
        yield number or late_number, name or late_name


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            yield node
            waiting.extend(value for value in node.values() if isinstance(value, list | dict))


def _object_after(pattern: re.Pattern[str], text: str) -> Any:
    match = pattern.search(text)
    if not match:
        return None
    try:
        return _JSON.raw_decode(text, match.end())[0]
    except ValueError:
        return None


def _entry(page: FetchedPage, article: dict[str, Any]) -> Entry | None:
    for name in ("url", "post_url"):
        url = addresses.resolve(page.url, str(article.get(name) or ""))
        if url:
            title = str(article.get("title") or "")
            return Entry(url, title, _day(article), report_like=wording.may_be_report(title))
    return None


def _day(article: dict[str, Any]) -> str | None:
    for name in ("display_publish_time", "date", "create_time"):
        value = article.get(name)
        if isinstance(value, int) and value > 0:
            return datetime.fromtimestamp(value, UTC).astimezone(_CHINA).date().isoformat()
    return None
