"""Pages for `benchmarks.authenticity`: genuine ones from our own sentences, with traps, and doctored copies of them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from benchmarks import authenticity_texts as wording
from benchmarks.authenticity_page import BenchmarkPage
from benchmarks.authenticity_traps import TRAPS, markup_of
from reports.model import PortalContext
from sandbox import bodies, contamination, places

#: patterns whose copy is served from another host; the others stand on the portal's own
OTHER_HOST = ("swap-domain",)


def genuine_page(rng: Random) -> BenchmarkPage:
    """A genuine page with up to three traps."""
    place, year = rng.choice((*places.COUNTIES, *places.PREFECTURES)), rng.randint(2012, 2024)
    body = _body(rng, place)
    truth = bodies.write_report(rng, body, year)
    issuer = rng.choice(wording.TRAP_BODIES) if rng.random() < 0.25 else body.issuer
    prefix = place.name if issuer != body.issuer and issuer[0] not in "中国金" and rng.random() < 0.5 else ""
    kind = rng.choice(("工作年度报告", "年度报告", "工作报告"))
    title = f"{prefix}{issuer}{year}年{rng.choice(('', '度'))}政府信息公开{kind}"
    page = BenchmarkPage(
        title=title,
        text=_text(rng, place, issuer, year, [p for s in truth.sections for p in (s.heading, *s.paragraphs) if p]),
        portal=PortalContext("p", place.government, place.code, place.level, ("127.0.0.9:8000",)),
        url=rng.choice(
            ("http://127.0.0.9:8000/zwgk/t20230101_1.html", "http://www.abc.gov.cn/art/2023/1/1/art_1_2.html")
        ),
        year=year,
        publish_date=truth.publish_date,
        places=(place.name, place.stem),
        markup=markup_of(title, ""),
    )
    for name in rng.sample(sorted(TRAPS), rng.choice((0, 0, 1, 2, 3))):
        page = TRAPS[name](rng, page)
        page.traps += (name,)
    return page


def _body(rng: Random, place: places.Place) -> bodies.Body:
    choice = rng.random()
    if choice < 0.4:
        return bodies.government(place)
    if choice < 0.75:
        return bodies.department(place, rng.choice(places.DEPARTMENTS))
    return bodies.township(place, rng.choice(places.TOWNSHIPS))


def _text(rng: Random, place: places.Place, issuer: str, year: int, practice: list[str]) -> str:
    """A text of 2,000 to 10,000 characters: own sentences in paragraphs among the practice report's."""
    apps = rng.sample(wording.APPS, 2)
    stock = rng.sample(wording.SENTENCES, len(wording.SENTENCES))
    made = []
    for _ in range(rng.randint(12, 75)):
        chosen = [_composed(rng) for _ in range(rng.randint(1, 4))]
        if stock and rng.random() < 0.7:
            chosen.insert(rng.randint(0, len(chosen)), stock.pop())
        made.append("".join(_say(rng, sentence, place, issuer, year, rng.choice(apps)) for sentence in chosen))
    if rng.random() < 0.4:
        made += [_say(rng, sentence, place, issuer, year, apps[0]) for sentence in rng.sample(wording.SUPERVISION, 4)]
    rng.shuffle(made)
    step = max(1, len(made) // max(1, len(practice)))
    for number, paragraph in enumerate(practice):
        made.insert(min(len(made), number * (step + 1)), paragraph)
    return "\n".join(made + _table(rng))


def _composed(rng: Random) -> str:
    first, second = rng.sample(wording.MATTERS, 2)
    parts = [rng.choice(wording.OPENINGS), rng.choice(wording.AGENTS), rng.choice(wording.ACTIONS), first]
    if rng.random() < 0.4:
        parts += [rng.choice("和与、及"), second]
    return "".join(parts) + "，" + "，".join(rng.sample(wording.RESULTS, rng.randint(1, 2))) + "。"


def _say(rng: Random, sentence: str, place: places.Place, issuer: str, year: int, app: str) -> str:
    return sentence.format(p=place.name, b=issuer, y=year, n=rng.randint(100, 9999), m=rng.randint(1, 99), app=app)


def _table(rng: Random) -> list[str]:
    rows = (
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
        "1.属于国家秘密",
        "（七）总计",
        "四、结转下年度继续办理",
    )
    return ["\t".join([row, *(str(rng.randint(0, 9)) for _ in range(7))]) for row in rows for _ in range(4)]


def contaminated_page(rng: Random, pattern: str, *, known: bool) -> BenchmarkPage:
    """A genuine page contaminated by `pattern`, with a brand of the lexicon's kind or a held-out one."""
    page = genuine_page(rng)
    while set(page.places).isdisjoint(_mentioned(page)) or "traditional" in page.traps or page.text.count("关于") < 2:
        page = genuine_page(rng)
    if pattern == "platform-replaced":
        page = replace(page, text=f"{page.text}\n{_quoting(rng)}")
    brand = None if known else rng.choice(wording.HELD_OUT_SWAPS if pattern == "word-swap" else wording.HELD_OUT_BRANDS)
    text = contamination.contaminate(
        f"{page.title}\n{page.text}", pattern, rng, title=page.title, places=page.places, brand=brand
    )
    lines = text.split("\n")
    title_line = 1 if pattern == "advertisement" else 0
    made = replace(page, text=text, title=lines[title_line], kind=pattern, brand=brand or "")
    if pattern == "junk-tags":
        made = replace(made, markup=contamination.contaminate(page.markup or "", pattern, rng, title="", places=()))
    if pattern in OTHER_HOST:
        made = replace(
            made, url=f"http://www.{rng.choice(('haose', 'kzpt', 'bjmfs', 'findg'))}{rng.randint(1, 99)}.com/t1.html"
        )
    return made


def _quoting(rng: Random) -> str:
    app = rng.choice(("政务公开", "便民在线", "一窗通办"))
    return "\n".join(
        f"{lead}“{app}”平台，{tail}"
        for lead, tail in (("启用", "公开信息。"), ("依托", "回应关切。"), ("升级", "方便群众查询。"))
    )


def _mentioned(page: BenchmarkPage) -> set[str]:
    return {name for name in page.places if name in page.title}
