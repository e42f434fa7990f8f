"""A pipeline that writes what the spider yields to a file, in place of reading and loading."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Collector:
    """One JSON line an item, bodies as their length."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings["COLLECT_TO"])

    def process_item(self, item: Any) -> Any:
        row = asdict(item)
        row["size"] = len(row.pop("body", b""))
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        return item
