"""The verdict on a page: every detector's sightings, weighed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports.authenticity.comparison import GenuineReference
from reports.authenticity.lexicon import brand_sightings
from reports.authenticity.scoring import Sighting, weigh
from reports.document import Document
from reports.model import PortalContext, Verdict


def judge(
    *,
    url: str,
    text: str,
    title: str | None = None,
    document: Document | None = None,
    metas: Mapping[str, str] | None = None,
    portal: PortalContext | None = None,
    issuer: str | None = None,
    year: int | None = None,
    publish_date: str | None = None,
    genuine: GenuineReference | None = None,
    markup: str | None = None,
) -> Verdict:
    """Weigh a page: `text` is its article, `title` and `issuer` as printed, `publish_date` ISO, `markup` the decoded HTML.

    Only what is given is looked at; a page is judged `genuine` unless something speaks against it.
    """
    return weigh(_sightings(text, title or ""))


def _sightings(text: str, title: str) -> Iterator[Sighting]:
    yield from brand_sightings(title, "title")
    yield from brand_sightings(text)
