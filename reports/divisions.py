"""Which code a body's name meant in the year that its report covers (docs/divisions.md has the rules).

Names that several places share are settled by the portal's region or by the text, else there is no answer: wrong is
worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from reports.division_table import Division, code_in_year, division_table, in_year, inside
from reports.model import PortalContext

LONGEST_NAME = 16
#: bodies under central command that carry a place's name behind their own (国家税务总局漳县税务局)
_CENTRAL_PREFIX = re.compile(
    r"^(?:国家税务总局|国家统计局|中国人民银行|国家金融监督管理总局|中国银行保险监督管理委员会|中国银保监会|国家矿山安全监察局|"
    r"中国气象局|自然资源部|国家外汇管理局|国家移民管理局|国家邮政局|国家粮食和物资储备局|国家烟草专卖局|中国地震局|"
    r"生态环境部|国家能源局|国家林业和草原局|财政部|审计署|中共|共青团|中国共产党|中华人民共和国|关于)"
)
_CENTRAL = re.compile(
    r"^(?:国家|国务院|中国(?!共产)|中华人民共和国|最高人民|全国|中央|"
    r"(?:外交|国防|教育|科学技术|工业和信息化|公安|民政|司法|财政|人力资源和社会保障|自然资源|生态环境|住房和城乡建设|"
    r"交通运输|水利|农业|农业农村|商务|文化和旅游|应急管理|退役军人事务|国土资源|环境保护|文化|卫生|监察)部|审计署|"
    r"海关总署|退役军人事务部|国家卫生健康委)"
)
_TOWNSHIP = re.compile(
    r"(?:街道|街道办|街道办事处|镇|乡|苏木|地区办事处|镇人民政府|乡人民政府|苏木人民政府|镇政府|乡政府)$"
)
_ZONE_AFTER_SHORT = re.compile(r"^(?:国家)?(?:级)?(?:经济|高新|高新技术|综合保税|保税|临空|旅游|循环|工业园|农业科技)")


_BRANCH_AFTER_SHORT = re.compile(r"^(?:调查队|中心支行|支行|监管分局|监管局|气象局|烟草专卖局|海关|海事局)")


#: what a name says of a county inside the division that it names before (东乡县); its offices and zones are none
_COUNTY_NAME = re.compile(r"^([\u4e00-\u9fff]{1,4}?)([县旗])(?=$|人民政府|政府)")
#: a body's name that begins with such a word leaves its place to the portal (县教育局)
_GENERIC_LEVELS = frozenset("省自市县区旗州盟")

#: a zone with the district that it shares its offices with
_LAST_BRACKET = re.compile(r"^(.{2,20}?(?:区|管委会|管理委员会))[（(]([\u4e00-\u9fff]{2,12}[区县市])[）)]")

#: a division of the corps in Xinjiang stands before the city that it shares its offices with (第一师阿拉尔市)
_CORPS = re.compile(r"^(?:新疆生产建设兵团|兵团)?第?[一二三四五六七八九十]{1,3}师(?=[\u4e00-\u9fff]{2,4}市)")
_CORPS_REACH = 13


@dataclass(frozen=True, slots=True)
class Placed:
    """What a name says about its place: the candidates of the deepest division named, and the rest of the name."""

    candidates: tuple[Division, ...] = ()
    rest: str = ""
    chain: tuple[str, ...] = ()


def place(name: str, year: int | None) -> Placed:
    """Walk the divisions that `name` begins with (浙江省, 杭州市, 临平区, then 教育局), longest name first."""
    rest = _CENTRAL_PREFIX.sub("", name) if not _starts_with_division(name) else name
    if "师" in rest[:_CORPS_REACH]:
        rest = _CORPS.sub("", rest)
    above: tuple[Division, ...] = ()
    chain: list[str] = []
    while rest:
        found = _longest_name(rest, year)
        below = _below(above, found[1]) if found else ()
        if above and not below and (autonomous := _autonomous_below(above, rest, year)):
            found, below = autonomous, autonomous[1]
        if found and not below and above:
            break
        if not found:
            short = None if above else _short_start(rest, year, branch=len(rest) < len(name))
            if not short:
                break
            found, below = short, short[1]
        above, rest = tuple(below), rest[len(found[0]) :]
        chain.append(found[0])
    return Placed(above, rest, tuple(chain))


def _starts_with_division(name: str) -> bool:
    names = division_table().by_name
    return any(name[:length] in names for length in range(min(len(name), LONGEST_NAME), 1, -1))


def _longest_name(text: str, year: int | None) -> tuple[str, tuple[Division, ...]] | None:
    names = division_table().by_name
    for length in range(min(len(text), LONGEST_NAME), 1, -1):
        held = names.get(text[:length])
        if held and (valid := in_year(held, year)):
            return text[:length], valid
    return None


def _below(above: Sequence[Division], found: Iterable[Division]) -> tuple[Division, ...]:
    if not above:
        return tuple(found)
    return tuple(division for division in found if any(inside(division.code, upper.code) for upper in above))


def _autonomous_below(
    above: Sequence[Division], rest: str, year: int | None
) -> tuple[str, tuple[Division, ...]] | None:
    """An autonomous place by its usual short name, where that alone is another place's full name (临夏州东乡县)."""
    named = _COUNTY_NAME.match(rest)
    if named is None:
        return None
    stem, suffix = named[1], "自治" + named[2]
    found = tuple(
        division
        for held in division_table().by_code.values()
        for division in _below(above, in_year(held, year))
        if division.name.startswith(stem) and division.name.endswith(suffix)
    )
    return (named[0], found) if found else None


def _short_start(rest: str, year: int | None, *, branch: bool) -> tuple[str, tuple[Division, ...]] | None:
    """A name without its suffix, where what follows makes it certain: a division, a zone, a branch."""
    for length in (5, 4, 3, 2):
        held = division_table().by_short.get(rest[:length]) if len(rest) > length else None
        valid = in_year(held, year) if held else ()
        if not valid:
            continue
        following = rest[length:]
        inner = _longest_name(following, year)
        certain = _ZONE_AFTER_SHORT.match(following) or (branch and _BRANCH_AFTER_SHORT.match(following))
        if (inner and _below(valid, inner[1])) or (len(valid) == 1 and certain):
            return rest[:length], valid
    return None


def with_place(name: str, code: str | None) -> tuple[str, ...]:
    """What a body without a place in its name is called with its division's (漳县水利局 of 水利局 or 县水利局)."""
    found = []
    for division in division_table().by_code.get(code or "", []):
        bare = name[1:] if name[0] in _GENERIC_LEVELS and name[0] == division.name[-1] else name
        found.append(division.name + bare)
    return tuple(found)


def is_central(name: str) -> bool:
    """Whether a body belongs to the State Council or another central organ and names no place of its own."""
    return bool(_CENTRAL.match(name))


def is_township(name: str) -> bool:
    """Whether a name is that of a township, a town or a subdistrict office."""
    return bool(_TOWNSHIP.search(name))


def division_code(
    issuer: str | None, year: int | None, portal: PortalContext | None = None, text: str = ""
) -> str | None:
    """The code of the issuer's division in `year`, or None where it is not certain.

    A department has the code of its government, a township or an office that of the county (or higher) above it. A
    place that the issuer's own name makes clear wins over the portal; `text` is searched for the place named right
    before a body whose own name leaves it open.
    """
    if not issuer:
        return None
    placed = _shared_offices(issuer, year) or place(issuer, year)
    if placed.candidates and _COUNTY_NAME.match(placed.rest):
        return None
    codes = {division.code for division in placed.candidates}
    if len(codes) == 1:
        return codes.pop()
    if codes:
        return _settled(codes, placed, portal, text)
    if is_central(issuer):
        return None
    # a text names offices of other places too; only a township stands there with its own county before it
    if is_township(issuer) or portal_region(portal) is None:
        named = _named_before(issuer, year, portal, text)
        if named:
            return named
    code = _portal_code(issuer, portal)
    return code_in_year(code, year) if code else None


def _shared_offices(issuer: str, year: int | None) -> Placed | None:
    """The district whose offices are a zone's too: 黄埔区 of 广州开发区（黄埔区）; None for other names."""
    bracket = _LAST_BRACKET.search(issuer)
    district = _longest_name(bracket[2], year) if bracket else None
    if bracket is None or district is None or district[0] != bracket[2]:
        return None
    zone = place(bracket[1], year)
    city = zone.candidates or division_table().by_short.get(bracket[1][:2], ())
    inner = _below(city, district[1]) if city else district[1]
    return Placed(inner, "", (*zone.chain, district[0])) if len(inner) == 1 else None


def _settled(codes: set[str], placed: Placed, portal: PortalContext | None, text: str) -> str | None:
    region = portal_region(portal)
    if region:
        for near in (
            {code for code in codes if code == region},
            {code for code in codes if inside(code, region)},
            {code for code in codes if region[4:] != "00" and code[:4] == region[:4]},
            {code for code in codes if inside(region, code)},
        ):
            if len(near) == 1:
                return near.pop()
    table = division_table().by_code
    name = placed.chain[-1]
    named = {code for code in codes for upper in table.get(code[:4] + "00", []) if f"{upper.name}{name}" in text}
    return named.pop() if len(named) == 1 and not region else None


def portal_region(portal: PortalContext | None) -> str | None:
    """The portal's division code; none for national portals, whose registry rows say 000000 or nothing."""
    code = portal.division_code if portal else None
    return code if code and code != "000000" else None


def _named_before(issuer: str, year: int | None, portal: PortalContext | None, text: str) -> str | None:
    """The one division that the text names right before the body (六枝特区梭戛乡), the portal's region preferred."""
    stem = _stem(issuer)
    if len(stem) < 3:
        return None
    found: set[str] = set()
    position = text.find(stem)
    while position >= 0:
        found |= _division_ending_at(text, position, year)
        position = text.find(stem, position + 1)
    region = portal_region(portal)
    if region and len(found) > 1:
        found = {code for code in found if inside(code, region) or inside(region, code)}
    return found.pop() if len(found) == 1 else None


def _stem(issuer: str) -> str:
    """The township's bare name (梭戛乡 of 梭戛乡人民政府); other bodies whole."""
    for ending in ("人民政府办公室", "人民政府", "办事处", "党政办公室"):
        if issuer.endswith(ending) and len(issuer) > len(ending) + 1:
            return issuer[: -len(ending)]
    return issuer


def _division_ending_at(text: str, end: int, year: int | None) -> set[str]:
    names = division_table().by_name
    # 锡山区人民政府厚桥街道
    end -= 4 if text.endswith("人民政府", 0, end) else 0
    for length in range(min(end, LONGEST_NAME), 1, -1):
        held = names.get(text[end - length : end])
        if held:
            codes = {division.code for division in in_year(held, year) if division.level != "zone"}
            return codes if len(codes) == 1 else set()
    return set()


def _portal_code(issuer: str, portal: PortalContext | None) -> str | None:
    """The portal's own code for a body without a place in its name; for a township only a portal of its county."""
    region = portal_region(portal)
    if region is None or portal is None:
        return None
    if issuer[0] in _GENERIC_LEVELS:
        return _generic_region(issuer, region)
    if is_township(issuer) or portal.level == "township":
        return region if not region.endswith("00") or _has_no_counties(region) else None
    return region


def _generic_region(issuer: str, region: str) -> str | None:
    """县教育局, 市水利局, 省民政厅: the division of that kind which the portal's own is, or lies in."""
    for code in (region, region[:4] + "00", region[:2] + "0000"):
        if any(issuer.startswith(_level_word(division)) for division in division_table().by_code.get(code, [])):
            return code
    return None


def _level_word(division: Division) -> str:
    return "自治区" if division.name.endswith("自治区") else division.name[-1]


@cache
def _has_no_counties(code: str) -> bool:
    """Prefectures that govern their towns themselves (东莞, 中山, 儋州, 嘉峪关)."""
    return not any(other[:4] == code[:4] and other != code for other in division_table().by_code)
