"""One portal's run without a network: pages in a dictionary, orders answered one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.budget import Limits
from crawler.memory import Memory
from crawler.orders import Answer, Order
from crawler.portal_run import Output, PortalRun
from crawler.registry import Portal
from storage.outcomes import KnownPage

HOME = "http://www.anfu.gov.cn/"
COLUMN = HOME + "zwgk/zfxxgk/zfxxgknb/"
NOW = datetime.now(UTC)


def html(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def title(year: int, issuer: str = "安福县") -> str:
    return f"{issuer}{year}年政府信息公开工作年度报告"


def article(number: int) -> str:
    return f"{COLUMN}202301/t20230112_{number}.html"


def listing(numbers: list[int], more: str = "", titles: dict[int, str] | None = None) -> str:
    rows = "".join(
        f"<li><a href='{article(n)}'>{(titles or {}).get(n, title(2000 + n))}</a><span>2023-01-12</span></li>"
        for n in numbers
    )
    return html("政府信息公开年报", f"<ul>{rows}</ul>{more}")


REPORT = html(title(2021), "<p>" + "本机关按照条例要求做好政府信息公开工作。" * 30 + "</p>")


@dataclass
class Site:
    """Pages by address; a tuple is a failure (kind, message); an address that is not there is gone."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[Order] = field(default_factory=list)

    def work(self, run: PortalRun) -> list[Any]:
        """Answer every order until the run has finished; return the items."""
        items: list[Any] = []
        queue: list[Order] = []
        self._take(run.begin(), items, queue)
        while queue:
            order = queue.pop(0)
            self.asked.append(order)
            self._take(self._reply(run, order), items, queue)
        assert run.finished
        return items

    def _reply(self, run: PortalRun, order: Order) -> Iterator[Output]:
        if reason := run.must_stop():
            return run.failed(order, "budget", reason)
        page = self.pages.get(order.url, ("gone", "404"))
        if isinstance(page, tuple):
            return run.failed(order, *page)
        if isinstance(page, Answer):
            return run.answered(order, page)
        headers = {"content-type": "text/html; charset=utf-8"}
        return run.answered(order, Answer(order.url, 200, headers, page.encode(), NOW))

    def _take(self, outputs: Iterator[Output], items: list[Any], queue: list[Order]) -> None:
        for output in outputs:
            if isinstance(output, Order):
                queue.append(output)
            else:
                items.append(output)

    def addresses(self, purpose: str) -> list[str]:
        return [order.url for order in self.asked if order.purpose == purpose]


def portal(**more: Any) -> Portal:
    return Portal("anfu", "安福县人民政府", HOME, division_code="360829", report_urls=(COLUMN,), **more)


def run_of(memory: Memory | None = None, limits: Limits | None = None, **more: Any) -> PortalRun:
    return PortalRun(portal(**more), limits or Limits(), memory)


def kinds(items: list[Any]) -> list[tuple[str, str]]:
    return [(item.url, item.failure) for item in items if item.kind == "failure"]


def pages(items: list[Any]) -> list[str]:
    return [item.url for item in items if item.kind == "page"]


def the_end(items: list[Any]) -> Any:
    (end,) = [item for item in items if item.kind == "portal"]
    assert items[-1] is end
    return end


def known(url: str, **more: Any) -> KnownPage:
    fields: dict[str, Any] = {
        "outcome": "report",
        "body_sha256": "d1",
        "etag": '"v1"',
        "last_modified": None,
        "link_text": title(2021),
        "list_date": "2023-01-12",
        "last_fetched": NOW - timedelta(days=1),
        "next_due": NOW + timedelta(days=10),
        "failures": 0,
    }
    return KnownPage(url, **(fields | more))
