"""The report's own title: from the header, the standard metas or the heading over the text, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reports.document import Block, Document, Paragraph
from reports.header import BEFORE_BLOCKS
from reports.header_labels import label_of
from reports.header_lines import parse_line
from reports.header_values import HeaderRead, meta
from reports.issuer import title_issuer
from reports.model import Finding
from reports.numerals import CHINESE_DIGIT_CLASS, without_zero_width
from reports.statutory import is_exact

#: a title of one line; longer texts over an article are abstracts
LONGEST = 90
#: blocks at the start of the article among which its heading may stand (a header of lines may come first)
TOP_BLOCKS = 40
BODY_LENGTH = 120
#: lines that one title is printed on at most
MOST_LINES = 3
_WEAK = 4
_MAIN_HEADINGS = frozenset({"h1", "ucaptitle"})
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
#: last signs of the words above, to spare most lines the patterns
_LAST_SIGNS = frozenset("告报報结知函见法南定度案通读解图则例录点况)）】]》")
_TRUNCATED = re.compile(r"(?:…|\.{2,}|。{2,}|．{2,}|⋯)\s*$")
#: separators between title, column and site; a dash between digits belongs to a range of years
_PARTS = re.compile(r"\s*(?:_+|\||｜|>+|»|--+|——+)\s*|\s*(?<!\d)[-－—–](?!\d)\s*")
_FILE_ENDING = re.compile(r"\.(?:docx?|pdf|wps|xlsx?|rtf|txt|html?)$", re.IGNORECASE)
_LOST_SIGNS = re.compile(r"(?<=年度报告)\?[? 　|·]*$|(?<=年报)\?[? 　|·]*$")
_GAP = re.compile(r"[ \u3000\u00a0]+")
_COLUMN_NAME = re.compile(r"信息公开(?:工作)?(?:年报|年度报告|专栏|目录)")
_SPACE = re.compile(r"(?<![A-Za-z,.])\s+|\s+(?![A-Za-z])")
_NOT_TITLE = ("当前位置", "您的位置", "您现在", "您当前", "首页", "所在位置", "打印", "欢迎")
_SENTENCE = re.compile(r"[。；！？]|^[一二三四五六七八九十]+、|[，,][^，,]*[，,]")
#: a sentence, and a breadcrumb that ends like a body's name (首页 > 年报 > 街道)
_NO_UPPER_LINE = re.compile(rf"{_SENTENCE.pattern}|[>＞›»]|位置[:：]|首页")
_ORGAN_OR_YEAR_END = re.compile(
    r"(?:政府|局|厅|委|会|办公室|办公厅|街道|处|镇|乡|县|市|区|旗|省|州|盟|院|署|中心|队|站|所|司|校|学|年|年度|关于|"
    r"(?<!\d)\d{1,3}|二[〇○零Оо０二]{0,2}|年度?(?:政府|政务)?信息(?:公开)?)$"
)
_CONTINUES = re.compile(
    rf"^(?:关于)?(?:\d|{CHINESE_DIGIT_CLASS}){{1,4}}年|^(?:政府|政务)?信息公开|^年度报告|^(?:公开)?工作(?:年度)?(?:报告|年报)$"
)
#: links of menus and breadcrumbs, which repeat the column's name
_NAVIGATION = re.compile(r"nav|menu|crumb|location|position|path|weizhi|foot|sidebar|tree|tab\b")


@dataclass(frozen=True, slots=True)
class TitleCandidate:
    """A possible title and where it stands: `header`, `meta`, `heading`, `title` (the element) or `link`."""

    text: str
    source: str
    truncated: bool = False
    #: a short line that only might be a heading (a column's name looks the same)
    weak: bool = False


@lru_cache(maxsize=4096)  # a page repeats its title, and pages of one portal their menus
def clean_title(text: str) -> str:
    """Layout spaces inside and around removed, a file's ending too; spaces between Latin words stay."""
    title = _SPACE.sub("", without_zero_width(" ".join(text.split()))).strip(" 　|·")
    return _without_lost_signs(_FILE_ENDING.sub("", title))


def _without_lost_signs(text: str) -> str:
    """Without the ? that a recoding left of the layout spaces around a report's title (???某局2023年…报告?)."""
    return _LOST_SIGNS.sub("", text.lstrip("? 　|·")) if "?" in text else text


def title_candidates(document: Document, header: HeaderRead, link_text: str | None = None) -> list[TitleCandidate]:
    """Every possible title, best first and each text once; truncated ones come after all full ones.

    The texts are as printed: what a contaminator inserted is still in them.
    """
    site = {meta(document.metas, name) for name in ("sitename", "columnname", "channel")}
    found: dict[str, TitleCandidate] = {}
    for text, source, weak in _sources(document, header, link_text):
        title = clean_title(text)
        if 4 <= len(title) <= LONGEST and title not in site and not title.startswith(_NOT_TITLE):
            truncated = bool(_TRUNCATED.search(title))
            found.setdefault(title, TitleCandidate(title, source, truncated, weak or _names_nothing(title)))
    candidates = list(found.values())
    return sorted(candidates, key=lambda candidate: (candidate.truncated, candidate.weak, not _plausible(candidate)))


def _names_nothing(title: str) -> bool:
    """A column's name in the title's place (政府信息公开年报): a report, but neither whose nor of which year."""
    return bool(_REPORT.search(title)) and not _DATED.search(title) and title_issuer(title) is None


def _plausible(candidate: TitleCandidate) -> bool:
    """Headings and `<title>` also hold column names; the header's title is taken as it is.

    A meta's is a document's unless it neither ends like one nor bears a date: templates print the site's name there.
    """
    if candidate.source == "header" or _DOCUMENT_END.search(candidate.text):
        return True
    return candidate.source == "meta" and bool(_DATED.search(candidate.text))


def names_no_document(title: str) -> bool:
    """Neither a genre at its end nor a year: a site's or a body's name where the title should stand."""
    return not _DOCUMENT_END.search(title) and not _DATED.search(title)


def _sources(document: Document, header: HeaderRead, link_text: str | None) -> Iterator[tuple[str, str, bool]]:
    if header.title:
        yield header.title, "header", False
    for name in ("articletitle", "og:title", "title"):
        if content := meta(document.metas, name):
            yield title_part(content, document.metas), "meta", False
    for rank, text in _headings(document):
        yield _behind_column(text), "heading", rank >= _WEAK
    if document.title:
        yield title_part(document.title, document.metas), "title", False
    if link_text:
        yield link_text, "link", False


def title_part(text: str, metas: Mapping[str, str]) -> str:
    """The part of `<title>` or a meta that is the document's title: without site and column, on whichever side."""
    return _part_beside(text, meta(metas, "sitename"), meta(metas, "columnname"))


@lru_cache(maxsize=1024)
def _part_beside(text: str, *site: str | None) -> str:
    parts = [part for part in _PARTS.split(without_zero_width(text).strip()) if part]
    if len(parts) < 2:
        return _beside_site(text) or _behind_column(text)
    named = [part for part in parts if part not in site]
    dated = [part for part in named if _REPORT.search(part) and _DATED.search(part)]
    return (dated or [part for part in named if _DOCUMENT_END.search(part)] or named or parts)[0]


def _beside_site(text: str) -> str | None:
    """The report's title before or behind a site's name with only a space between them."""
    for gap in _GAP.finditer(text):
        left, right = text[: gap.start()], text[gap.end() :]
        for title, rest in ((left, right), (right, left)):
            whole = _REPORT.search(title) and _DATED.search(title) and title_issuer(title)
            if whole and not (_REPORT.search(rest) and _DATED.search(rest)) and not rest.startswith(("（", "(")):
                return title
    return None


def _behind_column(text: str) -> str:
    """The report's title behind site and column without a separator: 某县人民政府政府信息公开年报某局2021年…报告."""
    for column in _COLUMN_NAME.finditer(text):
        title = text[column.end() :]
        if _DATED.search(text[: column.end()]):
            break
        if _REPORT.search(title) and _DATED.search(title) and title_issuer(title):
            return title
    return text


def _headings(document: Document) -> list[tuple[int, str]]:
    """Headings over the text with their ranks, best first: nearest before the article, then at its top."""
    named = {clean_title(title_part(text, document.metas)) for text in (document.title, *_title_metas(document))}
    ranked: list[tuple[int, int, str]] = []
    above = [block for block in reversed(document.before[-BEFORE_BLOCKS:]) if isinstance(block, Paragraph)]
    top = list(_top(document.blocks))
    for lines in (above, top):
        for position, line in enumerate(lines):
            rank = _heading_rank(line)
            if rank is not None:
                whole = _joined(lines, position, lines is above)
                if whole != line.text.strip() and clean_title(line.text) in named:
                    # metas and <title> have the lower line alone: above the article the upper one is the site's name
                    ranked.append((rank, len(ranked), line.text))
                    rank = rank + 1 if lines is top else None
                if rank is not None:
                    ranked.append((1 if rank == _WEAK and _DATED.search(whole) else rank, len(ranked), whole))
    return [(rank, text) for rank, _, text in sorted(ranked)]


def _title_metas(document: Document) -> list[str]:
    return [content for name in ("articletitle", "og:title") if (content := meta(document.metas, name))]


def _top(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """The article's first paragraphs, up to the first that is body text or its first section's heading."""
    for block in blocks[:TOP_BLOCKS]:
        if isinstance(block, Paragraph):
            if len(block.text) > BODY_LENGTH or block.text.startswith(("一、", "一.", "一．")):
                return
            yield block


def _heading_rank(line: Paragraph) -> int | None:
    text = _without_lost_signs(line.text.strip(" 　|·"))
    if not 4 <= len(text) <= LONGEST:
        return None
    named = text[-1] in _LAST_SIGNS and _names_document(text)
    if not (named or line.tag in _MAIN_HEADINGS) or _SENTENCE.search(text) or _is_pair(text) or is_exact(text):
        return None
    if not named:
        return 3
    marked = line.tag in _HEADINGS or _is_title_hint(line.hint)
    if _DATED.search(text) or "关于" in text:
        return 0 if marked and _REPORT.search(text) else 1
    return 2 if marked else None if _NAVIGATION.search(line.hint) else _WEAK


def _is_pair(text: str) -> bool:
    """Whether a line is a label and its value, also one that only a space parts (文件下载 某县2021年…报告)."""
    label, gap, _ = text.partition(" ")
    return bool(gap and label_of(label)) or bool(parse_line(text).pairs)


@lru_cache(maxsize=4096)
def _names_document(text: str) -> bool:
    return bool(_DOCUMENT_END.search(text) or _REPORT.search(text))


@lru_cache(maxsize=4096)
def _is_title_hint(hint: str) -> bool:
    return bool(_TITLE_HINT.search(hint))


def _joined(lines: Sequence[Paragraph], position: int, backwards: bool) -> str:
    """A title that is printed on several lines, body above and 2019年, 政府信息公开… below, as one."""
    line, whole = lines[position], lines[position].text.strip()
    for step in range(1, MOST_LINES):
        above = position + step if backwards else position - step
        if not 0 <= above < len(lines) or not _CONTINUES.search(whole):
            break
        upper, text = lines[above], lines[above].text.strip()
        same_kind = upper.tag == line.tag and upper.hint == line.hint
        if not (same_kind and len(text) <= 40 and _ORGAN_OR_YEAR_END.search(text)) or _NO_UPPER_LINE.search(text):
            break
        whole = text + whole
    return whole


def compare_titles(candidates: Sequence[TitleCandidate]) -> list[Finding]:
    """A finding where the header's own title and the heading over the text are two different titles."""
    by_source: dict[str, str] = {}
    for candidate in candidates:
        if not (candidate.truncated or candidate.weak) and _REPORT.search(candidate.text):
            by_source.setdefault(candidate.source, candidate.text)
    header, heading = by_source.get("header"), by_source.get("heading")
    # 2023年…报告 under 某厅2023年…报告 is its second line, not another title
    if not header or not heading or _bare(header).endswith(_bare(heading)):
        return []
    message = f"the header names the document {header}, the heading over the text {heading}"
    return [Finding("title.disagreement", "warning", message, "title")]


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
