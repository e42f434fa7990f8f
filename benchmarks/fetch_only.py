"""The ceiling: a Scrapy spider that only fetches; `-a urls=FILE` names a JSON list of addresses."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response


class FetchOnlySpider(Spider):
    """Fetches every address of the list and forgets the answer."""

    name = "fetch-only"
    urls = ""

    async def start(self) -> AsyncIterator[Any]:
        for url in json.loads(Path(self.urls).read_text(encoding="utf-8")):
            yield Request(url, dont_filter=True)

    def parse(self, response: Response, **kwargs: Any) -> None:
        """Touch nothing of the answer."""
