"""The registry: rows as the contract has them, and one line that says what is wrong with a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler import registry
from crawler.registry import Portal, RegistryError

HEADER = "slug,name,division_code,level,home_url,report_urls,platform,render,enabled"
ZHANGXIAN = "gansu-zhangxian,漳县人民政府,621125,county,http://www.zhangxian.gov.cn/,,,auto,true"


def written(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "portals.csv"
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def test_a_row_is_read_with_every_column(tmp_path: Path) -> None:
    row = "a-1,甲局,110000,department,https://a.gov.cn:8443/x,http://a.gov.cn/1/|http://b.gov.cn/2/,trs,never,false"
    (portal,) = registry.load(written(tmp_path, HEADER, row))
    assert portal == Portal(
        slug="a-1",
        name="甲局",
        home_url="https://a.gov.cn:8443/x",
        division_code="110000",
        level="department",
        report_urls=("http://a.gov.cn/1/", "http://b.gov.cn/2/"),
        platform="trs",
        render="never",
        enabled=False,
        line=2,
    )
    assert portal.hosts == ("a.gov.cn:8443", "a.gov.cn", "b.gov.cn")


def test_empty_fields_take_the_defaults(tmp_path: Path) -> None:
    (portal,) = registry.load(written(tmp_path, HEADER, "x,某部,,,http://127.0.0.5:8000,,,,"))
    assert (portal.division_code, portal.level, portal.render, portal.enabled) == (None, None, "auto", True)
    assert portal.report_urls == ()
    assert portal.hosts == ("127.0.0.5:8000",)


def test_columns_may_stand_in_any_order_and_unknown_ones_are_ignored(tmp_path: Path) -> None:
    path = written(tmp_path, "note,home_url,name,slug", "旧,http://a.gov.cn/,甲县,a")
    assert registry.load(path)[0].home_url == "http://a.gov.cn/"


def test_a_byte_order_mark_quotes_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    lines = [HEADER, "", 'a,"甲, 乙",,,http://a.gov.cn/,,,,', ",,,,,,,,"]
    path = written(tmp_path, *lines, encoding="utf-8-sig")
    assert [(portal.name, portal.line) for portal in registry.load(path)] == [("甲, 乙", 3)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Gansu,漳县,621125,county,http://a.gov.cn/,,,,", "slug 'Gansu'"),
        (",漳县,621125,county,http://a.gov.cn/,,,,", "slug is empty"),
        ("b,,621125,county,http://a.gov.cn/,,,,", "name is empty"),
        ("b,漳县,62112,county,http://a.gov.cn/,,,,", "division_code '62112'"),
        ("b,漳县,621125,village,http://a.gov.cn/,,,,", "level 'village'"),
        ("b,漳县,621125,county,,,,,", "home_url is empty"),
        ("b,漳县,621125,county,ftp://a.gov.cn/,,,,", "home_url 'ftp://a.gov.cn/'"),
        ("b,漳县,621125,county,http:///x,,,,", "home_url"),
        ("b,漳县,621125,county,http://a.gov.cn:99999/,,,,", "home_url"),
        ("b,漳县,621125,county,http://a b/,,,,", "home_url"),
        ("b,漳县,621125,county,http://a.gov.cn/,list.html,,,", "report_urls 'list.html'"),
        ("b,漳县,621125,county,http://a.gov.cn/,,,sometimes,", "render 'sometimes'"),
        ("b,漳县,621125,county,http://a.gov.cn/,,,,maybe", "enabled 'maybe'"),
        ("b,漳县,621125,county,http://a.gov.cn/,,,,true,1,2", "11 fields under 9"),
        ("gansu-zhangxian,漳县,621125,county,http://a.gov.cn/,,,,", "taken by line 2"),
        ('b,"漳县,621125,county,http://a.gov.cn/,,,,', "not valid CSV"),
    ],
)
def test_a_bad_row_is_named_with_line_and_reason(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(RegistryError) as caught:
        registry.load(written(tmp_path, HEADER, ZHANGXIAN, row))
    message = str(caught.value)
    assert "line 3" in message
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        (HEADER + "\n", "holds no portal"),
        ("slug,name\na,b\n", "home_url is missing"),
        ("slug,name,home_url\na,漳县,http://a.gov.cn/\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_registry_is_named(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "portals.csv"
    path.write_bytes(content.encode("gb18030"))
    with pytest.raises(RegistryError, match=said):
        registry.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="cannot be read"):
        registry.load(tmp_path / "nowhere.csv")


def portal(slug: str, code: str | None, *, enabled: bool = True) -> Portal:
    return Portal(slug, "某县", "http://a.gov.cn/", division_code=code, enabled=enabled)


PORTALS = [portal("gansu-zhangxian", "621125"), portal("gansu-minxian", "621126", enabled=False), portal("mof", None)]


def test_every_enabled_portal_is_selected() -> None:
    assert [each.slug for each in registry.select(PORTALS)] == ["gansu-zhangxian", "mof"]


def test_a_division_prefix_selects_a_subtree() -> None:
    assert [each.slug for each in registry.select(PORTALS, division="62")] == ["gansu-zhangxian"]


def test_sites_are_selected_in_the_order_given_even_if_disabled() -> None:
    chosen = registry.select(PORTALS, site=" mof ,gansu-minxian,mof")
    assert [each.slug for each in chosen] == ["mof", "gansu-minxian"]


@pytest.mark.parametrize(
    ("site", "division", "said"),
    [
        ("gansu-zhangxain", None, "nearest: gansu-zhangxian"),
        ("zhangxian", None, "gansu-zhangxian"),
        (",", None, "site is empty"),
        (None, "6x", "division '6x'"),
        (None, "99", "no enabled portal"),
        ("mof", "62", "no named portal"),
    ],
)
def test_a_wrong_selection_is_named(site: str | None, division: str | None, said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        registry.select(PORTALS, site=site, division=division)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://WWW.A.gov.cn/x", "www.a.gov.cn"),
        ("https://a.gov.cn:443/", "a.gov.cn"),
        ("http://a.gov.cn:443/", "a.gov.cn:443"),
        ("http://[::1]:8000/", "[::1]:8000"),
        ("http://1.25.240.11:8082/sites/", "1.25.240.11:8082"),
    ],
)
def test_hosts_keep_ports_that_matter(address: str, host: str) -> None:
    assert registry.host_of(address) == host


BUNDLED = registry.load()


def test_the_bundled_registry_is_sorted_and_unique() -> None:
    slugs = [each.slug for each in BUNDLED]
    assert slugs == sorted(slugs)
    assert len(set(slugs)) == len(slugs) >= 4_293


def test_no_two_enabled_portals_would_crawl_the_same_lists() -> None:
    seen: dict[object, str] = {}
    for each in BUNDLED:
        if each.enabled:
            key = (each.hosts[0].removeprefix("www."), each.report_urls)
            assert key not in seen, f"{each.slug} and {seen[key]}"
            seen[key] = each.slug


def test_the_bundled_registry_holds_every_collected_portal(shared: Path) -> None:
    import csv

    with (shared / "registry" / "portals.csv").open(encoding="utf-8", newline="") as stream:
        collected = {row["home_url"] for row in csv.DictReader(stream)}
    assert collected == {each.home_url for each in BUNDLED}
