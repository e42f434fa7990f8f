"""The report's own title: from the header, the standard metas or the heading over the text, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.document import Block, Document, Paragraph
from reports.header_lines import parse_line
from reports.header_values import HeaderRead, meta
from reports.model import Finding
from reports.numerals import CHINESE_DIGIT_CLASS, without_zero_width

#: a title of one line; longer texts over an article are abstracts
LONGEST = 90
#: blocks at the start of the article among which its heading may stand
TOP_BLOCKS = 12
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "ucaptitle"})
_TITLE_HINT = re.compile(r"(?:^|[\s_-])(?:\w*title\w*|\w*biaoti\w*|bt|\w*headline\w*|\w*tit)(?:$|[\s_-])")
_REPORT = re.compile(
    r"(?:报告|年报|報告|年報)[)）》]?(?:[(（【\[].{1,12}[)）】\]])?$|公开(?:工作)?(?:年度)?(?:报告|年报|总结)"
)
_DATED = re.compile(rf"\d|二{CHINESE_DIGIT_CLASS}")
_DOCUMENT_END = re.compile(
    r"(?:报告|年报|報告|年報|总结|通知|函|意见|办法|指南|规定|制度|方案|公告|通报|决定|解读|图解|细则|条例|目录|要点|情况)"
    r"(?:[(（【\[].{1,15}[)）】\]])?$"
)
_TRUNCATED = re.compile(r"(?:…|\.{2,}|。{2,}|．{2,}|⋯)\s*$")
#: separators between title, column and site; a dash between digits belongs to a range of years
_PARTS = re.compile(r"\s*(?:_+|\||｜|>+|»|--+|——+)\s*|\s*(?<!\d)[-－—–](?!\d)\s*")
_SPACE = re.compile(r"(?<![A-Za-z,.])\s+|\s+(?![A-Za-z])")
_NOT_TITLE = ("当前位置", "您的位置", "您现在", "首页", "所在位置", "打印", "欢迎")
_SENTENCE = re.compile(r"[。；！？]|^[一二三四五六七八九十]+、|[，,][^，,]*[，,]")
_ORGAN_OR_YEAR_END = re.compile(
    r"(?:政府|局|厅|委|委员会|办公室|办公厅|街道|办事处|镇|乡|县|市|区|旗|院|署|中心|年|年度|关于)$"
)
_CONTINUES = re.compile(r"^(?:关于)?(?:[12]\d{3}|二[\u3007〇○ОоOoＯ零].{2})年|^(?:政府|政务)?信息公开|^年度报告")


@dataclass(frozen=True, slots=True)
class TitleCandidate:
    """A possible title and where it stands: `header`, `meta`, `heading`, `title` (the element) or `link`."""

    text: str
    source: str
    truncated: bool = False


def clean_title(text: str) -> str:
    """Layout spaces inside and around removed; spaces between Latin words stay."""
    return _SPACE.sub("", without_zero_width(" ".join(text.split()))).strip(" 　|·")


def title_candidates(document: Document, header: HeaderRead, link_text: str | None = None) -> list[TitleCandidate]:
    """Every possible title, best first and each text once; truncated ones come after all full ones.

    The texts are as printed: what a contaminator inserted is still in them.
    """
    site = {meta(document.metas, name) for name in ("sitename", "columnname", "channel")}
    found: dict[str, TitleCandidate] = {}
    for text, source in _sources(document, header, link_text):
        title = clean_title(text)
        if 4 <= len(title) <= LONGEST and title not in site and not title.startswith(_NOT_TITLE):
            truncated = bool(_TRUNCATED.search(title))
            found.setdefault(title, TitleCandidate(title, source, truncated))
    candidates = list(found.values())
    return sorted(candidates, key=lambda candidate: (candidate.truncated, not _plausible(candidate)))


def _plausible(candidate: TitleCandidate) -> bool:
    """Headings and `<title>` also hold column names; the header's and the metas' own title field is taken as it is."""
    return candidate.source in ("header", "meta") or bool(_DOCUMENT_END.search(candidate.text))


def _sources(document: Document, header: HeaderRead, link_text: str | None) -> Iterator[tuple[str, str]]:
    if header.title:
        yield header.title, "header"
    for name in ("articletitle", "og:title", "title"):
        if content := meta(document.metas, name):
            yield title_part(content, document.metas), "meta"
    for text in _headings(document):
        yield text, "heading"
    if document.title:
        yield title_part(document.title, document.metas), "title"
    if link_text:
        yield link_text, "link"


def title_part(text: str, metas: Mapping[str, str]) -> str:
    """The part of `<title>` or a meta that is the document's title: without site and column, on whichever side."""
    parts = [part for part in _PARTS.split(without_zero_width(text).strip()) if part]
    if len(parts) < 2:
        return text
    site = {meta(metas, "sitename"), meta(metas, "columnname")}
    named = [part for part in parts if part not in site]
    dated = [part for part in named if _REPORT.search(part) and _DATED.search(part)]
    return (dated or [part for part in named if _DOCUMENT_END.search(part)] or named or parts)[0]


def _headings(document: Document) -> list[str]:
    """Headings over the text, best first: real headings, then elements called title, then short report-like lines."""
    ranked: list[tuple[int, int, str]] = []
    top = _paragraphs(document.blocks[:TOP_BLOCKS])
    for lines in (_paragraphs(document.before)[::-1], top):
        for position, line in enumerate(lines):
            rank = _heading_rank(line)
            if rank is not None:
                ranked.append((rank, len(ranked), _joined(lines, position, backwards=lines is not top)))
    return [text for _, _, text in sorted(ranked)]


def _paragraphs(blocks: Sequence[Block]) -> list[Paragraph]:
    return [block for block in blocks if isinstance(block, Paragraph)]


def _heading_rank(line: Paragraph) -> int | None:
    text = line.text.strip()
    if not 4 <= len(text) <= LONGEST or _SENTENCE.search(text) or parse_line(text).pairs:
        return None
    marked = line.tag in _HEADINGS or bool(_TITLE_HINT.search(line.hint))
    if _DOCUMENT_END.search(text) or _REPORT.search(text):
        whole = bool(_DATED.search(text) or "关于" in text)
        return (1 - marked) if whole and (_REPORT.search(text) or not marked) else 2 if marked else 4
    return 3 if line.tag in ("h1", "ucaptitle") else None


def _joined(lines: Sequence[Paragraph], position: int, *, backwards: bool) -> str:
    """A title that is printed on two lines, body above and 「2019年政府信息公开…」 below, as one."""
    line = lines[position]
    before = position + 1 if backwards else position - 1
    if not 0 <= before < len(lines) or not _CONTINUES.search(line.text.strip()):
        return line.text
    upper = lines[before]
    same_kind = upper.tag == line.tag and upper.hint == line.hint
    text = upper.text.strip()
    if same_kind and len(text) <= 40 and _ORGAN_OR_YEAR_END.search(text) and not _SENTENCE.search(text):
        return text + line.text
    return line.text


def compare_titles(candidates: Sequence[TitleCandidate]) -> list[Finding]:
    """A finding where the header's own title and the heading over the text are two different titles."""
    by_source: dict[str, str] = {}
    for candidate in candidates:
        if not candidate.truncated and _REPORT.search(candidate.text):
            by_source.setdefault(candidate.source, candidate.text)
    header, heading = by_source.get("header"), by_source.get("heading")
    if not header or not heading or _bare(header) == _bare(heading):
        return []
    message = f"the header names the document {header}, the heading over the text {heading}"
    return [Finding("title.disagreement", "warning", message, "title")]


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
