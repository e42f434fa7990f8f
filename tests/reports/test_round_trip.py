"""A report printed in any layout, charset and damage reads back equal or null, never different."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.reader import read_page
from sandbox import bodies, places, samples
from sandbox.comparison import is_right, squeezed
from sandbox.layouts import articles, charsets, headers, tables
from sandbox.layouts.defects import DEFECTS
from sandbox.layouts.grids import Ink
from sandbox.styles import PageStyle

inks = st.builds(
    Ink,
    blank=st.sampled_from(["", "/", "-", "—", "&nbsp;", "无"]),
    full_width=st.booleans(),
    thousands=st.booleans(),
    units=st.booleans(),
    signs=st.sampled_from(["bare", "plus", "word"]),
    padded=st.booleans(),
)
rows = st.sampled_from(["granted_in_part", "denied_state_secret", "unavailable_not_held", "unprocessed_repeat"])
damages = st.one_of(
    st.just(()),
    st.sampled_from([("heading-number-lost:5",), ("bad-byte",), ("cut-end",), ("unclosed-cells",)]),
    rows.map(lambda row: (f"label-misspelt:{row}",)),
    rows.map(lambda row: (f"row-missing:{row}",)),
)
styles = st.builds(
    PageStyle,
    container=st.sampled_from(sorted(articles.CONTAINERS)),
    header=st.sampled_from(sorted(headers.LAYOUTS)),
    metas=st.sampled_from(["full", "none", "reversed", "lower", "placeholder", "commented"]),
    title_tag=st.sampled_from(["title", "site", "both", "run-on"]),
    title=st.sampled_from(sorted(articles.TITLES)),
    dateline=st.sampled_from(["none", "full", "date", "chinese", "bracket"]),
    paragraphs=st.sampled_from(sorted(articles.PARAGRAPHS)),
    headings=st.sampled_from(sorted(articles.HEADINGS)),
    shape=st.sampled_from([*sorted(tables.SHAPES), "one-table"]),
    ink=inks,
    charset=st.sampled_from(sorted(charsets.CHARSETS)),
    labels=st.sampled_from(["printed", "ascii", "spaced", "short"]),
    extras=st.sampled_from([(), ("caption",), ("footer",), ("blank-row", "caption")]),
    doc_in_body=st.booleans(),
    defect=st.sampled_from(["", "", "", *sorted(DEFECTS)]),
    damage=damages,
)


def read(seed: int, style: PageStyle) -> tuple[samples.Sample, Any]:
    rng = Random(seed)
    place = rng.choice(places.COUNTIES)
    year = max(rng.choice(samples.YEARS), place.first_year)
    truth = bodies.write_report(rng, samples.body_of(rng, place), year)
    if style.shape in tables.MARKED_ONLY and style.ink.blank in ("", "&nbsp;"):
        style = replace(style, ink=replace(style.ink, blank="/"))
    page = samples.render_sample(truth, style, place, rng)
    reading = read_page(page.raw)
    assert reading.report is not None, reading.reason
    return page, reading.report


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), style=styles)
def test_fields_read_back_equal_or_null(seed: int, style: PageStyle) -> None:
    page, report = read(seed, style)
    for name in ("title", "issuer", "year", "index_no", "doc_no", "publish_date", "division_code"):
        found, expected = getattr(report, name), page.expected.record[name]
        assert found is None or is_right(found, expected), (name, found, expected)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), style=styles)
def test_figures_read_back_equal_or_null(seed: int, style: PageStyle) -> None:
    page, report = read(seed, style)
    for name in tables.TABLES:
        expected = page.expected.record[name] or {}
        for row, cells in (getattr(report, name) or {}).items():
            for column, value in cells.items():
                assert value is None or value == expected.get(row, {}).get(column), (name, row, column, value)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), style=styles)
def test_headings_read_back_in_order(seed: int, style: PageStyle) -> None:
    page, report = read(seed, style)
    expected = {one["ordinal"]: one["heading"] for one in page.expected.record["sections"]}
    ordinals = [section.ordinal for section in report.sections]
    assert ordinals == sorted(ordinals)
    for section in report.sections:
        if section.ordinal in expected:
            assert squeezed(section.heading) == squeezed(expected[section.ordinal])
