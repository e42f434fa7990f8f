"""How strange a word is to reports: what tells the doctored one of two texts from the other."""

from __future__ import annotations

import re
from typing import Final

from reports.authenticity.advertising import brand_sightings
from reports.authenticity.genre import COMMON_LATIN, genre
from reports.authenticity.insertions import is_unusual, looks_traded
from reports.authenticity.lexicon import without_trade_ends
from reports.authenticity.places import first_division, is_part_of_division
from reports.authenticity.swaps import REPLACEABLE

#: usual or a name, strange, and the name of a trade
USUAL: Final = 0
STRANGE: Final = 1
TRADED: Final = 2

#: ends of trades' names that no platform or office of a government has behind a name of its own
_TRADES = ("体育", "娱乐", "国际", "俱乐部", "彩票", "彩", "游戏", "开户", "线路", "棋牌", "电竞")
_LATIN = re.compile(r"[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*")
_NUMBER = re.compile(r"[\d.,%％]+")
#: share of a word's neighbouring pairs that are unusual from which on it is strange
_UNUSUAL = 0.5


def strangeness(word: str, names: str = "") -> int:
    """USUAL, STRANGE or TRADED; a word that stands in `names` (titles and issuers) is usual wherever it comes."""
    if len(word) < 2 or _NUMBER.fullmatch(word) or word in names:
        return USUAL
    if any(seen.signal in ("brand", "trade-phrase") for seen in brand_sightings(word)):
        return TRADED
    if is_part_of_division(word) or first_division(word) >= 0:
        return USUAL
    if looks_traded(word) or (word.endswith(_TRADES) and is_unusual(without_trade_ends(word))):
        return TRADED
    return STRANGE if _is_strange(word) else USUAL


def _is_strange(word: str) -> bool:
    latin = _LATIN.findall(word)
    if any(found.lower() not in COMMON_LATIN for found in latin):
        return True
    chinese = _LATIN.sub("", word)
    pairs = len(chinese) - 1
    unusual = sum(chinese[at : at + 2] not in genre().pairs for at in range(pairs))
    return pairs >= 1 and unusual >= _UNUSUAL * pairs


def is_needed(word: str, names: str) -> bool:
    """Whether a word is one that reports cannot do without, or the name of the place or body itself."""
    return len(word) > 1 and (word in REPLACEABLE or word in names or first_division(word) == 0)
