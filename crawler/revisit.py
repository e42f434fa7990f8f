"""Whether a page that earlier runs stored is fetched again, and how: the incremental rule in one place.

Lists are always visited. A report page is fetched when it is new, when every list shows it with another title or date
than last time, when its revisit time has come, or when the last try failed and a next one is due. Storage sets those
times (storage.revisits); this module only compares.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from storage.outcomes import KnownPage


@dataclass(frozen=True, slots=True)
class Visit:
    """Fetch the page, with these request headers; `known_digest` lets an unchanged body be noticed unread."""

    reason: str
    headers: dict[str, str] = field(default_factory=dict)
    known_digest: str | None = None


def decide(known: KnownPage, shown: Collection[tuple[str | None, str | None]], now: datetime) -> Visit | None:
    """The visit that a known page needs today, or None.

    `shown`: every (title, date) with which today's lists print the page. One that agrees with the stored pair is
    enough to call it unchanged: a page listed under two columns is printed differently in each.
    """
    if known.failures or known.outcome == "failed":
        # what a portal blocks or breaks again and again is tried later and later (docs/failures.md)
        return Visit("the last try failed") if known.next_due <= now else None
    if shown and not any(_same(known, title, date) for title, date in shown):
        # the reading depends on the list's words too, so that even equal bytes are read again
        return Visit("the list shows another title or date")
    if known.next_due <= now:
        return Visit("its revisit time has come", _conditions(known), known.body_sha256)
    return None


def _same(known: KnownPage, title: str | None, date: str | None) -> bool:
    same_title = not title or not known.link_text or _same_words(title, known.link_text)
    same_date = not date or not known.list_date or date == known.list_date
    return same_title and same_date


def _same_words(one: str, other: str) -> bool:
    return one == other or _squeezed(one) == _squeezed(other)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _conditions(known: KnownPage) -> dict[str, str]:
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}
