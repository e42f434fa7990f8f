"""What is usual in such reports: characters and neighbouring pairs, from our own list of stock wording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

_COMMON_LATIN_WORDS = """
app apps qq ipv ipv4 ipv6 wifi wi fi pdf doc docx xls xlsx ppt wps ofd ceb txt html http https www com cn gov
org net ip it ai vr ar h5 oa ca led ppp gdp pm pm2 pm10 5g 4g 3g cctv id kb mb gb km kg mm cm kv kw kwh mw iso
pc web tv cpi ppi lng cng pos etc rcep wto apec nba cba cuba usb api sdk bim cim gis gps ict crm erp epc bot o2o
b2b b2c p2p vip kpi dna pcr icu ct mri hiv hpv aed covid ncp sars a b c d e f g h i j k l m n o p q r s t u v w
x y z co so2 co2 no2 o3 nox cod vocs ph aaa aaaaa 3a 4a 5a faq ok no yes email tel fax url xml word excel office
windows linux android ios ui ux tips ktv dv cad bbs sos smart city mail nbsp eod reits drg dip
"""
#: characters that no text has but by damage: the replacement character, zero-width ones, soft hyphens
DAMAGE = "\ufffd\u200b\u200c\u200d\u2060\ufeff\xad"
#: what a text becomes that was decoded wrongly and encoded again
MOJIBAKE = "锟斤拷"
#: Latin words that reports use as they are; whatever else is written in Latin letters is looked at
COMMON_LATIN = frozenset(_COMMON_LATIN_WORDS.split())


@dataclass(frozen=True, slots=True)
class Genre:
    """Usual characters and pairs.

    `foreign` finds runs of unusual Han characters, `latin` of letters and digits, `notable` where either may begin.
    """

    pairs: frozenset[str]
    characters: frozenset[str]
    foreign: re.Pattern[str]
    latin: re.Pattern[str]
    notable: re.Pattern[str]

    def is_usual(self, word: str) -> bool:
        """Whether every pair of neighbouring characters of `word` is usual."""
        return all(first + second in self.pairs for first, second in pairwise(word))


@cache
def genre() -> Genre:
    """The table of this process, made from `reports/data/genre_words.txt` in a few milliseconds."""
    raw = (resources.files("reports") / "data" / "genre_words.txt").read_text("utf-8")
    phrases = [phrase for line in raw.splitlines() if not line.startswith("#") for phrase in line.split()]
    pairs = frozenset(first + second for phrase in phrases for first, second in pairwise(phrase))
    characters = frozenset(character for phrase in phrases for character in phrase if "\u4e00" <= character <= "\u9fff")
    unusual = _unusual_ranges(characters)
    foreign, latin, notable = f"[{unusual}]+", "[A-Za-z][A-Za-z0-9]*", f"[A-Za-z{unusual}]+"
    return Genre(pairs, characters, re.compile(foreign), re.compile(latin), re.compile(notable))


def _unusual_ranges(characters: frozenset[str]) -> str:
    """A character class of every Han character of the basic block but these, and of what only damage puts there."""
    return DAMAGE + "".join(chr(code) for code in range(0x4E00, 0xA000) if chr(code) not in characters)
