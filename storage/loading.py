"""The loader: outcomes in, rows in the database; nothing lost, nothing twice.

A batch is one transaction. If it fails for what one outcome holds, each outcome is stored in a transaction of its own
and the one that cannot be stored becomes a recorded failure; if the database went away, the batch is tried again for
a while, and then the run is told, loudly.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from storage.batch import Batch, Read, address_of, read_of
from storage.engine import database_url, explain
from storage.known_pages import known_lists, known_pages
from storage.migrate import open_for_writing
from storage.outcomes import FailureOutcome, KnownList, KnownPage, Loaded, Outcome, ReadOutcome
from storage.problems import StorageUnavailable
from storage.revisits import DEFAULT_POLICY, RevisitPolicy
from storage.waiting import WAITS, database_is_away

if TYPE_CHECKING:
    from reports.similarity import Signature

__all__ = ["Loader", "StorageUnavailable"]

logger = logging.getLogger(__name__)

#: one lock for all loaders of a PostgreSQL database: identity is decided by one writer at a time
_LOADING_LOCK = 5702015


class Loader:
    """Stores outcomes. Not thread-safe: make it in the thread that uses it.

    Raises StorageUnavailable where the database cannot be opened, or went away for longer than `waits` allow.
    """

    def __init__(
        self,
        url: str,
        run_id: int | None = None,
        *,
        policy: RevisitPolicy = DEFAULT_POLICY,
        waits: Sequence[float] = WAITS,
        signatures: dict[int, Signature] | None = None,
    ) -> None:
        self._url = database_url(url)
        self.engine = open_for_writing(url)
        self._policy = policy
        self._waits = waits
        self.run_id = run_id
        #: of the texts that reports now have, where the reading process made them; for the comparison at a run's end
        self.signatures = {} if signatures is None else signatures

    def load(self, outcomes: Sequence[Outcome]) -> list[Loaded]:
        """Store a batch; one Loaded an outcome, in order. When it returns, all of it is committed."""
        loaded: list[Loaded] = []
        for part in _without_repeats(outcomes):
            loaded.extend(self._load_part(part))
        for outcome, one in zip(outcomes, loaded, strict=True):
            self._note_signature(outcome, one)
        return loaded

    def _note_signature(self, outcome: Outcome, loaded: Loaded) -> None:
        """A report that was made or changed has this page's text; of any other the stored text will tell."""
        if loaded.report_id is None or not isinstance(outcome, ReadOutcome):
            return
        prepared = outcome.reading.prepared
        if loaded.result in ("new", "changed") and prepared is not None and prepared.signature is not None:
            self.signatures[loaded.report_id] = prepared.signature
        else:
            self.signatures.pop(loaded.report_id, None)

    def known_pages(self, portal: str) -> dict[str, KnownPage]:
        """What earlier runs know of a portal's pages, by address."""
        with self.engine.connect() as connection:
            return known_pages(connection, portal)

    def known_lists(self, portal: str) -> list[KnownList]:
        """The report lists that earlier runs found at a portal, the last seen first."""
        with self.engine.connect() as connection:
            return known_lists(connection, portal)

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    def _load_part(self, outcomes: Sequence[Outcome]) -> list[Loaded]:
        try:
            prepared = [read_of(outcome) for outcome in outcomes]
            return self._transaction(outcomes, prepared)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary where one bad outcome must not lose the others
            if len(outcomes) == 1:
                return [self._unstorable(outcomes[0], error)]
            logger.warning("A batch of %d could not be stored as one (%s); storing one by one", len(outcomes), error)
        return [loaded for outcome in outcomes for loaded in self._load_part([outcome])]

    def _transaction(self, outcomes: Sequence[Outcome], prepared: Sequence[Read | None]) -> list[Loaded]:
        """One transaction, repeated while the database is away or another writer was first."""
        for wait in (*self._waits, None):
            try:
                with self.engine.begin() as connection:
                    if connection.dialect.name == "postgresql":
                        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOADING_LOCK})")
                    return Batch(connection, self.run_id, self._policy).run(outcomes, prepared)
            except IntegrityError as error:
                if wait is None or wait > self._waits[0]:
                    raise
                logger.info("Another writer was first (%s); deciding again", explain(error, self._url))
            except (DBAPIError, SQLAlchemyError, sqlite3.Error, OSError) as error:
                if wait is None or _no_space(error):
                    raise StorageUnavailable(explain(error, self._url)) from error
                if not database_is_away(error):
                    raise
                logger.warning("%s; trying again in %g s", explain(error, self._url), wait)
                self.engine.dispose()
                time.sleep(wait)
        raise AssertionError("unreachable")

    def _unstorable(self, outcome: Outcome, error: Exception) -> Loaded:
        """What cannot be stored is named as work not done; the run goes on.

        Where not even that can be stored something is wrong with the database or with us: the run has to be told.
        """
        portal, url, at, is_page = address_of(outcome)
        message = f"could not be stored: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        logger.error("%s %s: %s", portal, url, message)
        if isinstance(outcome, FailureOutcome):
            raise StorageUnavailable(f"a failure at {url} {message}") from error
        try:
            self._transaction([FailureOutcome(portal, url, "parse", message[:500], at, is_page=is_page)], [None])
        except StorageUnavailable:
            raise
        except Exception as second:
            raise StorageUnavailable(f"{url} {message}") from second
        return Loaded("failed", detail=message)


def _without_repeats(outcomes: Sequence[Outcome]) -> Iterator[list[Outcome]]:
    """Split so that no address comes twice in a part: each transaction decides on what the one before it stored."""
    part: list[Outcome] = []
    seen: set[tuple[str, str]] = set()
    for outcome in outcomes:
        portal, url, _, _ = address_of(outcome)
        if (portal, url) in seen:
            yield part
            part, seen = [], set()
        part.append(outcome)
        seen.add((portal, url))
    if part:
        yield part


def _no_space(error: BaseException) -> bool:
    """A full disk: waiting would only hide it."""
    text = str(getattr(error, "orig", None) or error).lower()
    return "disk is full" in text or "no space left" in text or "could not extend file" in text
