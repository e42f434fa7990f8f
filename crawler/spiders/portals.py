"""The project's one spider: every portal of the registry, each as a `PortalRun`, many hosts at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy import Request
from scrapy.http import Response

from crawler import failures, registry
from crawler.budget import Limits
from crawler.items import FailureItem
from crawler.memory import Recollection
from crawler.middlewares.hosts import slot_of
from crawler.orders import Answer, Order
from crawler.portal_run import Output, PortalRun
from crawler.registry import Portal
from pipelines.stopping import stop_run
from storage.problems import StorageUnavailable

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

Work = Callable[[], Iterator[Output]]

#: lists before pages: an endless list is found out early, and known pages wait for all lists
_PRIORITY = {"search": 20, "list": 10, "report": 0}
#: portals at work at one time for each place in CONCURRENT_REQUESTS, so that a slow host never idles the rest
_PORTALS_A_PLACE = 2


class PortalsSpider(scrapy.Spider):
    """`scrapy crawl portals [-a site=SLUG,…] [-a division=62] [-a full=1]`."""

    name = "portals"

    def __init__(self, site: str | None = None, division: str | None = None, full: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.site = site
        self.division = division
        self.full = full.strip().lower() in ("1", "true", "yes")
        self.portals: list[Portal] = []
        self.limits = Limits()
        #: runs under way by slug
        self.runs: dict[str, PortalRun] = {}
        self.portals_done = 0
        #: tells this process's requests from those that a job directory kept of an earlier one
        self.session = datetime.now(UTC).isoformat()
        #: kept by Scrapy in JOBDIR
        self.state: dict[str, Any] = {}
        self._free = asyncio.Semaphore(1)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        rows = registry.load(settings["PORTALS_REGISTRY"] or None)
        spider.portals = registry.select(rows, site=spider.site, division=spider.division)
        spider.limits = Limits.from_settings(settings)
        spider._free = asyncio.Semaphore(max(1, settings.getint("CONCURRENT_REQUESTS")) * _PORTALS_A_PLACE)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Without a delay the portals are practice ones: let each be asked several things at a time, as Scrapy does.

        A value that the user gives for CONCURRENT_REQUESTS_PER_DOMAIN wins, as everywhere.
        """
        super().update_settings(settings)
        if settings.getfloat("DOWNLOAD_DELAY") == 0 and not settings.getbool("AUTOTHROTTLE_ENABLED"):
            settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", settings.getint("PRACTICE_CONCURRENCY"), priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Open portals one after the other, as many at a time as there is room for."""
        earlier = Recollection(self.settings["DATABASE_URL"])
        begun = datetime.fromisoformat(self.state.setdefault("begun", self.session))
        done: list[str] = self.state.setdefault("done", [])
        self.portals_done = len(done)
        try:
            for portal in self.portals:
                if portal.slug in done:
                    continue
                await self._free.acquire()
                known = await earlier.of(portal.slug, since=begun if self.full else None)
                run = self.runs[portal.slug] = PortalRun(portal, self.limits, known)
                for output in self._guarded(run, run.begin):
                    yield output
        except StorageUnavailable as problem:  # portals without their memory would all be crawled anew
            stop_run(self.crawler, str(problem))
        finally:
            earlier.close()

    def answered(self, response: Response, order: Order) -> Iterator[Any]:
        """Callback of every request."""
        run = self._run_of(response.request)
        if run is not None:
            answer = answer_of(response)
            yield from self._guarded(run, lambda: run.answered(order, answer), order)

    def failed(self, failure: Failure) -> Iterator[Any]:
        """Errback of every request."""
        request: Request = failure.request  # type: ignore[attr-defined]
        run, order = self._run_of(request), request.cb_kwargs["order"]
        if run is not None and not self._stopping():
            kind, message, evidence = failures.describe(failure)
            logger.debug("%s: %s (%s)", request.url, message, kind)
            yield from self._guarded(run, lambda: run.failed(order, kind, message, evidence), order)

    def _run_of(self, request: Request | None) -> PortalRun | None:
        """The request's run; None for a request that a resumed job (JOBDIR) brings from an earlier process.

        Such requests are dropped: the lists are visited again, and the database knows which pages are done.
        """
        assert request is not None
        return self.runs.get(request.meta["portal"]) if request.meta["session"] == self.session else None

    def _stopping(self) -> bool:
        """True once the run closes: what it let go of is no failure, and stays due."""
        engine = self.crawler.engine
        return engine is None or engine._slot is None or engine._slot.closing is not None

    def _guarded(self, run: PortalRun, work: Work, order: Order | None = None) -> Iterator[Any]:
        """What a step of a run yields, as Scrapy takes it; a defect in it costs one page and is a recorded failure.

        A step is done before Scrapy takes its first output: Scrapy takes them when it has room, and an answer that came
        in between would find a run with nothing under way, whose other lists nobody has asked for yet, and end it.
        """
        outputs, ended = self._done(run, work, order)
        for output in outputs:
            yield self._out(run, output)
        if ended:
            self._close(run)

    def _done(self, run: PortalRun, work: Work, order: Order | None) -> tuple[list[Output], bool]:
        """All that a step gives, and whether it ended the portal's work."""
        finished_before = run.finished
        outputs: list[Output] = []
        try:
            outputs.extend(work())
        except Exception as error:
            order = run.at_work or order  # an answer at hand may have been worked on behind the one that came
            url = order.subject if order else run.portal.home_url
            logger.exception("portal %s: %s could not be worked on", run.portal.slug, url)
            message = f"{type(error).__name__}: {error}"
            is_page = order is not None and order.purpose == "report"
            outputs.append(FailureItem(run.portal.slug, url, "parse", message, datetime.now(UTC), is_page=is_page))
            outputs += self._after_defect(run)
        return outputs, run.finished and not finished_before

    def _after_defect(self, run: PortalRun) -> list[Output]:
        """Go on with the portal without the broken step; where that breaks too, the portal alone ends here."""
        try:
            return list(run.resume())
        except Exception:
            logger.exception("portal %s: its work ends here", run.portal.slug)
            return [run.abandon()]

    def _out(self, run: PortalRun, output: Output) -> Any:
        if isinstance(output, Order):
            return self._request(run, output)
        if output.kind == "failure":
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value(f"nianbao/failures/{output.failure}")
        return output

    def _close(self, run: PortalRun) -> None:
        self.portals_done += 1
        self.state["done"].append(run.portal.slug)
        run.forget()
        self._free.release()

    def _request(self, run: PortalRun, order: Order) -> Request:
        slug = run.portal.slug
        meta: dict[str, Any] = {
            "portal": slug,
            "session": self.session,
            "cookiejar": slug,
            "download_slot": slot_of(order.url),
        }
        if order.rendered:
            meta["render"] = True
        return Request(
            order.url,
            method=order.method,
            body=order.body or "",
            headers=dict(order.headers),
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"order": order},
            meta=meta,
            priority=_PRIORITY[order.purpose],
            # a run never asks twice, and portals that share a host each ask for themselves
            dont_filter=True,
        )


def answer_of(response: Response) -> Answer:
    """A response as a run takes it; the body stays bytes."""
    raw = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    rendered = "playwright" in response.flags
    notes = [response.meta.get("transport_note", ""), "rendered by a browser" if rendered else ""]
    return Answer(
        url=response.url,
        status=response.status,
        headers={name.lower(): value for name, value in raw},
        body=response.body,
        fetched_at=datetime.now(UTC),
        raw_headers=raw,
        rendered_as=getattr(response, "encoding", "utf-8") if rendered else None,
        note="; ".join(note for note in notes if note),
    )
