"""From a place, a year and a seeded random source to the truth of one report: names, dates, text and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sandbox import figures, texts
from sandbox.places import Place
from sandbox.truth import Figures, IndicatorRow, ReportTruth, SectionTruth, TableName

_CHINESE_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Body:
    """Who reports: the long name, the forms that a page may print instead, and how it speaks of itself."""

    issuer: str
    forms: tuple[str, ...]
    itself: str
    place: Place
    level: str


def government(place: Place) -> Body:
    """The government of a division; reports are often titled with the division's bare name."""
    return Body(place.government, (place.government, place.name), f"我{place.kind}", place, place.level)


def department(place: Place, name: str) -> Body:
    """A department of a division's government."""
    issuer = place.name + name
    # on its own portal a department is often printed without the place
    return Body(issuer, (issuer, issuer, issuer, name), "我局", place, "department")


def township(place: Place, name: str) -> Body:
    """A township or an office of a county; a 街道 is an office (办事处), not a government."""
    tail = "办事处" if name.endswith("街道") else "人民政府"
    issuer = f"{place.name}{name}{tail}"
    itself = "街道" if name.endswith("街道") else name[-1]
    return Body(issuer, (issuer, issuer, name + tail, name), f"我{itself}", place, "township")


def write_report(
    rng: Random,
    body: Body,
    year: int,
    *,
    form: str | None = None,
    error: str | None = None,
    previous: ReportTruth | None = None,
) -> ReportTruth:
    """The truth of `body`'s report on `year`.

    `form` forces the statutory form (a 2021 report on the 2019 tables), `error` names the arithmetic rule to break,
    `previous` is the body's report on the year before, whose 结转 comes in.
    """
    form = form or ("2021" if year >= 2021 else "2019" if year >= 2019 else "narrative")
    tables = _tables(rng, form, error, previous)
    published = _publish_date(rng, body, year)
    written = published - timedelta(days=rng.randint(0, 9))
    issuer_forms, title = _title(rng, body, year)
    return ReportTruth(
        title=title,
        issuer=body.issuer,
        issuer_forms=issuer_forms,
        year=year,
        division_code=body.place.code,
        division_name=body.place.name,
        index_no=index_number(rng, body, published.year),
        doc_no=_document_number(rng, body, published.year),
        written_date=written.isoformat(),
        publish_date=published.isoformat(),
        publisher=rng.choice((body.issuer, body.issuer, f"{body.place.government}办公室")),
        source=rng.choice((f"{body.place.government}办公室", body.issuer, f"{body.place.name}融媒体中心")),
        format=form,  # type: ignore[arg-type]
        sections=_sections(rng, body, year, form, tables[1]),
        proactive=tables[0],
        applications=tables[1],
        proceedings=tables[2],
        appendix=figures.appendix(rng) if form == "narrative" and rng.random() < 0.7 else (),
        planted=(error,) if error and form != "narrative" else (),
        signature=_signature(body, written) if rng.random() < 0.3 else (),
    )


def _tables(
    rng: Random, form: str, error: str | None, previous: ReportTruth | None
) -> tuple[Figures | None, Figures | None, Figures | None]:
    if form == "narrative":
        return None, None, None
    carried = previous.applications["carried_out"] if previous and previous.applications else None
    proactive, suits = figures.proactive(rng, form), figures.proceedings(rng)
    requests = figures.applications(rng, form, carried)
    if error:
        figures.plant_error(rng, error, requests, suits)
    elif rng.random() < 0.25:
        whole_rows = rng.random() < 0.5
        proactive, requests, suits = (
            figures.blank_zeros(rng, table, whole_rows) for table in (proactive, requests, suits)
        )
    return proactive, requests, suits


def _publish_date(rng: Random, body: Body, year: int) -> date:
    last = (
        date(year + 1, 3, 31)
        if body.level in ("county", "prefecture", "province") or year < 2018
        else date(year + 1, 1, 31)
    )
    return last - timedelta(days=rng.randint(0, 24))


def _signature(body: Body, day: date) -> tuple[str, ...]:
    return body.issuer, f"{day.year}年{day.month}月{day.day}日"


def _title(rng: Random, body: Body, year: int) -> tuple[tuple[str, ...], str]:
    """The printed title and the forms of the issuer that are right for it."""
    name = rng.choice(body.forms)
    printed_year = str(year)
    if rng.random() < 0.04:
        printed_year = "".join(_CHINESE_DIGITS[int(digit)] for digit in printed_year)
    pattern = rng.choices(
        (
            "{name}{year}年政府信息公开工作年度报告",
            "{name}{year}年度政府信息公开工作年度报告",
            "{year}年{name}政府信息公开工作年度报告",
            "{name}{year}年政府信息公开年度报告",
            "{name}{year}年度政府信息公开工作报告",
            "{name}{year}年政府信息公开年报",
            "{name}关于{year}年政府信息公开工作的年度报告",
        ),
        weights=(60, 10, 10, 8, 4, 4, 4),
    )[0]
    forms = tuple(dict.fromkeys(body.forms)) if name != body.issuer else (body.issuer,)
    return forms, pattern.format(name=name, year=printed_year)


def index_number(rng: Random, body: Body, year: int) -> str:
    """An 索引号 in one of the grammars that portals use (organ code, credit code, division code, pinyin …)."""
    code = body.place.code
    serial = rng.randint(1, 99999)
    return rng.choice(
        (
            f"0{rng.randint(10000000, 19999999)}/{year}-{serial:05d}",
            f"11{code}{rng.randint(10**8, 10**9 - 1)}H/{year}{rng.randint(1, 3):02d}-{serial:05d}",
            f"{code}{rng.randint(1000, 9999)}/{year}-{serial:06d}",
            f"{code}ZF{rng.randint(10, 99)}0000/{year}-{serial:05d}",
            f"K{rng.randint(10**7, 10**8 - 1)}/{year}-{serial:05d}",
            f"0{rng.randint(1000000, 9999999)}X-{year}-{serial:06d}",
            f"jiaoyuju/{year}-{serial:05d}",
            f"000014349/{year}-{serial:05d}",
        )
    )


def _document_number(rng: Random, body: Body, year: int) -> str | None:
    if rng.random() < 0.55:
        return None
    word = rng.choice(("政办函", "政办发", "府办", "办发", "政函"))
    return f"{body.place.stem[0]}{word}〔{year}〕{rng.randint(1, 120)}号"


def _sections(rng: Random, body: Body, year: int, form: str, requests: Figures | None) -> tuple[SectionTruth, ...]:
    slots = _slots(rng, body, year, requests)
    introduction = SectionTruth(0, "", (_say(rng, texts.INTRODUCTIONS, slots),))
    if form == "narrative":
        return (introduction, *_old_sections(rng, slots))
    names = [rng.choices(choice, weights=[6] + [1] * (len(choice) - 1))[0] for choice in texts.HEADINGS_2021]
    others = texts.OTHER_MATTERS_2021 if form == "2021" else texts.OTHER_MATTERS_2019
    numbering = rng.choices(tuple(_NUMBERINGS), weights=(90, 4, 3, 3))[0]
    contents: tuple[tuple[tuple[str, ...], TableName | None], ...] = (
        (_overview(rng, slots, numbering), None),
        (_lead(rng, slots), "proactive"),
        (_lead(rng, slots), "applications"),
        (_lead(rng, slots), "proceedings"),
        ((_say(rng, texts.PROBLEMS, slots), _say(rng, texts.IMPROVEMENTS, slots)), None),
        ((_say(rng, others, slots),), None),
    )
    made = []
    for number, (name, (paragraphs, table)) in enumerate(zip(names, contents, strict=True), start=1):
        notes = (_say(rng, texts.TABLE_NOTES, slots),) if table and rng.random() < 0.06 else ()
        heading = _NUMBERINGS[numbering].format(texts.ORDINALS[number]) + name
        made.append(SectionTruth(number, heading, paragraphs, table, notes))
    return (introduction, *made)


#: how top-level headings are numbered
_NUMBERINGS = {"usual": "{}、", "brackets": "（{}）", "full stop": "{}．", "space": "{} "}


def _lead(rng: Random, slots: dict[str, object]) -> tuple[str, ...]:
    return (_say(rng, texts.TABLE_LEADS, slots),) if rng.random() < 0.15 else ()


def _overview(rng: Random, slots: dict[str, object], numbering: str) -> tuple[str, ...]:
    lead = [_say(rng, texts.OVERVIEW, slots) for _ in range(rng.randint(1, 2))]
    groups = (texts.DISCLOSURE, texts.ON_REQUEST, texts.MANAGEMENT, texts.PLATFORM, texts.SUPERVISION)
    marks = [f"{number}." if numbering == "brackets" else f"（{texts.ORDINALS[number]}）" for number in range(1, 6)]
    parts = [mark + _say(rng, group, slots) for mark, group in zip(marks, groups, strict=True)]
    return (*dict.fromkeys(lead), *parts)


def _old_sections(rng: Random, slots: dict[str, object]) -> tuple[SectionTruth, ...]:
    groups = (
        texts.OVERVIEW,
        texts.OLD_DISCLOSURE,
        texts.OLD_ON_REQUEST,
        texts.OLD_FEES,
        texts.OLD_SUITS,
        texts.PROBLEMS,
    )
    made = []
    for number, (names, group) in enumerate(zip(texts.HEADINGS_OLD, groups, strict=True), start=1):
        paragraphs = tuple(dict.fromkeys(_say(rng, group, slots) for _ in range(2)))
        made.append(SectionTruth(number, f"{texts.ORDINALS[number]}、{rng.choice(names)}", paragraphs))
    return tuple(made)


def _slots(rng: Random, body: Body, year: int, requests: Figures | None) -> dict[str, object]:
    def printed(row: str) -> object:
        return (requests or {}).get(row, {}).get("total") or 0

    return {
        "issuer": body.issuer,
        "who": body.itself,
        "place": body.place.name,
        "year": year,
        "n": rng.randint(20, 4000),
        "m": rng.randint(20, 900),
        "k": rng.randint(2, 19),
        "post": rng.randint(100000, 899999),
        "area": rng.randint(310, 999),
        "phone": rng.randint(2000000, 8999999),
        "before": year - 1,
        "parent": body.place.parent or body.place.name,
        "received": printed("received"),
        "carried_in": printed("carried_in"),
    }


def _say(rng: Random, sentences: tuple[str, ...], slots: dict[str, object]) -> str:
    return rng.choice(sentences).format(**slots)


def appendix_text(rows: tuple[IndicatorRow, ...]) -> str:
    """The appendix as plain lines, for pages that print it as text."""
    return "\n".join(f"{row.label} {row.unit} {'' if row.value is None else row.value}" for row in rows)
