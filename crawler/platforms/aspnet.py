"""ASP.NET WebForms lists: the address never changes, pages are turned by posting the form back with its view state."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import urlencode, urljoin

from crawler.platforms import wording
from crawler.platforms.base import Entry, ListRequest, ListState, Mark
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.page import FetchedPage, text_of

_POST_BACK = re.compile(
    r"__doPostBack\(\s*(?:'|&#39;|\")([^'\"&]+)(?:'|&#39;|\")\s*,\s*(?:'|&#39;|\")([^'\"&]*)(?:'|&#39;|\")"
)
_NEXT = re.compile(r"^(?:下一?页|后页|next|>|›|»)$", re.IGNORECASE)


class AspnetPlatform(GenericPlatform):
    """Each answer carries the view state that the next request needs."""

    name: ClassVar[str] = "aspnet"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(45, r"name=[\"']__VIEWSTATE[\"']", "__VIEWSTATE"),
        Mark(20, r"__doPostBack\(", "__doPostBack"),
        Mark(15, r"\.aspx(?:\?|$)", "address ends in .aspx", "url"),
        Mark(15, r"MoreInfoList1_(?:DataGrid1|Pager)|AspNetPager", "a pager control"),
    )
    articles: ClassVar[str] = r"/\w*(?:show|detail|view|info|article|content)\w*\.aspx\?.*id="

    def more(self, page: FetchedPage, state: ListState, entries: list[Entry]) -> list[ListRequest]:
        event = _next_event(page, state.number + 1) or _next_button(page)
        if event is None or not entries:
            return super().more(page, state, entries)
        fields = {**_hidden_fields(page), **event}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url}
        number = state.number + 1
        return [ListRequest(_action(page), "POST", urlencode(fields), headers, state.turn(number))]


def _next_event(page: FetchedPage, number: int) -> dict[str, str] | None:
    """Return the fields of the control that leads on: 下一页, else the next number."""
    events: list[tuple[str, str, str]] = []
    for element in page.elements("a"):
        match = _POST_BACK.search((element.get("href") or "") + (element.get("onclick") or ""))
        if match:
            events.append((wording.squeeze(text_of(element)), match.group(1), match.group(2)))
    by_words = (event for event in events if _NEXT.match(event[0]))
    by_number = (event for event in events if event[0] == str(number))
    found = next(by_words, None) or next(by_number, None)
    return {"__EVENTTARGET": found[1], "__EVENTARGUMENT": found[2]} if found else None


def _next_button(page: FetchedPage) -> dict[str, str] | None:
    """Return the field that a submit button 下一页 sends."""
    for element in page.elements("input"):
        name, label = element.get("name"), element.get("value") or ""
        if name and element.get("type") == "submit" and not element.get("disabled") and _NEXT.match(label):
            return {"__EVENTTARGET": "", "__EVENTARGUMENT": "", name: label}
    return None


def _hidden_fields(page: FetchedPage) -> dict[str, str]:
    return {
        name: element.get("value") or ""
        for element in page.elements("input")
        if (name := element.get("name")) and (element.get("type") or "").lower() == "hidden"
    }


def _action(page: FetchedPage) -> str:
    for form in page.elements("form"):
        if form.get("action"):
            return urljoin(page.url, form.get("action") or "")
    return page.url
