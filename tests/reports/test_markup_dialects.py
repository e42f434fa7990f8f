"""The same page in another dialect of markup reads the same."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from reports.reader import read_page
from sandbox.comparison import is_right
from sandbox.layouts import tables
from sandbox.layouts.charsets import CHARSETS
from sandbox.layouts.dialects import DIALECTS
from sandbox.samples import sample


@pytest.mark.parametrize("name", DIALECTS)
def test_dialects(name: str) -> None:
    changed = 0
    for number in range(12):
        page = sample(f"dialect {number}", damage=0)
        codec = CHARSETS[page.style.charset].codec
        markup = page.raw.body.decode(codec)
        again = DIALECTS[name](markup, Random(number))
        changed += again != markup
        report = read_page(replace(page.raw, body=again.encode(codec, "xmlcharrefreplace"), link_text=None)).report
        assert report is not None
        for field in ("title", "issuer", "year", "index_no", "doc_no", "publish_date", "publisher", "format"):
            found, expected = getattr(report, field), page.expected.record[field]
            assert is_right(found, expected), (number, field, found, expected)
        for table in tables.TABLES:
            assert getattr(report, table) == page.expected.record[table], (number, table)
    assert changed, "the dialect is another one"
