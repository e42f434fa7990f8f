"""A header that prints its values without labels (张家港): index number, column, organ, date, date, 有效."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.dates import is_date
from reports.header_labels import labels, plausible
from reports.index_numbers import known_form

#: values that such a header has behind the index number
REACH = 8
_SEPARATORS = re.compile(r"\s*[|｜]\s*|\s{2,}|\n")


def read_bare_values(texts: Sequence[str]) -> list[tuple[str, str]]:
    """(label, value) of the first run that begins with an unmistakable index number and holds a date; else nothing.

    The first date is the document's own, the last one that of its publication, as in the labelled headers of the same
    platform.
    """
    pieces = [piece for text in texts if len(text) <= 200 for piece in _split(text)]
    for position, piece in enumerate(pieces):
        if len(piece) <= 60 and known_form(piece):
            found = _name_values(piece, pieces[position + 1 : position + 1 + REACH])
            if found:
                return found
    return []


def _split(text: str) -> list[str]:
    parts = [part for part in _SEPARATORS.split(text.strip()) if part]
    if len(parts) == 1 and text and known_form(text.split()[0]):
        return text.split()
    return parts


def _name_values(index_number: str, following: Sequence[str]) -> list[tuple[str, str]]:
    dates, organ, validity = [], None, None
    for value in following:
        if is_date(value):
            dates.append(value)
        elif plausible(labels()["有效性"], value):
            validity = value
            break
        elif not dates and plausible(labels()["发布机构"], value):
            organ = value
        elif dates:
            break
    if not dates:
        return []
    found = [("索引号", index_number), ("发文日期", dates[0])]
    found += [("发布日期", dates[-1])] if len(dates) > 1 else []
    found += [("发布机构", organ)] if organ else []
    return found + ([("有效性", validity)] if validity else [])
