"""PDF pages whose text runs sideways or upside down (wide tables on upright paper), turned so that it reads.

Read as they are, such pages would give figures with their digits in reverse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

#: a page is turned if more than this share of its characters runs in one other direction
_MOST = 0.5
_BACKWARD = (1, 2)


def turned_upright(page: Any) -> Any:
    """The pdfplumber page itself, or the same page turned by the quarter turns that most of its text is turned."""
    turns = Counter(_quarter_turns(char["matrix"]) for char in page.chars)
    turn, count = max(turns.items(), key=lambda item: item[1], default=(0, 0))
    if turn == 0 or count <= _MOST * len(page.chars):
        return page
    page.page_obj.rotate = (page.page_obj.rotate + 90 * turn) % 360
    return type(page)(page.pdf, page.page_obj, page_number=page.page_number, initial_doctop=page.initial_doctop)


def without_backward(page: Any) -> tuple[Any, int]:
    """The page without characters that run upwards or backwards among upright ones, and how many these were.

    Those that run downwards, as in narrow label cells, come out in their order.
    """
    backward = sum(_quarter_turns(char["matrix"]) in _BACKWARD for char in page.chars)
    return (page.filter(_is_forward), backward) if backward else (page, 0)


def _is_forward(thing: Mapping[str, Any]) -> bool:
    return thing["object_type"] != "char" or _quarter_turns(thing["matrix"]) not in _BACKWARD


def _quarter_turns(matrix: tuple[float, ...]) -> int:
    """Clockwise quarter turns of the page that would make a character with this text matrix upright."""
    along, up = matrix[0], matrix[1]
    if abs(up) > abs(along):
        return 1 if up > 0 else 3
    return 2 if along < 0 else 0
