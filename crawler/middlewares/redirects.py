"""HTTP redirects, re-checked against the portal's hosts at every hop; loops and cookie walls told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler.failures import RequestFailed
from crawler.middlewares.hosts import check_host, run_of

if TYPE_CHECKING:
    from scrapy.http import Response


class PortalRedirects(RedirectMiddleware):
    """Scrapy's redirects within the portal.

    A redirect to the same address is followed while it sets cookies (司法部's firewall answers so; the cookie jar is
    all it asks for), at most REDIRECT_MAX_TIMES hops in all.
    """

    def _engine_started(self) -> None:
        """Scrapy would look for its Referer middleware and warn; ours has no use for it."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Keep the Referer that the run gave: it names the list, which is what portals look for."""

    def process_response(  # type: ignore[override]  # the `spider` argument is deprecated
        self, request: Request, response: Response
    ) -> Request | Response:
        try:
            result: Request | Response = super().process_response(request, response)
        except IgnoreRequest as error:
            message = f"more than {self.max_redirect_times} redirects from {_first(request)}"
            raise RequestFailed("redirect-loop", message) from error
        if not isinstance(result, Request):
            return response
        run = run_of(self.crawler, request)
        if run is not None:
            check_host(run, result.url)
        if result.url in [*request.meta.get("redirect_urls", ()), request.url] and not _sets_cookie(response):
            raise RequestFailed("redirect-loop", f"{result.url} redirects to itself")
        return result


def _first(request: Request) -> str:
    urls = request.meta.get("redirect_urls") or [request.url]
    return str(urls[0])


def _sets_cookie(response: Response) -> bool:
    return b"Set-Cookie" in response.headers
