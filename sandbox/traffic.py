"""Requests and answers as practice portals see them: plain data, so that a site simulator knows no web framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `path` is decoded and without the query; `target` is path and query as sent."""

    method: str
    path: str
    target: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def form(self) -> dict[str, str]:
        """The fields of an urlencoded body."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def cookie(self, name: str) -> str | None:
        """The value of a cookie that the client sent."""
        for part in self.headers.get("Cookie", "").split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value
        return None


@dataclass(slots=True)
class Answer:
    """One answer.

    `delay` seconds pass before it; `drip` seconds between its parts of `chunk` bytes (a slow body); `endless` bytes of
    filling follow the body (a huge one); `reset` closes the connection instead of answering.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    chunk: int = 1024
    endless: int = 0
    reset: bool = False


def html(text: str, *, status: int = 200, charset: str = "utf-8", declare: bool = True) -> Answer:
    """A page of markup in `charset`; with `declare` the header says so."""
    kind = f"text/html; charset={charset}" if declare else "text/html"
    return Answer(status, text.encode(charset, "xmlcharrefreplace"), {"Content-Type": kind})


def json_text(text: str) -> Answer:
    """A JSON answer."""
    return Answer(200, text.encode(), {"Content-Type": "application/json;charset=UTF-8"})


def redirect(location: str, status: int = 302, **headers: str) -> Answer:
    """A redirect; further headers by keyword (`Set_Cookie`)."""
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, b"", {"Location": location, **extra})


NOT_FOUND = Answer(404, b"<html><body><h1>404 Not Found</h1></body></html>", {"Content-Type": "text/html"})
