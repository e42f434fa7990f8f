"""A fresh working folder for each module of whole-crawl tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end_to_end.crawling import Crawl, write_registry


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[dict[str, str]]], Crawl]:
    """Makes a fresh working folder for a registry of these rows."""

    def make(rows: list[dict[str, str]]) -> Crawl:
        folder = tmp_path_factory.mktemp("crawl")
        registry = folder / "portals.csv"
        write_registry(registry, rows)
        return Crawl(folder, registry)

    return make
