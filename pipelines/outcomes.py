"""From items to what storage is given."""

from __future__ import annotations

import hashlib
from typing import Any

from storage.outcomes import (
    ExclusionOutcome,
    FailureOutcome,
    ListOutcome,
    Outcome,
    PageFacts,
    PortalOutcome,
    ReadOutcome,
    UnchangedOutcome,
)


def outcome_of(item: Any) -> Outcome:
    """The outcome that an item stands for, by its `kind`; an unknown kind is a programming error."""
    return _MAKERS[item.kind](item)


def _page(item: Any) -> Outcome:
    page = page_facts(item)
    if item.unchanged:
        return UnchangedOutcome(page)
    page.encoding = item.reading.decoded_as
    return ReadOutcome(page, item.reading)


def page_facts(item: Any) -> PageFacts:
    """The page's state as this visit saw it."""
    return PageFacts(
        portal=item.portal,
        url=item.url,
        final_url=item.final_url,
        fetched_at=item.fetched_at,
        status=item.status,
        body_sha256=item.digest or hashlib.sha256(item.body).hexdigest(),
        body_size=len(item.body),
        etag=item.etag,
        last_modified=item.last_modified,
        link_text=item.link_text,
        list_date=item.list_date,
        list_url=item.list_url,
        archived=item.archived,
        file_positions=item.file_positions,
    )


def _unchanged(item: Any) -> Outcome:
    facts = PageFacts(
        portal=item.portal,
        url=item.url,
        final_url=item.url,
        fetched_at=item.fetched_at,
        status=304,
        link_text=item.link_text,
        list_date=item.list_date,
        list_url=item.list_url,
    )
    return UnchangedOutcome(facts)


def _failure(item: Any) -> Outcome:
    return FailureOutcome(
        item.portal, item.url, item.failure, item.message, item.at, is_page=item.is_page, evidence=item.evidence
    )


def _list(item: Any) -> Outcome:
    return ListOutcome(
        item.portal,
        item.url,
        item.column_url,
        item.platform,
        item.at,
        links=item.links,
        new_links=item.new_links,
        evidence=item.evidence,
    )


def _exclusion(item: Any) -> Outcome:
    return ExclusionOutcome(item.portal, item.url, item.title, item.exclusion, item.reason, item.at)


def _portal(item: Any) -> Outcome:
    return PortalOutcome(
        item.portal,
        item.started_at,
        item.finished_at,
        listed_urls=item.listed_urls,
        complete=item.complete,
        moved=item.moved,
        new_lists=item.new_lists,
        gone_lists=item.gone_lists,
    )


_MAKERS = {
    "page": _page,
    "unchanged": _unchanged,
    "failure": _failure,
    "list": _list,
    "exclusion": _exclusion,
    "portal": _portal,
}
