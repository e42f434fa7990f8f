"""The raw archive: every fetched page and attachment as WARC 1.1 (ISO 28500), compressed record by record.

A process writes its own files (the name holds run and process), so that runs beside each other never share one, and a
killed run leaves at most one cut record at the end of one file. A body that was stored before becomes a `revisit` that
names the record which holds it.
"""

from __future__ import annotations

import hashlib
import os
import threading
import zlib
from base64 import b32encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import BufferWARCWriter

from storage.outcomes import ArchivePosition
from storage.problems import StorageUnavailable

#: a file is closed when it has grown to this many bytes, the size that WARC tools commonly expect
ROTATE_AT = 1_000_000_000

#: half the time of zlib's default (6) for 7 % more space (docs/performance.md)
_LEVEL = 3

#: what warcio raises where a record was cut off or damaged
_BROKEN = (ArchiveLoadFailed, EOFError, zlib.error, AttributeError)

#: headers that speak of the transfer, which the stored body no longer shows
_TRANSFER = frozenset(("content-encoding", "transfer-encoding", "content-length"))

#: our own WARC header (the standard allows further ones): the body is what a browser serialised, in this encoding
_RENDERED = "Nianbao-Rendered-As"


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A response read back: where it came from and what it was."""

    url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    position: ArchivePosition
    rendered_as: str | None = None
    #: the record's own name, `<urn:uuid:…>`
    record_id: str = ""

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Archive:
    """Writes one run's responses below `directory`; safe to call from several threads."""

    def __init__(self, directory: str | Path, run_id: int | None = None, *, rotate_at: int = ROTATE_AT) -> None:
        self._directory = Path(directory)
        self._run = run_id or 0
        self._rotate_at = rotate_at
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        self._name = ""
        self._size = 0
        self._serial = 0

    def store(
        self,
        url: str,
        *,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        fetched_at: datetime,
        rendered_as: str | None = None,
    ) -> ArchivePosition:
        """Append a response; raises StorageUnavailable where the disk is full or the folder cannot be written.

        `rendered_as` is the encoding of a body that a browser serialised.
        """
        warc_headers = {"WARC-Date": _date(fetched_at), "WARC-Payload-Digest": _payload_digest(body)}
        if rendered_as:
            warc_headers[_RENDERED] = rendered_as
        return self._append(_record("response", url, body, _http(status, headers, len(body)), warc_headers))

    def keep(
        self,
        url: str,
        *,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        fetched_at: datetime,
        earlier: ArchivePosition | None,
        rendered_as: str | None = None,
    ) -> ArchivePosition:
        """Append a response whose body may lie at `earlier` already; returns where the body lies.

        Then it becomes a revisit record. An earlier record that is gone, damaged or of other bytes is not referred to:
        the response is stored whole.
        """
        original = _original(self._directory, earlier, body, rendered_as) if earlier is not None else None
        if original is None or earlier is None:
            return self.store(
                url, status=status, headers=headers, body=body, fetched_at=fetched_at, rendered_as=rendered_as
            )
        warc_headers = {
            "WARC-Date": _date(fetched_at),
            "WARC-Payload-Digest": _payload_digest(body),
            "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
            **original,
        }
        self._append(_record("revisit", url, b"", _http(status, headers, None), warc_headers))
        return earlier

    def close(self) -> None:
        """Close the file under way."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _append(self, record: bytes) -> ArchivePosition:
        with self._lock:
            try:
                if self._file is None or self._size >= self._rotate_at:
                    self._open_next()
                offset = self._size
                self._write(record)
            except OSError as error:
                raise StorageUnavailable(f"archive {self._directory}: {error.strerror or error}") from error
            return ArchivePosition(self._name, offset, len(record))

    def _write(self, data: bytes) -> None:
        """All of it or nothing: what a full disk cut off is taken back, so that the file stays readable."""
        assert self._file is not None
        try:
            if self._file.write(data) != len(data):
                raise OSError(28, "No space left on device")
        except OSError:
            self._file.truncate(self._size)
            self._file.seek(self._size)
            raise
        self._size += len(data)

    def _open_next(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._directory.mkdir(parents=True, exist_ok=True)
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        while True:
            self._serial += 1
            name = f"nianbao-{moment}-r{self._run}-p{os.getpid()}-{self._serial:05d}.warc.gz"
            try:
                # unbuffered: a record whose position is in the database is in the file
                self._file = (self._directory / name).open("xb", buffering=0)
            except FileExistsError:
                continue
            break
        self._name, self._size = name, 0
        self._write(_warcinfo(name))


def read_record(directory: str | Path, position: ArchivePosition) -> ArchivedPage:
    """Read one response back. Raises StorageUnavailable where the archive no longer holds it."""
    path = Path(directory) / position.file
    try:
        with path.open("rb") as file:
            file.seek(position.offset)
            data = file.read(position.length)
        return _page(next(iter(ArchiveIterator(BytesIO(data)))), position)
    except (OSError, StopIteration, *_BROKEN) as error:
        raise StorageUnavailable(f"archive: no readable record at {path}, byte {position.offset}: {error}") from error


def _original(
    directory: Path, position: ArchivePosition, body: bytes, rendered_as: str | None
) -> dict[str, str] | None:
    """How a revisit refers to the record at `position`; None where that does not hold these bytes."""
    try:
        page = read_record(directory, position)
    except StorageUnavailable:
        return None
    if page.body != body or page.rendered_as != rendered_as:
        return None
    return {
        "WARC-Refers-To": page.record_id,
        "WARC-Refers-To-Target-URI": page.url,
        "WARC-Refers-To-Date": _date(page.fetched_at),
    }


def responses(path: Path) -> Iterator[ArchivedPage]:
    """Every response of one file, in order; a cut record at the end, left by a killed run, ends the file."""
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        try:
            for record in records:
                if record.rec_type == "response":
                    page = _page(record, ArchivePosition(path.name, 0, 0))
                    # known once the record has been read
                    offset, length = records.get_record_offset(), records.get_record_length()
                    yield replace(page, position=ArchivePosition(path.name, offset, length))
        except _BROKEN:
            return


def _page(record: Any, position: ArchivePosition) -> ArchivedPage:
    http = record.http_headers
    body = record.content_stream().read()
    if record.rec_headers.get_header("WARC-Payload-Digest") != _payload_digest(body):
        raise ArchiveLoadFailed("the body does not have the digest that was recorded with it")
    return ArchivedPage(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
        status=int(http.get_statuscode()),
        headers=tuple(http.headers),
        body=body,
        position=position,
        rendered_as=record.rec_headers.get_header(_RENDERED),
        record_id=record.rec_headers.get_header("WARC-Record-ID"),
    )


def _http(status: int, headers: Sequence[tuple[str, str]], length: int | None) -> StatusAndHeaders:
    kept = [(_one_line(name), _one_line(value)) for name, value in headers if name.lower() not in _TRANSFER]
    if length is not None:
        kept.append(("Content-Length", str(length)))
    return StatusAndHeaders(f"{status} -", kept, protocol="HTTP/1.1")


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _record(kind: str, url: str, body: bytes, http: StatusAndHeaders, warc_headers: dict[str, str]) -> bytes:
    buffer = BytesIO()
    writer = BufferWARCWriter(gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        url, kind, payload=BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=warc_headers
    )
    writer._write_warc_record(buffer, record)
    return _compressed(buffer.getvalue())


def _warcinfo(name: str) -> bytes:
    writer = BufferWARCWriter(gzip=False, warc_version="1.1")
    info = {"software": "nianbao", "format": "WARC File Format 1.1"}
    buffer = BytesIO()
    writer._write_warc_record(buffer, writer.create_warcinfo_record(name, info))
    return _compressed(buffer.getvalue())


def _compressed(data: bytes) -> bytes:
    """One gzip member a record, so that each can be read alone."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return compressor.compress(data) + compressor.flush()


def _payload_digest(body: bytes) -> str:
    """SHA-1 in base 32: what WARC tools compare."""
    return "sha1:" + b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
