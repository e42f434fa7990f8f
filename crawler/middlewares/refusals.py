"""Answers that are no content end here, named; a portal that says "slower" is asked slower."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Self

from crawler import refusals
from crawler.failures import RequestFailed

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


#: seconds; a portal that names no time is not waited for longer
_LONGEST_OWN_PAUSE = 4.0


class NamedRefusals:
    """Raises RequestFailed for challenges, fences, soft 404s and error statuses. A 304 passes."""

    def process_response(self, request: Request, response: Response) -> Response:
        if request.meta.get("attachment") and response.status == 200:
            return response
        headers = {
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        refusal = refusals.recognise(response.status, headers, response.body)
        if refusal is None:
            return response
        raise RequestFailed(refusal.kind, refusal.message, refusal.evidence)


class Backoff:
    """Pauses a portal's queue when it answers 429 or 503: for as long as Retry-After says, else 1, 2, 4, 4 … seconds.

    The pause holds for the whole machine, not for the one request, and before Scrapy's own retry is queued. A machine
    gets at most BACKOFF_MAX_SECONDS of pauses between two good answers: after that its throttled answers are final,
    and the next run comes later anyway.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._most = crawler.settings.getfloat("BACKOFF_MAX_SECONDS")
        #: machine -> (last pause, pauses since its last good answer)
        self._waits: dict[str, tuple[float, float]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        slot = request.meta.get("download_slot", "")
        if response.status not in (429, 503):
            self._waits.pop(slot, None)
            return response
        last, waited = self._waits.get(slot, (0.5, 0.0))
        asked = retry_after(response.headers.get("Retry-After"))
        wait = min(_LONGEST_OWN_PAUSE, 2 * last) if asked is None else asked
        if waited + wait > self._most:
            message = f"the portal asks for {wait:.0f} s more after {waited:.0f} s of pauses"
            raise RequestFailed("blocked:throttled", message, f"{response.status}")
        self._waits[slot] = (wait, waited + wait)
        self._pause(slot, wait)
        return response

    def _pause(self, key: str, seconds: float) -> None:
        assert self._crawler.engine is not None
        slot = self._crawler.engine.downloader.slots.get(key)
        if slot is not None:
            # the slot sends its next request `delay` after `lastseen`
            slot.delay = max(slot.delay, 0.001)
            slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)


def retry_after(value: bytes | None) -> float | None:
    """Seconds that a Retry-After header asks for: a number or an HTTP date."""
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
