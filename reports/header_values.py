"""What the header's pairs, the standard metas, the date line and the address say of a document's identity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reports.dates import DateRead, read_date, url_date
from reports.document import Block, Document, Paragraph
from reports.header import BODY_LENGTH, TOP_BLOCKS, Pair, read_pairs
from reports.header_labels import DOC_NO, NONE_WORDS
from reports.index_numbers import read_index_number
from reports.model import Finding
from reports.numerals import half_width, half_width_digits

#: contents that a template prints where nobody filled anything in
_PLACEHOLDER = re.compile(
    r"^(?:网站名称|政府网站标识码|网站标识码|文章标题|标题|发布时间|发布日期|来源|稿件来源|信息来源|内容来源|栏目名称|"
    r"undefined|null|none|nan|\W*)$|[{}<>$]|^\[!--|CMSPRO|^\W*(?:yyyy|YYYY)",
    re.IGNORECASE,
)


#: some portals put the title (and 号 behind it) where the number belongs
_TITLE = re.compile(r"报告|年报|信息公开")
#: a clock at the page's top, not the document's date
_TODAY = re.compile(r"星期|农历|周[一二三四五六日]")


@dataclass(frozen=True, slots=True)
class HeaderRead:
    """The header's fields; `labels` maps every label (without spaces) to its value as printed."""

    labels: dict[str, str] = field(default_factory=dict)
    #: 名称/标题 as printed
    title: str | None = None
    index_no: str | None = None
    doc_no: str | None = None
    #: ISO date and the step of the contract's precedence that gave it
    publish_date: str | None = None
    publish_date_source: str | None = None
    #: ISO date of the date line, where `PubDate` goes before it
    dateline: str | None = None
    publisher: str | None = None
    #: 来源 or ContentSource even where another label names the publisher
    source: str | None = None
    findings: tuple[Finding, ...] = ()


def read_header(document: Document, *, url: str, list_date: str | None = None) -> HeaderRead:
    """Read every field that stands outside the article's text; `list_date` is what the list prints beside the link."""
    pairs = read_pairs(document)
    findings: list[Finding] = []
    proper_groups = {pair.group for pair in pairs if pair.label.proper and not pair.byline}
    publish_date, source = _publish_date(pairs, proper_groups, document, url, list_date, findings)
    below = _byline(pairs, proper_groups) if source == "PubDate" else ()
    return HeaderRead(
        labels=_as_dict(pairs),
        title=_first(pairs, "title"),
        index_no=_index_no(pairs, findings),
        doc_no=_doc_no(pairs, document),
        publish_date=publish_date,
        publish_date_source=source,
        dateline=next(filter(None, (read_date(pair.value).iso for pair in below)), None),
        publisher=_publisher(pairs, document.metas),
        source=_first(pairs, "source") or meta(document.metas, "contentsource"),
        findings=tuple(findings),
    )


def meta(metas: Mapping[str, str], name: str) -> str | None:
    """A meta's content without placeholders that nobody replaced; names in lower case."""
    content = metas.get(name)
    return _filled_in(content) if content else None


@lru_cache(maxsize=4096)  # a portal's pages share its name and its columns'
def _filled_in(content: str) -> str | None:
    content = " ".join(content.split())
    return content if content and not _PLACEHOLDER.search(content) else None


def _as_dict(pairs: Iterable[Pair]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        if pair.label.field != "chrome":
            found.setdefault(pair.label.text, pair.value)
    return found


def _values(pairs: Iterable[Pair], name: str) -> list[Pair]:
    return [pair for pair in pairs if pair.label.field == name]


def _first(pairs: Iterable[Pair], name: str) -> str | None:
    return next((pair.value for pair in pairs if pair.label.field == name and pair.value not in NONE_WORDS), None)


def _index_no(pairs: Sequence[Pair], findings: list[Finding]) -> str | None:
    read = [(pair.value, read_index_number(pair.value)) for pair in _values(pairs, "index_no")]
    numbers = [number for _, number in read if number]
    if not numbers:
        return None
    best = next((number for number in numbers if number.form), numbers[0])
    if best.form is None:
        findings.append(
            Finding("header.index_no.form", "info", f"索引号 {best.value} has a form that is not known", "index_no")
        )
    others = sorted({number.value for number in numbers} - {best.value})
    if others:
        message = f"the page prints more than one 索引号: {best.value}, {', '.join(others)}"
        findings.append(Finding("header.index_no.conflict", "warning", message, "index_no"))
    return best.value


def _doc_no(pairs: Sequence[Pair], document: Document) -> str | None:
    for pair in _values(pairs, "doc_no"):
        # only the digits' width changes: brackets are printed as 〔〕, ［］ or （） and stay so
        value = half_width_digits("".join(pair.value.split())).strip(";；,，")
        if value and value not in NONE_WORDS and any(sign.isdigit() for sign in value) and not _TITLE.search(value):
            return value
    return _leading_doc_no(document.before, document.blocks)


def _leading_doc_no(before: Sequence[Block], blocks: Sequence[Block]) -> str | None:
    """A document number that is a paragraph of its own around the heading (鄂前政办函〔2018〕2号 above a letter)."""
    for block in (*before[-6:], *blocks[:TOP_BLOCKS]):
        if not isinstance(block, Paragraph):
            continue
        if block.text.startswith("一、") or len(block.text) > BODY_LENGTH:
            break
        if "号" in block.text[-4:]:
            value = half_width_digits("".join(block.text.split())).strip("|")
            if len(value) <= 40 and DOC_NO.fullmatch(value):
                return value
    return None


def _publisher(pairs: Sequence[Pair], metas: Mapping[str, str]) -> str | None:
    named = sorted(_values(pairs, "publisher"), key=lambda pair: (pair.label.rank > _MAIN_PUBLISHERS, pair.byline))
    for pair in (*named, *_values(pairs, "source")):
        if pair.value not in NONE_WORDS and _names_somebody(pair.value):
            return pair.value.strip("；; ")
    source = meta(metas, "contentsource")
    return source if source and _names_somebody(source) else None


def _names_somebody(value: str) -> bool:
    """Say whether the value may be a name: neither what a template left open nor an editor's number (来源：1)."""
    return any(map(str.isalpha, value)) and not _PLACEHOLDER.search(value)


#: labels up to this rank say 发布机构 or 发文机关 outright; later ones (责任部门 …) only where none of these stands
_MAIN_PUBLISHERS = 12


def _publish_date(
    pairs: Sequence[Pair],
    proper_groups: set[int],
    document: Document,
    url: str,
    list_date: str | None,
    findings: list[Finding],
) -> tuple[str | None, str | None]:
    """The contract's order: header, PubDate, date line, 生成/成文/发文日期, address; then the list's date."""
    steps: tuple[tuple[str, Iterable[str]], ...] = (
        ("header", (pair.value for pair in _values(pairs, "published") if _in_header(pair, proper_groups))),
        ("PubDate", filter(None, (meta(document.metas, name) for name in ("pubdate", "publishdate")))),
        ("dateline", (pair.value for pair in _byline(pairs, proper_groups))),
        ("issued", (pair.value for pair in _values(pairs, "issued"))),
        ("address", filter(None, map(url_date, (url,)))),
        ("list", filter(None, (list_date,))),
    )
    for source, values in steps:
        # the page prints its date, only wrongly: other kinds of date are no better guess at it
        if source == "issued" and any(finding.rule == "publish_date.impossible" for finding in findings):
            return None, None
        for value in values:
            found = read_date(value)
            if found.iso:
                if source == "list":
                    message = f"the page prints no date of its own; {found.iso} is what the list prints beside its link"
                    findings.append(Finding("publish_date.of-list", "info", message, "publish_date"))
                return found.iso, source
            _note_problem(found, source, findings)
    return None, None


def _in_header(pair: Pair, proper_groups: set[int]) -> bool:
    """Whether a 发布日期 belongs to the header; 更新时间 is the last edit: no better than a date line even there."""
    return pair.group in proper_groups and not pair.byline and "更新" not in pair.label.text


def _byline(pairs: Sequence[Pair], proper_groups: set[int]) -> list[Pair]:
    """The dates of the line over the text, 更新时间 last."""
    published = sorted(_values(pairs, "published"), key=lambda pair: "更新" in pair.label.text)
    found = [pair for pair in published if not _in_header(pair, proper_groups)] + _values(pairs, "dateline")
    return [pair for pair in found if not _TODAY.search(pair.value)]


def _note_problem(found: DateRead, source: str, findings: list[Finding]) -> None:
    if found.problem:
        message = f"the date {half_width(found.printed)} ({source}) is no date of the calendar"
        if found.problem == "placeholder":
            message = f"the date {half_width(found.printed)} ({source}) is a placeholder"
        findings.append(Finding(f"publish_date.{found.problem}", "warning", message, "publish_date"))
