"""Radical signs as characters: every Kangxi radical, the telling ones of the supplement, nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.radicals import unified


def test_every_kangxi_radical_is_a_character() -> None:
    signs = "".join(map(chr, range(0x2F00, 0x2FD6)))
    assert all("\u4e00" <= character <= "\u9fff" for character in unified(signs))


def test_whole_characters_of_the_supplement() -> None:
    assert unified("⼈⺠政府⻓期⻅⻔⻚⻛⻢⻘⻄") == "人民政府长期见门页风马青西"


def test_strokes_that_stand_alone_are_no_character() -> None:
    assert unified("⺀⺮") == "⺀⺮"


@given(st.text())
def test_other_text_stays(text: str) -> None:
    kept = "".join(sign for sign in text if not "\u2e80" <= sign <= "\u2fd5")
    assert unified(kept) is kept
    assert len(unified(text)) == len(text)
