"""Figures of a practice report: numbers that add up, or break exactly the rule that is asked for."""

from __future__ import annotations

from random import Random

from sandbox import forms
from sandbox.truth import Figures, IndicatorRow, Number

#: how many applications a body gets: most get none or a handful, a few get thousands
_SCALES = (0, 0, 1, 3, 8, 20, 60, 300, 4000)
_PARTS = forms.APPLICANT_CODES[:-1]
#: share of the applicants; natural persons send most of the applications
_APPLICANT_WEIGHTS = (70, 18, 1, 1, 3, 7)


def _counts(rng: Random, total: int, weights: tuple[int, ...]) -> list[int]:
    """Split `total` over the weights, at random but deterministically and in one pass."""
    left, pool, counts = total, sum(weights), []
    for weight in weights:
        share = 0 if pool <= 0 else min(left, round(left * weight / pool * rng.uniform(0.6, 1.4)))
        counts.append(share)
        left, pool = left - share, pool - weight
    counts[0] += left
    return counts


def applications(rng: Random, form: str, carried_in: dict[str, Number | None] | None = None) -> Figures:
    """The 申请 table: every column balances, every row adds up; `carried_in` is last year's 结转 by applicant."""
    rows = [row.code for row in forms.OUTCOMES[form][:-1]]
    weights = tuple(40 if code.startswith("granted") else rng.choice((0, 0, 1, 2, 6)) for code in rows)
    size = rng.choice(_SCALES)
    table: Figures = {row.code: dict.fromkeys(forms.APPLICANT_CODES, 0) for row in forms.application_rows(form)}
    for applicant, received in zip(_PARTS, _counts(rng, size, _APPLICANT_WEIGHTS), strict=True):
        due = int((carried_in or {}).get(applicant) or 0)
        if carried_in is None and received > 2:
            due = rng.randint(0, max(1, received // 20))
        table["received"][applicant], table["carried_in"][applicant] = received, due
        _fill_column(rng, table, applicant, rows, weights)
    for row in table.values():
        row["total"] = sum(value or 0 for value in row.values())
    return table


def _fill_column(rng: Random, table: Figures, who: str, rows: list[str], weights: tuple[int, ...]) -> None:
    due = int(table["received"][who] or 0) + int(table["carried_in"][who] or 0)
    carried_out = rng.randint(0, due // 12) if due > 5 else 0
    for code, count in zip(rows, _counts(rng, due - carried_out, weights), strict=True):
        table[code][who] = count
    table["total"][who], table["carried_out"][who] = due - carried_out, carried_out


def proceedings(rng: Random) -> Figures:
    """The 复议诉讼 table: each group's total is its sum."""
    table: Figures = {}
    for group, _ in forms.SUIT_GROUPS:
        size = rng.choice((0, 0, 0, 1, 2, 5, 31))
        parts = _counts(rng, size, (6, 2, 3, 2))
        table[group] = {**dict(zip(("upheld", "corrected", "other", "pending"), parts, strict=True)), "total": size}
    return table


def proactive(rng: Random, form: str) -> Figures:
    """The 主动公开 table of the form; `change` is signed, amounts are in the printed unit."""
    table: Figures = {}
    for block in forms.PROACTIVE[form]:
        for row, _ in block.rows:
            table[row] = {column: _proactive_value(rng, row, column) for column, _ in block.columns}
    return table


def _proactive_value(rng: Random, row: str, column: str) -> Number:
    if row == "rules":
        return rng.choice((0, 0, 0, 2))
    if column == "change":
        return rng.choice((0, 0, rng.randint(1, 90), -rng.randint(1, 40)))
    if column == "amount":
        return rng.choice((0, rng.randint(1, 900), round(rng.uniform(0.1, 9000), 2), round(rng.uniform(1, 90), 4)))
    if column in ("decisions", "previous_items"):
        return rng.choice((0, rng.randint(1, 40), rng.randint(40, 900), rng.randint(1000, 240000)))
    return rng.choice((0, rng.randint(1, 9), rng.randint(10, 160)))


def appendix(rng: Random) -> tuple[IndicatorRow, ...]:
    """The statistics appendix of reports before 2019: indented labels, units, values."""
    received = _counts(rng, rng.choice(_SCALES), (3, 1, 8, 4))
    answered = _counts(rng, sum(received), (2, 8, 2, 1, 2, 2))
    channels = [rng.randint(0, 4000) for _ in range(4)]
    return (
        IndicatorRow(0, "一、主动公开情况", "——", None),
        IndicatorRow(1, "（一）主动公开政府信息数", "条", sum(channels)),
        IndicatorRow(2, "其中：主动公开规范性文件数", "条", rng.randint(0, 60)),
        IndicatorRow(1, "（二）通过不同渠道和方式公开政府信息的情况", "——", None),
        *(
            IndicatorRow(2, f"{number}.{label}", "条", value)
            for number, (label, value) in enumerate(
                zip(
                    (
                        "政府公报公开政府信息数",
                        "政府网站公开政府信息数",
                        "政务微博公开政府信息数",
                        "政务微信公开政府信息数",
                    ),
                    channels,
                    strict=True,
                ),
                start=1,
            )
        ),
        IndicatorRow(0, "二、依申请公开情况", "——", None),
        IndicatorRow(1, "（一）收到申请数", "件", sum(received)),
        *(
            IndicatorRow(2, f"{number}.{label}申请数", "件", value)
            for number, (label, value) in enumerate(
                zip(("当面", "传真", "网络", "信函"), received, strict=True), start=1
            )
        ),
        IndicatorRow(1, "（二）申请答复数", "件", sum(answered)),
        *(
            IndicatorRow(2, f"{number}.{label}数", "件", value)
            for number, (label, value) in enumerate(
                zip(
                    (
                        "属于已主动公开范围",
                        "同意公开答复",
                        "同意部分公开答复",
                        "不同意公开答复",
                        "不属于本行政机关公开",
                        "申请信息不存在",
                    ),
                    answered,
                    strict=True,
                ),
                start=1,
            )
        ),
        IndicatorRow(0, "三、行政复议数量", "件", rng.randint(0, 6)),
        IndicatorRow(0, "四、行政诉讼数量", "件", rng.randint(0, 6)),
        IndicatorRow(0, "五、依申请公开信息收取的费用", "万元", 0),
    )


def plant_error(rng: Random, rule: str, applications_: Figures, proceedings_: Figures) -> None:
    """Make the tables break `rule` by changing cells so that the other rules of the contract still hold."""
    if rule == "proceedings.total":
        group = rng.choice([code for code, _ in forms.SUIT_GROUPS])
        _add(proceedings_[group], "total", 1)
    elif rule == "applications.applicants":
        # a total cell that is wrong in its row, while its own column still balances
        for row in ("received", "total", "granted"):
            _add(applications_[row], "total", 1)
    elif rule == "applications.balance":
        for column in ("natural_person", "total"):
            _add(applications_["received"], column, 1)
    elif rule == "applications.outcomes":
        for column in ("natural_person", "total"):
            _add(applications_["granted"], column, 1)
    else:
        raise ValueError(f"no way to break the rule {rule!r}")


def _add(row: dict[str, Number | None], column: str, amount: int) -> None:
    row[column] = (row[column] or 0) + amount


RULES = ("applications.balance", "applications.outcomes", "applications.applicants", "proceedings.total")


def blank_zeros(rng: Random, table: Figures, whole_rows: bool) -> Figures:
    """Leave zeros unprinted, as many bodies do: all of them, or those of rows that hold nothing else."""
    blanked: Figures = {}
    for code, row in table.items():
        empty = not any(row.values())
        clear = empty if whole_rows else True
        blanked[code] = {column: None if clear and value == 0 else value for column, value in row.items()}
    return blanked
