"""Shapes of article addresses, whatever the platform: ids as in the project's notes on real portals."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

#: name of the shape -> pattern of path and query
ARTICLES: dict[str, str] = {
    "trs": r"/\d{6}/t\d{8}_\d+\.s?html?",
    "trs-dateless": r"/t\d{5,}\.s?html?$",
    "hanweb": r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+_\w+(?:\.html?)?$",
    "hanweb-jpaas": r"/art/\d{4}/art_[0-9a-f]{16,}\.html?$",
    "hanweb-report": r"/module/xxgk/xxgkannualreport\.jsp\?",
    "content-dated": r"/\d{4}-\d{2}/\d{2}/content_\d+\.s?html?$",
    "c-html": r"/\d{8}/[0-9a-f]{32}/c\.html$",
    "timestamp-folder": r"/(?:19|20)\d{10,}/(?:index\.s?html?)?$",
    "ucap": r"/\d{6}/[0-9a-f]{32}\.s?html?$",
    "chain": r"/c\d+/(?:c\d+/)?content\.s?html?$",
    "hex-dated": r"/\d{4}/\d{1,2}/\d{1,2}/[0-9a-f]{32}\.s?html?$",
    "columns-uuid": r"/columns/[0-9a-f-]{36}/\d{6}/\d{2}/[0-9a-f-]{36}\.html?$",
    "day-hex": r"/\d{8}/[0-9a-f]{32}\.html?$",
    "snowflake": r"/\d{18,20}\.s?html?$",
    "objectid": r"/(?:doc_)?[0-9a-f]{24}\.s?html?$",
    "boda": r"/info/\d+/\d+\.htm$",
    "longxun": r"/public/\d{4,}/\d+\.html?$",
    "openness": r"/opennesscontent/show/\d+\.html?$",
    "gd-post": r"/content/(?:mpost|post)_\d+\.html?$",
    "gkmlpt": r"/gkmlpt/content/",
    "ilist": r"/content-\d+\.html?$",
    "content_n": r"/content_\d+\.s?html?$",
    "xicheng": r"/pnidpv\d+\.html?$",
    "c-dated": r"/c/\d{4}-\d{2}-\d{2}/\d+\.s?html?$",
    "article-n": r"/article_\d{10,}\.html?$",
    "truecms": r"/content/[0-9a-f]{8}-[0-9a-f-]{27}\.html?$",
    "uuid": r"/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.s?html?$",
    "epoint": r"/\d{8}/[0-9a-f]{8}-[0-9a-f-]{27}\.html?$",
    "numbers": r"/\d+/\d+/\d+\.s?html?$",
    "govinfo": r"/govinfo/contents/\d+/\d+\.html?$",
    "dated-file": r"/(?:19|20)\d{2}[-/]?\d{2}[-/]?\d{2}/[\w-]+\.s?html?$",
    "month-file": r"/(?:19|20)\d{4}/[\w-]*\d[\w-]*\.s?html?$",
    "aspx-show": r"/(?:\w*(?:show|detail|view|info|article)\w*)\.(?:aspx?|php|jsp)\?.*id=",
    "jsp-info": r"/\w*info\w*\.(?:jsp|do)\?(?:.*&)?id=\d+",
    "wzinfo": r"/(?:detail|article|show|view|news|info|content|doc|a|art|html)/(?:\w+/)*[\w-]*\d{2,}[\w-]*\.s?html?$",
}
_ALL = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in ARTICLES.items()}
_FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|rtf|zip|rar|ofd)$|/(?:downfile|download)\.jsp", re.IGNORECASE)
_LISTS = re.compile(
    r"/(?:col/col\d+/)?(?:index|list|default|\w*_?list)(?:_\d+)*\.(?:s?html?|jsp|aspx?|php)$|/col/col\d+/?|/$"
    r"|/public/column/|iList\.jsp|showList|govInfoPub|/gkmlpt/(?:index|annualreport)",
    re.IGNORECASE,
)
_PLAIN_ID = re.compile(
    r"/[\w-]*\d{4,}[\w-]*\.(?:s?html?|jsp|aspx?|php)$|[?&](?:id|articleid|infoid|newsid|docid|aid)=\w+", re.IGNORECASE
)


@lru_cache(maxsize=32768)
def article_shape(url: str) -> str | None:
    """Return the name of the article shape that the address has, or None."""
    parts = urlsplit(url)
    place = f"{parts.path}?{parts.query}" if parts.query else None
    for name, pattern in _ALL.items():
        if pattern.search(parts.path) or (place and pattern.search(place)):
            return name
    return None


@lru_cache(maxsize=32768)
def is_file(url: str) -> bool:
    """Say whether the address is that of an attachment."""
    return bool(_FILES.search(urlsplit(url).path))


@lru_cache(maxsize=32768)
def is_article(url: str) -> bool:
    """Say whether the address is an article's: a known shape, a file, or a page with a long number of its own."""
    if article_shape(url) or is_file(url):
        return True
    parts = urlsplit(url)
    return not _LISTS.search(parts.path) and bool(_PLAIN_ID.search(parts.path + "?" + parts.query))


def is_list(url: str) -> bool:
    """Say whether the address is a column's: a folder, an index or list file, a list servlet."""
    return not article_shape(url) and not is_file(url) and bool(_LISTS.search(urlsplit(url).path))
