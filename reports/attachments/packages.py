"""Word files of other kinds made what python-docx reads: with macros (never run), templates, ISO strict, one-file."""

from __future__ import annotations

import io
import zipfile

from reports.attachments.limits import UnreadableError, parse_xml

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
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


def package_of_flat(body: bytes) -> bytes:
    """The package that a one-file DOCX (`pkg:package`) spells out; pictures and other binary parts are left out."""
    from lxml import etree

    root = parse_xml(body)
    parts = {
        part.get(f"{_PACKAGE}name", ""): (part.get(f"{_PACKAGE}contentType", ""), content[0])
        for part in root.iterchildren(f"{_PACKAGE}part")
        if (content := part.find(f"{_PACKAGE}xmlData")) is not None and len(content)
    }
    if "/word/document.xml" not in parts:
        raise UnreadableError("broken", "the file has no part word/document.xml")
    types = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>'
        for name, (kind, _) in parts.items()
        if not name.endswith(".rels")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_TYPES, _CONTENT_TYPES.format(types))
        for name, (_, content) in parts.items():
            archive.writestr(name.lstrip("/"), etree.tostring(content))
    return out.getvalue()


_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{}</Types>'
)
