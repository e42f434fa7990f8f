"""Scrapy's retries, fewer where they only cost time: a portal that hangs is asked again once, one that is down not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError

from crawler.middlewares.hosts import run_of

if TYPE_CHECKING:
    from scrapy import Request


class PortalRetries(RetryMiddleware):
    """A time-out is retried at most once, and no failure is while the portal's last request failed for good.

    Without this a portal whose every page drips costs RETRY_TIMES more time-outs a page. What is not retried now is
    due again in the next run.
    """

    def _retry(self, request: Request, reason: str | Exception | type[Exception]) -> Request | None:
        run = run_of(self.crawler, request)
        if run is not None and run.ailing:
            return None
        if isinstance(reason, DownloadTimeoutError) and request.meta.get("retry_times", 0) >= 1:
            return None
        return super()._retry(request, reason)
