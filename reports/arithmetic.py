"""The forms' own arithmetic, rule by rule as data (`data/statutory.json`), tolerance 0.

A blank cell is missing, not 0: a sum with a missing addend is not assessable unless the printed addends alone already
exceed the printed sum. A row or column without any figure passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.model import Figures, Finding, Number, ReportFormat
from reports.statutory import (
    APPLICANT_LABELS,
    APPLICANTS,
    APPLICATION_LABELS,
    ARITHMETIC,
    OUTCOMES,
    PROCEEDING_LABELS,
)

CARRY_OVER = "applications.carry_over"


def check(
    report_format: ReportFormat,
    proactive: Figures | None,
    applications: Figures | None,
    proceedings: Figures | None,
) -> list[Finding]:
    """Findings for every sum that does not come out; rules `applications.*` and `proceedings.total` of the contract.

    `report_format` and `proactive` have no rule of their own; they are taken so that callers pass a report's tables
    whole.
    """
    del report_format, proactive
    tables = {"applications": applications, "proceedings": proceedings}
    findings: list[Finding] = []
    for rule in ARITHMETIC:
        figures = tables[rule["table"]]
        if figures:
            findings.extend(_by_column(rule, figures) if rule["along"] == "column" else _by_row(rule, figures))
    return findings


def _by_column(rule: Mapping[str, Any], figures: Figures) -> Iterator[Finding]:
    left = [row for row in rule["left"] if row in figures]
    right = [row for row in (OUTCOMES if rule["right"] == "outcomes" else rule["right"]) if row in figures]
    if len(left) < len(rule["left"]) or not right:
        return
    left_cells, right_cells = [figures[row] for row in left], [figures[row] for row in right]
    for column in APPLICANTS:
        sides = [cells.get(column) for cells in left_cells], [cells.get(column) for cells in right_cells]
        if _come_out(*sides):
            continue
        terms = _named(left, APPLICATION_LABELS, sides[0]), _named(right, APPLICATION_LABELS, sides[1])
        where = f"applications.*.{column}"
        yield from _compare(rule["rule"], terms, f"column {APPLICANT_LABELS[column]}", where)


def _by_row(rule: Mapping[str, Any], figures: Figures) -> Iterator[Finding]:
    labels = APPLICANT_LABELS if rule["table"] == "applications" else PROCEEDING_LABELS
    left, right = rule["left"], rule["right"]
    for row, cells in figures.items():
        sides = [cells.get(column) for column in left], [cells.get(column) for column in right]
        if _come_out(*sides):
            continue
        name = APPLICATION_LABELS.get(row) or PROCEEDING_LABELS.get(row, row)
        terms = _named(left, labels, sides[0]), _named(right, labels, sides[1])
        yield from _compare(rule["rule"], terms, f"row {name}", f"{rule['table']}.{row}")


_Values = list[Number | None]
_Terms = list[tuple[str, Number | None]]
_WHOLE = frozenset((int,))


def _come_out(left: _Values, right: _Values) -> bool:
    """Whether both sides are whole, complete and equal, as most are: no need to name their terms then."""
    return _WHOLE.issuperset(map(type, left + right)) and sum(left) == sum(right)  # type: ignore[arg-type]


def _named(codes: Sequence[str], labels: Mapping[str, str], values: _Values) -> _Terms:
    return [(labels[code], value) for code, value in zip(codes, values, strict=True)]


def _compare(rule: str, sides: tuple[_Terms, _Terms], what: str, where: str) -> Iterator[Finding]:
    left, right = _total(sides[0]), _total(sides[1])
    if left == right or _not_assessable(left, right, [sum(value is None for _, value in side) for side in sides]):
        return
    message = f"{what}: {_spell(sides[0])} = {left}, but {_spell(sides[1])} = {right}"
    yield Finding(rule, "warning", message, where)


def _not_assessable(left: Decimal | int, right: Decimal | int, missing: Sequence[int]) -> bool:
    """A missing addend can only add: what is printed on the complete side must already be exceeded to be wrong."""
    if missing[0] and missing[1]:
        return True
    if missing[0]:
        return left <= right
    return bool(missing[1]) and right <= left


def _total(side: _Terms) -> Decimal | int:
    """Exact, also where a page prints decimal fractions; most print whole numbers only."""
    values = [value for _, value in side if value is not None]
    if _WHOLE.issuperset(map(type, values)):
        return int(sum(values))
    return sum((Decimal(str(value)) for value in values), Decimal(0))


def _spell(side: _Terms) -> str:
    """The addends that count; a long list of outcomes shows those that are not 0."""
    shown = [(label, value) for label, value in side if value or len(side) <= 2]
    return " + ".join(f"{label} {'blank' if value is None else value}" for label, value in shown) or "nothing"


def check_carry_over(earlier: Figures | None, later: Figures | None, year: int) -> list[Finding]:
    """Whether what `later` (the report for `year`) carried in is what `earlier` (the year before) carried out."""
    if not earlier or not later:
        return []
    findings = []
    for column in APPLICANTS:
        carried_out = earlier.get("carried_out", {}).get(column)
        carried_in = later.get("carried_in", {}).get(column)
        if carried_out is not None and carried_in is not None and carried_out != carried_in:
            message = (
                f"applications.carried_in.{column} is {carried_in}, but the report for {year - 1} carried out "
                f"{carried_out} (applications.carried_out.{column})"
            )
            findings.append(Finding(CARRY_OVER, "warning", message, f"applications.carried_in.{column}"))
    return findings
