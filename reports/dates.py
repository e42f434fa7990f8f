"""Dates as headers, metas, date lines and addresses print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from reports.numerals import CHINESE_DIGIT_CLASS, half_width, small_number, year_number

#: earlier dates are what a CMS writes when it knows none (1900-01-01, 1970-01-01, 0001-01-01)
EARLIEST_YEAR = 1999

_YEAR = rf"(?:[12]\d{{3}}|[二一]{CHINESE_DIGIT_CLASS}{{3}})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十廿卅〇○零]{1,3})"
_WRITTEN = re.compile(rf"({_YEAR}) ?年 ?({_SMALL}) ?月 ?({_SMALL}) ?[日号]")
_NUMERIC = re.compile(r"(?<!\d)([12]\d{3}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{6})?(?!\d)")
_URL_DATES = (
    # 大汉 /art/2023/1/16/, dated folders /2023-01/16/, /2023/01/16/
    re.compile(r"/((?:19|20)\d{2})[-/](\d{1,2})[-/](\d{1,2})(?:/|_|\.|$)"),
    # TRS t20230118_123.html, 20230118/<hex>.html and long ids that begin with a time stamp
    re.compile(r"(?:/|/t|/P0|/W0)((?:19|20)\d{2})(\d{2})(\d{2})(?=_|/|\.|\d{6,})"),
)


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date as `YYYY-MM-DD`, or why the printed one is none (`impossible` such as 2月30日, or a `placeholder`)."""

    iso: str | None
    printed: str = ""
    problem: str | None = None


NO_DATE = DateRead(None)


def read_date(text: str) -> DateRead:
    """The first date in `text`; a date that is in no calendar is reported, not skipped."""
    narrow = half_width(text)
    written, numeric = _WRITTEN.search(narrow), _NUMERIC.search(narrow)
    if written and (not numeric or written.start() <= numeric.start()):
        return _checked(written[0], written[1], written[2], written[3])
    if numeric:
        return _checked(numeric[0], numeric[1], numeric[3], numeric[4])
    if compact := _COMPACT.search(narrow):
        return _checked(compact[0], compact[1], compact[2], compact[3])
    return NO_DATE


def _checked(printed: str, year: str, month: str, day: str) -> DateRead:
    numbers = year_number(year), small_number(month), small_number(day)
    if None in numbers:
        return DateRead(None, printed, "impossible")
    try:
        found = date(*(number for number in numbers if number is not None))
    except ValueError:
        return DateRead(None, printed, "impossible")
    if found.year < EARLIEST_YEAR:
        return DateRead(None, printed, "placeholder")
    return DateRead(found.isoformat(), printed)


def is_date(text: str) -> bool:
    """Whether `text` is a date (with or without a time) and nothing else."""
    narrow = half_width(text).strip(" ;,.|")
    found = _WRITTEN.match(narrow) or _NUMERIC.match(narrow) or _COMPACT.match(narrow)
    return bool(found and _TIME_REST.match(narrow, found.end()))


_TIME_REST = re.compile(r"[ T]*(?:\d{1,2}[:时点]\d{1,2}(?:[:分]\d{0,2}秒?)?(?:\.\d+)?Z?)?(?:星期.)? *$")


def url_date(url: str) -> str | None:
    """A whole date in the address's path; publication on most platforms, never the year reported on."""
    for pattern in _URL_DATES:
        for found in pattern.finditer(url):
            if iso := _checked(found[0], found[1], found[2], found[3]).iso:
                return iso
    return None
