"""How connections are made: TLS strict first, relaxed for a host only after its strict handshake failed; no way to
private addresses that the registry does not list.

Old portals have expired or self-signed certificates, weak keys, TLS 1.0. Some modern hosts hang when asked with relaxed
settings, so that relaxing at once would lose those. What a relaxed host serves is read like any other page (the readers
judge authenticity by content); every list read that way says so in its evidence.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from typing import TYPE_CHECKING, Any, Self

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.resolver import CachingThreadedResolver
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet._sslverify import ClientTLSOptions
from twisted.internet.ssl import CertificateOptions, TLSVersion, platformTrust
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.failures import PrivateAddressError, RequestFailed
from crawler.registry import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from OpenSSL.crypto import X509
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

    from crawler.browser import Browser

#: everything that OpenSSL was built with, small keys and old signatures included
_POLICY = "nianbao_tls"
_BROWSER = "nianbao_browser"
_JOBS = "nianbao_downloads"
_OLD_CIPHERS = "DEFAULT:@SECLEVEL=0"


class _StrictOptions(ClientTLSOptions):
    """Twisted's options, without its traceback on stderr for a certificate that names no host at all."""

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:  # noqa: N802, N803 - Twisted's names
        connection = super().clientConnectionForTLS(tlsProtocol)
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._verify)
        return connection

    def _verify(self, connection: SSL.Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
        if not ok or depth:
            return bool(ok)
        wanted = (DNS_ID if self._hostnameIsDnsName else IPAddress_ID)(self._hostnameASCII)
        try:
            verify_service_identity(extract_patterns(certificate), [wanted], [])
        except (CertificateError, VerificationError):
            return False
        return True


@implementer(IPolicyForHTTPS)
class StrictThenRelaxed:
    """Verifies certificates and names with today's minimum, except for the hosts told to `relax`."""

    def __init__(self) -> None:
        #: host and port -> why its strict handshake failed
        self.relaxed: dict[tuple[bytes, int], str] = {}
        _quieten()
        # one context for all hosts: loading the system's certificates takes milliseconds
        self._strict = CertificateOptions(trustRoot=platformTrust())  # type: ignore[no-untyped-call]
        self._lenient = _ScrapyClientContextFactory(
            method=None, tls_ciphers=_OLD_CIPHERS, tls_min_version=TLSVersion.TLSv1_0
        )

    def relax(self, host: bytes, port: int, reason: str) -> bool:
        """Allow anything from now on; False where that was so already."""
        if (host, port) in self.relaxed:
            return False
        self.relaxed[host, port] = reason
        return True

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        """Return the options of a connection (IPolicyForHTTPS)."""
        if (hostname, port) in self.relaxed:
            return self._lenient.creatorForNetloc(hostname, port)
        return _StrictOptions(self._strict._makeTLSConnection, hostname.decode("ascii"))


def _quieten() -> None:
    """What a relaxed handshake passes over was recorded once for its host; Scrapy says it for every connection."""
    logging.getLogger("scrapy.core.downloader.tls").setLevel(logging.ERROR)
    # sizes and broken bodies are recorded failures
    logging.getLogger("scrapy.core.downloader.handlers.http11").setLevel(logging.ERROR)


class PortalHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with this project's TLS policy; requests marked `render` go to a browser."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._browser: Browser | None = None
        self._places: dict[str, asyncio.Semaphore] = {}
        self._contextFactory: Any = tls_policy(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch, or render."""
        job = asyncio.ensure_future(self._download(request))
        jobs: set[asyncio.Future[Response]] = self._crawler.__dict__.setdefault(_JOBS, set())
        jobs.add(job)
        try:
            return await job
        except asyncio.CancelledError:
            raise RequestFailed("budget", "the run is stopping") from None
        finally:
            jobs.discard(job)

    async def _download(self, request: Request) -> Response:
        if not request.meta.get("render"):
            async with self._place(request):
                return await super().download_request(request)
        if self._browser is None:
            from crawler.browser import Browser  # late: a run without rendered pages pays nothing for it

            self._browser = getattr(self._crawler, _BROWSER, None) or Browser(self._crawler)
            setattr(self._crawler, _BROWSER, self._browser)
        return await self._browser.render(request)

    def _place(self, request: Request) -> asyncio.Semaphore:
        """Room at the request's host.

        Scrapy 2.19 counts a transfer when its task runs, not when it is made: without a delay, everything queued for a
        host is sent at once, whatever CONCURRENT_REQUESTS_PER_DOMAIN says.
        """
        key = request.meta.get("download_slot", "")
        if key not in self._places:
            assert self._crawler.engine is not None
            slot = self._crawler.engine.downloader.slots.get(key)
            self._places[key] = asyncio.Semaphore(slot.concurrency if slot else 1)
        return self._places[key]

    async def close(self) -> None:
        """Close connections and the browser."""
        if self._browser is not None:
            await self._browser.close()
        await super().close()


def let_go_of_downloads(crawler: Crawler) -> None:
    """Cancel what is being downloaded; each becomes a RequestFailed that says so."""
    for job in list(crawler.__dict__.get(_JOBS, ())):
        job.cancel()


def tls_policy(crawler: Crawler) -> StrictThenRelaxed:
    """The one policy of a crawl."""
    policy = getattr(crawler, _POLICY, None)
    if policy is None:
        policy = StrictThenRelaxed()
        setattr(crawler, _POLICY, policy)
    assert isinstance(policy, StrictThenRelaxed)
    return policy


class PublicResolver(CachingThreadedResolver):
    """Resolves names; private answers only for the names that the registry itself lists."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, process: Any) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._process = process
        #: names that the registry lists, by the portals of which they were collected
        self._names: dict[int, set[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """`crawler` is the crawler process: Scrapy makes one resolver for the reactor, before any spider."""
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, cache_size, settings.getfloat("DNS_TIMEOUT"), crawler)

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        found = super().getHostByName(name, timeout)
        return found.addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if is_private(address) and not self._lists(name.lower()):
            raise PrivateAddressError(f"{name} has the private address {address}, and no row of the registry lists it")
        return address

    def _lists(self, name: str) -> bool:
        """True for a host that a row names; asked for every resolution, so thousands of rows are looked at once."""
        for crawler in getattr(self._process, "crawlers", ()):
            portals = getattr(crawler.spider, "portals", ())
            if id(portals) not in self._names:
                hosts = (host_of(url) for portal in portals for url in portal.addresses)
                self._names[id(portals)] = {host.rsplit(":", 1)[0] for host in hosts}
            if name in self._names[id(portals)]:
                return True
        return False


def is_private(address: str) -> bool:
    """True for loopback, private, link-local and other addresses that no public portal has."""
    try:
        return not ipaddress.ip_address(address).is_global
    except ValueError:
        return False
