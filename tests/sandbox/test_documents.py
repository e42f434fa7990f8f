"""What a style prints is what `expected_record` says it prints."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest

from sandbox import bodies, documents, places
from sandbox.layouts import articles, headers, tables
from sandbox.layouts.charsets import CHARSETS
from sandbox.layouts.grids import Ink, TCell, spelled_out, split_at, table_rows
from sandbox.script import traditional, traditional_around
from sandbox.styles import PageStyle
from sandbox.truth import ReportTruth

SETTING = documents.Setting("漳县人民政府", "127.1.0.1", "621125", "/zwgk/202301/t20230116_1.html")


def report(year: int = 2022, seed: int = 4) -> ReportTruth:
    return bodies.write_report(Random(seed), bodies.government(places.COUNTIES[0]), year)


def page(truth: ReportTruth, style: PageStyle) -> str:
    rendered = documents.render(truth, style, Random(1), SETTING)
    return rendered.body.decode(CHARSETS[style.charset].codec, "replace")


def text_of(markup: str) -> str:
    return re.sub(r"<[^>]*>|\s", "", markup)


def test_equal_arguments_give_equal_bytes() -> None:
    truth, style = report(), PageStyle(shape="word", paragraphs="word", kilobytes=60)
    first, second = (documents.render(truth, style, Random(3), SETTING).body for _ in range(2))
    assert first == second
    assert 55_000 < len(first) < 140_000


@pytest.mark.parametrize("number", sorted(headers.LAYOUTS))
def test_header_prints_what_it_shows(number: int) -> None:
    truth = replace(report(), doc_no="漳政办函〔2023〕7号")
    markup = headers.header_html(number, truth, Random(1))
    layout = headers.LAYOUTS[number]
    assert ("漳政办函〔2023〕7号" in markup) == layout.shows("doc")
    assert (truth.index_no in markup) == layout.shows("index")
    record = documents.expected_record(truth, PageStyle(header=number), SETTING)
    assert (record["doc_no"] is not None) == layout.shows("doc")
    assert (record["index_no"] is not None) == layout.shows("index")


@pytest.mark.parametrize("shape", [*tables.SHAPES, "one-table"])
@pytest.mark.parametrize("year", [2020, 2022])
def test_every_shape_prints_every_figure(shape: str, year: int) -> None:
    truth = report(year)
    markup = "".join(tables.tables_html(truth, shape, Ink(blank="/"), Random(2), headings=HEADINGS).values())
    printed = text_of(re.sub(r"<(?:td|p|tr)[ >]", " \\g<0>", markup))
    figures = [
        str(cell.text)
        for name in tables.TABLES
        for row in table_rows(truth, name, Ink())
        for cell in row
        if cell.role == "value" and len(cell.text) > 1
    ]
    assert figures
    for figure in figures:
        assert (figure in printed) != (shape in tables.PICTURES)


HEADINGS = {"applications": "三、收到和处理政府信息公开申请情况", "proceedings": "四、行政复议、行政诉讼情况"}


@pytest.mark.parametrize("charset", sorted(CHARSETS))
def test_charsets_carry_the_text(charset: str) -> None:
    truth = report()
    rendered = documents.render(truth, PageStyle(charset=charset), Random(1), SETTING)
    case = CHARSETS[charset]
    text = rendered.body.decode(case.codec)
    assert rendered.expected["title"] in text
    assert rendered.expected["encoding"] == case.widest
    assert (f"charset={case.header}" in rendered.headers["Content-Type"]) == (case.header is not None)
    assert all(letter in text for letter in case.rare)


@pytest.mark.parametrize("container", sorted(articles.CONTAINERS))
def test_containers_hold_the_body(container: str) -> None:
    wrapped = articles.wrap(container, "<p>正文100%</p>")
    assert "<p>正文100%</p>" in wrapped
    assert "%s" not in wrapped
    assert 'width="100%%"' not in wrapped


def test_publish_date_follows_the_order_of_the_contract() -> None:
    truth = replace(report(), publish_date="2023-01-18", written_date="2023-01-10")

    def found(**style: object) -> object:
        return documents.expected_record(truth, PageStyle(**style), SETTING)["publish_date"]  # type: ignore[arg-type]

    assert found(header=11, pub_shift=20) == "2023-01-18"
    assert found(header=33, pub_shift=20) == "2023-02-07"
    assert found(header=12, metas="none", dateline="date") == "2023-01-18"
    assert found(header=12, metas="none", dateline="none") == "2023-01-10"
    assert found(header=33, metas="none", dateline="none") == "2023-01-16"


def test_pictures_leave_nothing_to_read() -> None:
    record = documents.expected_record(report(), PageStyle(shape="image"), SETTING)
    assert record["format"] == "narrative"
    assert record["applications"] is None


def test_damage_shows_in_page_and_expectation() -> None:
    truth = report()
    style = PageStyle(damage=("heading-number-lost:5", "row-missing:granted", "bad-byte"))
    rendered = documents.render(truth, style, Random(1), SETTING)
    assert b"\xff" in rendered.body
    assert "（一）予以公开" not in rendered.body.decode("utf-8", "replace")
    assert ">、" in rendered.body.decode("utf-8", "replace")
    assert "granted" not in rendered.expected["applications"]
    assert rendered.expected["sections"][0]["text"] is None
    assert rendered.expected["sections"][5]["heading"].startswith("五、")


def test_spelled_out_rows_fill_the_grid() -> None:
    rows = [[TCell("甲", rowspan=2), TCell("1")], [TCell("2")], [TCell("乙"), TCell("3")]]
    assert [[cell.text for cell in row] for row in spelled_out(rows)] == [["甲", "1"], ["", "2"], ["乙", "3"]]
    full = spelled_out(table_rows(report(), "applications", Ink()))
    assert {sum(cell.colspan for cell in row) for row in full} == {10}


def test_a_page_break_keeps_the_grid() -> None:
    rows = table_rows(report(), "applications", Ink())
    for cut in range(4, len(rows)):
        upper, lower = split_at(rows, cut)
        widths = {sum(cell.colspan for cell in row) for row in spelled_out(upper) + spelled_out(lower)}
        assert widths == {10}


def test_what_a_report_prints_in_traditional_script_is_converted_once() -> None:
    title = traditional("余干县2020年政府信息公开工作年度报告")
    around = traditional_around(f"<title>余干县政府网</title><h1>{title}</h1><p>阳谷县</p>")
    assert around == "<title>餘干縣政府網</title><h1>餘干縣2020年政府信息公開工作年度報告</h1><p>陽穀縣</p>"
