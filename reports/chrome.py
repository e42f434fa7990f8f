"""Page furniture inside an article: share bars, click counters, print buttons, signatures of the web editor."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from reports.document import Block, Grid, Paragraph

#: a short line that is nothing but furniture
_FURNITURE: Final = re.compile(
    r"^[\s|]+$|"
    r"^[\s|\[\]【】（）()·•>»-]*(?>"
    r"(?:打印(?:本页|本文|此页|正文)?|关闭(?:窗口|本页|页面|此页)?|收藏(?:本页)?|返回(?:顶部|首页|上一页|列表)?|分享(?:到|至)?[:：]?|字(?:体|号)(?:大小)?[:：]?|放大|缩小|默认|"
    r"[大中小]|下载(?:本页)?|微信|微博|新浪微博|腾讯微博|QQ空间|更多|复制链接|TOP|top)"
    r"[\s|\[\]【】（）()/·•>»:：-]*)+$"
)
_FURNITURE_LABEL: Final = re.compile(
    r"^[\s|\[\]【】（）()]*(?:责任编辑|责编|编辑|审核|初审|终审|复审|校对|点击(?:次数|量|数|率)?|浏览(?:次数|量|数)?|阅读(?:次数|量|数)?|访问(?:次数|量)?|人气|"
    r"上一篇|下一篇|上一条|下一条|相关(?:附件|链接|文章|阅读|信息)|扫一扫|分享到|字体|字号|稿源|信息审核|打印本页|网站纠错|版权所有|主办单位|承办单位|网站标识码|ICP备|"
    r"当前位置|您(?:现在)?(?:所在)?的?位置)[\]】)）]?\s*(?:[:：|].*|在手机.*|$)"
)
#: the pager of an article in several pages
_PAGER: Final = re.compile(
    r"^(?=.*(?:上一?页|下一?页|尾页|末页))"
    r"(?:首页|上一?页|下一?页|尾页|末页|共(?=\s*\d)|第(?=\s*\d)|(?<=[\d\s])[页条]|[\d\s|/\[\]<>«»…·.-])+$"
)
#: an invitation to follow or share the page; a numbered line is the text's own heading
_CODE: Final = re.compile(
    r"^(?![（(\d一二三四五六七八九十]).{0,16}(?:扫描?|长按|识别).{0,6}二维码.{0,2}(?:关注|分享|访问|查看|浏览|阅读|打开).{0,16}(?<!。)$"
)
#: a line that also says when or by whom the page was published is kept for the header
_DATELINE: Final = re.compile(r"(?:发布|发布单位|来源|日期|时间|机构)\s*[:：]\s*\S")
_EDITOR: Final = re.compile(r"^\W*(?:责任编辑|责编|编辑|审核|初审|终审|复审|校对)")
_MAX_FURNITURE: Final = 80
#: more bars than the widest statutory table has columns
_FRAME: Final = "|" * 24
#: what only a page's footer says
_FOOTER: Final = re.compile(
    r"ICP备|网站标识码|公网安备|版权所有|[Cc]opyright|技术支持[:：]|(?:主办|承办|维护)(?:单位)?[:：]|建议使用.{0,20}浏览"
)
_FOOTER_LINKS: Final = re.compile(
    r"^(?:网站地图|联系我们|关于我们|网站声明|隐私声明|法律声明|设为首页|加入收藏|[|\s·-])+$"
)
#: a footer's lines, and how far from the end the first of them may stand
_MAX_FOOTER_LINE: Final = 240
_MAX_FOOTER: Final = 15


def is_furniture(text: str) -> bool:
    """Whether a line is page furniture rather than the article's."""
    return _is_furniture_line(text) if len(text) <= _MAX_FURNITURE else not text.strip("| ")


@lru_cache(maxsize=8192)
def _is_furniture_line(text: str) -> bool:
    if _FURNITURE.match(text) or ("页" in text and _PAGER.match(text)) or ("二维码" in text and _CODE.match(text)):
        return True
    return bool(_FURNITURE_LABEL.match(text)) and bool(_EDITOR.match(text) or not _DATELINE.search(text))


def trim_article(
    blocks: list[Block], first: int, last: int
) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[Block, ...]]:
    """Split into before, article, after; furniture at the article's end goes after, elsewhere it is dropped."""
    end = _before_footer(blocks, first, last)
    while end > first and _is_furniture_block(blocks[end - 1]):
        end -= 1
    article: list[Block] = []
    for block in blocks[first:end]:
        if not _is_furniture_block(block) or _is_blank_cell(block, article[-1:]):
            article.append(_without_frame(block))
    return tuple(blocks[:first]), tuple(article), tuple(blocks[end:])


def _is_blank_cell(block: Block, before: list[Block]) -> bool:
    """Whether a bar alone on its line follows a cell with a bar behind it: a table's blank cell, flattened."""
    if not isinstance(block, Paragraph) or block.text != "|":
        return False
    return bool(before) and isinstance(before[0], Paragraph) and before[0].text.endswith("|")


def _without_frame(block: Block) -> Block:
    """A line without the bars that a layout table's empty columns left behind it where text was taken of a page."""
    if isinstance(block, Paragraph) and block.text.endswith(_FRAME):
        return block._replace(text=block.text.rstrip("| "))
    return block


def _before_footer(blocks: list[Block], first: int, last: int) -> int:
    """Where the page's footer begins, if the article's range ends with one."""
    start = last
    for index in range(last - 1, max(first, last - _MAX_FOOTER) - 1, -1):
        block = blocks[index]
        text = block.text if isinstance(block, Paragraph) else " ".join(c.text for row in block.rows[:3] for c in row)
        if len(text) > _MAX_FOOTER_LINE or text.endswith("。"):
            break
        if _FOOTER.search(text):
            start = index
    while first < start < last and _is_footer_links(blocks[start - 1]):
        start -= 1
    return start


def _is_footer_links(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(_FOOTER_LINKS.match(block.text))


def _is_furniture_block(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return is_furniture(block.text)
    return _is_furniture_grid(block)


def _is_furniture_grid(grid: Grid) -> bool:
    texts = [cell.text for row in grid.rows for cell in row if cell.text]
    return len(texts) <= 6 and all(is_furniture(text) for text in texts)
