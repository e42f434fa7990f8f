"""The portals registry: a CSV of bodies and their home pages, as the contract lays it out.

Loading 4,000 rows must not be felt at every command, so that a row is checked by compiled patterns and nothing is
parsed as a URL before somebody asks for it.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from reports.model import PortalContext

BUNDLED = Path(__file__).with_name("data") / "portals.csv"

Render = Literal["never", "auto", "always"]
LEVELS = ("national", "province", "prefecture", "county", "township", "department")
RENDERS = ("never", "auto", "always")
COLUMNS = (
    "slug",
    "name",
    "division_code",
    "level",
    "home_url",
    "report_urls",
    "platform",
    "render",
    "enabled",
)
#: a registry without these says nothing at all
REQUIRED_COLUMNS = ("slug", "name", "home_url")

_SLUG = re.compile(r"[a-z0-9-]+")
_DIVISION = re.compile(r"[0-9]{6}")
_ADDRESS = re.compile(
    r"https?://(?:[^\s/?#@:\[\]|\\]+|\[[0-9a-fA-F:.]+\])(?::(?P<port>[0-9]{1,5}))?(?:[/?#]\S*)?", re.IGNORECASE
)
_SWITCH = {"": True, "true": True, "false": False}


class RegistryError(ValueError):
    """A registry that cannot be used; the message is one line that names file, line number and reason."""


@dataclass(frozen=True, slots=True)
class Portal:
    """One row of the registry."""

    slug: str
    name: str
    home_url: str
    division_code: str | None = None
    level: str | None = None
    #: known annual-report lists; empty: they are discovered from `home_url`
    report_urls: tuple[str, ...] = ()
    #: a platform's name, or None to recognise it from the page
    platform: str | None = None
    render: Render = "auto"
    enabled: bool = True
    #: other forms of the portal's address (extra column); their hosts are the portal's own
    alternate_urls: tuple[str, ...] = ()
    line: int = 0

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that the row names."""
        return (self.home_url, *self.report_urls, *self.alternate_urls)

    @property
    def hosts(self) -> tuple[str, ...]:
        """`host` or `host:port` in lower case of every address of the row, default ports left out."""
        return tuple(dict.fromkeys(host_of(address) for address in self.addresses))

    def context(self) -> PortalContext:
        """What the readers of a page are told about its portal."""
        return PortalContext(self.slug, self.name, self.division_code, self.level, self.hosts)


def host_of(address: str) -> str:
    """`host` or `host:port` of an http(s) address, lower case, without a scheme's default port."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    default = {"http": 80, "https": 443}.get(parts.scheme.lower())
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


def load(path: Path | str | None = None) -> list[Portal]:
    """All rows of the registry at `path` (default: the bundled one), in the file's order.

    Raises RegistryError for a file that cannot be read, a missing column, or the first bad row.
    """
    portals, problems = scan(path)
    if problems:
        raise problems[0]
    return portals


def scan(path: Path | str | None = None) -> tuple[list[Portal], list[RegistryError]]:
    """The good rows of a registry, and what is wrong with each bad one.

    Raises RegistryError where the file as a whole is no registry.
    """
    file = Path(path) if path else BUNDLED
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return _read(stream, file)
    except OSError as error:
        reason = error.strerror or error
        raise RegistryError(f"registry {file}: cannot be read ({reason}); see PORTALS_REGISTRY") from None
    except UnicodeDecodeError:
        raise RegistryError(f"registry {file}: not UTF-8; save it as CSV in UTF-8") from None


def _read(stream: Iterable[str], file: Path) -> tuple[list[Portal], list[RegistryError]]:
    reader = csv.reader(stream, strict=True)
    try:
        header = [name.strip() for name in next(reader)]
    except csv.Error as error:
        raise RegistryError(f"registry {file}, line 1: not valid CSV ({error})") from None
    except StopIteration:
        columns = ", ".join(COLUMNS)
        raise RegistryError(f"registry {file}: empty; its first line must name the columns {columns}") from None
    if missing := [name for name in REQUIRED_COLUMNS if name not in header]:
        raise RegistryError(f"registry {file}, line 1: column {', '.join(missing)} is missing")
    seen: dict[str, int] = {}
    portals: list[Portal] = []
    problems: list[RegistryError] = []
    try:
        for row in reader:
            if any(field.strip() for field in row):
                try:
                    portals.append(_portal(row, header, reader.line_num, seen))
                except ValueError as reason:
                    problems.append(RegistryError(f"registry {file}, line {reader.line_num}: {reason}"))
    except csv.Error as error:
        problems.append(RegistryError(f"registry {file}, line {reader.line_num}: not valid CSV ({error})"))
    if not portals and not problems:
        raise RegistryError(f"registry {file}: holds no portal")
    return portals, problems


def _portal(row: list[str], header: Sequence[str], line: int, seen: dict[str, int]) -> Portal:
    if len(row) > len(header):
        raise ValueError(f"{len(row)} fields under {len(header)} column names (a comma without quotes?)")
    portal = parse_row(dict(zip(header, row, strict=False)), line)
    if portal.slug in seen:
        raise ValueError(f"slug {portal.slug!r} is taken by line {seen[portal.slug]}")
    seen[portal.slug] = line
    return portal


def parse_row(fields: dict[str, str], line: int = 0) -> Portal:
    """A row as a portal; ValueError says which column is wrong and why. Unknown columns are ignored."""

    def value(name: str) -> str:
        return (fields.get(name) or "").strip()

    if not _SLUG.fullmatch(slug := value("slug")):
        raise ValueError(f"slug {slug!r} must match [a-z0-9-]+" if slug else "slug is empty")
    if not (name := value("name")):
        raise ValueError("name is empty")
    code, level = value("division_code"), value("level")
    if code and not _DIVISION.fullmatch(code):
        raise ValueError(f"division_code {code!r} must be six digits of GB/T 2260 or empty")
    if level and level not in LEVELS:
        raise ValueError(f"level {level!r} must be one of {', '.join(LEVELS)}")
    if (render := value("render") or "auto") not in RENDERS:
        raise ValueError(f"render {render!r} must be one of {', '.join(RENDERS)}")
    if (enabled := _SWITCH.get(value("enabled").lower())) is None:
        raise ValueError(f"enabled {value('enabled')!r} must be true or false")
    return Portal(
        slug=slug,
        name=name,
        home_url=_address("home_url", value("home_url")),
        division_code=code or None,
        level=level or None,
        report_urls=_addresses("report_urls", value("report_urls")),
        platform=value("platform") or None,
        render=cast("Render", render),
        enabled=enabled,
        alternate_urls=_addresses("alternate_urls", value("alternate_urls")),
        line=line,
    )


def _address(column: str, text: str) -> str:
    if not text:
        raise ValueError(f"{column} is empty")
    match = _ADDRESS.fullmatch(text)
    if match is None or int(match["port"] or 0) > 65535:
        raise ValueError(f"{column} {text!r} is not an address (http or https, host, optional port and path)")
    return text


def _addresses(column: str, text: str) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple(_address(column, part.strip()) for part in text.split("|") if part.strip())


def select(portals: Sequence[Portal], *, site: str | None = None, division: str | None = None) -> list[Portal]:
    """The portals to crawl: those named in `site` (comma-separated slugs), else every enabled one.

    `division` keeps those whose code starts with it. A portal that is named is crawled although it is disabled: whoever
    names it wants it. Raises RegistryError for an unknown slug (with the nearest ones) and for a selection of nothing.
    """
    chosen = _named(portals, site) if site is not None else [portal for portal in portals if portal.enabled]
    if division is not None:
        if not re.fullmatch(r"[0-9]{1,6}", division):
            raise RegistryError(
                f"division {division!r} must be the first one to six digits of a division code, e.g. 62"
            )
        chosen = [portal for portal in chosen if (portal.division_code or "").startswith(division)]
    if not chosen:
        raise RegistryError(_nothing(site, division))
    return chosen


def _nothing(site: str | None, division: str | None) -> str:
    if division is None:
        return "the registry has no enabled portal"
    return f"no {'named' if site else 'enabled'} portal has a division code that starts with {division}"


def _named(portals: Sequence[Portal], site: str) -> list[Portal]:
    by_slug = {portal.slug: portal for portal in portals}
    slugs = list(dict.fromkeys(slug.strip() for slug in site.split(",") if slug.strip()))
    if not slugs:
        raise RegistryError("site is empty; give one or more slugs, e.g. -a site=gansu-zhangxian")
    for slug in slugs:
        if slug not in by_slug:
            raise RegistryError(f"unknown site {slug!r}; {nearest(slug, by_slug)}")
    return [by_slug[slug] for slug in slugs]


def nearest(slug: str, known: Iterable[str]) -> str:
    """The known slugs that a mistyped one may have meant, in words."""
    slugs = list(known)
    near = difflib.get_close_matches(slug, slugs, n=5, cutoff=0.6)
    near += [other for other in slugs if slug and slug in other and other not in near][: 5 - len(near)]
    if not near:
        near = difflib.get_close_matches(slug, slugs, n=3, cutoff=0.0)
    return f"nearest: {', '.join(near)}"
