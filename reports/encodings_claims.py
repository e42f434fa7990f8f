"""What header and markup *claim* about a page's encoding. Claims are compared with the bytes, never believed."""

from __future__ import annotations

import codecs
import re

_WIDEST = {
    **dict.fromkeys(("gb2312", "gb231280", "gbk", "xgbk", "cp936", "ms936", "windows936", "gb18030"), "gb18030"),
    **dict.fromkeys(("gb180302000", "gb180302005", "gb180302022", "csgb2312", "euccn", "xeuccn"), "gb18030"),
    **dict.fromkeys(("chinese", "isoir58", "csiso58gb231280"), "gb18030"),
    **dict.fromkeys(("big5", "big5hkscs", "cnbig5", "xxbig5", "csbig5", "cp950", "ms950", "big5eten"), "big5"),
    **dict.fromkeys(("utf8", "unicode11utf8", "xunicode20utf8", "utf8mb4"), "utf-8"),
    **dict.fromkeys(("iso88591", "latin1", "l1", "usascii", "ascii", "windows1252", "cp1252"), "windows-1252"),
    **dict.fromkeys(("hzgb2312", "hz"), "hz"),
    **dict.fromkeys(("utf16", "utf16le", "unicode", "ucs2"), "utf-16-le"),
    "utf16be": "utf-16-be",
}
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.I)
_LABEL = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:+-]+)")
_XML = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:+-]+)")
#: metas stand in the head; pages with long inline scripts before them exist
_HEAD = 16384
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BOM_STARTS = frozenset(mark[:1] for mark, _ in _BOMS)


def widest_name(label: str) -> str:
    """The name under which this project reports an encoding: `GB2312` -> `gb18030`, `Big5-HKSCS` -> `big5`."""
    key = re.sub(r"[^0-9a-z]", "", label.lower())
    return _WIDEST.get(key) or label.strip().lower()


def byte_order_mark(body: bytes) -> str | None:
    """The encoding whose byte order mark opens the body."""
    if body[:1] not in _BOM_STARTS:
        return None
    return next((name for mark, name in _BOMS if body.startswith(mark)), None)


def claims_of(body: bytes, content_type: str | None, bom: str | None) -> list[tuple[str, str]]:
    """(who says it, widest name) in the order BOM, header, markup."""
    claims = [("byte order mark", bom)] if bom else []
    header = _HEADER.search(content_type) if content_type else None
    if header:
        claims.append(("HTTP header", widest_name(header[1])))
    head = body[:_HEAD].lower()
    if b"\x00" in head[:200]:  # UTF-16: the half that holds the ASCII
        head = head[1::2] if head[0] in (0, 0xFE) else head[::2]
    markup = _markup_claim(head)
    if markup:
        claims.append(("page's markup", widest_name(markup)))
    return claims


def _markup_claim(head: bytes) -> str | None:
    """The label in a meta tag outside comments, or in the XML declaration; `head` is in lower case."""
    tag = head.find(b"<meta")
    while tag >= 0:
        end = head.find(b">", tag)
        place = head.find(b"charset", tag, end if end >= 0 else len(head))
        if place >= 0 and head.rfind(b"<!--", 0, tag) <= head.rfind(b"-->", 0, tag):
            label = _LABEL.match(head, place)
            if label:
                return label[1].decode("ascii", "replace")
        tag = head.find(b"<meta", tag + 5)
    declaration = _XML.match(head)
    return declaration[1].decode("ascii", "replace") if declaration else None
