"""What one portal may cost: requests, time, failures in a row. A bad portal stops; the others never wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one portal's work; settings `PORTAL_MAX_…` and `LIST_MAX_PAGES`."""

    requests: int = 20_000
    seconds: float = 6 * 3600
    failures_in_a_row: int = 20
    #: failures in a row to reach a portal that has not answered once
    unreachable: int = 3
    list_pages: int = 200
    #: answers that the search for lists may take
    search_pages: int = 60
    #: pages of the search under way at one time at one portal
    search_at_once: int = 2

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(
            requests=settings.getint("PORTAL_MAX_REQUESTS"),
            seconds=settings.getfloat("PORTAL_MAX_SECONDS"),
            failures_in_a_row=settings.getint("PORTAL_MAX_FAILURES_IN_A_ROW"),
            unreachable=settings.getint("PORTAL_MAX_UNREACHABLE"),
            list_pages=settings.getint("LIST_MAX_PAGES"),
            search_pages=settings.getint("SEARCH_MAX_PAGES"),
        )


class Budget:
    """Counts what a portal has cost; `spent` says in one sentence why nothing more may be asked of it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._started = monotonic()
        self._answers = 0
        self.requests = 0
        self.failures_in_a_row = 0

    def asked(self) -> None:
        """A request is made."""
        self.requests += 1

    def answered(self) -> None:
        """The portal answered with content, or said clearly that there is none."""
        self._answers += 1
        self.failures_in_a_row = 0

    def failed(self) -> None:
        """The portal could not be reached, refused, or broke down."""
        self.failures_in_a_row += 1

    @property
    def ailing(self) -> bool:
        """True when the last request failed: the next one is not worth retrying."""
        return self.failures_in_a_row > 0

    @property
    def used_up(self) -> str | None:
        """Why no further request may be added to those already made, or None."""
        if self.requests >= self._limits.requests:
            return f"{self.requests} requests made (PORTAL_MAX_REQUESTS)"
        return None

    @property
    def spent(self) -> str | None:
        """Why the portal's work stops, requests in the queue included, or None."""
        limits = self._limits
        if monotonic() - self._started > limits.seconds:
            return f"{limits.seconds:g} s spent (PORTAL_MAX_SECONDS)"
        if self.failures_in_a_row >= limits.failures_in_a_row:
            return f"{self.failures_in_a_row} failures in a row (PORTAL_MAX_FAILURES_IN_A_ROW)"
        if not self._answers and self.failures_in_a_row >= limits.unreachable:
            return f"{self.failures_in_a_row} failures and not one answer (PORTAL_MAX_UNREACHABLE)"
        return None
