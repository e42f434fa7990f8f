"""What every practice portal has: a seat in the world, pages by address, a way from the home page to its report lists.

A simulator of another CMS is one file below `sandbox/sites` with one subclass. It usually needs three methods:
`address_of` (where a report page lies), `column_address` (where a list lies) and `build_list` (the list's pages), or,
where lists are not pages, `build_lists` and `answer`. `docs/sandbox.md` has an example.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import Any, ClassVar

from sandbox import documents
from sandbox.contamination import contaminate
from sandbox.layouts.charsets import CHARSETS
from sandbox.places import Place
from sandbox.sites import homes
from sandbox.traffic import NOT_FOUND, Answer, Request, html
from sandbox.truth import ReportTruth

Page = Answer | Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Seat:
    """A portal's place in the world. `discovered`: the registry gives the home page only."""

    number: int
    slug: str
    name: str
    place: Place
    level: str
    address: str
    discovered: bool = False
    #: how the home page leads to the lists, see `sandbox.sites.homes`
    home: str = "menu"
    #: how reports are filed: `flat`, `years` or `departments`
    tree: str = "flat"


@dataclass(slots=True)
class Entry:
    """Something that a list shows: a report (`truth` and `style` set) or a decoy (`kind` says what it is)."""

    title: str
    #: ISO date that the list prints
    date: str
    truth: ReportTruth | None = None
    style: documents.PageStyle | None = None
    #: `report`, or the exclusion kind of a decoy
    kind: str = "report"
    paragraphs: tuple[str, ...] = ()
    #: filing keys for the column tree
    year: int = 0
    unit: str = ""
    path: str = ""
    #: a picture of a report that stands elsewhere as text: another source of it, never what its record is read from
    picture: bool = False
    #: further addresses of the very same page (twins)
    twins: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Column:
    """A list of entries at an address below the portal's root; `name` is its heading and anchor text."""

    name: str
    path: str
    entries: list[Entry]
    children: list[Column] = field(default_factory=list)


class PracticePortal:
    """A portal of the practice world; subclasses imitate one CMS."""

    #: name for `World(sites=[...])`; empty for classes that are not to be built
    site: ClassVar[str] = ""
    #: value of the registry's `platform` column: empty, because platforms are to be recognised
    platform: ClassVar[str] = ""
    #: article containers (see `sandbox.layouts.articles`) that this CMS prints
    containers: ClassVar[tuple[str, ...]] = ("plain",)
    #: entries on a list page
    per_page: ClassVar[int] = 15
    #: charset of lists and home page, and whether the header declares it
    charset: ClassVar[str] = "utf-8"
    #: charset case (`sandbox.layouts.charsets`) of all report pages; empty: any
    page_charset: ClassVar[str] = ""
    #: True: nothing listens at the portal's address
    refuses: ClassVar[bool] = False
    #: failure kind that a run has to record for this portal or some of its pages; empty for a sound portal
    failure: ClassVar[str] = ""
    #: False: the failure concerns lists only, every report is still in reach
    blocks_reports: ClassVar[bool] = True
    #: what the registry says of the browser
    render: ClassVar[str] = "auto"
    #: True: pages carry an ETag and honour If-None-Match
    validators: ClassVar[bool] = False

    def __init__(self, seat: Seat, entries: Iterable[Entry], rng: Random) -> None:
        self.seat = seat
        self.entries = list(entries)
        self.rng = rng
        self.port = 80
        self.pages: dict[str, Page] = {}
        #: addresses of the report lists (paths), for measuring the recall of discovery
        self.lists: list[str] = []
        self._cache: dict[str, Answer] = {}
        self._tags: dict[str, str] = {}
        self.build()

    # -- facts ---------------------------------------------------------------------------------------------------

    @property
    def slug(self) -> str:
        return self.seat.slug

    @property
    def name(self) -> str:
        return self.seat.name

    @property
    def division_code(self) -> str:
        return self.seat.place.code

    @property
    def level(self) -> str:
        return self.seat.level

    @property
    def address(self) -> str:
        return self.seat.address

    @property
    def origin(self) -> str:
        """Scheme, address and port; the port is known once the world is served."""
        return f"http://{self.address}:{self.port}"

    @property
    def truths(self) -> list[ReportTruth]:
        """The reports that the portal's lists show, each once."""
        return list({id(entry.truth): entry.truth for entry in self.entries if entry.truth}.values())

    @property
    def decoys(self) -> dict[str, str]:
        """Absolute address of each decoy page -> the kind of exclusion that it is."""
        return {self.origin + entry.path: entry.kind for entry in self.entries if not entry.truth and entry.path}

    def hidden(self, entry: Entry) -> str:
        """The failure kind that stands between a crawler and an entry's page; empty where it can be read."""
        return self.failure if self.blocks_reports else ""

    def registry_row(self, port: int) -> dict[str, str]:
        """The portal's row of the registry."""
        origin = f"http://{self.address}:{port}"
        lists = "" if self.seat.discovered else "|".join(origin + path for path in self.report_columns())
        return {
            "slug": self.slug,
            "name": self.name,
            "division_code": self.division_code,
            "level": self.level,
            "home_url": origin + "/",
            "report_urls": lists,
            "platform": self.platform,
            "render": self.render,
            "enabled": "true",
        }

    def report_columns(self) -> list[str]:
        """Paths for the registry's `report_urls`: the column over all lists, or the lists where there is none."""
        return [self.root.path] if self.root else list(self.lists)

    def leaves(self) -> list[Column]:
        """The columns that are lists: those below the root, or the root itself; none where the site has no tree."""
        return (self.root.children or [self.root]) if self.root else []

    # -- building ------------------------------------------------------------------------------------------------

    root: Column | None = None

    def build(self) -> None:
        """Publish every entry, then the lists, then the home page."""
        for number, entry in enumerate(self.entries):
            entry.path = entry.path or self.address_of(entry, number)
            self.publish(entry)
        self.build_lists()
        homes.build(self)

    def address_of(self, entry: Entry, number: int) -> str:
        """The path of an entry's page in this CMS's dialect; unique and stable."""
        return f"/zfxxgknb/{entry.date[:4]}/{number + 1000}.html"

    def column_address(self, words: tuple[str, ...]) -> str:
        """The path of a list; `words` are its slugs below the report column, () for the column itself."""
        return "/" + "/".join(("zwgk", "zfxxgknb", *words)) + "/index.html"

    def build_lists(self) -> None:
        """File the entries in the seat's tree and build each leaf's list pages and each inner column's index."""
        self.root = self._tree()
        for leaf in self.leaves():
            self.lists.append(leaf.path)
            self.build_list(leaf)
        if self.root.children:
            links = [(child.path, child.name) for child in self.root.children]
            self.pages[self.root.path] = self.page(homes.column_page(self, self.root.name, links))

    def build_list(self, column: Column) -> None:
        """All pages of one list. Here: everything on one page."""
        self.pages[column.path] = self.page(homes.list_page(self, column.name, column.entries))

    def parts(self, column: Column) -> list[list[Entry]]:
        """A list's entries, page by page; one empty page where there are none."""
        size = self.per_page
        return [column.entries[start : start + size] for start in range(0, len(column.entries), size)] or [[]]

    def _tree(self) -> Column:
        entries = sorted(self.entries, key=lambda entry: (entry.date, entry.title), reverse=True)
        root = Column("政府信息公开年报", self.column_address(()), entries)
        if self.seat.tree == "years":
            for year in sorted({entry.year for entry in entries}, reverse=True):
                below = [entry for entry in entries if entry.year == year]
                root.children.append(Column(f"{year}年", self.column_address((f"{year}n",)), below))
        elif self.seat.tree == "departments":
            for number, unit in enumerate(sorted({entry.unit for entry in entries}), start=1):
                below = [entry for entry in entries if entry.unit == unit]
                root.children.append(Column(unit, self.column_address((f"bm{number}",)), below))
        return root

    def page(self, text: str) -> Answer:
        """A page of the portal's own charset."""
        return html(text, charset=self.charset)

    def publish(self, entry: Entry) -> None:
        """Put an entry's page at its address; it is rendered when first asked for."""
        for path in (entry.path, *entry.twins):
            self.pages[path] = partial(self._rendered, entry)

    def _rendered(self, entry: Entry, request: Request) -> Answer:
        if entry.path not in self._cache:
            self._cache[entry.path] = self.render_entry(entry)
        return self._cache[entry.path]

    def render_entry(self, entry: Entry) -> Answer:
        """The page of an entry as this portal answers it."""
        rendered = self.rendered(entry)
        return Answer(200, rendered.body, dict(rendered.headers))

    def expected_of(self, entry: Entry) -> dict[str, Any]:
        """The record that an entry's page allows; override it together with `render_entry`."""
        assert entry.truth is not None
        assert entry.style is not None
        return documents.expected_record(entry.truth, entry.style, self._setting(entry))

    def _setting(self, entry: Entry) -> documents.Setting:
        return documents.Setting(self.name, self.address, self.seat.place.code, entry.path)

    def rendered(self, entry: Entry) -> documents.RenderedPage:
        """An entry's page in its style."""
        rng, setting = Random(f"{self.slug} {entry.path}"), self._setting(entry)
        if entry.truth and entry.style:
            return documents.render(entry.truth, entry.style, rng, setting)
        return documents.render_decoy(entry.title, entry.paragraphs, entry.date, rng, setting, self.containers[0])

    def settle(self, port: int) -> None:
        """Learn the port; report pages hold no address of their own portal, so that rendered ones stay valid."""
        self.port = port

    def prepare(self) -> None:
        """Render every page now, so that serving costs nothing in a benchmark."""
        for entry in self.entries:
            self._rendered(entry, Request("GET", entry.path, entry.path, {}, {}))

    # -- answering -----------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """The answer to a request: the page at path with query, else at the path, else 404."""
        page = self.pages.get(request.target) or self.pages.get(request.path)
        if page is None:
            return self.not_found(request)
        answer = page if isinstance(page, Answer) else page(request)
        return self._conditional(request, answer) if self.validators and answer.status == 200 else answer

    def not_found(self, request: Request) -> Answer:
        """What the portal says of an address that it does not have."""
        return NOT_FOUND

    def _conditional(self, request: Request, answer: Answer) -> Answer:
        tag = '"' + hashlib.sha1(answer.body, usedforsecurity=False).hexdigest()[:20] + '"'
        if request.headers.get("If-None-Match") == tag:
            return Answer(304, b"", {"ETag": tag})
        return Answer(200, answer.body, {**answer.headers, "ETag": tag}, answer.delay, answer.drip, answer.chunk)

    # -- mutation between two crawls -----------------------------------------------------------------------------

    def entry_of(self, truth: ReportTruth) -> Entry:
        """The entry that shows a report."""
        return next(entry for entry in self.entries if entry.truth is truth)

    def revise(self, entry: Entry, **changes: object) -> None:
        """Republish a report with changed fields of its truth, e.g. `revise(entry, sections=…)`."""
        if entry.truth is None:
            raise ValueError(f"{entry.path} is no report")
        entry.truth = replace(entry.truth, **changes)  # type: ignore[arg-type]
        self._cache.pop(entry.path, None)

    def remove(self, entry: Entry) -> None:
        """Take a page off the site; its lists still show it until they are built again (`rebuild_lists`)."""
        for path in (entry.path, *entry.twins):
            self.pages.pop(path, None)
            self._cache.pop(path, None)

    def replace_page(self, entry: Entry, answer: Answer) -> None:
        """Answer an entry's address with something else: a broken page, a contaminated one …"""
        self.pages[entry.path] = answer

    def contaminate(self, entry: Entry, pattern: str = "insertion", brand: str | None = None) -> None:
        """Turn an entry's page into a doctored copy, by a pattern of `sandbox.contamination`."""
        self.replace_page(entry, self.doctor(entry, self.render_entry(entry), pattern, brand))

    def doctor(self, entry: Entry, answer: Answer, pattern: str, brand: str | None) -> Answer:
        """A page contaminated in its own charset."""
        codec = CHARSETS[entry.style.charset].codec if entry.style else "utf-8"
        text = answer.body.decode(codec, "replace")
        names = [self.name] + ([entry.truth.division_name] if entry.truth else [])
        changed = contaminate(text, pattern, Random(entry.path), title=entry.title, places=names, brand=brand)
        return Answer(answer.status, changed.encode(codec, "xmlcharrefreplace"), answer.headers)

    def rebuild_lists(self) -> None:
        """Build the lists anew from the entries whose pages still exist."""
        self.entries = [entry for entry in self.entries if entry.path in self.pages]
        self.lists.clear()
        self.build_lists()
