"""Which of Scrapy's own log lines are made at all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy.logformatter import LogFormatter

from storage.problems import StorageUnavailable

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure


class PageLines(LogFormatter):
    """Scrapy makes debug records for every page and throws them away unless LOG_LEVEL is DEBUG: make them then only.

    An item that breaks is named by its address, never spelled out: it holds a whole page.
    """

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

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line; what could not be kept was told once for the whole run (pipelines.stopping), so not again here."""
        told = isinstance(exception, StorageUnavailable)
        return {
            "level": logging.DEBUG if told else logging.ERROR,
            "msg": "%(portal)s %(url)s: %(error)s",
            "args": {
                "portal": getattr(item, "portal", ""),
                "url": getattr(item, "url", ""),
                "error": f"{type(exception).__name__}: {exception}",
            },
        }
