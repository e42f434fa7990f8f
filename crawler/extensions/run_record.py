"""The run's own record in the database: started, ended how, with which counters; alarms that it raised."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from sqlalchemy.exc import SQLAlchemyError

from crawler.extensions.progress import ALARMS
from pipelines.stopping import FATAL
from storage.problems import StorageUnavailable
from storage.runs import PortalRow, RunRecord

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.registry import Portal

logger = logging.getLogger(__name__)

_REPORTS = "nianbao/reports/"
_OURS = "nianbao/"


class RunRecorder:
    """Opens the record before the pipelines start, so that what they store can name its run (`crawler.nianbao_run`)."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.spidercls is None or crawler.spidercls.name != "portals":
            raise NotConfigured
        self._crawler = crawler
        spider = crawler.spider
        arguments = {name: getattr(spider, name, None) for name in ("site", "division", "full")}
        given = {name: value for name, value in arguments.items() if value}
        self._record = RunRecord(crawler.settings["DATABASE_URL"], "crawl portals", given)
        self._record.mark_portals(portal_row(portal) for portal in getattr(spider, "portals", ()))
        crawler.nianbao_run = self._record  # type: ignore[attr-defined]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        recorder = cls(crawler)
        crawler.signals.connect(recorder.spider_closed, signal=signals.spider_closed)
        return recorder

    def spider_closed(self, reason: str) -> None:
        """Close the record; a database that went away leaves it open, and the next run calls it abandoned."""
        assert self._crawler.stats is not None
        stats = self._crawler.stats.get_stats()
        outcome = "finished" if reason == "finished" else "interrupted"
        if stats.get(FATAL):
            outcome = "failed"
        try:
            self._record.finish(outcome, counters(stats))
            for kind, portal, url, message in self._record.alarms():
                logger.warning("Alarm %s at %s: %s (%s)", kind, portal, message, url)
                self._crawler.stats.inc_value(f"{ALARMS}{kind}")
            if outcome == "finished":  # a run that was stopped ends at once; the next one compares its reports
                self._record.compare_texts()
        except (SQLAlchemyError, StorageUnavailable, OSError) as error:
            logger.error("The run's record could not be closed: %s", str(error).splitlines()[0])  # noqa: TRY400


def portal_row(portal: Portal) -> PortalRow:
    """A row of the registry as the database keeps it."""
    return PortalRow(
        slug=portal.slug,
        name=portal.name,
        home_url=portal.home_url,
        division_code=portal.division_code,
        level=portal.level,
        platform=portal.platform,
        enabled=portal.enabled,
    )


def counters(stats: dict[str, Any]) -> dict[str, int]:
    """The run's counters under the names that the record knows, the rest under their own."""
    found: dict[str, int] = {"pages": stats.get("response_received_count", 0)}
    for key, value in stats.items():
        if not isinstance(value, int) or not key.startswith(_OURS):
            continue
        name = key.removeprefix(_REPORTS) if key.startswith(_REPORTS) else key.removeprefix(_OURS)
        found[name] = value
    return found
