"""Which orders of a portal's run are placed: each once, as long as its budget allows more."""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import replace
from typing import Literal

from crawler.budget import Budget, Limits
from crawler.orders import Answer, Order, Question
from crawler.registry import Portal

#: failures that say nothing about the portal's health
_HARMLESS = frozenset({"gone", "soft-404", "robots", "off-site", "too-large", "redirect-loop", "budget", "no-browser"})
#: room for answers at hand, compressed bytes a portal; what finds none is asked for again
_ROOM = 500_000
Identity = tuple[str, str, str, str, str, bool]


class OrderBook:
    """What was asked of a portal, what is still under way, and why nothing more may be asked."""

    def __init__(self, portal: Portal, limits: Limits) -> None:
        self._budget = Budget(limits)
        self._always_render = portal.render == "always"
        self._pending: set[Identity] = set()
        self._asked: set[Identity] = set()
        #: answers that other orders may want, their bodies compressed
        self._kept: dict[Question, Answer] = {}
        self._room = _ROOM
        #: orders that such an answer serves
        self._served: deque[tuple[Order, Answer]] = deque()
        #: why nothing more is asked of the portal, once that is so
        self.stopped: str | None = None
        #: why work was left undone, `stopped` or a used-up budget
        self.cut: str | None = None

    @property
    def idle(self) -> bool:
        """True while nothing is under way."""
        return not self._pending

    @property
    def ailing(self) -> bool:
        """True while the portal's last request failed: the next one is not worth a second try."""
        return self._budget.ailing

    def must_stop(self) -> str | None:
        """Why nothing more may be asked of the portal; asked before every request, since queued ones count too."""
        if self.stopped is None:
            self.stopped = self._budget.spent
            self.cut = self.cut or self.stopped
        return self.stopped

    def place(self, order: Order) -> tuple[Literal["placed", "known", "served", "refused"], Order, str]:
        """Take an order, as it is to be made, unless it was taken before or the budget (the reason) forbids it.

        One whose answer was kept is `served`: nothing is to be asked, `next_served` gives it.
        """
        if self._always_render and order.method == "GET":
            order = replace(order, rendered=True)
        if order.identity in self._asked:
            return "known", order, ""
        self._asked.add(order.identity)
        if order.question in self._kept:
            self._serve(order)
            return "served", order, ""
        reason = self.must_stop() or self._budget.used_up
        if reason is not None:
            self.cut = self.cut or reason
            return "refused", order, reason
        self._budget.asked()
        self._pending.add(order.identity)
        return "placed", order, ""

    def keep(self, order: Order, answer: Answer) -> None:
        """Keep an answer for an order of another purpose, under the address too to which a redirect led."""
        packed = replace(answer, body=zlib.compress(answer.body, 1))
        for question in {order.question, replace(order, url=answer.url).question}:
            if question not in self._kept and len(packed.body) <= self._room:
                self._room -= len(packed.body)
                self._kept[question] = packed

    def _serve(self, order: Order) -> None:
        kept = self._kept[order.question]
        if order.purpose == "report":  # its last use; a list's page may be an entry of another list too
            del self._kept[order.question]
            self._room += len(kept.body)
        self._pending.add(order.identity)
        self._served.append((order, replace(kept, body=zlib.decompress(kept.body))))

    def next_served(self) -> tuple[Order, Answer] | None:
        """An order that was served by an answer at hand, no longer under way; None when there is none left."""
        if not self._served:
            return None
        order, answer = self._served.popleft()
        self._pending.discard(order.identity)
        return order, answer

    def was_asked(self, order: Order) -> bool:
        """True for an order that was taken."""
        return order.identity in self._asked

    def answered(self, order: Order) -> None:
        """An order has its answer."""
        self._pending.discard(order.identity)
        self._budget.answered()

    def failed(self, order: Order, kind: str) -> None:
        """An order has none."""
        self._pending.discard(order.identity)
        if kind not in _HARMLESS:
            self._budget.failed()

    def forget(self) -> None:
        """Let go of what was asked."""
        self._asked.clear()
        self._kept.clear()
