"""Traditional script for the few portals that print it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TypeVar

import opencc

from sandbox.truth import ReportTruth, SectionTruth

_T = TypeVar("_T", str, ReportTruth)


@cache
def _converter(direction: str) -> opencc.OpenCC:
    return opencc.OpenCC(direction)


def _convert(text: str) -> str:
    """Traditional script, also of what already is: converted again as it stands, 餘干縣 would become 餘幹縣."""
    return str(_converter("s2t").convert(_converter("t2s").convert(text)))


def traditional(value: _T) -> _T:
    """A text, or every text of a report, in traditional script."""
    convert = _convert
    if isinstance(value, str):
        return convert(value)
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
