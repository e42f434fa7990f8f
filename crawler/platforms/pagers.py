"""How a list page leads to its next page, read from links, selects, buttons and file names."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler import addresses
from crawler.platforms.base import ListRequest, ListState
from crawler.platforms.links import anchors
from crawler.platforms.page import FetchedPage, text_of
from crawler.platforms.wording import squeeze

_NEXT = re.compile(r"^(?:下一?页|后一?页|下页|后页|next(?:page)?|[>›»]+|下一?頁)[>›»]*$", re.IGNORECASE)
_TAGS = r"\s*(?:<[^>]{0,80}>\s*){0,4}"
_COUNTS = re.compile(
    rf"(?:共|总){_TAGS}(\d{{1,4}}){_TAGS}页"
    r"|\b(?:totalPages?|pageCount|pages|countPage)['\"]?\s*[:=]\s*['\"]?(\d{1,4})\b"
)
_SIGN = re.compile(
    r"下一?页|尾页|末页|totalPage|pageCount|countPage|pagination|pageBar|createPage|page_?div|pager", re.IGNORECASE
)
_PAGE_NAMES = re.compile(
    r"^(?:page|pageno|pagenum|pageindex|currpage|currentpage|cur_page|p|pn|cpage|curpage|pageid|page_no)$",
    re.IGNORECASE,
)
#: a script that asks for a page by a parameter: `"list.jsp?id=3&pageNo=" + n`
_PARAMETER = re.compile(r"[?&](\w+)=['\"]\s*\+")
#: buttons that call a script with the page's number
_TURNS = re.compile(r"(?:javascript:|onclick\s*=\s*['\"])\s*\w{0,40}?(?:page|turn|go)\w*\(", re.IGNORECASE)
_NUMBERED_FILE = re.compile(
    r"^(?P<stem>.*?)(?:_(?P<number>\d+))?(?P<ending>\.(?:s?html?|jsp|php|aspx?))$", re.IGNORECASE
)
#: file names of page 2 that portals use, in the order of their frequency; {n} is the number, {k} is n - 1
FORMS = (
    "{stem}_{k}{ending}",
    "{stem}_{n}{ending}",
    "{folder}{n}{ending}",
    "{folder}list_{n}{ending}",
    "{url}?page={n}",
)


def next_link(page: FetchedPage, state: ListState) -> str | None:
    """Return the address that the page itself calls the next one: rel=next, 下一页, the number, a select's option."""
    here = {addresses.key(page.url)} | ({addresses.key(state.column_url)} if state.number > 1 else set())
    for found in (
        _by_rel(page),
        _by_words(page),
        _by_number(page, state.number + 1),
        _by_option(page, state.number + 1),
    ):
        if found and addresses.key(found) not in here:
            return found
    return None


def _by_rel(page: FetchedPage) -> str | None:
    for element in page.elements("a", "link"):
        if (element.get("rel") or "").lower() == "next" and element.get("href"):
            return addresses.resolve(page.base, element.get("href") or "")
    return None


def _by_words(page: FetchedPage) -> str | None:
    for anchor in anchors(page):
        if _NEXT.match(squeeze(anchor.text)) or _NEXT.match(squeeze(anchor.title)):
            return anchor.url
    return None


def _by_number(page: FetchedPage, number: int) -> str | None:
    """A pager of bare numbers: the link that says the wanted number, where its neighbours are numbers too."""
    numbered = [a for a in anchors(page) if re.fullmatch(r"\[?\d{1,3}\]?", squeeze(a.text))]
    places = {a.place for a in numbered}
    for anchor in numbered:
        if squeeze(anchor.text).strip("[]") == str(number) and anchor.place in places:
            return anchor.url
    return None


def _by_option(page: FetchedPage, number: int) -> str | None:
    for select in page.elements("select"):
        options = [(squeeze(text_of(o)), (o.get("value") or "").strip()) for o in select.iter("option")]
        for text, value in options:
            if text in (str(number), f"第{number}页", f"{number}页") and ("/" in value or "." in value):
                return addresses.resolve(page.base, value)
    return None


def claimed_pages(page: FetchedPage) -> int | None:
    """Return the number of pages that the page's text claims (共N页), never to be trusted as an end."""
    match = _COUNTS.search(page.text)
    return int(match.group(1) or match.group(2)) if match else None


def shows_paging(page: FetchedPage) -> bool:
    """Say whether anything on the page speaks of further pages."""
    return bool(_SIGN.search(page.text))


def numbered(column_url: str, form: str, number: int) -> str:
    """Return the address of a page by a form of file names (`FORMS`); page 1 is the column itself."""
    parts = urlsplit(column_url)
    folder, _, file = parts.path.rpartition("/")
    match = _NUMBERED_FILE.match(file or "index.html")
    stem, ending = (match.group("stem"), match.group("ending")) if match else ("index", ".html")
    if form.startswith("{url}"):
        return with_parameter(column_url, form.partition("?")[2].partition("=")[0], str(number))
    name = form.format(stem=f"{folder}/{stem}", folder=f"{folder}/", ending=ending, n=number, k=number - 1)
    return urlunsplit((parts.scheme, parts.netloc, name, parts.query, ""))


def with_parameter(url: str, name: str, value: str) -> str:
    """Return the address with one query parameter set, the others and their order kept."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if any(key == name for key, _ in pairs):
        pairs = [(key, value if key == name else old) for key, old in pairs]
    else:
        pairs.append((name, value))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), ""))


def forms_for(page: FetchedPage) -> tuple[str, ...]:
    """Return the forms worth trying on a page, first those whose parameter the page or its address names."""
    named = page_parameter(page.url)
    names = [named[0]] if named else []
    names += [name for name in _PARAMETER.findall(page.scripts) if _PAGE_NAMES.match(name)]
    own = tuple(f"{{url}}?{name}={{n}}" for name in dict.fromkeys(names))[:3]
    return (*own, *(form for form in FORMS if form not in own))


def turned_form(page: FetchedPage, state: ListState) -> ListRequest | None:
    """Return the request that a pager makes by sending a form with the number of the page in one of its fields."""
    if not _TURNS.search(page.text):
        return None
    for form in page.elements("form"):
        fields = {e.get("name") or "": e.get("value") or "" for e in form.iter("input", "select") if e.get("name")}
        name = next((field for field in fields if _PAGE_NAMES.match(field)), None)
        if name is None:
            continue
        number = state.number + 1
        body = urlencode({**fields, name: str(number)})
        action = addresses.resolve(page.base, form.get("action") or "") or page.url
        if (form.get("method") or "get").lower() == "post":
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url}
            return ListRequest(action, "POST", body, headers, state.turn(number), role="probe")
        return ListRequest(f"{action.split('?')[0]}?{body}", state=state.turn(number), role="probe")
    return None


def guessed(state: ListState, forms: tuple[str, ...] = FORMS) -> ListRequest:
    """Return the request for the next page by the first form, with the other forms as alternatives."""
    number = state.number + 1
    file = urlsplit(state.column_url).path.rpartition("/")[2]
    if re.fullmatch(r"1\.\w+", file):  # 陕西: `…/1.html`, `…/2.html`
        forms = ("{folder}{n}{ending}", *(form for form in forms if form != "{folder}{n}{ending}"))
    requests = [
        ListRequest(numbered(state.column_url, form, number), state=state.turn(number, form), role="probe")
        for form in forms
    ]
    return replace(requests[0], alternatives=tuple(requests[1:]))


def page_parameter(url: str) -> tuple[str, int] | None:
    """Return name and value of the parameter that numbers pages in an address, if it has one."""
    for name, value in parse_qsl(urlsplit(url).query):
        if _PAGE_NAMES.match(name) and value.isdigit():
            return name, int(value)
    return None
