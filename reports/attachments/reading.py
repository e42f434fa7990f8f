"""Choose the reader for a file by its bytes; turn everything that can go wrong into findings that name it."""

from __future__ import annotations

import email
import io
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

from reports.attachments.limits import BREAKAGE, UnreadableError, check_package, check_size
from reports.attachments.sniffing import IMAGES, MEDIA_TYPES, is_encrypted_office, is_encrypted_word, sniff
from reports.document import Block, Document
from reports.model import Finding

#: a reader gives the document and what has to be known about it
Reader = Callable[[bytes, str], tuple[Document, list[Finding]]]
_MAX_FILES_IN_ZIP = 12


def read_attachment(body: bytes, *, filename: str, media_type: str | None) -> tuple[Document | None, list[Finding]]:
    """Read one file into a document; never raises on what the file contains.

    `filename` and `media_type` are what the portal says; the bytes decide. Without a document there is at least one
    finding `attachment.<why>`: `too-large`, `zip-bomb`, `unsafe`, `encrypted`, `broken`, `timeout`, `tool-missing`,
    `extra-missing`, `unsupported`, `image`, `empty`.
    """
    try:
        return _read(body, filename, media_type, inside_zip=False)
    except UnreadableError as error:
        return None, [_named(error.finding, filename)]


def _read(body: bytes, filename: str, media_type: str | None, *, inside_zip: bool) -> tuple[Document, list[Finding]]:
    check_size(body)
    kind = sniff(body)
    if is_encrypted_office(body) or (kind == "doc" and is_encrypted_word(body)):
        raise UnreadableError("encrypted", "the file is encrypted with a password")
    if kind == "zip" and not inside_zip:
        return _with_reader(_read_zip, kind, body, filename)
    document, findings = _with_reader(_reader(kind, media_type), kind, body, filename)
    return document, [_named(finding, filename) for finding in findings]


def _with_reader(reader: Reader, kind: str, body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    try:
        return reader(body, filename)
    except UnreadableError:
        raise
    except ImportError as error:
        message = f"reading {kind} needs {error.name}: install the extra nianbao[attachments]"
        raise UnreadableError("extra-missing", message) from error
    except BREAKAGE as error:
        what = str(error).splitlines()[0][:160] if str(error) else ""
        message = f"the file looks like {kind} but cannot be read: {type(error).__name__} {what}"
        raise UnreadableError("broken", message) from error


def _reader(kind: str, media_type: str | None) -> Reader:
    readers: dict[str, Reader] = {
        "pdf": _pdf, "docx": _docx, "xlsx": _sheets, "xls": _sheets, "ods": _sheets,
        "doc": _office, "rtf": _office, "odt": _office, "html": _markup, "text": _markup,
        "mhtml": _web_archive, "word-flat": _flat_word, "word-xml": _office, "sheet-xml": _sheet_xml,
    }  # fmt: skip
    if kind in readers:
        return readers[kind]
    if kind == "empty":
        raise UnreadableError("empty", "the file is empty")
    if kind in IMAGES:
        raise UnreadableError("image", f"the file is a picture ({MEDIA_TYPES[kind]}); its figures stay unread")
    claimed = f" (the server says {media_type})" if media_type else ""
    raise UnreadableError("unsupported", f"files of this kind are not read: {kind}{claimed}")


# Readers are imported when the first such file comes: each pulls in a library that the base install lacks.
def _pdf(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    from reports.attachments.pdf import read_pdf

    return read_pdf(body, filename)


def _docx(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    from reports.attachments.word import read_docx

    check_package(body)
    return read_docx(body, filename)


def _sheets(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    from reports.attachments.sheets import read_sheets

    if body.startswith(b"PK"):
        check_package(body)
    return read_sheets(body, filename)


def _sheet_xml(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    from reports.attachments.sheet_xml import read_sheet_xml

    return read_sheet_xml(body, filename)


def _flat_word(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    from reports.attachments.packages import package_of_flat

    return _docx(package_of_flat(body), filename)


def _web_archive(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    """A page saved with its parts (MHTML), as Word and browsers do: its first HTML part."""
    message = email.message_from_bytes(body)
    for part in message.walk():
        page = (
            part.get_payload(decode=True) if part.get_content_type() in ("text/html", "application/xhtml+xml") else b""
        )
        if isinstance(page, bytes) and page:
            return _page(page, filename, part.get("Content-Type"))
    raise UnreadableError("unsupported", "the web archive holds no HTML page")


def _office(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    from reports.attachments.office import to_docx

    kind = sniff(body)
    return _docx(to_docx(body, "xml" if kind == "word-xml" else kind), filename)


def _markup(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    """An HTML page or plain text under an Office name, as several CMS export tables."""
    return _page(body, filename, None)


def _page(body: bytes, filename: str, content_type: str | None) -> tuple[Document, list[Finding]]:
    from reports.decoding import MIN_CONFIDENCE, decode
    from reports.html import parse_html

    decoded = decode(body, content_type)
    if decoded.confidence < MIN_CONFIDENCE:
        raise UnreadableError("broken", "the file is neither a known format nor text")
    if sniff(body) == "html":
        return parse_html(decoded.text, ""), list(decoded.findings)
    from reports.attachments.layout import paragraphs

    return Document(url="", title=stem(filename), blocks=paragraphs(decoded.text)), list(decoded.findings)


def _read_zip(body: bytes, filename: str) -> tuple[Document, list[Finding]]:
    """A ZIP of documents: those that can be read, one after another."""
    check_package(body)
    blocks: list[Block] = []
    findings: list[Finding] = []
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = [member for member in archive.infolist() if not _is_litter(member)][:_MAX_FILES_IN_ZIP]
        for member in members:
            name = _member_name(member)
            try:
                document, found = _read(_content(archive, member), name, None, inside_zip=True)
            except UnreadableError as error:
                findings.append(_named(error.finding, name))
            else:
                blocks.extend(document.blocks)
                findings.extend(found)
    if not blocks:
        why = "; ".join(finding.message for finding in findings[:3]) or "it holds no files"
        raise UnreadableError("unsupported", f"nothing in the ZIP could be read: {why}")
    return Document(url="", title=stem(filename), blocks=tuple(blocks), article_rule="zip"), findings


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(member)
    except BREAKAGE as error:
        raise UnreadableError("broken", f"it cannot be unpacked: {error!s:.120}") from error


def _is_litter(member: zipfile.ZipInfo) -> bool:
    """Folders, and what systems leave in them: macOS's resource forks, thumbnail stores."""
    name = PurePosixPath(member.filename)
    return member.is_dir() or "__MACOSX" in name.parts or name.name in ("Thumbs.db", ".DS_Store", "desktop.ini")


def _member_name(member: zipfile.ZipInfo) -> str:
    """Chinese archivers write names in GBK without saying so; zipfile then reads them as cp437."""
    if member.flag_bits & 0x800:
        return member.filename
    return member.filename.encode("cp437", "replace").decode("gb18030", "replace")


def stem(filename: str) -> str:
    """A file's name without folder and ending: the best title where the file has none of its own."""
    return PurePosixPath(filename.replace("\\", "/")).stem


def _named(finding: Finding, filename: str) -> Finding:
    if finding.where is not None:
        return finding
    return Finding(finding.rule, finding.severity, f"{filename or 'attachment'}: {finding.message}", filename or None)
