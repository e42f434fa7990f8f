"""A browser is asked only where plain HTTP gave nothing to read, and never for a redirect that can be followed."""

from __future__ import annotations

import pytest

from crawler.orders import Order
from crawler.platforms.page import FetchedPage
from crawler.registry import Portal
from crawler.rendering import rendering_helps

HOME = "http://127.0.0.1/"
PORTAL = Portal("p", "某县人民政府", HOME)
SCRIPTED = "<html><body><div id='app'></div><script src='/static/app.js'></script></body></html>"


def helps(text: str, purpose: str = "search") -> bool:
    return rendering_helps(PORTAL, Order(purpose, HOME), FetchedPage(HOME, text))  # type: ignore[arg-type]


@pytest.mark.parametrize("purpose", ["search", "list"])
def test_a_page_that_only_scripts_fill_is_rendered(purpose: str) -> None:
    assert helps(SCRIPTED, purpose)


@pytest.mark.parametrize(
    "redirect",
    [
        "<html><script>window.location.href='/web/index.html';</script></html>",
        "<html><head><meta http-equiv='refresh' content='0; url=/web/'></head><body></body></html>",
    ],
)
def test_a_redirect_is_followed_without_a_browser(redirect: str) -> None:
    assert not helps(redirect)


def test_the_registry_may_forbid_it() -> None:
    forbidden = Portal("p", "某县人民政府", HOME, render="never")
    assert not rendering_helps(forbidden, Order("search", HOME), FetchedPage(HOME, SCRIPTED))
