"""Whose work a report covers: by its title, else its text, its header, at last the portal that carries it.

The compiling office (本报告由…办公室编制), the publisher and the portal are other bodies; they only stand in where the
title names nobody, and a finding then says where the name came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reports.body_names import EDGES, ORGAN, YEAR, government_of, valid_name
from reports.division_table import inside
from reports.divisions import is_township, place, portal_region, with_place
from reports.issuer_text import LOWER_BODY, actor, compiler, contact, own_name
from reports.model import Finding, PortalContext
from reports.numerals import without_zero_width

_YEAR_WORDS = re.compile(rf"{YEAR}\s*(?:[-—–－至~～、和]+\s*{YEAR}\s*)?(?:年度|年)?(?:的)?")
_SUBJECT = re.compile(r"(?:政府|政务)?信息公开|政务公开|(?:政府)?信息(?:主动)?公开")
_ABOUT = re.compile(r"关于(?:印发|公布|发布|报送|呈报|上报|公开|编制|做好)?")
#: the genre in front of the law's name in brackets (某局2022年度报告（政府信息公开）)
_GENRE_BEFORE_BRACKET = re.compile(r"(?:年度?)?(?:工作)?(?:年报|报告)[（(【\[]$")
_ANNOUNCEMENT = re.compile(r"^(?:.{0,6}[:：]|[【\[（(].{0,8}[】\])）])")
_LAST_BRACKETS = re.compile(r"[（(]([^（）()]{3,30})[）)]$")
#: the report speaks for the body itself, without those below it: 海关总署（本级机关）, 漳县本级
_ITSELF = re.compile(r"(?:[（(](?:本级机关|本级|机关)[）)]|本级机关|本级)$")
#: a body of the place that the portal is for begins so: 市水利局, 区住建局
_LEVELS = frozenset("省市县区旗州盟")
_OFFICE_FOLLOWS = re.compile(r"办(?!事处)|信息公开|政务公开|政务服务|法制办|督查室|应急办")
_UNKNOWN = Finding("issuer.unknown", "warning", "no body is named in title, header or text", "issuer")
#: how far into the text the report introduces itself
REACH = 1800


@dataclass(frozen=True, slots=True)
class IssuerRead:
    """The issuer and what named it: `title`, `heading`, `text`, `publisher`, `compiler`, `portal`; None for both."""

    name: str | None
    source: str | None = None
    confidence: float = 0.0
    findings: tuple[Finding, ...] = ()


def find_issuer(
    titles: Sequence[str], publisher: str | None, text: str, portal: PortalContext | None = None
) -> IssuerRead:
    """Decide the body reported on. `titles` are the page's own titles, the accepted one first.

    The name is given in the long form where the page prints one (漳县 becomes 漳县人民政府 if that stands in the page
    as a body of its own, not as part of 漳县人民政府办公室).
    """
    head = text[:REACH]
    for position, title in enumerate(titles):
        if name := title_issuer(title):
            source = "title" if position == 0 else "heading"
            whole = long_form(name, titles, publisher, text, portal)
            return IssuerRead(whole, source, 0.98 - 0.08 * (position > 0))
    for source, confidence, name in _stand_ins(head, publisher, portal):
        if name:
            name = long_form(name, titles, publisher, text, portal)
            return IssuerRead(name, source, confidence, (_stand_in_finding(name, source, portal),))
    return IssuerRead(None, findings=(_UNKNOWN,))


@lru_cache(maxsize=1024)  # titles, header and page kind ask for the same one
def title_issuer(title: str) -> str | None:
    """The body that a title names, or None: 漳县 of 漳县2019年政府信息公开工作年度报告."""
    title = without_zero_width("".join(title.split()))
    subject = _SUBJECT.search(title)
    year = _YEAR_WORDS.search(title)
    if not subject and not year:
        return None
    name = title[: subject.start()] if subject else title[: year.start() if year else 0]
    if subject and name.endswith("人民") and subject[0].startswith("政府"):
        name += "政府"
    name = _GENRE_BEFORE_BRACKET.sub("", _without_year(name))
    about = list(_ABOUT.finditer(name))
    if about:
        name = name[about[-1].end() :].strip(EDGES) or name[: about[0].start()]
    found = valid_name(_without_foreign_start(_trimmed(name)))
    return found or _bracketed_body(title)


def _without_year(name: str) -> str:
    """Without the year, and without the words behind it where only those before it name a body (漳县2021年党务)."""
    before, year, behind = _parted(name)
    if year and valid_name(_trimmed(before)) and (behind in before or not ORGAN.search(behind)):
        return before
    return _YEAR_WORDS.sub("", name)


def _parted(name: str) -> tuple[str, str, str]:
    found = _YEAR_WORDS.search(name)
    return (name[: found.start()], found[0], name[found.end() :]) if found else (name, "", "")


def _trimmed(name: str) -> str:
    """Without punctuation around it and without what announces a title (附件：, 【年报】)."""
    name = _ITSELF.sub("", _ANNOUNCEMENT.sub("", name).strip(EDGES))
    # a closing bracket is punctuation only where nothing opened it
    return name.rstrip("）)") if "（" not in name and "(" not in name else name


def _bracketed_body(title: str) -> str | None:
    """The body in brackets behind a title that begins with none: 2020年…年度报告（漳县水利局）."""
    found = _LAST_BRACKETS.search(title)
    return valid_name(found[1]) if found and ORGAN.search(found[1]) else None


def _without_foreign_start(name: str) -> str:
    """Cut Latin advertising before a place's name (`bob…衢州市人民政府`); names of bodies hold no Latin letters."""
    if not any(sign.isascii() and sign.isalpha() for sign in name):
        return name
    for start in range(1, len(name) - 1):
        if place(name[start:], None).chain and not any(sign.isascii() and sign.isalpha() for sign in name[start:]):
            return name[start:]
    return name


def _stand_ins(head: str, publisher: str | None, portal: PortalContext | None) -> list[tuple[str, float, str | None]]:
    """Who may be meant where no title names the issuer, surest first."""
    organ = valid_name(publisher) if publisher else None
    is_office = bool(organ and government_of(organ))
    return [
        ("text", 0.9, own_name(head)),
        ("publisher", 0.85, None if is_office else organ),
        ("text", 0.75, actor(head)),
        ("publisher", 0.7, government_of(organ) if organ else None),
        ("compiler", 0.6, compiler(head) or contact(head)),
        ("portal", 0.4, None if _of_a_lower_body(head, portal) else _portal_name(portal)),
    ]


def _of_a_lower_body(head: str, portal: PortalContext | None) -> bool:
    """Whether a page on a government's portal reports on a body below that government."""
    government = portal is not None and portal.level not in ("department", "township")
    return government and bool(LOWER_BODY.search(head))


def _portal_name(portal: PortalContext | None) -> str | None:
    name = portal.name.split("（")[0].split("(")[0] if portal else ""
    for ending in ("门户网站", "政府网站", "网站"):
        name = name.removesuffix(ending)
    return valid_name(name)


def _stand_in_finding(name: str, source: str, portal: PortalContext | None) -> Finding:
    where = {"publisher": "the header's publisher", "text": "the text", "compiler": "the office that compiled it"}
    # a department's or a township's own site carries its own reports; a county's carries those of all its bodies
    unsure = source == "portal" and (portal is None or portal.level not in ("department", "township"))
    message = f"the title names no body; {name} is taken from {where.get(source, 'the portal that carries the page')}"
    return Finding(f"issuer.from-{source}", "warning" if unsure else "info", message, "issuer")


def long_form(
    name: str, titles: Sequence[str], publisher: str | None, text: str, portal: PortalContext | None = None
) -> str:
    """The printed long form of a name: 漳县 → 漳县人民政府, 教育局 → 漳县教育局, 文昌街道 → 文昌街道办事处."""
    placed = place(name, None)
    if placed.chain and placed.rest in ("", "政府"):
        whole = name.removesuffix("政府") + "人民政府"
        return whole if _prints(whole, titles, publisher, text) else name
    if is_township(name) and not name.endswith(("人民政府", "办事处")):
        whole = _township_body(name)
        return whole if _prints(whole, titles, publisher, text) else name
    # a township's name is whole without its county's
    if placed.chain or is_township(name):
        return name
    if publisher and publisher != name and publisher.endswith(name):
        published = place(publisher, None)
        if published.chain and name.endswith(published.rest):
            return publisher
    # the text names offices of other places too: only the portal's own division counts there
    named = [whole for whole in with_place(name, portal_region(portal)) if whole in text]
    return named[0] if len(named) == 1 else _spelt_out(name, text[:REACH], portal) or name


def _spelt_out(name: str, head: str, portal: PortalContext | None) -> str | None:
    """The body under whose full name the report introduces itself: 市城管执法局 of 由德阳市城市管理行政执法局编制."""
    bare = name[1:] if name[0] in _LEVELS and len(name) > 3 else name
    for named_in in (own_name, compiler, actor):
        whole = named_in(head)
        placed = place(whole, None) if whole else None
        if placed is None or not placed.chain or placed.rest[-1:] != bare[-1] or not _abbreviates(bare, placed.rest):
            continue
        region = portal_region(portal)
        if region is None or any(inside(one.code, region) or inside(region, one.code) for one in placed.candidates):
            return whole
    return None


def _abbreviates(short: str, full: str) -> bool:
    """Whether a name leaves out signs of another and changes none."""
    signs = iter(full)
    return all(sign in signs for sign in short)


def _township_body(name: str) -> str:
    if name.endswith("街道办"):
        return name + "事处"
    name = name.removesuffix("政府")
    return name + ("办事处" if name.endswith("街道") else "人民政府")


def _prints(whole: str, titles: Sequence[str], publisher: str | None, text: str) -> bool:
    """Whether the page prints a name as a body of its own, not as the start of its office's name."""
    if publisher == whole or any(whole in title for title in titles):
        return True
    position = text.find(whole)
    while position >= 0:
        if not _OFFICE_FOLLOWS.match(text, position + len(whole)):
            return True
        position = text.find(whole, position + 1)
    return False
