"""Exports: the contract's record, every ending, and what is refused."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pyarrow.parquet as pq
import pytest

from reports.model import Report, Verdict
from storage.engine import open_existing
from storage.export import ExportError, export
from storage.flat import COLUMNS
from storage.loading import Loader
from storage.outcomes import ReadOutcome

PROJECT_SCHEMA = Path(__file__).parents[2] / "storage" / "report.schema.json"

MakeReport = Callable[..., Report]
ReadOf = Callable[..., ReadOutcome]


@pytest.fixture
def filled(loader: Loader, url: str, make_report: MakeReport, read_of: ReadOf, doctored: Verdict) -> str:
    """Two genuine reports, one of them on two pages, and a doctored copy."""
    first, second = make_report(), make_report("安平县", 2020, 2, format="narrative", proactive=None, applications=None)
    loader.load(
        [
            read_of(first),
            read_of(first, "http://127.0.0.1:8001/m/1.html", days=1),
            read_of(second, "http://127.0.0.1:8001/nb/2.html"),
            read_of(make_report(), "http://127.0.0.1:8009/x.html", "other-portal", verdict=doctored),
        ]
    )
    return url


def exported(url: str, path: Path, *statuses: str) -> list[dict[str, Any]]:
    export(open_existing(url), path, statuses or ("accepted",))
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_records_say_what_was_read(filled: str, tmp_path: Path) -> None:
    first, second = exported(filled, tmp_path / "out.jsonl")
    assert first["title"] == "清河县2022年政府信息公开工作年度报告"
    assert (first["year"], first["version"], first["status"], first["format"]) == (2022, 1, "accepted", "2021")
    assert first["proactive"] == {"rules": {"made": 0, "repealed": 0, "in_force": None}, "fees": {"amount": 12.5}}
    assert isinstance(first["proactive"]["rules"]["made"], int)
    assert first["applications"]["total"]["other"] is None
    assert list(first["applications"]) == ["received", "carried_in", "total", "carried_out"]
    assert first["proceedings"]["review"] == {"upheld": 1, "corrected": 0, "other": 0, "pending": 0, "total": 1}
    assert [section["ordinal"] for section in first["sections"]] == [0, 1, 6]
    assert first["findings"][0]["rule"] == "proactive.blank"
    assert second["proactive"] is None
    assert second["applications"] is None


def test_sources_leave_doctored_pages_out_unless_asked(filled: str, tmp_path: Path) -> None:
    first = exported(filled, tmp_path / "out.jsonl")[0]
    assert [source["role"] for source in first["sources"]] == ["primary", "duplicate"]
    assert first["sources"][0]["first_seen"] == "2026-03-01T08:00:00Z"
    everything = exported(filled, tmp_path / "all.jsonl", "accepted", "quarantined")
    assert [record["status"] for record in everything] == ["accepted", "accepted", "quarantined"]
    assert [source["role"] for source in everything[0]["sources"]] == ["primary", "duplicate", "copy"]
    only = exported(filled, tmp_path / "bad.jsonl", "quarantined")
    assert [record["url"] for record in only] == ["http://127.0.0.1:8009/x.html"]


def test_every_line_validates(filled: str, tmp_path: Path) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(PROJECT_SCHEMA.read_text("utf-8")))
    for record in exported(filled, tmp_path / "out.jsonl", "accepted", "quarantined"):
        validator.validate(record)


def test_every_line_validates_against_the_contract(filled: str, tmp_path: Path, shared: Path) -> None:
    contract = json.loads((shared / "contract" / "report.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(contract)
    for record in exported(filled, tmp_path / "out.jsonl", "accepted", "quarantined"):
        validator.validate(record)


def test_own_schema_asks_for_what_the_contract_asks(shared: Path) -> None:
    contract = json.loads((shared / "contract" / "report.schema.json").read_text("utf-8"))
    ours = json.loads(PROJECT_SCHEMA.read_text("utf-8"))
    assert ours["required"] == contract["required"]
    assert ours["properties"].keys() == contract["properties"].keys()
    for name in ("attachments", "findings", "sources", "sections"):
        assert ours["properties"][name]["items"]["required"] == contract["properties"][name]["items"]["required"]


def test_sheets_have_one_row_a_report(filled: str, tmp_path: Path) -> None:
    engine = open_existing(filled)
    for name in ("out.csv", "out.xlsx", "out.parquet"):
        assert export(engine, tmp_path / name) == 2
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["issuer"] for row in rows] == ["清河县人民政府", "安平县人民政府"]
    assert rows[0]["applications.received.total"] == "1"
    assert rows[0]["applications.total.other"] == ""
    assert rows[0]["proactive.fees.amount"] == "12.5"
    table = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert table[0]["applications.received.total"] == 1
    assert table[1]["applications.received.total"] is None
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx", read_only=True).active
    assert sheet is not None
    assert [len(row) for row in sheet.iter_rows(values_only=True)] == [len(COLUMNS)] * 3


def test_mistakes_are_named(filled: str, tmp_path: Path) -> None:
    engine = open_existing(filled)
    with pytest.raises(ExportError, match=r"ending; known endings: .jsonl"):
        export(engine, tmp_path / "out.pdf")
    with pytest.raises(ExportError, match="unknown status 'genuine'"):
        export(engine, tmp_path / "out.csv", ["genuine"])
    with pytest.raises(ExportError, match="cannot write"):
        export(engine, tmp_path / "no" / "such" / "folder.csv")
    assert sorted(path.name for path in tmp_path.iterdir() if "out" in path.name) == []


def test_a_failed_export_leaves_the_old_file(filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("yesterday\n")

    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.export.json.dumps", broken)
    with pytest.raises(ExportError, match="No space left"):
        export(open_existing(filled), target)
    assert target.read_text() == "yesterday\n"
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []
