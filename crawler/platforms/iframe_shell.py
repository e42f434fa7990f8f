"""Shells (常州, 淮安 districts, 民航局): the column's page is a frame around an iframe with the list."""

from __future__ import annotations

from typing import ClassVar

from crawler import addresses
from crawler.platforms.base import ListRead, ListState, Score
from crawler.platforms.entries import find_entries
from crawler.platforms.generic import GenericPlatform
from crawler.platforms.page import FetchedPage
from crawler.platforms.shells import inner_frames

#: a page with more links than this is a list of its own, whatever frames it has
_FEW = 3


class IframeShellPlatform(GenericPlatform):
    """What the frame holds is recognised anew: any platform may stand behind a shell."""

    name: ClassVar[str] = "iframe_shell"

    def score(self, page: FetchedPage) -> Score:
        own = [u for u in inner_frames(page) if addresses.same_portal(u, [addresses.netloc(page.url)])]
        links = find_entries(page, self.is_article_url) if own else []
        if not own or len(links) > _FEW or any(link.report_like for link in links):
            return Score(0)
        return Score(30, (f"no list of its own, {len(own)} frame(s) of the same host",))

    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        read = super().read_list(page, state)
        frames = self.frames(page, state)
        read.more = [*frames, *(request for request in read.more if request.role == "page")]
        read.evidence += f"; shell around {len(frames)} frame(s)"
        return read
