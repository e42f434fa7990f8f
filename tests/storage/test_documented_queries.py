"""The queries of docs/database.md run on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, text

from reports.model import Report, Verdict
from storage.loading import Loader
from storage.outcomes import ReadOutcome
from storage.tables import Base

DOCUMENT = (Path(__file__).parents[2] / "docs" / "database.md").read_text("utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", DOCUMENT, re.DOTALL)


def test_there_are_ten() -> None:
    assert len(QUERIES) == 10


def test_every_table_is_described() -> None:
    for table in Base.metadata.tables:
        assert f"`{table}`" in DOCUMENT


def test_they_run(
    loader: Loader,
    url: str,
    make_report: Callable[..., Report],
    read_of: Callable[..., ReadOutcome],
    doctored: Verdict,
) -> None:
    loader.load(
        [
            read_of(make_report(year=2021, seed=3)),
            read_of(make_report(year=2022, seed=4), "http://127.0.0.1/2"),
            read_of(make_report(), "http://127.0.0.1/3", verdict=doctored),
        ]
    )
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [[tuple(row) for row in connection.execute(text(query))] for query in QUERIES]
        pairs = [tuple(row) for row in connection.execute(text("SELECT year, carried_in FROM v_carry_over"))]
        totals = "SELECT sum(value) FROM v_report_figures WHERE row_code = 'received' AND column_name = 'total'"
        received = connection.execute(text(totals)).scalar_one()
        statuses = set(connection.execute(text("SELECT status FROM v_sources")).scalars())
    engine.dispose()
    assert found[1] == [(2021, 1, 1), (2022, 1, 1)]
    assert found[2] == [("130534", 2021, 3), ("130534", 2022, 4)]
    assert pairs == [(2022, 0)]
    assert statuses == {"accepted"}
    assert received == 7  # the doctored report's figures are in no view of figures
