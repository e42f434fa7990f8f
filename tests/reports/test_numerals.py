from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.numerals import (
    ZEROS,
    half_width,
    half_width_aligned,
    half_width_digits,
    positional_number,
    small_number,
    squeeze,
    without_zero_width,
    year_number,
)

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2020", 2020),
        ("２０２０", 2020),
        ("二〇二〇", 2020),
        ("二○二○", 2020),
        ("二О二О", 2020),
        ("二ＯＯ九", 2009),
        ("二零一九", 2019),
        ("贰零贰壹", 2021),
        ("2О21", 2021),
        ("20l9", None),
        ("202", None),
        ("1776", None),
        ("", None),
    ],
)
def test_years(text: str, year: int | None) -> None:
    assert year_number(text) == year


@pytest.mark.parametrize("zero", ZEROS)
def test_every_sign_for_zero_is_a_zero(zero: str) -> None:
    assert year_number(f"二{zero}二{zero}") == 2020


@given(st.integers(0, 99))
def test_small_numbers_round_trip(number: int) -> None:
    tens, ones = divmod(number, 10)
    written = DIGITS[ones] if tens == 0 else ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
    assert small_number(written) == small_number(str(number)) == small_number(f"{number:02d}") == number


@pytest.mark.parametrize(
    ("text", "value"), [("廿三", 23), ("卅一", 31), ("廿", 20), ("十", 10), ("", None), ("百", None)]
)
def test_small_numbers_of_other_kinds(text: str, value: int | None) -> None:
    assert small_number(text) == value


@given(st.integers(0, 10**8))
def test_positional_numbers_round_trip(number: int) -> None:
    chinese = "".join(DIGITS[int(digit)] for digit in str(number))
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    assert positional_number(chinese) == positional_number(wide) == number


@given(st.text())
def test_any_text_is_narrowed_without_an_error(text: str) -> None:
    assert half_width(half_width(text)) == half_width(text)
    assert len(half_width_aligned(text)) == len(text)
    assert len(half_width_digits(text)) == len(text)
    assert not any(sign.isspace() for sign in squeeze(text))
    assert half_width_aligned(without_zero_width(text)) == half_width(text)


def test_only_digits_are_narrowed_where_brackets_have_to_stay() -> None:
    assert half_width_digits("漳政办发（２０２０）５号") == "漳政办发（2020）5号"
