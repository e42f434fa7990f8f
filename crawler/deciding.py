"""What an operator decides about reports, carried out: each decision is stored with its reason and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler import registry
from storage import decisions
from storage.decisions import DecisionError
from storage.engine import open_existing, snapshot
from storage.following import Contexts, follow, is_follow, take_back
from storage.loading import Loader
from storage.migrate import open_for_writing
from storage.splitting import split

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["DecisionError", "Operator"]

_ON_STORED: dict[str, Callable[..., int]] = {
    "merge": decisions.merge,
    "release": decisions.release,
    "quarantine": decisions.quarantine,
}


class Operator:
    """Decides in a database; pages that a decision needs read again come from the archive."""

    def __init__(self, database: str, archive: str, registry_file: str | None) -> None:
        self._database = database
        self._archive = archive
        self._registry_file = registry_file

    def decide(self, action: str, numbers: Sequence[int], why: str) -> str:
        """Carry out a decision about the reports or the source of these numbers; one line that says what was done.

        Raises DecisionError for one that the stored reports do not allow.
        """
        open_existing(self._database).dispose()  # a decision never makes a database
        if action == "undo":
            return f"taken back: {self._undo(numbers[0])}"
        if action == "split":
            (source,) = numbers
            with self._reading_again() as (loader, contexts):
                report = split(loader, source, why, self._archive, contexts)
            return f"split: source {source} is report {report} now (`scrapy reports merge` takes it back)"
        decision = self._follow(numbers[0], why) if action == "follow" else self._on_stored(action, numbers, why)
        return f"{action}: decision {decision} (`scrapy reports undo {decision}` takes it back)"

    def _follow(self, source: int, why: str) -> int:
        with self._reading_again() as (loader, contexts):
            return follow(loader, source, why, self._archive, contexts)

    def _on_stored(self, action: str, numbers: Sequence[int], why: str) -> int:
        with self._writing() as connection:
            return _ON_STORED[action](connection, *numbers, why)

    def _undo(self, decision: int) -> str:
        with snapshot(open_existing(self._database)) as connection:
            reads_again = is_follow(connection, decision)
        if reads_again:
            with self._reading_again() as (loader, contexts):
                return take_back(loader, decision, self._archive, contexts)
        with self._writing() as connection:
            return decisions.undo(connection, decision)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        engine = open_for_writing(self._database)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def _reading_again(self) -> Iterator[tuple[Loader, Contexts]]:
        contexts = {row.slug: row.context() for row in registry.load(self._registry_file)}
        loader = Loader(self._database)
        try:
            yield loader, contexts
        finally:
            loader.close()
