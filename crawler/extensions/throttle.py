"""AutoThrottle that keeps promises: never faster than a robots.txt's Crawl-delay or a DOWNLOAD_SLOTS entry says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.extensions.throttle import AutoThrottle

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.http import Response


class PromisedThrottle(AutoThrottle):
    """Scrapy's AutoThrottle lowers every slot to DOWNLOAD_DELAY; here a slot's own delay is its floor."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        assert self.crawler.engine is not None
        downloader = self.crawler.engine.downloader
        key = next((key for key, each in downloader.slots.items() if each is slot), None)
        promised = downloader.per_slot_settings.get(key or "", {}).get("delay")
        if promised is not None:
            slot.delay = max(slot.delay, promised)
