"""Canonical addresses, keys of twins, hosts of a portal."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from crawler import addresses


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://WWW.X.GOV.CN:80/a/../b/?q=1#top", "http://www.x.gov.cn/a/../b/?q=1"),
        ("https://x.gov.cn:443", "https://x.gov.cn/"),
        ("https://x.gov.cn:8443/a", "https://x.gov.cn:8443/a"),
        ("http://x.gov.cn//zwgk///nb/", "http://x.gov.cn/zwgk/nb/"),
        ("http://x.gov.cn/list.jsp;jsessionid=0A1B?id=3&utm_source=wx", "http://x.gov.cn/list.jsp?id=3"),
        ("http://x.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=11",
         "http://x.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=11"),
        ("http://x.gov.cn/年报/1.html", "http://x.gov.cn/%E5%B9%B4%E6%8A%A5/1.html"),
        ("http://x.gov.cn./a", "http://x.gov.cn/a"),
        ("http://x.gd.gov.cn/gkmlpt/annualreport#2629", "http://x.gd.gov.cn/gkmlpt/annualreport#2629"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ],
)  # fmt: skip
def test_canonical_changes_only_what_never_changes_the_answer(url: str, expected: str) -> None:
    assert addresses.canonical(url) == expected
    assert addresses.canonical(expected) == expected


@pytest.mark.parametrize(
    "url", ["ftp://x.gov.cn/", "javascript:void(0)", "file:///etc/passwd", "/only/a/path", "http:///x"]
)
def test_canonical_refuses_what_is_no_web_address(url: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        addresses.canonical(url)


@pytest.mark.parametrize(
    "twin",
    [
        "https://www.x.gov.cn/nb/t20220218_1.html",
        "http://x.gov.cn/nb/t20220218_1.html?isMobile=false",
        "http://www.x.gov.cn:80//nb/t20220218_1.html#a",
        "https://x.gov.cn/nb/t20220218_1.html;jsessionid=FF?utm_medium=a",
    ],
)
def test_twins_have_one_key(twin: str) -> None:
    assert addresses.key(twin) == addresses.key("http://x.gov.cn/nb/t20220218_1.html")


def test_key_folds_index_files_and_parameter_order_but_no_other_page() -> None:
    assert addresses.key("http://x.gov.cn/nb/index.html") == addresses.key("http://x.gov.cn/nb/")
    assert addresses.key("http://x.gov.cn/l?b=2&a=1") == addresses.key("http://x.gov.cn/l?a=1&b=2")
    assert addresses.key("http://x.gov.cn/nb/index_1.html") != addresses.key("http://x.gov.cn/nb/")
    assert addresses.key("http://x.gov.cn/l?a=1") != addresses.key("http://x.gov.cn/l?a=2")
    assert addresses.key("http://x.gov.cn:8080/") != addresses.key("http://x.gov.cn/")


@pytest.mark.parametrize(
    ("url", "hosts", "own"),
    [
        ("https://x.gov.cn/a", ["www.x.gov.cn"], True),
        ("http://www.x.gov.cn/a", ["x.gov.cn"], True),
        ("http://x.gov.cn:8080/a", ["x.gov.cn"], True),
        ("http://tjj.x.gov.cn/a", ["x.gov.cn"], False),
        ("http://tjj.x.gov.cn/a", [".x.gov.cn"], True),
        ("http://evilx.gov.cn/a", [".x.gov.cn"], False),
        ("http://x.gov.cn.evil.com/a", ["x.gov.cn", ".x.gov.cn"], False),
        ("http://127.0.0.2:8001/", ["127.0.0.2:8001"], True),
        ("http://127.0.0.2:8002/", ["127.0.0.2:8001"], False),
        ("http://127.0.0.2/", ["127.0.0.2:8001"], False),
        ("file:///etc/passwd", ["x.gov.cn"], False),
    ],
)
def test_same_portal(url: str, hosts: list[str], own: bool) -> None:
    assert addresses.same_portal(url, hosts) is own


def test_own_hosts_never_own_a_public_suffix() -> None:
    assert ".gov.cn" not in addresses.own_hosts(["https://www.gov.cn/"])
    assert addresses.own_hosts(["http://www.x.gov.cn/"]) == ("www.x.gov.cn", "x.gov.cn", ".x.gov.cn")
    assert addresses.own_hosts(["http://61.150.65.235:8080/a"]) == ("61.150.65.235:8080",)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("./202301/t1.html", "http://x.gov.cn/nb/202301/t1.html"),
        ("//y.gov.cn/a", "http://y.gov.cn/a"),
        (" ../a.html\n", "http://x.gov.cn/a.html"),
        ("\\a\\b.html", "http://x.gov.cn/a/b.html"),
        ("/a\r\n/b.html", "http://x.gov.cn/a/b.html"),
        ("javascript:go(2)", None),
        ("#", None),
        ("mailto:a@x.gov.cn", None),
        ("http://[broken/", None),
        ("http://x.gov.cn:99999/", None),
    ],
)
def test_resolve_takes_hrefs_as_portals_print_them(href: str, expected: str | None) -> None:
    assert addresses.resolve("http://x.gov.cn/nb/index.html", href) == expected


@given(st.text(max_size=60))
def test_resolve_never_raises_and_is_stable(href: str) -> None:
    url = addresses.resolve("http://x.gov.cn/nb/", href)
    if url is not None:
        assert addresses.canonical(url) == url
        assert addresses.key(url) == addresses.key(addresses.canonical(url))


_PIECES = [
    *("www.", "www", "a", "xn--a", "x-y", "127.1.0.1", "gov.cn", "A", ".", "localhost", "--", " ", "\n", "中"),
    *(
        ":80",
        ":443",
        ":8080",
        ":65536",
        ":59999",
        ":0",
        ":9",
        "/",
        "//",
        "/..",
        "/.",
        "/a..b",
        "/zw_gk/",
        "-",
        "_",
        "~",
    ),
    *("/index.html", "/default.jsp", "/Index.HTM", "/indexes.html", "index.html", "%20", "%E4", "?a=1", "#x", ";sid=1"),
]


@given(st.sampled_from(["http://", "https://", "HTTP://"]), st.lists(st.sampled_from(_PIECES), min_size=1, max_size=7))
@settings(max_examples=500, suppress_health_check=[HealthCheck.filter_too_much])
def test_the_short_way_for_plain_addresses_leads_where_the_long_one_does(scheme: str, pieces: list[str]) -> None:
    url = scheme + "".join(pieces)
    assume(addresses._PLAIN.fullmatch(url))
    assert addresses.canonical(url) == addresses._canonical(url)
    assert addresses.key(url) == addresses._key(url)
    assert addresses.path(url) == urlsplit(url).path
    assert addresses.netloc(url) == addresses._split(url).netloc
