"""A strict TLS handshake failed: the host is asked once more with relaxed settings, and that is noted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy.utils.httpobj import urlparse_cached

from crawler.failures import is_tls, tls_reason
from crawler.transport import tls_policy

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)


class RelaxTls:
    """Nearer the downloader than Scrapy's retries: the relaxed try is no retry of the same thing."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._policy = tls_policy(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if not is_tls(exception) or urlparse_cached(request).scheme != "https":
            return None
        host, port = _place(request)
        reason = tls_reason(exception)
        if self._policy.relax(host, port, reason):
            logger.info("TLS relaxed for %s:%d: %s", host.decode(), port, reason)
            assert self._crawler.stats is not None
            self._crawler.stats.inc_value("nianbao/tls/relaxed")
        elif request.meta.get("tls_relaxed"):
            return None
        again = request.replace(dont_filter=True)
        again.meta["tls_relaxed"] = True
        return again

    def process_response(self, request: Request, response: Response) -> Response:
        if self._policy.relaxed and request.url.startswith("https:"):
            reason = self._policy.relaxed.get(_place(request))
            if reason:
                request.meta["transport_note"] = f"TLS relaxed: {reason}"
        return response


def _place(request: Request) -> tuple[bytes, int]:
    parts = urlparse_cached(request)
    return (parts.hostname or "").encode("ascii", "replace"), parts.port or 443
