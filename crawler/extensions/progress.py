"""How the run is going: a live display on a terminal, plain log lines in a pipe or under cron, a summary at the end."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live
    from rich.table import Table
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger("nianbao.progress")

#: results that the loading stage counts, in the order in which they are shown
RESULTS = ("new", "changed", "unchanged", "duplicate", "quarantined", "excluded", "failed")
#: stats keys of the alarms that the run's record found raised
ALARMS = "nianbao/alarms/"
_REFRESH_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Figures:
    """The run in numbers."""

    portals: int
    portals_done: int
    pages: int
    seconds: float
    results: dict[str, int] = field(default_factory=dict)
    #: failures that the crawl itself met, by kind
    failures: dict[str, int] = field(default_factory=dict)
    #: what somebody should look at today, by kind; known when the run's record is closed
    alarms: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stats: StatsCollector, spider: Any, seconds: float) -> Self:
        values = stats.get_stats()
        return cls(
            portals=len(getattr(spider, "portals", ())),
            portals_done=getattr(spider, "portals_done", 0),
            pages=values.get("response_received_count", 0),
            seconds=seconds,
            results={name: values.get(f"nianbao/reports/{name}", 0) for name in RESULTS},
            failures=_counted("nianbao/failures/", values),
            alarms=_counted(ALARMS, values),
        )

    def line(self) -> str:
        """One plain line."""
        results = ", ".join(f"{count} {name}" for name, count in self.results.items() if count) or "nothing new"
        pace = self.pages / self.seconds if self.seconds else 0.0
        return f"{self.portals_done} of {self.portals} portals, {self.pages} pages ({pace:.1f}/s), reports: {results}"

    def table(self, title: str) -> Table:
        """The same as a table."""
        from rich.table import Table  # late: most runs are somebody's cron job, which shows none

        table = Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
        table.add_row("portals", f"{self.portals_done} of {self.portals}")
        pace = self.pages / self.seconds if self.seconds else 0.0
        table.add_row("pages", f"{self.pages} in {self.seconds:.0f} s ({pace:.1f}/s)")
        for name in RESULTS[:-1]:
            table.add_row(name, str(self.results.get(name, 0)))
        total = str(self.results.get("failed", 0))
        table.add_row("failed", f"{total} ({_listed(self.failures)})" if self.failures else total)
        if self.alarms:
            table.add_row("alarms", f"{_listed(self.alarms)} (`scrapy audit` shows them)", style="bold red")
        return table


def _counted(prefix: str, values: dict[str, Any]) -> dict[str, int]:
    return {key.removeprefix(prefix): count for key, count in sorted(values.items()) if key.startswith(prefix)}


def _listed(counts: dict[str, int]) -> str:
    """`2 gone, 1 timeout`, the most frequent first."""
    return ", ".join(f"{count} {kind}" for kind, count in Counter(counts).most_common())


class Progress:
    """Shows the figures while the spider runs, and once more when it has closed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        #: where there is a terminal
        self._console = _console()
        self._live: Live | None = None
        self._task: asyncio.Task[None] | None = None
        self._started = monotonic()
        self._handlers: list[tuple[logging.StreamHandler[Any], Any]] = []
        self._interval = crawler.settings.getfloat("PROGRESS_SECONDS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Start showing."""
        self._started = monotonic()
        if self._console is not None:
            from rich.live import Live

            self._live = Live(console=self._console, auto_refresh=False, transient=True, get_renderable=self._render)
            self._live.start()
            self._lead_logs_past_the_display()
        self._task = asyncio.ensure_future(self._show())

    def spider_closed(self, reason: str) -> None:
        """Stop showing; print the summary."""
        if self._task is not None:
            self._task.cancel()
        if self._live is not None:
            self._live.stop()
            for handler, stream in self._handlers:
                handler.setStream(stream)
        figures = self._figures()
        if self._console is not None:
            self._console.print(figures.table(f"Run {reason}"))
        else:
            logger.info("Run %s: %s", reason, figures.line())
            if figures.failures:
                logger.info("Work not done: %s (`scrapy failures` lists it)", _listed(figures.failures))
            if figures.alarms:
                logger.warning("Alarms: %s (`scrapy audit` shows them)", _listed(figures.alarms))

    async def _show(self) -> None:
        waited = 0.0
        while True:
            await asyncio.sleep(_REFRESH_SECONDS)
            if self._live is not None:
                self._live.refresh()
                continue
            waited += _REFRESH_SECONDS
            if waited >= self._interval:
                waited = 0.0
                logger.info("%s", self._figures().line())

    def _render(self) -> Table:
        return self._figures().table("Crawling; Ctrl-C stops cleanly")

    def _figures(self) -> Figures:
        assert self._crawler.stats is not None
        return Figures.of(self._crawler.stats, self._crawler.spider, monotonic() - self._started)

    def _lead_logs_past_the_display(self) -> None:
        """Log lines go above the live table: the handlers' streams become the one that rich guards."""
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.__stderr__:
                self._handlers.append((handler, handler.stream))
                handler.setStream(sys.stderr)


def _console() -> Console | None:
    if not sys.stderr.isatty():
        return None
    from rich.console import Console

    return Console(stderr=True)
