"""The statutory tables of a report as grids of printed cells, before any shape is given to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sandbox import forms
from sandbox.truth import Figures, Number, ReportTruth, TableName

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class TCell:
    """A printed cell. `role` is `title`, `head`, `label` or `value`."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    role: str = "head"


Row = list[TCell]


@dataclass(frozen=True, slots=True)
class Ink:
    """How numbers are printed: digits, blanks, signs, units."""

    #: what stands where there is no number
    blank: str = ""
    full_width: bool = False
    thousands: bool = False
    units: bool = False
    #: `plus`: +5, `word`: 增5 and 减5, `bare`: 5 and -5
    signs: str = "bare"
    #: spaces stand around the number
    padded: bool = False

    def number(self, value: Number | None, column: str = "", row: str = "") -> str:
        """The printed form of a cell."""
        if value is None:
            return self.blank
        text = f"{abs(value):,}" if self.thousands else str(abs(value))
        text = self._sign(value, column) + text + self._unit(row, column)
        text = text.translate(_FULL_WIDTH) if self.full_width else text
        return f"&nbsp;{text}&nbsp;" if self.padded else text

    def _sign(self, value: Number, column: str) -> str:
        if column != "change" or self.signs == "bare":
            return "-" if value < 0 else ""
        if self.signs == "word":
            return "减" if value < 0 else ("增" if value else "")
        return "-" if value < 0 else ("+" if value else "")

    def _unit(self, row: str, column: str) -> str:
        if not self.units:
            return ""
        if column == "amount":
            return "万元"
        return "件" if row in ("rules", "normative_documents") else ""


def table_rows(truth: ReportTruth, name: TableName, ink: Ink) -> list[Row]:
    """The rows of a statutory table, spans as the national form has them."""
    figures = {"proactive": truth.proactive, "applications": truth.applications, "proceedings": truth.proceedings}[name]
    if figures is None:
        raise ValueError(f"the report of {truth.year} has no table {name}")
    makers = {"proactive": proactive_rows, "applications": application_rows}
    return makers[name](truth.format, figures, ink) if name in makers else proceeding_rows(figures, ink)


def proactive_rows(form: str, figures: Figures, ink: Ink) -> list[Row]:
    """The 主动公开 table; rows of blocks with fewer columns are stretched to the width of the widest."""
    rows: list[Row] = []
    for block in forms.PROACTIVE[form]:
        spans = {3: (1, 1, 1), 2: (1, 2), 1: (3,)}[len(block.columns)]
        rows.append([TCell(block.clause, colspan=4, role="title")])
        heads = [TCell(label, colspan=span) for (_, label), span in zip(block.columns, spans, strict=True)]
        rows.append([TCell("信息内容"), *heads])
        for code, label in block.rows:
            if code in figures:
                cells = [
                    TCell(ink.number(figures[code][column], column, code), colspan=span, role="value")
                    for (column, _), span in zip(block.columns, spans, strict=True)
                ]
                rows.append([TCell(label, role="label"), *cells])
    return rows


def application_rows(form: str, figures: Figures, ink: Ink) -> list[Row]:
    """The 申请 table: three columns of labels, seven of numbers."""
    legal = [TCell(label) for code, label in forms.APPLICANTS[1:6]]
    rows: list[Row] = [
        [TCell(forms.CORNER, colspan=3, rowspan=3), TCell("申请人情况", colspan=7)],
        [TCell("自然人", rowspan=2), TCell(forms.LEGAL_PERSONS, colspan=5), TCell("总计", rowspan=2)],
        legal,
    ]
    results = [row for row in forms.OUTCOMES[form] if row.code in figures]
    rows += [
        [TCell(outcome.label, colspan=3, role="label"), *_numbers(figures[outcome.code], ink)]
        for outcome in (forms.RECEIVED, forms.CARRIED_IN)
        if outcome.code in figures
    ]
    group = ""
    for index, outcome in enumerate(results):
        labels: Row = [TCell(forms.RESULTS, rowspan=len(results), role="label")] if index == 0 else []
        if outcome.group and outcome.group != group:
            height = sum(1 for other in results if other.group == outcome.group)
            labels.append(TCell(outcome.group, rowspan=height, role="label"))
        labels.append(TCell(outcome.label, colspan=1 if outcome.group else 2, role="label"))
        group = outcome.group
        rows.append([*labels, *_numbers(figures[outcome.code], ink)])
    if "carried_out" in figures:
        label = TCell(forms.CARRIED_OUT.label, colspan=3, role="label")
        rows.append([label, *_numbers(figures["carried_out"], ink)])
    return rows


def _numbers(row: dict[str, Number | None], ink: Ink) -> Row:
    return [TCell(ink.number(row[code]), role="value") for code in forms.APPLICANT_CODES]


def proceeding_rows(figures: Figures, ink: Ink) -> list[Row]:
    """The 复议诉讼 table: three rows of heads, one of fifteen numbers."""
    five = [label for _, label in forms.SUIT_COLUMNS]
    (_, review), *suits = forms.SUIT_GROUPS
    return [
        [TCell(review, colspan=5, rowspan=1), TCell(forms.SUITS, colspan=10)],
        [*(TCell(label, rowspan=2) for label in five), *(TCell(label, colspan=5) for _, label in suits)],
        [TCell(label) for _ in suits for label in five],
        [
            TCell(ink.number(figures[group][column]), role="value")
            for group, _ in forms.SUIT_GROUPS
            for column, _ in forms.SUIT_COLUMNS
        ],
    ]


def spelled_out(rows: list[Row]) -> list[Row]:
    """The rows with every rowspan written as empty cells below, as some editors emit them."""
    pending: dict[int, int] = {}
    made: list[Row] = []
    for row in rows:
        cells: Row = []
        column = 0
        for cell in row:
            column = _fill(cells, pending, column)
            for extra in range(cell.colspan):
                if cell.rowspan > 1:
                    pending[column + extra] = cell.rowspan - 1
            cells.append(replace(cell, rowspan=1))
            column += cell.colspan
        _fill(cells, pending, column)
        made.append(cells)
    return made


def _fill(cells: Row, pending: dict[int, int], column: int) -> int:
    while pending.get(column):
        pending[column] -= 1
        cells.append(TCell("", role="label"))
        column += 1
    return column


def split_at(rows: list[Row], index: int) -> tuple[list[Row], list[Row]]:
    """The rows as two tables, as a page break leaves them: a span that crosses the break is begun anew with no text."""
    upper = [
        [replace(cell, rowspan=min(cell.rowspan, index - at)) for cell in row] for at, row in enumerate(rows[:index])
    ]
    crossing = [
        TCell("", cell.colspan, at + cell.rowspan - index, cell.role)
        for at, row in enumerate(rows[:index])
        for cell in row
        if at + cell.rowspan > index
    ]
    lower = [list(row) for row in rows[index:]]
    if lower:
        lower[0] = crossing + lower[0]
    return upper, lower


def reworded(rows: list[Row], wording: str) -> list[Row]:
    """The rows with their labels worded another way (see `sandbox.styles.PageStyle.labels`)."""
    change = _WORDINGS[wording]
    return [[cell if cell.role == "value" else replace(cell, text=change(cell.text)) for cell in row] for row in rows]


def _ascii(text: str) -> str:
    return text.translate(str.maketrans("（）：，“”", '():,""'))


def _spaced(text: str) -> str:
    return {"总计": "总　计", "规章": "规 章", "其他": "其 他", "信息内容": "信 息 内 容"}.get(text, text)


#: endings that offices leave out
_CUTS = (
    "（区分处理的，只计这一情形，不计其他情形）",
    "、行政机关不再处理其政府信息公开申请",
    "（单位：万元）",
    "政府信息公开申请数量",
)


def _short(text: str) -> str:
    if text == forms.CORNER:
        return ""
    return next((text.removesuffix(cut) for cut in _CUTS if text.endswith(cut) and text != cut), text)


_WORDINGS: dict[str, Callable[[str], str]] = {
    "printed": lambda text: text,
    "ascii": _ascii,
    "spaced": _spaced,
    "short": _short,
}


def with_extras(rows: list[Row], extras: tuple[str, ...]) -> list[Row]:
    """The rows with a caption row over them, a blank row within, a row of signatures below."""
    width = sum(cell.colspan for cell in rows[-1])
    made = list(rows)
    if "blank-row" in extras:
        made.insert(len(made) - 1, [TCell("", role="label") for _ in range(width)])
    if "caption" in extras:
        made.insert(0, [TCell("单位：件", colspan=width, role="title")])
    if "footer" in extras:
        made.append([TCell("填报人：张三　　审核人：李四　　联系电话：7622183", colspan=width, role="title")])
    return made
