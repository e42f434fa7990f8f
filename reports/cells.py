"""What a table cell prints: a number, nothing, a sign for nothing, or something that is no number.

The contract's rule: only a printed 0 is 0; a blank cell, `/`, `-`, `—` and 无 are null. A number is converted only
where its cell prints a money unit other than the column's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal
from unicodedata import normalize

from reports.model import Number

CellKind = Literal["number", "blank", "placeholder", "unreadable"]

_SIGNS_FOR_NOTHING: Final = "/ \\ // - -- --- — —— – − ― 一 _ __ * 无 无。 空 不涉及 不适用 n/a"
_PLACEHOLDERS: Final = frozenset(_SIGNS_FOR_NOTHING.split())
_PLUS: Final = frozenset(("+", "增", "增加", "新增", "净增", "增长", "↑"))
_MINUS: Final = frozenset(("-", "−", "–", "—", "减", "减少", "净减", "下降", "↓"))
_NUMBER: Final = re.compile(
    r"(?P<sign>\+|-|−|–|—|净增|新增|增加|增长|增|净减|减少|减|下降|↑|↓)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,15})(?P<fraction>\.\d{1,6})?"
    r"(?P<unit>亿元|万元|元|条|件次|件|项|个|份|宗|次|起|人|家|篇|部)?$"
)
#: marks of writing direction that Excel puts round numbers
_DIRECTIONS: Final = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_SPACED: Final = re.compile(r"\d[^\S\n]+\d")
_SPACED_THOUSANDS: Final = re.compile(r"^\D*\d{1,3}(?:\s\d{3})+(?!\d)(?!\s+\d)")
_ZERO_WORDS: Final = re.compile(r"(?:零|〇)(?:件|条|项|个|份|宗|次|起|万元|元)?$")
#: value of one unit in 元
_MONEY: Final = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


@dataclass(frozen=True, slots=True)
class CellValue:
    """A cell's reading; `note` says what a reader of the figure has to know (a unit, removed spaces)."""

    value: Number | None
    kind: CellKind
    note: str = ""


_BLANK: Final = CellValue(None, "blank")


@lru_cache(maxsize=16_384)
def read_cell(text: str, signed: bool = False, amount: bool = False, unit: str | None = None) -> CellValue:
    """Read a cell's text as a count, a signed change (`signed`) or a sum of money (`amount`, column's own `unit`)."""
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return CellValue(int(text), "number")
    text = text.translate(_DIRECTIONS)
    if any(letter.isdigit() and not letter.isdecimal() for letter in text):
        # 5① and 5² carry a note's mark, which NFKC would turn into a digit of the number
        return CellValue(None, "unreadable", "a note's mark beside the number")
    lines = [compact for line in text.split("\n") if (compact := "".join(normalize("NFKC", line).split()))]
    if not lines:
        return _BLANK
    plain = "".join(lines).replace("萬", "万").replace("億", "亿")
    if plain.lower() in _PLACEHOLDERS:
        return CellValue(None, "placeholder")
    if sum(any(map(str.isdigit, line)) for line in lines) > 1:
        return CellValue(None, "unreadable", "more than one number in the cell")
    if _ZERO_WORDS.match(plain):
        return CellValue(0, "number")
    match = _NUMBER.match(plain)
    if match is None:
        return CellValue(None, "unreadable")
    if _SPACED.search(text) and not _SPACED_THOUSANDS.search(text):
        return CellValue(None, "unreadable", "white space between digits")
    return _value(match, signed=signed, amount=amount, unit=unit)


def _value(match: re.Match[str], *, signed: bool, amount: bool, unit: str | None) -> CellValue:
    sign, printed_unit = match["sign"], match["unit"]
    number = Decimal(match["number"].replace(",", "") + (match["fraction"] or ""))
    if sign and not signed:
        return CellValue(None, "unreadable", "a sign where a count is due")
    if sign in _MINUS:
        number = -number
    if printed_unit in _MONEY:
        return _money(number, printed_unit, unit) if amount else CellValue(None, "unreadable", "money in a count")
    if amount and printed_unit and number:
        return CellValue(None, "unreadable", "a count where money is due")
    if not amount and number != number.to_integral_value():
        return CellValue(None, "unreadable", "a fraction where a count is due")
    return CellValue(plain_number(number), "number")


def _money(number: Decimal, printed: str, unit: str | None) -> CellValue:
    if unit is None:
        return CellValue(plain_number(number), "number", f"printed in {printed}; the column has no unit of its own")
    if printed == unit:
        return CellValue(plain_number(number), "number")
    converted = number * _MONEY[printed] / _MONEY[unit]
    return CellValue(plain_number(converted), "number", f"printed in {printed}, converted to the column's {unit}")


def convert_money(value: Number, printed: str, unit: str) -> Number:
    """A sum in `printed` units as a sum in `unit` (both of 元, 万元, 亿元)."""
    return plain_number(Decimal(str(value)) * _MONEY[printed] / _MONEY[unit])


def plain_number(number: Decimal) -> Number:
    """An int where the number is whole, else a float."""
    return int(number) if number == number.to_integral_value() else float(number)


@lru_cache(maxsize=16_384)
def looks_like_value(text: str) -> bool:
    """Whether a cell can stand in a value column: blank, a placeholder, or a number in any of its printed forms."""
    if text.isdigit() or not text:
        return True
    return read_cell(text, signed=True, amount=True).kind != "unreadable" or bool(_COUNT.match(_compact(text)))


_COUNT: Final = re.compile(r"[+\-−–增减]{0,2}[\d,.]+(?:条|件|项|个|份|宗|次|起|人|家|篇|部)?$")


def _compact(text: str) -> str:
    return "".join(normalize("NFKC", text).split())
