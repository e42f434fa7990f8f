"""Sites with 24-hex object ids (西安长安区, 济南历下区)."""

from __future__ import annotations

from typing import ClassVar

from crawler.platforms import dialects
from crawler.platforms.base import Mark
from crawler.platforms.generic import GenericPlatform


class ObjectidPlatform(GenericPlatform):
    """Server-rendered lists; recognised by the ids of their articles."""

    name: ClassVar[str] = "objectid"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(30, dialects.ARTICLES["objectid"], "article address with a 24-hex id", "url"),
        Mark(20, r"href=[\"'][^\"']*/(?:doc_)?[0-9a-f]{24}\.s?html?[\"']", "links of that shape"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["objectid"]
