"""The five documents that the project was created from, in a portal's markup, against `expected.json`."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pytest

from reports.document import Document, Grid
from reports.html import parse_html
from reports.identity_fields import IdentityFields, read_identity_fields
from reports.model import PortalContext, RawPage

FIELDS = ("title", "issuer", "year", "index_no", "doc_no", "publish_date", "publisher", "division_code")
SEEDS = {
    "zhangxian": "000_ff2da5e668afafb4.txt",
    "anfu": "001_4b3df23375c88162.txt",
    "suoga": "003_e0ce75c98fb8fbce.txt",
    "quzhou": "004_98b263d25c30af57.txt",
}
OTOG = "002_85c1c0f22ac033b3.txt"
URL = "http://127.0.0.1/zfxxgknb/2.html"


def in_paragraphs(text: str) -> str:
    lines = "".join(f"<p>{html.escape(line.strip())}</p>" for line in text.split("\n") if line.strip("| \xa0"))
    return f"<html><head><title>某某政府网</title></head><body><div class='TRS_Editor'>{lines}</div></body></html>"


def in_layout_tables(text: str) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(line.strip(' |'))}</td></tr>" for line in text.split("\n") if line.strip("| \xa0")
    )
    return f"<html><body><table><tr><td><table>{rows}</table></td></tr></table></body></html>"


def in_breaks(text: str) -> str:
    lines = "<br/>\n".join(html.escape(line) for line in text.split("\n"))
    return f"<html><body><form><div id='vsb_content'>{lines}</div></form></body></html>"


WRAPPINGS = {"text": str, "paragraphs": in_paragraphs, "layout-tables": in_layout_tables, "breaks": in_breaks}


def article_text(document: Document) -> str:
    return "\n".join(
        "\n".join("\t".join(cell.text for cell in row) for row in block.rows) if isinstance(block, Grid) else block.text
        for block in document.blocks
    )


def read(markup: str, portal: PortalContext | None = None) -> IdentityFields:
    document = parse_html(markup, URL)
    return read_identity_fields(document, page=RawPage(URL, b"", portal=portal), text=article_text(document))


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared / "seeds" / "expected.json").read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("seed", SEEDS)
def test_seed_fields(shared: Path, expected: dict[str, Any], seed: str, wrapping: str) -> None:
    text = (shared / "seeds" / SEEDS[seed]).read_text("utf-8")
    # what the gambling site inserted is taken out by the authenticity check before the fields are read again
    found = read(WRAPPINGS[wrapping](text.replace("bob最新官网", "")))
    record = expected[SEEDS[seed]]["record"]
    allowed = {
        name: record[name] if isinstance(record[name], list) else [record[name]] for name in FIELDS if name in record
    }
    assert len(allowed) >= 6
    assert not {name: getattr(found, name) for name in allowed if getattr(found, name) not in allowed[name]}


def test_an_inserted_name_does_not_hide_the_issuer(shared: Path) -> None:
    found = read(in_paragraphs((shared / "seeds" / SEEDS["quzhou"]).read_text("utf-8")))
    assert (found.issuer, found.division_code, found.year) == ("衢州市人民政府", "330800", 2020)
    assert "publish_date.late" in {finding.rule for finding in found.findings}


def test_a_foreign_portal_does_not_move_a_body_whose_name_is_clear(shared: Path) -> None:
    text = (shared / "seeds" / SEEDS["suoga"]).read_text("utf-8")
    for region in (None, PortalContext("x", "漳县人民政府", "621125", "county")):
        assert read(in_paragraphs(text), region).division_code == "520203"


def test_a_letter_gives_its_number_and_division(shared: Path, expected: dict[str, Any]) -> None:
    found = read(in_paragraphs((shared / "seeds" / OTOG).read_text("utf-8")))
    facts = expected[OTOG]["facts"]
    assert (found.doc_no, found.division_code, found.year) == (facts["doc_no"], facts["division_code"], facts["year"])
    assert found.title == "鄂托克前旗人民政府办公室关于呈报2017年度鄂托克前旗政务公开工作自查情况的函"
