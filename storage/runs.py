"""Run records: which run did what, when, and how it ended; and the registry's portals as rows."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, insert, select, update

from storage.copies import tie_copies
from storage.migrate import open_for_writing
from storage.rows import upsert_into
from storage.tables import Alarm, Portal, Run
from storage.uncompared import uncompared

if TYPE_CHECKING:
    from reports.similarity import Signature

#: counters that have a column of their own; others go into `runs.counters`
COUNTED = {
    "new": "reports_new",
    "changed": "reports_changed",
    "unchanged": "reports_unchanged",
    "quarantined": "reports_quarantined",
    "duplicate": "duplicates",
    "excluded": "excluded",
    "failed": "failed",
    "pages": "pages",
}


@dataclass(frozen=True, slots=True)
class PortalRow:
    """A registry row, as the database keeps it."""

    slug: str
    name: str
    home_url: str
    division_code: str | None = None
    level: str | None = None
    platform: str | None = None
    enabled: bool = True


class RunRecord:
    """One run's row in `runs`. Raises StorageUnavailable where the database cannot be opened for writing."""

    def __init__(self, url: str, command: str, arguments: Mapping[str, Any] | None = None) -> None:
        #: of texts that this run read, by report: the comparison at its end need not make them again
        self.signatures: dict[int, Signature] = {}
        self._engine: Engine = open_for_writing(url)
        with self._engine.begin() as connection:
            _close_abandoned(connection)
            run = {
                "command": command,
                "arguments": dict(arguments or {}),
                "started": datetime.now(UTC),
                "outcome": "running",
                "host": socket.gethostname(),
                "pid": os.getpid(),
                "code_version": _code_version(),
                "counters": {},
            }
            self.id: int = connection.execute(insert(Run).values(run).returning(Run.id)).scalar_one()

    def mark_portals(self, rows: Iterable[PortalRow]) -> None:
        """Bring `portals` up to date with the registry; portals that the registry no longer has stay."""
        now = datetime.now(UTC)
        values = [
            {
                "slug": row.slug,
                "name": row.name,
                "home_url": row.home_url,
                "division_code": row.division_code,
                "level": row.level,
                "platform": row.platform,
                "enabled": row.enabled,
                "first_seen": now,
            }
            for row in rows
        ]
        if not values:
            return
        with self._engine.begin() as connection:
            statement = upsert_into(connection, Portal)
            renewed = {name: statement.excluded[name] for name in values[0] if name not in ("slug", "first_seen")}
            connection.execute(statement.on_conflict_do_update(index_elements=["slug"], set_=renewed), values)

    def finish(self, outcome: str, counters: Mapping[str, int]) -> None:
        """Close the record: `finished`, `interrupted` or `failed`, with the run's counters."""
        columns = {column: counters[name] for name, column in COUNTED.items() if name in counters}
        others = {name: value for name, value in counters.items() if name not in COUNTED}
        values = {"finished": datetime.now(UTC), "outcome": outcome, "counters": others, **columns}
        with self._engine.begin() as connection:
            connection.execute(update(Run).where(Run.id == self.id).values(values))
        self._engine.dispose()

    def compare_texts(self) -> int:
        """Look for what reports have to do with others: doctored copies with their originals, texts with similar ones.

        Returns how many reports were new to the comparison of texts.
        """
        with self._engine.begin() as connection:
            tie_copies(connection)
            waiting = uncompared(connection, 1)
        compared = self._compare() if waiting else 0
        self._engine.dispose()
        return compared

    def _compare(self) -> int:
        from storage.similar import compare_new  # late: a run without news compares nothing

        return compare_new(self._engine, self.signatures)

    def alarms(self) -> list[tuple[str, str, str, str]]:
        """What this run raised: (kind, portal, url, message)."""
        columns = (Alarm.kind, Alarm.portal, Alarm.url, Alarm.message)
        query = select(*columns).where(Alarm.run_id == self.id).order_by(Alarm.id)
        with self._engine.connect() as connection:
            return [(kind, portal, url, message) for kind, portal, url, message in connection.execute(query)]


def _code_version() -> str:
    try:
        return version("nianbao")
    except PackageNotFoundError:
        return "source"


def _close_abandoned(connection: Connection) -> None:
    """Runs of this machine whose process is gone did not end by themselves: killed, or the power went."""
    host = socket.gethostname()
    running = select(Run.id, Run.pid).where(Run.outcome == "running", Run.host == host)
    gone = [run_id for run_id, pid in connection.execute(running) if not _alive(pid)]
    if gone:
        connection.execute(update(Run).where(Run.id.in_(gone)).values(outcome="abandoned"))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
