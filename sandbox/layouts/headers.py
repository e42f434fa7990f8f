"""Metadata headers as portals print them, numbered as in the project's notes on real portals (section 2.2).

Layouts 26 to 28 are JSON answers and belong to site simulators; 33 is a page without any header.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from random import Random

from sandbox.truth import ReportTruth

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HeaderLayout:
    """Labels in printed order with the field that each shows, the markup, and fields left empty on purpose."""

    markup: str
    rows: Rows
    colon: str = "："
    empty: tuple[str, ...] = ()
    twice: bool = False
    #: how dates are printed: `iso`, `chinese`, `datetime`, `chinese-datetime`
    dates: str = "iso"

    def shows(self, field: str) -> bool:
        """Whether a value is printed for a field."""
        return field not in self.empty and any(name == field for _, name in self.rows)


def _rows(text: str) -> Rows:
    """`label=field` pairs; `_` stands for a space, `~` for an ideographic one."""
    pairs = (item.partition("=") for item in text.split())
    return tuple((label.replace("_", " ").replace("~", "　"), field) for label, _, field in pairs)


_CLASSIC = "索引号=index 分类=classes 发布机构=organ 发文日期=written"
LAYOUTS: dict[int, HeaderLayout] = {
    1: HeaderLayout(
        "table4",
        _rows(
            "索_引_号=index 主题分类=classes 发文机关=organ 成文日期=written 标~~题=title "
            "发文字号=doc 发布日期=published 主_题_词=keywords"
        ),
        dates="chinese",
    ),
    2: HeaderLayout(
        "table4",
        _rows(_CLASSIC.replace("发文日期", "成文日期") + " 文号=doc 发布日期=published 有效性=valid 名称=title"),
    ),
    3: HeaderLayout(
        "table4",
        _rows(
            "索引号=index 组配分类=classes 发布机构=organ 发文日期=written 发布文号=doc 关键词=keywords "
            "信息来源=source 主题导航=classes 信息名称=title 内容概述=summary"
        ),
        empty=("summary",),
        dates="datetime",
    ),
    4: HeaderLayout("li", _rows(_CLASSIC + " 文号=doc"), colon="", empty=("doc",)),
    5: HeaderLayout(
        "values", _rows("索引号=index 分类=classes 发布机构=organ 成文日期=published 发布日期=published 有效性=valid")
    ),
    6: HeaderLayout(
        "li", _rows("索_引_号=index 发布机构=organ 成文日期=written 公开方式=way"), colon=":", empty=("written",)
    ),
    7: HeaderLayout(
        "lines", _rows("索引号=index 发布机构=organ 文号=doc 发布日期=published 时效性=valid"), empty=("doc",)
    ),
    8: HeaderLayout(
        "table4",
        _rows(
            "索引号=index 文件编号=doc 发布机构=organ 生成日期=written 主题分类=classes 组配分类=classes "
            "公开形式=form 公开方式=way 公开范围=scope"
        ),
    ),
    9: HeaderLayout(
        "table4",
        _rows("索引号=index 文件编号=doc 统一编号=unified 发布机构=organ 生成日期=written 有效性=valid"),
        empty=("unified",),
    ),
    10: HeaderLayout(
        "table4",
        _rows(
            "标____题=title 索_引_号=index 主题分类=classes 发文机关=organ 成文日期=written 发文字号=doc "
            "发布日期=published 主_题_词=keywords 文件状态=valid-semicolon 效力说明=summary"
        ),
        empty=("summary",),
        dates="chinese",
    ),
    11: HeaderLayout(
        "li",
        _rows(
            "索引号=index 发文机构=organ 发文字号=doc 主题分类=classes 成文日期=written 发布日期=published 有效性=valid"
        ),
    ),
    12: HeaderLayout(
        "table4", _rows("索_引_号=index 分__类=classes 发布机构=organ 发文日期=written 文__号=doc 效力状态=valid")
    ),
    13: HeaderLayout(
        "table4",
        _rows(
            "索引号=index 分类=classes 发布机构=organ 公开日期=published 标题=title 文号=no-doc "
            "主题词=keywords 生效时间=written 终止时间=summary 来源=source"
        ),
        empty=("summary",),
    ),
    14: HeaderLayout(
        "table4", _rows("索_引_号=index 分_类=classes 发布机构=organ 发文日期=written 文_号=doc 有_效_性=valid")
    ),
    15: HeaderLayout("table4", _rows("索引号=index 分类=classes 发布机构=organ 发文日期=written 文号=doc 时效=valid")),
    16: HeaderLayout(
        "table2",
        _rows(
            "名称=title 索引号=index 分类=classes 发布机构=organ 发文日期=written 文号=doc 关键词=keywords 时效=valid"
        ),
    ),
    17: HeaderLayout(
        "label",
        _rows(
            "索_引_号=index 分类=classes 发布机构=organ 发文日期=written 文号=doc 时效=valid 标题=title "
            "内容概述=summary"
        ),
        empty=("summary",),
    ),
    18: HeaderLayout(
        "table4",
        _rows("索引号=index 效力属性=valid 发布机构=organ 文_号=doc 成文日期=written 发布日期=published"),
        empty=("written",),
    ),
    19: HeaderLayout(
        "li",
        _rows("索_引_号=index 主题分类=classes 发布机构=organ 文_号=doc 成文日期=written 公文时效=valid"),
        twice=True,
    ),
    20: HeaderLayout(
        "inline",
        _rows(
            "索引号=index 分类=two-classes 发布机构=organ 发文日期=written 名称=title 文号=doc 主题词=keywords "
            "时效性=valid"
        ),
        colon=":",
        dates="chinese",
    ),
    21: HeaderLayout(
        "lines",
        _rows("索引号=index 发文机构=organ 公开目录=classes 主题分类=classes 文______号=doc 发文日期=written"),
        dates="datetime",
    ),
    22: HeaderLayout(
        "li",
        _rows(
            "索引号=index 主题分类=classes 来源=source 发文机构=organ 发文字号=doc 发文日期=written 有效性=valid "
            "发布日期=published 内容概述=summary"
        ),
        colon=":",
        empty=("valid", "summary"),
        dates="chinese-datetime",
    ),
    23: HeaderLayout(
        "table4", _rows("信息名称=title 信息索引=index 生成日期=written 发文机构=organ 发文字号=doc 信息类别=classes")
    ),
    24: HeaderLayout(
        "ids", _rows("索_引_号=index 分类=classes 发布机构=organ 发文日期=written 名_称=title 文~~号=doc"), colon=":"
    ),
    25: HeaderLayout(
        "th", _rows("索引号=index 主题分类=classes 发文机关=organ 成文日期=written 发布日期=published 文号=doc")
    ),
    29: HeaderLayout(
        "table4",
        _rows("信息种类=classes 信息名称=title 文号=doc 公开类别=way 内容概述=summary 产生日期=written"),
        empty=("summary",),
    ),
    30: HeaderLayout(
        "table2",
        _rows("文件编号=doc 产生日期=written 公开属性=way 涉密状态=summary 目录分类=classes"),
        empty=("summary",),
    ),
    31: HeaderLayout("li", _rows("索引号=index 主题分类=classes 发布日期=published"), colon=":"),
    32: HeaderLayout(
        "brackets", _rows("索引号=index 发文字号=doc 体裁分类=classes 发布机构=organ 发布日期=published 有效性=valid")
    ),
    33: HeaderLayout("none", ()),
}


def values(truth: ReportTruth, layout: HeaderLayout) -> dict[str, str]:
    """What is printed for each field."""
    plain = {
        "index": truth.index_no,
        "classes": "政务公开",
        "two-classes": "综合政务 ; 政务公开",
        "organ": truth.publisher,
        "title": truth.title,
        "doc": truth.doc_no or "",
        "no-doc": "无",
        "keywords": "年度报告",
        "source": truth.source,
        "summary": "",
        "valid": "有效",
        "valid-semicolon": "有效;",
        "way": "主动公开",
        "form": "网站",
        "scope": "面向社会",
        "unified": "",
        "written": _date(truth.written_date, layout.dates),
        "published": _date(truth.publish_date, layout.dates),
    }
    return {field: "" if field in layout.empty else value for field, value in plain.items()}


def _date(iso: str, style: str) -> str:
    year, month, day = iso.split("-")
    text = f"{year}年{month}月{day}日" if style.startswith("chinese") else iso
    return f"{text} 16:40" if style.endswith("datetime") else text


def header_html(number: int, truth: ReportTruth, rng: Random) -> str:
    """The header's markup; empty for layout 33."""
    layout = LAYOUTS[number]
    printed = values(truth, layout)
    pairs = [(label + layout.colon, escape(printed[field])) for label, field in layout.rows]
    block = _MARKUPS[layout.markup](pairs)
    return f'<div class="pc">{block}</div><div class="mobile">{block}</div>' if layout.twice else block


def _table4(pairs: list[tuple[str, str]]) -> str:
    rows = []
    for start in range(0, len(pairs), 2):
        cells = "".join(f"<td><b>{label}</b></td><td>{value}</td>" for label, value in pairs[start : start + 2])
        rows.append(f"<tr>{cells}</tr>")
    return f'<table class="bd1" width="100%">{"".join(rows)}</table>'


def _table2(pairs: list[tuple[str, str]]) -> str:
    rows = "".join(f'<tr><td class="bt">{label}</td><td>{value}</td></tr>' for label, value in pairs)
    return f'<table class="xxgk_head">{rows}</table>'


def _headed(pairs: list[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in pairs)
    return f'<table class="xxgk_table">{rows}</table>'


def _items(pairs: list[tuple[str, str]]) -> str:
    return '<ul class="xxgkhead clearfix">' + "".join(f"<li><span>{a}</span>{b}</li>" for a, b in pairs) + "</ul>"


def _lines(pairs: list[tuple[str, str]]) -> str:
    return '<div class="headinfo">' + "".join(f"<p>{a}</p><p>{b}</p>" for a, b in pairs) + "</div>"


def _inline(pairs: list[tuple[str, str]]) -> str:
    return '<div class="info">' + "&nbsp;&nbsp; ".join(f"{a}{b}" for a, b in pairs) + "</div>"


def _values_only(pairs: list[tuple[str, str]]) -> str:
    return '<ul class="xxgk-bz">' + "".join(f"<li>{value}</li>" for _, value in pairs) + "</ul>"


def _labels(pairs: list[tuple[str, str]]) -> str:
    rows = (
        f'<div class="row"><label><font>{a}</font></label><div class="display-block">{b}</div></div>' for a, b in pairs
    )
    return f'<div class="xxgkml-content">{"".join(rows)}</div>'


def _ids(pairs: list[tuple[str, str]]) -> str:
    ids = ("syh", "lSubcat", "organ", "date", "lTitle", "wenhaotd")
    cells = (f'<tr><td><B>{a}</B></td><td id="{name}">{b}</td></tr>' for (a, b), name in zip(pairs, ids, strict=True))
    return f'<div id="headContainer"><table class="headInfo">{"".join(cells)}</table></div>'


def _brackets(pairs: list[tuple[str, str]]) -> str:
    return (
        '<div class="zcwj-head">'
        + "".join(f"<p><span>[ {a.rstrip('：')} ]</span> <span>{b}</span></p>" for a, b in pairs)
        + "</div>"
    )


_MARKUPS: dict[str, Callable[[list[tuple[str, str]]], str]] = {
    "table4": _table4,
    "table2": _table2,
    "th": _headed,
    "li": _items,
    "lines": _lines,
    "inline": _inline,
    "values": _values_only,
    "label": _labels,
    "ids": _ids,
    "brackets": _brackets,
    "none": lambda pairs: "",
}
