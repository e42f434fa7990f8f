"""When a page is fetched again: one policy, as numbers that an operator can change.

A page is spread over its interval by a hash of its address, so that pages stored in one run do not all fall due in one
run again.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class RevisitPolicy:
    """Days between two fetches, by how old the report's year is, and the waits after failures."""

    #: the year before the current one and later: corrected now and then in the months after publication
    recent_days: float = 14
    #: two to three years back
    middle_days: float = 60
    #: older, or of unknown year
    old_days: float = 180
    #: pages that are not reports: a column may put a report at an old address
    excluded_days: float = 120
    #: quarantined pages: the portal may be cleaned up
    quarantined_days: float = 7
    #: so many failures in a row are tried again at the very next run
    free_tries: int = 3
    #: then the wait starts here and doubles
    failure_hours: float = 12
    #: the same for a portal that blocks: it is asked later and slower
    blocked_hours: float = 48
    longest_wait_days: float = 30

    def next_visit(self, url: str, fetched: datetime, *, outcome: str, year: int | None = None) -> datetime:
        """When a page that was read is due again: 75 to 125 % of its interval."""
        days = self._days(fetched, outcome, year)
        share = 0.75 + (zlib.crc32(url.encode()) % 1000) / 2000
        return fetched + timedelta(days=days * share)

    def next_try(self, failed: datetime, *, kind: str, failures: int) -> datetime:
        """When a page that failed `failures` times in a row is tried again."""
        if failures <= self.free_tries:
            return failed
        first = self.blocked_hours if kind.startswith("blocked:") else self.failure_hours
        hours = first * 2 ** min(failures - self.free_tries - 1, 16)
        return failed + min(timedelta(hours=hours), timedelta(days=self.longest_wait_days))

    def _days(self, fetched: datetime, outcome: str, year: int | None) -> float:
        if outcome == "excluded":
            return self.excluded_days
        if outcome == "quarantined":
            return self.quarantined_days
        age = 99 if year is None else fetched.year - year
        if age <= 1:
            return self.recent_days
        return self.middle_days if age <= 3 else self.old_days


DEFAULT_POLICY = RevisitPolicy()
