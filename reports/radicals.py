"""Radical signs that stand for whole characters: PDFs of browsers and office programs give ⼀ and ⺠ for 一 and 民.

The Kangxi radicals (U+2F00 to U+2FD5) have compatibility mappings in Unicode. The supplement (U+2E80 to U+2EF3) has
none for most; those below are the signs whose glyph is that of a whole character (EquivalentUnifiedIdeograph.txt),
which is what a font's reversed character map confuses.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

_SUPPLEMENT: Final = (
    "⺁厂⺄乙⺎兀⺒巳⺓幺⺝月⺟母⺠民⺩王⺶羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟"
    "⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟"
)
_CHARACTERS: Final = {
    **{code: normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **{ord(sign): character for sign, character in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)},
}
_ANY: Final = re.compile("[\u2e80-\u2fd5]")


def has_radicals(text: str) -> bool:
    """Whether a sign of these blocks stands in `text`."""
    return _ANY.search(text) is not None


def unified(text: str) -> str:
    """`text` with radical signs as the characters that they stand for; the same object where there are none."""
    return text.translate(_CHARACTERS) if has_radicals(text) else text
