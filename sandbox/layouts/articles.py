"""The article of a practice page: where a CMS puts it, how headings and paragraphs are printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from random import Random

#: CMS container -> markup around the body; `%s` takes the body
CONTAINERS: dict[str, str] = {
    "plain": '<div class="content">%s</div>',
    "trs": '<div class="view TRS_UEDITOR trs_paper_default trs_word"><div class=TRS_Editor>%s</div></div>',
    "trs-ueditor": '<div class="trs_editor_view TRS_UEDITOR trs_paper_default">%s</div>',
    "hanweb": '<div id="zoom"><!--ZJEG_RSS.content.begin--><meta name="ContentStart">%s<meta name="ContentEnd">'
    "<!--ZJEG_RSS.content.end--></div>",
    "hanweb-table": '<table id="article" width="100%%"><tr><td class="bt_content"><div id="zoom">%s</div>'
    "</td></tr></table>",
    "ucap": '<div id="UCAP-CONTENT"><UCAPCONTENT>%s</UCAPCONTENT></div>',
    "boda": '<form name="_newscontent_fromname"><div id="vsb_content_2" class="contentstyle1677">'
    '<div class="v_news_content">%s</div></div></form>',
    "ivs": '<div id="ivs_content" class="Article_content">%s</div>',
    "fontzoom": '<div id="fontzoom" class="article-content">%s</div>',
    "main-text": '<div id="mainText">%s</div>',
    "xxgk": '<div class="xxgk_content">%s</div>',
    "layout-table": '<table width="1000" align="center"><tr><td><table width="100%%"><tr><td height="30">&nbsp;'
    '</td></tr><tr><td class="nr"><table width="96%%" align="center"><tr><td>%s</td></tr></table></td></tr></table>'
    "</td></tr></table>",
    "bare": "%s",
}


def wrap(container: str, body: str) -> str:
    """The body in a CMS's container."""
    return CONTAINERS[container].replace("%%", "%").replace("%s", body, 1)


def _p(text: str, rng: Random) -> str:
    return f"<p>　　{escape(text)}</p>"


def _indent(text: str, rng: Random) -> str:
    return f'<p style="text-indent:2em">&nbsp;&nbsp;&nbsp;&nbsp;{escape(text)}</p>'


def _div(text: str, rng: Random) -> str:
    return f"<div>{escape(text)}</div>"


def _br(text: str, rng: Random) -> str:
    return f"　　{escape(text)}<br />\n<br />"


def _word(text: str, rng: Random) -> str:
    """Runs in spans of their own: figures and Latin in one font, Chinese in another."""
    runs, at = [], 0
    while at < len(text):
        step = rng.randint(3, 17)
        runs.append(f'<span style="font-size:16.0pt;font-family:仿宋_GB2312">{escape(text[at : at + step])}</span>')
        at += step
    return f'<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt">{"".join(runs)}<o:p></o:p></p>'


PARAGRAPHS: dict[str, Callable[[str, Random], str]] = {
    "p": _p,
    "indent": _indent,
    "div": _div,
    "br": _br,
    "word": _word,
}


def _strong(text: str, rng: Random) -> str:
    return f"<p><strong>{escape(text)}</strong></p>"


def _h2(text: str, rng: Random) -> str:
    return f"<h2>{escape(text)}</h2>"


def _spans(text: str, rng: Random) -> str:
    cut = rng.randint(3, max(3, len(text) - 2))
    return f"<p><span>{escape(text[:2])}</span><span><b>{escape(text[2:cut])}</b></span><b>{escape(text[cut:])}</b></p>"


def _plain_heading(text: str, rng: Random) -> str:
    return f"<p>　　{escape(text)}</p>"


def _break_heading(text: str, rng: Random) -> str:
    return f"<b>　　{escape(text)}</b><br />\n"


HEADINGS: dict[str, Callable[[str, Random], str]] = {
    "strong": _strong,
    "h2": _h2,
    "spans": _spans,
    "plain": _plain_heading,
    "breaks": _break_heading,
}


def _h1_title(text: str) -> str:
    return f"<h1>{escape(text)}</h1>"


def _div_title(text: str) -> str:
    return f'<div class="article-title">{escape(text)}</div>'


def _cell_title(text: str) -> str:
    return f'<table width="100%"><tr><td class="titlestyle1677" align="center">{escape(text)}</td></tr></table>'


def _broken_title(text: str) -> str:
    """Set in two lines, as in the printed document."""
    cut = max(2, text.find("年") - 4)
    return f'<p align="center"><strong>{escape(text[:cut])}<br/>{escape(text[cut:])}</strong></p>'


def _spaced_title(text: str) -> str:
    """Spaces around the year, for looks."""
    year = next((part for part in re.findall(r"\d{4}", text)), "")
    return f"<h1>{escape(text.replace(year, f' {year} ') if year else text)}</h1>"


def _column_title(text: str) -> str:
    """The page's only h1 is the column's name."""
    return f'<h1>政府信息公开年报</h1><div class="xl-tit">{escape(text)}</div>'


TITLES: dict[str, Callable[[str], str]] = {
    "spaced": _spaced_title,
    "column": _column_title,
    "h1": _h1_title,
    "div": _div_title,
    "cell": _cell_title,
    "broken": _broken_title,
}
