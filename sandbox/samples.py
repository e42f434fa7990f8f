"""Single pages with their truth, without a world around them: for benchmarks, fuzzing and property tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from reports.model import PortalContext, RawPage
from sandbox import bodies, documents, figures, places
from sandbox.places import Place
from sandbox.styles import ALL_CONTAINERS, PageStyle
from sandbox.truth import ExpectedReport, ReportTruth

YEARS = (2014, 2016, 2018, 2019, 2019, 2020, 2020, 2021, 2021, 2022, 2022, 2023, 2023, 2024, 2025)


@dataclass(frozen=True, slots=True)
class Sample:
    """A page as a crawl would hand it to the reader, with what it has to become."""

    truth: ReportTruth
    style: PageStyle
    raw: RawPage
    expected: ExpectedReport


def body_of(rng: Random, place: Place) -> bodies.Body:
    """A government, a department or a township of the place."""
    kind = rng.choice(("government", "department", "township"))
    if kind == "government":
        return bodies.government(place)
    if kind == "department":
        return bodies.department(place, rng.choice(places.DEPARTMENTS))
    return bodies.township(place, rng.choice(places.TOWNSHIPS))


def sample(seed: object, *, kilobytes: int = 0, damage: float = 0.05, style: PageStyle | None = None) -> Sample:
    """One page, determined by its seed; `style` forces a style."""
    rng = Random(f"sample {seed}")
    place = rng.choice(places.COUNTIES)
    year = max(rng.choice(YEARS), place.first_year)
    form = "2019" if year in (2021, 2022) and rng.random() < 0.1 else None
    error = rng.choice(figures.RULES) if rng.random() < 0.05 else None
    truth = bodies.write_report(rng, body_of(rng, place), year, form=form, error=error)
    if style is None:
        style = documents.random_style(rng, truth, containers=ALL_CONTAINERS, kilobytes=kilobytes, damage=damage)
    return render_sample(truth, style, place, rng)


def render_sample(truth: ReportTruth, style: PageStyle, place: Place, rng: Random) -> Sample:
    """A truth printed on a portal of the place's government."""
    host = "127.9.0.1:8000"
    path = f"/zwgk/zfxxgknb/{truth.publish_date[:7].replace('-', '')}/x{rng.randint(1000, 9999)}.html"
    setting = documents.Setting(place.government, "127.9.0.1", place.code, path)
    page = documents.render(truth, style, rng, setting)
    portal = PortalContext("practice", place.government, place.code, place.level, (host,))
    url = f"http://{host}{path}"
    link_text = rng.choice((truth.title, truth.title[:16] + "…", None))
    list_date = rng.choice((truth.publish_date, None))
    raw = RawPage(url, page.body, page.headers["Content-Type"], link_text=link_text, list_date=list_date, portal=portal)
    # a page that prints no date at all has the one that the list shows beside its link
    expected = {**page.expected, "publish_date": page.expected["publish_date"] or list_date}
    return Sample(truth, style, raw, ExpectedReport(expected, truth.planted, (("practice", url),)))


def samples(count: int, *, first: int = 0, kilobytes: int = 0, damage: float = 0.05) -> Iterator[Sample]:
    """`count` pages of all layouts."""
    return (sample(number, kilobytes=kilobytes, damage=damage) for number in range(first, first + count))
