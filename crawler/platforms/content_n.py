"""Sites with `content_N.html` articles (沅江, 南县, 岳阳)."""

from __future__ import annotations

from typing import ClassVar

from crawler.platforms import dialects
from crawler.platforms.base import Mark
from crawler.platforms.generic import GenericPlatform


class ContentNPlatform(GenericPlatform):
    """Server-rendered lists; recognised by the names of their articles."""

    name: ClassVar[str] = "content_n"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(30, dialects.ARTICLES["content_n"], "article address content_N", "url"),
        Mark(20, r"href=[\"'][^\"']*/content_\d+\.s?html?[\"']", "links of that shape"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["content_n"]
