"""Traditional script for the few portals that print it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TypeVar

import opencc

from sandbox.truth import ReportTruth, SectionTruth

_T = TypeVar("_T", str, ReportTruth)


_WORDS = re.compile("[\u4e00-\u9fff]+")


@cache
def _converter(direction: str) -> opencc.OpenCC:
    return opencc.OpenCC(direction)


def traditional_around(text: str) -> str:
    """A page whose report is in traditional script already, what the page's builders added to it included.

    Words that hold a traditional sign stay: converted a second time, 餘干縣 would become 餘幹縣.
    """
    back = _converter("t2s").convert

    def convert(found: re.Match[str]) -> str:
        words = found[0]
        return words if back(words) != words else str(_converter("s2t").convert(words))

    return _WORDS.sub(convert, text)


def traditional(value: _T) -> _T:
    """A text, or every text of a report, in traditional script."""
    convert = _converter("s2t").convert
    if isinstance(value, str):
        return str(convert(value))
    sections = tuple(
        SectionTruth(
            one.ordinal,
            convert(one.heading),
            tuple(map(convert, one.paragraphs)),
            one.table,
            tuple(map(convert, one.notes)),
        )
        for one in value.sections
    )
    return replace(
        value,
        title=convert(value.title),
        issuer=convert(value.issuer),
        publisher=convert(value.publisher),
        issuer_forms=tuple(map(convert, value.issuer_forms)),
        source=convert(value.source),
        doc_no=convert(value.doc_no) if value.doc_no else None,
        signature=tuple(map(convert, value.signature)),
        sections=sections,
    )
