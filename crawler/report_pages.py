"""What the answer at a report's address is: its page, a way on, a column, or a refusal dressed up as content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler import addresses
from crawler.items import PageItem, UnchangedItem
from crawler.orders import Answer, Order
from crawler.pages import fetched_page, page_item
from crawler.platforms.article import lists_reports
from crawler.platforms.dialects import is_article, is_list
from crawler.platforms.shells import redirect_of
from crawler.registry import Portal
from crawler.rendering import rendering_helps
from reports.model import PortalContext

#: only short report pages are looked at for redirects and scripts: a report has text
_SHORT_PAGE = 8_000


@dataclass(frozen=True, slots=True)
class Nature:
    """`page`: `item` is the page; `redirect`: to `target`; `failure`: (kind, message) in `problem`.

    `script`: a browser has to fill it; `column`: its link read like a report's, but it lists reports.
    """

    kind: Literal["page", "redirect", "script", "column", "failure"]
    item: PageItem | UnchangedItem | None = None
    target: str = ""
    problem: tuple[str, str] = ("", "")


def nature_of(order: Order, answer: Answer, portal: Portal, context: PortalContext, *, column: str | None) -> Nature:
    """Judge an answer; `column`: the portal's column of which it is the page, where it is one."""
    if answer.status == 304:
        return Nature("page", _unchanged(order, answer, portal))
    place = addresses.key(answer.url)
    if place != addresses.key(order.subject) and place == addresses.key(portal.home_url):
        return Nature("failure", problem=("soft-404", "the address leads to the portal's home page"))
    if column is not None:
        return Nature("failure", problem=("blocked:throttled", f"the column {column} answers in the page's place"))
    if not is_article(order.url) and answer.body.count(b"href") > 3 and lists_reports(fetched_page(answer)):
        return Nature("column")
    if len(answer.body) < _SHORT_PAGE and b"<" in answer.body[:200] and not order.rendered:
        page = fetched_page(answer)
        if (target := redirect_of(page)) is not None:
            if is_article(order.url) and _is_above(target, order.url):
                return Nature("failure", problem=("soft-404", f"the page was taken away: it leads back to {target}"))
            return Nature("redirect", target=target)
        if rendering_helps(portal, order, page):
            return Nature("script")
    return Nature("page", page_item(order, answer, context))


def _is_above(target: str, url: str) -> bool:
    """Say whether an address is that of a column over a page: TRS leaves a redirect to it where a page is deleted."""
    return is_list(target) and url.startswith(addresses.directory(target))


def _unchanged(order: Order, answer: Answer, portal: Portal) -> UnchangedItem:
    return UnchangedItem(
        portal.slug,
        order.subject,
        answer.fetched_at,
        list_url=order.column or None,
        link_text=order.link_text,
        list_date=order.list_date,
    )
