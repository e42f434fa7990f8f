"""What list pages gave when they were read, kept from run to run, so that an unchanged page is not read again.

Reading a list page is a function of its answer, of what is asked of it, and of the code. A kept reading carries the
digest of all three, and is used for exactly the same ones: another body, address, registry row, place in the column or
version of the code has another digest, and is read. Only reading is spared; the page is fetched in every run, and every
decision that follows from it is made anew.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from lxml import etree

from crawler.orders import Answer, Order
from crawler.platforms.base import Column, Entry, ListRead, ListRequest, ListState, header_signs
from crawler.platforms.list_page import ListPage, Question
from crawler.registry import Portal
from storage.outcomes import KeptList

logger = logging.getLogger(__name__)

_PACKAGES = ("crawler", "reports")
#: thousands of rows; what a row says of its portal is in the digest by itself
_REGISTRY = "portals.csv"


class KeptLists:
    """The kept readings of one portal: those of earlier runs, and what this run changes about them."""

    def __init__(self, portal: Portal, stored: Mapping[str, KeptList]) -> None:
        self._row = [portal.render, portal.platform]
        self._stored = dict(stored)
        self._seen: set[str] = set()
        #: readings of this run that differ from those of earlier ones, by place
        self.new: dict[str, KeptList] = {}

    def find(self, order: Order, answer: Answer, question: Question) -> ListPage | None:
        """The reading of this very answer to this very question, where an earlier run kept it."""
        place = place_of(order)
        kept = self._stored.get(place)
        if kept is None or kept.digest != self._digest(order, answer, question):
            return None
        try:
            page = unpacked(kept.reading)
        except (ValueError, TypeError, zlib.error) as error:
            logger.warning("the kept reading of %s is unusable and is made anew: %s", order.url, error)
            return None
        self._seen.add(place)
        return page

    def keep(self, order: Order, answer: Answer, question: Question, page: ListPage) -> None:
        """Keep a reading for the next run."""
        place = place_of(order)
        self._seen.add(place)
        self.new[place] = KeptList(self._digest(order, answer, question), packed(page))

    @property
    def unseen(self) -> list[str]:
        """Places of kept readings at which this run met no list page."""
        return [place for place in self._stored if place not in self._seen]

    def forget(self) -> None:
        """Let go of everything."""
        self._stored.clear()
        self.new = {}

    def _digest(self, order: Order, answer: Answer, question: Question) -> str:
        state = question.state
        asked = [
            *(state.column_url, state.number, state.form, sorted(state.data.items())),
            *(question.platform, question.hint, question.first, question.undecided),
        ]
        content_type = answer.headers.get("content-type")
        answered = [answer.url, answer.status, content_type, answer.rendered_as, header_signs(answer.headers)]
        facts = json.dumps([code_digest(), self._row, order.method, order.rendered, asked, answered])
        return blake2b(answer.body, digest_size=16, key=blake2b(facts.encode()).digest()).hexdigest()


def place_of(order: Order) -> str:
    """Where a list page stands, run after run; a run never asks twice for one place."""
    return blake2b(json.dumps(order.identity).encode(), digest_size=12).hexdigest()


@cache
def code_digest() -> str:
    """Digest of the code that reads: all of this project's, the parser's version and Python's."""
    digest = blake2b(digest_size=16)
    digest.update(repr((sys.version, etree.LXML_VERSION, etree.LIBXML_VERSION)).encode())
    root = str(Path(__file__).parents[1])
    for package in _PACKAGES:
        for folder, below, files in os.walk(f"{root}/{package}"):
            below[:] = sorted(name for name in below if name != "__pycache__")
            for name in sorted(set(files) - {_REGISTRY}):
                path = f"{folder}/{name}"
                with open(path, "rb") as file:  # noqa: PTH123 - as objects paths take longer than reading and digesting
                    source = file.read()
                digest.update(f"{path.removeprefix(root)}\0{len(source)}\0".encode())
                digest.update(source)
    return digest.hexdigest()


def packed(page: ListPage) -> bytes:
    """A reading as bytes: JSON of its fields in their order, compressed."""
    return zlib.compress(json.dumps(astuple(page)).encode(), 1)


def unpacked(data: bytes) -> ListPage:
    """The reading that was packed; ValueError or TypeError for bytes that are none."""
    name, evidence, read, annual, itself, length = json.loads(zlib.decompress(data))
    return ListPage(name, tuple(evidence), _read(read), annual, Entry(*itself) if itself else None, length)


def _read(values: Sequence[Any]) -> ListRead:
    entries, more, columns, *rest = values
    return ListRead([Entry(*e) for e in entries], [_request(r) for r in more], [Column(*c) for c in columns], *rest)


def _request(values: Sequence[Any]) -> ListRequest:
    url, method, body, headers, state, role, alternatives, rendered = values
    others = tuple(_request(each) for each in alternatives)
    return ListRequest(url, method, body, headers, ListState(*state) if state else None, role, others, rendered)
