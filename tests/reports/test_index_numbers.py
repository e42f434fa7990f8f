from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.index_numbers import known_form, normalise_index_number, read_index_number

KNOWN = [
    "000014349/2017-00110",
    "0142768-8/2022-00185",
    "11341702486344515H/202110-00013",
    "014178686/2023-00003",
    "jiaoyuju/2024-00011",
    "330726ZF210000/2023-47992",
    "32406320-0/2023-00147",
    "K28044908/2026-04277",
    "00000001/2018-00042",
    "3212000002/2018-354983",
    "wqqlzfb/2022-01075",
    "11150000MB1604391C/2025-03582",
    "01527918X-2020-153077",
    "6107280000/2024-001005",
    "2026-02-00018",
    "330200-02-01-003-20210125-00012",
    "530000202101250000123",
    "4/2023-00004",
    "SCGJ202100001",
    "QZ02114-0100-2026-00002",
    "Qz02114-0100-2011-00001",
    "zfb-2026-00042",
]


@pytest.mark.parametrize("number", KNOWN)
def test_known_forms(number: str) -> None:
    found = read_index_number(number)
    assert found is not None
    assert (found.value, found.form is not None) == (number, True)


@given(st.sampled_from(KNOWN), st.sampled_from(["", ";", "；", " ", "　", "。"]), st.booleans(), st.integers(0, 12))
def test_printing_does_not_change_a_number(number: str, tail: str, wide: bool, gap: int) -> None:
    printed = "".join(chr(ord(sign) + 0xFEE0) for sign in number) if wide else number
    printed = f"{printed[:gap]} {printed[gap:]}{tail}"
    found = read_index_number(printed)
    assert found is not None
    assert found.value == number


@pytest.mark.parametrize("number", ["360A02-02-2022-0001-1", "鄂前旗政办/2018-00012", "A2020-77-X", "2022-00185"])
def test_unknown_forms_are_kept_as_they_are(number: str) -> None:
    found = read_index_number(number)
    assert found is not None
    assert (found.value, found.form) == (number, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "文号",
        "2021年1月29日",
        "本报告中所列数据的统计期限自2021年1月1日起",
        "发布机构：漳县2021",
        "一二三四",
        "/",
        "年报",
        "漳县人民政府办公室2020",
    ],
)
def test_text_is_no_index_number(text: str) -> None:
    assert read_index_number(text) is None


def test_only_unmistakable_forms_count_without_a_label() -> None:
    assert known_form("014178686/2023-00003")
    assert known_form("01527918X-2020-153077")
    assert not known_form("2026-02-00018")
    assert not known_form("2021-01-29")
    assert not known_form("530000202101250000123")
    assert not known_form("0578-2020-1234")


@given(st.text(max_size=80))
def test_no_input_is_an_error(text: str) -> None:
    found = read_index_number(text)
    if found:
        assert found.value == normalise_index_number(text)
        assert 4 <= len(found.value) <= 60
        assert not any(sign.isspace() for sign in found.value)
