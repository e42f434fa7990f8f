"""What cells print, read to numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.cells import looks_like_value, read_cell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("23985", 23985),
        (" 23985 ", 23985),
        ("２３９８５", 23985),
        ("1,036", 1036),
        ("1，036", 1036),
        ("１，０３６件", 1036),
        ("68条", 68),
        ("2件", 2),
        ("11.0", 11),
        ("零", 0),
        ("〇件", 0),
        ("251000\n", 251000),
        ("\u202d12\u202c", 12),
    ],
)
def test_counts(text: str, value: int) -> None:
    assert read_cell(text).value == value


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u3000", "\n"])
def test_blank(text: str) -> None:
    assert (read_cell(text).value, read_cell(text).kind) == (None, "blank")


@pytest.mark.parametrize("text", ["/", "／", "-", "—", "——", "–", "－", "无", "\\", "不涉及"])
def test_signs_for_nothing_are_not_zero(text: str) -> None:
    assert (read_cell(text).value, read_cell(text).kind) == (None, "placeholder")


@pytest.mark.parametrize(
    "text",
    [
        "约20",
        "3/5",
        "1O",
        "见附件",
        "5 6",
        "3\n5",
        "-5",
        "+5",
        "11.5",
        "50%",
        "1.2.3",
        "(5)",
        "5万元",
        "１２３４５６７８９０１２３４５６",
    ],
)
def test_what_is_no_count_is_null_and_says_so(text: str) -> None:
    assert (read_cell(text).value, read_cell(text).kind) == (None, "unreadable")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("增68", 68),
        ("减2", -2),
        ("+1036", 1036),
        ("-5", -5),
        ("−5", -5),
        ("－5", -5),
        ("增加3项", 3),
        ("减少4", -4),
        ("1", 1),
        ("增0", 0),
    ],
)
def test_changes_are_signed(text: str, value: int) -> None:
    assert read_cell(text, signed=True).value == value


@pytest.mark.parametrize(
    ("text", "unit", "value", "noted"),
    [
        ("25.1", "万元", 25.1, False),
        ("25.1万元", "万元", 25.1, False),
        ("251000元", "万元", 25.1, True),
        ("1.2亿元", "万元", 12000, True),
        ("251000元", None, 251000, True),
        ("12.5万元", None, 12.5, True),
        ("0", None, 0, False),
        ("0.00", "万元", 0, False),
        ("2,831.07", "万元", 2831.07, False),
    ],
)
def test_money(text: str, unit: str | None, value: float, noted: bool) -> None:
    read = read_cell(text, amount=True, unit=unit)
    assert read.value == value
    assert bool(read.note) is noted


def test_whole_amounts_are_integers() -> None:
    assert isinstance(read_cell("25.00", amount=True).value, int)


@given(st.text(max_size=40))
def test_never_raises_and_only_printed_digits_become_numbers(text: str) -> None:
    for signed, amount in ((False, False), (True, False), (False, True)):
        value = read_cell(text, signed=signed, amount=amount)
        assert (value.value is not None) == (value.kind == "number")
        if value.value:
            assert any(character.isdigit() for character in text)
    assert isinstance(looks_like_value(text), bool)


@given(st.integers(0, 10**9))
def test_printed_forms_of_a_count(number: int) -> None:
    for text in (
        str(number),
        f"{number:,}",
        f" {number}件 ",
        str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ):
        assert read_cell(text).value == number
        assert looks_like_value(text)


@pytest.mark.parametrize("text", ["5①", "0①", "5²", "12③"])
def test_a_notes_mark_is_no_digit_of_the_number(text: str) -> None:
    assert read_cell(text).value is None
