"""Digits as portals print them: full width, Chinese, and the many signs used for the zero of 二〇二〇."""

from __future__ import annotations

import re

#: ideographic zero and what is typed in its place: white circle, Cyrillic and Latin O, full width, large circle, 零
ZEROS = "〇○◯零OoＯｏОо０Ο"
ZERO_CLASS = f"[{ZEROS}]"
CHINESE_DIGIT_CLASS = f"[一二三四五六七八九壹贰叁肆伍陆柒捌玖{ZEROS}]"

_CHINESE_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_CHINESE_DIGITS |= {sign: value for value, sign in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
_CHINESE_DIGITS |= dict.fromkeys(ZEROS, 0)
_CHINESE_DIGITS |= {"两": 2}
#: full-width ASCII to half width, every kind of space to a plain one, zero-width signs away
_WIDTHS: dict[int, int | str | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDTHS |= dict.fromkeys((0x00A0, 0x3000, 0x2002, 0x2003, 0x2009, 0x202F, 0x0009), " ")
_WIDTHS |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD, 0x2060), None)
_ZERO_WIDTH = {code: None for code, sign in _WIDTHS.items() if sign is None}
_ZERO_WIDTH_SIGN = re.compile("[" + "".join(map(chr, _ZERO_WIDTH)) + "]")
_SAME_LENGTH = {code: sign for code, sign in _WIDTHS.items() if sign is not None}
_DIGIT_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
_CHINESE_NUMBER = re.compile(r"^[一二两三四五六七八九]?十[一二三四五六七八九]?$|^(?:廿|卅)[一二三四五六七八九]?$")


def half_width(text: str) -> str:
    """Full-width ASCII as ASCII, spaces of every kind as U+0020, zero-width signs removed; other signs as they are."""
    return text.translate(_WIDTHS) if not text.isascii() else text.replace("\t", " ")


def without_zero_width(text: str) -> str:
    return text.translate(_ZERO_WIDTH) if _ZERO_WIDTH_SIGN.search(text) else text


def half_width_aligned(text: str) -> str:
    """`half_width` of a text without zero-width signs: every sign stays at its place, so that spans fit both texts."""
    return text.translate(_SAME_LENGTH)


def half_width_digits(text: str) -> str:
    """Only the digits narrowed: for text whose full-width punctuation has to stay."""
    return text.translate(_DIGIT_WIDTHS)


def squeeze(text: str) -> str:
    """`half_width` without any space at all."""
    return "".join(half_width(text).split())


def positional_number(text: str) -> int | None:
    """A number written digit by digit (二〇一九, 2О19, ２０２１), or None."""
    value = 0
    for sign in text:
        digit = _CHINESE_DIGITS.get(sign)
        if digit is None:
            if not sign.isdecimal():
                return None
            digit = int(sign)
        value = value * 10 + digit
    return value if text else None


def small_number(text: str) -> int | None:
    """A day or month: 1, 01, 三, 十二, 二十, 三十一, 廿三 (0 to 99), or None."""
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    if _CHINESE_NUMBER.match(text):
        if text[0] in "廿卅":
            return (2 if text[0] == "廿" else 3) * 10 + (_CHINESE_DIGITS[text[1]] if len(text) > 1 else 0)
        tens, _, ones = text.partition("十")
        return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)
    return positional_number(text) if len(text) <= 2 else None


def year_number(text: str) -> int | None:
    """A four-digit year in any digits, 1900 to 2099, or None."""
    value = positional_number(text) if len(text) == 4 else None
    return value if value is not None and 1900 <= value <= 2099 else None
