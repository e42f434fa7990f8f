"""Home pages and the way from them to the report lists: menus, years, departments, frames and redirects.

`variants` names the ways; a seat has one. All of them end at the portal's report columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING

from sandbox.traffic import Answer, html, redirect

if TYPE_CHECKING:
    from sandbox.sites.base import Entry, PracticePortal

Links = list[tuple[str, str]]

_NEWS = ("县委召开理论学习会", "重点项目集中开工", "全民健身活动启动", "春季农业生产有序推进", "政务服务大厅延时服务")
_OTHER_COLUMNS = (
    ("/zwdt/index.html", "政务动态"),
    ("/bmfw/index.html", "办事服务"),
    ("/hdjl/index.html", "互动交流"),
    ("/tzgg/index.html", "通知公告"),
    ("/sjfb/index.html", "数据发布"),
)
_OPENNESS_COLUMNS = (
    ("/zwgk/zfxxgkzn/index.html", "政府信息公开指南"),
    ("/zwgk/zfxxgkzd/index.html", "政府信息公开制度"),
    ("/zwgk/fdzdgknr/index.html", "法定主动公开内容"),
    ("/zwgk/ysqgk/index.html", "依申请公开"),
)


def column_page(portal: PracticePortal, name: str, links: Iterable[tuple[str, str]]) -> str:
    """A page that leads to other columns."""
    items = "\n".join(f'<li><a href="{escape(path)}" target="_blank">{escape(text)}</a></li>' for path, text in links)
    return frame(portal, name, f'<div class="leftmenu"><ul>\n{items}\n</ul></div>')


def list_page(portal: PracticePortal, name: str, entries: Iterable[Entry], pager: str = "") -> str:
    """A list of entries with their dates, and a pager below."""
    items = "\n".join(list_item(entry) for entry in entries)
    return frame(portal, name, f'<div class="list"><ul class="news-list">\n{items}\n</ul></div>\n{pager}')


def list_item(entry: Entry, limit: int = 30) -> str:
    """One row; long texts end in … and have the whole title in an attribute, as portals print them."""
    shown = entry.title if len(entry.title) <= limit else entry.title[: limit - 2] + "…"
    title, text = escape(entry.title), escape(shown)
    return (
        f'<li><a href="{escape(entry.path)}" title="{title}" target="_blank">{text}</a><span>{entry.date}</span></li>'
    )


def frame(portal: PracticePortal, name: str, content: str) -> str:
    """The site's chrome around some content."""
    menu = "".join(f'<li><a href="{path}">{text}</a></li>' for path, text in (("/", "首页"), *_OTHER_COLUMNS))
    crumbs = f'<div class="position">当前位置：<a href="/">首页</a> &gt; <span>{escape(name)}</span></div>'
    metas = (
        f'<meta name="SiteName" content="{portal.name}门户网站"><meta name="SiteDomain" content="{portal.address}">'
        f'<meta name="ColumnName" content="{escape(name)}">'
    )
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="{portal.charset}">{metas}'
        f'<title>{escape(name)}_{portal.name}</title></head>\n<body><div class="header"><ul>{menu}</ul></div>\n'
        f'{crumbs}\n{content}\n<div class="footer">主办：{portal.name} 网站标识码：{portal.division_code}0001</div>'
        "</body></html>"
    )


def build(portal: PracticePortal) -> None:
    """Give the portal its home page in its seat's variant, and the columns in between."""
    targets = portal.report_columns() or ["/zwgk/zfxxgknb/index.html"]
    for path, text in (*_OTHER_COLUMNS, *_OPENNESS_COLUMNS):
        news = [(f"{path.rsplit('/', 1)[0]}/n{number}.html", title) for number, title in enumerate(_NEWS)]
        portal.pages.setdefault(path, portal.page(column_page(portal, text, news)))
        for address, title in news:
            portal.pages.setdefault(address, portal.page(frame(portal, title, f"<h1>{title}</h1><p>正文从略。</p>")))
    VARIANTS[portal.seat.home](portal, targets)


def _home(portal: PracticePortal, links: Links, extra: str = "") -> Answer:
    news = [(f"/zwdt/n{number}.html", title) for number, title in enumerate(_NEWS)]
    items = "".join(f'<li><a href="{path}">{text}</a></li>' for path, text in news)
    menu = "".join(f'<a href="{path}">{text}</a>' for path, text in links)
    return portal.page(frame(portal, "首页", f'<div class="nav">{menu}</div><ul class="news">{items}</ul>{extra}'))


def _reports(targets: list[str], text: str = "政府信息公开年报") -> Links:
    return [(target, text if number == 0 else f"{text}（{number + 1}）") for number, target in enumerate(targets)]


def _menu(portal: PracticePortal, targets: list[str]) -> None:
    """Home → 政务公开 → 政府信息公开 → 年报."""
    portal.pages.setdefault("/", _home(portal, [("/zwgk/index.html", "政务公开")]))
    openness = [("/zwgk/zfxxgk/index.html", "政府信息公开"), ("/zwgk/zcjd/index.html", "政策解读")]
    portal.pages.setdefault("/zwgk/index.html", portal.page(column_page(portal, "政务公开", openness)))
    links = [*_OPENNESS_COLUMNS, *_reports(targets)]
    portal.pages.setdefault("/zwgk/zfxxgk/index.html", portal.page(column_page(portal, "政府信息公开", links)))


def _direct(portal: PracticePortal, targets: list[str]) -> None:
    """Home → 信息公开年报, in a side box with an image link."""
    links = _reports(targets, "信息公开年报")
    links[0] = (links[0][0], '<img src="/images/nb.png" alt="政府信息公开年报">')
    portal.pages.setdefault("/", _home(portal, [("/zwgk/index.html", "信息公开"), *links]))
    portal.pages.setdefault("/zwgk/index.html", portal.page(column_page(portal, "信息公开", list(_OPENNESS_COLUMNS))))


def _iframe(portal: PracticePortal, targets: list[str]) -> None:
    """As the menu, but 政府信息公开 is a shell whose left menu lives in an iframe."""
    _menu(portal, targets)
    portal.pages["/zwgk/zfxxgk/left.html"] = portal.pages["/zwgk/zfxxgk/index.html"]
    shell = '<iframe src="/common/visitcount.html" height="0"></iframe><iframe src="left.html" width="100%"></iframe>'
    portal.pages["/zwgk/zfxxgk/index.html"] = portal.page(frame(portal, "政府信息公开", shell))
    portal.pages["/common/visitcount.html"] = html("<html><body>1</body></html>")


def _meta_refresh(portal: PracticePortal, targets: list[str]) -> None:
    """The root is a meta refresh to /index/index.html."""
    _menu(portal, targets)
    portal.pages["/index/index.html"] = portal.pages["/"]
    portal.pages["/"] = html('<html><head><meta http-equiv="refresh" content="0; url=/index/index.html"></head></html>')


def _location(portal: PracticePortal, targets: list[str]) -> None:
    """The root sets location in a script."""
    _menu(portal, targets)
    portal.pages["/web/index.html"] = portal.pages["/"]
    portal.pages["/"] = html(
        '<html><script type="text/javascript">window.location.href="/web/index.html";</script></html>'
    )


def _redirect(portal: PracticePortal, targets: list[str]) -> None:
    """The root and the openness column answer 302."""
    _menu(portal, targets)
    portal.pages["/main/"] = portal.pages["/"]
    portal.pages["/"] = redirect("/main/")
    portal.pages["/xxgk/zfxxgk.html"] = portal.pages["/zwgk/zfxxgk/index.html"]
    portal.pages["/zwgk/zfxxgk/index.html"] = redirect("/xxgk/zfxxgk.html", 301)


def _onclick(portal: PracticePortal, targets: list[str]) -> None:
    """Menu entries are `javascript:` anchors with the address in onclick."""
    _menu(portal, targets)
    entry = '<a href="javascript:void(0)" onclick="window.open(\'/zwgk/index.html\')">政务公开</a>'
    portal.pages["/"] = _home(portal, [], entry)


VARIANTS: dict[str, Callable[[PracticePortal, list[str]], None]] = {
    "menu": _menu,
    "direct": _direct,
    "iframe": _iframe,
    "meta-refresh": _meta_refresh,
    "location": _location,
    "redirect": _redirect,
    "onclick": _onclick,
}
