"""A database that goes away and comes back: waited for a while, then told, loudly."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from storage.engine import explain
from storage.problems import StorageUnavailable

T = TypeVar("T")

logger = logging.getLogger(__name__)

#: seconds to wait before each further try when the database is away: 2 minutes in all
WAITS = (0.5, 1, 2, 4, 8, 15, 30, 60)

#: what SQLite says when somebody else holds the file or it cannot be reached; other errors are mistakes of ours
_SQLITE_AWAY = ("locked", "busy", "unable to open", "disk i/o", "readonly")


def wait_out(work: Callable[[], T], url: URL, waits: Sequence[float] = WAITS) -> T:
    """Do the work, again and again while the database is away. Raises StorageUnavailable when the waits are over.

    For a database that this very run has reached before: a wrong address is no reason to wait.
    """
    for wait in (*waits, None):
        try:
            return work()
        except (StorageUnavailable, SQLAlchemyError, sqlite3.Error, OSError) as error:
            cause = error.__cause__ if isinstance(error, StorageUnavailable) else error
            if cause is None or not database_is_away(cause):
                raise
            if wait is None:
                raise StorageUnavailable(explain(cause, url)) from cause
            logger.warning("%s; trying again in %g s", explain(cause, url), wait)
            time.sleep(wait)
    raise AssertionError("unreachable")


def database_is_away(error: BaseException) -> bool:
    """Gone or locked by someone else: worth waiting for. A wrong statement or value is not."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.OperationalError):
        return any(word in str(cause).lower() for word in _SQLITE_AWAY)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | InterfaceError | OSError)
