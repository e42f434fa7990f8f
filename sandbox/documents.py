"""Rendering a report's truth into the bytes of one page, and what a reader can know from that page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from html import escape
from random import Random
from typing import Any

from sandbox.layouts import articles, charsets, chrome, defects, headers, tables
from sandbox.layouts.charsets import CHARSETS, Charset
from sandbox.script import traditional, traditional_around
from sandbox.styles import PageStyle, random_style
from sandbox.truth import Figures, IndicatorRow, ReportTruth, SectionTruth, TableName

__all__ = ["PageStyle", "RenderedPage", "Setting", "expected_record", "random_style", "render", "render_decoy"]

_BAD_BYTE_MARK = "\ue000"


@dataclass(frozen=True, slots=True)
class Setting:
    """The site around a page: its name, host, division code and the page's path."""

    site_name: str
    host: str
    division_code: str
    path: str


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page: bytes, response headers, and the record that it allows (fields as in `sandbox.truth.ExpectedReport`)."""

    body: bytes
    headers: Mapping[str, str]
    expected: dict[str, Any] = field(default_factory=dict)
    #: the article's markup alone, for sites that deliver it in JSON
    article: str = ""


def printed_truth(truth: ReportTruth, style: PageStyle) -> ReportTruth:
    """The truth as this page has it: rare characters added, rows left out, script converted."""
    rare = CHARSETS[style.charset].rare
    if rare:
        first, *others = truth.sections
        noted = replace(first, paragraphs=(*first.paragraphs, f"编写人员：{rare}。"))
        truth = replace(truth, sections=(noted, *others))
    if style.index_no:
        truth = replace(truth, index_no=style.index_no)
    missing = style.damaged("row-missing")
    if missing and truth.applications:
        rows = {code: row for code, row in truth.applications.items() if code != missing}
        truth = replace(truth, applications=rows)
    if style.defect and truth.applications:
        truth = replace(truth, applications=defects.lost(truth.applications, style.defect))
    return traditional(truth) if style.charset == "big5" else truth


# -- what a reader can know ------------------------------------------------------------------------------------------


def expected_record(truth: ReportTruth, style: PageStyle, setting: Setting) -> dict[str, Any]:
    """The export record that a page of this style allows; where a list of values stands, any of them is right.

    `url`, `portal`, `version`, `attachments` and the times of `sources` are for the world to add.
    """
    shown = printed_truth(truth, style)
    header = headers.LAYOUTS[style.header]
    lost = style.shape in tables.PICTURES or truth.format == "narrative"
    unlabelled: list[Any] = [None] if header.markup == "values" else []
    return {
        "title": shown.title,
        "issuer": list(dict.fromkeys((*shown.issuer_forms, *truth.issuer_forms))),
        "year": truth.year,
        "index_no": _either([shown.index_no, *unlabelled] if header.shows("index") else [None]),
        "doc_no": shown.doc_no if header.shows("doc") or style.doc_in_body else None,
        "publish_date": _publish_date(truth, style, setting),
        "publisher": _publisher(shown, style, unlabelled),
        "division_code": truth.division_code,
        "format": "narrative" if lost else truth.format,
        "status": truth.status,
        "encoding": CHARSETS[style.charset].widest,
        "sections": _expected_sections(shown, style),
        "proactive": None if lost else shown.proactive,
        "applications": None if lost else shown.applications,
        "proceedings": None if lost else shown.proceedings,
    }


def _either(choices: list[Any]) -> Any:
    return choices[0] if len(choices) == 1 else choices


def _publish_date(truth: ReportTruth, style: PageStyle, setting: Setting) -> str | None:
    """By the contract's order: header, PubDate, dateline, date of writing, address."""
    header = headers.LAYOUTS[style.header]
    if header.shows("published"):
        return truth.publish_date
    if style.metas != "none":
        return pub_date(truth, style)
    if style.dateline != "none":
        return truth.publish_date
    if header.shows("written"):
        return truth.written_date
    found = re.search(r"t(20\d\d)(\d\d)(\d\d)_|/(20\d\d)/(\d{1,2})/(\d{1,2})/", setting.path)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    return date(year, month, day).isoformat()


def pub_date(truth: ReportTruth, style: PageStyle) -> str:
    """The date in the PubDate meta."""
    return (date.fromisoformat(truth.publish_date) + timedelta(days=style.pub_shift)).isoformat()


def _publisher(truth: ReportTruth, style: PageStyle, unlabelled: list[Any]) -> Any:
    header = headers.LAYOUTS[style.header]
    if header.shows("organ"):
        return _either([truth.publisher, *([truth.source, *unlabelled] if unlabelled else [])])
    sourced = header.shows("source") or style.dateline in ("full", "chinese", "bracket") or style.metas != "none"
    return truth.source if sourced else None


def _expected_sections(truth: ReportTruth, style: PageStyle) -> list[dict[str, Any]]:
    """Sections as dictionaries; `text` is None where it is not compared (damaged, or an appendix stands in it)."""
    made = []
    for section in truth.sections:
        broken = style.damaged("bad-byte") is not None and section.ordinal == 0
        last = section is truth.sections[-1]
        open_end = last and (truth.appendix or style.damaged("cut-end") is not None)
        # the rows of one big table leave no place for what stands between the tables
        displaced = style.shape == "one-table" and section.table is not None
        text: Any = None if broken or open_end or displaced else "\n".join((*section.paragraphs, *section.notes))
        if text is not None and last and truth.signature:
            text = [text, "\n".join((text, *truth.signature))]
        made.append({"ordinal": section.ordinal, "heading": section.heading, "text": text})
    return made


# -- the page ----------------------------------------------------------------------------------------------------------


def render(truth: ReportTruth, style: PageStyle, rng: Random, setting: Setting) -> RenderedPage:
    """The page of a report, equal for equal arguments and state of `rng`."""
    shown = printed_truth(truth, style)
    charset = CHARSETS[style.charset]
    article = articles.wrap(style.container, _body(shown, style, rng))
    titled = articles.TITLES[style.title](shown.title)
    header = headers.header_html(style.header, shown, rng)
    parts = [
        _head(shown, style, setting, charset),
        chrome.above(setting.site_name, rng, setting.division_code),
        f'<div class="main">{header}{titled}{chrome.dateline(style.dateline, shown)}{article}</div>',
        chrome.below(setting.site_name, rng, setting.division_code),
    ]
    text = _padded(parts, style, charset, rng)
    if charset.codec == "big5hkscs":
        text = traditional_around(text)
    return RenderedPage(
        _bytes(text, style, charset),
        {"Content-Type": charsets.content_type(charset)},
        expected_record(truth, style, setting),
        article,
    )


def _head(truth: ReportTruth, style: PageStyle, setting: Setting, charset: Charset) -> str:
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset={charset.meta}">' if charset.meta else ""
    metas = chrome.metas(
        style.metas, truth, setting.site_name, setting.host, setting.division_code, pub_date(truth, style) + " 10:20"
    )
    title = chrome.title_tag(style.title_tag, truth.title, setting.site_name)
    return f"<!DOCTYPE html><html><head>{declared}{title}\n{metas}\n{chrome.scripts(Random(0))}</head>\n<body>"


def _padded(parts: list[str], style: PageStyle, charset: Charset, rng: Random) -> str:
    text = "\n".join(parts)
    missing = style.kilobytes * 1024 - len(charsets.encode(text, charset))
    if missing > 0:
        parts = [parts[0], chrome.filling(rng, missing * 2 // 3), *parts[1:], chrome.filling(rng, missing // 3)]
    return "\n".join(parts) + "\n</body></html>"


def _bytes(text: str, style: PageStyle, charset: Charset) -> bytes:
    if style.damaged("unclosed-cells") is not None:
        text = text.replace("</td>", "").replace("</p>", "")
    head, mark, tail = text.partition(_BAD_BYTE_MARK)
    body = charsets.encode(head, charset)
    if mark:
        body += b"\xff" + charsets.encode(tail, replace(charset, codec=charset.codec.removesuffix("-sig")))
    if style.damaged("cut-end") is not None:
        # in the middle of the character behind ICP, in the footer
        body = body[: body.rfind(b"ICP") + 4]
    return body


def _body(truth: ReportTruth, style: PageStyle, rng: Random) -> str:
    """Document number, sections with their tables, signature, appendix."""
    lost_number = style.damaged("heading-number-lost")
    markup = _tables(truth, style, rng)
    parts = [f'<p align="center">{truth.doc_no}</p>'] if style.doc_in_body and truth.doc_no else []
    for section in truth.sections:
        if section.heading and not (style.shape == "one-table" and section.table in ("applications", "proceedings")):
            heading = section.heading[1:] if lost_number == str(section.ordinal) else section.heading
            parts.append(articles.HEADINGS[style.headings](heading, rng))
        parts.extend(_paragraph(text, section, style, rng) for text in section.paragraphs)
        if section.table and markup:
            parts.append(markup.get(section.table, ""))
        parts.extend(_paragraph(text, section, style, rng) for text in section.notes)
    parts.extend(f'<p style="text-align:right">{escape(line)}</p>' for line in truth.signature)
    if truth.appendix:
        parts.append(_appendix(truth.appendix, rng))
    return "\n".join(parts)


def _paragraph(text: str, section: SectionTruth, style: PageStyle, rng: Random) -> str:
    if style.damaged("bad-byte") is not None and section.ordinal == 0:
        text = text[:9] + _BAD_BYTE_MARK + text[9:]
    return articles.PARAGRAPHS[style.paragraphs](text, rng)


def _tables(truth: ReportTruth, style: PageStyle, rng: Random) -> dict[TableName, str]:
    if truth.format == "narrative":
        return {}
    misspelt = style.damaged("label-misspelt")
    names: dict[TableName, str] = {section.table: section.heading for section in truth.sections if section.table}
    return tables.tables_html(
        truth,
        style.shape,
        style.ink,
        rng,
        heavy=style.kilobytes >= 40,
        headings=names,
        misspelt=misspelt,
        wording=style.labels,
        extras=style.extras,
        defect=style.defect,
    )


def _appendix(rows: tuple[IndicatorRow, ...], rng: Random) -> str:
    lines = "".join(
        f"<tr><td>{'&nbsp;' * 4 * row.depth}{escape(row.label)}</td><td>{row.unit}</td>"
        f"<td>{'' if row.value is None else row.value}</td></tr>"
        for row in rows
    )
    head = "<tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>"
    return f'<p align="center">附表：政府信息公开情况统计表</p><table border="1">{head}{lines}</table>'


def render_decoy(
    title: str, paragraphs: tuple[str, ...], day: str, rng: Random, setting: Setting, container: str
) -> RenderedPage:
    """The page of another kind of document."""
    body = articles.wrap(container, "".join(f"<p>　　{escape(text)}</p>" for text in paragraphs))
    text = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}_{setting.site_name}</title>'
        f'<meta name="ArticleTitle" content="{escape(title)}"><meta name="PubDate" content="{day} 09:00"></head><body>'
        f"{chrome.above(setting.site_name, rng, setting.division_code)}<h1>{escape(title)}</h1>"
        f'<div class="pages-date">发布时间：{day}</div>{body}'
        f"{chrome.below(setting.site_name, rng, setting.division_code)}</body></html>"
    )
    return RenderedPage(text.encode(), {"Content-Type": "text/html; charset=utf-8"}, article=body)


def figures_printed(record: Mapping[str, Any]) -> int:
    """How many cells of a record's tables hold a number."""
    found: list[Figures | None] = [record.get(name) for name in tables.TABLES]
    return sum(value is not None for table in found if table for row in table.values() for value in row.values())
