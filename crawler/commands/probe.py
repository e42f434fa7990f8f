"""`scrapy probe URL`: how the crawl sees an address: platform and why, lists found, links, encoding, browser or not."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.settings import SETTINGS_PRIORITIES

from crawler import probing
from crawler.command_output import print_json_lines
from crawler.probing import Probe


class Command(ScrapyCommand):
    """Asks the portal politely (robots.txt and delays hold) and stores nothing."""

    requires_project = True

    def syntax(self) -> str:
        return "[--no-search] [--pages N] [--json] URL"

    def short_desc(self) -> str:
        return "Platform, evidence, report lists and encoding of an address"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
        parser.add_argument("--no-search", action="store_true", help="look at the address alone")
        parser.add_argument(
            "--pages", type=int, default=40, metavar="N", help="answers the search may take (default 40)"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if self.settings.getpriority("LOG_LEVEL") != SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_ENABLED", False, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            self._refuse("one address is wanted, e.g. scrapy probe https://www.example.gov.cn/")
        try:
            probe = probing.run(self.crawler_process, args[0], search=not opts.no_search, pages=opts.pages)
        except ValueError as mistake:
            self._refuse(f"{mistake}; give scheme and host, e.g. https://www.example.gov.cn/")
        if opts.json:
            print_json_lines([probe.as_row()])
        else:
            print("\n".join(lines(probe)))
        self.exitcode = 1 if probe.failure else 0

    def _refuse(self, message: str) -> None:
        print(f"scrapy probe: {message}", file=sys.stderr)
        sys.exit(2)


def lines(probe: Probe) -> list[str]:
    """The probe for a reader."""
    if probe.failure:
        return [probe.url, f"  no answer   {probe.failure}: {probe.message}"]
    best, *others = probe.platforms
    decoding = f"{probe.encoding} by {probe.encoding_rule}, sure to {probe.encoding_confidence:.2f}"
    told = [
        probe.final_url,
        f"  answer      {probe.status}, {decoding}",
        f"  title       {probe.title or '(none)'}",
        f"  platform    {best.platform}, {best.points} points: {'; '.join(best.evidence)}",
        *(f"              {one.platform}, {one.points} points: {'; '.join(one.evidence)}" for one in others),
        f"  kind        {probe.kind}, {probe.link_count} links",
        *(f"              {link['date'] or '          '}  {link['title']}  {link['url']}" for link in probe.links),
        f"  browser     {'needed: ' + probe.browser if probe.browser else 'not needed'}",
    ]
    if probe.search_end:
        told.append(f"  search      {probe.searched} answers; {probe.search_end}; {len(probe.lists)} list(s) found")
    for row in probe.lists:
        told.append(f"    {row['score']:3d}  {row['platform']}  {row['url']}")
        told.append(f"         {row['evidence']}")
    told.extend(f"    failed  {each['url']}: {each['kind']}, {each['message']}" for each in probe.failures)
    return told
