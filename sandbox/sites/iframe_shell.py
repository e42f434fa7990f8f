"""Shells (常州, 淮安): the column's page is a frame; counters and a login frame stand beside the list's."""

from __future__ import annotations

from sandbox.sites import homes
from sandbox.sites.base import Column
from sandbox.sites.static_trs import TrsPortal


class IframeShellPortal(TrsPortal):
    """A TRS list behind an iframe."""

    site = "iframe-shell"

    def build_list(self, column: Column) -> None:
        inner = Column(column.name, column.path.replace("index.html", "inner/index.html"), column.entries)
        super().build_list(inner)
        self.lists[self.lists.index(column.path)] = inner.path
        frames = (
            '<iframe src="/common/visitcount.jsp?i=1" width="0" height="0"></iframe>'
            '<iframe src="/login/tree.jsp"></iframe>'
            '<iframe id="main" src="inner/index.html" width="100%" height="900"></iframe>'
        )
        self.pages[column.path] = self.page(homes.frame(self, column.name, frames))
