"""`scrapy probe URL`: how the crawl sees an address: platform and why, lists found, links, encoding, browser or not."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from crawler.command_output import print_json_lines
from crawler.quiet_command import QuietCommand

if TYPE_CHECKING:
    from crawler.probing import Probe


class Command(QuietCommand):
    """Asks the portal politely (robots.txt and delays hold) and stores nothing."""

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

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler import probing

        if len(args) != 1:
            self.tell("one address is wanted, e.g. scrapy probe https://www.example.gov.cn/", 2)
            return
        try:
            probe = probing.run(self.crawler_process, args[0], search=not opts.no_search, pages=opts.pages)
        except ValueError as mistake:
            self.tell(f"{mistake}; give scheme and host, e.g. https://www.example.gov.cn/", 2)
            return
        if opts.json:
            print_json_lines([probe.as_row()])
        else:
            print("\n".join(lines(probe)))
        self.exitcode = 1 if probe.failure else 0


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
