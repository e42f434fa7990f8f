from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.header_labels import labels, longest_label
from reports.header_lines import parse_line


def pairs(text: str) -> list[tuple[str, str]]:
    return [(pair.label.text, pair.value) for pair in parse_line(text).pairs]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("索 引 号: 000014349/2020-344316", [("索引号", "000014349/2020-344316")]),
        ("文  号: 发文日期:", [("文号", ""), ("发文日期", "")]),
        ("| 标 题 | 某局2023年政府信息公开工作年度报告 | ||", [("标题", "某局2023年政府信息公开工作年度报告")]),
        ("| 发布机构 | 发布日期 | 2024-02-21 17:44:04 | |", [("发布机构", ""), ("发布日期", "2024-02-21 17:44:04")]),
        ("发布机构: 是否有效:", [("发布机构", ""), ("是否有效", "")]),
        (
            "发布时间:2022-10-24 22:20:41 人气: 作者:admin",
            [("发布时间", "2022-10-24 22:20:41"), ("人气", ""), ("作者", "admin")],
        ),
        ("日期:2021-01-29 字号:[]", [("日期", "2021-01-29"), ("字号", "[]")]),
        (
            "【索引号】：000014349/2020-1　【发布机构】：某县财政局",
            [("索引号", "000014349/2020-1"), ("发布机构", "某县财政局")],
        ),
        ("[ 索引号 ] 11500/2022-00123 [ 有效性 ] 有效", [("索引号", "11500/2022-00123"), ("有效性", "有效")]),
        ("索引号000014349/2024-06672", [("索引号", "000014349/2024-06672")]),
        (
            "索引号000014349/2024-1发布机构漳县财政局发文日期2024年1月8日",
            [("索引号", "000014349/2024-1"), ("发布机构", "漳县财政局"), ("发文日期", "2024年1月8日")],
        ),
        (
            "索 引 号 000014349/2024-1 发布机构 漳县人民政府",
            [("索引号", "000014349/2024-1"), ("发布机构", "漳县人民政府")],
        ),
        ("发布机构：甲局发文日期：2021-01-02", [("发布机构", "甲局"), ("发文日期", "2021-01-02")]),
        ("发布机构：甲局（乙办）", [("发布机构", "甲局（乙办）")]),
        ("文件状态：有效;", [("文件状态", "有效")]),
        ("来源：某局 【打印】 【关闭】", [("来源", "某局")]),
        ("发布时间：2021-01-02 10:30 [ 大 中 小 ]", [("发布时间", "2021-01-02 10:30")]),
        ("▪ 发文字号：国办发〔2018〕2号", [("发文字号", "国办发〔2018〕2号")]),
        ("浏览:3 发布时间：2021-01-02", [("浏览", "3"), ("发布时间", "2021-01-02")]),
        ("发布时间2021-01-02浏览次数：12", [("发布时间", "2021-01-02"), ("浏览次数", "12")]),
        ("编辑日期：2021-01-02 點擊：3", [("编辑日期", "2021-01-02 點擊：3")]),
        ("發佈機構：漳縣人民政府", [("發佈機構", "漳縣人民政府")]),
        ("信息提供日期 : 2019-02-20 16:48来源 : 某街道", [("信息提供日期", "2019-02-20 16:48"), ("来源", "某街道")]),
        ("备注/文号：某教〔2026〕1号", [("备注/文号", "某教〔2026〕1号")]),
        ("公文生成日期:2026-01-27", [("公文生成日期", "2026-01-27")]),
        ("索\u200b引号：000014349/2020-1", [("索引号", "000014349/2020-1")]),
    ],
)
def test_lines_of_pairs(line: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        "来源于群众的意见",
        "发布机构应当按季检查，责任到人。",
        "标题",
        "联系电话：0578-2020123",
        "全年收到来信：十二件",
        "根据要求，现将索引号：的编制规则说明如下",
        "文号统一编排，由办公室负责。",
        "时间紧、任务重",
    ],
)
def test_prose_is_no_line_of_pairs(line: str) -> None:
    assert pairs(line) == []


@pytest.mark.parametrize("line", ["分类施策，成效明显", "主题教育扎实开展", "分类政务公开"])
def test_glued_free_text_is_left_to_its_neighbours(line: str) -> None:
    assert not parse_line(line).sure
    assert parse_line("分类：政务公开").sure


def test_a_date_before_the_first_label_is_kept() -> None:
    assert parse_line("［2023-01-16］ 信息来源：某县应急局 分享到：").leading == "2023-01-16"
    assert parse_line("2023-01-16 10:20 来源：某县应急局").leading == "2023-01-16 10:20"


@given(
    st.sampled_from(["索引号", "发布机构", "发文日期", "文号", "发布日期"]),
    st.sampled_from(["", " ", "　", "\u00a0"]),
    st.sampled_from(["：", ":"]),
    st.sampled_from(["", "2021-01-29", "某县水利局", "000014349/2021-00001", "某水发〔2021〕3号"]),
)
def test_spaces_inside_a_label_do_not_matter(label: str, gap: str, colon: str, value: str) -> None:
    assert pairs(gap.join(label) + gap + colon + gap + value) == [(label, value)]


def test_labels_are_told_apart_by_length() -> None:
    """Every label, alone before a colon, is found whole and not as a shorter label at its end."""
    for text in labels():
        assert pairs(f"{text}：甲") == [(text, "甲")]
    assert max(map(len, labels())) == longest_label()


@given(st.text(max_size=120))
def test_no_input_is_an_error(text: str) -> None:
    for pair in parse_line(text).pairs:
        assert pair.label.text in labels()
        assert len(pair.value) <= len(text)
