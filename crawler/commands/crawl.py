"""`scrapy crawl`: Scrapy's own command, with arguments, registry and database checked before anything starts."""

from __future__ import annotations

import argparse
import difflib
import gc
import inspect
import sys
from importlib.util import find_spec

from scrapy import signals
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from crawler import registry
from crawler.registry import RegistryError
from pipelines.stopping import FATAL
from storage.problems import StorageUnavailable

SPIDER = "portals"
ARGUMENTS = ("site", "division", "full")
_SWITCH = ("", "0", "1", "false", "true", "no", "yes")


class UserMistakeError(Exception):
    """A mistake of the user; the message is one line that says what to do."""


class Command(ScrapyCrawl):
    """Scrapy's options and meaning; a user's mistake gives one line on stderr and exit status 2."""

    def short_desc(self) -> str:
        return "Run a spider: `scrapy crawl portals [-a site=SLUG,…] [-a division=62] [-a full=1]`"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        gc.disable()  # until the spider opens: what is imported stays, and is looked through dozens of times otherwise
        super().process_options(args, opts)
        if not args:
            raise UsageError
        assert self.settings is not None
        if sys.stderr.isatty() and (self.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            # the live display says what plain log lines would; warnings still come through
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
        try:
            check_spider(args)
            check_run(self.settings, opts.spargs)
        except (UserMistakeError, RegistryError) as mistake:
            print(f"scrapy crawl: {mistake}", file=sys.stderr)
            sys.exit(2)
        except StorageUnavailable as problem:
            hint = "" if "DATABASE_URL" in str(problem) or "run `" in str(problem) else "; see DATABASE_URL"
            print(f"scrapy crawl: {problem}{hint}", file=sys.stderr)
            sys.exit(2)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None
        _introduce("crawler.transport", "scrapy.core.downloader.tls", "scrapy.core.downloader.contextfactory")
        from crawler import transport  # noqa: F401 - early: the stack that Scrapy looks at is still a short one

        crawler = self._create_crawler(args[0])
        crawler.signals.connect(_started, signal=signals.spider_opened)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        assert crawler.stats is not None
        if self.crawler_process.bootstrap_failed or crawler.stats.get_value(FATAL):
            self.exitcode = 1
        gc.freeze()  # a process that ends need not take apart what it holds


def _introduce(*coming: str) -> None:
    """Tell `inspect` whose each file is, those of modules that are about to be imported too.

    Scrapy inspects the whole stack for each of its old TLS names, and `inspect` goes through all modules, again and
    again, for every frame whose file it does not know; the import system's own, which have none, it never learns.
    """
    known = getattr(inspect, "modulesbyfile", {})  # not promised by the standard library
    known |= {f"<frozen {name}>": name for name in ("importlib._bootstrap", "importlib._bootstrap_external", "runpy")}
    known |= {file: name for name, module in sys.modules.items() if (file := getattr(module, "__file__", None))}
    known |= {spec.origin: spec.name for name in coming if (spec := find_spec(name)) and spec.origin}


def _started() -> None:
    """Everything that a crawl works with is there: collect again, and never look at that any more.

    A request makes hundreds of objects that are gone with it: looking at each 700 costs twice what 10,000 do.
    """
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


def check_spider(args: list[str]) -> None:
    """Refuse a spider that the project does not have."""
    if len(args) > 1:
        raise UserMistakeError(
            f"one spider at a time, got {', '.join(args)}; arguments go behind -a, e.g. -a site=SLUG"
        )
    if args[0] != SPIDER:
        raise UserMistakeError(f"unknown spider {args[0]!r}; the project's spider is {SPIDER!r}")


def check_run(settings: BaseSettings, arguments: dict[str, str]) -> None:
    """Raise UserMistakeError, RegistryError or StorageUnavailable for a run that could not do its work."""
    from storage.migrate import open_for_writing

    for name in arguments:
        if name not in ARGUMENTS:
            near = difflib.get_close_matches(name, ARGUMENTS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(ARGUMENTS)}"
            raise UserMistakeError(f"unknown argument {name!r}; {hint}")
    if arguments.get("full", "").strip().lower() not in _SWITCH:
        raise UserMistakeError(f"full={arguments['full']!r} must be 1 or 0")
    rows = registry.load(settings["PORTALS_REGISTRY"] or None)
    registry.select(rows, site=arguments.get("site"), division=arguments.get("division"))
    open_for_writing(settings["DATABASE_URL"]).dispose()
