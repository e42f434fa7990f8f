"""How much of generated pages is read right, and how long each step takes.

    python -m benchmarks.reading [--pages 2000] [--timed 200] [--differences 20]

Pages of all header layouts, table shapes, charsets and damages come from `sandbox.samples`. Times: medians over pages
padded to about 60 KB. trafilatura and gne (extra `bench`) read a part of the same pages for the fields that they have.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

from reports.arithmetic import check
from reports.authenticity import judge
from reports.decoding import decode
from reports.html import parse_html
from reports.identity_fields import read_identity_fields
from reports.model import RawPage, Reading
from reports.page_kind import classify
from reports.reader import read_page, text_of, warm
from reports.sections import read_sections
from reports.tables import read_tables
from sandbox.comparison import FIELDS, Comparison, compare_record
from sandbox.layouts.charsets import CHARSETS
from sandbox.samples import Sample, samples
from sandbox.summary import print_comparison

Fields = dict[str, Any]
NAMED_FIELDS = ("title", "issuer", "year", "index_no", "publish_date")


def record_of(reading: Reading, url: str) -> Fields:
    """A reading as the export would print it, as far as one page decides it."""
    report = reading.report
    if report is None:
        return {"url": url}
    status = "accepted" if reading.verdict.verdict == "genuine" else "quarantined"
    plain = {name: getattr(report, name) for name in FIELDS if name not in ("status", "encoding")}
    return {
        **plain,
        "url": url,
        "status": status,
        "encoding": reading.decoded_as,
        "sections": [{"ordinal": s.ordinal, "heading": s.heading, "text": s.text} for s in report.sections],
        "proactive": report.proactive,
        "applications": report.applications,
        "proceedings": report.proceedings,
        "findings": [{"rule": f.rule, "severity": f.severity, "message": f.message} for f in report.findings],
    }


def quality(pages: Iterable[Sample]) -> tuple[Comparison, Counter[str]]:
    """Read every page and compare; the counter says what else than a report pages were taken for."""
    result, other = Comparison(), Counter[str]()
    for page in pages:
        reading = read_page(page.raw)
        result.expected += 1
        result.found += reading.report is not None
        if reading.report is None:
            other[f"{reading.kind} {reading.failure or ''} {reading.reason[:60]}"] += 1
        compare_record(record_of(reading, page.raw.url), page.expected.as_json(), result)
    return result, other


def steps(page: Sample) -> dict[str, float]:
    """Seconds of CPU time of each step on one page."""
    spent: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:
        start = time.thread_time()
        value = step()
        spent[name] = time.thread_time() - start
        return value

    raw = page.raw
    markup = page.raw.body.decode(CHARSETS[page.style.charset].codec, "replace")
    timed("(lxml parse alone)", lambda: etree.HTML(markup))
    decoded = timed("decode", lambda: decode(raw.body, raw.content_type))
    document = timed("parse", lambda: parse_html(decoded.text, raw.url))
    text = text_of(document.blocks)
    fields = timed("header, issuer, year", lambda: read_identity_fields(document, page=raw, text=text))
    timed(
        "kind of page",
        lambda: classify(document, title=fields.title, link_text=raw.link_text, url=raw.url, text=text),
    )
    timed(
        "authenticity",
        lambda: judge(
            url=raw.url, text=text, title=fields.title, document=document, metas=document.metas, portal=raw.portal,
            issuer=fields.issuer, year=fields.year, publish_date=fields.publish_date, markup=decoded.text,
        ),
    )  # fmt: skip
    tables = timed("tables", lambda: read_tables(document.blocks))
    timed("arithmetic", lambda: check(tables.format, tables.proactive, tables.applications, tables.proceedings))
    timed("sections", lambda: read_sections(document.blocks, tables.consumed))
    return spent


def whole(raw: RawPage) -> float:
    """Seconds of CPU time of reading a page."""
    start = time.thread_time()
    read_page(raw)
    return time.thread_time() - start


def print_times(pages: list[Sample]) -> None:
    """Medians over the pages.

    The first reading of a page counts, as a crawl reads it once. Read again it costs less, because titles, lines and
    cells that were worked out are remembered; the steps, each the best of three, are shares of that.
    """
    found: dict[str, list[float]] = {}
    for page in pages:
        found.setdefault("first reading", []).append(whole(page.raw) * 1000)
        found.setdefault("read again", []).append(min(whole(page.raw) for _ in range(3)) * 1000)
        rounds = [steps(page) for _ in range(3)]
        for name in rounds[0]:
            found.setdefault(name, []).append(min(spent[name] for spent in rounds) * 1000)
    sizes = statistics.median(len(page.raw.body) for page in pages) / 1024
    print(f"\nms of CPU time a page (median, 95th percentile) over {len(pages)} pages of {sizes:.0f} KB (median)")
    for name, times in found.items():
        print(f"  {name:24} {statistics.median(times):7.2f} {statistics.quantiles(times, n=20)[-1]:7.2f}")


def print_peers(pages: list[Sample]) -> None:
    """Title and publication date as trafilatura and gne read them, from text that was decoded for them."""
    try:
        import gne
        import trafilatura
    except ImportError:
        print("\ntrafilatura and gne are not installed (extra `bench`): no peers")
        return

    def by_trafilatura(text: str, url: str) -> Fields:
        found = trafilatura.bare_extraction(text, url=url, with_metadata=True)
        return {"title": found.title, "publish_date": found.date} if found else {}

    def by_gne(text: str, url: str) -> Fields:
        found = gne.GeneralNewsExtractor().extract(text)
        return {"title": found["title"], "publish_date": found["publish_time"][:10]}

    print(f"\npeers on {len(pages)} pages, decoded for them: title and date right, ms a page (median)")
    for name, extract in (("trafilatura", by_trafilatura), ("gne", by_gne)):
        _print_peer(name, pages, lambda page, extract=extract: extract(_text(page), page.raw.url))
    _print_peer("nianbao (with decoding)", pages, lambda page: record_of(read_page(page.raw), page.raw.url))


def _text(page: Sample) -> str:
    return page.raw.body.decode(CHARSETS[page.style.charset].codec, "replace")


def _print_peer(name: str, pages: list[Sample], read: Callable[[Sample], Fields]) -> None:
    right: Counter[str] = Counter()
    times = []
    for page in pages:
        start = time.thread_time()
        fields = read(page)
        times.append((time.thread_time() - start) * 1000)
        for field in ("title", "publish_date"):
            right[field] += fields.get(field) == page.expected.record[field]
    print(f"  {name:24} title {right['title']:4} date {right['publish_date']:4}  {statistics.median(times):7.2f} ms")


def main() -> None:
    """Print quality, times and peers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="number of the first page, to read others than last time")
    parser.add_argument("--timed", type=int, default=200)
    parser.add_argument("--peers", type=int, default=60)
    parser.add_argument("--differences", type=int, default=15)
    options = parser.parse_args()
    warm()
    result, other = quality(samples(options.pages, first=options.first))
    print_comparison(result, differences=options.differences)
    print(f"pages not taken for reports: {dict(other)}")
    right = sum(result.right[name] for name in NAMED_FIELDS)
    share = right / max(1, sum(result.compared[name] for name in NAMED_FIELDS))
    cells = result.cells
    total = max(1, cells.right + cells.missing + cells.wrong)
    print(f"title, issuer, year, index number, date: {share:.2%} right (target 99.5 %)")
    print(
        f"cells right {cells.right / total:.3%} (target 99.5 %), wrong silently {cells.wrong_silently} of {total}"
        " (target 1 in 20,000)"
    )
    if options.timed:
        print_times(list(samples(options.timed, first=900_000, kilobytes=60)))
    if options.peers:
        print_peers(list(samples(options.peers, first=950_000, damage=0)))


if __name__ == "__main__":
    main()
