"""Articles that a page keeps as a JSON string in a script (广东 gkmlpt: `window._CONFIG = {... DETAIL: {...}}`)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from typing import Final

from lxml import etree

_DETAIL: Final = re.compile(r"""["']?DETAIL["']?\s*:\s*\{""")
_FIELD: Final = re.compile(
    r"""["']?\b(title|publisher|document_number|identifier|display_publish_time|create_time|date|content)\b["']?\s*:\s*"""
    r"""("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|null|true|false)""",
    re.DOTALL,
)
_LABELS: Final = (
    ("identifier", "索引号"),
    ("publisher", "发布机构"),
    ("document_number", "文号"),
    ("display_publish_time", "发布日期"),
    ("title", "名称"),
)
#: seconds or milliseconds
_EPOCH_DIGITS: Final = (9, 10, 13)
_CHINA: Final = timezone(timedelta(hours=8))


def holds_article(root: etree._Element) -> bool:
    """Whether a script of the page may hold its article: a look at the scripts spares one at the whole page."""
    return any("_CONFIG" in script.text for script in root.iter("script") if script.text)


def article_from_script(text: str, metas: dict[str, str]) -> str:
    """`text`, with the article and header that its script holds written out as markup where that is so.

    `metas` gains ArticleTitle, ContentSource and PubDate from the script's fields if the page has none.
    """
    start = _DETAIL.search(text)
    if start is None:
        return text
    fields: dict[str, str] = {}
    for match in _FIELD.finditer(text, start.end()):
        value = _value(match.group(2))
        if value:
            fields.setdefault(match.group(1), value)
    if "content" not in fields:
        return text
    _publication(fields)
    _fill_metas(fields, metas)
    printed = ((label, _printed(name, fields[name])) for name, label in _LABELS if name in fields)
    header = "".join(f"<li>{label}：{escape(value)}</li>" for label, value in printed)
    return f"{text}<ul class='detail-header'>{header}</ul><div id='ivs_content'>{fields['content']}</div>"


def _publication(fields: dict[str, str]) -> None:
    """`date`, else `create_time` in place of a `display_publish_time` that is not there."""
    for name in ("date", "create_time"):
        if name in fields:
            fields.setdefault("display_publish_time", fields[name])


def _value(token: str) -> str:
    if token in ("null", "true", "false"):
        return ""
    try:
        value = json.loads(token, strict=False)
    except ValueError:
        return ""
    return value.strip() if isinstance(value, str) else str(value)


def _printed(name: str, value: str) -> str:
    """Dates are epoch seconds in these scripts; pages print them in China's time."""
    if name == "display_publish_time" and value.isdigit() and len(value) in _EPOCH_DIGITS:
        return datetime.fromtimestamp(int(value[:10]), UTC).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M")
    return value


def _fill_metas(fields: dict[str, str], metas: dict[str, str]) -> None:
    for name, meta in (("title", "articletitle"), ("publisher", "contentsource"), ("display_publish_time", "pubdate")):
        if name in fields:
            metas.setdefault(meta, _printed(name, fields[name]))
