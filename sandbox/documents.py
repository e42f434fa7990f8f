"""Rendering a report's truth into the bytes of one page, and what a reader can know from that page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from random import Random
from typing import Any

from sandbox.truth import ReportTruth


@dataclass(frozen=True, slots=True)
class Setting:
    """The site around a page: its name, host, division code and the page's path."""

    site_name: str
    host: str
    division_code: str
    path: str


@dataclass(frozen=True, slots=True)
class PageStyle:
    """How a page prints its report."""

    container: str = "plain"
    header: int = 33
    table_shape: str = "plain"
    charset: str = "utf-8"
    #: the page is padded with realistic chrome to about so many KB
    kilobytes: int = 0
    damage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page: bytes, response headers, and the record that it allows (fields as in `sandbox.truth.ExpectedReport`)."""

    body: bytes
    headers: Mapping[str, str]
    expected: dict[str, Any] = field(default_factory=dict)


def random_style(rng: Random, truth: ReportTruth, *, containers: tuple[str, ...] = ("plain",)) -> PageStyle:
    """A style that suits the report and the portal's CMS."""
    return PageStyle(container=rng.choice(containers))


def expected_record(truth: ReportTruth, style: PageStyle, setting: Setting) -> dict[str, Any]:
    """The export record that a page of this style allows."""
    return {"title": truth.title, "issuer": list(truth.issuer_forms), "year": truth.year, "status": truth.status}


def render(truth: ReportTruth, style: PageStyle, rng: Random, setting: Setting) -> RenderedPage:
    """The page of a report."""
    paragraphs = "".join(
        f"<p><b>{escape(section.heading)}</b></p>" + "".join(f"<p>{escape(text)}</p>" for text in section.paragraphs)
        for section in truth.sections
    )
    text = f"<html><head><meta charset=utf-8><title>{escape(truth.title)}</title></head><body><h1>{escape(truth.title)}</h1>{paragraphs}</body></html>"
    return RenderedPage(text.encode(), {"Content-Type": "text/html; charset=utf-8"}, expected_record(truth, style, setting))


def render_decoy(
    title: str, paragraphs: tuple[str, ...], date: str, rng: Random, setting: Setting, container: str
) -> RenderedPage:
    """The page of another kind of document."""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    text = f"<html><head><meta charset=utf-8><title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>{body}</body></html>"
    return RenderedPage(text.encode(), {"Content-Type": "text/html; charset=utf-8"})
