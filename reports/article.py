"""Which blocks of a page are the article.

First the containers that known systems use for it (portals.md 1.10), in order, then a score over all containers: the
statutory headings and tables that they hold, and their text, against navigation words and link text. A named container
is believed only if no other holds more of the report: stray closing tags end it early on many pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from lxml import etree

from reports.document import Block, Grid
from reports.header_labels import label_of
from reports.html_walk import Container, PageWalk

#: (attribute, value in lower case, rank); the lower rank is asked first
_SELECTORS: Final[dict[tuple[str, str], int]] = {
    key: rank
    for rank, key in enumerate(
        (
            ("id", "ucap-content"),
            ("tag", "ucapcontent"),
            ("id", "ivs_content"),
            ("class", "trs_editor_view"),
            ("class", "trs_ueditor"),
            ("class", "trs_editor"),
            ("id", "zoom"),
            ("id", "zoomcon"),
            ("id", "vsb_content"),
            ("class", "v_news_content"),
            ("class", "wzzw-article"),
            ("class", "article_content"),
            ("id", "maintext"),
            ("class", "view-content"),
            ("class", "article-content"),
            ("id", "fontzoom"),
            ("class", "three_xilan_07"),
            ("class", "xxgk_content"),
            ("class", "bt_content"),
            ("class", "artile_zw"),
            ("class", "main-txt"),
            ("class", "zc_article_con"),
            ("class", "tyxxy_main"),
            ("class", "news_cont_d_wrap"),
            ("tag", "founder-content"),
            ("class", "article"),
            ("tag", "article"),
        )
    )
}
#: (bit, characters of which one stands in all that matches, pattern)
_HEADINGS: Final = (
    (1, ("体情况", "概述", "本情况"), re.compile("总体情况|概述|基本情况")),
    (2, ("主动公开",), re.compile("主动公开(?:政府信息)?(?:的)?情况")),
    (4, ("申请",), re.compile("申请(?:(?:的)?情况|(?<=依申请)公开(?:政府信息)?(?:的)?情况)")),
    (8, ("行政复议",), re.compile("行政复议.{0,12}诉讼")),
    (16, ("问题",), re.compile("问题.{0,3}(?:改进|整改)")),
    (32, ("需要",), re.compile("其[他它]需要(?:要)?报告")),
)
#: what only menus, breadcrumbs and footers say
_CHROME_WORDS: Final = (
    "首页 网站地图 版权所有 ICP备 公网安备 联系我们 无障碍 设为首页 加入收藏 主办单位 承办单位 网站标识码 当前位置 "
    "您所在的位置 相关链接 登录 注册"
)
_CHROME: Final = tuple(_CHROME_WORDS.split())


#: prose from here on; menus are shorter
_LONG_LINE: Final = 200
#: cells from which a table can hold figures
_DATA_CELLS: Final = 10


@dataclass(frozen=True, slots=True)
class ArticleRange:
    """The article is `blocks[first:last]` and `images[first_image:last_image]`; `rule` says how it was found."""

    first: int
    last: int
    first_image: int
    last_image: int
    rule: str

    @property
    def has_images(self) -> bool:
        """Whether pictures stand in the article (tables or whole reports are published as such)."""
        return self.last_image > self.first_image


def _range(container: Container, rule: str) -> ArticleRange:
    return ArticleRange(container.first, container.last, container.first_image, container.last_image, rule)


@dataclass(frozen=True, slots=True)
class _Weights:
    """Running sums over the page's blocks."""

    text: list[int]
    links: list[int]
    grids: list[int]
    chrome: list[int]
    #: (block, bit set of headings)
    headings: list[tuple[int, int]]

    def score(self, first: int, last: int) -> float:
        mask = self.headings_in(first, last)
        text = self.text[last] - self.text[first]
        links = self.links[last] - self.links[first]
        return (
            10.0 * mask.bit_count()
            + 4.0 * min(self.grids[last] - self.grids[first], 8)
            + min(text, 6000) / 400
            - links / 25
            - 3.0 * (self.chrome[last] - self.chrome[first])
        )

    def headings_in(self, first: int, last: int) -> int:
        mask = 0
        index = bisect_left(self.headings, (first, 0))
        while index < len(self.headings) and self.headings[index][0] < last:
            mask |= self.headings[index][1]
            index += 1
        return mask

    def substance(self, first: int, last: int) -> int:
        """Distinct statutory headings and data tables."""
        return self.headings_in(first, last).bit_count() + min(self.grids[last] - self.grids[first], 8)


def find_article(walk: PageWalk) -> ArticleRange:
    """The article's range among `walk.blocks`; the whole page where nothing stands out."""
    weights = _weigh(walk.blocks, walk.link_chars)
    best = _best_scored(walk, weights)
    named = _named(walk, weights)
    if named is not None and _suffices(named, best, weights):
        return named
    return best


def _suffices(named: ArticleRange, best: ArticleRange, weights: _Weights) -> bool:
    text = weights.text[named.last] - weights.text[named.first]
    best_text = weights.text[best.last] - weights.text[best.first]
    if weights.substance(named.first, named.last) < weights.substance(best.first, best.last):
        return False
    return text >= 60 or text * 3 >= best_text or named.has_images


def _best_scored(walk: PageWalk, weights: _Weights) -> ArticleRange:
    best, top = ArticleRange(0, len(walk.blocks), 0, len(walk.images), "page"), float("-inf")
    for container in walk.containers:
        score = weights.score(container.first, container.last)
        if score > top or (score == top and container.last - container.first < best.last - best.first):
            best, top = _range(container, "score"), score
    return best


def _named(walk: PageWalk, weights: _Weights) -> ArticleRange | None:
    """The container that the first matching selector names; of several, the one that holds most."""
    found: dict[int, tuple[float, Container]] = {}
    for container in walk.containers:
        for rank in _ranks(container.element):
            score = weights.score(container.first, container.last)
            if rank not in found or score > found[rank][0]:
                found[rank] = (score, container)
    for rank in sorted(found):
        article = _range(found[rank][1], _RULES[rank])
        text = weights.text[article.last] - weights.text[article.first]
        if text >= 60 or weights.grids[article.last] > weights.grids[article.first] or article.has_images:
            return article
    return None


_MARKS: Final = {"id": "#", "class": ".", "tag": ""}
_RULES: Final = {rank: _MARKS[attribute] + value for (attribute, value), rank in _SELECTORS.items()}


def _ranks(element: etree._Element) -> list[int]:
    ranks: list[int] = []
    identity, classes = element.get("id"), element.get("class")
    if identity:
        name = identity.lower()
        rank = _SELECTORS.get(("id", "vsb_content" if name.startswith("vsb_content") else name))
        if rank is not None:
            ranks.append(rank)
    if classes:
        for word in classes.lower().split():
            rank = _SELECTORS.get(("class", word))
            if rank is not None:
                ranks.append(rank)
    rank = _SELECTORS.get(("tag", element.tag))
    if rank is not None:
        ranks.append(rank)
    return ranks


def _weigh(blocks: list[Block], link_chars: list[int]) -> _Weights:
    text, grids, chrome = [0], [0], [0]
    headings: list[tuple[int, int]] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            cells = sum(map(len, block.rows))
            is_header = cells >= _DATA_CELLS and _is_header(block)
            text.append(0 if is_header else cells * 4)
            grids.append(1 if cells >= _DATA_CELLS and not is_header else 0)
            chrome.append(0)
            continue
        words = block.text
        text.append(len(words))
        grids.append(0)
        if len(words) < _LONG_LINE:
            menu_words, bits = _marks_of(words)
        else:
            menu_words, bits = 0, _heading_bits(words)
        chrome.append(menu_words)
        if bits:
            headings.append((index, bits))
    return _Weights(
        list(accumulate(text)),
        list(accumulate(link_chars, initial=0)),
        list(accumulate(grids)),
        list(accumulate(chrome)),
        headings,
    )


def _is_header(grid: Grid) -> bool:
    """Whether the table is the page's metadata (索引号, 发布机构 …), which many templates set above the article."""
    return all(row and label_of(row[0].text.strip()) is not None for row in grid.rows[:2])


@lru_cache(maxsize=4096)
def _marks_of(line: str) -> tuple[int, int]:
    """A line's words of navigation and its headings: pages of one portal repeat its menus and its footer."""
    return sum(map(line.count, _CHROME)), _heading_bits(line)


def _heading_bits(words: str) -> int:
    bits = 0
    for bit, tokens, pattern in _HEADINGS:
        for token in tokens:
            if token in words:
                if pattern.search(words):
                    bits |= bit
                break
    return bits
