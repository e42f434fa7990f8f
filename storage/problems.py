"""Errors of storage that a user can do something about; each message is one line that says what."""

from __future__ import annotations


class StorageUnavailable(Exception):  # noqa: N818 - a state of the world, not a mistake in the code
    """The database or the archive cannot take or give what it should: missing, unreachable, full, of an old schema."""
