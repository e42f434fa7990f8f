"""Printed labels and what they mean; the codes against the contract where it lies beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.statutory import (
    APPLICANTS,
    APPLICATION_LABELS,
    FORMATS,
    PROCEEDING_COLUMNS,
    header_unit,
    label_key,
    roles_of,
)


def test_codes_are_the_contracts(shared: Path) -> None:
    contract = json.loads((shared / "contract" / "statutory-tables.json").read_text(encoding="utf-8"))
    assert [column["code"] for column in contract["applicants"]] == list(APPLICANTS)
    assert [column["code"] for column in contract["proceedings"]["columns"]] == list(PROCEEDING_COLUMNS)
    for name, form in contract["formats"].items():
        ours = FORMATS[name]
        assert [row["code"] for row in form["applications"]] == [code for code, _ in ours.applications]
        for theirs, block in zip(form["proactive"], ours.proactive, strict=True):
            assert [code for code, _ in theirs["columns"]] == [column.code for column in block.columns]
            assert [code for code, _ in theirs["rows"]] == [code for code, _ in block.rows]


def test_every_label_of_the_contract_is_known(shared: Path) -> None:
    contract = json.loads((shared / "contract" / "statutory-tables.json").read_text(encoding="utf-8"))
    for form in contract["formats"].values():
        for row in form["applications"]:
            label = row["label"].rpartition(" > ")[2]
            assert row["code"] in {role.code for role in roles_of(label)}
        for block in form["proactive"]:
            for code, label in [*block["columns"], *block["rows"]]:
                assert code in {role.code for role in roles_of(label)}


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("一、本年新收政府信息公开申请数量", "application.row", "received"),
        ("1．本年新收政府信息公开申请数量", "application.row", "received"),
        ("本年新收", "application.row", "received"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "application.row", "granted_in_part"),
        ("(2)部分公开", "application.row", "granted_in_part"),
        ("1属于国家秘密", "application.row", "denied_state_secret"),
        ("属于国家秘蜜", "application.row", "denied_state_secret"),
        ("3.危及“三安全一稳定”", "application.row", "denied_security_stability"),
        ('危及"三安全一稳定"', "application.row", "denied_security_stability"),
        ("2．其它法律、行政法规禁止公开", "application.row", "denied_prohibited_by_law"),
        ("重复申请", "application.row", "unprocessed_repeat"),
        ("无正当理由大量反复申请", "application.row", "unprocessed_excessive"),
        ("四、结转下年度继续", "application.row", "carried_out"),
        ("本年增/", "proactive.column", "change"),
        ("本年新\n公开数量", "proactive.column", "disclosed"),
        ("现行有效件", "proactive.column", "in_force"),
        ("规章（设区的市、自治州人民政府应提供）", "proactive.row", "rules"),
        ("规范性文件(" + "行政机关制定发布的决定、公告、通告、" * 6 + "等)", "proactive.row", "normative_documents"),
        ("本年收费金额（单位：万元）", "proactive.column", "amount"),
        ("其他对外管理服务事项", "proactive.row", "other_services"),
        ("未经复议\n直接起诉", "proceedings.group", "direct_suit"),
        ("自　然　人", "applicant.column", "natural_person"),
        ("第二十条第（五）项", "clause", ""),
        ("第20条第（5）项", "clause", ""),
        ("一、本年新收政府資訊公開申請數量".replace("資訊", "信息"), "application.row", "received"),
    ],
)
def test_printed_labels(text: str, kind: str, code: str) -> None:
    assert (kind, code) in {(role.kind, role.code) for role in roles_of(text)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "不以公开",
        "公开申请",
        "五、存在问题及改进情况",
        "行政处罚 195635",
        "四、政府信息公开行政复议、行政诉讼情况",
        "政府信息公开申请数量",
        "x" * 500,
    ],
)
def test_what_is_ambiguous_or_foreign_means_nothing(text: str) -> None:
    assert roles_of(text) == ()


def test_total_and_other_have_every_meaning() -> None:
    assert {role.kind for role in roles_of("总计")} == {"applicant.column", "application.row", "proceedings.column"}
    assert {role.kind for role in roles_of("3.其他")} == {"applicant.column", "application.row"}


def test_no_two_rows_share_a_label() -> None:
    keys = [label_key(label.rpartition(" > ")[2]) for label in APPLICATION_LABELS.values()]
    assert len(keys) == len(set(keys))


def test_units_of_heads() -> None:
    assert header_unit("本年收费金额（单位：万元）") == "万元"
    assert header_unit("本年收费金额（单位：万\n元）") == "万元"
    assert header_unit("收费金额（元）") == "元"
    assert header_unit("采购总金额") is None


@given(st.text(alphabet="一二三()（）、.1234567890本年新收政府信息公开申请数量其他总计\n ", max_size=60))
def test_any_label_is_looked_up_without_error(text: str) -> None:
    assert isinstance(roles_of(text), tuple)


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("三、本年度办理结果（一）予以公开", {"granted"}),
        ("（三）不予公开\n1.属于国家秘密", {"denied_state_secret"}),
        ("三、本年度办理结果（三）不予公开 2、其他法律行政法规禁止公开", {"denied_prohibited_by_law"}),
        ("（六）其他处理 3.其他", {"other_other"}),
        ("三、本年度办理结果（七）总计", {"total"}),
        ("其他措施（一）予以公开", set()),
    ],
)
def test_a_row_behind_its_groups_name(label: str, codes: set[str]) -> None:
    assert {role.code for role in roles_of(label)} == codes
