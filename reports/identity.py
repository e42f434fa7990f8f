"""Which report is it: normalised keys of a reading, and the one function that says whether two are the same report.

docs/identity.md gives the reasons. In short: (portal, index number), then (issuer, year), then content; the first that
applies, checked by the others. A contradiction in issuer, year or division always keeps two reports apart.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from opencc import OpenCC

if TYPE_CHECKING:
    from reports.model import Figures, Report

#: a text shorter than this (normalised characters) says too little to be an identity
MIN_TEXT = 200

_NOT_WORD = re.compile(r"[\W_]+")
_INDEX_NOISE = re.compile(r"[^0-9A-Z\u4e00-\u9fff]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_GENERIC_TITLE = re.compile(
    r"中华人民共和国|政府信息主动公开|政府信息公开|政务信息公开|政务公开|信息公开|公开|政府|工作|年度报告|年度|年报|报告|"
    r"图片版|超链版|网页版|手机版|文字版|全文|关于|发布|本级|人民|\d{4}年?|的|年"
)
_GENERIC_AREA = (
    "城市|社区|校区|园区|开发区|高新区|新区|景区|风景区|保税区|示范区|自贸区|试验区|管理区|工业区|度假区|"
    "集聚区|合作区|经开区|经济区"
)
_HIGHER_PLACE = re.compile(
    r"^(?:[^省市县区旗]{2,10}?(?:省|自治区))?(?:[^省市县区旗]{2,10}?(?:市|自治州|州|盟|地区))?"
    rf"(?=(?!(?:[^省市县区旗]{{0,6}}(?:{_GENERIC_AREA})))[^省市县区旗]{{1,8}}(?:县|区|旗|市))"
)
_ABOVE_TOWNSHIP = re.compile(r"^.*?(?:县|区|旗|市)(?=[^省市县区旗]{1,8}(?:镇|乡|街道办事处|街道|苏木)$)")
_OFFICE = re.compile(r"(?:局|委员会|委|办公室|厅|中心|院|队|馆|处|站|所|公司|协会|联合会|联社|行|社|署|部)$")
_PLACE_OF_OFFICE = re.compile(r"^[^省市县区旗州盟]{0,10}?(?:省|自治区|市|县|区|旗|自治州|州|盟)(?=.{2,}$)")
#: a word left over in a title that names another body than the issuer: a department's report, a town's report
_NAMES_A_BODY = re.compile(r"局|委|办|厅|镇|乡|街道|院|中心|公司|县|区|旗|市|队|处|部|学校|大学|苏木")
_ISSUER_FORMS = (
    ("中华人民共和国", ""),
    ("街道办事处", "街道"),
    ("管理委员会", "管委会"),
    ("发展和改革委员会", "发改委"),
    ("发展改革委员会", "发改委"),
    ("发展和改革局", "发改局"),
    ("发展改革局", "发改局"),
    ("人民政府", "政府"),
    ("委员会", "委"),
    ("办公厅", "办公室"),
)


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Full-width forms and traditional characters brought to one form; for keys only, never for what is stored."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return in_simplified_script(text)


def in_simplified_script(text: str) -> str:
    """Traditional characters replaced; half a surrogate pair (from a script's escape) becomes a question mark."""
    try:
        converted: str = _simplifier().convert(text)
    except UnicodeEncodeError:
        converted = _simplifier().convert(text.encode("utf-8", "replace").decode())
    return converted


def index_key(index_no: str | None) -> str | None:
    """An index number for comparison: half-width, upper case, digits and letters only; None where nothing is left."""
    if not index_no:
        return None
    return _INDEX_NOISE.sub("", unicodedata.normalize("NFKC", index_no).upper()) or None


def issuer_key(issuer: str | None, division_code: str | None = None) -> str | None:
    """An issuer for comparison: 漳县人民政府, 漳县 and 甘肃省定西市漳县 are one.

    An office keeps its kind (办公室 is not the government itself) but loses its place where a division is known,
    since the division tells the place: 漳县教育局 and 教育局 in 621125 are one.
    """
    if not issuer:
        return None
    name = _NOT_WORD.sub("", simplified(issuer))
    for long, short in _ISSUER_FORMS:
        name = name.replace(long, short)
    if name.endswith("政府") and len(name) > 3:
        name = name[:-2]
    name = _ABOVE_TOWNSHIP.sub("", _HIGHER_PLACE.sub("", name))
    if division_code and _OFFICE.search(name):
        name = _PLACE_OF_OFFICE.sub("", name)
    return name or None


def title_year(title: str) -> str | None:
    """The first year that a title prints in digits."""
    found = _YEAR.search(unicodedata.normalize("NFKC", title))
    return found.group() if found else None


def title_rest(title: str, issuer: str | None) -> str:
    """What a title says beyond issuer, year and the words that every such title has; empty for an ordinary title."""
    rest = _NOT_WORD.sub("", simplified(title))
    rest = _GENERIC_TITLE.sub("", rest)
    for long, short in _ISSUER_FORMS:
        rest = rest.replace(long, short)
    rest = _ABOVE_TOWNSHIP.sub("", _HIGHER_PLACE.sub("", rest))
    key = issuer_key(issuer)
    if key:
        rest = rest.replace(_GENERIC_TITLE.sub("", key), "")
    return rest


def hash64(data: bytes) -> int:
    """The first 64 bits of SHA-256 as a signed number, as a database keeps it."""
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big", signed=True)


def report_text(report: Report) -> str:
    """The text that a report publishes: headings and sections; the whole text where no section was told apart."""
    parts = [f"{section.heading}\n{section.text}" for section in report.sections]
    return "\n".join(parts) or report.text


def content_hash(report: Report) -> int:
    """64 bits of everything that is published: fields, figures, sections, attachments; findings are not content."""
    return hash64(json.dumps(_content(report), ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"))


def _content(report: Report) -> list[Any]:
    return [
        [report.title, report.issuer, report.year, report.index_no, report.doc_no, report.publish_date],
        [report.publisher, report.division_code, report.format],
        [_plain(report.proactive), _plain(report.applications), _plain(report.proceedings)],
        [[section.ordinal, section.heading, section.text] for section in report.sections],
        [[row.path, row.unit, row.raw] for row in report.appendix],
        [[file.url, file.sha256] for file in report.attachments],
    ]


def _plain(figures: Figures | None) -> Any:
    """Figures with 3.0 and 3 alike: the printed number is the same."""
    if not figures:
        return None
    return {
        row: {key: int(cell) if isinstance(cell, float) and cell.is_integer() else cell for key, cell in cells.items()}
        for row, cells in figures.items()
    }


@dataclass(frozen=True, slots=True)
class Keys:
    """What a reading is recognised by; None is unknown, which never contradicts."""

    portal: str
    index_key: str | None
    issuer_key: str | None
    division: str | None
    year: int | None
    title_rest: str
    title_year: str | None
    text_hash: int | None


def keys_of(report: Report, portal: str) -> Keys:
    """The keys of a report as read from one page of a portal."""
    text = _NOT_WORD.sub("", in_simplified_script(report_text(report)))
    if not unicodedata.is_normalized("NFKC", text):  # after the punctuation is gone: then it rarely has work to do
        text = unicodedata.normalize("NFKC", text)
    return Keys(
        portal=portal,
        index_key=index_key(report.index_no),
        issuer_key=issuer_key(report.issuer, report.division_code),
        division=report.division_code,
        year=report.year,
        title_rest=title_rest(report.title, report.issuer),
        title_year=title_year(report.title),
        text_hash=hash64(text.encode()) if len(text) >= MIN_TEXT else None,
    )


@dataclass(frozen=True, slots=True)
class Match:
    """The answer of `same_report`: whether, by which rule (index, issuer-year, content, title-year), and why."""

    same: bool
    rule: str
    reason: str


class Named(Protocol):
    """Whose report it is and of which year; None is unknown."""

    @property
    def issuer_key(self) -> str | None: ...
    @property
    def division(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...


def contradiction(seen: Named, known: Named) -> str | None:
    """Why two readings cannot be one report, or None."""
    if seen.year and known.year and seen.year != known.year:
        return f"years {seen.year} and {known.year} differ"
    if seen.issuer_key and known.issuer_key and seen.issuer_key != known.issuer_key:
        return f"issuers {seen.issuer_key} and {known.issuer_key} differ"
    if seen.division and known.division and seen.division != known.division:
        return f"divisions {seen.division} and {known.division} differ"
    return None


def same_report(seen: Keys, known: Keys) -> Match:
    """Whether two readings are one report: index number within a portal, then issuer and year, then content."""
    against = contradiction(seen, known)
    by_index = seen.portal == known.portal and seen.index_key is not None and seen.index_key == known.index_key
    if against:
        return Match(False, "index" if by_index else "none", against)
    text_equal = seen.text_hash is not None and seen.text_hash == known.text_hash
    titles_agree = _titles_agree(seen, known)
    if by_index:
        return _by_index(seen, known, text_equal=text_equal, titles_agree=titles_agree)
    if seen.issuer_key and seen.issuer_key == known.issuer_key and seen.year and seen.year == known.year:
        return _by_issuer_year(seen, known, text_equal=text_equal, titles_agree=titles_agree)
    if text_equal:
        return Match(True, "content", "the texts are the same and nothing else contradicts")
    if _same_title_and_year(seen, known):
        return Match(True, "title-year", f"same portal, title and year {seen.year}; no issuer is printed")
    return Match(False, "none", "no rule ties them")


def _same_title_and_year(seen: Keys, known: Keys) -> bool:
    """For pages that print no issuer at all: their titles have to say something of their own."""
    if seen.portal != known.portal or seen.issuer_key or known.issuer_key or not seen.title_rest:
        return False
    return bool(seen.year) and seen.year == known.year and seen.title_rest == known.title_rest


def _titles_agree(seen: Keys, known: Keys) -> bool:
    if seen.title_year and known.title_year and seen.title_year != known.title_year:
        return False
    if seen.title_rest == known.title_rest:
        return True
    return not (seen.title_rest and known.title_rest) and not _NAMES_A_BODY.search(seen.title_rest + known.title_rest)


def _by_index(seen: Keys, known: Keys, *, text_equal: bool, titles_agree: bool) -> Match:
    """An office code stamped on unrelated reports makes equal numbers too: something else has to agree."""
    agreed = []
    if seen.issuer_key and seen.issuer_key == known.issuer_key:
        agreed.append("issuer")
    if seen.year and seen.year == known.year:
        agreed.append("year")
    if text_equal:
        agreed.append("text")
    named = seen.title_year or (seen.title_rest and known.title_rest)
    if titles_agree and named and seen.title_year == known.title_year:
        agreed.append("title")
    enough = text_equal or (titles_agree and len(agreed) >= 2)
    if enough:
        return Match(True, "index", f"index number {seen.index_key} of the same portal; {' and '.join(agreed)} agree")
    return Match(False, "index", f"index number {seen.index_key} is shared, but too little else agrees")


def _by_issuer_year(seen: Keys, known: Keys, *, text_equal: bool, titles_agree: bool) -> Match:
    what = f"issuer {seen.issuer_key} and year {seen.year}"
    if text_equal:
        return Match(True, "issuer-year", f"{what} agree, and so does the text")
    if not titles_agree:
        return Match(False, "issuer-year", f"{what} agree, but the titles name different documents")
    if seen.division and seen.division == known.division:
        return Match(True, "issuer-year", f"{what} agree in division {seen.division}")
    if seen.portal == known.portal:
        return Match(True, "issuer-year", f"{what} agree on the same portal")
    return Match(False, "issuer-year", f"{what} agree, but the division is not known on both sides")


def identity(keys: Keys, url: str, *, quarantined: bool = False) -> str:
    """The unique string under which a report is stored; a doctored copy never takes a genuine report's place."""
    if quarantined:
        return f"quarantined|{keys.portal}|{url}"
    if keys.issuer_key and keys.year:
        return f"{keys.division or '@' + keys.portal}|{keys.issuer_key}|{keys.year}"
    if keys.title_rest and keys.year:
        return f"@{keys.portal}|{keys.title_rest}|{keys.year}"
    return f"@{keys.portal}|{url}"
