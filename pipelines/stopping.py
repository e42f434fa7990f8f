"""Ending a run whose results could no longer be kept: one clear line, a non-zero exit status, no silent loss."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

#: stats key that `scrapy crawl` turns into its exit status
FATAL = "nianbao/fatal"

#: a task that nothing refers to may be collected before it ran
_stopping: set[asyncio.Future[None]] = set()


def stop_run(crawler: Crawler, message: str) -> None:
    """Close the spider once; pages not stored stay unseen, so the next run takes them up again."""
    assert crawler.stats is not None
    if crawler.stats.get_value(FATAL):
        return
    crawler.stats.set_value(FATAL, message)
    logger.error("The run stops: %s", message)
    if crawler.engine is not None:
        stopping = asyncio.ensure_future(crawler.engine.close_spider_async(reason="results-cannot-be-kept"))
        _stopping.add(stopping)
        stopping.add_done_callback(_stopping.discard)
