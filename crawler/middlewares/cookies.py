"""Cookies, one jar a portal.

Scrapy's middleware asks a list of public suffixes, from the network, whether a cookie may go to other hosts. A jar of
one portal goes to that portal's hosts only (crawler.middlewares.hosts), so that there is nothing to ask; and a request
without cookies, which is nearly every one, need not be taken apart for them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scrapy.http.cookies import CookieJar

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class PortalCookies:
    """Sends back what a portal set."""

    def __init__(self) -> None:
        self._jars: defaultdict[Any, CookieJar] = defaultdict(CookieJar)

    def process_request(self, request: Request) -> None:
        """Add the portal's cookies; those of an earlier hop of the same request go."""
        request.headers.pop("Cookie", None)
        jar = self._jars.get(request.meta.get("portal"))
        if jar is not None:
            jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep what the answer sets."""
        if b"Set-Cookie" in response.headers:
            self._jars[request.meta.get("portal")].extract_cookies(response, request)
        return response
