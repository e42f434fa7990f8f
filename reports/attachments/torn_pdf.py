"""PDFs that were cut off in transfer: the pages that came whole, found again without the table at the file's end.

Only what is certain counts: objects up to the last complete one, and of the pages those whose text, fonts and character
maps are all there. A font without its map would turn figures into others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_END = re.compile(rb"endobj\b")
_CATALOG = re.compile(rb"(\d{1,8})[ \r\n]+(\d{1,5})[ \r\n]+obj\b(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.S)
_PAGE = re.compile(rb"(\d{1,8})[ \r\n]+(\d{1,5})[ \r\n]+obj\b(?:(?!endobj).){0,4000}?/Type\s*/Page\b(?!s)", re.S)
#: the dictionary of the standard security handler: without the trailer nothing says how to decrypt
_ENCRYPTED = re.compile(rb"/Filter\s*/Standard\b")
_MAX_PAGES = 400
_MAX_OBJECTS = 20_000


def mended(body: bytes) -> Iterator[bytes]:
    """The file up to its last whole object, with trailers that may open it: by its own catalog, else by its pages."""
    ends = list(_END.finditer(body))
    if not ends or _ENCRYPTED.search(body):
        return
    whole = body[: ends[-1].end()]
    catalog = _CATALOG.search(whole)
    if catalog is not None:
        yield _with_trailer(whole, b"%s %s R" % (catalog[1], catalog[2]))
    pages = list(_PAGE.finditer(whole))[:_MAX_PAGES]
    if pages:
        tree, root = _catalog_of(pages, whole)
        yield _with_trailer(whole + tree, root)


def _with_trailer(body: bytes, root: bytes) -> bytes:
    return body + b"\ntrailer\n<< /Size 9999999 /Root %s >>\nstartxref\n0\n%%%%EOF\n" % root


def _catalog_of(pages: list[re.Match[bytes]], body: bytes) -> tuple[bytes, bytes]:
    """A catalog for pages whose own was lost, and the reference to it."""
    free = 1 + max(int(number) for number in re.findall(rb"(\d{1,8})[ \r\n]+\d{1,5}[ \r\n]+obj\b", body))
    kids = b" ".join(b"%s %s R" % (page[1], page[2]) for page in pages)
    tree = b"\n%d 0 obj\n<< /Type /Pages /Count %d /Kids [%s] >>\nendobj" % (free, len(pages), kids)
    return tree + b"\n%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj" % (free + 1, free), b"%d 0 R" % (free + 1)


def is_whole(page: Any) -> bool:
    """Whether every object that a pdfplumber page needs is in the file."""
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdftypes import PDFObjRef, PDFStream

    document = page.pdf.doc
    waiting: list[Any] = [{key: value for key, value in page.page_obj.attrs.items() if key != "Parent"}]
    waiting.append(page.page_obj.resources)
    seen: set[int] = set()
    while waiting and len(seen) < _MAX_OBJECTS:
        thing = waiting.pop()
        if isinstance(thing, PDFObjRef):
            if thing.objid in seen:
                continue
            seen.add(thing.objid)
            try:
                thing = document.getobj(thing.objid)
            except PDFException:
                return False
        if isinstance(thing, PDFStream):
            thing = thing.attrs
        if isinstance(thing, dict):
            waiting.extend(
                value for key, value in thing.items() if key not in ("Parent", "P", "Annots", "StructParents")
            )
        elif isinstance(thing, list):
            waiting.extend(thing)
    return bool(page.page_obj.contents) and "Font" in page.page_obj.resources
