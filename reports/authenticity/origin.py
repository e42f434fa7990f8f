"""Where a page comes from: its host against the registry, its own metas against both, its date against its year."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from reports.authenticity.places import first_division, stem
from reports.authenticity.scoring import Sighting
from reports.authenticity.tokens import Scan
from reports.model import PortalContext

_TEXT_ADDRESS = re.compile(r"(?:https?://|www\.)([A-Za-z0-9.-]+)")
_INNER_ADDRESS = re.compile(r"https?(?:://|%3A%2F%2F)[^&]*", re.IGNORECASE)
_SITE_CODE = re.compile(r"\d{10}")
#: levels of portals that belong to a place
_PLACES = frozenset({"province", "prefecture", "county", "township"})
_CODE = 6
_DEFAULT_PORTS = {"http": 80, "https": 443}
#: second-level zones below which anybody registers names
_ZONES = frozenset({"com.cn", "net.cn", "org.cn", "edu.cn", "ac.cn", "gov.cn"})


def foreign_host(url: str, portal: PortalContext | None) -> Iterator[Sighting]:
    """A host that the registry does not list for the portal, that shares no domain with it and is not below gov.cn."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if not host or is_government(host):
        return
    if portal is None:
        if not _is_address(host) and "." in host:
            yield Sighting("foreign-host", host)
        return
    port = _port(parts.scheme, parts.port)
    listed = [_split_host(entry) for entry in portal.hosts]
    if any(name == host and known in (None, port) for name, known in listed):
        return
    if any(name == host for name, _ in listed) and not _is_loopback(host):
        yield Sighting("other-port", str(port))
    elif not any(_same_domain(name, host) for name, _ in listed):
        yield Sighting("foreign-host", host if parts.port is None else f"{host}:{parts.port}")


@lru_cache(maxsize=4096)
def _split_host(entry: str) -> tuple[str, int | None]:
    parts = urlsplit("//" + entry.lower())
    return parts.hostname or entry, parts.port


def _port(scheme: str, port: int | None) -> int | None:
    """The port that is meant, so that `host` and `host:80` are one place whichever of them the registry writes."""
    return _DEFAULT_PORTS.get(scheme) if port is None else port


def is_government(host: str) -> bool:
    """Whether a host lies below gov.cn, where only governments get names."""
    return host == "gov.cn" or host.endswith(".gov.cn")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _same_domain(first: str, second: str) -> bool:
    return not _is_address(first) and not _is_address(second) and _domain(first) == _domain(second)


def _domain(host: str) -> str:
    labels = host.split(".")
    size = 3 if ".".join(labels[-2:]) in _ZONES else 2
    return ".".join(labels[-size:])


def open_redirect(url: str) -> Iterator[Sighting]:
    """An address that carries another: a proxy or an open redirect served the copy."""
    found = _INNER_ADDRESS.search(url, 8)
    if found:
        yield Sighting("open-redirect", found.group()[:80])


def site_metas(metas: Mapping[str, str], url: str, portal: PortalContext | None) -> Iterator[Sighting]:
    """SiteDomain, SiteName and SiteIDCode against host and portal (all three are wrong on some genuine sites)."""
    host = (urlsplit(url).hostname or "").lower()
    domain = metas.get("sitedomain", "").lower().removeprefix("http://").removeprefix("https://").split("/")[0].strip()
    if "." in domain and not _is_address(host) and _domain(domain.split(":")[0]) != _domain(host):
        yield Sighting("site-domain", domain, None, host)
    if portal is None:
        return
    name = metas.get("sitename", "").strip()
    own = stem(portal.name)
    if len(name) > 3 and "网站名称" not in name and portal.level in ("county", "prefecture") and own not in name:
        yield Sighting("site-name", name[:40], None, portal.name)
    code = metas.get("siteidcode", "").strip()
    if portal.division_code and _SITE_CODE.fullmatch(code) and code[:2] != portal.division_code[:2]:
        yield Sighting("site-code", code, None, portal.division_code)


def swapped_domain(scanned: Scan, portal: PortalContext | None) -> Iterator[Sighting]:
    """An address in the text that is neither the portal's nor a government's."""
    text, own = scanned.text, None
    for match in filter(None, (_address_at(text, end) for _, end in scanned.letters)):
        own = _own_domains(portal) if own is None else own
        host = match.group(1).lower().strip(".-")
        if "." in host and not is_government(host) and _domain(host) not in own and not _is_address(host):
            yield Sighting("swapped-domain", host, match.start())


def _address_at(text: str, end: int) -> re.Match[str] | None:
    """The address that the Latin word ending at `end` begins: http, https or www."""
    if text.startswith("://", end):
        return _TEXT_ADDRESS.match(text, end - 5) or _TEXT_ADDRESS.match(text, max(0, end - 4))
    if text.startswith("www.", end - 3) and not text.startswith("://", end - 6):
        return _TEXT_ADDRESS.match(text, end - 3)
    return None


def _own_domains(portal: PortalContext | None) -> set[str]:
    return {_domain(_split_host(entry)[0]) for entry in portal.hosts} if portal else set()


def foreign_issuer(issuer: str | None, division: str | None, portal: PortalContext | None) -> Iterator[Sighting]:
    """A body that certainly lies in another province than the portal of a place, and whose name says so.

    Portals of one province carry each other's reports (a county's on its city's); departments and national portals
    have no place of their own.
    """
    if portal is None or not issuer or not division or portal.level not in _PLACES:
        return
    region = portal.division_code or ""
    if len(region) == _CODE and region[:2] not in ("00", division[:2]) and first_division(issuer) == 0:
        yield Sighting("foreign-issuer", issuer, None, f"{portal.name}, {region}")


def late_publication(year: int | None, publish_date: str | None) -> Iterator[Sighting]:
    """Publication in the second year after the one reported on, or later (the law says 31 January or 31 March)."""
    if year and publish_date and publish_date[:4].isdigit() and int(publish_date[:4]) >= year + 2:
        yield Sighting("late", publish_date, None, str(year))
