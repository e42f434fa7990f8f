"""What stands around an article: metas, navigation, datelines, share bars, neighbours, footers, scripts."""

from __future__ import annotations

from functools import cache
from html import escape
from random import Random

from sandbox.truth import ReportTruth

_MENU = (
    "首页",
    "走进本地",
    "政务公开",
    "办事服务",
    "互动交流",
    "数据开放",
    "专题专栏",
    "政府信息公开指南",
    "政府信息公开年报",
    "依申请公开",
)
_LEFT = (
    "法定主动公开内容",
    "履职依据",
    "机构信息",
    "规划信息",
    "统计信息",
    "财政信息",
    "应急管理",
    "政府采购",
    "重大项目",
    "建议提案",
)


def metas(style: str, truth: ReportTruth, site: str, host: str, code: str, pub_date: str) -> str:
    """The standard metas with their usual defects; `none` prints none of them."""
    if style == "none":
        return ""
    site_name = "网站名称" if style == "placeholder" else site + "门户网站"
    pairs = [
        ("SiteName", site_name),
        ("SiteDomain", host),
        ("SiteIDCode", "政府网站标识码" if style == "placeholder" else code + "0001"),
        ("ColumnName", "政府信息公开年报"),
        ("ColumnType", "政府信息公开"),
        ("ArticleTitle", truth.title),
        ("PubDate", pub_date),
        ("ContentSource", truth.source),
    ]
    if style == "lower":
        pairs = [(name[0].lower() + name[1:] if name != "PubDate" else "pubdate", value) for name, value in pairs]
    if style == "reversed":
        lines = [f'<meta content="{escape(value)}" name="{name}">' for name, value in pairs]
    else:
        lines = [f'<meta name="{name}" content="{escape(value)}">' for name, value in pairs]
    block = "\n".join(lines)
    return f"<!--\n{block}\n-->" if style == "commented" else block


def title_tag(style: str, title: str, site: str) -> str:
    """`<title>`: the report's, the site's alone, or both and the column's in one string."""
    texts = {"title": title, "site": site, "both": f"{title}_{site}", "run-on": f"{site}政府信息公开年报{title}"}
    return f"<title>{escape(texts[style])}</title>"


def dateline(style: str, truth: ReportTruth) -> str:
    """The line under the title; empty for `none`."""
    day, source = truth.publish_date, escape(truth.source)
    texts = {
        "none": "",
        "full": f"<span>发布时间：{day} 10:20</span> <span>来源：{source}</span> "
        "<span>浏览次数：<script>hits()</script>次</span>",
        "date": f"日期：{day}&nbsp;&nbsp;字号：[<a href='#'>大</a> <a href='#'>中</a> <a href='#'>小</a>]",
        "chinese": f"时间：{int(day[:4])}年{int(day[5:7])}月{int(day[8:])}日 来源：{source} 【打印】【关闭】",
        "bracket": f"［{day}］ 信息来源：{source} 分享到：",
    }
    return f'<div class="pages-date">{texts[style]}</div>' if texts[style] else ""


def above(site: str, rng: Random, code: str) -> str:
    """Navigation and the breadcrumb."""
    menu = "".join(f'<li><a href="/c{number}/index.html">{text}</a></li>' for number, text in enumerate(_MENU))
    left = "".join(f'<li><a href="/l{number}/index.html">{text}</a></li>' for number, text in enumerate(_LEFT))
    return (
        f'<div class="top">欢迎访问{site}网站！ <a href="/login">登录</a> <a href="/wza">无障碍浏览</a></div>'
        f'<ul class="menu">{menu}</ul><div class="search"><input value="请输入关键字"/></div>'
        f'<div class="left-nav"><ul>{left}</ul></div>'
        '<div class="location">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; '
        "<a href='/zwgk/zfxxgknb/'>政府信息公开年报</a></div>"
    )


def below(site: str, rng: Random, code: str) -> str:
    """Share bar, neighbours and footer; the footer's date is not the report's."""
    return (
        '<div class="share">分享到： <a class="bds_weixin">微信</a> <a class="bds_tsina">微博</a></div>'
        '<div class="tools">【<a href="javascript:window.print()">打印本页</a>】'
        '【<a href="javascript:window.close()">关闭窗口</a>】</div>'
        '<div class="near">上一篇：<a href="./p1.html">没有了</a><br>'
        '下一篇：<a href="./p2.html">关于公布服务电话的公告</a></div>'
        '<div class="editor">责任编辑：张三 审核：李四</div><div class="related"><h3>相关阅读</h3><ul>'
        '<li><a href="/r1.html">2015年政府信息公开工作要点</a><span>2015-04-09</span></li>'
        '<li><a href="/r2.html">关于召开座谈会的通知</a><span>2022-05-06</span></li></ul></div>'
        f'<div class="footer"><p>版权所有：{site} 主办单位：{site}办公室</p><p>网站标识码：{code}0001 '
        f"ICP备{rng.randint(10000000, 19999999)}号 更新日期：2020-05-06</p></div>"
    )


def scripts(rng: Random) -> str:
    """What a page loads and runs."""
    return (
        '<script type="text/javascript" src="/js/jquery-1.8.3.min.js"></script>'
        "<script>function hits(){document.write('1024');} var siteId=1; var title='网站名称';</script>"
        '<style type="text/css">body{margin:0}.content p{line-height:2em}td{border:1px solid #000}</style>'
    )


def filling(rng: Random, size: int) -> str:
    """About `size` characters of the markup that fattens real pages: style sheets and scripts."""
    styles, programs = _stuffing()
    share = size // 2
    return f"<style>{_slice(styles, rng, share)}</style><script>{_slice(programs, rng, share)}</script>"


def _slice(lines: tuple[str, ...], rng: Random, size: int) -> str:
    count = max(0, size // len(lines[0]))
    start = rng.randrange(len(lines))
    return "".join(lines[(start + number) % len(lines)] for number in range(count))


@cache
def _stuffing() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Rules and functions, all of them of about equal length."""
    numbers = range(1000, 1400)
    styles = tuple(f".nav-{n} ul li a:hover{{color:#c00;background:url(/images/bg{n}.png) 0 -9px}}\n" for n in numbers)
    programs = tuple(f"var m{n}=function(e){{return e&&e.target?e.target.id+'{n}':null}};\n" for n in numbers)
    return styles, programs
