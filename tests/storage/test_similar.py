"""Near-duplicates of other years and issuers are reported as such and never merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from reports.model import Report, Section
from reports.similarity import bands, clauses
from storage.loading import Loader
from storage.outcomes import ReadOutcome
from storage.prepared import prepare
from storage.similar import _clauses as stored_clauses
from storage.similar import compare_new

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]
ITEMS = (
    "网站改版",
    "热线合并",
    "窗口前移",
    "清单更新",
    "目录调整",
    "专栏上线",
    "培训开班",
    "考核加分",
    "督查通报",
    "座谈征询",
    "问卷回收",
    "档案整理",
)


def told(place: str, year: int, items: Sequence[str], shift: int = 0) -> tuple[Section, ...]:
    body = "。".join(
        f"{place}{year}年推进{item}工作，{item}惠及群众{n * 7 + shift}人次" for n, item in enumerate(items)
    )
    return (Section(1, "一、总体情况", body),)


def similar(url: str) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT relation, similarity, year, other_year FROM v_similar ORDER BY 1")))


def test_copies_of_last_year_and_of_a_neighbour_are_reported(
    loader: Loader, url: str, make_report: MakeReport, read_of: ReadOf
) -> None:
    first = make_report("清河县", 2021, 1, sections=told("清河县", 2021, ITEMS))
    next_year = make_report("清河县", 2022, 2, sections=told("清河县", 2022, ITEMS, 400))
    neighbour = make_report("安平县", 2021, 3, sections=told("安平县", 2021, ITEMS, 90), division_code="131125")
    other = [f"{left}与{right}" for left, right in zip(ITEMS, reversed(ITEMS), strict=True)]
    own_words = make_report("枣强县", 2021, 4, sections=told("枣强县", 2021, other), division_code="131121")
    outcomes = [read_of(report, f"http://127.0.0.1/{n}") for n, report in enumerate((first, next_year, own_words))]
    assert [one.result for one in loader.load(outcomes)] == ["new"] * 3
    assert [one.result for one in loader.load([read_of(neighbour, "http://127.0.0.1/9")])] == ["new"]
    assert similar(url) == []
    assert compare_new(loader.engine) == 4
    assert similar(url) == [
        ("neighbour", 1.0, 2021, 2021),
        ("other", 1.0, 2022, 2021),
        ("year-before", 1.0, 2021, 2022),
    ]


def test_a_rewritten_text_is_similar_no_more(
    loader: Loader, url: str, make_report: MakeReport, read_of: ReadOf
) -> None:
    first = make_report("清河县", 2021, 1, sections=told("清河县", 2021, ITEMS))
    copied = make_report("清河县", 2022, 2, sections=told("清河县", 2022, ITEMS, 400))
    loader.load([read_of(first, "http://127.0.0.1/1"), read_of(copied, "http://127.0.0.1/2")])
    compare_new(loader.engine)
    assert len(similar(url)) == 1
    words = [f"{left}与{right}" for left, right in zip(ITEMS, reversed(ITEMS), strict=True)]
    rewritten = make_report("清河县", 2022, 2, sections=told("清河县", 2022, words))
    (loaded,) = loader.load([read_of(rewritten, "http://127.0.0.1/2", days=9)])
    assert loaded.result == "changed"
    assert compare_new(loader.engine) == 1
    assert compare_new(loader.engine) == 0
    assert similar(url) == []


def test_signatures_made_by_the_reader_find_what_those_of_the_stored_texts_do(
    loader: Loader, url: str, make_report: MakeReport, read_of: ReadOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_report("清河县", 2021, 1, sections=told("清河县", 2021, ITEMS))
    copied = make_report("清河县", 2022, 2, sections=told("清河县", 2022, ITEMS, 400))
    outcomes = [read_of(first, "http://127.0.0.1/1"), read_of(copied, "http://127.0.0.1/2")]
    for outcome in outcomes:
        outcome.reading.prepared = prepare(outcome.reading, outcome.page.portal, signed=True)
    ids = [one.report_id for one in loader.load(outcomes)]
    assert sorted(loader.signatures) == sorted(map(int, filter(None, ids)))
    with loader.engine.connect() as connection:
        texts = stored_clauses(connection, set(loader.signatures))
    assert {one: bands(found) for one, found in texts.items()} == loader.signatures
    monkeypatch.setattr("storage.similar.bands", lambda found: pytest.fail("made a second time"))
    assert compare_new(loader.engine, loader.signatures) == 2
    assert [row[0] for row in similar(url)] == ["year-before"]


def test_a_report_read_from_another_page_too_is_signed_by_its_stored_text(
    loader: Loader, make_report: MakeReport, read_of: ReadOf
) -> None:
    report = make_report("清河县", 2021, 1, sections=told("清河县", 2021, ITEMS))
    for number in (1, 2):
        outcome = read_of(report, f"http://127.0.0.1/{number}")
        outcome.reading.prepared = prepare(outcome.reading, outcome.page.portal, signed=True)
        loader.load([outcome])
        assert len(loader.signatures) == (number == 1)


def test_clauses_stand_between_signs_without_digits_letters_and_names() -> None:
    text = "清河县2021年共受理申请31件（其中A类12件），答复率100%。另行告知!转第三方意见征询"
    found = {"年共受理申请件", "转第三方意见征询"}
    assert clauses(text, ("清河县", None)) == found
    assert clauses(
        "".join(f"{sign}转第三方意见{sign}征询答复情况{sign}" for sign in "，。；：！？、,;:!? \n\t()（）《》“”")
    ) == {
        "转第三方意见",
        "征询答复情况",
    }
    assert clauses("受理-申请·件…数\u3000答复") == {"受理申请件数"}
