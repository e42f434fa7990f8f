"""Traditional characters of statutory labels and headings to simplified ones, for comparison only.

Pages in Big5 and doctored copies print the forms in traditional script. Only characters that occur in the forms are
folded, each to one character, so that positions stay.
"""

from __future__ import annotations

import re
from typing import Final

_TRADITIONAL: Final = (
    "萬與業爲為舉於會體關內決況減辦務動區發號後國處復複審對導屬應廢開強當總執護報據數無機權條構沒現確祕穩類糾納組織"
    "經結繼續維繳罰範獲補見規計認議許訟訪訴詢說説請購費轉過這進採門問難項領題額單徵覆製係將層級鎮鄉錄價實疇盡產場險"
    "醫療衛環億"
)
_SIMPLIFIED: Final = (
    "万与业为为举于会体关内决况减办务动区发号后国处复复审对导属应废开强当总执护报据数无机权条构没现确秘稳类纠纳组织"
    "经结继续维缴罚范获补见规计认议许讼访诉询说说请购费转过这进采门问难项领题额单征复制系将层级镇乡录价实畴尽产场险"
    "医疗卫环亿"
)
_FOLDED: Final = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_ANY: Final = re.compile(f"[{_TRADITIONAL}]")


def folded(text: str) -> str:
    """`text` with the forms' traditional characters simplified; the same object where none occurs."""
    return text.translate(_FOLDED) if _ANY.search(text) else text
