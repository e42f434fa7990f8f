"""How far the cells of a workbook reach, before a library lays them out as a full rectangle.

One cell at the far corner, by damage or on purpose, would ask for gigabytes: XFD1048576 for 17 thousand million cells.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import Final

from reports.attachments.limits import UnreadableError

MAX_ROWS: Final = 5000
MAX_COLUMNS: Final = 200
#: a cell that holds something; formatted blank ones reach to the sheet's end in many files and cost nothing
_FILLED: Final = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,4})(\d{1,9})"(?:[^>]*[^/>])?>\s*<[vif]')
_SECTOR: Final = 512
_END: Final = 0xFFFFFFFA
#: BIFF records that begin with the row and the first column of a filled cell ([MS-XLS] 2.4)
_CELLS: Final = frozenset((0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))


def check_bounds(body: bytes) -> None:
    """Raise UnreadableError (`too-large`) where a cell of an XLSX or XLS lies beyond any report's table."""
    cells = _package_cells(body) if body.startswith(b"PK") else _binary_cells(body)
    for row, column in cells:
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise UnreadableError("too-large", f"a cell lies in row {row + 1}, column {column + 1} of the sheet")


def _package_cells(body: bytes) -> Iterator[tuple[int, int]]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                for found in _FILLED.finditer(archive.read(name)):
                    yield int(found[2]) - 1, _column(found[1]) - 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _binary_cells(body: bytes) -> Iterator[tuple[int, int]]:
    stream = _workbook(body)
    place = 0
    while place + 8 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, place)
        if code in _CELLS and length >= 4:
            yield struct.unpack_from("<HH", stream, place + 4)
        place += 4 + length


def _workbook(body: bytes) -> bytes:
    """The stream Workbook or Book of an OLE file ([MS-CFB] 2.2 to 2.6); empty where there is none to follow."""
    if len(body) < _SECTOR or body[30:32] != b"\x09\x00":
        return b""
    fat = [entry for sector in _fat_sectors(body) for entry in struct.unpack("<128I", _sector(body, sector))]
    directory = _chain(body, fat, struct.unpack_from("<I", body, 48)[0])
    for start in range(0, len(directory) - 127, 128):
        entry = directory[start : start + 128]
        name = entry[:64].decode("utf-16-le", "ignore").split("\0")[0]
        if name in ("Workbook", "Book"):
            return _chain(body, fat, struct.unpack_from("<I", entry, 116)[0])
    return b""


def _fat_sectors(body: bytes) -> list[int]:
    return [sector for sector in struct.unpack_from("<109I", body, 76) if sector < _END]


def _chain(body: bytes, fat: list[int], sector: int) -> bytes:
    parts: list[bytes] = []
    while sector < len(fat) and len(parts) <= len(fat):
        parts.append(_sector(body, sector))
        sector = fat[sector]
    return b"".join(parts)


def _sector(body: bytes, number: int) -> bytes:
    return body[_SECTOR * (number + 1) : _SECTOR * (number + 2)].ljust(_SECTOR, b"\0")
