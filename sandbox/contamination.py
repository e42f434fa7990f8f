"""Doctored copies: a genuine page turned into what gambling sites made of it, pattern by pattern, seeded.

Every function takes plain strings, text or HTML alike (only text nodes are touched, see `edit_text`), so that tests,
benchmarks and practice portals can use it on any page. The patterns are those seen in stored crawls.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import opencc

#: names as the copies have them; all of them, or their like, are in the product's lexicon
_BRANDS_WORDS = """
    bob最新官网 bet365线路检测中心 365bet 必威体育 澳门金沙娱乐 亚博体育 开云体育app 乐鱼体育官网 华体会体育
    bwin必赢 万博体育app 利博娱乐 皇冠体育 九游会 澳门威尼斯人 新葡京 雷竞技 188bet金宝博 必威betway 欧洲杯买球
    星空体育登录入口 凯发k8官网
"""
BRANDS = tuple(_BRANDS_WORDS.split())
_ADVERTISEMENTS_WORDS = """
    国产自拍_高清无码_麻豆在线 成人视频在线观看免费_久久精品 秒下款贷款口子不看征信 欧洲杯买球app_体育投注平台
    亚洲av日韩欧美一区二区三区 真人视讯_百家乐_网上投注
"""
ADVERTISEMENTS = tuple(_ADVERTISEMENTS_WORDS.split())
#: common word -> what stands in its place throughout
SWAPS = (
    ("关于", "买足球的软件"),
    ("公开", "棋牌下载"),
    ("信息", "彩票投注"),
    ("工作", "电竞押注"),
    ("政府", "娱乐城"),
    ("关于", "欧洲杯竞猜平台"),
    ("公开", "滚球平台"),
)
_PINYIN_WORDS = """
开kai 办bàn 公gong 信xìn 息xi 政zhèng 府fu 工gōng 作zuo 年nián 度dù 报bào 告gào
情qíng 况kuàng 行xing 理li 民mín 人rén 部bù 主zhu 动dòng 申shen 请qǐng
"""
_PINYIN = {word[0]: word[1:] for word in _PINYIN_WORDS.split()}
_JUNK_ELEMENTS = ("menuitem", "ruby", "progress", "bdo", "samp", "rt", "dfn", "kbd", "var", "tt", "acronym", "optgroup")
_NODE = re.compile(r"(<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->|<[^>]*>)", re.DOTALL | re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。；]$")
_LEAST_PARAGRAPH = 25


@dataclass(frozen=True, slots=True)
class Subject:
    """What a contaminator finds on the page: the place's and site's names that it overwrites, and the page's title."""

    title: str
    #: names of the place, longest first, e.g. ("安福县", "安福")
    places: tuple[str, ...]


Contaminator = Callable[[str, Random, str, Subject], str]


def edit_text(html: str, edit: Callable[[str], str]) -> str:
    """Apply `edit` to every text node of `html` (or to plain text), leaving tags, scripts and comments alone."""
    parts = _NODE.split(html)
    return "".join(part if index % 2 or not part.strip() else edit(part) for index, part in enumerate(parts))


def insert_brand(html: str, rng: Random, brand: str, subject: Subject) -> str:
    """The brand before the title, at ends and starts of paragraphs, and inside a few sentences (衢州市 seed)."""

    def edit(node: str) -> str:
        if subject.title and subject.title in node:
            return node.replace(subject.title, brand + subject.title)
        return "\n".join(_with_insertion(line, rng, brand) for line in node.split("\n"))

    return edit_text(html, edit)


def _with_insertion(line: str, rng: Random, brand: str) -> str:
    body = line.strip()
    if len(body) < _LEAST_PARAGRAPH:
        return line
    choice = rng.random()
    if choice < 0.3 and _SENTENCE_END.search(body):
        return line.rstrip() + brand
    if choice < 0.5:
        return line.replace(body, brand + body)
    if choice < 0.7:
        commas = [match.end() for match in re.finditer("[，。]", line[:-1])]
        if commas:
            at = rng.choice(commas)
            return line[:at] + brand + line[at:]
    return line


def replace_place(html: str, rng: Random, brand: str, subject: Subject) -> str:
    """The brand instead of the place's name, everywhere."""
    del rng

    def edit(node: str) -> str:
        for name in subject.places:
            node = node.replace(name, brand)
        return node

    return edit_text(html, edit)


def replace_platform(html: str, rng: Random, brand: str, subject: Subject) -> str:
    """The brand instead of the name that stands most often in quotes (鄂托克前旗 seed)."""
    del rng, subject
    names = Counter(re.findall("“([^“”<>]{2,20})”", html))
    if not names:
        return html
    name = names.most_common(1)[0][0]
    return edit_text(html, lambda node: node.replace(f"“{name}”", f"“{brand}”"))


def swap_word(html: str, rng: Random, brand: str, subject: Subject) -> str:
    """One common word replaced throughout; with a `brand` given, by that."""
    del subject
    word, replacement = rng.choice(SWAPS)
    return edit_text(html, lambda node: node.replace(word, brand or replacement))


def annotate_pinyin(html: str, rng: Random, brand: str, subject: Subject) -> str:
    """Pinyin in brackets behind some characters, sometimes twice, mostly on text in traditional script."""
    del brand, subject
    chosen = rng.sample(sorted(_PINYIN), rng.randint(3, 10))
    convert = opencc.OpenCC("s2t").convert if rng.random() < 0.6 else str

    def edit(node: str) -> str:
        made = []
        for character in node:
            made.append(character)
            if character in chosen and rng.random() < 0.5:
                made.append(f"({_PINYIN[character]})" * rng.choice((1, 1, 2)))
        return str(convert("".join(made)))

    return edit_text(html, edit)


def advertise_on_top(html: str, rng: Random, brand: str, subject: Subject) -> str:
    """An advertisement in the page's title and as first line, the article put into traditional script."""
    line = rng.choice(ADVERTISEMENTS) if not brand else f"{brand}_{brand}"
    convert = opencc.OpenCC("s2t").convert
    page = edit_text(html, lambda node: str(convert(node)))
    title = convert(subject.title)
    if "<title>" in page:
        page = re.sub(r"<title>", f"<title>{line}_", page, count=1)
    return page.replace(title, f"{line}\n{title}" if "<" not in page else f"{line} {title}", 1)


def prepend_junk_tags(html: str, rng: Random, brand: str, subject: Subject) -> str:
    """Meaningless elements with random ids between the head and `<body>`."""
    del brand, subject
    junk = "".join(
        f"<{name} id={_random_id(rng)}></{name}>" for name in rng.choices(_JUNK_ELEMENTS, k=rng.randint(4, 30))
    )
    return re.sub(r"<body", lambda match: junk + match.group(), html, count=1, flags=re.IGNORECASE)


def _random_id(rng: Random) -> str:
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=5))


def rework_for_copy_site(html: str, rng: Random, brand: str, subject: Subject) -> str:
    """As the 衢州市 seed: byline, a name cut out of the fixed phrase, headings gone, and the brand inserted."""
    page = edit_text(html, lambda node: node.replace("以习近平新时代", "以习新时代"))
    page = re.sub(r"(?m)^[一二三四五六]、[^。\n<]{4,40}$", "", page)
    byline = "发布时间:2022-10-24 22:20:41 人气: 作者:admin"
    page = page.replace(
        subject.title, f"{subject.title}\n{byline}" if "<" not in page else f"{subject.title} {byline}", 1
    )
    return insert_brand(page, rng, brand, subject)


def swap_domain(html: str, rng: Random, brand: str, subject: Subject) -> str:
    """The copy's own domain where the report says where it can be downloaded; otherwise a clean clone."""
    del brand, subject
    domain = f"www.{_random_id(rng)}{rng.randint(10, 99)}.com"
    return re.sub(r"(?:www\.)?[a-z0-9.-]+\.gov\.cn", domain, html)


#: pattern -> contaminator; `swap-domain` is a clean clone that only its host gives away
PATTERNS: dict[str, Contaminator] = {
    "insertion": insert_brand,
    "place-replaced": replace_place,
    "platform-replaced": replace_platform,
    "word-swap": swap_word,
    "pinyin": annotate_pinyin,
    "advertisement": advertise_on_top,
    "junk-tags": prepend_junk_tags,
    "copy-site": rework_for_copy_site,
    "swap-domain": swap_domain,
}
#: patterns that put a brand of the caller's choice into the page
BRANDED = ("insertion", "place-replaced", "platform-replaced", "word-swap", "advertisement", "copy-site")


def contaminate(
    html: str, pattern: str, rng: Random, *, title: str, places: Sequence[str], brand: str | None = None
) -> str:
    """A page or text contaminated by `pattern`; `brand` None takes a known one (a usual word or line where it fits).

    Raises KeyError for a pattern that is not in `PATTERNS`.
    """
    subject = Subject(title, tuple(sorted(places, key=len, reverse=True)))
    if brand is None:
        brand = "" if pattern in ("word-swap", "advertisement") else rng.choice(BRANDS)
    return PATTERNS[pattern](html, rng, brand, subject)
