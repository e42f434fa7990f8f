"""Dialects of markup: the same page as other editors and templates write it. What a reader gets is the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Dialect = Callable[[str, Random], str]
_TAGS = re.compile(r"<(/?)(table|tbody|tr|td|p|div|span|b|strong|br|h1|h2)\b([^<>]*)>")
_NODES = re.compile(r"(<script.*?</script>|<style.*?</style>|<[^>]*>)", re.DOTALL)


def _in_text(markup: str, change: Callable[[str], str]) -> str:
    """Apply a change to the text nodes of the body."""
    start = markup.find("<body")
    nodes = _NODES.split(markup[start:])
    return markup[:start] + "".join(node if node.startswith("<") else change(node) for node in nodes)


def _upper_case(markup: str, rng: Random) -> str:
    return _TAGS.sub(lambda tag: f"<{tag[1]}{tag[2].upper()}{tag[3]}>", markup)


def _self_closed(markup: str, rng: Random) -> str:
    return re.sub(r"<td([^<>]*)>(?:&nbsp;)?</td>", r"<td\1/>", markup)


def _header_cells(markup: str, rng: Random) -> str:
    def change(row: re.Match[str]) -> str:
        head = "信息内容" in row[0] or "自然人" in row[0]
        return row[0].replace("<td", "<th").replace("</td>", "</th>") if head else row[0]

    return re.sub(r"<tr>.*?</tr>", change, markup, flags=re.DOTALL)


def _comments(markup: str, rng: Random) -> str:
    return markup.replace("<td", "<!-- x --><td").replace("</td>", "<!--[if !supportLists]--><!--[endif]--></td>")


def _empty_elements(markup: str, rng: Random) -> str:
    return markup.replace("</td>", '<span style="mso-spacerun:yes">&nbsp;</span><sup></sup><a name="_GoBack"></a></td>')


def _white_space(markup: str, rng: Random) -> str:
    return markup.replace("<td", "\n\t\t\t<td").replace("</td>", "\r\n\t\t</td>\r\n").replace("<p>", "\n<p>\n\t")


def _references(markup: str, rng: Random) -> str:
    def change(text: str) -> str:
        forms = ("&#{};", "&#x{:x};")
        return "".join(rng.choice(forms).format(ord(letter)) if ord(letter) > 255 else letter for letter in text)

    return _in_text(markup, change)


def _zero_width(markup: str, rng: Random) -> str:
    def change(text: str) -> str:
        return "".join(letter + "\u200b" * (ord(letter) > 255 and rng.random() < 0.1) for letter in text)

    return _in_text(markup, change)


def _letter_by_letter(markup: str, rng: Random) -> str:
    def change(cell: re.Match[str]) -> str:
        return ">" + "".join(f"<font>{one}</font>" for one in re.findall(r"&[^;]+;|.", cell[1], re.DOTALL)) + "</td>"

    return re.sub(r">([^<>]+)</td>", change, markup)


def _hidden_cells(markup: str, rng: Random) -> str:
    return markup.replace("</tr>", '<td style="display:none">9</td></tr>')


def _unquoted_spans(markup: str, rng: Random) -> str:
    return re.sub(r'(row|col)span="(\d+)"', r"\1Span=\2", markup)


def _table_heads(markup: str, rng: Random) -> str:
    markup = re.sub(r"<tbody>\s*(<tr>.*?</tr>)", r"<thead>\1</thead><tbody>", markup, flags=re.DOTALL)
    return re.sub(r"(<table[^>]*>)", r"\1<colgroup><col width=1><col width=2></colgroup>", markup)


def _paragraphs_in_cells(markup: str, rng: Random) -> str:
    inner = r"<td\1><div><p><strong>\2</strong></p><p>&nbsp;</p></div></td>"
    return re.sub(r"<td([^<>]*)>([^<>]*)</td>", inner, markup)


def _xhtml(markup: str, rng: Random) -> str:
    head = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:o="o">'
    return '<?xml version="1.0"?>\n' + markup.replace("<html>", head)


def _hidden_inputs(markup: str, rng: Random) -> str:
    return re.sub(r"<td([^<>]*)>(\d+)</td>", r'<td\1><input type="hidden" value="77">\2</td>', markup)


def _stray_ends(markup: str, rng: Random) -> str:
    return markup.replace("</td>", "</p></td>").replace("</tr>", "</tr><tr></tr>").replace("<tr>", "<tr><tr>")


def _bold_digits(markup: str, rng: Random) -> str:
    return _in_text(markup, lambda text: re.sub(r"(\d+)", r"<b>\1</b>", text))


DIALECTS: dict[str, Dialect] = {
    dialect.__name__.strip("_").replace("_", "-"): dialect
    for dialect in (
        _upper_case, _self_closed, _header_cells, _comments, _empty_elements, _white_space, _references, _zero_width,
        _letter_by_letter, _hidden_cells, _unquoted_spans, _table_heads, _paragraphs_in_cells, _xhtml, _hidden_inputs,
        _stray_ends, _bold_digits,
    )
}  # fmt: skip
