"""What a platform is: recognised by evidence, reads a list page, says which request comes next."""

from __future__ import annotations

import importlib
import pkgutil
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from inspect import isabstract
from typing import Any, ClassVar, Literal

import crawler.platforms
from crawler.platforms.literals import literals
from crawler.platforms.page import FetchedPage

Role = Literal["page", "frame", "part", "probe"]
#: a registry's or operator's word for a platform is worth this much beside the page's own evidence
HINT_POINTS = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """A link that a list shows: an article, as far as its address tells."""

    url: str
    title: str = ""
    #: ISO date printed beside the link
    date: str | None = None
    #: the list cut the title off (…): the page's own must be used
    truncated: bool = False
    #: the title by itself says that this is an annual report
    report_like: bool = False
    #: the kind of document (`reports.model.PageKind`) that the title by itself says this is instead of a report
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A link to a list below this one: a year, a department, a township."""

    url: str
    text: str = ""
    #: its words say that it is a part (a year, a group of publishers); None: its first page decides
    annual: bool | None = None


@dataclass(frozen=True, slots=True)
class ListState:
    """Where in a column a request stands; plain data, may be pickled with the request."""

    column_url: str
    #: 1 for the first page
    number: int = 1
    #: which paging form answers (a template or a mode's name); empty: none chosen yet
    form: str = ""
    #: what the platform carries from page to page (column ids, window size)
    data: Mapping[str, str] = field(default_factory=dict)

    def turn(self, number: int, form: str | None = None, **data: str) -> ListState:
        """Return the state of another page of this column."""
        return replace(self, number=number, form=self.form if form is None else form, data={**self.data, **data})


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A request that the crawl is asked to make for a column.

    `role`: `page` another page of the list; `frame` the list itself behind a shell; `part` one of several independent
    pieces; `probe` an address that was only guessed, so an error answer is no failure. `alternatives` are tried in
    turn when this one fails or brings nothing new. `rendered` asks for the page as a browser shows it.
    """

    url: str
    method: str = "GET"
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    state: ListState | None = None
    role: Role = "page"
    alternatives: tuple[ListRequest, ...] = ()
    rendered: bool = False

    @property
    def question(self) -> tuple[str, str, str | None, bool]:
        """What is asked, whoever asks."""
        return self.method, self.url, self.body, self.rendered


@dataclass(slots=True)
class ListRead:
    """What one page of a list gave."""

    entries: list[Entry] = field(default_factory=list)
    more: list[ListRequest] = field(default_factory=list)
    sub_columns: list[Column] = field(default_factory=list)
    #: how the page was read, for the operator
    evidence: str = ""
    #: pages or records that the list claims to have; never trusted as an end
    pages: int | None = None
    records: int | None = None
    #: rows of other columns that the answer mixes in: a page of them alone is no end
    foreign: int = 0
    #: the answer says that nothing comes after it
    last: bool = False
    #: the platform's own structure says that this is its column of annual reports
    annual: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign of a platform: a pattern looked for in the address (`url`), the source (`text`) or the `header`s."""

    points: int
    pattern: str
    says: str
    where: Literal["url", "text", "header"] = "text"


@dataclass(frozen=True, slots=True)
class Score:
    """How sure a recognition is (0 to 100) and why."""

    points: int
    evidence: tuple[str, ...] = ()


class Platform(ABC):
    """A CMS family. Subclasses declare `name`, `marks` and `articles`, and read lists."""

    name: ClassVar[str] = ""
    #: names under which the registry may know the family
    aliases: ClassVar[tuple[str, ...]] = ()
    marks: ClassVar[tuple[Mark, ...]] = ()
    #: marks that contradict: found, the platform is out (look-alikes)
    against: ClassVar[tuple[Mark, ...]] = ()
    #: pattern of this family's article addresses (path and query)
    articles: ClassVar[str] = ""

    def score(self, page: FetchedPage) -> Score:
        """Return the points of all marks that the page carries, at most 100, and what they were."""
        if any(_marked(mark, page) for mark in self.against):
            return Score(0)
        found = [mark for mark in self.marks if _marked(mark, page)]
        return Score(min(100, sum(mark.points for mark in found)), tuple(mark.says for mark in found))

    def start(self, url: str) -> list[ListRequest]:
        """Return the requests that open a column known by its address."""
        return [ListRequest(url, state=ListState(url))]

    def columns(self, page: FetchedPage) -> list[Column]:
        """Return columns of annual reports that the page's own data names (a tree in a script), for the search."""
        return []

    @abstractmethod
    def read_list(self, page: FetchedPage, state: ListState) -> ListRead:
        """Read one page (or endpoint's answer) of a column."""

    def article_markup(self, page: FetchedPage) -> str | None:
        """Return the body of an article where the page keeps it elsewhere than in its markup, else None."""
        return None

    def after_failure(self, state: ListState) -> list[ListRequest]:
        """Return the request for the page after one that gave no answer, where its address is known without it."""
        return []

    def is_article_url(self, url: str) -> bool:
        """Say whether the address has the shape of this family's articles."""
        return bool(self.articles) and compiled(self.articles).search(url) is not None


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _marked(mark: Mark, page: FetchedPage) -> bool:
    pattern = compiled(mark.pattern)
    if mark.where == "url":
        return pattern.search(page.url) is not None
    if mark.where == "header":
        return any(pattern.search(f"{name}: {value}") for name, value in page.headers.items())
    needed = literals(mark.pattern)
    if needed and not any(word in page.lowered for word in needed):
        return False
    return pattern.search(page.text) is not None


def header_signs(headers: Mapping[str, str]) -> list[str]:
    """Return what the header alone tells about platforms: of all headers, recognition depends on this."""
    page = FetchedPage("", "", headers=headers)
    return sorted(mark.says for mark in _header_marks() if _marked(mark, page))


@lru_cache(maxsize=1)
def _header_marks() -> frozenset[Mark]:
    marks = (mark for platform in all_platforms() for mark in (*platform.marks, *platform.against))
    return frozenset(mark for mark in marks if mark.where == "header")


@lru_cache(maxsize=128)
def by_name(name: str) -> Platform:
    """Return the platform of exactly this name; KeyError where there is none."""
    for platform in all_platforms():
        if platform.name == name:
            return platform
    raise KeyError(f"unknown platform {name!r}; known: {', '.join(p.name for p in all_platforms())}")


@lru_cache(maxsize=1)
def all_platforms() -> tuple[Platform, ...]:
    """Return one instance of every platform of this package, by name: a new CMS is one more file."""
    for module in pkgutil.iter_modules(crawler.platforms.__path__):
        importlib.import_module(f"crawler.platforms.{module.name}")
    found = {kind.name: kind() for kind in _descendants(Platform) if kind.name and not isabstract(kind)}
    return tuple(found[name] for name in sorted(found))


def _descendants(kind: type[Any]) -> list[type[Platform]]:
    children: list[type[Platform]] = kind.__subclasses__()
    return [each for child in children for each in (child, *_descendants(child))]


def known_as(name: str) -> tuple[Platform, ...]:
    """Return the platforms that a registry's name may mean (`hanweb` means the whole family)."""
    return tuple(p for p in all_platforms() if name == p.name or name in p.aliases)


def ranking(page: FetchedPage, hint: str | None = None) -> list[tuple[Platform, Score]]:
    """Return every platform that has points for the page, best first; the general one is always among them."""
    hinted = set(known_as(hint)) if hint else set()
    scored = [(platform, _with_hint(platform.score(page), platform in hinted, hint)) for platform in all_platforms()]
    ranked = [pair for pair in scored if pair[1].points > 0]
    return sorted(ranked, key=lambda pair: (-pair[1].points, pair[0].name))


def _with_hint(score: Score, hinted: bool, hint: str | None) -> Score:
    if not hinted or not score.points:
        return score
    return Score(score.points + HINT_POINTS, (*score.evidence, f"registry says {hint}"))


def recognise(page: FetchedPage, hint: str | None = None) -> tuple[Platform, Score]:
    """Return the platform with the best evidence. A hint helps, but strong evidence for another one wins over it."""
    return ranking(page, hint)[0]
