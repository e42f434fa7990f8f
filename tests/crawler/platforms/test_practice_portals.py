"""Every platform against the practice portals that imitate it, in each way of filing reports: nothing lost, no loop."""

from __future__ import annotations

from functools import lru_cache

import pytest

from crawler import addresses
from sandbox.world import World
from tests.crawler.walking import reports_of, walk

#: site -> name of the platform that reads its lists
SITES = {
    "trs": "trs",
    "trs-records": "trs",
    "trs-countpage": "trs",
    "trs-search": "trs_search",
    "trs-search-was": "trs_search",
    "static": "generic",
    "static-query": "generic",
    "static-cut": "generic",
    "hanweb-jpage": "hanweb_jpage",
    "hanweb-xxgk": "hanweb_xxgk",
    "hanweb-annual": "hanweb_xxgk",
    "hanweb-jpaas": "hanweb_jpaas",
    "truecms": "truecms",
    "truecms-strict": "truecms",
    "ucap": "ucap",
    "ucap-zero": "ucap",
    "ucap-search": "ucap",
    "ucap-channel": "ucap",
    "ucap-files": "ucap",
    "boda": "boda",
    "boda-numbers": "boda",
    "gkmlpt": "gkmlpt",
    "longxun": "longxun",
    "longxun-post": "longxun",
    "openness": "openness",
    "openness-annual": "openness",
    "epoint": "epoint",
    "epoint-wrapped": "epoint",
    "ilist": "ilist",
    "aspnet": "aspnet",
    "iframe-shell": "trs",
    "snowflake": "snowflake",
    "objectid": "objectid",
    "content-n": "content_n",
    "nfcms": "nfcms",
    "mixed-list": "generic",
    "echo-list": "trs",
}


@lru_cache(maxsize=2)
def _world(site: str) -> World:
    """Three portals of one site: flat, by year, by department."""
    world = World(seed=5, size=38, sites=[site] * 3)
    world.settle(8000)
    return world


@pytest.mark.parametrize("tree", ["flat", "years", "departments"])
@pytest.mark.parametrize("site", SITES)
def test_every_report_of_a_portal_is_reached(site: str, tree: str) -> None:
    portal = next(one for one in _world(site).portals if one.seat.tree == tree)
    harvest = walk(portal, addresses.canonical(portal.origin + portal.report_columns()[0]))
    assert harvest.reached >= reports_of(portal)
    assert not harvest.failures
    assert SITES[site] in harvest.platforms.values()


@pytest.mark.parametrize("site", [site for site in SITES if site not in ("hanweb-annual",)])
def test_paging_costs_little_more_than_the_pages(site: str) -> None:
    portal = _world(site).portals[0]
    harvest = walk(portal, addresses.canonical(portal.origin + portal.report_columns()[0]))
    pages = -(-len(portal.entries) // 10)
    assert len(harvest.requests) <= pages + 8


@pytest.mark.parametrize("site", ["static-query", "trs", "hanweb-jpage", "gkmlpt", "epoint"])
def test_titles_and_dates_come_whole(site: str) -> None:
    portal = _world(site).portals[0]
    harvest = walk(portal, addresses.canonical(portal.origin + portal.report_columns()[0]))
    shown = {addresses.key(entry.url): entry for entry in harvest.entries}
    for entry in portal.entries:
        if entry.truth:
            link = shown[addresses.key(portal.origin + entry.path)]
            assert (link.title, link.date) == (entry.title, entry.date)


def test_a_title_that_the_list_cuts_off_is_marked() -> None:
    portal = _world("static-cut").portals[0]
    harvest = walk(portal, addresses.canonical(portal.origin + portal.report_columns()[0]))
    assert all(entry.truncated for entry in harvest.entries if entry.title.endswith("…"))
    assert any(entry.truncated for entry in harvest.entries)


def test_a_server_that_repeats_page_one_is_a_loud_gap() -> None:
    portal = _world("hanweb-jpaas-echo").portals[0]
    harvest = walk(portal, portal.origin + portal.report_columns()[0])
    (kind, message) = harvest.failures[0]
    assert kind == "blocked:other"
    assert "15 of" in message
    assert len(harvest.requests) == 2


def test_a_list_without_end_is_a_failure_soon() -> None:
    portal = _world("endless-list").portals[0]
    harvest = walk(portal, portal.origin + portal.report_columns()[0])
    assert harvest.reached >= reports_of(portal)
    assert [kind for kind, _ in harvest.failures] == ["endless-list"]
    assert len(harvest.requests) <= 60


def test_what_a_list_mixes_in_is_kept_apart() -> None:
    portal = _world("mixed-list").portals[0]
    harvest = walk(portal, portal.origin + portal.report_columns()[0], annual=False)
    assert harvest.reached >= reports_of(portal)
    assert any("指南" in entry.title for entry in harvest.others)
    assert not any("指南" in entry.title for entry in harvest.entries)
