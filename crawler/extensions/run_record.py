"""The run's own row in the database: opened with the spider, closed with it, with counters and alarms."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from storage.problems import StorageUnavailable
from storage.runs import PortalRow, RunRecord

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger("nianbao.runs")

_PREFIX = "nianbao/reports/"
#: reasons with which Scrapy closes a spider that did its work, and one that somebody stopped
_FINISHED, _INTERRUPTED = "finished", "shutdown"


class RunRecords:
    """Sets `crawler.nianbao_run`; stages write its id beside what they store."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._record: RunRecord | None = None
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def spider_opened(self, spider: Any) -> None:
        """Open the record; the portals of this run are brought up to date with the registry."""
        names = ("site", "division", "full")
        arguments = {name: getattr(spider, name) for name in names if getattr(spider, name, None)}
        record = RunRecord(self._crawler.settings["DATABASE_URL"], f"crawl {spider.name}", arguments)
        record.mark_portals(_row(portal) for portal in getattr(spider, "portals", ()))
        self._record = self._crawler.nianbao_run = record

    def spider_closed(self, spider: Any, reason: str) -> None:
        """Close the record and say what an operator should look at."""
        if self._record is None:
            return
        assert self._crawler.stats is not None
        stats = self._crawler.stats.get_stats()
        counters = {key.removeprefix(_PREFIX): value for key, value in stats.items() if key.startswith(_PREFIX)}
        counters["pages"] = stats.get("response_received_count", 0)
        outcome = {_FINISHED: "finished", _INTERRUPTED: "interrupted"}.get(reason, "failed")
        try:
            for kind, portal, url, message in self._record.alarms():
                logger.warning("ALARM %s: %s %s: %s", kind, portal, url, message)
            self._record.finish(outcome, counters)
        except StorageUnavailable as error:
            logger.error("The run's record could not be closed: %s", error)  # noqa: TRY400 - one line, no traceback


def _row(portal: Any) -> PortalRow:
    return PortalRow(
        slug=portal.slug,
        name=portal.name,
        home_url=portal.home_url,
        division_code=portal.division_code,
        level=portal.level,
        platform=portal.platform,
        enabled=portal.enabled,
    )
