"""陕西集约化 sites with 19-digit ids (富县, 吴起, 杨凌): lists `…/zfxxgknb/1.html`, `2.html`."""

from __future__ import annotations

from typing import ClassVar

from crawler.platforms import dialects
from crawler.platforms.base import Mark
from crawler.platforms.generic import GenericPlatform


class SnowflakePlatform(GenericPlatform):
    """Server-rendered lists; recognised by the ids of their articles."""

    name: ClassVar[str] = "snowflake"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(30, dialects.ARTICLES["snowflake"], "article address with a 19-digit id", "url"),
        Mark(20, r"href=[\"'][^\"']*/\d{18,20}\.s?html?[\"']", "links of that shape"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["snowflake"]
