"""大汉 JPAAS: page 1 is static, the rest comes from the unit builder, which heeds `paramJson` alone."""

from __future__ import annotations

import hashlib
import json
from typing import ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import Answer, Request, json_text

_BUILD = "/api-gateway/jpaas-publish-server/front/page/build/unit"


class HanwebJpaasPortal(PracticePortal):
    """Bare `pageNo` returns page 1; so does every page for visitors from abroad (`echoes`)."""

    site = "hanweb-jpaas"
    containers: ClassVar[tuple[str, ...]] = ("hanweb",)
    echoes: ClassVar[bool] = False

    def address_of(self, entry: Entry, number: int) -> str:
        mark = hashlib.md5(f"{self.slug}{number}".encode(), usedforsecurity=False).hexdigest()
        return f"/art/{entry.date[:4]}/art_{mark}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        return (
            "/col/col" + str(1545000 + sum(map(ord, "".join(words)))) + "/" + "_".join(("nb", *words)) + "/index.html"
        )

    def build_list(self, column: Column) -> None:
        parts = self.parts(column)
        query = f"{{'webId':'w{self.seat.number}','pageId':'{column.path}','tagId':'list','tplSetId':'t1'}}"
        pager = ""
        if len(parts) > 1:
            pager = (
                f'<div class="pagination" rows="{self.per_page}" count="{len(column.entries)}"></div>'
                f'<script url="{_BUILD}" queryData="{query}"></script>'
            )
        self.pages[column.path] = self.page(homes.list_page(self, column.name, parts[0], pager))

    def answer(self, request: Request) -> Answer:
        if request.path != _BUILD:
            return super().answer(request)
        columns = (self.root.children or [self.root]) if self.root else []
        column = next((one for one in columns if one.path == request.query.get("pageId")), None)
        if column is None or request.query.get("tagId") != "list" or not request.query.get("webId"):
            return json_text('{"success":false,"message":"参数错误","data":null}')
        parts = self.parts(column)
        number = int(json.loads(request.query.get("paramJson") or "{}").get("pageNo", 1))
        part = parts[0] if self.echoes else parts[number - 1] if number <= len(parts) else []
        rows = "".join(
            f'<li class="clearfix"><a class="bt-left" href="{e.path}" title="{e.title}">{e.title[:20]}...</a>'
            f'<span class="bt-right">{e.date}</span></li>'
            for e in part
        )
        return json_text(json.dumps({"success": True, "message": "", "data": {"html": f"<ul>{rows}</ul>"}}))


class EchoingJpaasPortal(HanwebJpaasPortal):
    """Answers every page as page 1: what lies beyond cannot be had, and must not loop."""

    site = "hanweb-jpaas-echo"
    echoes = True
