"""The second crawl: lists are visited, pages only for a reason; changes become versions, what is gone is marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from sandbox.registry import write_registry
from sandbox.server import Service, serve
from sandbox.world import World
from tests.end_to_end.crawling import Crawl

SITES = ("trs", "static", "hanweb-jpage")


@dataclass
class Practice:
    """A served world and the working folder that crawls it."""

    world: World
    service: Service
    crawl: Crawl

    def recrawl(self, *arguments: str) -> int:
        """Crawl again; returns the number of requests made."""
        self.service.forget()
        self.crawl.crawl(*arguments)
        return len(self.service.requests)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    world = World(5, 8, sites=SITES)
    with serve(world) as service:
        registry = tmp_path / "portals.csv"
        write_registry(world, registry, service.port)
        crawl = Crawl(tmp_path, registry)
        crawl.crawl()
        yield Practice(world, service, crawl)


def without_times(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records in the order of their addresses, sources without the moments at which they were seen."""
    for record in records:
        record["sources"] = sorted((source["portal"], source["url"]) for source in record["sources"])
        record["attachments"] = sorted(record["attachments"], key=lambda each: str(each["url"]))
    return sorted(records, key=lambda record: str(record["url"]))


def test_an_unchanged_world_costs_its_lists_and_writes_no_report(practice: Practice) -> None:
    before = practice.crawl.export("--status", "accepted,quarantined")
    versions = practice.crawl.sql("select count(*) as n, max(id) as last from report_versions")
    practice.recrawl()
    targets = [(slug, path) for slug, _, path in practice.service.requests]
    assert len(targets) == len(set(targets)), "a list page was asked for twice"
    assert [target for target in targets if target in pages_of_entries(practice.world)] == []
    assert practice.crawl.sql("select count(*) as n, max(id) as last from report_versions") == versions
    assert without_times(practice.crawl.export("--status", "accepted,quarantined")) == without_times(before)


def test_a_list_that_did_not_change_is_kept_as_it_was_read_and_one_that_did_is_read(practice: Practice) -> None:
    query = "select portal, place, digest from list_readings order by portal, place"
    kept = practice.crawl.sql(query)
    assert {row["portal"] for row in kept} == {portal.slug for portal in practice.world.portals}
    practice.recrawl()
    assert practice.crawl.sql(query) == kept
    portal = practice.world.portals[0]
    gone = first_entry(practice)
    portal.remove(gone)
    portal.rebuild_lists()
    practice.recrawl()
    changed = [row for row in practice.crawl.sql(query) if row not in kept]
    assert {row["portal"] for row in changed} == {portal.slug}
    # the report is at its address again: its list shows it, and nothing says any more that it is missed
    portal.publish(gone)
    portal.entries.append(gone)
    portal.rebuild_lists()
    practice.recrawl()
    url = portal.origin + gone.path
    assert practice.crawl.sql(f"select misses from pages where url = '{url}'") == [{"misses": 0}]


def pages_of_entries(world: World) -> set[tuple[str, str]]:
    """Every address that shows an entry, as the service logs it."""
    return {(portal.slug, path) for portal in world.portals for e in portal.entries for path in (e.path, *e.twins)}


def first_entry(practice: Practice) -> Any:
    portal = practice.world.portals[0]
    shown = {source["url"] for record in practice.crawl.export() for source in record["sources"]}
    return next(e for e in portal.entries if e.truth is not None and not e.twins and portal.origin + e.path in shown)


def test_a_changed_page_is_a_version_that_says_what_changed(practice: Practice) -> None:
    portal, entry = practice.world.portals[0], first_entry(practice)
    url = portal.origin + entry.path
    portal.revise(entry, publisher="更正后的发布机构")
    practice.recrawl("-a", "full=1", "-a", f"site={portal.slug}")
    (record,) = [record for record in practice.crawl.export() if record["url"] == url]
    assert (record["version"], record["publisher"]) == (2, "更正后的发布机构")
    others = [record for record in practice.crawl.export() if record["url"] != url]
    assert {record["version"] for record in others} == {1}


def test_a_vanished_page_is_marked_after_the_second_miss_and_kept(practice: Practice) -> None:
    portal, entry = practice.world.portals[0], first_entry(practice)
    url = portal.origin + entry.path
    portal.remove(entry)
    portal.rebuild_lists()
    query = f"select misses, vanished is not null as gone from pages where url = '{url}'"
    practice.recrawl()
    assert [(row["misses"], row["gone"]) for row in practice.crawl.sql(query)] == [(1, 0)]
    practice.recrawl()
    assert [(row["misses"], row["gone"]) for row in practice.crawl.sql(query)] == [(2, 1)]
    assert url in {record["url"] for record in practice.crawl.export()}


def test_one_portal_again_leaves_the_rows_of_the_others(practice: Practice) -> None:
    slug = practice.world.portals[1].slug
    query = f"select * from pages where portal <> '{slug}' order by id"
    before = practice.crawl.sql(query)
    practice.recrawl("-a", f"site={slug}", "-a", "full=1")
    assert {who for who, _, _ in practice.service.requests} == {slug}
    assert practice.crawl.sql(query) == before


def test_full_reads_every_page_again_without_doubling_one(practice: Practice) -> None:
    before = without_times(practice.crawl.export("--status", "accepted,quarantined"))
    pages = sum(len(portal.truths) for portal in practice.world.portals)
    first = set(practice.crawl.folder.glob("archive/*.warc.gz"))
    assert practice.recrawl("-a", "full=1") >= pages
    assert without_times(practice.crawl.export("--status", "accepted,quarantined")) == before
    (second,) = set(practice.crawl.folder.glob("archive/*.warc.gz")) - first
    with second.open("rb") as file:
        kinds = Counter(record.rec_type for record in ArchiveIterator(file))
    assert kinds["revisit"] >= pages
    assert kinds["response"] < pages, "only linked files are kept a second time"
    assert " changed" not in practice.crawl.run("reparse").stderr


def test_a_run_ends_with_comparing_its_reports(practice: Practice) -> None:
    query = "select count(*) as n from reports where status = 'accepted' and not compared"
    assert practice.crawl.sql(query) == [{"n": 0}]
    assert practice.crawl.sql("select count(*) > 0 as some from text_bands") == [{"some": 1}]
