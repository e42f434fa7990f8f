"""Serves a world's portals: one loopback address each, one port for all, in a thread of this process.

Linux answers on all of 127.0.0.0/8; macOS needs `sudo ifconfig lo0 alias 127.1.0.1` (and so on) for each portal first.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aiohttp import web

from sandbox.registry import write_registry
from sandbox.traffic import Answer, Request

if TYPE_CHECKING:
    from sandbox.sites.base import PracticePortal
    from sandbox.world import World

__all__ = ["Service", "serve", "write_registry", "write_truth"]

_FILLING = b"<!-- " + b"x" * 65_520 + b" -->\n"


class Service:
    """A running server: its port and the log of what was asked."""

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self.port = port
        #: (portal's slug, method, path with query) in order of arrival
        self.requests: list[tuple[str, str, str]] = []

    def count(self, slug: str | None = None, ending: str = "") -> int:
        """How many requests came for a portal (all: None) with a target of that ending."""
        return sum(1 for who, _, target in self.requests if slug in (None, who) and target.endswith(ending))

    def forget(self) -> None:
        """Empty the log, e.g. between two crawls."""
        self.requests.clear()

    async def handle(self, portal: PracticePortal, request: web.BaseRequest) -> web.StreamResponse:
        """Ask the portal and send its answer as it wants it sent."""
        self.requests.append((portal.slug, request.method, request.path_qs))
        answer = portal.answer(await _as_request(request))
        if answer.delay:
            await asyncio.sleep(answer.delay)
        if answer.reset:
            return _reset(request)
        if answer.drip or answer.endless:
            return await _stream(request, answer)
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)


async def _as_request(request: web.BaseRequest) -> Request:
    body = await request.read() if request.can_read_body else b""
    return Request(
        request.method, unquote(request.path), request.path_qs, _first_values(request), request.headers, body
    )


def _first_values(request: web.BaseRequest) -> Mapping[str, str]:
    return request.query if request.query_string else {}


def _reset(request: web.BaseRequest) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _stream(request: web.BaseRequest, answer: Answer) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        for start in range(0, len(answer.body), answer.chunk):
            await response.write(answer.body[start : start + answer.chunk])
            await asyncio.sleep(answer.drip)
        for _ in range(0, answer.endless, len(_FILLING)):
            await response.write(_FILLING)
        await response.write_eof()
    return response


def _bind(world: World, port: int) -> dict[str, socket.socket]:
    """A listening socket for each portal that accepts connections, all on one port."""
    sockets: dict[str, socket.socket] = {}
    try:
        for portal in world.portals:
            if portal.refuses:
                continue
            listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            sockets[portal.slug] = listening
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((portal.address, port))
            port = port or listening.getsockname()[1]
            listening.listen(512)
    except OSError as error:
        for listening in sockets.values():
            listening.close()
        raise OSError(f"cannot listen on {portal.address}:{port}: {error.strerror} (another server there?)") from error
    return sockets


def _bind_somewhere(world: World, port: int) -> tuple[dict[str, socket.socket], int]:
    attempts = 1 if port else 20
    for attempt in range(attempts):
        try:
            sockets = _bind(world, port)
        except OSError:
            if attempt == attempts - 1:
                raise
        else:
            return sockets, next(iter(sockets.values())).getsockname()[1]
    raise OSError("no port is free on all practice addresses")


@contextlib.contextmanager
def serve(world: World, port: int = 0) -> Iterator[Service]:
    """Serve the world until the block ends; port 0 takes any free one, which the portals are told."""
    sockets, port = _bind_somewhere(world, port)
    world.settle(port)
    service = Service(world, port)
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    thread = threading.Thread(target=_run, args=(loop, service, sockets, ready), name="sandbox", daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _run(
    loop: asyncio.AbstractEventLoop, service: Service, sockets: dict[str, socket.socket], ready: threading.Event
) -> None:
    asyncio.set_event_loop(loop)
    runners = loop.run_until_complete(_start(service, sockets))
    ready.set()
    loop.run_forever()
    loop.run_until_complete(_stop(runners))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


async def _start(service: Service, sockets: dict[str, socket.socket]) -> list[web.ServerRunner]:
    runners = []
    for portal in service.world.portals:
        if portal.slug not in sockets:
            continue

        async def handler(request: web.BaseRequest, portal: PracticePortal = portal) -> web.StreamResponse:
            return await service.handle(portal, request)

        runner = web.ServerRunner(web.Server(handler, access_log=None))
        await runner.setup()
        await web.SockSite(runner, sockets[portal.slug]).start()
        runners.append(runner)
    return runners


async def _stop(runners: list[web.ServerRunner]) -> None:
    for runner in runners:
        await runner.shutdown()
        await runner.cleanup()


def write_truth(world: World, path: Path | str) -> None:
    """Write what an export of a full crawl has to hold: JSON Lines as `sandbox.truth.ExpectedReport` says."""
    with Path(path).open("w", encoding="utf-8") as file:
        for report in world.expected():
            file.write(json.dumps(report.as_json(), ensure_ascii=False) + "\n")
