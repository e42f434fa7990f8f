"""Is this page an annual report on openness (政府信息公开工作年度报告), or what else is it?

The law (条例 第四十九, 五十条) fixes the report's contents, so a body can prove itself: the six headings, the labels of
the three statutory tables, the sentence on the 统计期限. Titles say the rest; what they say is data
(`data/page_kinds.toml`). A report left out by mistake is a silent gap, so a doubtful page stays a report, and every
other verdict names its evidence in one line that the operator reads in `scrapy exclusions`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources

from reports.document import Document, Paragraph
from reports.model import PageKind
from reports.page_evidence import SIMPLER, BodyEvidence, body_evidence

_SPACE = re.compile(r"\s+")
#: what portals append to a title: file endings, sizes, versions of the same report, dates
_TAIL = re.compile(
    r"(?:\.(?:pdf|docx?|wps|xlsx?|rtf|html?|zip)|\((?:图片|图文|超链|超链接|链接|文字|文本|网页|电子|全文|pdf|word|扫描|打印|附件|正式|公开|定稿|含图|修订|更正|勘误|修改|修正|更新|重发|新|一|二|三|终)+[版稿]?\)"
    r"|\((?:全文|正文|含附表|附表|含附件|附件|(?:19|20)\d\d年?度?)\)|\(?(?:pdf|word)版?\)?|\[?(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\]?(?:\d{1,2}:\d\d(?::\d\d)?)?|[-_|]+)$",
    re.I,
)  # fmt: skip
#: pinyin that contaminators and learners' sites print behind characters
_PINYIN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)", re.I)
_LEADING = re.compile(
    r"^(?:附件?\d*[:.、]|标题[:]|名称[:]|[·•▪■\-*>»]+|\d{1,3}[.、](?!\d)|\[(?:年度报告|年报|信息公开年报)\])"
)
_SITE_PARTS = re.compile(r"\s*[-_|—–>»]+\s*")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|rtf|zip|ofd)(?:$|[?#&])|down(?:load|file)", re.I)
_ROW_DATE = re.compile(r"\[?\(?\d{2,4}[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?\)?\]?$")
#: characters of own text below which a page says nothing
_HARDLY_ANY = 40
#: characters of the text in which a page repeats its title
_TOP = 2000
_TRUNCATED = ("…", "...", "..", "···")


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: PageKind
    what: str
    final: bool
    link: bool
    title: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    report: re.Pattern[str]
    column: re.Pattern[str]
    foreign: re.Pattern[str]
    others: tuple[_Rule, ...]


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile("".join(source.split()), re.I)


@cache
def _rules() -> _Rules:
    data = tomllib.loads(resources.files("reports").joinpath("data/page_kinds.toml").read_text("utf-8"))
    others = tuple(
        _Rule(PageKind(row["code"]), row["what"], row["final"], row["link"], _pattern(row["title"]))
        for row in data["kind"]
    )
    report = data["report"]
    return _Rules(_pattern(report["title"]), _pattern(report["column"]), _pattern(report["foreign"]), others)


@lru_cache(maxsize=4096)  # the lines on top of one portal's pages are the same ones
def plain_title(title: str) -> str:
    """NFKC without spaces; endings that are not part of a title (`.pdf`, （图片版）, a date) are cut off."""
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", title)).replace("〔", "[").replace("〕", "]")
    plain = _PINYIN.sub("", plain).translate(SIMPLER)
    plain = _LEADING.sub("", plain)
    while (shorter := _TAIL.sub("", plain)) != plain:
        plain = shorter
    return plain.strip("《》\"'“”。;,")


def classify(
    document: Document, *, title: str | None, link_text: str | None, url: str, text: str
) -> tuple[PageKind, str]:
    """Kind of the page and the evidence for it, in one line of English.

    `title` is what the header reader found (None: nothing), `link_text` the anchor that led here, `text` the article's
    text. The page's own title goes before the link's; a strong body goes before titles that are not final.
    """
    body = _Body(document, text)
    title = title if _prints(document, title, link_text, text) else None
    named = _own_titles(document, title)
    linked = [plain_title(link_text)] if link_text and not link_text.rstrip().endswith(_TRUNCATED) else []
    verdict = _by_titles(named, linked, body) or _by_first_lines(_lines_on_top(document), body)
    if verdict is None and body.evidence.strong:
        return PageKind.REPORT, f"the text is an annual report's: {body.evidence}"
    if verdict is None or (verdict[0] is PageKind.REPORT and (_may_be_column(named) or _is_bare(document))):
        short = _lines_on_top(document)
        other = _list(document, named, body) or (verdict and _empty(document, title, named, short, body))
        return other or verdict or _leftover([*named, *short], body.evidence)
    return verdict


def _prints(document: Document, title: str | None, link_text: str | None, text: str) -> bool:
    """Whether the page prints this title on top: a title that only its link gave is not the page's own."""
    if not title or not link_text or plain_title(title) != plain_title(link_text):
        return True
    if title in document.title or title in text[:_TOP]:
        return True
    before = (block.text for block in document.before if isinstance(block, Paragraph))
    own = "".join("".join((document.title, *document.metas.values(), *before, text[:_TOP])).split())
    return "".join(title.split()) in own


def classify_link(text: str, url: str) -> PageKind | None:
    """What a link leads to, where its text alone leaves no doubt; None: fetch it and look. Reports give None too."""
    if text.rstrip().endswith(_TRUNCATED):
        return None
    plain, rules = plain_title(text), _rules()
    for rule in rules.others:
        if rule.link and rule.title.search(plain) and not (rules.report.search(plain) and _inside_issuer(plain, rule)):
            return rule.kind
    return None


class _Body:
    """The article, examined only when a title does not decide."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._text = text

    @cached_property
    def evidence(self) -> BodyEvidence:
        return body_evidence(self._document, self._text)


def _own_titles(document: Document, title: str | None) -> list[str]:
    """The page's names for itself in plain form."""
    page = document.title.strip()
    parts = [part for part in _SITE_PARTS.split(page) if len(part) >= 4] if page else []
    names = [title, document.metas.get("articletitle"), *parts[:3]]
    return list(dict.fromkeys(plain_title(name) for name in names if name and name.strip()))


def _lines_on_top(document: Document) -> list[str]:
    """Short lines at the article's beginning, no links and no sentences, in plain form: one may be the title."""
    links = {link.text for link in document.links}
    blocks = (*document.before[-6:], *document.blocks[:6])
    lines = (block.text.strip() for block in blocks if isinstance(block, Paragraph))
    return [
        plain_title(line) for line in lines if 6 <= len(line) <= 60 and line[-1] not in "。；;" and line not in links
    ]


def _by_titles(named: list[str], linked: list[str], body: _Body) -> tuple[PageKind, str] | None:
    for where, titles in (("title", named), ("link text", linked)):
        for plain in titles:
            verdict = _by_title(plain, where, body)
            if verdict is None:
                continue
            if verdict[0] in _MISNAMED and _is_report(linked) and body.evidence.strong:
                return PageKind.REPORT, f"the link text is an annual report's, and so is the text: {body.evidence}"
            return verdict
    return None


def _by_first_lines(lines: list[str], body: _Body) -> tuple[PageKind, str] | None:
    """A heading that nothing marks as one; menu words such as 政策解读 stand there too and must not decide."""
    for plain in lines:
        if "公开" in plain or "年报" in plain or "年度报告" in plain:
            verdict = _by_title(plain, "line on top", body)
            if verdict:
                return verdict
    return None


def _by_title(plain: str, where: str, body: _Body) -> tuple[PageKind, str] | None:
    rules = _rules()
    shown = plain if len(plain) <= 60 else plain[:59] + "…"
    is_report = bool(rules.report.search(plain))
    for rule in rules.others:
        seen = rule.title.search(plain)
        if not seen or (is_report and _inside_issuer(plain, rule)):
            continue
        if rule.final or not body.evidence.firm:
            return rule.kind, f"{rule.what}: the {where} has {seen[0][-20:]!r} ({shown})"
        return PageKind.REPORT, f"the {where} is {shown}, but the text is an annual report's: {body.evidence}"
    if is_report and (not rules.foreign.search(plain) or body.evidence.strong):
        return PageKind.REPORT, f"the {where} is an annual report's: {shown}"
    return None


def _is_report(titles: list[str]) -> bool:
    return any(_rules().report.search(plain) for plain in titles)


def _may_be_column(named: list[str]) -> bool:
    """No title names a document (an issuer before the genre), so the page may be a column."""
    column = _rules().column
    return not any(_rules().report.search(plain) and not column.search(plain) for plain in named)


#: kinds that a column's name in the place of the title can suggest by mistake
_MISNAMED = (PageKind.REGULATION, PageKind.GUIDE, PageKind.OTHER_REPORT, PageKind.OTHER)
#: an interpretation or a notice ends like a report only by quoting its title; every other genre stands at the end
_QUOTING = (PageKind.INTERPRETATION, PageKind.NEWS)


def _inside_issuer(plain: str, rule: _Rule) -> bool:
    """Whether a title that ends as a report's does has `rule`'s words inside the issuer's name only."""
    return rule.kind not in _QUOTING and not _rules().foreign.search(plain)


def _list(document: Document, named: list[str], body: _Body) -> tuple[PageKind, str] | None:
    """A column's page: the article is rows of links to reports, with hardly a sentence of its own."""
    if body.evidence.strong or body.evidence.headings >= 2:
        return None
    report, column = _rules().report, next(filter(_rules().column.search, named), None)
    texts = _link_texts(document)
    lines = list(_article_lines(document))
    rows = sum(any(report.search(plain_title(name)) for name in _row(line, texts)) for line in lines)
    own_words = sum(len(line) for line in lines if len(line) >= 12 and not _row(line, texts))
    if rows >= (2 if column else 5) and own_words < min(80 * rows, 1500):
        return PageKind.LIST, f"a list: {rows} rows link to annual reports, with hardly any text of their own"
    shell = _is_shell(document)
    if _is_bare(document) or (rows and own_words < _HARDLY_ANY and not shell):
        # the rows of a list in no known container stand before the pager, which is then taken for the article
        outside = document.before or (() if document.blocks else document.after)
        lines += [_SPACE.sub("", block.text) for block in outside if isinstance(block, Paragraph)]
        rows = sum(any(report.search(plain_title(name)) for name in _row(line, texts)) for line in lines)
        if rows:
            return PageKind.LIST, f"a list: nothing but links, {rows} of them to annual reports"
    if column and not re.search(r"\d", column) and len(texts) >= 5 and own_words < 200 and not shell:
        return PageKind.LIST, f"a list: the title is a column's name ({column}) and the page is links"
    return None


def _article_lines(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield _SPACE.sub("", block.text)
        else:
            yield from (_SPACE.sub("", cell.text) for row in block.rows for cell in row)


def _link_texts(document: Document) -> dict[str, set[str]]:
    """What a line of the page may be if it is a link -> the link's text and its full title."""
    texts: dict[str, set[str]] = {}
    for link in document.links:
        names = {name for name in (link.text, link.title) if name}
        for name in names:
            texts.setdefault(_SPACE.sub("", name), set()).update(names)
    return texts


def _row(line: str, texts: dict[str, set[str]]) -> set[str]:
    """The names of the link that makes up a list's line, perhaps with a date behind it; none for other lines."""
    return texts.get(line) or texts.get(_ROW_DATE.sub("", line)) or set()


def _is_shell(document: Document) -> bool:
    """The report may be in a picture or a file."""
    return bool(document.images) or any(_FILE.search(link.url) for link in document.links)


def _is_bare(document: Document) -> bool:
    """No article to speak of, nothing that could hold one, and no meta that names an article."""
    room = _HARDLY_ANY
    for line in _article_lines(document):
        room -= len(line)
        if room <= 0:
            return False
    return not _is_shell(document) and not document.metas.get("articletitle")


def _empty(
    document: Document, title: str | None, named: list[str], short: list[str], body: _Body
) -> tuple[PageKind, str] | None:
    """Only a link or a column calls it a report, and the page has neither text nor a picture or file that could be."""
    own = title and re.search(r"[\d〇○]", title) and _is_report([*named, *short])
    if (
        own
        or not _may_be_column([*named, *short])
        or body.evidence.headings
        or body.evidence.period
        or _is_shell(document)
    ):
        return None
    words = sum(map(len, _article_lines(document)))
    if words >= _HARDLY_ANY:
        return None
    return (
        PageKind.OTHER,
        f"only a link or a column's name is an annual report's, the page has hardly any text ({words} characters)",
    )


def _leftover(own: list[str], evidence: BodyEvidence) -> tuple[PageKind, str]:
    shown = next((plain for plain in own if plain), "")[:60]
    named = f"the title ({shown})" if shown else "no title"
    return PageKind.OTHER, f"neither {named} nor the text ({evidence}) is that of an annual report on openness"
