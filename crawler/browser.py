"""A real Chromium for the pages that plain HTTP does not bring, started when the first of them comes.

A rendered page costs forty plain ones and half a gigabyte, so that a run without such pages never loads this module's
machinery. One browser, few pages at a time, started afresh after so many pages or above so much memory. Pages are
closed before their contexts, also when they fail; pictures, fonts and media are not loaded; no file is downloaded.
"""

from __future__ import annotations

import asyncio
import glob
import ipaddress
import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)

from crawler import addresses
from crawler.failures import RequestFailed
from crawler.middlewares.hosts import check_host, run_of
from crawler.transport import tls_policy

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

#: the command that a user is told to give where no browser is found
INSTALL = "playwright install --with-deps chromium (or: apt-get install chromium)"
_SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_NEVER_LOADED = frozenset({"image", "font", "media"})
_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--mute-audio",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
)
#: seconds without a request after which a page counts as filled, at most so many
_SETTLE_SECONDS = 8.0
#: seconds that closing a page or the browser may take
_CLOSE_SECONDS = 10.0


def find_chromium(setting: str = "") -> str | None:
    """The browser to start: the setting's, Playwright's own, or the system's; None where there is none."""
    if setting:
        return setting if Path(setting).is_file() else None
    root = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or str(Path.home() / ".cache" / "ms-playwright")
    for pattern in ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/chrome-*/*headless*shell"):
        if found := sorted(glob.glob(f"{root}/{pattern}")):  # noqa: PTH207 - the root comes from the environment
            return found[-1]
    return next((path for name in _SYSTEM_NAMES if (path := shutil.which(name))), None)


class Browser:
    """Renders requests one page each. Made by the first request that needs it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._executable = find_chromium(settings["BROWSER_EXECUTABLE"] or "")
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._pages_before_restart = settings.getint("BROWSER_PAGES_BEFORE_RESTART")
        self._max_memory = settings.getint("BROWSER_MAX_MEMORY_MB")
        self._places = asyncio.Semaphore(settings.getint("BROWSER_PAGES"))
        self._starting = asyncio.Lock()
        self._idle = asyncio.Condition()
        self._open = 0
        self._rendered = 0
        self._handler: Any = None

    async def render(self, request: Request) -> Response:
        """The page as it stands when its scripts have come to rest; the body is what the browser serialised.

        Raises RequestFailed (`no-browser`, `tls`, `off-site`) and Scrapy's download errors.
        """
        if self._executable is None:
            raise RequestFailed("no-browser", f"this page needs a browser and none is installed: {INSTALL}")
        async with self._places:
            handler = await self._ready()
            self._open += 1
            try:
                response = await self._page(handler, request)
            finally:
                self._open -= 1
                self._rendered += 1
                async with self._idle:
                    self._idle.notify_all()
        run = run_of(self._crawler, request)
        if run is not None:
            check_host(run, response.url)
        return response

    async def close(self) -> None:
        """Close the browser."""
        handler, self._handler = self._handler, None
        if handler is not None:
            with suppress(Exception):
                await asyncio.wait_for(handler._close(), _CLOSE_SECONDS)

    async def _ready(self) -> Any:
        """The running browser: started, or started afresh once its pages are closed."""
        async with self._starting:
            if self._handler is not None and self._worn():
                async with self._idle:
                    await self._idle.wait_for(lambda: self._open == 0)
                logger.info("Browser restarts after %d pages", self._rendered)
                await self.close()
            if self._handler is None:
                self._rendered = 0
                self._handler = await self._start()
            return self._handler

    def _worn(self) -> bool:
        if self._rendered >= self._pages_before_restart:
            return True
        return self._rendered % 5 == 4 and memory_of_browsers() > self._max_memory

    async def _start(self) -> Any:
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler  # late: playwright costs 0.3 s

        logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)
        crawler = _Settled(self._crawler, playwright_settings(self._crawler.settings, str(self._executable)))
        handler = ScrapyPlaywrightDownloadHandler(crawler)
        handler.abort_request = self._unwanted
        await handler._launch()
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("nianbao/browser/starts")
        return handler

    async def _page(self, handler: Any, request: Request) -> Response:
        from scrapy_playwright.page import PageMethod

        pages: list[Any] = []

        async def keep(page: Any, request: Request) -> None:
            pages.append(page)

        relaxed = bool(tls_policy(self._crawler).relaxed) and request.url.startswith("https:")
        meta = {
            "playwright": True,
            "playwright_context": "relaxed" if relaxed else "strict",
            "playwright_context_kwargs": {
                "ignore_https_errors": relaxed,
                "accept_downloads": False,
                "service_workers": "block",
                "locale": "zh-CN",
            },
            "playwright_page_init_callback": keep,
            "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
            "playwright_page_methods": [PageMethod(come_to_rest)],
        }
        job = asyncio.ensure_future(handler._download_request(request.replace(meta=request.meta | meta)))
        done, _ = await asyncio.wait({job}, timeout=self._timeout + _SETTLE_SECONDS)
        if not done:
            await self._give_up(pages, job)
            raise DownloadTimeoutError(f"rendering {request.url} took longer than {self._timeout:g} s")
        try:
            response: Response = job.result()
        except Exception as error:
            raise as_download_error(error) from error
        return response.replace(request=request)

    async def _give_up(self, pages: list[Any], job: asyncio.Future[Any]) -> None:
        """Close a page whose scripts never end; where even that hangs, the browser goes."""
        for page in pages:
            try:
                await asyncio.wait_for(page.close(), _CLOSE_SECONDS)
            except Exception:  # noqa: BLE001 - whatever it was, the browser is not to be trusted any more
                await self.close()
        done, _ = await asyncio.wait({job}, timeout=_CLOSE_SECONDS)
        if not done:
            job.cancel()
        else:
            job.exception()

    def _unwanted(self, wanted: Any) -> bool:
        """Requests of a page that are not made: pictures and fonts, local files, private addresses not registered."""
        if wanted.resource_type in _NEVER_LOADED:
            return True
        return not self._may_be_asked(wanted.url)

    def _may_be_asked(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob", "about"):
            return True
        if parts.scheme not in ("http", "https", "ws", "wss"):
            return False
        if not _is_private_literal(parts.hostname or ""):
            return True
        runs = getattr(self._crawler.spider, "runs", {})
        plain = parts._replace(scheme="http" if parts.scheme in ("http", "ws") else "https").geturl()
        return any(addresses.same_portal(plain, run.hosts) for run in runs.values())


class _Settled:
    """The crawler as scrapy-playwright's handler sees it: its own settings, everything else the crawler's."""

    def __init__(self, crawler: Crawler, settings: BaseSettings) -> None:
        self._crawler = crawler
        self.settings = settings

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crawler, name)


def playwright_settings(settings: BaseSettings, executable: str) -> BaseSettings:
    """The crawl's settings with scrapy-playwright's added; those that a user gave win."""
    arguments = [*_ARGUMENTS]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to start as root with it
    ours: dict[str, Any] = {
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": executable, "headless": True, "args": arguments},
        "PLAYWRIGHT_MAX_CONTEXTS": 2,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": settings.getint("BROWSER_PAGES"),
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": settings.getfloat("DOWNLOAD_TIMEOUT") * 1000,
    }
    copied = settings.copy()
    copied.frozen = False  # the crawl's are, and so is their copy
    for name, value in ours.items():
        copied.set(name, value, priority="default")
    return copied


async def come_to_rest(page: Any) -> None:
    """Wait until the page has asked for nothing for half a second, but not for ever: some poll all the time."""
    from playwright.async_api import Error

    with suppress(Error):
        await page.wait_for_load_state("networkidle", timeout=_SETTLE_SECONDS * 1000)


def as_download_error(error: Exception) -> Exception:
    """A Playwright error as the download error that plain HTTP would have met."""
    said = " ".join(str(error).split())[:300]
    if isinstance(error, RequestFailed):
        return error
    if "Timeout" in type(error).__name__ or "ERR_TIMED_OUT" in said or "ERR_CONNECTION_TIMED_OUT" in said:
        return DownloadTimeoutError(said)
    if "ERR_CONNECTION_REFUSED" in said or "ERR_ADDRESS_UNREACHABLE" in said:
        return DownloadConnectionRefusedError(said)
    if "ERR_NAME_NOT_RESOLVED" in said:
        return CannotResolveHostError(said)
    if "ERR_CERT" in said or "ERR_SSL" in said:
        return RequestFailed("tls", f"no TLS connection: {said}")
    if "ERR_TOO_MANY_REDIRECTS" in said:
        return RequestFailed("redirect-loop", "more redirects than a browser follows")
    return DownloadFailedError(said)


def memory_of_browsers() -> int:
    """Megabytes of this process's browser and its helpers, shared pages once; 0 where the system does not tell."""
    parents: dict[int, int] = {}
    for stat in glob.glob("/proc/[0-9]*/stat"):  # noqa: PTH207 - one readable call
        with suppress(OSError, ValueError, IndexError):
            fields = Path(stat).read_text().rpartition(")")[2].split()
            parents[int(stat.split("/")[2])] = int(fields[1])
    ours, total = os.getpid(), 0
    for process in parents:
        ancestor = parents[process]
        while ancestor not in (0, 1, ours):
            ancestor = parents.get(ancestor, 0)
        if ancestor == ours:
            with suppress(OSError):
                if "chrom" in Path(f"/proc/{process}/comm").read_text():
                    total += _share(Path(f"/proc/{process}/smaps_rollup").read_text())
    return total // 1024


def _share(smaps: str) -> int:
    """Kilobytes of a process with each shared page divided by its users (Pss)."""
    line = next((line for line in smaps.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1])


def _is_private_literal(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return False
