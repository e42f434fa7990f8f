"""A person's own machine: embedded SQLite, everything below `data/`."""

from settings.base import *  # noqa: F403
