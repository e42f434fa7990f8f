"""Which of Scrapy's own log lines are made at all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy.logformatter import LogFormatter

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure


class PageLines(LogFormatter):
    """Scrapy makes debug records for every page and throws them away unless LOG_LEVEL is DEBUG: make them then only."""

    def __init__(self, *, wanted: bool = True) -> None:
        self._wanted = wanted

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        level = crawler.settings.get("LOG_LEVEL")
        number = logging.getLevelName(level) if isinstance(level, str) else level
        return cls(wanted=not isinstance(number, int) or number <= logging.DEBUG)

    def crawled(  # type: ignore[override]  # Scrapy takes None for no line, its annotation does not say so
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        """None, which Scrapy takes for no line, or its own line."""
        return super().crawled(request, response, spider) if self._wanted else None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """The same for items."""
        return super().scraped(item, response, spider) if self._wanted else None
