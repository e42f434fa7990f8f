"""The gate before every request: a portal that was stopped is left alone, and no request leaves its own hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from crawler import addresses
from crawler.failures import RequestFailed
from crawler.registry import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.portal_run import PortalRun


def run_of(crawler: Crawler, request: Request) -> PortalRun | None:
    """The run on whose behalf a request is made; None for requests of no portal."""
    runs: dict[str, PortalRun] = getattr(crawler.spider, "runs", {})
    return runs.get(request.meta.get("portal", ""))


def slot_of(url: str) -> str:
    """The queue of an address: its machine. www and bare names share it, portals behind other ports do not."""
    return host_of(url).removeprefix("www.")


def check_host(run: PortalRun, url: str) -> None:
    """Raise RequestFailed (`off-site`) for an address that does not belong to the run's portal."""
    if not addresses.same_portal(url, run.hosts):
        raise RequestFailed("off-site", f"{url} is not on a host of portal {run.portal.slug}")


class PortalGate:
    """Checks requests of portals; attachments and robots.txt pass here too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = getattr(crawler.spider, "session", None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> Any:
        if request.meta.get("session", self._session) != self._session:
            raise RequestFailed("budget", "a request that an earlier process left in the job directory")
        run = run_of(self._crawler, request)
        if run is None:
            return
        if reason := run.must_stop():
            raise RequestFailed("budget", reason)
        check_host(run, request.url)
        # also for attachments and redirects: what goes to one machine waits in one queue
        request.meta["download_slot"] = slot_of(request.url)
