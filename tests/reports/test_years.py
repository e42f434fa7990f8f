from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.numerals import ZEROS
from reports.years import period_year, read_year, title_year, url_year

URL = "http://www.example.gov.cn/zfxxgknb/202203/t20220304_1.html"
NAME = "政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("title", "year"),
    [
        (f"某县2021年{NAME}", 2021),
        (f"某县2021年度{NAME}", 2021),
        (f"2021年度某县{NAME}", 2021),
        (f"某县二〇二一年{NAME}", 2021),
        (f"某县二О二О年度{NAME}", 2020),
        (f"某县２０２０年{NAME}", 2020),
        (f"某县202О年{NAME}", 2020),
        (f"某县2020{NAME}", 2020),
        (f"某县{NAME}（2020年）", 2020),
        (f"{NAME}（2020）", 2020),
        (f"某局关于2021年度{NAME}（2022年1月发布）", 2021),
        (f"某局2022年公布2021年{NAME}", 2021),
        (f"某县{NAME}", None),
        ("某县2020级学生名单", None),
        ("", None),
    ],
)
def test_years_in_titles(title: str, year: int | None) -> None:
    assert title_year(title) == (year, None)


@pytest.mark.parametrize(
    "title", [f"某县2019-2020年度{NAME}", f"某县2019年至2020年{NAME}", f"某县二〇一九、二〇二〇年{NAME}"]
)
def test_a_range_of_years_is_no_year_but_a_finding(title: str) -> None:
    found = read_year(title, "", URL)
    assert (found.year, [finding.rule for finding in found.findings]) == (None, ["year.range"])
    settled = read_year(title, "统计期限自2020年1月1日起至2020年12月31日止", URL)
    assert settled.year == 2020


@pytest.mark.parametrize(
    "text",
    [
        "数据的统计期限自2021年1月1日起至2021年12月31日止",
        "统计期限为2021年1月1日至12月31日",
        "统计期限自2021年1月1日起至2021年12月30日止",
        "统计期限从 2021 年 1 月 1 日 开始，到 2021 年 12 月 31 日 为止",
        "期限为２０２１年１月１日－２０２１年１２月３１日",
        "期限自二〇二一年一月一日起至二〇二一年十二月三十一日止",
        "期限自二○二一年一月一日至十二月三十一日",
        "期限：2021.1.1-2021.12.31",
        "期限：2021/01/01至2021/12/31",
        "期限自2021年1月1日至当年12月31日",
        "期限自20211月1日起至202112月31日止",
        "期限自2021年01月01日起至2021年12月31日",
        "期限自2021年1月1日零时至12月31日24时",
        "统计期限为2021年1—12月",
        "统计期限为2021年度",
    ],
)
def test_periods(text: str) -> None:
    assert period_year(f"按照条例编制。{text}。电子版可下载。") == (2021, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "自2008年5月1日起施行",
        "2021年1月1日起试行，2021年6月30日结束",
        "截至2021年12月31日",
        "2021年1月",
        "2021年1—12月",
        "统计期限为2021年1-6月",
    ],
)
def test_other_dates_are_no_period(text: str) -> None:
    assert period_year(text) == (None, None)


def test_the_period_wins_over_the_title_and_the_difference_is_told() -> None:
    found = read_year(f"某镇2021年{NAME}", "统计期限自2020年1月1日起至2020年12月31日止", URL)
    assert (found.year, found.source) == (2020, "period")
    assert [(finding.rule, finding.severity) for finding in found.findings] == [("year.disagreement", "warning")]
    assert "2021" in found.findings[0].message


def test_a_period_over_two_years_leaves_the_title() -> None:
    found = read_year(f"某镇2021年{NAME}", "统计期限自2020年1月1日起至2021年12月31日止", URL)
    assert (found.year, found.source) == (2021, "title")
    assert [finding.rule for finding in found.findings] == ["year.range"]


def test_agreeing_sources_are_no_finding() -> None:
    text = "统计期限自2021年1月1日起至2021年12月31日止"
    assert not read_year(f"某镇2021年{NAME}", text, "http://x.gov.cn/gknb2021/1.html").findings


@pytest.mark.parametrize(
    ("url", "year"),
    [
        ("http://x.gov.cn/zfxxgk/zfxxgkndbg/2023gknb/t18028213.shtml", 2023),
        ("http://x.gov.cn/zfxxgknb/2021n/202202/t20220218_85109283.html", 2021),
        ("http://x.gov.cn/gknb2017/1.html", 2017),
        ("http://x.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=1133", 2017),
        ("http://x.gov.cn/xxgk/2018nb/zxjd2018/1.html", 2018),
        ("http://x.gov.cn/2023_nd/2023_szbm/1.html", 2023),
        (URL, None),
        ("http://x.gov.cn/art/2023/1/16/art_1_2.html", None),
        ("http://x.gov.cn/c/2023-01-02/1.shtml", None),
        ("http://x.gov.cn/2023040921315244523/index.html", None),
        ("http://x.gov.cn/zfxxgknb/2021/1.html", None),
    ],
)
def test_only_addresses_that_spell_the_reporting_year_count(url: str, year: int | None) -> None:
    assert url_year(url) == year


def test_the_address_is_the_last_source_and_publication_is_none() -> None:
    assert read_year(f"某县{NAME}", "文。", "http://x.gov.cn/gknb2017/1.html").source == "address"
    assert (
        read_year(f"某县{NAME}", "现公布某县2018年政府信息公开年度报告。", "http://x.gov.cn/gknb2017/1.html").year
        == 2018
    )
    assert read_year(f"某县{NAME}", "本报告于2022年1月20日发布。", URL).year is None


def test_the_openings_sentences_stand_in_with_a_warning() -> None:
    found = read_year(f"某县{NAME}", "一、总体情况\n2018年，我县落实条例。\n2018年以来，共公开三百条。", URL)
    assert (found.year, found.source) == (2018, "text")
    assert [(finding.rule, finding.severity) for finding in found.findings] == [("year.from-text", "warning")]
    assert read_year(f"某县{NAME}", "2018年，我县落实条例。2017年，共公开三百条。", URL).year is None


@given(st.integers(2008, 2030), st.sampled_from(ZEROS), st.booleans())
def test_written_years_read_back(year: int, zero: str, chinese: bool) -> None:
    digits = zero + "一二三四五六七八九"
    printed = "".join(digits[int(digit)] for digit in str(year)) if chinese else str(year)
    assert title_year(f"某县{printed}年{NAME}")[0] == year
    assert period_year(f"期限自{printed}年1月1日起至{printed}年12月31日止")[0] == year


@given(st.text(alphabet="年月日至起止20 21１２二〇一政府信息公开", max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    found = read_year(text, text, f"http://x/{text}")
    assert found.year is None or 2000 <= found.year <= 2099
