"""What earlier runs left for this one: the portal's lists and pages, read off the reactor thread."""

from __future__ import annotations

from crawler.portal_run import Memory


async def recall(database_url: str, slug: str) -> Memory:
    """The memory of one portal."""
    return Memory()
