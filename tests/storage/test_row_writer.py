"""Ids that a batch takes before it writes the rows that bear them."""

from __future__ import annotations

from storage.loading import Loader
from storage.rows import RowWriter


def test_ids_that_were_given_but_not_yet_used_are_not_given_again(loader: Loader) -> None:
    with loader.engine.begin() as connection:
        writer = RowWriter(connection)
        given = [*writer.new_ids("decisions", 2), *writer.new_ids("decisions", 1), *writer.new_ids("reports", 1)]
    assert len(set(given[:3])) == 3
    assert given[3] == 1
