"""What went wrong with a request, in the contract's words: an exception or a status as (kind, message)."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from twisted.internet import error as internet
from twisted.python.failure import Failure

logger = logging.getLogger(__name__)


class PrivateAddressError(internet.DNSLookupError):
    """A name that the registry does not list leads to a private or loopback address."""


#: kinds that say the portal itself cannot be reached, not that one page is bad
UNREACHABLE = frozenset({"refused", "dns", "tls", "timeout", "reset"})


class RequestFailed(IgnoreRequest):
    """Raised by the middlewares for a request or an answer that must not reach the spider as content."""

    def __init__(self, kind: str, message: str, evidence: str = "") -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.evidence = evidence


_KINDS: tuple[tuple[type[BaseException], str, str], ...] = (
    (DownloadConnectionRefusedError, "refused", "the connection was refused"),
    (internet.ConnectionRefusedError, "refused", "the connection was refused"),
    (CannotResolveHostError, "dns", "the host name has no address"),
    (internet.DNSLookupError, "dns", "the host name has no address"),
    (DownloadTimeoutError, "timeout", "no complete answer in time"),
    (internet.TimeoutError, "timeout", "no connection in time"),
    (internet.TCPTimedOutError, "timeout", "no connection in time"),
    (DownloadCancelledError, "too-large", "the answer is larger than DOWNLOAD_MAXSIZE"),
    (ResponseDataLossError, "reset", "the connection ended before the body was complete"),
    (UnsupportedURLSchemeError, "off-site", "not an http or https address"),
    (internet.NoRouteError, "refused", "no route to the host"),
    (internet.ConnectionLost, "reset", "the connection was lost"),
    (internet.ConnectionDone, "reset", "the connection was closed without an answer"),
    (internet.ConnectError, "refused", "no connection could be made"),
)
_TLS = (SSL.Error, VerificationError, CertificateError, internet.CertificateError)


def describe(failure: Failure) -> tuple[str, str, str]:
    """`(kind, message, evidence)` of a failed download; kinds as in the contract."""
    error = failure.value
    if error is None:
        return "reset", "the request failed without a reason", ""
    if isinstance(error, RequestFailed):
        return error.kind, error.message, error.evidence
    if private := next((cause for cause in _causes(error) if isinstance(cause, PrivateAddressError)), None):
        return "off-site", str(private), ""
    if is_tls(error):
        return "tls", f"no TLS connection: {tls_reason(error)}", ""
    if isinstance(error, DownloadFailedError):
        inner = next((cause for cause in _causes(error) if not isinstance(cause, DownloadFailedError)), error)
        return _of_inner(inner)
    for kind_of_error, kind, message in _KINDS:
        if isinstance(error, kind_of_error):
            return kind, message, _short(error)
    logger.error("A request failed for a reason that is not the portal's", exc_info=error)
    return "parse", f"the answer could not be worked on: {_short(error)}", ""


def _of_inner(inner: BaseException) -> tuple[str, str, str]:
    for kind_of_error, kind, message in _KINDS:
        if isinstance(inner, kind_of_error):
            return kind, message, _short(inner)
    return "reset", f"the answer is not valid HTTP: {_short(inner)}", ""


def is_tls(error: BaseException) -> bool:
    """True when the handshake or the certificate was the reason."""
    return any(isinstance(cause, _TLS) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error itself and whatever Twisted and Scrapy wrapped in it."""
    todo: list[BaseException] = [error]
    seen: set[int] = set()
    while todo:
        cause = todo.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        reasons = [each.value for each in getattr(cause, "reasons", None) or () if isinstance(each, Failure)]
        todo += [each for each in reasons if each is not None]
        todo += [inner for inner in (cause.__cause__, cause.__context__) if inner is not None]


def tls_reason(error: BaseException) -> str:
    """What the handshake or the certificate check said."""
    cause = next(cause for cause in _causes(error) if isinstance(cause, _TLS))
    if isinstance(cause, SSL.Error) and cause.args and isinstance(cause.args[0], list):
        return "; ".join(str(entry[-1]) for entry in cause.args[0]) or "handshake failed"
    return _short(cause) or "handshake failed"


def _short(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def of_status(status: int) -> tuple[str, str]:
    """`(kind, message)` of an HTTP status that is not a success."""
    if status in (404, 410):
        return "gone", f"the portal answers {status}"
    return f"http:{status}", f"the portal answers {status}"
