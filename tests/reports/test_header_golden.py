"""Whole pages, one for each header layout and trap: raw bytes in, every identity field out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reports.decoding import decode
from reports.document import Grid
from reports.html import parse_html
from reports.identity_fields import IdentityFields, read_identity_fields
from reports.model import PortalContext, RawPage

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "header"
FIELDS = ("title", "issuer", "year", "index_no", "doc_no", "publish_date", "publisher", "division_code")


def read_golden(path: Path, case: dict[str, Any]) -> IdentityFields:
    body = path.read_bytes()
    portal = PortalContext(**case["portal"]) if "portal" in case else None
    page = RawPage(case["url"], body, link_text=case.get("link_text"), list_date=case.get("list_date"), portal=portal)
    document = parse_html(decode(body).text, page.url)
    lines = [
        "\n".join("\t".join(cell.text for cell in row) for row in block.rows) if isinstance(block, Grid) else block.text
        for block in document.blocks
    ]
    return read_identity_fields(document, page=page, text="\n".join(lines))


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.html")), ids=lambda path: path.stem)
def test_golden_page(path: Path) -> None:
    case = json.loads(path.with_suffix(".json").read_text("utf-8"))
    expected = case["expected"]
    found = read_golden(path, case)
    assert {name: getattr(found, name) for name in FIELDS} == {name: expected[name] for name in FIELDS}
    assert {label: found.header.get(label) for label in expected["header"]} == expected["header"]
    assert sorted(finding.rule for finding in found.findings) == expected["findings"]


def test_every_golden_page_has_its_expectation() -> None:
    pages = {path.stem for path in GOLDEN.glob("*.html")}
    assert len(pages) >= 80
    assert pages == {path.stem for path in GOLDEN.glob("*.json")}
