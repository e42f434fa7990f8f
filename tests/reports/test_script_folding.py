"""Labels and headings mean the same in traditional script."""

from __future__ import annotations

import opencc
import pytest

from reports.cells import read_cell
from reports.script_folding import folded
from reports.statutory import header_unit, roles_of
from sandbox import forms

CONVERTERS = [opencc.OpenCC(name) for name in ("s2t", "s2tw", "s2hk")]


def labels() -> set[str]:
    """Every label that the two forms print."""
    found = {forms.LEGAL_PERSONS, forms.CORNER, forms.RESULTS, forms.SUITS, "申请人情况", "信息内容"}
    for form, blocks in forms.PROACTIVE.items():
        for block in blocks:
            found |= {block.clause, *(label for _, label in block.columns), *(label for _, label in block.rows)}
        for row in forms.application_rows(form):
            found |= {row.label, row.group}
    for pairs in (forms.APPLICANTS, forms.SUIT_GROUPS, forms.SUIT_COLUMNS):
        found |= {label for _, label in pairs}
    return found - {""}


@pytest.mark.parametrize("label", sorted(labels()))
def test_labels_of_the_forms(label: str) -> None:
    assert roles_of(label)
    for converter in CONVERTERS:
        assert roles_of(converter.convert(label)) == roles_of(label), converter.convert(label)


def test_units() -> None:
    """元 alone would make ten thousand times too little of 萬元."""
    assert header_unit("本年收費金額（單位：萬元）") == "万元"
    assert read_cell("12萬元", amount=True, unit="万元") == read_cell("12万元", amount=True, unit="万元")


def test_simplified_text_is_left_alone() -> None:
    text = "三、本年度办理结果"
    assert folded(text) is text
