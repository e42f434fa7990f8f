"""One address, one spelling: what is fetched and stored (`canonical`) and what counts as the same page (`key`).

`canonical` changes only what never changes the answer (fragment, session id, tracking parameters, default port,
doubled slashes, escapes), so that the address stays the portal's own. `key` goes further and folds the twins that
portals serve of one page: http and https, www and bare host, PC and mobile, `/` and `/index.html`, order of parameters.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_TRACKING = re.compile(r"^(?:utm_\w+|jsessionid|phpsessid|spm)$", re.IGNORECASE)
#: parameters that choose a skin of the same page (TRS serves `?isMobile=false` twins, 贵州)
_SKIN = re.compile(r"^(?:ismobile|isfrommobile)$", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", re.IGNORECASE)
#: fragments that name a column of a shell page, and so belong to the address: `/gkmlpt/annualreport#2629`
_ROUTE = re.compile(r".*/gkmlpt/\w+#\d+$")
#: an address that a script has yet to write: template marks, string concatenation
_TEMPLATE = re.compile(r"\$\{|\{\{|<%|['\"]\s*\+|\+\s*['\"]")
_SLASHES = re.compile(r"/{2,}")
_WEB = ("http", "https")
#: what most addresses are: nothing in them to bring into another form; behind `www.` begins what makes the page
_PLAIN = re.compile(
    r"https?://(?:www\.)?("
    r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*(?::(?!80/|443/)(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}))?"
    r"/(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*)?)"
)


def resolve(base: str, href: str) -> str | None:
    """Return the canonical absolute address of a link, or None where it leads to no web page.

    Takes hrefs as portals print them: padded, protocol-relative, with backslashes or line breaks inside.
    """
    href = "".join(href.split()) if any(c in href for c in "\r\n\t") else href.strip()
    if (
        not href
        or href.startswith("#")
        or _TEMPLATE.search(href)
        or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:", "file:"))
    ):
        return None
    try:
        return canonical(_joined(base, href.replace("\\", "/")))
    except ValueError:
        return None


def _joined(base: str, href: str) -> str:
    """What urljoin gives, without its cost for the usual root-relative links."""
    if href.startswith("/") and not href.startswith("//") and "/." not in href and ";" not in href:
        start = base.find("/", base.find("//") + 2)
        return (base[:start] if start > 0 else base.partition("?")[0]) + href
    return urljoin(base, href)


@lru_cache(maxsize=65536)
def canonical(url: str) -> str:
    """Return the address in the form in which it is fetched and stored.

    Raises ValueError for anything but an http or https address with a host.
    """
    return url if _PLAIN.fullmatch(url) else _canonical(url)


def _canonical(url: str) -> str:
    parts = _split(url)
    path = _SLASHES.sub("/", _SESSION_IN_PATH.sub("", parts.path)) or "/"
    plain = urlunsplit((parts.scheme, parts.netloc, path, _without(_TRACKING, parts.query), ""))
    route = f"#{parts.fragment}" if _ROUTE.match(parts.path + "#" + parts.fragment) else ""
    return str(safe_url_string(plain)) + route


@lru_cache(maxsize=65536)
def key(url: str) -> str:
    """Return what two addresses of the same page have in common; not itself an address to fetch."""
    plain = _PLAIN.fullmatch(url)
    return plain.group(1) if plain and not _INDEX.search(url) else _key(url)


def _key(url: str) -> str:
    parts = urlsplit(canonical(url))
    host = parts.netloc[4:] if parts.netloc.startswith("www.") else parts.netloc
    path = _INDEX.sub("/", parts.path)
    query = _without(_SKIN, parts.query)
    plain = str(canonicalize_url(urlunsplit(("http", host, path, query, ""))))[len("http://") :]
    return f"{plain}#{parts.fragment}" if parts.fragment else plain


@lru_cache(maxsize=65536)
def netloc(url: str) -> str:
    """Return host, and port where it is not the scheme's own, in lower case."""
    return url.split("/", 3)[2] if _PLAIN.fullmatch(url) else _split(url).netloc


def own_hosts(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the hosts that belong to a portal with these addresses, in the form that `same_portal` takes.

    A portal at `www.x.gov.cn` owns `x.gov.cn` and what lies below it (departments' hosts); a raw IP owns itself alone.
    """
    hosts: dict[str, None] = {}
    for address in addresses:
        host = netloc(address)
        hosts[host] = None
        bare = _bare(host)
        if _has_owner(bare):
            hosts[bare] = None
            hosts["." + bare.rsplit(":", 1)[0]] = None
    return tuple(hosts)


def same_portal(url: str, hosts: Iterable[str]) -> bool:
    """Say whether the address lies on one of the hosts.

    A host is `name`, `name:port` or `.name` (the name and everything below it); www and bare names are twins. Names
    are taken with any port, raw IPs only with theirs: different portals share one machine by port.
    """
    try:
        place = netloc(url)
    except ValueError:
        return False
    return _is_own(place, tuple(hosts))


@lru_cache(maxsize=65536)
def _is_own(place: str, hosts: tuple[str, ...]) -> bool:
    place = _bare(place)
    name = place.rsplit(":", 1)[0] if not place.startswith("[") else place
    for host in hosts:
        own = _bare(host.lower())
        if own.startswith("."):
            if name == own[1:] or name.endswith(own):
                return True
        elif place == own or (name == own and not _is_ip(name)):
            return True
    return False


def secure_twin(url: str, home: str) -> str | None:
    """The https form of an http address on the machine of a portal whose home page is at https; else None."""
    if not (url.startswith("http://") and home.startswith("https://")):
        return None
    twin = "https://" + url[len("http://") :]
    same = netloc(twin).removeprefix("www.") == netloc(home).removeprefix("www.")
    return twin if same else None


def path(url: str) -> str:
    """Return the path of an absolute address; without parsing it where nothing else follows."""
    return url[url.find("/", len("https://")) :] if _PLAIN.fullmatch(url) else urlsplit(url).path


def directory(url: str) -> str:
    """Return the address up to and with the last slash of its path."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rsplit("/", 1)[0] + "/", "", ""))


def _split(url: str) -> SplitResult:
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    host = parts.hostname
    if scheme not in _WEB or not host:
        raise ValueError(f"not a web address: {url!r}")
    host = host.rstrip(".") if ":" not in host else f"[{host}]"
    port = parts.port
    place = host if port is None or port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
    return SplitResult(scheme, place, parts.path, parts.query, parts.fragment)


def _without(names: re.Pattern[str], query: str) -> str:
    if not query:
        return ""
    return "&".join(part for part in query.split("&") if part and not names.match(unquote(part.split("=", 1)[0])))


def _bare(host: str) -> str:
    return host[4:] if host.startswith("www.") else host


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _has_owner(name: str) -> bool:
    """Public suffixes such as gov.cn belong to nobody: only names below them have an owner."""
    plain = name.rsplit(":", 1)[0] if not name.startswith("[") else name
    if _is_ip(plain):
        return False
    labels = plain.split(".")
    suffix = 2 if labels[-1] == "cn" and len(labels) > 1 and labels[-2] in {"gov", "com", "org", "net", "edu"} else 1
    return len(labels) > suffix
