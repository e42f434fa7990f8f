"""广东 gkmlpt: a shell with `_CONFIG`, an API by category, details whose body is a JSON string."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from sandbox.sites.base import Column, Entry, PracticePortal
from sandbox.traffic import Answer, Request, html, json_text


class GkmlptPortal(PracticePortal):
    """`/gkmlpt/annualreport#2629`; HTTP only; the tree names the category."""

    site = "gkmlpt"
    containers: ClassVar[tuple[str, ...]] = ("plain",)
    page_charset = "utf-8"
    sid: ClassVar[int] = 200001
    category: ClassVar[int] = 2629
    rows: ClassVar[int] = 20

    def address_of(self, entry: Entry, number: int) -> str:
        return f"/gkmlpt/content/7/{7000 + number // 1000}/post_{7000000 + number}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        return f"/gkmlpt/annualreport#{self.category}"

    def build_lists(self) -> None:
        entries = sorted(self.entries, key=lambda one: (one.date, one.title), reverse=True)
        self.root = Column("政府信息公开年报", self.column_address(()), entries)
        self.lists.append(self.root.path)
        tree = [
            {"id": 1, "name": "政府信息公开指南", "children": []},
            {"id": 5, "name": "法定主动公开内容", "children": [{"id": 51, "name": "机构职能"}]},
            {"id": self.category, "name": "政府信息公开年报", "children": []},
        ]
        for route in ("index", "policy", "annualreport"):
            self.pages[f"/gkmlpt/{route}"] = self._shell({"SID": str(self.sid), "TREE": tree})

    def _shell(self, config: dict[str, Any]) -> Answer:
        markup = json.dumps(config, ensure_ascii=False).replace("<", "\\u003C").replace(">", "\\u003E")
        return html(
            f'<html><head><meta charset="utf-8"><title>{self.name}</title></head><body><div id="app"></div>'
            f"<script>window._CONFIG = {markup};</script>"
            '<script src="http://cloud.gd.gov.cn/gkmlpt/app.js"></script></body></html>'
        )

    def answer(self, request: Request) -> Answer:
        match = re.fullmatch(r"/gkmlpt/api/all/(\d+)", request.path)
        if not match:
            return super().answer(request)
        if request.query.get("sid") != str(self.sid) or self.root is None:
            return json_text('{"articles": []}')
        column = self.root.entries if match.group(1) in ("0", str(self.category)) else []
        number = int(request.query.get("page", 1))
        articles = [self._article(e) for e in column[(number - 1) * self.rows : number * self.rows]]
        return json_text(json.dumps({"articles": articles, "classify": {"post_count": len(column)}}))

    def _article(self, entry: Entry) -> dict[str, Any]:
        moment = _moment(entry.date)
        return {
            "id": int(re.sub(r"\D", "", entry.path)[-7:]), "title": entry.title, "url": self.origin + entry.path,
            "publisher": entry.unit, "date": moment, "create_time": moment, "display_publish_time": moment,
            "identifier": "", "document_number": "", "attachment": [],
        }  # fmt: skip

    def render_entry(self, entry: Entry) -> Answer:
        detail: dict[str, Any] = {"title": entry.title, "content": self.rendered(entry).article}
        if entry.truth:
            detail |= {
                "publisher": entry.truth.publisher,
                "identifier": entry.truth.index_no,
                "document_number": entry.truth.doc_no or "",
                "display_publish_time": _moment(entry.date),
            }
        return self._shell({"SID": str(self.sid), "DETAIL": detail})

    def expected_of(self, entry: Entry) -> dict[str, Any]:
        """The script's fields stand in for a header; metas and dateline are not printed."""
        assert entry.truth is not None
        return {
            **super().expected_of(entry),
            "index_no": entry.truth.index_no,
            "doc_no": entry.truth.doc_no,
            "publish_date": entry.truth.publish_date,
            "publisher": entry.truth.publisher,
        }


def _moment(day: str) -> int:
    """An ISO date as the API's epoch seconds."""
    return int(datetime.fromisoformat(day).replace(hour=1, tzinfo=UTC).timestamp())
