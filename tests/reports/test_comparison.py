"""Two texts of one report: which words differ between them, and whether only a contaminator changes such words."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from reports.authenticity.comparison import Agreement, compare

TITLE = "清河县2022年政府信息公开工作年度报告"
SENTENCES = (
    "根据《国务院办公厅关于印发政务公开工作要点的通知》，清河县人民政府编制本报告。",
    "按照《河北省人民政府办公厅关于做好年报编制的通知》，各部门逐项对照，落实到人。",
    "依托“便民在线”平台公开办事指南，群众查询更加方便。",
    "全年“便民在线”答复咨询五百件，办结率百分之百。",
    "“便民在线”的好评率稳步提高，清河县群众普遍满意。",
    "清河县财政局公开预算决算，清河县教育局公开招生计划。",
    "全县共收到政府信息公开申请十一件，均在法定期限内答复。",
    "没有因政府信息公开引起的行政复议和行政诉讼。",
    "存在的问题是个别单位更新不够及时，下一步将加强培训。",
    "咨询电话由政务公开办公室专人接听，工作日均可拨打。",
)
TEXT = "\n".join(SENTENCES)


def changed(old: str, new: str, text: str = TEXT) -> Agreement:
    return compare(text.replace(old, new), text, TITLE, TITLE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("关于", "街机高手联盟"),  # a word that reports need
        ("清河县", "麒麟国际"),  # the place's own name
        ("便民在线", "飞豹棋牌"),  # a trade's name, wherever it stands
        ("便民在线", "菲娱国际"),
        ("公开", "公瑶池仙境开"),  # words torn apart again and again
        ("公开", "公dkq开"),
    ],
)
def test_what_only_a_contaminator_writes_tells_the_doctored_text_from_the_other(old: str, new: str) -> None:
    agreement = changed(old, new)
    assert agreement.holds
    assert agreement.doctored()
    assert not agreement.reversed().doctored()
    assert all(change.count > 1 and change.place for change in agreement.doctored())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("便民在线", "清河智办"),  # a platform that was renamed
        ("十一件", "十二件"),
        ("五百件", "600件"),
        ("全县", "全区"),
        ("政务公开办公室", "县数据和政务服务局"),
        ("清河县", "我县"),
        ("全县", "清河县"),
        ("便民在线", "QQ"),
        ("全年", "全年衢融通"),
        ("群众", "衢融通群众"),  # a name that the revised text has more often
        ("不够及时", "不及时"),
    ],
)
def test_corrections_are_no_doctoring(old: str, new: str) -> None:
    agreement = changed(old, new)
    assert agreement.holds
    assert not agreement.doctored()
    assert not agreement.reversed().doctored()


def test_a_strange_name_counts_against_a_page_elsewhere_only() -> None:
    agreement = changed("便民在线", "傲世皇朝")
    assert not agreement.doctored()
    assert [change.added for change in agreement.doctored(at_home=False)] == ["傲世皇朝"]
    assert not agreement.doctored(at_home=False, other_at_home=False)


def test_scraps_behind_full_stops_are_told() -> None:
    stuffed = "\n".join(line + "星河仙踪" if n % 3 == 0 else line for n, line in enumerate(SENTENCES))
    (change,) = compare(stuffed, TEXT).doctored()
    assert (change.removed, change.added, change.count) == ("", "星河仙踪", 4)


def test_script_blanks_and_punctuation_are_no_differences() -> None:
    copy = OpenCC("s2t").convert(TEXT).replace("，", ", ").replace("；", ";")
    agreement = compare(copy, TEXT)
    assert agreement.share == 1
    assert not agreement.changes


def test_another_report_does_not_agree() -> None:
    other = "\n".join(f"第{n}项内容与前文毫无共同之处，只是碰巧同为一份材料{n}。" for n in range(12))
    assert not compare(other, TEXT).holds
    assert not compare("", TEXT).holds
    assert not compare(TEXT, "").holds


def test_a_sentence_without_end_costs_no_more_than_it_tells() -> None:
    rng = Random(4)
    long = "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(60_000))
    middle = long[:20_000] + "、".join(long[20_000:40_000]) + long[40_000:]
    assert compare(middle, long).changes == ()
    assert compare(long.replace(long[100:104], "甲"), long).holds


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_compare(one: str, other: str) -> None:
    agreement = compare(one, other)
    assert 0 <= agreement.share <= 1
    agreement.doctored(at_home=False)
