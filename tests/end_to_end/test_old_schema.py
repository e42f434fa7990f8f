"""A database of an earlier revision, with rows in it, met by `scrapy crawl portals` from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from storage.migrate import alembic_config, downgrade
from tests.end_to_end.crawling import Answer, Crawl, serving

NAME, YEARS = "青川县人民政府", (2022, 2021)
REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
#: what a crawl stores and no later one may lose; the order of its columns does not matter
KEPT = {
    "pages": "portal, url, outcome, body_sha256, archive_file, archive_offset, first_seen",
    "reports": "id, identity, status, current_version, first_seen",
    "sources": "report_id, page_id, role, rule, content_hash",
    "report_versions": "report_id, number, page_id, title, content_hash",
    "sections": "version_id, position, heading, text",
}


def pages() -> dict[str, Answer]:
    def page(name: str, body: str) -> Answer:
        return Answer(f"<html><head><title>{name}</title></head><body>{body}</body></html>".encode())

    found = {"/": page(NAME, '<a href="/nb/">政府信息公开年报</a>')}
    links = ""
    for year in YEARS:
        name = f"青川县人民政府{year}年政府信息公开工作年度报告"
        words = "".join(f"<p>{year}年推进第{n}项政务公开工作，惠及群众{n * 31}人次。</p>" for n in range(12))
        found[f"/nb/{year}.html"] = page(name, f"<h1>{name}</h1><p>一、总体情况</p>{words}")
        links += f'<li><a href="/nb/{year}.html">{name}</a><span>{year + 1}-01-20</span></li>'
    return found | {"/nb/": page("政府信息公开年报", f"<h1>政府信息公开年报</h1><ul>{links}</ul>")}


def stored(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        return {
            table: sorted(map(repr, connection.execute(text(f"SELECT {columns} FROM {table}"))))
            for table, columns in KEPT.items()
        }


def test_an_old_database_is_migrated_and_loses_nothing(
    workspace: Callable[[list[dict[str, str]]], Crawl], url: str
) -> None:
    here = ("-s", f"DATABASE_URL={url}")
    engine = create_engine(url)
    with serving(pages()) as origin:
        crawl = workspace([{"slug": "qingchuan", "name": NAME, "division_code": "510822", "home_url": f"{origin}/"}])
        if engine.dialect.name == "postgresql":
            told = crawl.crawl(*here, expect=2)
            assert "no tables yet: run `scrapy db upgrade`" in told.stderr
            crawl.run("db", "upgrade", *here)
        crawl.crawl(*here)
        before = stored(engine)
        assert len(before["reports"]) == len(YEARS)
        for revision in (REVISIONS[1], REVISIONS[-1]):  # tests/storage/test_migrations.py goes through each
            downgrade(url, revision)
            if engine.dialect.name == "postgresql":
                told = crawl.crawl(*here, expect=2)
                (line,) = told.stderr.splitlines()
                assert f"has schema {revision}" in line
                assert line.endswith("run `scrapy db upgrade`")
                assert stored(engine) == before
                assert f"at revision {REVISIONS[0]}" in crawl.run("db", "upgrade", *here).stdout
            crawl.crawl(*here)
            assert stored(engine) == before
    engine.dispose()
