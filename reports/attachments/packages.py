"""Word packages of other kinds made what python-docx reads: with macros (never run), templates, ISO strict."""

from __future__ import annotations

import io
import zipfile

_TYPES = "[Content_Types].xml"
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_DOCUMENTS = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
#: ISO/IEC 29500 strict names -> transitional ones, longest first
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)


def as_plain_document(body: bytes) -> bytes:
    """The package itself, or a copy that calls itself a plain document; the parts' contents stay."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        types = archive.read(_TYPES) if _TYPES in archive.namelist() else b""
        strict = b"purl.oclc.org" in archive.read("_rels/.rels") if "_rels/.rels" in archive.namelist() else False
        if not strict and not any(other in types for other in _OTHER_DOCUMENTS):
            return body
        return _rewritten(archive)


def _rewritten(archive: zipfile.ZipFile) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as plain:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename == _TYPES:
                for other in _OTHER_DOCUMENTS:
                    content = content.replace(other, _DOCUMENT)
            if member.filename.endswith((".xml", ".rels")):
                for name, transitional in _STRICT:
                    content = content.replace(name, transitional)
            plain.writestr(member.filename, content)
    return out.getvalue()
