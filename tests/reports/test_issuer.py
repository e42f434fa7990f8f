from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.issuer import find_issuer, long_form, title_issuer
from reports.model import PortalContext

NAME = "政府信息公开工作年度报告"
COUNTY = PortalContext("x", "漳县人民政府", "621125", "county")
BUREAU = PortalContext("x", "漳县水利局", "621125", "department")
PLAIN = f"2021年{NAME}"


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        (f"漳县2021年{NAME}", "漳县"),
        (f"漳县人民政府2021年{NAME}", "漳县人民政府"),
        ("漳县人民政府信息公开工作年度报告（2020年度）", "漳县人民政府"),
        (f"漳县人民政府{NAME}（2020年）", "漳县人民政府"),
        (f"漳县人民政府办公室2021年{NAME}", "漳县人民政府办公室"),
        (f"漳县水利局2021年度{NAME}", "漳县水利局"),
        (f"2021年度漳县水利局{NAME}", "漳县水利局"),
        (f"(2020年)漳县统计局{NAME}", "漳县统计局"),
        (f"漳县二〇二〇年{NAME}", "漳县"),
        (f"漳县二О二О年度{NAME}", "漳县"),
        ("漳县水利局关于2021年政府信息公开工作的报告", "漳县水利局"),
        (f"漳县人民政府办公室关于印发《漳县2021年{NAME}》的通知", "漳县"),
        (f"关于公布漳县水利局2021年{NAME}的通知", "漳县水利局"),
        (f"附件：漳县水利局2021年{NAME}", "漳县水利局"),
        (f"【年报】漳县水利局2021年{NAME}", "漳县水利局"),
        (f"2020年{NAME}（漳县水利局）", "漳县水利局"),
        (f"漳县融媒体中心（漳县广播电视台）2020年{NAME}", "漳县融媒体中心（漳县广播电视台）"),
        (f"国家税务总局漳县税务局2021年{NAME}", "国家税务总局漳县税务局"),
        (f"杭州市临平区人民政府南苑街道办事处2021年{NAME}", "杭州市临平区人民政府南苑街道办事处"),
        (f"武阳镇2021年{NAME}（图片版）", "武阳镇"),
        ("湖口县2021年信息公开年报", "湖口县"),
        ("漳县水利局2021年度报告（政府信息公开）", "漳县水利局"),
        ("漳县水利局2021年年报（信息公开）", "漳县水利局"),
        ("舒兰市2021年政务信息公开年度报告", "舒兰市"),
        (f"教育部2020年{NAME}", "教育部"),
        (f"合肥高新区2020年{NAME}", "合肥高新区"),
        (f"漳县水利局（本级机关）2020年{NAME}", "漳县水利局"),
        (f"漳县人民政府本级2020年{NAME}", "漳县人民政府"),
        (f"甲乙brand88官网衢州市人民政府2020年{NAME}", "衢州市人民政府"),
        (PLAIN, None),
        (f"2021年全县{NAME}", None),
        (f"我局2021年{NAME}", None),
        ("政府信息公开年报", None),
        ("中国共产党第二十次全国代表大会", None),
        ("", None),
    ],
)
def test_bodies_in_titles(title: str, issuer: str | None) -> None:
    assert title_issuer(title) == issuer


@pytest.mark.parametrize(
    ("name", "publisher", "text", "expected"),
    [
        ("漳县", None, "漳县人民政府坚持公开", "漳县人民政府"),
        ("漳县", "漳县人民政府", "", "漳县人民政府"),
        ("漳县", "漳县人民政府办公室", "由漳县人民政府办公室编制", "漳县"),
        ("漳县", None, "由定西市人民政府要求", "漳县"),
        ("漳县政府", None, "漳县人民政府坚持公开", "漳县人民政府"),
        ("武阳镇", None, "武阳镇人民政府认真落实", "武阳镇人民政府"),
        ("武阳镇政府", None, "武阳镇人民政府认真落实", "武阳镇人民政府"),
        ("武阳镇政府", None, "武阳镇党委认真落实", "武阳镇政府"),
        ("漳县", None, "由漳县人民政府信息公开办编制", "漳县"),
        ("城东街道", "城东街道办事处", "", "城东街道办事处"),
        ("教育局", "漳县教育局", "", "漳县教育局"),
        ("教育局", "县教育局", "", "教育局"),
        ("教育部", "中华人民共和国教育部", "", "教育部"),
        ("武阳镇人民政府", "漳县武阳镇人民政府", "", "武阳镇人民政府"),
        ("漳县教育局", "定西市漳县教育局", "", "漳县教育局"),
        ("漳县水利局", "漳县人民政府", "漳县人民政府坚持公开", "漳县水利局"),
    ],
)
def test_long_forms_are_taken_where_the_page_prints_them(
    name: str, publisher: str | None, text: str, expected: str
) -> None:
    assert long_form(name, [], publisher, text) == expected


@pytest.mark.parametrize(
    ("name", "text", "portal", "expected"),
    [
        ("县执法局", "本报告由漳县城市管理综合执法局按照《某某条例》编制。", None, "漳县城市管理综合执法局"),
        ("县执法局", "本报告由漳县城市管理综合执法局按照《某某条例》编制。", COUNTY, "漳县城市管理综合执法局"),
        ("住建局", "现公布漳县住房和城乡建设局2021年政府信息公开工作年度报告。", COUNTY, "漳县住房和城乡建设局"),
        ("水务局", f"漳县水务局2021年{NAME}（以下简称年报）根据条例编制。", None, "漳县水务局"),
        ("县住建局", "2020年以来，漳县住建局围绕县委、县政府中心工作。", None, "漳县住建局"),
        # another body compiles, and another place's office is named
        ("教育局", "本报告由漳县人民政府办公室编制。", None, "教育局"),
        ("水务局", "本报告由漳县水利局编制。", None, "水务局"),
        ("水务局", "与漳县水务局联系。", None, "水务局"),
        ("水务局", "本报告由衢州市水务局编制。", COUNTY, "水务局"),
    ],
)
def test_an_abbreviated_body_is_spelt_out_as_the_report_introduces_itself(
    name: str, text: str, portal: PortalContext | None, expected: str
) -> None:
    assert long_form(name, [], None, text, portal) == expected


@pytest.mark.parametrize(
    ("publisher", "text", "portal", "issuer", "source"),
    [
        ("漳县水利局", "我局落实条例。", COUNTY, "漳县水利局", "publisher"),
        (None, "现公布漳县武阳镇人民政府2021年政府信息公开年度报告。", COUNTY, "漳县武阳镇人民政府", "text"),
        ("漳县人民政府办公室", "2021年，漳县水利局坚持公开。", COUNTY, "漳县水利局", "text"),
        ("漳县人民政府办公室", "全县共收到申请三件。", COUNTY, "漳县人民政府", "publisher"),
        (
            None,
            "根据《定西市人民政府办公室关于做好2021年政府信息公开工作年度报告编制工作的通知》要求，由漳县水利局编制。",
            COUNTY,
            "漳县水利局",
            "compiler",
        ),
        (None, "按照省政府办公厅2021年政府信息公开年度报告编制要求，我县编制。", COUNTY, "漳县人民政府", "portal"),
        (None, "现公布漳县教育和体育局2021年政府信息公开年度报告。", COUNTY, "漳县教育和体育局", "text"),
        (
            None,
            "我局制定漳县人力资源和社会保障局2021年度政府信息公开年报",
            COUNTY,
            "漳县人力资源和社会保障局",
            "text",
        ),
        (None, "根据条例和漳县水利局2021年政府信息公开年报", COUNTY, "漳县水利局", "text"),
        (None, "2021年，漳县武阳镇特编制2021年政府信息公开年度报告。", COUNTY, "漳县武阳镇", "text"),
        (None, "2021年，漳县水利局共公开信息三十条。", COUNTY, "漳县水利局", "text"),
        (None, "由漳县人民政府城东街道党政办公室综合科编制", COUNTY, "漳县人民政府城东街道", "compiler"),
        (None, "2021年，在县委、县政府的坚强领导下，城东街道办事处认真落实。", COUNTY, "城东街道办事处", "text"),
        (None, "本报告由漳县人民政府信息公开工作领导小组办公室根据《条例》编制。", None, "漳县人民政府", "compiler"),
        (None, "由漳县水利局依据《某某条例》（国令711号）等文件编制", COUNTY, "漳县水利局", "compiler"),
        (None, "本报告由漳县人民政府办公室编制。", None, "漳县人民政府", "compiler"),
        (None, "由漳县人民政府办公室综合县政府所属各机关的年度报告编制而成", None, "漳县人民政府", "compiler"),
        (None, "本报告由漳县水利局结合有关统计数据编制。", None, "漳县水利局", "compiler"),
        (None, "本报告由漳县水利局办公室编制。", None, "漳县水利局", "compiler"),
        (None, "漳县水利局根据《某某条例》编制本报告，现予公布。", COUNTY, "漳县水利局", "compiler"),
        (None, "漳县人民政府办公室依据《某某条例》编写本报告。", COUNTY, "漳县人民政府", "compiler"),
        (None, "如有疑问，请与漳县武阳镇党政办公室联系（地址：某路1号）。", None, "漳县武阳镇", "compiler"),
        (None, "可通过意见箱反映或直接与漳县人民政府办公室信息公开科联系。", None, "漳县人民政府", "compiler"),
        (None, "2021年，街道办事处坚持公开。请联系漳县城东街道综合办公室。", None, "漳县城东街道", "compiler"),
        (None, "全县落实条例。如有疑问，请与漳县大数据局联系。", COUNTY, "漳县人民政府", "portal"),
        (None, "我局落实条例。如有疑问，请与漳县大数据局联系。", COUNTY, "漳县大数据局", "compiler"),
        ("本站", "我局落实条例。请与漳县人民政府办公室联系。", BUREAU, "漳县水利局", "portal"),
        ("本站", "我局落实条例。", BUREAU, "漳县水利局", "portal"),
        ("admin", "全县落实条例。", COUNTY, "漳县人民政府", "portal"),
    ],
)
def test_who_stands_in_where_the_title_names_nobody(
    publisher: str | None, text: str, portal: PortalContext | None, issuer: str, source: str
) -> None:
    found = find_issuer([PLAIN], publisher, text, portal)
    assert (found.name, found.source) == (issuer, source)
    assert [finding.rule for finding in found.findings] == [f"issuer.from-{source}"]


@pytest.mark.parametrize(
    ("name", "publisher", "text", "expected"),
    [
        ("水利局", None, "2021年，漳县水利局坚持公开，定西市水利局督查", "漳县水利局"),
        ("县水利局", None, "2021年，漳县水利局坚持公开", "漳县水利局"),
        ("县水利局", "漳县水利局", "", "漳县水利局"),
        ("水利局", None, "定西市水利局督查", "水利局"),
        ("武阳镇", None, "漳县武阳镇共有干部", "武阳镇"),
    ],
)
def test_an_office_without_a_place_gets_the_portals_where_the_page_prints_it(
    name: str, publisher: str | None, text: str, expected: str
) -> None:
    assert find_issuer([f"{name}2021年{NAME}"], publisher, text, COUNTY).name == expected


@pytest.mark.parametrize(
    "name",
    [
        *("满洲里海关", "中华人民共和国拱北海关", "县委党校", "第二实验小学", "第三中学", "东关幼儿园", "省女子监狱"),
        *("市广播电视台", "区残联", "市工商联", "森林公园", "区金融办", "市委编办", "县地方志办", "水务集团"),
    ],
)
def test_bodies_without_a_division_in_their_names(name: str) -> None:
    assert find_issuer([f"{name}2021年{NAME}"], None, "", None).name == name
    assert find_issuer([f"2021年{name}{NAME}"], None, "", None).name == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("海关总署2010年海关信息公开工作年度报告", "海关总署"),
        (f"漳县2021年党务{NAME}", "漳县"),
        (f"漳县2021年基层{NAME}", "漳县"),
        (f"漳县2021年度教育局{NAME}", "漳县教育局"),
        (f"漳县2021年人民{NAME}", "漳县人民政府"),
        (f"漳县2021年公共企事业单位{NAME}", "漳县公共企事业单位"),
    ],
)
def test_words_behind_the_year_that_name_no_body(title: str, name: str) -> None:
    assert find_issuer([title], None, "", None).name == name


def test_a_body_that_quotes_its_own_report() -> None:
    text = f"根据《漳县人民政府关于做好2021年{NAME}编制工作的通知》要求，现发布《漳县武阳镇2021年{NAME}》。"
    assert find_issuer([PLAIN], None, text, None).name == "漳县武阳镇"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("工作由综合办公室牵头。\n武阳街道办事处2021年共主动公开政府信息96条。", "武阳街道办事处"),
        (
            "本报告由我街道编写。请与漳县人民政府武阳街道办事处综合保障办公室联系（地址：武阳）。",
            "漳县人民政府武阳街道办事处",
        ),
    ],
)
def test_bodies_that_tell_of_themselves_or_answer_questions(text: str, name: str) -> None:
    assert find_issuer([PLAIN], None, text, None).name == name


@pytest.mark.parametrize("name", ["区政府办", "党政办", "政务公开办", "政务公开平台"])
def test_offices_and_sites_that_carry_reports_are_not_their_issuers(name: str) -> None:
    assert find_issuer([PLAIN], name, "", None).name is None


def test_only_a_county_portals_name_is_a_warning() -> None:
    county, bureau = find_issuer([PLAIN], None, "", COUNTY), find_issuer([PLAIN], None, "", BUREAU)
    assert [found.findings[0].severity for found in (county, bureau)] == ["warning", "info"]
    assert county.confidence < find_issuer([PLAIN], "漳县水利局", "", COUNTY).confidence


def test_nobody_is_none_and_a_finding() -> None:
    found = find_issuer([PLAIN], "本站", "我局落实条例。", None)
    assert (found.name, [finding.rule for finding in found.findings]) == (None, ["issuer.unknown"])


@pytest.mark.parametrize("text", ["我局落实条例。", "全镇干部培训两次。", "我办事处公开三十条。", "本单位落实专人。"])
def test_a_governments_portal_does_not_stand_in_for_a_body_below_it(text: str) -> None:
    found = find_issuer([PLAIN], None, text, COUNTY)
    assert (found.name, [finding.rule for finding in found.findings]) == (None, ["issuer.unknown"])


def test_another_title_of_the_page_names_the_body() -> None:
    found = find_issuer([PLAIN, f"漳县水利局2021年{NAME}"], None, "", COUNTY)
    assert (found.name, found.source, found.findings) == ("漳县水利局", "heading", ())


def test_the_publisher_and_the_portal_are_other_bodies() -> None:
    found = find_issuer(
        [f"莱芜市2017年{NAME}"], "济南市莱芜区人民政府", "全市落实条例。", PortalContext("x", "济南市莱芜区人民政府")
    )
    assert found.name == "莱芜市"


@given(st.text(alphabet="漳县水利局人民政府办公室关于的2021年二〇信息公开工作度报告（）《》：由编制，", max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    find_issuer([text], text, text, PortalContext("x", text, "621125", "county"))
