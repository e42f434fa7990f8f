"""新点 EWB: `govInfoPub.html` shells, rows by `getgovinfolist`, flat or wrapped, pages from 0 or from 1."""

from __future__ import annotations

import json
import uuid
from typing import Any, ClassVar

from sandbox.sites import homes
from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import Answer, Request, json_text

_GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"


class EpointPortal(PracticePortal):
    """Flat body, pages from 0, the site's id in a script file."""

    site = "epoint"
    containers: ClassVar[tuple[str, ...]] = ("plain",)
    project: ClassVar[str] = "EWB-FRONT"
    wrapped: ClassVar[bool] = False
    base: ClassVar[int] = 0
    per_page = 15

    def address_of(self, entry: Entry, number: int) -> str:
        mark = uuid.uuid5(uuid.NAMESPACE_URL, f"{self.slug}/{number}")
        return f"/003/003006/{entry.date.replace('-', '')}/{mark}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        return f"/dynamic/zwgk/govInfoPub.html?categorynum={self._category(words)}"

    def _category(self, words: tuple[str, ...]) -> str:
        return "003006" + "".join(f"{sum(ord(c) * n for n, c in enumerate(word, start=1)):04d}" for word in words)

    def build_list(self, column: Column) -> None:
        scripts = '<script src="/js/webBuilderCommon.js"></script><script src="/js/govInfoPub.js"></script>'
        self.pages[column.path] = self.page(homes.frame(self, column.name, f'<ul id="list"></ul>{scripts}'))
        script = f'var siteInfo = {{siteGuid: "{_GUID}", projectName: "{self.project}"}};'
        self.pages["/js/webBuilderCommon.js"] = Answer(200, script.encode(), {"Content-Type": "application/javascript"})

    def answer(self, request: Request) -> Answer:
        if request.path != f"/{self.project}/rest/lightfrontaction/getgovinfolist":
            answer = super().answer(request)
            return Answer(answer.status, answer.body, {**answer.headers, "Server": "epoint-httpserver"}, answer.delay)
        fields = self._fields(request)
        columns = (self.root.children or [self.root]) if self.root else []
        column = next((c for c in columns if c.path.endswith(f"categorynum={fields.get('categorynum')}")), None)
        if request.method != "POST" or column is None or fields.get("siteGuid") != _GUID:
            return json_text('{"status": {"code": 0, "text": "参数错误"}, "custom": {}}')
        size, number = int(fields["pageSize"]), max(0, int(fields["pageIndex"]) - self.base)
        rows = column.entries[number * size : (number + 1) * size]
        data = [
            {"infourl": e.path, "realtitle": e.title, "title": e.title[:16] + "...", "infodate": e.date} for e in rows
        ]
        return json_text(json.dumps({"status": {"code": 1}, "custom": {"data": data, "total": len(column.entries)}}))

    def _fields(self, request: Request) -> dict[str, Any]:
        try:
            fields = json.loads(request.body or b"{}")
        except ValueError:
            return {}
        found = fields.get("params") if self.wrapped else fields
        return found if isinstance(found, dict) else {}


class EpointWrappedPortal(EpointPortal):
    """Body inside `params`, pages from 1."""

    site = "epoint-wrapped"
    project = "EWB_YK_Mid"
    wrapped = True
    base = 1
