"""What runs inside a reading process. The crawl's own process names these functions and never needs the readers."""

from __future__ import annotations

import gc
import signal
from typing import TYPE_CHECKING

from reports.model import PageKind, RawPage, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.files import FetchedFile


def warm_up() -> None:
    """Load the reader's tables once a process; leave Ctrl-C to the parent, which drains and then ends us."""
    from reports.reader import warm

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm()
    gc.freeze()
    # a page leaves hardly any cycles behind: looking for them every 700 objects cost 4 to 6 % of its reading
    gc.set_threshold(20_000)


def read_in_worker(page: RawPage) -> Reading:
    """Read one page; whatever it breaks becomes a `parse` failure that names the error."""
    from reports.reader import read_page

    return _guarded(page, lambda: read_page(page))


def read_files_in_worker(page: RawPage, reading: Reading, files: Sequence[FetchedFile]) -> Reading:
    """Read a page again together with the files that it links."""
    from reports.reader import read_with_files

    return _guarded(page, lambda: read_with_files(page, reading, files))


def _guarded(page: RawPage, read: Callable[[], Reading]) -> Reading:
    from storage.prepared import prepare

    try:
        reading = read()
        if page.portal is not None:
            reading.prepared = prepare(reading, page.portal.slug, signed=True)
        return reading
    except Exception as error:  # noqa: BLE001 - the boundary where one bad page must not hurt its portal
        message = f"{type(error).__name__}: {error}".replace("\n", " ")[:300]
        return Reading(kind=PageKind.OTHER, reason=message, failure=("parse", message))
