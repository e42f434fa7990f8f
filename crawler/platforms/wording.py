"""What titles, anchor texts and path slugs tell about annual reports; the patterns are data (`discovery.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlsplit

_YEAR = re.compile(r"(?:19|20)\d{2}|二[〇○零0][〇○零一二三四五六七八九]{2}")
_INDEX_FILE = re.compile(r"(?:index|default|list|\w*_?list|info)(?:_\d+)?\.\w+$")
#: words of this weight and more name the openness column or what is in it
_NAMES_OPENNESS = 60
#: words of this weight and more name the column of annual reports
_NAMES_REPORTS = 88
#: columns have short names; longer texts with the same words are headlines, and promise this much
_COLUMN_NAME = 18
_HEADLINE = 15
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("crawler").joinpath("data/discovery.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def _pattern(section: str, name: str) -> re.Pattern[str]:
    value = _data()[section][name]
    return re.compile("|".join(f"(?:{each})" for each in ([value] if isinstance(value, str) else value)), re.IGNORECASE)


@lru_cache(maxsize=2)
def _weights(section: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    rows = ((row["weight"], re.compile("|".join(row["patterns"]), re.IGNORECASE)) for row in _data()[section])
    return tuple(rows)


def squeeze(text: str) -> str:
    """Return the text without any white space (portals space out titles for looks)."""
    return _SPACE.sub("", text)


@lru_cache(maxsize=16384)
def names_report(title: str) -> bool:
    """Say whether the title names an annual report on openness outright, and no document about one."""
    plain = squeeze(title)
    return bool(_pattern("titles", "strict").search(plain)) and not _pattern("titles", "other").search(plain)


@lru_cache(maxsize=16384)
def may_be_report(title: str) -> bool:
    """Say whether the title lets expect an annual report; generous, since the page itself decides."""
    plain = squeeze(title)
    return bool(_pattern("titles", "loose").search(plain) or _pattern("titles", "strict").search(plain))


def names_other_document(title: str) -> bool:
    """Say whether the title carries a word of the documents that look like reports but are none."""
    return bool(_pattern("titles", "other").search(squeeze(title)))


@lru_cache(maxsize=16384)
def is_bare(title: str) -> bool:
    """Say whether the title is only a year or only the name of a body, as links inside an annual-report column are."""
    plain = squeeze(title)
    return is_year(plain) or (2 < len(plain) <= 24 and bool(_pattern("titles", "body_only").search(plain)))


@lru_cache(maxsize=16384)
def is_year(text: str) -> bool:
    """Say whether the text is a year and nothing else (2022, 2022年, 2022年度)."""
    return bool(_pattern("titles", "year_only").search(squeeze(text)))


@lru_cache(maxsize=16384)
def is_level(text: str) -> bool:
    """Say whether the text names a group of publishers (部门, 乡镇街道) rather than a document."""
    plain = squeeze(text)
    return len(plain) <= 20 and bool(_pattern("levels", "patterns").search(plain))


def has_year(text: str) -> bool:
    return bool(_YEAR.search(text))


@lru_cache(maxsize=16384)
def anchor_weight(text: str) -> int | None:
    """Return how much an anchor text promises (0 to 100); None where it says nothing."""
    plain = squeeze(text)[:60]
    if not plain:
        return None
    matches = [weight for weight, pattern in _weights("anchors") if pattern.search(plain)]
    if not matches:
        return None
    best = max(matches)
    if (0 in matches and best < 100) or (1 in matches and best < _NAMES_OPENNESS):
        return 0
    return best if best >= _NAMES_REPORTS or len(plain) <= _COLUMN_NAME else _HEADLINE


@lru_cache(maxsize=16384)
def slug_weight(url: str) -> int:
    """Return how much the last folder of an address promises (0 to 100); half of it for a file that is no index."""
    names = [name for name in unquote(urlsplit(url).path).lower().split("/") if name]
    file = names.pop() if names and "." in names[-1] else ""
    last = names[-1] if names else ""
    matches = [weight for weight, pattern in _weights("slugs") if last and pattern.search(last)]
    weight = min(matches) if matches and min(matches) < 20 else max(matches, default=0)
    return weight if not file or _INDEX_FILE.match(file) else weight // 2


def is_year_slug(url: str) -> bool:
    """Say whether the last folder of the address is that of a year."""
    names = [name for name in urlsplit(url).path.lower().split("/") if name and "." not in name]
    return bool(names) and bool(_pattern("slug_years", "patterns").search(names[-1]))


def is_furniture(words: str) -> bool:
    """Say whether class and id words belong to page furniture (menus, crumbs, footers)."""
    return bool(_pattern("chrome", "patterns").search(words))


def is_idle_frame(src: str) -> bool:
    """Say whether an iframe's address belongs to counters, logins, trees or footers."""
    return bool(_pattern("frames", "skip").search(src.lower()))
