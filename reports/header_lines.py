"""Label/value pairs inside one line: with colons, in brackets, separated by spaces, or glued together."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from reports.dates import is_date
from reports.header_labels import Label, first_signs, label_of, labels, longest_label, plausible
from reports.numerals import half_width_aligned, without_zero_width

_BRACKETED = re.compile(r"[\[【]\s*([\u4e00-\u9fff][\u4e00-\u9fff\s]{0,14})\s*[\]】]\s*:?")
_SPACED_SIGNS = re.compile(r"(?<![^\s:|\[])[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff](?![\u4e00-\u9fff])){1,4}")
_BULLET = " \t|·•*◆■□▪>》-【[（("
_VALUE_EDGES = " \t\u3000\u00a0|;；,，"
#: what follows a value on the same line without a colon: print and close buttons, font switches
_CHROME = re.compile(
    r"\s*(?:[\[【(（]\s*(?:大|小|打印|关闭|字体|返回|收藏|我要|$)|(?:\s|^)(?:打印|关闭|分享|字体|字号|浏览|收藏|下载|【)).*$"
)


class LinePair(NamedTuple):
    """A label and its value as printed; an empty value means that none is printed on this line."""

    label: Label
    value: str


class Line(NamedTuple):
    """Pairs of a line, and the date that stands before the first label (`2023-01-16 来源：…`)."""

    pairs: list[LinePair]
    leading: str = ""
    #: False for glued free text (分类政务公开), which prose looks like too: only its neighbours can tell
    sure: bool = True


EMPTY = Line([])


@lru_cache(maxsize=4096)  # titles and header both ask, and pages of one portal repeat its menus
def parse_line(text: str) -> Line:
    """The pairs of a line that begins with a label (or with a date and then a label); nothing for any other line."""
    # a flattened table's line may begin with its bar: | 索引号 | 2024-00459 |
    printed = without_zero_width(text).strip().lstrip("| ")
    if not printed or not (printed[0] in first_signs() or ":" in printed or "：" in printed):
        return EMPTY
    line = half_width_aligned(printed)
    spans = _bracketed_spans(line) if line[0] in "[【" else []
    spans = spans or (_colon_spans(line) if ":" in line else [])
    if spans:
        return _cut(printed, line, spans)
    pairs = _spaced_pairs(printed) or _glued_pairs(printed, line)
    return Line(pairs, sure=any(pair.label.value != "text" for pair in pairs))


def _bracketed_spans(line: str) -> list[tuple[Label, int, int]]:
    found = ((label_of(match[1]), match) for match in _BRACKETED.finditer(line))
    return [(label, match.start(), match.end()) for label, match in found if label]


def _colon_spans(line: str) -> list[tuple[Label, int, int]]:
    """Every `label:` of the line as (label, start, end after the colon)."""
    spans, floor, colon = [], 0, line.find(":")
    while colon >= 0:
        found = _label_before(line, colon, floor)
        if found:
            spans.append((found[0], found[1], colon + 1))
            floor = colon + 1
        colon = line.find(":", colon + 1)
    return spans


def _label_before(line: str, end: int, floor: int) -> tuple[Label, int] | None:
    """The longest label that ends right before `end`, spaces and a closing bracket inside and after it allowed."""
    best = None
    signs = ""
    position = end
    while position > floor and len(signs) < longest_label():
        position -= 1
        sign = line[position]
        if sign in " ]】" and (sign == " " or not signs):
            continue
        signs = sign + signs
        if found := labels().get(signs):
            best = found, position
    return best


def _cut(printed: str, line: str, spans: list[tuple[Label, int, int]]) -> Line:
    lead = line[: spans[0][1]].strip(_BULLET + "]】)）")
    first: list[LinePair] = []
    if lead and not is_date(lead):
        first = _glued_pairs(printed[: spans[0][1]], line[: spans[0][1]])
        if not first and not (spans := _after_foreign_start(line, spans)):
            return EMPTY
        lead = ""
    ends = [span[1] for span in spans[1:]] + [len(line)]
    values = [printed[span[2] : end] for span, end in zip(spans, ends, strict=True)]
    pairs = [LinePair(span[0], _value(span[0], value)) for span, value in zip(spans, values, strict=True)]
    return Line([*first, *pairs], lead)


def _after_foreign_start(line: str, spans: list[tuple[Label, int, int]]) -> list[tuple[Label, int, int]]:
    """A short line may begin with a pair of unknown label (`来访者:12 发布时间:…`); prose is not that."""
    start = line[: spans[0][1]]
    return spans if len(start) <= 20 and ":" in start and start.endswith(" ") else []


def _value(label: Label, raw: str) -> str:
    value = raw.strip(_VALUE_EDGES)
    if label.value in ("organ", "date", "index"):
        value = _CHROME.sub("", value).rstrip(" [【")
    value = value.strip(_VALUE_EDGES)
    # [发布时间：2022-01-20]: the bracket was opened before the label
    if value.endswith(("]", "】", "］")) and not any(sign in value for sign in "[【［"):
        value = value[:-1].rstrip(_VALUE_EDGES)
    return value


def _spaced_pairs(line: str) -> list[LinePair]:
    """`索 引 号 000014349/2020-1 发布机构 某局`: tokens that are labels, what follows each is its value."""
    if len(line) > 300:
        return []
    tokens = _SPACED_SIGNS.sub(lambda found: found[0].replace(" ", ""), line).split()
    if len(tokens) < 2 or label_of(tokens[0]) is None:
        return []
    pairs: list[tuple[Label, list[str]]] = []
    for token in tokens:
        label = label_of(token)
        if label:
            pairs.append((label, []))
        else:
            pairs[-1][1].append(token)
    read = [LinePair(label, _value(label, " ".join(values))) for label, values in pairs]
    return [pair for pair in read if not pair.value or plausible(pair.label, pair.value)]


def _glued_pairs(printed: str, line: str) -> list[LinePair]:
    """`索引号000014349/2024-06672`, also several pairs run together, each value checked against its label's kind."""
    starts = _glued_starts(line)
    if not starts or starts[0][1] != 0:
        return []
    stops = [start for _, start in starts[1:]] + [len(line)]
    pairs = []
    for (label, start), stop in zip(starts, stops, strict=True):
        value = _value(label, printed[start + _printed_length(line, start, label) : stop])
        if value and not plausible(label, value):
            return []
        pairs.append(LinePair(label, value))
    return [pair for pair in pairs if pair.value]


def _glued_starts(line: str) -> list[tuple[Label, int]]:
    """Where labels begin when nothing separates them; only labels of the header proper can stand this way."""
    if len(line) > 300:
        return []
    found = []
    position = 0
    while position < len(line):
        label = _label_at(line, position)
        if label and (label.proper or label.field == "published"):
            found.append((label, position))
            position += _printed_length(line, position, label)
        elif not found:
            return []
        else:
            position += 1
    return found


def _label_at(line: str, start: int) -> Label | None:
    signs, best = "", None
    for sign in line[start : start + 2 * longest_label()]:
        if sign == " ":
            continue
        signs += sign
        if len(signs) > longest_label():
            break
        best = labels().get(signs, best)
    return best


def _printed_length(line: str, start: int, label: Label) -> int:
    """Characters that the label takes in the line, inner spaces included."""
    left, position = len(label.text), start
    while left:
        left -= line[position] != " "
        position += 1
    return position - start
