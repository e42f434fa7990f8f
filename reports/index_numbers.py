"""Index numbers (索引号): half-width, without spaces, their form told by `data/index_number_forms.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reports.numerals import squeeze

_DASHES = str.maketrans("－—–−‐‑﹣∕⁄", "-------//")
_TRIM = ";；,，、。.|[]【】()（）:："
#: a number may stand glued to its label or to the next label; everything that can be part of one
INDEX_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z/_\-]*[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class IndexNumber:
    """A normalised index number; `form` is None when no known grammar describes it."""

    value: str
    form: str | None


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads((files("reports") / "data" / "index_number_forms.toml").read_text("utf-8"))
    return tuple((form["name"], re.compile(form["pattern"])) for form in data["form"])


def normalise_index_number(raw: str) -> str:
    """Half-width, no spaces, one kind of dash, no punctuation left over at the ends."""
    return squeeze(raw).translate(_DASHES).strip(_TRIM)


def read_index_number(raw: str) -> IndexNumber | None:
    """The index number in a header's value, or None where the value cannot be one.

    A value of an unknown form is kept as it is, for portals invent new ones; but it must look like a number: text in
    Chinese characters other than an organ's short name before the digits (`鄂前旗政办/2018-00012`) is no index number.
    """
    value = normalise_index_number(raw)
    if not 4 <= len(value) <= 60 or not any(sign.isdigit() for sign in value):
        return None
    for name, pattern in _forms():
        if pattern.fullmatch(value):
            return IndexNumber(value, name)
    return IndexNumber(value, None) if _could_be_number(value) else None


def _could_be_number(value: str) -> bool:
    digits = sum(sign.isdigit() for sign in value)
    foreign = sum(not (sign.isalnum() or sign in "-/_.") for sign in value)
    ideographs = sum("\u4e00" <= sign <= "\u9fff" for sign in value)
    return not foreign and digits >= 4 and ideographs <= digits and not value.endswith(("年", "月", "日"))


def known_form(text: str) -> bool:
    """Whether the whole text is an index number of a known, unmistakable form: for text without a label before it."""
    value = normalise_index_number(text)
    # with dashes only, shorter ones may be telephone numbers
    if len(value) < (12 if "/" in value else 18):
        return False
    return any(pattern.fullmatch(value) for name, pattern in _forms() if "/" in value or name == "organ-year-serial")
