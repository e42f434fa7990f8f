"""The year that a report covers: 统计期限 over title over address; never the year of its publication."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.model import Finding, Severity
from reports.numerals import CHINESE_DIGIT_CLASS, half_width, year_number

EARLIEST = 2003  # some places published such reports before the national regulations of 2008
_YEAR = rf"(?:[2２][0０Oo〇○Оо][\d〇○ОоOo]{{2}}|二{CHINESE_DIGIT_CLASS}{{3}})"
_TITLE_YEAR = re.compile(rf"({_YEAR})\s*(?:年|\s*(?=政府信息|政务公开|信息公开|政务信息|年度))")
_BRACKETED_YEAR = re.compile(rf"[（(〔\[]\s*({_YEAR})\s*[）)〕\]]")
_TITLE_RANGE = re.compile(rf"({_YEAR})\s*(?:年度?)?\s*[-—–－至~～、和]+\s*({_YEAR})\s*年")
#: 年 may be lost with the font of its own that Word gave it (自20221月1日起至202212月31日止)
_FIRST = r"(?:[0０]?[1１]|一)"
_PERIOD = re.compile(
    rf"({_YEAR})\s*年?\s*{_FIRST}\s*月\s*{_FIRST}\s*[日号]\s*(?:[0零][0]?[时點点])?\s*(?:起|开始)?\s*[,，]?\s*"
    rf"(?:至|到|止|[-—–－~～]+)\s*(?:同年|当年|({_YEAR})\s*年?)?\s*(?:[1１][2２]|十二)\s*月\s*"
    r"(?:[3３][01０１]|三十一?|[2２]\d)\s*[日号]"
)
_DOTTED_PERIOD = re.compile(r"(20\d{2})[./-]0?1[./-]0?1\s*(?:起)?\s*(?:至|到|[-—–－~～]+)\s*(20\d{2})[./-]12[./-]3[01]")
#: a period that is told without its days, only where it is called so
_STATED_PERIOD = re.compile(
    rf"统计(?:的)?(?:期限|期间|时限|时间|周期|区间|范围)[^。；\d二２]{{0,8}}({_YEAR})\s*年\s*"
    rf"(?:度|全年|{_FIRST}\s*月?\s*[-—–－~～至到]+\s*12\s*月(?!\s*\d))"
)
#: the words of the report's own name, which its opening repeats (现公布某县2019年政府信息公开年度报告)
_OWN_NAME = re.compile(rf"({_YEAR})\s*年度?\s*(?:的)?(?:政府|政务)?信息公开(?:工作)?(?:年度|年)?(?:工作)?(?:报告|年报)")
_SENTENCE_YEAR = re.compile(rf"(?:^|[。；\n])[\s　]*({_YEAR})年(?:度|来|以来)?[，,、]", re.MULTILINE)
_URL_YEARS = (
    re.compile(r"[?&]fbtime=(20\d{2})(?:&|$)"),
    re.compile(r"/(?:gknb|xxgknb|zfxxgknb|ndbg|nb|nb_|gknb_)(20\d{2})n?(?=[/_])", re.IGNORECASE),
    re.compile(r"/(20\d{2})(?:n|_nd|nd|nb|gknb|ndbg|nian|xxgknb|zfxxgknb)(?=[/_])", re.IGNORECASE),
)
#: how far into the text the period may stand; reports name it in the introduction
REACH = 3000
#: and how far its opening sentences
OPENING = 1000


@dataclass(frozen=True, slots=True)
class YearRead:
    """The year and what named it: `period`, `title`, `text`, `address`, or None for both."""

    year: int | None
    source: str | None = None
    findings: tuple[Finding, ...] = ()


def read_year(title: str | None, text: str, url: str) -> YearRead:
    """Decide the reporting year; sources that contradict each other become a `year.disagreement` finding."""
    period, problem = period_year(text)
    named, title_problem = title_year(title or "")
    opening = _own_name_year(text) if period is None and named is None else None
    address = url_year(url)
    if not (period or named or opening or address or title_problem):
        return _year_of_opening(text)
    findings = [Finding("year.range", "warning", message, "year") for message in (problem, title_problem) if message]
    sources = [("period", period), ("title", named), ("text", opening), ("address", address)]
    stated = [(source, year) for source, year in sources if year]
    if not stated:
        return YearRead(None, None, tuple(findings))
    source, year = stated[0]
    if title_problem and period is None:
        return YearRead(None, None, tuple(findings))
    findings += _disagreements(year, stated)
    return YearRead(year, source, tuple(findings))


def _disagreements(year: int, stated: list[tuple[str, int]]) -> list[Finding]:
    names = {"period": "统计期限", "title": "title", "text": "text", "address": "address"}
    others = [(source, other) for source, other in stated[1:] if other != year]
    if not others:
        return []
    # an address often carries the year of publication, however it is spelt; a title or a period does not
    severity: Severity = "info" if all(source == "address" for source, _ in others) else "warning"
    listed = ", ".join(f"{names[source]} {other}" for source, other in others)
    message = f"the reporting year is {year} by {names[stated[0][0]]}, but: {listed}"
    return [Finding("year.disagreement", severity, message, "year")]


def _years_of(title: str) -> list[tuple[int, int]]:
    """(position, year) of every year that the title names, also a bare one in brackets at its end."""
    found = [*_TITLE_YEAR.finditer(title), *_BRACKETED_YEAR.finditer(title)]
    years = ((match.start(), year_number(half_width(match[1]))) for match in found)
    return [(start, year) for start, year in years if year and year >= EARLIEST]


def title_year(title: str) -> tuple[int | None, str | None]:
    """The year in a title (the one nearest before 信息公开 if several), or a message where it names a range."""
    if span := _TITLE_RANGE.search(title):
        first, last = year_number(half_width(span[1])), year_number(half_width(span[2]))
        if first != last:
            return None, f"the title covers {first} to {last}: {title}"
    valid = _years_of(title)
    if not valid:
        return None, None
    subject = max(title.find("信息公开"), title.find("政务公开"))
    before = [year for start, year in valid if subject < 0 or start < subject]
    return (before[-1] if before else valid[0][1]), None


def period_year(text: str) -> tuple[int | None, str | None]:
    """The year of the statistics period (自2021年1月1日起至2021年12月31日止), or a message where it spans several."""
    head = text[:REACH]
    found = _PERIOD.search(head) if "月" in head else None
    found = found or _DOTTED_PERIOD.search(head) or (_PERIOD.search(text, REACH) if "统计期" in text else None)
    if not found:
        stated = _STATED_PERIOD.search(head) if "统计" in head else None
        return (year_number(half_width(stated[1])), None) if stated else (None, None)
    first = year_number(half_width(found[1]))
    last = year_number(half_width(found[2])) if found[2] else first
    if first != last:
        return None, f"the statistics period runs from {first} to {last}: {found[0]}"
    return first, None


def _own_name_year(text: str) -> int | None:
    found = _OWN_NAME.search(text, 0, REACH)
    return year_number(half_width(found[1])) if found else None


def _year_of_opening(text: str) -> YearRead:
    """The one year that the opening's sentences begin with, where nothing else names the year; told as a finding."""
    years = {year_number(half_width(found[1])) for found in _SENTENCE_YEAR.finditer(text, 0, OPENING)}
    year = years.pop() if len(years) == 1 else None
    if year is None or year < EARLIEST:
        return YearRead(None)
    message = f"neither period nor title nor address names the year; sentences of the opening begin with {year}"
    return YearRead(year, "text", (Finding("year.from-text", "warning", message, "year"),))


def url_year(url: str) -> int | None:
    """A reporting year that the address spells out as such (gknb2017, 2021n, fbtime=2017); dates in it are no years."""
    for pattern in _URL_YEARS:
        if found := pattern.search(url):
            return int(found[1])
    return None
