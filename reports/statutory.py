"""The statutory tables' rows and columns, and how printed labels are recognised.

Codes, labels and synonyms are data (`data/statutory.json`: 国办公开办函〔2019〕60号, reports for 2019 and 2020, and
国办公开办函〔2021〕30号, reports for 2021 on). A printed label is compared without numbering, punctuation and width;
a label that is not known as it stands may be shortened, carry a remark, or be off by one character, as long as only one
label of its table fits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal, NamedTuple
from unicodedata import normalize

from reports.script_folding import folded

RoleKind = Literal[
    "clause",
    "proactive.head",
    "proactive.column",
    "proactive.row",
    "applicant.head",
    "applicant.group",
    "applicant.note",
    "applicant.column",
    "application.group",
    "application.row",
    "proceedings.group",
    "proceedings.column",
]


@dataclass(frozen=True, slots=True)
class Role:
    """One meaning that a printed label can have."""

    kind: RoleKind
    code: str
    #: group that an application row stands in, e.g. `denied`
    group: str = ""
    #: formats in which the label is printed like this
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A value column of table 二."""

    code: str
    label: str
    signed: bool = False
    amount: bool = False
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ProactiveBlock:
    """One clause of table 二: its columns and its rows (code, label)."""

    clause: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Format:
    """A statutory form: rows and columns in the order of the form."""

    name: str
    proactive: tuple[ProactiveBlock, ...]
    #: (code, label with its group)
    applications: tuple[tuple[str, str], ...]


_NUMBERING: Final = re.compile(
    r"^\s*(?:第[一二三四五六七八九十]{1,3}[项、]|[一二三四五六七八九十]{1,3}[、.,)]"
    r"|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.,)])\s*"
)
_BARE_NUMBER: Final = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十](?!一))(?=[^\d])")
_NOT_WORDS: Final = re.compile(r"[^\w]|_")
_UNIT_REMARK: Final = re.compile(
    r"\((?:单位[:：]?)?(?:亿元|万元|元|件|条|项|个|份)\)|单位[:：](?:亿元|万元|元|件|条|项|个)"
)
_INNER_NUMBER: Final = re.compile(r"\([一二三四五六七]\)|[1-8][.、]")
#: from this length on one wrong character is likelier than a label cut short
_TELLING_LENGTH: Final = 6
_MAX_LABEL: Final = 90
#: a label at least so long may have so many characters of a remark behind it
_SHORTEST_EXTENDED: Final = 4
_MAX_REMARK: Final = 6


def without_numbering(text: str) -> str:
    """A label in NFKC without white space and without the numbers before it."""
    text = "".join(normalize("NFKC", text).split())
    for _ in range(3):
        match = _NUMBERING.match(text)
        if match is None:
            break
        text = text[match.end() :]
    return text


def label_key(text: str) -> str:
    """What remains of a printed label for comparison: words only, no numbering, no unit remark, no punctuation."""
    return _NOT_WORDS.sub("", _UNIT_REMARK.sub("", without_numbering(text)))


def _load() -> dict[str, Any]:
    text = files("reports").joinpath("data/statutory.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


_DATA: Final = _load()
ARITHMETIC: Final[tuple[dict[str, Any], ...]] = tuple(_DATA["arithmetic"])
APPLICANTS: Final[tuple[str, ...]] = tuple(column["code"] for column in _DATA["applicants"]["columns"])
APPLICANT_LABELS: Final = {column["code"]: column["label"] for column in _DATA["applicants"]["columns"]}
#: the five columns under 法人或其他组织, in the form's order
LEGAL_PERSONS: Final = APPLICANTS[1:6]
PROCEEDING_GROUPS: Final = ("review", "direct_suit", "suit_after_review")
PROCEEDING_COLUMNS: Final[tuple[str, ...]] = tuple(column["code"] for column in _DATA["proceedings"]["columns"])
_GROUP_LABELS: Final = {group["code"]: group["label"] for group in _DATA["application_groups"]}
OTHER_ROWS_2021: Final = ("other_not_corrected", "other_fee_unpaid", "other_other")
_NOT_OUTCOMES: Final = frozenset(("received", "carried_in", "total", "carried_out"))


def _format(name: str, data: dict[str, Any]) -> Format:
    blocks = tuple(
        ProactiveBlock(
            block["clause"],
            tuple(
                Column(c["code"], c["label"], c.get("signed", False), c.get("amount", False), c.get("unit"))
                for c in block["columns"]
            ),
            tuple((row["code"], row["label"]) for row in block["rows"]),
        )
        for block in data["proactive"]
    )
    applications = tuple((row["code"], _full_label(row)) for row in data["applications"])
    return Format(name, blocks, applications)


def _full_label(row: dict[str, Any]) -> str:
    group = row.get("group")
    return f"{_GROUP_LABELS[group]} > {row['label']}" if group else str(row["label"])


FORMATS: Final = {name: _format(name, data) for name, data in _DATA["formats"].items()}
APPLICATION_LABELS: Final = dict(pair for form in FORMATS.values() for pair in form.applications)
APPLICATION_GROUPS: Final = {
    row["code"]: row.get("group", "") for data in _DATA["formats"].values() for row in data["applications"]
}
PROACTIVE_LABELS: Final = {
    code: label for form in FORMATS.values() for block in form.proactive for code, label in block.rows
}
OUTCOMES: Final = tuple(code for code in APPLICATION_LABELS if code not in _NOT_OUTCOMES)
PROCEEDING_LABELS: Final = {
    "review": "行政复议",
    "direct_suit": "未经复议直接起诉",
    "suit_after_review": "复议后起诉",
    **{column["code"]: column["label"] for column in _DATA["proceedings"]["columns"]},
}


def _spellings(entry: dict[str, Any]) -> Iterator[str]:
    yield label_key(entry["label"])
    for synonym in entry.get("synonyms", ()):
        yield label_key(synonym)


def _roles() -> Iterator[tuple[str, Role]]:
    applicants = _DATA["applicants"]
    yield from ((label_key(word), Role("proactive.head", "")) for word in _DATA["proactive_heads"])
    yield from ((label_key(word), Role("applicant.head", "")) for word in applicants["head"])
    yield from ((label_key(word), Role("applicant.group", "")) for word in applicants["group"])
    yield from _entry_roles("applicant.column", applicants["columns"])
    yield from _entry_roles("application.group", _DATA["application_groups"])
    yield from _entry_roles("proceedings.group", _DATA["proceedings"]["groups"])
    yield from _entry_roles("proceedings.column", _DATA["proceedings"]["columns"])
    for name, data in _DATA["formats"].items():
        yield from _entry_roles("application.row", data["applications"], name)
        for block in data["proactive"]:
            yield from _entry_roles("proactive.column", block["columns"], name)
            yield from _entry_roles("proactive.row", block["rows"], name)


def _entry_roles(kind: RoleKind, entries: Iterable[dict[str, Any]], *formats: str) -> Iterator[tuple[str, Role]]:
    for entry in entries:
        for key in _spellings(entry):
            yield key, Role(kind, entry["code"], entry.get("group", ""), formats)


def _merge(pairs: Iterable[tuple[str, Role]]) -> dict[str, tuple[Role, ...]]:
    """Roles by label; the same role in several formats becomes one."""
    merged: dict[str, dict[tuple[str, str, str], Role]] = {}
    for key, role in pairs:
        known = merged.setdefault(key, {})
        identity = (role.kind, role.code, role.group)
        formats = tuple(sorted({*known[identity].formats, *role.formats})) if identity in known else role.formats
        known[identity] = Role(role.kind, role.code, role.group, formats)
    return {key: tuple(roles.values()) for key, roles in merged.items()}


_EXACT: Final = _merge(_roles())


class _Known(NamedTuple):
    key: str
    letters: frozenset[str]


def _by_length() -> dict[int, list[_Known]]:
    found: dict[int, list[_Known]] = {}
    for key in _EXACT:
        if len(key) >= 3:
            found.setdefault(len(key), []).append(_Known(key, frozenset(key)))
    return found


#: labels that may be printed inexactly, by length
_LONG: Final = _by_length()
_CLAUSE: Final = re.compile(r"第?(?:二十|20)条第?\(?[一二三四五六七八九十\d]\)?项?")


_BRACKET: Final = re.compile(r"[（(]")
_LONGEST_ROW_NAME: Final = 14
_MAX_NOTE: Final = 200


@lru_cache(maxsize=16_384)
def roles_of(text: str) -> tuple[Role, ...]:
    """Every meaning of a printed label in the statutory tables; empty where it has none or is ambiguous."""
    # no label is ASCII; figures, dates and index numbers are
    if text.isascii() or len(text) > _MAX_LABEL:
        return _before_note(text)
    plain = without_numbering(text)
    if _CLAUSE.search(plain) and len(plain) <= 30:
        return (Role("clause", ""),)
    if "勾稽" in plain or "勾稽" in folded(plain):
        return (Role("applicant.note", ""),)
    key = _NOT_WORDS.sub("", _UNIT_REMARK.sub("", plain))
    found = _EXACT.get(key) or _EXACT.get(_BARE_NUMBER.sub("", key)) or _behind_group(plain)
    found = found or _inexact(_BARE_NUMBER.sub("", key))
    found = found or _before_note(text)
    if found:
        return found
    if folded(text) != text:
        return roles_of(folded(text))
    # the last line alone is a label only as it stands: 政府网站公开 above 规范性文件数 is another row's
    last = text.rsplit("\n", 1)[1] if "\n" in text else ""
    return roles_of(last) if last and is_exact(last) else ()


def _before_note(text: str) -> tuple[Role, ...]:
    """The row of table 二 that a province explains in brackets: 规范性文件（行政机关制定发布的决定、公告…）."""
    if text[-1:] not in ("）", ")") or len(text) > _MAX_NOTE:
        return ()
    row = _BRACKET.split(text, maxsplit=1)[0]
    found = _EXACT.get(_NOT_WORDS.sub("", without_numbering(row)), ()) if 2 <= len(row) <= _LONGEST_ROW_NAME else ()
    return tuple(role for role in found if role.kind == "proactive.row")


def _behind_group(plain: str) -> tuple[Role, ...]:
    """The row of a label that its group's name stands before: 三、本年度办理结果（一）予以公开."""
    number = _INNER_NUMBER.search(plain, 2)
    if number is None:
        return ()
    group = _EXACT.get(_NOT_WORDS.sub("", plain[: number.start()]), ())
    rows = _EXACT.get(_NOT_WORDS.sub("", plain[number.end() :])) or _behind_group(plain[number.end() :])
    if not any(role.kind == "application.group" for role in group):
        return ()
    return tuple(role for role in rows if role.kind == "application.row")


def is_exact(text: str) -> bool:
    """Whether a printed label is known letter by letter (numbering, punctuation and script aside)."""
    key = label_key(folded(text))
    return key in _EXACT or _BARE_NUMBER.sub("", key) in _EXACT


def _inexact(key: str) -> tuple[Role, ...]:
    """A shortened, extended or misspelt label, if all that fits means the same.

    A digit is no misspelling: it is a figure that ran into the label's cell, and the figures beside it are shifted.
    """
    if len(key) < 3 or any(map(str.isdigit, key)):
        return ()
    letters = frozenset(key)
    near = (known for size in range(len(key) - 1, len(key) + 2) for known in _LONG.get(size, ()))
    misspelt = {_EXACT[known.key] for known in near if len(letters - known.letters) < 2 and _one_off(key, known.key)}
    if len(key) == 3 or (misspelt and len(key) >= _TELLING_LENGTH):
        return _common(misspelt)
    longer = (known for size, labels in _LONG.items() if size > len(key) for known in labels)
    shortened = {_EXACT[known.key] for known in longer if letters <= known.letters and _shortens(key, known.key)}
    return _common(misspelt | shortened | _extended(key))


def _extended(key: str) -> set[tuple[Role, ...]]:
    """Known labels with a short remark behind them (no figure: that would be the next cell's)."""
    sizes = range(max(_SHORTEST_EXTENDED, len(key) - _MAX_REMARK), len(key))
    return {_EXACT[key[:size]] for size in sizes if key[:size] in _EXACT and not any(map(str.isdigit, key[size:]))}


def _common(found: set[tuple[Role, ...]]) -> tuple[Role, ...]:
    if len(found) == 1:
        return next(iter(found))
    meanings = {(role.kind, role.code) for roles in found for role in roles}
    if len(meanings) != 1:
        return ()
    roles = next(iter(found))
    formats = tuple(sorted({name for others in found for role in others for name in role.formats}))
    return (Role(roles[0].kind, roles[0].code, roles[0].group, formats),)


def _shortens(key: str, known: str) -> bool:
    """`key` is the beginning of the longer known label, or its characters in order with parts left out."""
    if known.startswith(key):
        return True
    if 5 * len(key) < 2 * len(known):
        return False
    rest = iter(known)
    return all(character in rest for character in key)


def _one_off(key: str, known: str) -> bool:
    """At most one character replaced, added or left out."""
    if abs(len(key) - len(known)) > 1:
        return False
    short, long = sorted((key, known), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) == len(long):
        return short[start + 1 :] == long[start + 1 :]
    return short[start:] == long[start + 1 :]


_HEADER_UNIT: Final = re.compile(r"(亿元|万元|元)")


def header_unit(text: str) -> str | None:
    """The money unit that a column head prints (`（单位：万元）`), if any."""
    match = _HEADER_UNIT.search(folded("".join(text.split())))
    return match.group(1) if match else None
