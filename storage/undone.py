"""Work that was not done, pages left out, lists visited, portals finished: the bookkeeping beside the reports."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, delete, false, func, or_, select, true, update

from storage.kept_lists import keep_lists
from storage.missing import mark_missing
from storage.outcomes import ExclusionOutcome, FailureOutcome, ListOutcome, Loaded, PageFacts, PortalOutcome
from storage.readdressed import readdress
from storage.report_rows import clean
from storage.rows import rows_among, upsert_into
from storage.tables import Alarm, Exclusion, Failure, Portal, PortalRun, ReportList

if TYPE_CHECKING:
    from storage.batch import Batch

#: failures of a portal as a whole: a list that was read afterwards shows that they are over
_PORTAL_WIDE = ("refused", "dns", "tls", "timeout", "reset", "robots", "no-list-found", "no-browser", "redirect-loop")

#: failures of reading, not of reaching
_READING_KINDS = ("decode", "parse", "worker-died", "soft-404")
_OPEN_FAILURES = "SELECT portal, url, part_of FROM failures WHERE resolved IS NULL AND url IN {}"
_OPEN_PARTS = "SELECT portal, url, part_of FROM failures WHERE resolved IS NULL AND part_of IN {}"
_AILING = "SELECT DISTINCT portal FROM failures WHERE resolved IS NULL AND portal IN {}"
#: columns of an upsert that a row which is there keeps
_KEPT = ("portal", "url", "first_seen")
_EXCLUDED = """
WITH wanted (portal, url) AS {}
SELECT e.portal, e.url FROM wanted CROSS JOIN exclusions e WHERE e.portal = wanted.portal AND e.url = wanted.url
"""


class UndoneWork:
    """Small tables with few rows a batch: plain upserts through SQLAlchemy Core.

    Lists and exclusions, of which a run without news has nothing else, are gathered and written in one statement each.
    """

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._connection = batch.connection
        self._insert = partial(upsert_into, batch.connection)
        self._open: set[tuple[str, str | None]] = set()
        self._excluded: set[tuple[str, str]] = set()
        self._lists: list[ListOutcome] = []
        self._exclusions: list[dict[str, Any]] = []

    def ensure_portals(self, slugs: set[str], at: datetime) -> None:
        """A portal that the registry has not announced yet gets a bare row, so that its pages have where to belong."""
        if not slugs:
            return
        query = "SELECT slug FROM portals WHERE slug IN {}"
        known = {row[0] for row in rows_among(self._connection, query, [(slug,) for slug in slugs])}
        for slug in sorted(slugs - known):
            row = {"slug": slug, "name": slug, "home_url": "", "enabled": True, "first_seen": at}
            self._connection.execute(self._insert(Portal).values(row).on_conflict_do_nothing())

    def fail(self, outcome: FailureOutcome, *, again: bool = True) -> None:
        """Open a failure or count it again; one run counts once. Another kind at the address takes over the count.

        Without `again` a failure that is open already keeps its count.
        """
        self.write_gathered()
        values = {
            "portal": outcome.portal,
            "url": clean(outcome.url),
            "kind": outcome.kind,
            "message": clean(outcome.message)[:2000],
            "evidence": clean(outcome.evidence)[:2000],
            "is_page": outcome.is_page,
            "part_of": outcome.part_of,
            "last_seen": outcome.at,
            "run_id": self._batch.run_id,
            "resolved": None,
        }
        first_seen, count = self._taken_over(outcome)
        statement = self._insert(Failure).values(**values, first_seen=first_seen, count=count)
        one_more = self._of_earlier_run() if again else false()
        is_open = Failure.resolved.is_(None)
        counted = case((and_(is_open, one_more), Failure.count + 1), (is_open, Failure.count), else_=count)
        started = case((is_open, Failure.first_seen), else_=statement.excluded.first_seen)
        renewed = {name: statement.excluded[name] for name in values if name not in ("portal", "url", "kind")}
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["portal", "url", "kind"], set_={**renewed, "count": counted, "first_seen": started}
            )
        )

    def _taken_over(self, outcome: FailureOutcome) -> tuple[datetime, int]:
        """First sight and count, continued from a failure of another kind that an earlier run left at the address."""
        if self._batch.run_id is None:
            return outcome.at, 1
        earlier = and_(
            Failure.portal == outcome.portal,
            Failure.url == outcome.url,
            Failure.kind != outcome.kind,
            Failure.resolved.is_(None),
            self._of_earlier_run(),
        )
        row: Any = self._connection.execute(
            select(func.min(Failure.first_seen), func.max(Failure.count)).where(earlier)
        ).one()
        first_seen, count = row
        if count is None:
            return outcome.at, 1
        self._connection.execute(update(Failure).where(earlier).values(resolved=outcome.at))
        return first_seen, count + 1

    def load_open(self, addresses: set[tuple[str, str]]) -> None:
        """Which of the batch's addresses have open failures or stand as exclusions: most have neither."""
        urls = [(url,) for _, url in addresses]
        for portal, url, part_of in rows_among(self._connection, _OPEN_FAILURES, urls):
            self._open.update({(portal, url), (portal, part_of)})
        for portal, url, part_of in rows_among(self._connection, _OPEN_PARTS, urls):
            self._open.update({(portal, url), (portal, part_of)})
        self._excluded = {(portal, url) for portal, url in rows_among(self._connection, _EXCLUDED, list(addresses))}

    def page_is_read(self, page: PageFacts, missing: set[str]) -> None:
        """The page's work is done, but for its files at `missing`."""
        if (page.portal, page.url) not in self._open:
            return
        kinds = _READING_KINDS if page.reread else ()  # a page read from the archive is not a page that was reached
        self.resolve(page.portal, page.url, page.fetched_at, missing, kinds)

    def include(self, page: PageFacts) -> None:
        """The page is a report, so it is no exclusion (any more)."""
        if (page.portal, page.url) in self._excluded:
            mine = and_(Exclusion.portal == page.portal, Exclusion.url == page.url)
            self._connection.execute(delete(Exclusion).where(mine))

    def _of_earlier_run(self) -> ColumnElement[bool]:
        """Failures that this run has not met itself; without a run every outcome counts as a later one."""
        if self._batch.run_id is None:
            return true()
        return or_(Failure.run_id.is_(None), Failure.run_id != self._batch.run_id)

    def resolve(
        self, portal: str, url: str, at: datetime, missing: Collection[str] = (), kinds: Collection[str] = ()
    ) -> None:
        """The work at an address is done, with whatever belonged to it but for `missing`; `kinds` keeps to some."""
        mine = and_(Failure.portal == portal, or_(Failure.url == url, Failure.part_of == url))
        if missing:
            mine = and_(mine, Failure.url.not_in(missing))
        if kinds:
            mine = and_(mine, Failure.kind.in_(kinds))
        self._connection.execute(update(Failure).where(mine, Failure.resolved.is_(None)).values(resolved=at))

    def exclude(self, outcome: ExclusionOutcome, *, was_read: bool) -> Loaded:
        """Record why a page or link was left out; seen again, the newest reason stands."""
        values = {
            "portal": outcome.portal,
            "url": clean(outcome.url),
            "title": clean(outcome.title),
            "kind": outcome.kind,
            "reason": clean(outcome.reason),
            "was_read": was_read,
            "last_seen": outcome.at,
        }
        self._exclusions.append({**values, "first_seen": outcome.at})
        return Loaded("excluded", detail=outcome.kind)

    def touch_exclusion(self, portal: str, url: str, at: datetime) -> None:
        """An excluded page is as it was."""
        mine = and_(Exclusion.portal == portal, Exclusion.url == url)
        self._connection.execute(update(Exclusion).where(mine).values(last_seen=at))

    def alarm(self, kind: str, page: PageFacts, message: str) -> None:
        """Something that an operator should see in the run's summary; once a run and address."""
        values = {
            "run_id": self._batch.run_id,
            "kind": kind,
            "portal": page.portal,
            "url": clean(page.url),
            "message": clean(message),
            "raised": page.fetched_at,
        }
        self._connection.execute(self._insert(Alarm).values(values).on_conflict_do_nothing())

    def list_visited(self, outcome: ListOutcome) -> Loaded:
        """Remember the list with its evidence; its failures and those of the whole portal are over."""
        self._lists.append(outcome)
        return Loaded("listed")

    def write_gathered(self) -> None:
        """Write lists and exclusions, before anything that may come after them at the same portals."""
        lists, self._lists = self._lists, []
        exclusions, self._exclusions = self._exclusions, []
        self._upsert(Exclusion, exclusions)
        self._upsert(ReportList, [self._list_row(outcome) for outcome in lists])
        ailing = self._with_open_failures({outcome.portal for outcome in lists})
        for outcome in lists:
            if outcome.portal in ailing:
                self._list_is_well(outcome)

    def _upsert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        """Rows of a table whose key is portal and address; what is there keeps when it was first seen."""
        if rows:
            statement = self._insert(table)
            renewed = {name: statement.excluded[name] for name in rows[0] if name not in _KEPT}
            self._connection.execute(
                statement.on_conflict_do_update(index_elements=["portal", "url"], set_=renewed), rows
            )

    def _list_row(self, outcome: ListOutcome) -> dict[str, Any]:
        return {
            "portal": outcome.portal,
            "url": clean(outcome.url),
            "column_url": clean(outcome.column_url),
            "platform": outcome.platform,
            "links": outcome.links,
            "new_links": outcome.new_links,
            "evidence": clean(outcome.evidence),
            "first_seen": outcome.at,
            "last_seen": outcome.at,
            "run_id": self._batch.run_id,
        }

    def _with_open_failures(self, portals: set[str]) -> set[str]:
        return {row[0] for row in rows_among(self._connection, _AILING, [(portal,) for portal in portals])}

    def _list_is_well(self, outcome: ListOutcome) -> None:
        self.resolve(outcome.portal, outcome.url, outcome.at)
        self._resolve_earlier(outcome.portal, outcome.at, Failure.kind.in_(_PORTAL_WIDE), self._at_home(outcome.portal))

    def _at_home(self, portal: str) -> Any:
        home = select(Portal.home_url).where(Portal.slug == portal).scalar_subquery()
        return or_(Failure.url == home, Failure.kind == "no-list-found")

    def _resolve_earlier(self, portal: str, at: datetime, *conditions: Any) -> None:
        """Close open failures that this run has not met again; what it met itself stays open."""
        self._connection.execute(
            update(Failure)
            .where(Failure.portal == portal, Failure.resolved.is_(None), Failure.is_page.is_(False))
            .where(self._of_earlier_run(), *conditions)
            .values(resolved=at)
        )

    def portal_done(self, outcome: PortalOutcome) -> Loaded:
        """Close the portal's books for this run: what it did not meet again is over, what no list shows is missed."""
        if self._batch.run_id is not None:
            self._portal_run(outcome, self._batch.run_id)
        keep_lists(self._connection, outcome.portal, outcome.new_lists, outcome.gone_lists)
        if outcome.complete:
            self._resolve_earlier(outcome.portal, outcome.finished_at, Failure.part_of.is_(None))
            mark_missing(self._batch, outcome)
            readdress(self._connection, outcome.portal, outcome.moved)
        self._portal_health(outcome)
        return Loaded("done")

    def _portal_run(self, outcome: PortalOutcome, run_id: int) -> None:
        values = {
            "run_id": run_id,
            "portal": outcome.portal,
            "started": outcome.started_at,
            "finished": outcome.finished_at,
            "complete": outcome.complete,
            "listed": len(outcome.listed_urls),
        }
        statement = self._insert(PortalRun).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["run_id", "portal"],
                set_={name: statement.excluded[name] for name in values if name not in ("run_id", "portal")},
            )
        )

    def _portal_health(self, outcome: PortalOutcome) -> None:
        mine = update(Portal).where(Portal.slug == outcome.portal)
        if outcome.complete:
            well = {"last_complete": outcome.finished_at, "failing_since": None, "last_error": None}
            self._connection.execute(mine.values(well))
            return
        newest = (
            select(Failure.kind + ": " + Failure.message)
            .where(Failure.portal == outcome.portal, Failure.resolved.is_(None), Failure.is_page.is_(False))
            .order_by(Failure.last_seen.desc(), Failure.id.desc())
            .limit(1)
        )
        error = self._connection.execute(newest).scalar() or "its lists were not read to the end"
        since = func.coalesce(Portal.failing_since, outcome.started_at)
        self._connection.execute(mine.values(failing_since=since, last_error=error))
