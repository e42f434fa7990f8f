"""robots.txt: obeyed with its crawl-delay; a refusal is the named failure `robots`."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.failures import RequestFailed
from crawler.registry import host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

#: what the question for robots.txt takes over from the page's request
_CARRIED = ("portal", "cookiejar", "download_slot")


class PortalRobots(RobotsTxtMiddleware):
    """Scrapy's middleware with a short, single try for the file, one question a host, and Crawl-delay applied."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._timeout = crawler.settings.getfloat("ROBOTSTXT_TIMEOUT")
        self._longest_delay = crawler.settings.getfloat("CRAWL_DELAY_MAX")
        self._asked: dict[str, asyncio.Future[RobotParser | None]] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RequestFailed("robots", f"robots.txt forbids {request.url}") from error

    async def robot_parser(self, request: Request) -> RobotParser | None:
        url = urlparse_cached(request)
        place = f"{url.scheme}://{url.netloc}"
        if place not in self._asked:
            future = self._asked[place] = asyncio.get_running_loop().create_future()
            parser = None
            try:
                parser = await self._fetch(request, place)
            finally:
                future.set_result(parser)
        return await self._asked[place]

    async def _fetch(self, request: Request, place: str) -> RobotParser | None:
        """The host's rules; None (all allowed) where the file cannot be had (RFC 9309 2.3.1.3 for 4xx)."""
        meta: dict[str, Any] = {name: request.meta[name] for name in _CARRIED if name in request.meta} | {
            "dont_obey_robotstxt": True,
            "download_timeout": self._timeout,
            "download_maxsize": 512 * 1024,
            "max_retry_times": 0,
            "is_robots": True,
        }
        asking = Request(f"{place}/robots.txt", meta=meta, priority=self.DOWNLOAD_PRIORITY, callback=NO_CALLBACK)
        self._stats.inc_value("robotstxt/request_count")
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(asking)
        except Exception as error:  # noqa: BLE001 - whatever keeps the file from us, the page's own request will show it
            logger.debug("%s/robots.txt: %s", place, error)
            return None
        if response.status != 200 or b"<html" in response.body[:500].lower():
            return None
        parser = ProtegoRobotParser.from_crawler(self.crawler, response.body)
        self._apply_delay(parser, request)
        return parser

    def _apply_delay(self, parser: Any, request: Request) -> None:
        agent = self._robotstxt_useragent or self._default_useragent
        delay = parser.crawl_delay(agent)
        if not delay:
            return
        assert self.crawler.engine is not None
        downloader = self.crawler.engine.downloader
        key = request.meta.get("download_slot") or host_of(request.url)
        settings = downloader.per_slot_settings.setdefault(key, {})
        settings["delay"] = min(float(delay), self._longest_delay)
        settings["concurrency"] = 1
        settings["promised"] = True
        slot = downloader.slots.get(key)
        if slot is not None:
            slot.delay = max(slot.delay, settings["delay"])
            slot.concurrency = 1
