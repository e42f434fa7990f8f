"""Every way in which a portal fails is a named failure; the portals beside it do not notice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.crawler import hostile
from tests.crawler.hostile import COLUMN, Act, Portal, listing, page, report
from tests.crawler.running import Run, crawl, row

RUISHU = "<html><head><meta id='x' content='y' r='m'><script>$_ts={};$_ts.nsd=1;$_ts.cd='q'</script></head></html>"
JSL = "<script>document.cookie='__jsl_clearance_s=1;path=/';location.href=location.pathname</script>"
C3VK = "<html><script>document.cookie='C3VK=1a; path=/; max-age=300';window.location.reload();</script></html>"
INDEX = listing("a.html", "b.html", "c.html")


def reports_at(**answers: Act) -> dict[str, Act]:
    """A list at COLUMN whose entries give these answers; names are the files'."""
    files = {f"{name}.html": act for name, act in answers.items()}
    return {COLUMN: page(listing(*files)), **{COLUMN + file: act for file, act in files.items()}}


def behaviours() -> dict[str, dict[str, Act]]:
    """Portal -> what its paths do. Each has its list at COLUMN."""
    good = page(report())
    return {
        "good": reports_at(a=page(report()), b=page(report(year=2020)), zipped=hostile.gzipped(report())),
        "answers": reports_at(
            ok=good,
            gone=page("", 410),
            missing=hostile.missing,
            broken=page("", 500),
            ruishu=page(RUISHU, 412),
            jsl=page(JSL, 521, Set_Cookie="__jsluid_h=1"),
            shell=page(C3VK),
            geo=page("reason:GeoBL", 403),
            soft=page("<html><title>提示</title>页面不存在</html>"),
            home=hostile.redirect("/"),
        )
        | {"/": page("<html><title>安福县人民政府</title><p>首页</p></html>")},
        "connection": reports_at(
            ok=good, reset=hostile.reset, short=hostile.cut_short, hangs=hostile.hanging, drips=hostile.dripping
        ),
        "redirects": reports_at(
            loop=hostile.redirect(COLUMN + "loop.html"),
            away=hostile.redirect("http://127.0.0.99:9/x.html"),
            wall=hostile.cookie_wall(report()),
            within=hostile.redirect(COLUMN + "target.html"),
            refresh=page("<html><meta http-equiv='refresh' content='0;url=target2.html'></html>"),
            script=page("<html><script>location.href='http://127.0.0.99:9/y.html'</script></html>"),
        )
        | {COLUMN + "target.html": good, COLUMN + "target2.html": page(report(year=2019))},
        "large": reports_at(bomb=hostile.gzipped(b"0" * 4_000_000), big=page("0" * 4_000_000), ok=good),
        "robots": {"/robots.txt": page("User-agent: *\nDisallow: /", Content_Type="text/plain")} | reports_at(a=good),
        "shared-robots": {
            "/robots.txt": page("User-agent: *\nDisallow: /zwgk/zfxxgk/zfxxgknb/b", Content_Type="text/plain")
        }
        | reports_at(a=good, b=good),
        "throttled": reports_at(a=good, b=page(INDEX), c=page(report(year=2018))) | {COLUMN: page(INDEX)},
        "busy": reports_at(a=hostile.once(page("", 429, Retry_After="1"), good), b=page("", 503, Retry_After="7200")),
        "empty": {"/": page("<html><title>安福县人民政府</title><a href='/news/1.html'>新闻</a></html>")},
        "blocked-home": {"/": page(RUISHU, 412)},
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, dict[str, Portal]]]:
    folder = tmp_path_factory.mktemp("hostile")
    with ExitStack() as stack:
        portals = {
            slug: stack.enter_context(hostile.serving(f"127.0.1.{number}", paths))
            for number, (slug, paths) in enumerate(behaviours().items(), 1)
        }
        certificate = hostile.self_signed(folder)
        portals["tls"] = stack.enter_context(hostile.serving("127.0.1.90", reports_at(a=page(report())), certificate))
        rows = [
            row(slug, portal.base, "" if slug in ("empty", "blocked-home") else portal.base + COLUMN)
            for slug, portal in portals.items()
        ]
        rows += [
            row("refused", f"http://127.0.1.91:{hostile.closed_port()}"),
            row("nameless", "http://portal.invalid"),
            row("not-tls", portals["good"].base.replace("http:", "https:"), render="never"),
            row("off", portals["good"].base, portals["good"].base + COLUMN, enabled="false"),
        ]
        run = crawl(folder, rows, "-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=1", "-s", "DOWNLOAD_MAXSIZE=1000000")
        yield run, portals


def test_the_run_did_its_work(world: tuple[Run, dict[str, Portal]]) -> None:
    run, _ = world
    assert run.returncode == 0, run.output
    assert "Traceback" not in run.output, run.output
    assert "DeprecationWarning" not in run.output, run.output


def test_good_portals_are_read_whole(world: tuple[Run, dict[str, Portal]]) -> None:
    run, portals = world
    assert run.pages("good") == {"a.html", "b.html", "zipped.html"}
    assert run.complete("good")
    assert not run.failures("good")
    assert {item["size"] for item in run.of("good", "page")} == {len(report().encode())}
    assert all(count == 1 for count in (portals["good"].asked_for(COLUMN + name) for name in run.pages("good")))


def test_disabled_portals_are_left_alone(world: tuple[Run, dict[str, Portal]]) -> None:
    run, _ = world
    assert not [item for item in run.items if item["portal"] == "off"]


@pytest.mark.parametrize(
    ("portal", "failures", "pages"),
    [
        (
            "answers",
            {
                ("gone.html", "gone"),
                ("missing.html", "gone"),
                ("broken.html", "http:500"),
                ("ruishu.html", "blocked:ruishu"),
                ("jsl.html", "blocked:jsl"),
                ("shell.html", "blocked:cookie"),
                ("geo.html", "blocked:geo"),
                ("soft.html", "soft-404"),
                ("home.html", "soft-404"),
            },
            {"ok.html"},
        ),
        (
            "connection",
            {("reset.html", "reset"), ("short.html", "reset"), ("hangs.html", "timeout"), ("drips.html", "timeout")},
            {"ok.html"},
        ),
        (
            "redirects",
            {("loop.html", "redirect-loop"), ("away.html", "off-site"), ("script.html", "off-site")},
            {"wall.html", "within.html", "refresh.html"},
        ),
        ("large", {("bomb.html", "too-large"), ("big.html", "too-large")}, {"ok.html"}),
        ("shared-robots", {("b.html", "robots")}, {"a.html"}),
        ("throttled", {("b.html", "blocked:throttled")}, {"a.html", "c.html"}),
        ("busy", {("b.html", "blocked:throttled")}, {"a.html"}),
        ("tls", set(), {"a.html"}),
        ("refused", {("", "refused")}, set()),
        ("nameless", {("", "dns")}, set()),
        ("not-tls", {("", "tls")}, set()),
        ("empty", {("", "no-list-found")}, set()),
        ("blocked-home", {("", "blocked:ruishu")}, set()),
    ],
)
def test_failures_and_pages(
    world: tuple[Run, dict[str, Portal]], portal: str, failures: set[tuple[str, str]], pages: set[str]
) -> None:
    run, _ = world
    assert run.failures(portal) == failures
    assert run.pages(portal) == pages


def test_robots_that_forbid_everything_are_obeyed(world: tuple[Run, dict[str, Portal]]) -> None:
    run, portals = world
    assert {kind for _, kind in run.failures("robots")} == {"robots"}
    assert {path for _, path, _ in portals["robots"].asked} == {"/robots.txt"}


def test_failing_report_pages_stay_due(world: tuple[Run, dict[str, Portal]]) -> None:
    run, _ = world
    assert all(item["is_page"] for item in run.of("answers", "failure"))
    assert not any(item["is_page"] for item in run.of("refused", "failure"))


def test_failing_pages_do_not_make_a_list_incomplete(world: tuple[Run, dict[str, Portal]]) -> None:
    run, _ = world
    assert run.complete("answers")
    assert not run.complete("refused")
    assert not run.complete("empty")


def test_a_relaxed_handshake_is_noted_on_the_list(world: tuple[Run, dict[str, Portal]]) -> None:
    run, _ = world
    assert all("TLS relaxed" in item["evidence"] for item in run.of("tls", "list"))
    assert not any("TLS relaxed" in item["evidence"] for item in run.of("good", "list"))


def test_finding_nothing_says_what_was_tried(world: tuple[Run, dict[str, Portal]]) -> None:
    run, portals = world
    (failure,) = run.of("empty", "failure")
    assert portals["empty"].base + "/" in failure["evidence"]


def test_nobody_is_asked_off_site_or_too_soon(world: tuple[Run, dict[str, Portal]]) -> None:
    _, portals = world
    first, second = (moment for moment, path, _ in portals["busy"].asked if path == COLUMN + "a.html")
    assert second - first >= 1.0
    assert portals["busy"].asked_for(COLUMN + "b.html") == 1
