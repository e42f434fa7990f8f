"""Numbers that Word prints but does not store: `一、`, `（二）`, `3.` of automatic lists, counted as Word counts them.

WordprocessingML (ISO/IEC 29500-1, 17.9): a paragraph names a list and a level, itself or by its style; the list names
the number's form (`w:numFmt`) and the text around it (`w:lvlText`, `%1、`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = _W + "val"
_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
     "ideographDigital", "japaneseDigitalTenThousand", "chineseLegalSimplified", "koreanDigital2")
)  # fmt: skip
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has been counted."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    #: style id -> (list id, level) and outline level
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    outlines: dict[str, int] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, file: Any) -> Numbering:
        """Read the lists of a python-docx document; one without lists gives an empty numbering."""
        numbering = cls()
        part = next((rel.target_part for rel in file.part.rels.values() if rel.reltype.endswith("/numbering")), None)
        root = getattr(part, "element", None)
        if root is not None:
            numbering._read_lists(root)
        numbering._read_styles(file.styles.element)
        return numbering

    def _read_lists(self, root: Any) -> None:
        forms = {
            abstract.get(_W + "abstractNumId"): _levels(abstract) for abstract in root.iterchildren(_W + "abstractNum")
        }
        for concrete in root.iterchildren(_W + "num"):
            chosen = concrete.find(_W + "abstractNumId")
            if chosen is not None:
                self.lists[concrete.get(_W + "numId")] = forms.get(chosen.get(_VALUE), {})

    def _read_styles(self, root: Any) -> None:
        for style in root.iterchildren(_W + "style"):
            name = style.get(_W + "styleId")
            properties = style.find(_W + "pPr")
            if name is None or properties is None:
                continue
            used = _used_list(properties)
            if used and used[0]:
                self.styles[name] = used
            outline = _number(properties, "outlineLvl")
            if outline is not None and outline < 6:
                self.outlines[name] = outline + 1

    def label(self, paragraph: Any) -> str:
        """The number printed before a paragraph (`三、`), advancing its list; empty for one without."""
        properties = paragraph.find(_W + "pPr")
        if properties is None:
            return ""
        style = properties.find(_W + "pStyle")
        used = _used_list(properties) or (self.styles.get(style.get(_VALUE)) if style is not None else None)
        if not used or used[0] not in self.lists or not any(node.text for node in paragraph.iter(_W + "t")):
            return ""
        return self._advance(*used)

    def heading_level(self, paragraph: Any) -> int | None:
        """1..6 where the paragraph's style has an outline level."""
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self.outlines.get(style.get(_VALUE)) if style is not None else None

    def _advance(self, name: str, depth: int) -> str:
        levels = self.lists[name]
        level = levels.get(depth)
        if level is None or level.form in ("bullet", "none"):
            return ""
        self.counts[name, depth] = self.counts.get((name, depth), level.start - 1) + 1
        for deeper in range(depth + 1, 9):
            self.counts.pop((name, deeper), None)
        label = level.text
        for place in range(depth + 1):
            upper = levels.get(place, level)
            label = label.replace(f"%{place + 1}", _printed(self.counts.get((name, place), upper.start), upper.form))
        return label


def _levels(abstract: Any) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in abstract.iterchildren(_W + "lvl"):
        form, text = level.find(_W + "numFmt"), level.find(_W + "lvlText")
        depth = level.get(_W + "ilvl")
        if form is not None and text is not None and depth is not None and depth.isdigit():
            start = _number(level, "start")
            levels[int(depth)] = _Level(form.get(_VALUE) or "", text.get(_VALUE) or "", 1 if start is None else start)
    return levels


def _used_list(properties: Any) -> tuple[str, int] | None:
    """(list id, level) of a paragraph's or style's properties; list id `0` means: no list here."""
    used = properties.find(_W + "numPr")
    if used is None:
        return None
    name, depth = used.find(_W + "numId"), _number(used, "ilvl")
    return None if name is None else (name.get(_VALUE) or "", depth or 0)


def _number(parent: Any, name: str) -> int | None:
    node = parent.find(_W + name)
    value = node.get(_VALUE) if node is not None else None
    return int(value) if value is not None and value.isdigit() else None


def _printed(number: int, form: str) -> str:
    if form in _CHINESE:
        return _chinese(number)
    if form in _CIRCLED and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def _chinese(number: int) -> str:
    """1..99 as lists count them: 一, 十, 十一, 二十."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")
