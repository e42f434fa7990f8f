"""Where a page's content really is: frames, meta refresh, `location` scripts, markup inside scripts."""

from __future__ import annotations

import re

from crawler import addresses
from crawler.platforms.page import FetchedPage
from crawler.platforms.wording import is_idle_frame

_REFRESH = re.compile(r"^\s*\d*\.?\d*\s*[;,]?\s*(?:url\s*=)?\s*['\"]?\s*([^'\"\s>]+)", re.IGNORECASE)
_LOCATION = re.compile(
    r"""(?:window|self|top|document|parent)?\.?location(?:\.href)?\s*=\s*['"]([^'"]+)['"]"""
    r"""|location\.(?:replace|assign)\(\s*['"]([^'"]+)['"]\s*\)""",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\{[^{}]{10,1500}\}")
_FIELD = r"""['"]?\b(?:NAMES)['"]?\s*:\s*(['"])((?:(?!\1).){1,500})\1"""
_TITLE = re.compile(_FIELD.replace("NAMES", "title|name|subject|bt|infotitle|doctitle"), re.IGNORECASE)
_URL = re.compile(_FIELD.replace("NAMES", "url|link|href|linkurl|docpuburl|infourl|path"), re.IGNORECASE)
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_MARKUP = re.compile(r"<(li|tr|a)\b.{0,2000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
#: a page with more text than this is a page of its own, whatever its scripts say about location
_SHELL_TEXT = 400


def inner_frames(page: FetchedPage) -> list[str]:
    """Return the addresses of frames and iframes that may hold content, in order."""
    found: dict[str, None] = {}
    for frame in page.elements("iframe", "frame"):
        src = (frame.get("src") or frame.get("data-src") or "").strip()
        # a frameset's parts are all there is to the page: its top.asp or tree.asp holds the menu
        idle = frame.tag == "iframe" and is_idle_frame(src)
        url = addresses.resolve(page.base, src) if src and not idle else None
        if url:
            found[url] = None
    return list(found)


def redirect_of(page: FetchedPage) -> str | None:
    """Return where a page sends its visitor by meta refresh, or by a `location` script on a page with little text."""
    for meta in page.elements("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.match(meta.get("content") or "")
            target = addresses.resolve(page.base, match.group(1)) if match and not match.group(1).isdigit() else None
            if target and addresses.key(target) != addresses.key(page.url):
                return target
    if len(page.visible_text) > _SHELL_TEXT:
        return None
    for match in _LOCATION.finditer(page.scripts):
        target = addresses.resolve(page.base, match.group(1) or match.group(2))
        if target and addresses.key(target) != addresses.key(page.url):
            return target
    return None


def script_rows(page: FetchedPage) -> list[tuple[str, str, str]]:
    """Return (address, title, text around) of rows that scripts of the page hold as objects with title and address."""
    rows = []
    for match in _OBJECT.finditer(page.scripts):
        text = match.group(0)
        title, url = _TITLE.search(text), _URL.search(text)
        if title and url and not url.group(2).startswith("javascript"):
            rows.append((_plain(url.group(2)), _plain(title.group(2)), text))
    return rows


def _plain(text: str) -> str:
    """Undo what strings in scripts escape."""
    text = _UNICODE.sub(lambda match: chr(int(match.group(1), 16)), text.replace("\\/", "/"))
    return re.sub(r"<[^>]+>|\\[nrt]", "", text)


def script_fragments(page: FetchedPage) -> list[str]:
    """Return markup with links that scripts of the page hold as strings (rows written by the browser)."""
    known: list[str] | None = page.__dict__.get("_fragments")
    if known is None:
        known = page.__dict__["_fragments"] = _fragments(page.scripts)
    return known


def _fragments(script: str) -> list[str]:
    if "<a" not in script and "<A" not in script:
        return []
    plain = script.replace('\\"', '"').replace("\\'", "'").replace("\\/", "/")
    return [match.group(0) for match in _MARKUP.finditer(plain) if "href" in match.group(0)]
