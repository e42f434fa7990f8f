"""Files that a page links: which of them may hold the report, and what was fetched of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from reports.model import Attachment, Link

_ENDING: Final = re.compile(
    r"\.(pdf|doc[xm]?|dotx?|xls[xm]?|wps|et|rtf|od[ts]|ofd|mht(?:ml)?|zip|rar|7z)$", re.IGNORECASE
)
#: download endpoints whose address has no ending: 大汉 downfile.jsp and /attach/…, 博达 download.jsp, generic ones
_ENDPOINT: Final = re.compile(
    r"/(?:(?:file)?down(?:load)?(?:file|attach|servlet)?|get_?(?:file|attach)|attach(?:ment)?|fileupload/download)"
    r"(?:\.(?:jsp|do|action|aspx|ashx|asp|php|shtml))?$|/(?:attach(?:ment)?s?|download)/(?:[^/.]+/)*[^/.]{6,}$",
    re.IGNORECASE,
)
#: 附件1：…, 附：…: where such words lead is a file, unless the address is that of a page
_FILE_LABEL: Final = re.compile(r"^[\s【\[（(]*附\s*(?:件|表|[:：])")
_PAGE: Final = re.compile(r"(?:/|\.(?:s?html?))$", re.IGNORECASE)
_DISPOSITION: Final = re.compile(r"filename\*?=(?:UTF-8'[^']*')?\"?([^\";]+)", re.IGNORECASE)
_NAME_KEYS: Final = ("filename", "fileName", "name", "file")


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A linked file as it came, or the error that kept it from us."""

    link: Link
    body: bytes = b""
    media_type: str | None = None
    #: Content-Disposition header
    disposition: str | None = None
    sha256: str | None = None
    error: str | None = None

    @property
    def filename(self) -> str:
        """The name that the server gives, else the address's, else the link's text."""
        return _disposition_name(self.disposition) or filename_of(self.link)

    def attachment(self) -> Attachment:
        """The file as the report lists it."""
        return Attachment(self.link.url, self.filename, self.media_type, self.sha256)


def file_links(links: Sequence[Link]) -> tuple[Link, ...]:
    """The links that lead to files, in page order, each address once."""
    chosen = {link.url: link for link in reversed(links) if is_file(link)}
    return tuple(dict.fromkeys(chosen[link.url] for link in links if link.url in chosen))


def is_file(link: Link) -> bool:
    """By the address's ending, a known download endpoint, or what the link's text says (a file's name, 附件)."""
    return _leads_to_file(link.url, link.text)


@lru_cache(maxsize=4096)
def _leads_to_file(url: str, text: str) -> bool:
    """Pages of one portal repeat its menus' links."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return False
    return bool(
        _ENDING.search(unquote(parts.path))
        or _ENDPOINT.search(parts.path)
        or any(_ENDING.search(name) for name in _query_names(parts.query))
        or _ENDING.search(text.strip())
        or (_FILE_LABEL.search(text) and not _PAGE.search(parts.path or "/"))
    )


def filename_of(link: Link) -> str:
    """A file's name as far as its link tells."""
    parts = urlsplit(link.url)
    last = unquote(parts.path.rsplit("/", 1)[-1])
    named = next((name for name in _query_names(parts.query) if _ENDING.search(name)), "")
    if _ENDING.search(last):
        return last
    return named or link.text.strip() or link.title.strip() or last


def _query_names(query: str) -> list[str]:
    values = parse_qs(query)
    return [value for key in _NAME_KEYS for value in values.get(key, ())]


def _disposition_name(disposition: str | None) -> str:
    found = _DISPOSITION.search(disposition or "")
    return unquote(found.group(1)).strip().rsplit("/", 1)[-1] if found else ""
