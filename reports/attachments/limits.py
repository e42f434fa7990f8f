"""Bounds that keep a hostile or broken file from costing more than it can be worth."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Any

from reports.model import Finding

#: bytes of a file that are looked at; reports with scanned pages reach 20 MB
MAX_BYTES = 32 * 1024 * 1024
MAX_PAGES = 150
#: seconds for one file, all pages together
MAX_SECONDS = 60.0
MAX_MEMBERS = 2000
MAX_UNPACKED = 160 * 1024 * 1024
#: unpacked over packed; Office XML of large tables reaches 60
MAX_RATIO = 250
_RATIO_FLOOR = 4 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_DTD = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))

#: what readers of foreign formats raise on files that are not what they say
BREAKAGE: tuple[type[Exception], ...] = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError,
    LookupError, NotImplementedError, RuntimeError, EOFError, OSError, struct.error, zlib.error, zipfile.BadZipFile,
)  # fmt: skip


class UnreadableError(Exception):
    """A file that cannot be read; carries the finding that says why."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.finding = Finding(f"attachment.{rule}", "warning", message)


def check_size(body: bytes) -> None:
    if len(body) > MAX_BYTES:
        raise UnreadableError(
            "too-large", f"the file has {len(body):,} bytes, more than {MAX_BYTES:,}; it was not read"
        )


def check_package(body: bytes) -> None:
    """A ZIP package's members: their number, true unpacked size and ratio, no encryption, no DTD in its XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            _check_members(archive, len(body))
    except zipfile.BadZipFile as error:
        raise UnreadableError("broken", f"the file is a damaged ZIP package: {error}") from error


def _check_members(archive: zipfile.ZipFile, packed: int) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise UnreadableError("zip-bomb", f"the package has {len(members)} members, more than {MAX_MEMBERS}")
    declared = sum(member.file_size for member in members)
    if declared > MAX_UNPACKED or (declared > _RATIO_FLOOR and declared > MAX_RATIO * packed):
        raise UnreadableError("zip-bomb", f"the package would unpack from {packed:,} to {declared:,} bytes")
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableError("encrypted", "the package is encrypted")
        if member.filename.endswith((".xml", ".rels")):
            _check_markup(archive, member)


def _check_markup(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    # Reading to the end lets zipfile compare size and checksum, so a member that lies about its size shows up here
    with archive.open(member) as stream:
        head = stream.read(4096)
        while stream.read(1 << 20):
            pass
    if any(mark in head for mark in _DTD):
        raise UnreadableError("unsafe", f"{member.filename} declares XML entities, which Office files never do")


def parse_xml(body: bytes) -> Any:
    """The root of a single XML file from the network: no DTD, no entities, no huge trees."""
    from lxml import etree

    if any(mark in body[:4096] for mark in _DTD):
        raise UnreadableError("unsafe", "the file declares XML entities, which Office files never do")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError("broken", f"the XML is damaged: {error!s:.120}") from error


def check_pdf_streams(body: bytes) -> None:
    """Inflate a PDF's streams with a bound before any library does so without one."""
    total = place = 0
    while (match := _STREAM.search(body, place)) is not None:
        start = match.end()
        end = body.find(b"endstream", start)
        end = len(body) if end < 0 else end
        total += _inflated(body[start:end], MAX_UNPACKED - total)
        if total >= MAX_UNPACKED:
            raise UnreadableError("zip-bomb", f"the PDF's streams unpack to more than {MAX_UNPACKED:,} bytes")
        place = end


def _inflated(data: bytes, most: int) -> int:
    if data[:1] not in (b"\x78", b"\x68", b"\x48", b"\x58"):
        return 0
    inflater = zlib.decompressobj()
    size = 0
    try:
        pending = data
        while pending and size < most:
            size += len(inflater.decompress(pending, 1 << 20))
            pending = inflater.unconsumed_tail
    except zlib.error:
        return size
    return size
