"""The generator's figures add up, or break exactly what they are meant to."""

from __future__ import annotations

from random import Random

import pytest

from sandbox import figures, forms
from sandbox.truth import Figures

PARTS = forms.APPLICANT_CODES[:-1]


def broken_rules(requests: Figures, suits: Figures) -> set[str]:
    """The contract's arithmetic, written down a second time."""
    broken = set()
    outcomes = [row for code, row in requests.items() if code not in ("received", "carried_in", "total", "carried_out")]
    for column in forms.APPLICANT_CODES:
        due = requests["received"][column] + requests["carried_in"][column]
        if due != requests["total"][column] + requests["carried_out"][column]:
            broken.add("applications.balance")
        if requests["total"][column] != sum(row[column] for row in outcomes):
            broken.add("applications.outcomes")
    if any(row["total"] != sum(row[part] for part in PARTS) for row in requests.values()):
        broken.add("applications.applicants")
    if any(row["total"] != sum(row.values()) - row["total"] for row in suits.values()):
        broken.add("proceedings.total")
    return broken


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_figures_add_up(form: str) -> None:
    for seed in range(200):
        rng = Random(seed)
        requests = figures.applications(rng, form)
        assert broken_rules(requests, figures.proceedings(rng)) == set()
        assert min(value for row in requests.values() for value in row.values()) >= 0
        assert list(requests) == [row.code for row in forms.application_rows(form)]


@pytest.mark.parametrize("rule", figures.RULES)
def test_a_planted_error_breaks_one_rule(rule: str) -> None:
    for seed in range(50):
        rng = Random(seed)
        requests, suits = figures.applications(rng, "2021"), figures.proceedings(rng)
        figures.plant_error(rng, rule, requests, suits)
        assert broken_rules(requests, suits) == {rule}


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"no way to break the rule 'applications.mood'"):
        figures.plant_error(Random(1), "applications.mood", {}, {})


def test_carried_over_comes_in() -> None:
    first = figures.applications(Random(5), "2021")
    second = figures.applications(Random(6), "2021", first["carried_out"])
    assert second["carried_in"] == first["carried_out"]


def test_blanks_replace_zeros_only() -> None:
    table: Figures = {"a": {"x": 0, "y": 0}, "b": {"x": 0, "y": 4}}
    assert figures.blank_zeros(Random(1), table, whole_rows=True) == {
        "a": {"x": None, "y": None},
        "b": {"x": 0, "y": 4},
    }
    assert figures.blank_zeros(Random(1), table, whole_rows=False)["b"] == {"x": None, "y": 4}


def test_forms_have_the_rows_of_the_national_notices() -> None:
    assert len(forms.application_rows("2019")) == 23
    assert len(forms.application_rows("2021")) == 25
    assert sum(len(block.rows) for block in forms.PROACTIVE["2019"]) == 8
    assert sum(len(block.rows) for block in forms.PROACTIVE["2021"]) == 6
