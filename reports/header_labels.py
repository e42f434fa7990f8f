"""The dictionary of header labels (`data/header_labels.toml`) and the judgement of what can be a label's value."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reports.dates import read_date
from reports.index_numbers import read_index_number
from reports.numerals import squeeze

_EDGES = ":：[]【】〔〕()（）|｜·•*◆■□▪>》﹕"
#: 国办发〔2018〕2号 and what OCR, half-width typing and portals make of its brackets
DOC_NO = re.compile(
    r"[\u4e00-\u9fffA-Za-z（）()]{1,24}?[〔\[［(（【﹝]\s*(?:19|20)\d{2}\s*[〕\]］)）】﹞]\s*(?:第\s*)?\d{1,5}\s*号|"
    r"(?:19|20)\d{2}年第\d{1,4}号(?:令|公告)?|第\s*\d{1,4}\s*号令?"
)
_SENTENCE = re.compile(r"[。！？；]|[，,].*[，,]")
_ORGAN_END = re.compile(
    r"(?:政府|局|厅|委|会|办|办公室|办公厅|处|院|署|部|所|中心|站|队|司|馆|校|学|集团|公司|银行|街道|镇|乡|县|市|区|"
    r"旗|苏木|台|社|网|州|省|盟|科|组|团|庭|园|场)$"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A known label: the text without spaces and brackets, its field, and what its value looks like."""

    text: str
    field: str
    value: str
    proper: bool
    rank: int


@cache
def labels() -> dict[str, Label]:
    """Label text without spaces -> label."""
    data = tomllib.loads((files("reports") / "data" / "header_labels.toml").read_text("utf-8"))
    return {
        text: Label(text, field, entry["value"], entry["proper"], rank)
        for field, entry in data.items()
        for rank, text in enumerate(entry["labels"])
    }


@cache
def longest_label() -> int:
    return max(map(len, labels()))


@cache
def first_signs() -> frozenset[str]:
    """What a line that begins with a label, a bracket or a date can begin with; most lines of a page do not."""
    return frozenset(text[0] for text in labels()) | frozenset("[【［〔（(|｜·•*◆■□▪>》-_ 　 12１２二〇")


def label_of(piece: str) -> Label | None:
    """The label that `piece` consists of (索 引 号：, 【文　号】), or None."""
    if len(piece) > 40 or not piece or not (piece[0] in first_signs() or piece[0].isspace()):
        return None
    return labels().get(squeeze(piece).strip(_EDGES))


def plausible(label: Label, value: str) -> bool:
    """Whether `value`, standing on its own after the label without a colon between them, can be the label's value."""
    if not value or value.endswith((":", "：")):  # nothing, or another label that the dictionary does not know
        return False
    test = _TESTS.get(label.value)
    return test is None or test(value)


def _is_organ(value: str) -> bool:
    return len(value) <= 40 and not _SENTENCE.search(value) and bool(_ORGAN_END.search(value.rstrip("）) ")))


def _is_doc_no(value: str) -> bool:
    return value in NONE_WORDS or bool(DOC_NO.fullmatch(squeeze(value))) or (len(value) <= 24 and value.endswith("号"))


def _is_date_value(value: str) -> bool:
    found = read_date(value) if len(value) <= 40 else None
    return bool(found and found.printed and len(value) - len(found.printed) <= 14)


def _is_index_number(value: str) -> bool:
    return read_index_number(value) is not None


def _is_title(value: str) -> bool:
    return len(value) <= 90 and "报告" in value


def _is_validity(value: str) -> bool:
    return value.strip(" ;；") in _VALIDITY


def _is_counter(value: str) -> bool:
    return len(value) <= 12


def _is_text(value: str) -> bool:
    # 分类 prints several values: 综合政务；其他
    words = value.translate(_SEMICOLONS)
    return len(value) <= 80 and not _SENTENCE.search(words) and "报告" not in value


_SEMICOLONS = {ord("；"): " ", ord(";"): " "}
#: what portals print for a value that is not there
NONE_WORDS = frozenset(("无", "暂无", "/", "-", "--", "—", "——", "－", "[]", "[", "]", "空", "null", "NULL", "none"))
_VALIDITY = frozenset(("有效", "失效", "废止", "无效", "现行有效", "已失效", "已废止", "部分失效", "是", "否"))

_TESTS: dict[str, Callable[[str], bool]] = {
    "index": _is_index_number,
    "number": _is_doc_no,
    "date": _is_date_value,
    "organ": _is_organ,
    "title": _is_title,
    "validity": _is_validity,
    "text": _is_text,
    "chrome": _is_counter,
}
