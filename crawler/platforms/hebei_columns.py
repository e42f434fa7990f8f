"""河北 sites with `/columns/UUID/YYYYMM/DD/UUID.html` articles."""

from __future__ import annotations

from typing import ClassVar

from crawler.platforms import dialects
from crawler.platforms.base import Mark
from crawler.platforms.generic import GenericPlatform


class HebeiColumnsPlatform(GenericPlatform):
    """Server-rendered lists; recognised by the names of their articles."""

    name: ClassVar[str] = "hebei-columns"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(30, dialects.ARTICLES["columns-uuid"], "article address /columns/UUID", "url"),
        Mark(
            20, r"href=[\"'][^\"']*/columns/[0-9a-f-]{36}/\d{6}/\d{2}/[0-9a-f-]{36}\.html?[\"']", "links of that shape"
        ),
    )
    articles: ClassVar[str] = dialects.ARTICLES["columns-uuid"]
