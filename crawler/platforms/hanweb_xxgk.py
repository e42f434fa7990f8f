"""大汉 Hanweb xxgk: lists are fragments of `search.jsp`; annual reports have an endpoint, one by organ and year."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import addresses
from crawler.platforms import dialects, pagers
from crawler.platforms.base import Entry, ListRead, ListRequest, ListState, Mark
from crawler.platforms.entries import entries_of
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.links import anchors_of_fragment
from crawler.platforms.page import FetchedPage, text_of

_FIELDS = (
    "infotypeId", "jdid", "area", "divid", "sortfield", "texttype", "fbtime", "vc_all", "vc_title", "vc_number",
    "vc_filenumber", "standardXxgk", "isAllList", "vc_bmnumber", "vc_jgnumber",
)  # fmt: skip
_CALL = re.compile(r"""["']([^"'\s]*/module/xxgk/search\.jsp(?:\?[^"'\s]*)?)["']""", re.IGNORECASE)
_FIELD = re.compile(rf"""\b({"|".join(_FIELDS)})['"]?\s*[:=]\s*['"]([^'"]*)['"]""")
_REPORT = re.compile(r"xxgkAnnualReport\.jsp", re.IGNORECASE)
_ORGAN = re.compile(r"""\barea\b['"]?\s*[:=]\s*['"]?([0-9A-Z]{6,24})\b""")
_TREE = re.compile(r"""["']([^"'\s]*/module/xxgk/tree\.jsp(?:\?[^"'\s]*)?)["']""", re.IGNORECASE)
#: a node of the organs' tree: its name, then its code
_NODE = re.compile(
    r"""['"]?name['"]?\s*:\s*['"]([^'"]{2,40})['"][^{}]{0,200}?"""
    r"""['"]?(?:id|code|area)['"]?\s*:\s*['"]([0-9A-Z]{9,24})['"]"""
)
#: reports exist since the first 条例 (2008)
_ALL_YEARS = [str(year) for year in range(datetime.now(UTC).year, 2007, -1)]
_COLUMN = re.compile(r"/col/col(\w+)/")
_YEAR = re.compile(r"^(20[0-3]\d)\s*年?度?$")

#: an answer with less text than this, and neither table, picture nor file, is no report
_NOTHING = 120


class HanwebXxgkPlatform(GenericPlatform):
    """`search.jsp` is not filtered by column: of its rows only those count that belong to the column asked for."""

    name: ClassVar[str] = "hanweb_xxgk"
    aliases: ClassVar[tuple[str, ...]] = ("hanweb",)
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(65, r"/module/xxgk/", "xxgk module", "url"),
        Mark(55, r"/module/xxgk/(?:search|tree|xxgkAnnualReport)\.jsp", "calls the xxgk module"),
        Mark(20, r"tr_main_value_(?:odd|even)", "xxgk rows"),
        Mark(15, r"大汉网络|大汉版通|Hanweb", "names 大汉"),
        Mark(10, r"/col/col\w+/", "column address /col/colN/", "url"),
    )
    against: ClassVar[tuple[Mark, ...]] = (Mark(0, r"dataproxy\.jsp|<datastore>", "jpage's marks"),)
    articles: ClassVar[str] = f"{dialects.ARTICLES['hanweb']}|{dialects.ARTICLES['hanweb-report']}"

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        if _REPORT.search(page.url):
            return self._asked_report(page, state)
        if "search.jsp" in page.url:
            return self._fragment(page, state)
        if "tree.jsp" in page.url:
            return _tree(page, state)
        read = super().read_list(page, state)
        reports, pieces = _annual_reports(page)
        call = _search_request(page, state)
        read.entries = [*reports, *read.entries]
        read.more = [*pieces, *([call] if call else read.more)]
        read.annual = bool(reports or pieces)
        read.evidence = f"xxgk: {len(reports)} linked reports, {len(pieces)} organs × years to ask for"
        return read

    def _fragment(self, page: FetchedPage, state: ListState) -> ListRead:
        if "fields" not in state.data:  # reached by an address in a script, not by the column's own call
            endpoint, _, query = page.url.partition("?")
            state = state.turn(state.number, "get", endpoint=endpoint, fields=query)
        links = anchors_of_fragment(page.text, page.base)
        rows = len(links)
        column = _COLUMN.search(state.column_url)
        if column:
            own = [a for a in links if f"art_{column.group(1)}_" in a.url]
            links = own or ([] if any("art_" in a.url for a in links) else links)
        entries = entries_of(links)
        read = ListRead(entries, evidence=f"search.jsp: {len(entries)} rows of the column", foreign=rows - len(links))
        read.pages = pagers.claimed_pages(page)
        number = state.number + 1
        if (links and not read.foreign) or (read.pages or 0) >= number:
            read.more = [_page_request(state.turn(number))]
        return read

    def _asked_report(self, page: FetchedPage, state: ListState) -> ListRead:
        """An organ × year that was only guessed: the answer is the report, or nothing."""
        if len(page.visible_text) < _NOTHING and not page.has("<img", "<table", ".pdf", ".doc"):
            return ListRead(evidence="no report of that organ and year", last=True)
        report = Entry(page.url, state.data.get("title", ""), report_like=True)
        read = ListRead([report], evidence="the endpoint answered with a report", annual=True)
        organ = dict(parse_qsl(urlsplit(page.url).query)).get("area", "")
        if organ and "title" not in state.data:  # the column is one report's address: ask for the organ's other years
            asked = [_report_request(page, organ, "", year) for year in _ALL_YEARS]
            read.more = [r for r in asked if addresses.key(r.url) != addresses.key(page.url)]
        return read


def _annual_reports(page: FetchedPage) -> tuple[list[Entry], list[ListRequest]]:
    """Return reports that the page links outright, and requests for organ × year where it only offers a choice."""
    linked: dict[str, Entry] = {}
    for element in page.elements("a"):
        href = element.get("href") or ""
        url = addresses.resolve(page.base, href) if _REPORT.search(href) else None
        if url and _asks_for_one(url):
            linked[addresses.key(url)] = Entry(url, text_of(element), report_like=True)
    if not _REPORT.search(page.text):
        return [], []
    organs, years = _organs(page), _years(page) or ([] if linked else _ALL_YEARS)
    asked = [_report_request(page, organ, name, year) for organ, name in organs.items() for year in years]
    trees = [_tree_request(page, match.group(1), years) for match in _TREE.finditer(page.text)][:1]
    return list(linked.values()), [*trees, *(r for r in asked if addresses.key(r.url) not in linked)]


def _tree_request(page: FetchedPage, address: str, years: list[str]) -> ListRequest:
    state = ListState(page.url, data={"years": " ".join(years)})
    return ListRequest(urljoin(page.base, address), headers={"Referer": page.url}, state=state, role="part")


def _tree(page: FetchedPage, state: ListState) -> ListRead:
    """The tree of organs: each is asked for each year that the column offers."""
    if "years" not in state.data:
        return ListRead(evidence="a tree of organs without the column that it belongs to")
    shell = FetchedPage(state.column_url, page.text)
    organs = {**{code: name for name, code in _NODE.findall(page.text)}, **_organs(shell)}
    years = state.data["years"].split()
    more = [_report_request(shell, organ, name, year) for organ, name in organs.items() for year in years]
    return ListRead(more=more, evidence=f"tree of {len(organs)} organs", annual=True)


def _asks_for_one(url: str) -> bool:
    names = {name.lower() for name, value in parse_qsl(urlsplit(url).query) if value}
    return {"area", "fbtime"} <= names


def _organs(page: FetchedPage) -> dict[str, str]:
    """Return organ code -> name: options, links and script data with `area`."""
    found: dict[str, str] = {}
    for option in page.elements("option"):
        value = (option.get("value") or "").strip()
        if re.fullmatch(r"[0-9A-Z]{9,24}", value):
            found[value] = text_of(option)
    for element in page.elements("a"):
        match = _ORGAN.search((element.get("href") or "") + " " + (element.get("onclick") or ""))
        if match:
            found.setdefault(match.group(1), text_of(element))
    for match in _ORGAN.finditer(page.scripts):
        found.setdefault(match.group(1), "")
    return found


def _years(page: FetchedPage) -> list[str]:
    words = [text_of(e) for e in page.elements("option", "a", "li", "span")]
    return sorted({m.group(1) for m in map(_YEAR.match, words) if m}, reverse=True)


def _report_request(page: FetchedPage, organ: str, name: str, year: str) -> ListRequest:
    query = urlencode({"area": organ, "fbtime": year})
    url = urljoin(page.url, f"/module/xxgk/xxgkAnnualReport.jsp?{query}")
    state = ListState(page.url, number=1, data={"title": f"{name}{year}年政府信息公开工作年度报告" if name else ""})
    return ListRequest(url, headers={"Referer": page.url}, state=state, role="probe")


def _search_request(page: FetchedPage, state: ListState) -> ListRequest | None:
    call = _CALL.search(page.text)
    if not call:
        return None
    url = urljoin(page.base, call.group(1))
    fields = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    fields.update({name: value for name, value in _FIELD.findall(page.scripts) if name not in fields})
    asked = state.turn(1, "", endpoint=url.partition("?")[0], fields=urlencode(fields))
    return _page_request(asked, role_first=True)


def _page_request(state: ListState, role_first: bool = False) -> ListRequest:
    fields = {**dict(parse_qsl(state.data["fields"], keep_blank_values=True)), "currpage": str(state.number)}
    headers = {"Referer": state.column_url, "Content-Type": "application/x-www-form-urlencoded"}
    endpoint = state.data["endpoint"]
    url, asked = f"{endpoint}?{urlencode(fields)}", state.turn(state.number, "get")
    get = ListRequest(url, headers={"Referer": state.column_url}, state=asked)
    post = ListRequest(endpoint, "POST", urlencode(fields), headers, state, alternatives=(get,) if role_first else ())
    return post if not state.form else get
