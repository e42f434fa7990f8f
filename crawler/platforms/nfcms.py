"""广东 NFCMS: articles `/content/post_N.html` beside the gkmlpt platform."""

from __future__ import annotations

from typing import ClassVar

from crawler.platforms import dialects
from crawler.platforms.base import Mark
from crawler.platforms.generic import GenericPlatform


class NfcmsPlatform(GenericPlatform):
    """Server-rendered lists; recognised by the names of their articles."""

    name: ClassVar[str] = "nfcms"
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark(30, dialects.ARTICLES["gd-post"], "article address post_N", "url"),
        Mark(20, r"href=[\"'][^\"']*/content/(?:mpost|post)_\d+\.html?[\"']", "links of that shape"),
    )
    articles: ClassVar[str] = dialects.ARTICLES["gd-post"]
