"""Charsets as portals get them wrong: what the bytes are, what the markup says, what the header says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Charset:
    """One case: `codec` encodes, `meta` and `header` are declared (None: nothing), `widest` is the export's name."""

    codec: str
    meta: str | None
    header: str | None
    widest: str
    #: characters put into the text that the declared charset does not have
    rare: str = ""


CHARSETS: dict[str, Charset] = {
    "utf-8": Charset("utf-8", "utf-8", "utf-8", "utf-8"),
    "utf-8-meta": Charset("utf-8", "UTF-8", None, "utf-8"),
    "utf-8-bom": Charset("utf-8-sig", None, None, "utf-8"),
    "utf-8-undeclared": Charset("utf-8", None, None, "utf-8"),
    "utf-8-declared-gbk": Charset("utf-8", "gb2312", "gbk", "utf-8"),
    "gbk": Charset("gb18030", "gbk", "gbk", "gb18030"),
    "gbk-declared-utf-8": Charset("gb18030", "utf-8", "utf-8", "gb18030"),
    "gbk-header-utf-8": Charset("gb18030", "gb2312", "utf-8", "gb18030"),
    "gb2312-rong": Charset("gb18030", "gb2312", None, "gb18030", rare="镕囍"),
    "gbk-header-latin": Charset("gb18030", None, "ISO-8859-1", "gb18030"),
    "gbk-undeclared": Charset("gb18030", None, None, "gb18030"),
    "gb18030-four-byte": Charset("gb18030", "gb18030", None, "gb18030", rare="㙍𬇕"),
    "big5": Charset("big5hkscs", "big5", None, "big5"),
}
#: cases for pages in simplified script
SIMPLIFIED = tuple(name for name in CHARSETS if name != "big5")


def encode(text: str, charset: Charset) -> bytes:
    """The page's bytes; characters outside the charset become references, as editors write them."""
    return text.encode(charset.codec, "xmlcharrefreplace")


def content_type(charset: Charset) -> str:
    """The header's value."""
    return f"text/html; charset={charset.header}" if charset.header else "text/html"
