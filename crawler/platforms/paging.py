"""Walking one column of reports to its end, whatever its platform.

A column is ended by "no new link", not by its counter: counters lie, some servers echo page 1 for any number, and deep
pages may be stubs. The walk is pure: it is fed answers and says which requests come next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from crawler import addresses
from crawler.platforms.base import Column, Entry, ListRead, ListRequest, ListState, Platform, by_name
from crawler.platforms.list_page import ListPage, Question, read_list_page
from crawler.platforms.page import FetchedPage
from crawler.platforms.wording import is_bare

#: failures that say nothing of the pages after the one that failed
_PASSING = frozenset({"timeout", "reset", "too-large", "decode", "http:500", "http:502", "http:503", "http:504"})

#: characters of source that a page without entries has where there is no page at all
_STUB = 600


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one column: pages in all, and pages without a new link while the list claims that more follow."""

    pages: int = 200
    blank: int = 2
    #: pages in a row with new links none of which looks like a report
    barren: int = 50
    #: pieces that do not follow one another (organs × years)
    parts: int = 5000


@dataclass(slots=True)
class Step:
    """What an answer led to. `entries` are worth fetching; `others` are links that the list mixes in."""

    entries: list[Entry] = field(default_factory=list)
    others: list[Entry] = field(default_factory=list)
    requests: list[ListRequest] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    evidence: str = ""


class ColumnWalk:
    """One column. Issue `start()`, then answer every request with `feed` or `fail` until `done`."""

    def __init__(
        self,
        url: str,
        *,
        hint: str | None = None,
        platform: str | None = None,
        annual: bool | None = True,
        limits: Limits | None = None,
    ) -> None:
        self.url = url
        self.hint = hint
        #: every link of the column counts; None: the first page decides by its name and its titles
        self.annual = annual
        self.limits = limits or Limits()
        self.platform: Platform | None = by_name(platform) if platform else None
        self.evidence: tuple[str, ...] = ()
        self.seen: set[str] = set()
        self.pages = 0
        self.why = ""
        #: (kind of the contract, message) where the list could not be read to its end
        self.failure: tuple[str, str] | None = None
        self._asked: set[tuple[str, str, str | None, bool]] = set()
        self._pages_seen: set[frozenset[tuple[str, str]]] = set()
        self._blank = 0
        self._open = 0
        self._records: int | None = None
        self._claimed = 0
        self._first_rows = 0
        #: entries so far whose titles fit, and pages in a row whose new links all did not
        self._told = 0
        self._barren = 0
        #: requests for pages after the first
        self._turned = 0

    @property
    def done(self) -> bool:
        """Nothing is asked and unanswered."""
        return self._open == 0

    @property
    def complete(self) -> bool:
        """The list was read to its end as far as anyone can tell."""
        return self.done and self.failure is None

    def start(self) -> list[ListRequest]:
        """Return the request that opens the column."""
        opener = self.platform
        known = _says_annual(self.annual)
        if opener:
            return self._ask(_knowing(request, known) for request in opener.start(self.url))
        return self._ask([ListRequest(self.url, state=ListState(self.url, data=known))])

    def feed(self, page: FetchedPage, request: ListRequest) -> Step:
        """Read the answer to a request of this walk, and take it."""
        return self.take(read_list_page(page, self.question(request)), request)

    def question(self, request: ListRequest) -> Question:
        """What the answer to the request is to be asked."""
        state = request.state or ListState(self.url)
        platform = self._asked_of(request, state)
        hint = self.hint if platform is None else None
        return Question(state, platform, hint, first=self.pages == 0, undecided=self.annual is None)

    def asked_later(self, question: Question, page: ListPage) -> Question:
        """How a run that knows this column from today's will ask of the same page."""
        annual = page.annual if self.annual is None else self.annual
        state = replace(question.state, data={**question.state.data, **_says_annual(annual)})
        hint = page.platform if question.platform is None else None
        return replace(question, state=state, hint=hint, undecided=False)

    def take(self, page: ListPage, request: ListRequest) -> Step:
        """Take what the answer to a request of this walk gave; say what it holds and what to ask next."""
        self._open = max(0, self._open - 1)
        self.pages += 1
        read = page.read
        self.platform = by_name(page.platform)
        self.evidence = page.evidence or self.evidence
        self._claimed = max(self._claimed, read.pages or 0)
        self._records = read.records if read.records is not None else self._records
        self._first_rows = self._first_rows or len(read.entries)
        self.annual = page.annual if self.annual is None else self.annual
        fresh = self._fresh(read.entries)
        step = self._sorted(fresh, read)
        if page.itself is not None:
            step.entries = [*self._fresh([page.itself]), *step.entries]
            step.evidence = f"the column's address is itself a report; {step.evidence}"
        step.requests = self._ask(self._following(read, request, page.length, bool(fresh)))
        step.columns = read.sub_columns if self.annual is not False or any(e.report_like for e in read.entries) else []
        return step

    def _fresh(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries that no page of the column showed before this one."""
        fresh = [entry for entry in entries if addresses.key(entry.url) not in self.seen]
        self.seen.update(addresses.key(entry.url) for entry in fresh)
        return fresh

    def fail(self, request: ListRequest, kind: str, message: str) -> Step:
        """Take note that a request got no usable answer; an alternative may be asked instead."""
        self._open = max(0, self._open - 1)
        if request.alternatives:
            return Step(requests=self._ask([_alternative(request)]))
        if request.role == "probe":
            self.why = self.why or f"nothing at {request.url}"
            return Step()
        self.failure = self.failure or (kind, message)
        self.why = self.why or message
        state = request.state
        if self.platform and state and state.number < self._claimed and kind in _PASSING:
            return Step(requests=self._ask(self.platform.after_failure(state)))
        return Step()

    def _asked_of(self, request: ListRequest, state: ListState) -> str | None:
        """The platform that reads an answer; None for a first page and for what stands in a frame: they tell it.

        A resumed job's requests say who asked.
        """
        if request.role == "frame":
            return None
        return self.platform.name if self.platform is not None else state.data.get("platform")

    def _sorted(self, fresh: list[Entry], read: ListRead) -> Step:
        """Part the wanted entries from those that the list mixes in.

        In a column of annual reports titles need not say so, as long as the page's others do (or none ever did).
        """
        told = [entry for entry in fresh if entry.report_like or entry.truncated or is_bare(entry.title)]
        self._told += len(told)
        trusted = self.annual and (len(told) * 3 >= len(fresh) or not self._told)
        step = Step(evidence=read.evidence)
        for entry in fresh:
            (step.entries if trusted or entry in told else step.others).append(entry)
        self._barren = 0 if step.entries or not fresh else self._barren + 1
        return step

    def _following(self, read: ListRead, request: ListRequest, length: int, fresh: bool) -> list[ListRequest]:
        first = request.state is None or request.state.number <= 1
        if first or request.role in ("frame", "part"):
            self._is_echo(read)
            empty = not read.entries and not read.more
            return [_alternative(request)] if empty and request.alternatives else read.more
        if not self._is_echo(read) and fresh:
            self._blank = 0
            return [] if self._has_all(read) else read.more
        return self._after_blank(read, request, length)

    def _has_all(self, read: ListRead) -> bool:
        """As many links as there are records, and a page that is not full: nothing can follow."""
        known = self._records is not None and len(self.seen) >= self._records
        return known and len(read.entries) < self._first_rows

    def _after_blank(self, read: ListRead, request: ListRequest, length: int) -> list[ListRequest]:
        """A page without a new link ends the list, unless it is no copy and the list claims that more follow.

        Windows may overlap where a server heeds the page's number but not its size; other forms are tried after that.
        """
        number = request.state.number if request.state else 1
        claimed = max(read.pages or 0, self._claimed)
        if read.foreign and not read.entries and number < claimed:
            return read.more
        self._blank += 1
        wanting = number < claimed or (self._records or 0) > len(self.seen)
        if self._blank <= self.limits.blank and wanting and read.entries and not read.last and not self._echoed:
            return [replace(each, alternatives=(*each.alternatives, *request.alternatives)) for each in read.more]
        if request.alternatives:
            return [_alternative(request)]
        self.why = f"page {number} adds no new link"
        if self._records is not None and self._records - len(self.seen) >= self._owed(read, number):
            message = (
                f"{self.url}: page {number} brings nothing new, {len(self.seen)} of {self._records} entries reached"
            )
            self.failure = self.failure or ("blocked:other", message)
        elif not read.entries and request.role == "page" and number <= claimed and length < _STUB:
            self.failure = ("gone", f"page {number} of the {claimed} that {self.url} claims is an empty stub")
        return []

    def _owed(self, read: ListRead, number: int) -> int:
        """How many missing entries make a gap: those that an empty page owes by the count; else a page of them.

        Counts often include what no list shows (rows without a link, of other kinds), so a few less are no gap.
        """
        whole = max(self._first_rows, 1)
        rest = (self._records or 0) - (number - 1) * whole
        return rest if not read.entries and 0 < rest < whole else whole

    _echoed = False

    def _is_echo(self, read: ListRead) -> bool:
        """Say whether a page shows the same titles at the same paths as an earlier one (echoes, endless calendars)."""
        shown = frozenset((addresses.path(entry.url), entry.title) for entry in read.entries)
        self._echoed = bool(shown) and shown in self._pages_seen
        self._pages_seen.add(shown)
        return self._echoed

    def _ask(self, requests: Iterable[ListRequest]) -> list[ListRequest]:
        asked: list[ListRequest] = []
        for request in requests:
            chosen = self._not_yet_asked(request)
            if chosen is None:
                continue
            if not self._within_bounds(chosen):
                message = f"{self.url} still shows new links after {self._turned} pages"
                self.failure = self.failure or ("endless-list", message)
                self.why = message
                break
            self._asked.add(chosen.question)
            self._open += 1
            known = {"platform": self.platform.name, **_says_annual(self.annual)} if self.platform else {}
            asked.append(_knowing(chosen, known))
        return asked

    def _within_bounds(self, request: ListRequest) -> bool:
        if request.state is not None and request.state.number > 1:
            self._turned += 1
            return self._turned < self.limits.pages and self._barren < self.limits.barren
        return self.pages + self._open < self.limits.parts

    def _not_yet_asked(self, request: ListRequest) -> ListRequest | None:
        for candidate in (request, *request.alternatives):
            if candidate.question not in self._asked:
                rest = request.alternatives if candidate is request else _after(request.alternatives, candidate)
                return replace(candidate, alternatives=rest)
        return None


def _after(requests: tuple[ListRequest, ...], chosen: ListRequest) -> tuple[ListRequest, ...]:
    return requests[requests.index(chosen) + 1 :]


def _says_annual(annual: bool | None) -> dict[str, str]:
    """What a state carries of a column of annual reports."""
    return {"annual": "1"} if annual else {}


def _knowing(request: ListRequest, known: dict[str, str]) -> ListRequest:
    state = request.state
    return replace(request, state=replace(state, data={**state.data, **known})) if state and known else request


def _alternative(request: ListRequest) -> ListRequest:
    return replace(request.alternatives[0], alternatives=request.alternatives[1:])
