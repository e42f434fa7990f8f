"""What a file is by its bytes: links like `download.jsp?wbfileid=7` have no extension, and extensions lie."""

from __future__ import annotations

import io
import re
import zipfile

#: short name -> media type, as stored with an attachment
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "ofd": "application/ofd",
    "ole": "application/x-ole-storage",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "gzip": "application/gzip",
    "mhtml": "multipart/related",
    "word-xml": "application/xml",
    "word-flat": "application/xml",
    "sheet-xml": "application/xml",
    "html": "text/html",
    "text": "text/plain",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "empty": "application/x-empty",
    "unknown": "application/octet-stream",
}
IMAGES = frozenset(("jpeg", "png", "gif", "bmp", "tiff", "webp"))

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: directory entries of an OLE file, UTF-16 as they stand in it; a .wps of Kingsoft Writer is a WordDocument too
_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
_FIB = b"\xec\xa5"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MEMBERS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)
#: Office's XML without a package: Word 2003, one-file DOCX, Excel 2003; all begin as XML and say so at once
_OFFICE_XML = (
    (b"http://schemas.microsoft.com/office/2006/xmlPackage", "word-flat"),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", "word-xml"),
    (b"<Workbook", "sheet-xml"),
)
_MHTML = re.compile(
    rb"\A\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type: multipart/related)", re.I
)
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|table|div|meta|p\b)", re.I)
_CONTROLS = bytes([*range(9), 11, *range(14, 27), *range(28, 32)])


def sniff(body: bytes) -> str:
    """Short name of the format (a key of MEDIA_TYPES); never raises. Kingsoft's .wps and .et come back as doc, xls."""
    if not body:
        return "empty"
    for magic, name in _MAGIC:
        if body.startswith(magic):
            return name
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body.startswith(_OLE):
        return _ole_kind(body)
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(body)
    if body.startswith(b"BM") and len(body) > 26 and int.from_bytes(body[2:6], "little") == len(body):
        return "bmp"
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "webp"
    return _text_kind(body)


def is_encrypted_office(body: bytes) -> bool:
    """Whether an OLE file is an encrypted Office package (DOCX and XLSX with a password are stored in OLE)."""
    return body.startswith(_OLE) and _ENCRYPTED in body


def is_encrypted_word(body: bytes) -> bool:
    """Whether a DOC has a password: bit fEncrypted of its FIB, which begins a sector ([MS-DOC] 2.5.2)."""
    if not body.startswith(_OLE):
        return False
    place = body.find(_FIB, 512)
    while place >= 0 and place % 512:
        place = body.find(_FIB, place + 1)
    return 0 <= place < len(body) - 12 and bool(body[place + 11] & 0x01)


def _ole_kind(body: bytes) -> str:
    for stream, name in _STREAMS:
        if stream.encode("utf-16-le") + b"\x00\x00" in body:
            return name
    return "ole"


def _zip_kind(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            for start, name in _MEMBERS:
                if any(member.lstrip("/").startswith(start) for member in names):
                    return name
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
                return "odt" if b"opendocument.text" in kind else "ods" if b"opendocument.spread" in kind else "zip"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        # a package cut short has no directory; its first member still tells what it was
        return next((name for start, name in _MEMBERS if start.encode() in body[:100_000]), "zip")
    return "zip"


def _text_kind(body: bytes) -> str:
    head = body[:4096]
    begin = head.lstrip(b"\xef\xbb\xbf\r\n\t ")
    if begin.startswith(b"<?xml"):
        for sign, name in _OFFICE_XML:
            if sign in head and (name != "sheet-xml" or b"urn:schemas-microsoft-com:office:spreadsheet" in head):
                return name
    if begin[:1].isalpha() and _MHTML.match(begin):
        return "mhtml"
    if _MARKUP.search(head.replace(b"\x00", b"")):
        return "html"
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "text" if wide or len(head.translate(None, _CONTROLS)) == len(head) else "unknown"
