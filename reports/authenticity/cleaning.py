"""Taking out of a title or text what a contaminator put in."""

from __future__ import annotations

import re

from reports.model import Verdict

#: signals whose excerpt is the inserted token itself
_INSERTED = frozenset({"brand", "trade-phrase", "insertion", "foreign-title", "foreign-organ"})
_ANNOTATION = re.compile(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{1,6}[)）]")


def clean(text: str, verdict: Verdict) -> str:
    """`text` without the insertions that `verdict` names; swapped words are put back where the original is certain.

    On a genuine page nothing is taken out.
    """
    if verdict.verdict == "genuine":
        return text
    signals = {piece.signal for piece in verdict.evidence}
    for piece in sorted(verdict.evidence, key=lambda piece: len(piece.excerpt), reverse=True):
        if piece.signal == "word-swap":
            text = text.replace(piece.excerpt, piece.detail)
        elif piece.signal in _INSERTED:
            text = text.replace(piece.excerpt, "")
    if "pinyin" in signals:
        text = _ANNOTATION.sub("", text)
    return text.strip(" \u3000-_|")
