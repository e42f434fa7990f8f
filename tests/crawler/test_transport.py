"""Pieces of transport on their own: addresses, time-outs asked for, failures in the contract's words."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.test import get_crawler
from twisted.internet import error as internet
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseNeverReceived

from crawler import failures
from crawler.browser import as_download_error
from crawler.failures import PrivateAddressError, RequestFailed
from crawler.middlewares.compression import Decompression
from crawler.middlewares.hosts import slot_of
from crawler.middlewares.refusals import Backoff, retry_after
from crawler.transport import PublicResolver, StrictThenRelaxed, is_private


def caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


TLS = ResponseNeverReceived([Failure(SSL.Error([("SSL routines", "", "certificate verify failed")]))])
LOST = ResponseNeverReceived([Failure(internet.ConnectionLost("gone"))])


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RequestFailed("blocked:geo", "fenced"), "blocked:geo"),
        (DownloadConnectionRefusedError("x"), "refused"),
        (CannotResolveHostError("x"), "dns"),
        (caused(CannotResolveHostError("x"), PrivateAddressError("x has a private address")), "off-site"),
        (DownloadTimeoutError("x"), "timeout"),
        (internet.TCPTimedOutError(), "timeout"),
        (DownloadCancelledError("x"), "too-large"),
        (ResponseDataLossError("x"), "reset"),
        (UnsupportedURLSchemeError("x"), "off-site"),
        (caused(DownloadFailedError("x"), TLS), "tls"),
        (caused(DownloadFailedError("x"), LOST), "reset"),
        (internet.NoRouteError(), "refused"),
        (internet.ConnectionLost(), "reset"),
        (ZeroDivisionError("a defect of ours"), "parse"),
    ],
)
def test_failures_have_the_contracts_words(error: Exception, kind: str) -> None:
    found, message, _ = failures.describe(Failure(error))
    assert found == kind
    assert message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Page.goto: net::ERR_CONNECTION_REFUSED at http://x/", "refused"),
        ("net::ERR_NAME_NOT_RESOLVED", "dns"),
        ("net::ERR_CONNECTION_TIMED_OUT", "timeout"),
        ("net::ERR_CERT_AUTHORITY_INVALID", "tls"),
        ("net::ERR_TOO_MANY_REDIRECTS", "redirect-loop"),
        ("net::ERR_CONNECTION_RESET", "reset"),
        ("Target page, context or browser has been closed", "reset"),
    ],
)
def test_a_browsers_errors_have_the_same_words(said: str, kind: str) -> None:
    assert failures.describe(Failure(as_download_error(RuntimeError(said))))[0] == kind


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, None), (b"30", 30.0), (b" 0 ", 0.0), (b"soon", None), (b"-5", None), (b"\xff", None)],
)
def test_retry_after_is_a_number(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_retry_after_is_a_date() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    assert retry_after(format_datetime(soon, usegmt=True).encode()) == pytest.approx(90, abs=3)
    past = datetime.now(UTC) - timedelta(days=1)
    assert retry_after(format_datetime(past, usegmt=True).encode()) == 0.0


class Throttled:
    """A machine behind the back-off: its slot, and answers to send through."""

    def __init__(self, most: float = 10.0) -> None:
        self.slot = SimpleNamespace(delay=0.0, lastseen=0.0)
        crawler = get_crawler(settings_dict={"BACKOFF_MAX_SECONDS": most})
        crawler.engine = SimpleNamespace(downloader=SimpleNamespace(slots={"a": self.slot}))  # type: ignore[assignment]
        self._backoff = Backoff(crawler)

    def answer(self, status: int, retry_after: str | None = None) -> float:
        """The pause from now that an answer leads to, in seconds."""
        headers = {"Retry-After": retry_after} if retry_after else {}
        request = Request("http://a/", meta={"download_slot": "a"})
        self._backoff.process_response(request, Response(request.url, status=status, headers=headers))
        return self.slot.lastseen + self.slot.delay - monotonic()


def test_a_throttling_machine_is_paused_as_long_as_it_asks() -> None:
    assert Throttled().answer(429, "7") == pytest.approx(7, abs=0.2)


def test_without_a_time_the_pauses_grow_a_little() -> None:
    machine = Throttled(most=100)
    assert [round(machine.answer(503)) for _ in range(4)] == [1, 2, 4, 4]


def test_a_good_answer_starts_afresh() -> None:
    machine = Throttled()
    machine.answer(503)
    machine.answer(503)
    machine.answer(200)
    machine.slot.lastseen = 0.0
    assert round(machine.answer(503)) == 1


def test_pauses_have_an_end() -> None:
    machine = Throttled()
    machine.answer(429, "6")
    with pytest.raises(RequestFailed, match="blocked:throttled"):
        machine.answer(429, "6")


@pytest.mark.parametrize(
    ("address", "private"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("169.254.1.1", True), ("192.168.0.9", True), ("::1", True),
     ("100.64.0.1", True), ("61.150.65.235", False), ("2400:3200::1", False)],
)  # fmt: skip
def test_private_addresses_are_known(address: str, private: bool) -> None:
    assert is_private(address) == private


def resolver(*addresses: str) -> PublicResolver:
    spider = SimpleNamespace(portals=[SimpleNamespace(addresses=addresses)])
    process = SimpleNamespace(crawlers=[SimpleNamespace(spider=spider)])
    return PublicResolver(SimpleNamespace(), 0, 1.0, process)  # type: ignore[arg-type]


def test_private_answers_are_for_registered_names_alone() -> None:
    listed = resolver("http://Portal.test:8000/", "https://www.a.gov.cn/")
    assert listed._checked("127.0.0.1", "portal.test") == "127.0.0.1"
    assert listed._checked("61.150.65.235", "xxgk.a.gov.cn") == "61.150.65.235"
    with pytest.raises(PrivateAddressError, match=r"xxgk\.a\.gov\.cn has the private address 10\.0\.0\.8"):
        listed._checked("10.0.0.8", "xxgk.a.gov.cn")


def test_a_host_is_relaxed_once_and_alone() -> None:
    policy = StrictThenRelaxed()
    strict = type(policy.creatorForNetloc(b"old.gov.cn", 443))
    assert policy.relax(b"old.gov.cn", 443, "expired")
    assert not policy.relax(b"old.gov.cn", 443, "again")
    assert type(policy.creatorForNetloc(b"old.gov.cn", 443)) is not strict
    assert type(policy.creatorForNetloc(b"new.gov.cn", 443)) is strict
    assert policy.relaxed == {(b"old.gov.cn", 443): "expired"}


@pytest.mark.parametrize(
    ("url", "slot"),
    [
        ("http://www.a.gov.cn/x", "a.gov.cn"),
        ("https://a.gov.cn/", "a.gov.cn"),
        ("http://127.0.0.1:8001/", "127.0.0.1:8001"),
    ],
)
def test_one_machine_is_one_queue(url: str, slot: str) -> None:
    assert slot_of(url) == slot


def decompressed(body: bytes, **meta: Any) -> Response:
    crawler = get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": 1000})
    request = Request("http://a.gov.cn/", meta=meta)
    headers = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    answer = Decompression(crawler=crawler).process_response(
        request, HtmlResponse(request.url, body=body, headers=headers)
    )
    assert isinstance(answer, Response)
    return answer


def test_compressed_bodies_are_unpacked_without_a_look_at_their_text() -> None:
    answer = decompressed(gzip.compress("年报".encode("gb18030")))
    assert answer.body == "年报".encode("gb18030")
    assert type(answer) is Response
    assert b"Content-Encoding" not in answer.headers
    assert answer.headers[b"Content-Type"] == b"text/html"


def test_plain_text_that_calls_itself_compressed_is_taken_as_it_is() -> None:
    assert decompressed(b"<html>plain</html>").body == b"<html>plain</html>"


PACKED = gzip.compress(b"x" * 500)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (gzip.compress(b"0" * 5000), "too-large"),
        (PACKED[:10], "reset"),
        (PACKED[:10] + b"\x00garbage" * 4, "reset"),
    ],
)
def test_bombs_and_broken_archives_are_named(body: bytes, kind: str) -> None:
    with pytest.raises(RequestFailed) as caught:
        decompressed(body)
    assert caught.value.kind == kind
