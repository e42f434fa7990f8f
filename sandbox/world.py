"""A practice world: portals on loopback addresses and the reports that they publish, all from one seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from sandbox import bodies, documents, figures, places
from sandbox.decoys import decoys_for
from sandbox.places import Place
from sandbox.sites import homes, known_sites
from sandbox.sites.base import Entry, PracticePortal, Seat
from sandbox.truth import ExpectedReport, ReportTruth

#: sites of `World()` when none are named: what every installation has to handle
DEFAULT_SITES = (
    "trs",
    "static",
    "hanweb-jpage",
    "trs-records",
    "static-query",
    "ucap",
    "hanweb-jpaas",
    "boda",
    "gkmlpt",
    "trs-countpage",
    "static-cut",
    "openness",
    "epoint",
    "echo-list",
    "aspnet",
    "longxun",
    "refused",
    "snowflake",
    "endless-list",
    "garbage",
    "soft-404",
    "captured",
    "attachments",
    "ruishu",
)
#: share of the reports that have a twin （图片版）
PICTURED = 0.03
#: share of the reports that a portal shows a second time under another address and number
RENUMBERED = 0.04
FIRST_YEAR, LAST_YEAR = 2008, 2025


class World:
    """Portals and their reports. Equal seed, size and sites give equal pages, byte for byte.

    `size` is the number of reports that each portal publishes; `sites` names one site simulator a portal, repeated ones
    for several portals (see `sandbox.sites.known_sites`). `kilobytes` pads each report page to about that size;
    `first_year` and `shapes` (names of `sandbox.layouts.tables.SHAPES`) narrow the reports and how their tables are
    printed, for benchmarks whose pages have to hold all three tables.
    """

    def __init__(
        self,
        seed: int,
        size: int,
        *,
        sites: Sequence[str] | None = None,
        kilobytes: int = 0,
        first_year: int = FIRST_YEAR,
        shapes: Sequence[str] = (),
    ) -> None:
        self.seed, self.size, self.kilobytes = seed, size, kilobytes
        self.first_year, self.shapes = first_year, tuple(shapes)
        self.port = 80
        names = list(sites) if sites is not None else list(DEFAULT_SITES)
        kinds = known_sites()
        unknown = sorted(set(names) - set(kinds))
        if unknown:
            raise ValueError(f"unknown practice site {', '.join(unknown)}; known: {', '.join(kinds)}")
        if len(names) > len(places.COUNTIES):
            raise ValueError(f"{len(names)} practice portals asked for; there are places for {len(places.COUNTIES)}")
        self.portals: list[PracticePortal] = []
        for number, name in enumerate(names):
            self.portals.append(self._portal(number, kinds[name]))

    @property
    def truths(self) -> list[ReportTruth]:
        """Every report of the world once, however many pages show it."""
        return list({id(truth): truth for portal in self.portals for truth in portal.truths}.values())

    @property
    def lists(self) -> dict[str, list[str]]:
        """Slug -> absolute addresses of the portal's report lists, for the recall of discovery."""
        return {portal.slug: [portal.origin + path for path in portal.lists] for portal in self.portals}

    def settle(self, port: int) -> None:
        """Tell every portal the port that it is served on."""
        self.port = port
        for portal in self.portals:
            portal.settle(port)

    def prepare(self) -> None:
        """Render every report page now."""
        for portal in self.portals:
            portal.prepare()

    def portal(self, slug: str) -> PracticePortal:
        """The portal of that slug."""
        return next(portal for portal in self.portals if portal.slug == slug)

    def expected(self) -> list[ExpectedReport]:
        """The records that an export of a full crawl has to hold, with absolute addresses (after `settle`)."""
        shown: dict[int, list[tuple[PracticePortal, Entry]]] = {}
        for portal in self.portals:
            for entry in portal.entries:
                if entry.truth is not None and not portal.hidden(entry):
                    shown.setdefault(id(entry.truth), []).append((portal, entry))
        return [_expected(pages) for pages in shown.values()]

    def failures(self) -> list[tuple[str, str, str]]:
        """(slug, absolute address or empty for the portal as a whole, kind) that a full crawl has to record."""
        found = []
        for portal in self.portals:
            if not portal.failure:
                continue
            partial = type(portal).hidden is not PracticePortal.hidden
            # a decoy may be left out by its link alone, so that nobody meets its failure
            reports = (entry for entry in portal.entries if entry.truth)
            pages = [(portal.slug, portal.origin + entry.path, portal.hidden(entry)) for entry in reports]
            found += [page for page in pages if page[2]] if partial else [(portal.slug, "", portal.failure)]
        return found

    # -- making --------------------------------------------------------------------------------------------------

    def _portal(self, number: int, kind: type[PracticePortal]) -> PracticePortal:
        rng = Random(f"{self.seed} {number} {kind.site}")
        place = places.COUNTIES[(number + 5 * self.seed) % len(places.COUNTIES)]
        city = self._city_after(number)
        entries = self._entries(rng, kind, city or place)
        if city:
            entries += self._carried(rng, kind, self.portals[-1])
            place = city
        return kind(self._seat(rng, number, kind, place), entries, rng)

    def _city_after(self, number: int) -> Place | None:
        """Every fifth portal is the prefecture's of the county before it and carries some of its reports."""
        if number % 5 != 4 or self.portals[-1].level != "county":
            return None
        city = places.parent_of(self.portals[-1].seat.place)
        taken = {portal.division_code for portal in self.portals}
        return None if city.code in taken else city

    def _seat(self, rng: Random, number: int, kind: type[PracticePortal], place: Place) -> Seat:
        address = f"127.1.{number // 250}.{number % 250 + 1}"
        slug = f"practice-{number:03d}-{kind.site}"
        discovered = number % 2 == 1
        home = list(homes.VARIANTS)[number % len(homes.VARIANTS)]
        tree = ("flat", "years", "departments")[number % 3]
        return Seat(number, slug, place.government, place, place.level, address, discovered, home, tree)

    def _entries(self, rng: Random, kind: type[PracticePortal], place: Place) -> list[Entry]:
        truths = list(_reports(rng, place, self.size, self.first_year))
        entries = [self._entry(rng, kind, truth) for truth in truths]
        copies = [_renumbered(rng, entry) for entry in entries if rng.random() < RENUMBERED]
        copies += [
            _pictured(entry)
            for entry in entries
            if rng.random() < PICTURED and entry.truth and entry.truth.applications
        ]
        return entries + copies + decoys_for(rng, place, truths)

    def _entry(self, rng: Random, kind: type[PracticePortal], truth: ReportTruth) -> Entry:
        style = documents.random_style(
            rng, truth, containers=kind.containers, kilobytes=self.kilobytes, charset=kind.page_charset or None
        )
        if self.shapes:
            style = replace(style, shape=rng.choice(self.shapes))
        return Entry(truth.title, truth.publish_date, truth, style, year=truth.year, unit=truth.issuer)

    def _carried(self, rng: Random, kind: type[PracticePortal], county: PracticePortal) -> list[Entry]:
        """Reports of the county that the city's portal shows too."""
        lent = [one for one in county.entries if one.truth and one.style and not (one.picture or county.hidden(one))]
        carried = []
        for entry in lent[: 1 + self.size // 20]:
            assert entry.truth is not None and entry.style is not None
            style = replace(entry.style, container=rng.choice(kind.containers), header=33)
            carried.append(Entry(entry.title, entry.date, entry.truth, style, year=entry.year, unit=entry.unit))
        return carried


def _pictured(entry: Entry) -> Entry:
    """The twin of a report that shows its tables as pictures."""
    assert entry.truth is not None
    assert entry.style is not None
    title = f"{entry.title}（图片版）"
    style = replace(entry.style, shape="image", damage=())
    return Entry(title, entry.date, entry.truth, style, year=entry.year, unit=entry.unit, picture=True)


def _renumbered(rng: Random, entry: Entry) -> Entry:
    """The same report in a second column, under another index number where it prints one."""
    assert entry.truth is not None and entry.style is not None
    year = int(entry.date[:4])
    style = replace(
        entry.style, index_no=f"{entry.truth.division_code}{rng.randint(1000, 9999)}/{year}-{rng.randint(1, 99999):06d}"
    )
    return Entry(entry.title, entry.date, entry.truth, style, year=entry.year, unit=entry.unit)


def _expected(pages: list[tuple[PracticePortal, Entry]]) -> ExpectedReport:
    # a picture is what its record is read from only where nothing else of the report is served
    texts = [(portal, entry) for portal, entry in pages if not entry.picture] or pages
    records = [portal.expected_of(entry) for portal, entry in texts]
    first = pages[0][1].truth
    sources = tuple(
        (portal.slug, portal.origin + path) for portal, entry in pages for path in (entry.path, *entry.twins)
    )
    return ExpectedReport(_either(records), first.planted if first else (), sources)


def _either(records: list[dict[str, Any]]) -> dict[str, Any]:
    """One record of several pages of one report: where they differ in a plain field, any of the values is right."""
    merged = dict(records[0])
    for record in records[1:]:
        for name, value in record.items():
            if value != merged[name] and not isinstance(value, dict):
                known = merged[name] if isinstance(merged[name], list) else [merged[name]]
                merged[name] = known + [
                    one for one in (value if isinstance(value, list) else [value]) if one not in known
                ]
    return merged


def _reports(rng: Random, place: Place, size: int, first_year: int) -> list[ReportTruth]:
    """`size` reports of a place's bodies: runs of years, so that 结转 goes from one to the next."""
    made: list[ReportTruth] = []
    choice = _bodies(rng, place)
    at_least = -(-size // len(choice))
    for body in choice:
        made.extend(_series(rng, body, min(size - len(made), max(at_least, rng.randint(2, 9))), first_year))
        if len(made) >= size:
            break
    return made


def _series(rng: Random, body: bodies.Body, length: int, first_year: int) -> list[ReportTruth]:
    """A body's reports of consecutive years."""
    place = body.place
    first, last = max(first_year, place.first_year), min(LAST_YEAR, place.last_year)
    latest = max(first, last - length + 1)
    start = max(rng.randint(first, latest), rng.randint(first, latest))
    made: list[ReportTruth] = []
    for year in range(start, min(start + length, last + 1)):
        late = "2019" if year in (2021, 2022) and rng.random() < 0.15 else None
        error = rng.choice(figures.RULES) if rng.random() < 0.06 else None
        made.append(bodies.write_report(rng, body, year, form=late, error=error, previous=made[-1] if made else None))
    return made


def _bodies(rng: Random, place: Place) -> list[bodies.Body]:
    """The government first, then departments and townships in a random order, over and over under longer names."""
    departments = [bodies.department(place, name) for name in rng.sample(places.DEPARTMENTS, len(places.DEPARTMENTS))]
    towns = [bodies.township(place, name) for name in rng.sample(places.TOWNSHIPS, len(places.TOWNSHIPS))]
    rest = departments + towns
    rng.shuffle(rest)
    return [bodies.government(place), *rest]
