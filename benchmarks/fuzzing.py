"""Reads mutated pages: none may raise, none may take long.

    python -m benchmarks.fuzzing [--mutations 10000] [--first 0] [--limit 2.0]

Exit status 1 if a page raised or took longer than the limit (seconds of CPU time).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import traceback
from collections import Counter
from dataclasses import replace
from random import Random

from reports.reader import read_page, warm
from sandbox.mutation import mutate
from sandbox.samples import sample


def main() -> int:
    """Fuzz and print counts, the slowest pages and every crash."""
    parser = argparse.ArgumentParser(description="Read mutated pages.")
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--limit", type=float, default=2.0, help="seconds of CPU time for a page")
    options = parser.parse_args()
    warm()
    times: list[tuple[float, int, str]] = []
    crashes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for number in range(options.first, options.first + options.mutations):
        rng = Random(f"mutation {number}")
        page = sample(number % 500)
        body, names = mutate(page.raw.body, rng)
        start = time.process_time()
        try:
            reading = read_page(replace(page.raw, body=body))
        except Exception:  # noqa: BLE001 - whatever a page raises is what this program looks for
            crashes[traceback.format_exc(limit=-2)] += 1
            print(f"page {number} ({names}) raised", file=sys.stderr)
            continue
        times.append((time.process_time() - start, number, names))
        kinds[str(reading.kind) if not reading.failure else reading.failure[0]] += 1
    slow = sorted(times, reverse=True)[:5]
    print(f"{options.mutations} mutated pages: {sum(crashes.values())} raised; taken for {dict(kinds)}")
    print(f"median {statistics.median(spent for spent, *_ in times) * 1000:.1f} ms; slowest:")
    for spent, number, names in slow:
        print(f"  {spent:6.2f} s  page {number}: {names}")
    for text, count in crashes.most_common():
        print(f"\n{count} times:\n{text}")
    return 1 if crashes or slow[0][0] > options.limit else 0


if __name__ == "__main__":
    sys.exit(main())
