"""Whose work a report covers: by its title, else its text, its header, at last the portal that carries it.

The compiling office (本报告由…办公室编制), the publisher and the portal are other bodies; they only stand in where the
title names nobody, and a finding then says where the name came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reports.division_table import inside
from reports.divisions import is_township, place, portal_region, with_place
from reports.model import Finding, PortalContext
from reports.numerals import CHINESE_DIGIT_CLASS, without_zero_width

_YEAR = rf"(?:[2２][0０Oo〇○Оо][\d〇○ОоOo]{{2}}|二{CHINESE_DIGIT_CLASS}{{3}})"
_YEAR_WORDS = re.compile(rf"{_YEAR}\s*(?:[-—–－至~～、和]+\s*{_YEAR}\s*)?(?:年度|年)?(?:的)?")
_SUBJECT = re.compile(r"(?:政府|政务)?信息公开|政务公开|(?:政府)?信息(?:主动)?公开")
_ABOUT = re.compile(r"关于(?:印发|公布|发布|报送|呈报|上报|公开|编制|做好)?")
_EDGES = " 　《》〈〉<>“”\"'：:、，,。.-—_–|·*★☆■（(【】[]的了"
#: the genre in front of the law's name in brackets (某局2022年度报告（政府信息公开）)
_GENRE_BEFORE_BRACKET = re.compile(r"(?:年度?)?(?:工作)?(?:年报|报告)[（(【\[]$")
_ANNOUNCEMENT = re.compile(r"^(?:.{0,6}[:：]|[【\[（(].{0,8}[】\])）])")
_LAST_BRACKETS = re.compile(r"[（(]([^（）()]{3,30})[）)]$")
#: the report speaks for the body itself, without those below it: 海关总署（本级机关）, 漳县本级
_ITSELF = re.compile(r"(?:[（(](?:本级机关|本级|机关)[）)]|本级机关|本级)$")
_NAME = r"[\u4e00-\u9fff（）()、]"
_ORGAN = re.compile(
    r"(?:政府|局|厅|委|委员会|管委会|办公室|办公厅|办事处|街道|街道办|镇|乡|苏木|县|市|区|旗|省|州|盟|地区|自治区|院|署|总队|支队|"
    r"大队|中心|站|所|部|处|公司|集团|银行|校|大学|中学|小学|学院|医院|社|会|队|馆|开发区|新区|示范区|度假区|园区|园|兵团|师|团|"
    r"农场|林场|海关|监狱|(?<!平)台|[残妇文侨]联|工商联|基地|[学教]城|"
    # the general offices (政府办, 党政办, 公开办) compile others' reports
    r"(?:编|金融|外[事侨]?|扶贫|人防|国资|法制|信访|侨|民宗|台|口岸|招商|移民|征收|拆迁|应急|[地方史]志|审管|审批服务)办)"
    r"(?:[（(][\u4e00-\u9fff]{2,20}[）)])?$"
)
#: a body of the place that the portal is for begins so: 市水利局, 区住建局
_LEVELS = frozenset("省市县区旗州盟")
_TOWNSHIP_ENDS = "道镇乡处"
#: stand for a body without naming it
_GENERIC = re.compile(
    r"^(?:我|本|全|各|该|其|市级|县级|区级|省级)|关于|做好|^(?:政府|部门|单位|机关|人民政府|年度|工作|信息|关于"
    r"|街道(?:办|办事处)?|乡镇(?:街道)?|办事处|管委会)$|年报|门户|网站|首页"
)
_LEAD_WORDS = re.compile(
    r"^.*(?:公布|发布|编制|制定|现将|撰写|制作|形成|要求|精神|规定|根据|依据|按照|结合|通知|以下简称|的是|公开|就|对|向社会|是)"
)
_REPORT = r"(?:政府|政务)?信息公开(?:工作)?(?:年度|年)?(?:工作)?(?:报告|年报)"
_OWN_NAME = re.compile(rf"({_NAME}{{2,50}}?){_YEAR}\s*年度?(?:的)?{_REPORT}")
_OWN_NAME_AFTER = re.compile(rf"{_YEAR}\s*年度?({_NAME}{{2,40}}?){_REPORT}")
_NOTICE = re.compile(
    r"[^，。、,；]{0,4}(?:编制|编写|编报|填报|撰写|发布|公布|公开|报送)(?!如下)|(?:有关|相关)?(?:工作)?的?(?:通知|要求|格式)"
)
_DOES = (
    r"(?=坚持|认真|深入|严格|高度|始终|按照|紧紧|全面|贯彻|积极|不断|共|累计|主动公开|切实|围绕|进一步|持续|扎实|"
    r"以习|以党|在市|在县|在区|在省|在党|政府信息公开工作)"
)
_ACTOR = re.compile(rf"{_YEAR}\s*年度?(?:以来|来|，|,|、|\s)*({_NAME}{{2,30}}?){_DOES}")
_LED_ACTOR = re.compile(rf"(?:领导|指导|支持|关心|帮助)下[，,]\s*({_NAME}{{2,30}}?){_DOES}")
_OWN_NAME_BEFORE = re.compile(
    rf"({_NAME}{{3,40}}?)(?:现|特|特此)?(?:编制|编写|公布|发布)(?:了)?{_YEAR}\s*年度?(?:的)?{_REPORT}"
)
_COMPILER = re.compile(
    rf"由({_NAME}{{2,40}}?)(?:负责|牵头|统一|综合|汇总|组织)*"
    r"(?:(?:根据|依据|按照|依照|汇总|结合|综合(?=[^。，]{0,12}各))[^。；]{0,200}?)?(?:编制|编写|撰写)"
)
#: the same without 由: the body opens the sentence
_COMPILING = re.compile(
    rf"(?:^|[。；\n])\s*(?!本|由|为|根据|依据|按照|依照)({_NAME}{{3,30}}?)"
    rf"(?:根据|依据|按照|依照)[^。；]{{0,200}}?(?:编制|编写|撰写)(?:了|本|{_YEAR})"
)
#: whom readers may ask: the body with its own office
_CONTACT = re.compile(
    rf"(?:请|直接|可(?=与))(?:与|向|联系|致电)({_NAME}{{3,40}}?)(?:联系|咨询|反映|反馈|[（(，,。：:]|$)"
)
_CONTACT_BODY = re.compile(
    r"^(.{2,}?(?:政府|局|委员会|厅|街道|镇|乡|办事处|管委会|院))"
    r"(?:党政|党委|综合|行政|机关|文秘|秘书|政府|信息|政务|公开|政策|法规|工作|领导小组|办公室|办公厅|办|科|股|处|室|中心)*$"
)
_OFFICE_FOLLOWS = re.compile(r"办(?!事处)|信息公开|政务公开|政务服务|法制办|督查室|应急办")
_GOVERNMENT_OFFICE = re.compile(
    r"^(.{2,}?(?:人民)?政府)(?:信息公开|政务公开|政务服务)?(?:工作)?(?:领导小组)?(?:党政)?(?:办公室|办公厅|办)$"
)
#: a report that speaks of itself so is not that of a county's or city's government
_LOWER_BODY = re.compile(
    r"[我本全](?:局|委|办|镇|乡|街道|处|中心|院|厅|科|所|队|校|站|公司|园区|开发区|管委会|苏木|单位|部门|系统)"
)
_OWN_OFFICE = re.compile(
    r"^(.{3,}?(?:局|委员会|厅|街道|镇|乡|办事处|院|中心))(?:人民政府)?(?:党政|综合)*(?:办公室|办)(?:.{2,4}科)?$"
)
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
    name = _GENRE_BEFORE_BRACKET.sub("", _YEAR_WORDS.sub("", name))
    about = list(_ABOUT.finditer(name))
    if about:
        name = name[about[-1].end() :].strip(_EDGES) or name[: about[0].start()]
    found = _valid(_without_foreign_start(_trimmed(name)))
    return found or _bracketed_body(title)


def _trimmed(name: str) -> str:
    """Without punctuation around it and without what announces a title (附件：, 【年报】)."""
    name = _ITSELF.sub("", _ANNOUNCEMENT.sub("", name).strip(_EDGES))
    # a closing bracket is punctuation only where nothing opened it
    return name.rstrip("）)") if "（" not in name and "(" not in name else name


def _bracketed_body(title: str) -> str | None:
    """The body in brackets behind a title that begins with none: 2020年…年度报告（漳县水利局）."""
    found = _LAST_BRACKETS.search(title)
    return _valid(found[1]) if found and _ORGAN.search(found[1]) else None


def _valid(name: str) -> str | None:
    """The name if it can be a body's: no digits, no sentence, not a pronoun for one."""
    if not 2 <= len(name) <= 45 or any(sign.isdigit() for sign in name) or _GENERIC.search(name):
        return None
    if any(sign in "。；！？，,;:：" for sign in name):
        return None
    return name if _ORGAN.search(name) or place(name, None).chain else None


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
    organ = _valid(publisher) if publisher else None
    is_office = bool(organ and _government_of(organ))
    return [
        ("text", 0.9, _own_name(head)),
        ("publisher", 0.85, None if is_office else organ),
        ("text", 0.75, _actor(head)),
        ("publisher", 0.7, _government_of(organ) if organ else None),
        ("compiler", 0.6, _compiler(head) or _contact(head)),
        ("portal", 0.4, None if _of_a_lower_body(head, portal) else _portal_name(portal)),
    ]


def _own_name(head: str) -> str | None:
    for pattern in (_OWN_NAME, _OWN_NAME_AFTER, _OWN_NAME_BEFORE):
        for found in pattern.finditer(head):
            # a superior's notice on such reports names the report, too
            if _NOTICE.match(head, found.end()) or head.rfind("《", 0, found.end()) > head.rfind("》", 0, found.end()):
                continue
            name = _behind_and(_LEAD_WORDS.sub("", found[1]).strip(_EDGES))
            if name.endswith("人民"):
                name += "政府"
            if valid := _valid(name):
                return valid
    return None


def _behind_and(name: str) -> str:
    """What stands behind 和 where a body's name begins there, not inside one (住房和城乡建设局)."""
    head, _, tail = name.rpartition("和")
    return tail if head and place(tail, None).chain and not place(name, None).chain else name


def _actor(head: str) -> str | None:
    """The subject of an opening sentence: 2021年，某局认真落实…, also behind 在…领导下，."""
    for pattern in (_ACTOR, _LED_ACTOR):
        found = pattern.search(head)
        name = found[1].strip(_EDGES) if found else ""
        if len(name) >= 3 and _ORGAN.search(name) and _valid(name):
            return name
    return None


def _compiler(head: str) -> str | None:
    found = _COMPILER.search(head) or _COMPILING.search(head)
    name = _valid(found[1].strip(_EDGES)) if found else None
    if not name:
        return None
    own = _OWN_OFFICE.match(name)
    return _government_of(name) or (own[1] if own else name)


def _contact(head: str) -> str | None:
    """The body whose office answers questions: 请与漳县水利局办公室联系."""
    for found in _CONTACT.finditer(head):
        body = _CONTACT_BODY.match(found[1].strip(_EDGES))
        name = _valid(body[1]) if body else None
        if not name or "、" in name:
            continue
        # a county's office answers for the bodies below it, too, and one of its bureaus for the county
        below = bool(_LOWER_BODY.search(head)) or "分局" in head
        if not below if name.endswith("政府") else below or name[-1] in _TOWNSHIP_ENDS or head.count(name) > 1:
            return name
    return None


def _government_of(organ: str) -> str | None:
    """The government whose general office an organ is (漳县人民政府办公室), else None."""
    found = _GOVERNMENT_OFFICE.match(organ)
    return found[1] if found else None


def _of_a_lower_body(head: str, portal: PortalContext | None) -> bool:
    """Whether a page on a government's portal reports on a body below that government."""
    government = portal is not None and portal.level not in ("department", "township")
    return government and bool(_LOWER_BODY.search(head))


def _portal_name(portal: PortalContext | None) -> str | None:
    name = portal.name.split("（")[0].split("(")[0] if portal else ""
    for ending in ("门户网站", "政府网站", "网站"):
        name = name.removesuffix(ending)
    return _valid(name)


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
    for whole in (_own_name(head), _compiler(head), _actor(head)):
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
