"""The adapter for every list that a server renders: links by their place, the next page by links or file names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from crawler import addresses
from crawler.platforms import dialects, pagers, wording
from crawler.platforms.base import Entry, ListRead, ListRequest, ListState, Platform, Score
from crawler.platforms.entries import distinct, entries_of, find_entries, find_sub_columns, names_annual_column
from crawler.platforms.links import anchors_of_fragment, date_in
from crawler.platforms.page import FetchedPage
from crawler.platforms.shells import inner_frames, script_fragments, script_rows

#: shorter lists have no second page worth guessing at
_FEW = 5


class GenericPlatform(Platform):
    """Reads any list of links; the other platforms inherit from it and replace what they know better."""

    name: ClassVar[str] = "generic"

    def score(self, page: FetchedPage) -> Score:
        found = super().score(page)
        return Score(1, ("a page of links",)) if type(self) is GenericPlatform else found

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        entries = self.entries(page)
        read = ListRead(entries, evidence=f"{self.name}: {len(entries)} links", pages=pagers.claimed_pages(page))
        read.sub_columns = (
            find_sub_columns(page, state.column_url, entries) if self.is_annual(page, entries, state) else []
        )
        read.more = self.more(page, state, entries)
        if not entries and not read.more:
            read.more = self.frames(page, state)
        return read

    def entries(self, page: FetchedPage) -> list[Entry]:
        """Return the list's links: from the markup, else from markup inside scripts."""
        entries = find_entries(page, self.is_article_url)
        if any(entry.report_like for entry in entries):
            return entries
        written = [a for html in script_fragments(page) for a in anchors_of_fragment(html, page.base)]
        return distinct([*entries, *entries_of(written), *_script_entries(page, self.is_article_url)])

    def is_annual(self, page: FetchedPage, entries: list[Entry], state: ListState) -> bool:
        """Say whether the page is a column of annual reports, so that links of years and bodies are its parts."""
        if state.data.get("annual"):
            return True
        reports = sum(1 for e in entries if e.report_like)
        return names_annual_column(page) or (reports >= 2 and reports * 2 >= len(entries))

    def more(self, page: FetchedPage, state: ListState, entries: list[Entry]) -> list[ListRequest]:
        """Return the request for the next page: what the page links, else a guess where it shows signs of paging."""
        number = state.number + 1
        if state.form:
            return [
                ListRequest(
                    pagers.numbered(state.column_url, state.form, number), state=state.turn(number), role="probe"
                )
            ]
        link = pagers.next_link(page, state)
        if link:
            return [ListRequest(link, state=state.turn(number))]
        turned = pagers.turned_form(page, state) if entries else None
        if turned:
            return [turned]
        if (
            state.number == 1
            and len(entries) >= _FEW
            and pagers.shows_paging(page)
            and (pagers.claimed_pages(page) or 2) > 1
        ):
            return [pagers.guessed(state, pagers.forms_for(page))]
        return []

    def after_failure(self, state: ListState) -> list[ListRequest]:
        if "{" not in state.form:
            return []
        number = state.number + 1
        return [ListRequest(pagers.numbered(state.column_url, state.form, number), state=state.turn(number))]

    def frames(self, page: FetchedPage, state: ListState) -> list[ListRequest]:
        """Return the frames of a page without links of its own: shells hold the list in an iframe of the same host."""
        inside = [url for url in inner_frames(page) if addresses.same_portal(url, [addresses.netloc(page.url)])]
        return [ListRequest(url, state=replace(state, column_url=url), role="frame") for url in inside]


def _script_entries(page: FetchedPage, is_article: Callable[[str], bool]) -> list[Entry]:
    """Rows that a script of the page holds as data; menus are told apart by their addresses and titles."""
    entries = []
    for href, title, text in script_rows(page):
        url = addresses.resolve(page.base, href)
        told = wording.names_report(title) and url is not None and not dialects.is_list(url)
        if url and (told or is_article(url) or dialects.is_article(url)):
            entries.append(Entry(url, title, date_in(text), report_like=wording.may_be_report(title)))
    return entries
