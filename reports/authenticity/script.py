"""How the page is written: pinyin in brackets, traditional script, broken or invisible characters, cut phrases."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources

import opencc

from reports.authenticity.genre import DAMAGE, MOJIBAKE
from reports.authenticity.scoring import Sighting
from reports.authenticity.tokens import Scan

ANNOTATION = re.compile(r"([(（])([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{2,6})[)）]")
_SYLLABLE = re.compile(r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:[aeiouv]{1,3})(?:ng|n|r)?")
#: share of traditional forms from which on a text is read in simplified script
TRADITIONAL = 0.3
#: rare characters are annotated in genuine reports too, a few of them
_GENUINE_ANNOTATIONS = 3
_INVISIBLE = DAMAGE[1:]
_BROKEN = ("\ufffd", MOJIBAKE)
_DOUBLED = ("，，", "。。")
_LEAST_DOUBLED = 3
_CUT_PHRASES = ("习新时代中国特色", "习同志为核心")
_BYLINE = re.compile(r"人气[:：]|作者[:：]\s*admin\b|文章作者[:：]\s*(?:admin|小编)|责任编辑[:：]\s*admin\b")
_LINE_HEAD = 800


def pinyin_annotations(text: str) -> Iterator[Sighting]:
    """Syllables in brackets behind characters, beyond what rare characters explain."""
    seen: Counter[str] = Counter()
    for match in ANNOTATION.finditer(text):
        syllable = _plain(match.group(2))
        if not _SYLLABLE.fullmatch(syllable):
            continue
        doubled = text.startswith(match.group(), match.end())
        annotated = text[match.start() - 1 : match.start()]
        if not ("\u4e00" <= annotated <= "\u9fff"):
            continue
        seen[annotated] += 1
        if doubled or sum(seen.values()) > _GENUINE_ANNOTATIONS:
            yield Sighting("pinyin", annotated + match.group(), match.start() - 1)


def has_annotations(scanned: Scan) -> bool:
    """Whether any letters stand right behind an opening bracket (most texts need no closer look)."""
    text = scanned.text
    return any(text[start - 1] in "(（" for start, _ in scanned.letters if start)


def without_annotations(text: str) -> str:
    """The text without syllables in brackets."""
    return ANNOTATION.sub("", text)


def _plain(syllable: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", syllable) if not unicodedata.combining(c))


@cache
def _scripts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Expressions for characters that only traditional, and only simplified script has."""
    raw = (resources.files("reports") / "data" / "traditional.txt").read_text("utf-8")
    pairs = [line for line in raw.split() if len(line) == 2]
    return re.compile(f"[{''.join(p[0] for p in pairs)}]"), re.compile(f"[{''.join(p[1] for p in pairs)}]")


def traditional_share(text: str) -> tuple[float, int]:
    """The share of traditional forms among the characters that differ between the scripts, and how many those are."""
    traditional, simplified = _scripts()
    sample = text[:3000]
    first = len(traditional.findall(sample))
    second = len(simplified.findall(sample)) if first else 0
    return (first / (first + second) if first else 0.0), first + second


def traditional_script(share: float, differing: int) -> Iterator[Sighting]:
    """A page in traditional script (never evidence alone: mainland portals have real ones)."""
    if differing >= 30 and share > TRADITIONAL:
        yield Sighting("traditional", "traditional characters", None, f"{share:.0%}")


def simplified(text: str) -> str:
    """The text in simplified script."""
    return str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def damages(scanned: Scan) -> Iterator[Sighting]:
    """Broken decodings, doubled punctuation, invisible characters, names cut out of fixed phrases."""
    text = scanned.text
    damaged = damage_in(scanned)
    for mark in (mark for mark in _BROKEN if mark in damaged and mark in text):
        yield Sighting("broken-decoding", mark, text.find(mark), f"{text.count(mark)} times")
    for mark in _DOUBLED:
        if mark in text and (count := text.count(mark)) >= _LEAST_DOUBLED:
            yield Sighting("doubled-punctuation", mark, text.find(mark), f"{count} times")
    if hidden := sum(text.count(mark) for mark in _INVISIBLE if mark in damaged):
        yield Sighting("invisible", "zero-width", None, f"{hidden} times")
    for phrase in _CUT_PHRASES:
        if phrase in text:
            yield Sighting("cut-phrase", phrase, text.find(phrase))


def without_damage(scanned: Scan, text: str) -> str:
    """`text` without the characters that only damage has put into the scanned text."""
    for mark in damage_in(scanned):
        text = text.replace(mark, "")
    return text


def damage_in(scanned: Scan) -> list[str]:
    """The marks of damage whose first character the text holds."""
    return [mark for mark in (*_BROKEN, *_INVISIBLE) if mark[0] in scanned.foreign]


def has_byline(text: str) -> bool:
    """Whether such a byline stands anywhere."""
    return _BYLINE.search(text) is not None


def byline(text: str, place: str = "") -> Iterator[Sighting]:
    """人气 and 作者:admin stand over articles of copying sites; `place` names a text that is not the page's own."""
    found = _BYLINE.search(text, 0, _LINE_HEAD)
    if found:
        yield Sighting("byline", found.group(), None if place else found.start(), place)
