"""The statistics appendix of reports from before 2019, as label paths with values."""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Block
from reports.model import AppendixRow


def read_appendix(blocks: Sequence[Block]) -> list[AppendixRow]:
    """The appendix's rows in order; empty where there is none."""
    return []
