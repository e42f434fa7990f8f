"""Titles, anchor texts and slugs."""

# ruff: noqa: E501 - rows of tables

from __future__ import annotations

import pytest

from crawler.platforms import wording


@pytest.mark.parametrize(
    "title",
    [
        "某县2022年政府信息公开工作年度报告",
        "某县教育局2022年度政府信息公开工作年度报告",
        "2021年政府信息公开年度报告",
        "湖口县2019年信息公开年报",
        "临潭县2020年政府信息公开工作的报告",
        "教育局2023年度政府信息公开工作报告",
        "舒兰市2018年政务信息公开年度报告",
        "某县财政局2022年政府信息公开工作年度报告",
        "某县审计局2022年政府信息公开工作年度报告",
        "某市生态环境局某县分局2022年政府信息公开年度报告",
        "某县质量技术监督局2015年政府信息公开工作年度报告",
        "某市中小企业局2014年政府信息公开年报",
        "某市法制办公室2016年政府信息公开年报",
        "某县公共资源交易监督管理办公室2022年政府信息公开工作年度报告",
        "某 镇 二〇一二 年 政府 信息 公开 年度 报告",
    ],
)
def test_titles_that_name_a_report(title: str) -> None:
    assert wording.names_report(title)
    assert wording.may_be_report(title)


@pytest.mark.parametrize(
    "title",
    [
        "文字解读：某县2022年政府信息公开工作年度报告", "图解某县年报", "关于编制政府信息公开年报格式的通知", "政府信息公开年度报告制度",
        "某县2022年法治政府建设年度报告", "某县2022年部门决算", "某企业年度报告公示", "政府信息公开指南", "全县经济工作会议召开",
    ],
)  # fmt: skip
def test_titles_that_do_not(title: str) -> None:
    assert not wording.names_report(title)


def test_generous_titles_let_the_page_decide() -> None:
    assert wording.may_be_report("某县2022年年报（图片版）")
    assert wording.may_be_report("文字解读：某县2022年政府信息公开工作年度报告")
    assert not wording.may_be_report("政府信息公开指南")


@pytest.mark.parametrize(("text", "bare"), [
    ("2022年", True), ("2022", True), ("〔2019〕年", True), ("县发展和改革局", True), ("城关镇", True), ("某某街道办事处", True),
    ("局", False), ("关于某事的说明", False), ("首页", False),
])  # fmt: skip
def test_bare_titles(text: str, bare: bool) -> None:
    assert wording.is_bare(text) is bare


@pytest.mark.parametrize(("url", "weight"), [
    ("/zwgk/zfxxgknb/", 92), ("/x/xxgknb/index.html", 92), ("/szfxxgknb/", 92), ("/ZFXXGKNB4764/", 92), ("/gknb/", 92), ("/bgtndbg/", 92),
    ("/bmnb/list.shtml", 92), ("/zfxxgk/", 50), ("/zwgk/", 40), ("/zwgk/zfxxgkzn/", 15), ("/zfxxgknb/other/2023/a.html", 0), ("/", 0),
])  # fmt: skip
def test_slugs(url: str, weight: int) -> None:
    assert wording.slug_weight("http://www.x.gov.cn" + url) == weight


@pytest.mark.parametrize(
    "slug", ["2021n", "2020n_5715", "2023_nd", "nb_2022n", "gknb2017", "2018nb", "2021gzj", "2021"]
)
def test_slugs_of_years(slug: str) -> None:
    assert wording.is_year_slug(f"http://www.x.gov.cn/nb/{slug}/") or slug == "gknb2017"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("政府信息公开年报", 100), ("信息公开年度报告", 100), ("年 报", 88), ("政府信息公开", 62), ("政务公开", 55), ("部门年报", 88),
        ("企业年报", 0), ("法治政府建设年度报告", 0), ("2", 0), ("下一页", 0), ("互动交流", 0), ("旅游", 0),
        ("县文化和旅游局政府信息公开", 62), ("县文化和旅游局政府信息公开年报", 100), ("办事指南", None), ("", None),
        ("我县召开2023年政务公开暨政府信息公开工作培训会", 15),
    ],
)  # fmt: skip
def test_anchors(text: str, weight: int | None) -> None:
    assert wording.anchor_weight(text) == weight
