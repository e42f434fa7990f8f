"""The forms' arithmetic: each rule of the contract, and what it must not say."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reports.arithmetic import check, check_carry_over
from reports.model import Figures
from reports.statutory import APPLICANTS, FORMATS, OUTCOMES, PROCEEDING_COLUMNS, PROCEEDING_GROUPS


def applications(**cells: int | None) -> Figures:
    """All 0 in the 2021 form, except `row__column=value`."""
    figures: Figures = {code: dict.fromkeys(APPLICANTS, 0) for code, _ in FORMATS["2021"].applications}
    for name, value in cells.items():
        row, _, column = name.partition("__")
        figures[row][column] = value
    return figures


def proceedings(**cells: int | None) -> Figures:
    figures: Figures = {group: dict.fromkeys(PROCEEDING_COLUMNS, 0) for group in PROCEEDING_GROUPS}
    for name, value in cells.items():
        group, _, column = name.partition("__")
        figures[group][column] = value
    return figures


def rules(first: Figures | None, second: Figures | None = None) -> list[str]:
    return [finding.rule for finding in check("2021", None, first, second)]


def test_all_zero_is_consistent() -> None:
    assert rules(applications(), proceedings()) == []


def test_no_tables_no_findings() -> None:
    assert check("narrative", None, None, None) == []


def test_balance() -> None:
    figures = applications(received__enterprise=5, received__total=5)
    assert set(rules(figures)) == {"applications.balance"}
    messages = [finding.message for finding in check("2021", None, figures, None)]
    assert any("商业企业" in message and "= 5" in message and "= 0" in message for message in messages)


def test_outcomes() -> None:
    figures = applications(
        received__other=3, received__total=3, granted__other=2, granted__total=2, total__other=3, total__total=3
    )
    assert set(rules(figures)) == {"applications.outcomes"}


def test_applicants() -> None:
    figures = applications(carried_in__natural_person=1, carried_out__natural_person=1)
    assert rules(figures) == ["applications.applicants", "applications.applicants"]


def test_proceedings_total() -> None:
    found = check("2021", None, None, proceedings(suit_after_review__upheld=2, suit_after_review__total=1))
    assert [(finding.rule, finding.where) for finding in found] == [
        ("proceedings.total", "proceedings.suit_after_review")
    ]
    assert "复议后起诉" in found[0].message


def test_a_blank_total_is_not_assessable() -> None:
    assert (
        rules(
            applications(
                granted__natural_person=5,
                granted__total=None,
                total__natural_person=5,
                total__total=5,
                received__natural_person=5,
                received__total=5,
            )
        )
        == []
    )


def test_a_missing_addend_is_not_assessable_unless_the_rest_exceeds_the_sum() -> None:
    assert rules(None, proceedings(review__upheld=None, review__corrected=1, review__total=3)) == []
    assert rules(None, proceedings(review__upheld=None, review__corrected=4, review__total=3)) == ["proceedings.total"]


def test_all_blank_passes() -> None:
    blank: Figures = {group: dict.fromkeys(PROCEEDING_COLUMNS) for group in PROCEEDING_GROUPS}
    assert rules(None, blank) == []


def test_2019_form_and_mixed_form_sum_the_rows_they_print() -> None:
    figures: Figures = {code: dict.fromkeys(APPLICANTS, 0) for code, _ in FORMATS["2019"].applications}
    for row in ("received", "other", "total"):
        figures[row]["other"] = figures[row]["total"] = 4
    assert rules(figures) == []
    assert "other" in OUTCOMES and "other_other" in OUTCOMES


def test_carry_over() -> None:
    earlier = applications(carried_out__natural_person=2, carried_out__total=2)
    later = applications(carried_in__natural_person=2, carried_in__total=1)
    found = check_carry_over(earlier, later, 2022)
    assert [(finding.rule, finding.where) for finding in found] == [
        ("applications.carry_over", "applications.carried_in.total")
    ]
    assert check_carry_over(None, later, 2022) == []


def test_carry_over_ignores_blanks() -> None:
    assert check_carry_over(applications(carried_out__total=None), applications(carried_in__total=7), 2022) == []


@given(st.data())
def test_one_changed_cell_breaks_some_rule(data: st.DataObject) -> None:
    figures = _consistent(data)
    assert rules(figures) == []
    row = data.draw(st.sampled_from(sorted(figures)))
    column = data.draw(st.sampled_from(APPLICANTS))
    figures[row][column] = (figures[row][column] or 0) + data.draw(st.integers(1, 50))
    assert rules(figures) != []


def _consistent(data: Any) -> Figures:
    figures = applications()
    outcomes = [row for row in OUTCOMES if row in figures]
    for column in APPLICANTS[:-1]:
        for row in data.draw(st.lists(st.sampled_from(outcomes), max_size=4)):
            figures[row][column] = data.draw(st.integers(0, 99))
        figures["carried_out"][column] = data.draw(st.integers(0, 9))
        figures["total"][column] = sum(figures[row][column] or 0 for row in outcomes)
        figures["received"][column] = (figures["total"][column] or 0) + (figures["carried_out"][column] or 0)
    for cells in figures.values():
        cells["total"] = sum(cells[column] or 0 for column in APPLICANTS[:-1])
    return figures
