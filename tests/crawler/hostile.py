"""Loopback portals that misbehave, one server a portal; what a path does is a function of the request handler."""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COLUMN = "/zwgk/zfxxgk/zfxxgknb/"
FILLER = "本机关按照条例要求做好政府信息公开工作，主动公开各类信息。" * 40


class Handler(BaseHTTPRequestHandler):
    """Answers from `server.paths`; counts requests in `server.asked`."""

    protocol_version = "HTTP/1.1"
    server: Portal

    def do_GET(self) -> None:
        path = self.path.split("#")[0]
        self.server.asked.append((time.monotonic(), path, dict(self.headers)))
        act = self.server.paths.get(path, missing)
        with suppress(ConnectionError):
            act(self)

    def give(self, body: bytes | str, status: int = 200, **headers: str) -> None:
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        given = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Keep the test output quiet."""


Act = Callable[[Handler], None]


class Portal(ThreadingHTTPServer):
    """One portal: its paths, and what was asked of it."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, paths: dict[str, Act], certificate: Path | None = None) -> None:
        super().__init__((host, 0), Handler)
        self.paths = paths
        self.asked: list[tuple[float, str, dict[str, str]]] = []
        self.scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.scheme = "https"

    @property
    def base(self) -> str:
        return f"{self.scheme}://{self.server_address[0]}:{self.server_port}"

    def asked_for(self, path: str) -> int:
        return sum(1 for _, each, _ in self.asked if each == path)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gives up is what these portals provoke."""


@contextmanager
def serving(host: str, paths: dict[str, Act], certificate: Path | None = None) -> Iterator[Portal]:
    portal = Portal(host, paths, certificate)
    thread = threading.Thread(target=portal.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        portal.shutdown()
        thread.join()
        portal.server_close()


def report(issuer: str = "安福县", year: int = 2021) -> str:
    title = f"{issuer}{year}年政府信息公开工作年度报告"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{FILLER}</p></body></html>"


def listing(*names: str, more: str = "") -> str:
    """A list of reports; each name is a file in the column."""
    titles = [f"安福县{2010 + n}年政府信息公开工作年度报告" for n in range(len(names))]
    rows = "".join(
        f"<li><a href='{name}' title='{title}'>{title}</a><span>2023-01-{n + 1:02d}</span></li>"
        for n, (name, title) in enumerate(zip(names, titles, strict=True))
    )
    return f"<html><head><title>政府信息公开年报</title></head><body><ul class='list'>{rows}</ul>{more}</body></html>"


def page(body: bytes | str, status: int = 200, **headers: str) -> Act:
    return lambda handler: handler.give(body, status, **headers)


def missing(handler: Handler) -> None:
    handler.give("<html><title>404</title>页面不存在</html>", 404)


def redirect(target: str, status: int = 302, **headers: str) -> Act:
    return lambda handler: handler.give("", status, Location=target, **headers)


def cookie_wall(body: str) -> Act:
    """302 to the same address until the cookie comes back (司法部's openresty)."""

    def act(handler: Handler) -> None:
        if "CT6T=1" in (handler.headers.get("Cookie") or ""):
            handler.give(body)
        else:
            handler.give("", 302, Location=handler.path, Set_Cookie="CT6T=1; path=/")

    return act


def hanging(handler: Handler) -> None:
    time.sleep(30)


def dripping(handler: Handler) -> None:
    """Headers at once, then a byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(120):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.25)


def reset(handler: Handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


def cut_short(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"<html>")
    handler.close_connection = True


def gzipped(body: bytes | str) -> Act:
    packed = gzip.compress(body.encode() if isinstance(body, str) else body)
    return lambda handler: handler.give(packed, Content_Encoding="gzip", Content_Type="text/html")


def unchanged_when_known(body: str) -> Act:
    """An ETag that is honoured."""

    def act(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == '"v1"':
            handler.give("", 304, ETag='"v1"')
        else:
            handler.give(body, ETag='"v1"')

    return act


def once(first: Act, then: Act) -> Act:
    """Another answer from the second request on."""
    acts = iter([first])

    def act(handler: Handler) -> None:
        next(acts, then)(handler)

    return act


def self_signed(folder: Path) -> Path:
    """A certificate that nobody vouches for, with its key in one file."""
    file = folder / "portal.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=old-portal",
         "-keyout", str(file), "-out", str(folder / "crt.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_text(file.read_text() + (folder / "crt.pem").read_text())
    return file


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
