"""What can befall a reading process; in a module of its own because workers import it by name."""

from __future__ import annotations

import os
import signal
import time

from reports.model import PageKind, Reading


def read_well(word: str) -> Reading:
    return Reading(kind=PageKind.OTHER, reason=word)


def die(word: str) -> Reading:
    os.kill(os.getpid(), signal.SIGKILL)
    return read_well(word)


def hang(word: str) -> Reading:
    time.sleep(60)
    return read_well(word)
