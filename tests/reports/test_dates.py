from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.dates import EARLIEST_YEAR, is_date, read_date, url_date

DIGITS = "〇一二三四五六七八九"
DAYS = st.dates(date(EARLIEST_YEAR, 1, 1), date(2099, 12, 31))


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@given(DAYS, st.sampled_from(["", " 09:31", " 22:20:41", " 9时5分"]))
def test_every_written_form_reads_back(day: date, time: str) -> None:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    forms = [
        day.isoformat(),
        day.strftime("%Y/%m/%d"),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month:02d} 月 {day.day:02d} 日",
        f"{year}年{chinese(day.month)}月{chinese(day.day)}日",
        wide(day.isoformat()),
        wide(f"{day.year}") + f"年{day.month}月{day.day}号",
    ]
    for form in forms:
        assert read_date(form + time).iso == day.isoformat(), form
        assert is_date(form + time), form
        assert read_date(f"发布时间：{form}{time} 来源：某局").iso == day.isoformat(), form
    assert read_date(day.strftime("%Y%m%d")).iso == day.isoformat()


@pytest.mark.parametrize("text", ["2021-02-30", "2021年13月1日", "二〇二一年二月三十日", "2022-00-10", "2021年4月31日"])
def test_a_date_of_no_calendar_is_told_and_not_replaced(text: str) -> None:
    found = read_date(text)
    assert (found.iso, found.problem) == (None, "impossible")
    assert found.printed


@pytest.mark.parametrize("text", ["1970-01-01 08:00", "1900-01-01", "1991年1月1日"])
def test_a_date_before_any_portal_is_a_placeholder(text: str) -> None:
    assert (read_date(text).iso, read_date(text).problem) == (None, "placeholder")


@pytest.mark.parametrize(
    "text", ["", "年 月 日", "2020年", "2020年1月", "12-31", "电话 0578-2020123", "字号:[]", "3天前"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text).iso is None
    assert not is_date(text)


@pytest.mark.parametrize("text", ["2021-01-29 字号", "截至2021-01-29", "2021-01-29 张三"])
def test_a_date_with_other_words_is_not_only_a_date(text: str) -> None:
    assert not is_date(text)
    assert read_date(text).iso == "2021-01-29"


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("http://x.gov.cn/art/2023/1/16/art_1229198604_4053542.html", "2023-01-16"),
        ("http://x.gov.cn/zfxxgknb/202202/t20220218_85109283.html?isMobile=false", "2022-02-18"),
        ("http://x.gov.cn/c/2023-01-02/1.shtml", "2023-01-02"),
        ("http://x.gov.cn/zfxxgknb/2023040921315244523/index.html", "2023-04-09"),
        ("http://x.gov.cn/nw12344/20230331/4a03b5fa47ae4c73b7ec42801de6be66.html", "2023-03-31"),
        ("http://x.gov.cn/a/202301/26acee1ce1fe471389e28cf7fe51ce29.shtml", None),
        ("http://x.gov.cn/info/13951/728370.htm", None),
        ("http://x.gov.cn/202213/t20221345_1.html", None),
        ("http://x.gov.cn/zfxxgknb/1571424084523327490.html", None),
    ],
)
def test_dates_in_addresses(url: str, iso: str | None) -> None:
    assert url_date(url) == iso


@given(st.text(alphabet="0123456789０１二〇○十年月日-/.: ", max_size=40))
def test_no_input_is_an_error(text: str) -> None:
    found = read_date(text)
    assert found.iso is None or date.fromisoformat(found.iso)
    assert not (found.iso and found.problem)
    is_date(text)
