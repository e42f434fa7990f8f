"""Make the bundled registry `crawler/data/portals.csv` from a collected list of portals.

    python scripts/build_registry.py COLLECTED.csv

COLLECTED.csv has the columns division_code, name, full_name, level, home_url, alternate_urls, platform_hint,
annual_report_url (docs/registry.md says where the facts come from). Slugs are made from province and host alone,
so that a row keeps its slug when other rows come and go; rows that share a host get their division code behind it.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

TARGET = Path(__file__).parent.parent / "crawler" / "data" / "portals.csv"
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
    "alternate_urls",
)
#: GB/T 2260's first two digits -> the province's name in slugs
PROVINCES = {
    "00": "central",
    "11": "beijing",
    "12": "tianjin",
    "13": "hebei",
    "14": "shanxi",
    "15": "neimenggu",
    "21": "liaoning",
    "22": "jilin",
    "23": "heilongjiang",
    "31": "shanghai",
    "32": "jiangsu",
    "33": "zhejiang",
    "34": "anhui",
    "35": "fujian",
    "36": "jiangxi",
    "37": "shandong",
    "41": "henan",
    "42": "hubei",
    "43": "hunan",
    "44": "guangdong",
    "45": "guangxi",
    "46": "hainan",
    "50": "chongqing",
    "51": "sichuan",
    "52": "guizhou",
    "53": "yunnan",
    "54": "xizang",
    "61": "shaanxi",
    "62": "gansu",
    "63": "qinghai",
    "64": "ningxia",
    "65": "xinjiang",
}
#: families that the collected list names and that have no class of their own: recognition decides
NO_PLATFORM = ("huilan", "jeecms")
#: statistics codes that GB/T 2260 does not have -> the division above (four districts of 大兴安岭, the Corps)
OUTSIDE = {"232761": "232700", "232762": "232700", "232763": "232700", "232764": "232700", "659000": "650000"}
_GOVERNMENTS = {"national", "province", "prefecture", "county"}
_SUFFIXES = ("gov.cn", "org.cn", "com.cn", "net.cn", "ac.cn", "cn", "com", "net")


def host_label(home_url: str) -> str:
    """`http://gxt.hebei.gov.cn/` -> `hebei-gxt`: the host's own labels from the widest to the narrowest."""
    host = (urlsplit(home_url).hostname or "").lower().removeprefix("www.")
    for suffix in _SUFFIXES:
        if host == suffix:
            return "gov"
        if host.endswith("." + suffix):
            host = host.removesuffix("." + suffix)
            break
    labels = [re.sub(r"[^a-z0-9]+", "-", label).strip("-") for label in reversed(host.split("."))]
    return "-".join(label for label in labels if label)


def slug_of(row: dict[str, str]) -> str:
    """Province, then what the host adds to it: `gansu-zhangxian`, `hebei-gxt`; `hebei` for the province itself."""
    province = PROVINCES[row["division_code"][:2]]
    label = host_label(row["home_url"])
    if label == province or label.startswith(province + "-"):
        return label
    return f"{province}-{label}"


def body_name(row: dict[str, str]) -> str:
    """The body that runs the portal: a division's row names its government, any other row the body itself."""
    name = row["name"]
    if row["level"] == "township":
        return f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"
    if row["level"] == "national":
        return row["full_name"]
    return f"{name}人民政府" if row["level"] in _GOVERNMENTS else name


def convert(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The registry's rows, sorted by slug.

    Of rows on one host the government keeps the plain slug, the others get their division code (and level, and number)
    behind it. Those that name no list of their own would crawl the same lists again: they are kept, but disabled.
    """
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(host_label(row["home_url"]), []).append(row)
    converted: dict[str, dict[str, str]] = {}
    for group in groups.values():
        group.sort(key=lambda row: (row["level"] not in _GOVERNMENTS, row["division_code"], row["name"]))
        for position, row in enumerate(group):
            slug = slug_of(row)
            unique = _unique(slug, row, converted) if slug in converted else slug
            own_lists = row["annual_report_url"] and row["annual_report_url"] != group[0]["annual_report_url"]
            converted[unique] = _registry_row(unique, row, enabled=position == 0 or bool(own_lists))
    return [converted[slug] for slug in sorted(converted)]


def _unique(slug: str, row: dict[str, str], taken: dict[str, dict[str, str]]) -> str:
    slug = f"{slug}-{row['division_code']}"
    if slug not in taken:
        return slug
    return next(f"{slug}-{number}" for number in range(2, 1000) if f"{slug}-{number}" not in taken)


def _registry_row(slug: str, row: dict[str, str], *, enabled: bool) -> dict[str, str]:
    central = row["division_code"] == "000000"
    return {
        "slug": slug,
        "name": body_name(row),
        "division_code": "" if central else OUTSIDE.get(row["division_code"], row["division_code"]),
        "level": row["level"],
        "home_url": row["home_url"],
        "report_urls": row["annual_report_url"],
        "platform": "" if row["platform_hint"] in NO_PLATFORM else row["platform_hint"],
        "render": "auto",
        "enabled": "true" if enabled else "false",
        "alternate_urls": row["alternate_urls"],
    }


def main(source: str) -> None:
    """Read `source`, write the bundled registry."""
    with Path(source).open(encoding="utf-8", newline="") as stream:
        rows = convert(list(csv.DictReader(stream)))
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{TARGET.name}: {len(rows)} portals, {len({row['slug'] for row in rows})} slugs")


if __name__ == "__main__":
    main(*sys.argv[1:])
