"""When a browser is worth its price: plain HTTP gave nothing to read, and the registry does not forbid it."""

from __future__ import annotations

from crawler.orders import Order
from crawler.pages import filled_by_script, is_shell
from crawler.platforms.base import ListRead, recognise
from crawler.platforms.entries import names_annual_column
from crawler.platforms.page import FetchedPage
from crawler.platforms.shells import redirect_of
from crawler.registry import Portal


def rendering_helps(portal: Portal, order: Order, page: FetchedPage, read: ListRead | None = None) -> bool:
    """True when the page shall be asked for again through a browser; `read`: what a list's platform read in it."""
    if portal.render == "never" or order.rendered or order.method != "GET":
        return False
    if order.purpose == "report":
        return is_shell(page) and filled_by_script(page) and not recognise(page)[0].article_markup(page)
    if order.purpose == "search" and not names_annual_column(page):
        return is_shell(page) and _nothing_to_read(portal, order, page)
    return _nothing_to_read(portal, order, page, read) and (is_shell(page) or filled_by_script(page))


def _nothing_to_read(portal: Portal, order: Order, page: FetchedPage, read: ListRead | None = None) -> bool:
    """True for a list's first page in which its platform finds neither links nor an endpoint, nor a way elsewhere."""
    if order.state.number > 1:
        return False
    if read is None:
        read = recognise(page, portal.platform)[0].read_list(page, order.state)
    if read.entries or read.more or read.sub_columns:
        return False
    return redirect_of(page) is None
