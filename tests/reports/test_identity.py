"""Keys of a report and the one function that says whether two readings are one report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.identity import (
    Keys,
    content_hash,
    identity,
    index_key,
    issuer_key,
    keys_of,
    same_report,
    title_rest,
)
from reports.model import Report, Section

KEYS = Keys("zhangxian", "0143/2020-00001", "漳县", "621125", 2019, "", "2019", 11)


@pytest.mark.parametrize(
    ("one", "other", "division"),
    [
        ("漳县", "漳县人民政府", "621125"),
        ("漳县", "甘肃省定西市漳县人民政府", "621125"),
        ("漳縣人民政府", "漳县", None),
        ("漳县三岔镇人民政府", "三岔镇", "621125"),
        ("漳县教育局", "教育局", "621125"),
        ("漳县发展和改革局", "漳县发展改革局", "621125"),
        ("江苏省苏州市吴江区人民政府", "吴江区人民政府", None),
        ("安福县　人民政府", "安福县", None),
        ("中华人民共和国生态环境部", "生态环境部", None),
        ("某某街道办事处", "某某街道", None),
        ("北京市人民政府", "北京市", "110000"),
    ],
)
def test_forms_of_one_issuer(one: str, other: str, division: str | None) -> None:
    assert issuer_key(one, division) == issuer_key(other, division)


@pytest.mark.parametrize(
    ("one", "other", "division"),
    [
        ("漳县人民政府", "漳县人民政府办公室", "621125"),
        ("漳县教育局", "定西市教育局", None),
        ("苏州市教育局", "教育局", None),
        ("漳县三岔镇", "漳县", "621125"),
        ("上海市城市管理局", "城市管理局", None),
        ("漳县卫生健康局", "漳县教育局", "621125"),
        ("漳县", "岷县", None),
        ("清河区", "清河县", None),
    ],
)
def test_different_issuers(one: str, other: str, division: str | None) -> None:
    assert issuer_key(one, division) != issuer_key(other, division)


def test_index_numbers_are_compared_half_width_and_without_marks() -> None:
    assert index_key("０１４３３６５５７／2020-00001") == index_key(" 014336557/2020-00001 ;")
    assert index_key("") is None
    assert index_key("；") is None


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("漳县2019年政府信息公开工作年度报告", ""),
        ("漳县人民政府2019年政府信息公开年报（图片版）", ""),
        ("漳縣2019年政府信息公開工作年度報告", ""),
        ("二〇一九年政府信息公开工作年度报告", "二〇一九"),
        ("漳县教育局2019年政府信息公开工作年度报告", "教育局"),
    ],
)
def test_what_a_title_says_of_its_own(title: str, rest: str) -> None:
    assert title_rest(title, "漳县人民政府") == rest


def seen(**changes: object) -> Keys:
    return replace(KEYS, **changes)  # type: ignore[arg-type]


def test_same_index_number_issuer_and_year() -> None:
    match = same_report(seen(text_hash=12), KEYS)
    assert (match.same, match.rule) == (True, "index")


@pytest.mark.parametrize("contradiction", [{"year": 2020}, {"issuer_key": "岷县"}, {"division": "621126"}])
def test_an_index_number_stamped_on_unrelated_reports(contradiction: dict[str, object]) -> None:
    match = same_report(seen(**contradiction), KEYS)
    assert (match.same, match.rule) == (False, "index")
    assert "differ" in match.reason


def test_an_index_number_alone_is_not_enough() -> None:
    nameless = seen(issuer_key=None, year=None, title_year=None, text_hash=None)
    assert not same_report(nameless, replace(nameless, title_rest="教育局")).same


def test_an_index_number_means_nothing_at_another_portal() -> None:
    elsewhere = seen(portal="dingxi", issuer_key=None, division=None, text_hash=12)
    assert not same_report(elsewhere, KEYS).same


def test_renumbered_by_a_migration() -> None:
    match = same_report(seen(index_key="6211250001/2023-354983", text_hash=12), KEYS)
    assert (match.same, match.rule) == (True, "issuer-year")


def test_county_and_city_carry_one_report() -> None:
    match = same_report(seen(portal="dingxi", index_key=None, text_hash=12), KEYS)
    assert (match.same, match.rule) == (True, "issuer-year")


def test_a_name_that_many_places_share_needs_its_division_or_its_text() -> None:
    gulou = Keys("a", None, "鼓楼区", None, 2020, "", "2020", 1)
    assert not same_report(replace(gulou, portal="b", text_hash=2), gulou).same
    assert same_report(replace(gulou, portal="b"), gulou).same
    assert not same_report(replace(gulou, division="350102", portal="b"), replace(gulou, division="320106")).same


def test_a_departments_report_read_as_its_governments_stays_apart() -> None:
    misread = seen(index_key=None, title_rest="教育局", text_hash=12)
    match = same_report(misread, KEYS)
    assert not match.same
    assert "titles" in match.reason


def test_titles_of_different_years_stay_apart() -> None:
    assert not same_report(seen(index_key=None, title_year="2020", text_hash=12), KEYS).same


def test_the_same_text_without_issuer_or_number() -> None:
    match = same_report(seen(index_key=None, issuer_key=None, division=None, portal="x"), KEYS)
    assert (match.same, match.rule) == (True, "content")


def test_the_same_text_of_another_year_stays_apart() -> None:
    assert not same_report(seen(year=2020), KEYS).same


def test_traditional_script_is_the_same_text() -> None:
    words = "。".join(f"推进第{n}项政务公开工作，办理结果网上可查" for n in range(20))
    simple = Report("漳县2019年政府信息公开工作年度报告", "漳县", 2019, sections=(Section(1, "一、总体情况", words),))
    other = words.replace("办", "辦").replace("进", "進").replace("务", "務").replace("开", "開").replace("结", "結")
    copied = replace(simple, sections=(Section(1, "一、總體情況", other.replace("网", "網").replace("项", "項")),))
    assert keys_of(simple, "a").text_hash == keys_of(copied, "b").text_hash is not None
    assert content_hash(simple) != content_hash(copied)


def test_a_short_text_is_no_identity() -> None:
    assert keys_of(Report("年报", sections=(Section(1, "一、总体情况", "无。"),)), "a").text_hash is None


def test_findings_are_not_content_and_numbers_compare_by_value() -> None:
    one = Report("年报", proactive={"fees": {"amount": 3.0}})
    assert content_hash(one) == content_hash(Report("年报", proactive={"fees": {"amount": 3}}))
    assert content_hash(one) != content_hash(Report("年报", proactive={"fees": {"amount": None}}))


def test_a_doctored_page_never_takes_a_genuine_reports_name() -> None:
    assert identity(KEYS, "http://a/1") == "621125|漳县|2019"
    assert identity(KEYS, "http://a/1", quarantined=True) == "quarantined|zhangxian|http://a/1"


optional_text = st.none() | st.sampled_from(["a", "b"])
keys = st.builds(
    Keys,
    portal=st.sampled_from(["p", "q"]),
    index_key=optional_text,
    issuer_key=optional_text,
    division=st.none() | st.sampled_from(["1", "2"]),
    year=st.none() | st.sampled_from([2019, 2020]),
    title_rest=st.sampled_from(["", "x", "教育局"]),
    title_year=st.none() | st.sampled_from(["2019", "2020"]),
    text_hash=st.none() | st.sampled_from([1, 2]),
)


@example(
    Keys("q", "b", "a", None, None, "", None, None),
    Keys("q", "b", "a", None, None, "x", None, None),
)
@given(keys, keys)
def test_sameness_has_no_direction_and_never_joins_years_or_issuers(one: Keys, other: Keys) -> None:
    match = same_report(one, other)
    assert match.same == same_report(other, one).same
    if match.same:
        assert None in (one.year, other.year) or one.year == other.year
        assert None in (one.issuer_key, other.issuer_key) or one.issuer_key == other.issuer_key
        assert None in (one.division, other.division) or one.division == other.division


@given(st.text(max_size=40), st.none() | st.text(max_size=20))
def test_keys_of_any_text(title: str, issuer: str | None) -> None:
    found = keys_of(Report(title, issuer, index_no=title), "p")
    assert found.title_rest == title_rest(title, issuer)
    assert identity(found, "http://a/1")
