"""Migrations: from nothing and from each revision, down and up, equal to the models, on both databases."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from reports.model import Report
from storage.engine import SCHEMA_REVISION, make_engine, open_existing, schema_revision
from storage.loading import Loader
from storage.migrate import alembic_config, downgrade, open_for_writing, upgrade
from storage.outcomes import FailureOutcome, ReadOutcome
from storage.problems import StorageUnavailable
from storage.tables import Base

REVISIONS = [
    script.revision for script in reversed(list(ScriptDirectory.from_config(alembic_config()).walk_revisions()))
]


def revision_of(url: str) -> str | None:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = schema_revision(connection)
    engine.dispose()
    return found


def test_code_and_scripts_agree_on_the_head() -> None:
    assert REVISIONS[-1] == SCHEMA_REVISION


def test_models_equal_the_migrated_schema(empty_url: str) -> None:
    upgrade(empty_url)
    engine = make_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        views = set(inspect(connection).get_view_names())
    engine.dispose()
    assert {"v_coverage", "v_report_figures", "v_findings"} <= views


@pytest.mark.parametrize("start", REVISIONS)
def test_every_revision_upgrades_and_comes_back(empty_url: str, start: str) -> None:
    upgrade(empty_url, start)
    assert revision_of(empty_url) == start
    upgrade(empty_url)
    assert revision_of(empty_url) == SCHEMA_REVISION
    downgrade(empty_url, start)
    assert revision_of(empty_url) == start
    upgrade(empty_url)
    assert revision_of(empty_url) == SCHEMA_REVISION


def test_down_to_nothing_and_up_again(empty_url: str) -> None:
    upgrade(empty_url)
    downgrade(empty_url, "base")
    engine = make_engine(empty_url)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    upgrade(empty_url)
    assert revision_of(empty_url) == SCHEMA_REVISION


def test_data_survives_going_down_a_revision(empty_url: str) -> None:
    upgrade(empty_url)
    engine = make_engine(empty_url, writing=True)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO portals (slug, name, home_url, enabled, first_seen) "
                "VALUES ('a', '甲', 'http://a/', true, '2026-01-01 00:00:00')"
            )
        )
    downgrade(empty_url, REVISIONS[0])
    upgrade(empty_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM portals")).scalar_one() == "甲"
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_reports_survive_every_way_down_and_up(
    url: str, revision: str, make_report: Callable[..., Report], read_of: Callable[..., ReadOutcome]
) -> None:
    loader = Loader(url)
    at = read_of(None, days=3).page.fetched_at
    failure = FailureOutcome("hebei-qinghe", "http://127.0.0.1:8001/nb/9.html", "timeout", "slow", at, is_page=True)
    loader.load([read_of(make_report()), read_of(make_report(year=2021, seed=2), "http://127.0.0.1:8001/nb/2.html")])
    loader.load([read_of(make_report(doc_no="2号"), days=1), failure])
    before = _everything(loader)
    assert len(before["report_versions"]) == 3
    downgrade(url, revision)
    upgrade(url)
    assert _everything(loader) == before
    (loaded,) = loader.load([read_of(make_report(doc_no="2号"), days=2)])
    assert loaded.result == "unchanged"
    loader.close()


def _everything(loader: Loader) -> dict[str, list[str]]:
    """Every row of every table."""
    with loader.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()))) for table in Base.metadata.sorted_tables
        }


def test_a_run_makes_its_sqlite_database_itself(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/deep/down/nianbao.sqlite"
    open_for_writing(url).dispose()
    assert revision_of(url) == SCHEMA_REVISION


def test_runs_that_start_together_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    errors: list[BaseException] = []

    def start() -> None:
        try:
            open_for_writing(url).dispose()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert revision_of(url) == SCHEMA_REVISION


def test_an_old_sqlite_schema_is_migrated_by_the_run(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    upgrade(url, REVISIONS[0])
    with pytest.raises(StorageUnavailable, match="run `scrapy db upgrade`"):
        open_existing(url)
    open_for_writing(url).dispose()
    open_existing(url).dispose()


@pytest.mark.postgres
def test_postgres_stops_a_run_on_an_old_schema(postgres_url: str) -> None:
    with pytest.raises(StorageUnavailable, match="no tables yet: run `scrapy db upgrade`"):
        open_for_writing(postgres_url)
    upgrade(postgres_url, REVISIONS[0])
    with pytest.raises(StorageUnavailable, match=f"has schema {REVISIONS[0]}.*run `scrapy db upgrade`"):
        open_for_writing(postgres_url)
    upgrade(postgres_url)
    open_for_writing(postgres_url).dispose()


def test_a_newer_schema_is_not_touched(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    upgrade(url)
    engine = make_engine(url, writing=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StorageUnavailable, match="newer than this code"):
        open_for_writing(url)


@pytest.mark.parametrize("place", ["/proc/nowhere/nianbao.sqlite", "/dev/null/nianbao.sqlite"])
def test_an_unwritable_place_is_named(place: str) -> None:
    with pytest.raises(StorageUnavailable, match="cannot make the folder of the database"):
        open_for_writing(f"sqlite:///{place}")


def test_a_run_waits_for_the_one_that_makes_the_database(tmp_path: Path) -> None:
    """SQLite refuses at once to change the journal's mode beside a writer, whatever time-out was asked for."""
    file = tmp_path / "nianbao.sqlite"
    first = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    first.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.3, lambda: first.execute("COMMIT"))
    done.start()
    open_for_writing(f"sqlite:///{file}").dispose()
    done.join()
    first.close()
    assert revision_of(f"sqlite:///{file}") == SCHEMA_REVISION
