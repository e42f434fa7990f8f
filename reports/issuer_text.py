"""The body that a report's own text names: who reports, compiles, acts, or answers questions."""

from __future__ import annotations

import re

from reports.body_names import EDGES, NAME, ORGAN, YEAR, government_of, valid_name
from reports.divisions import place

_LEAD_WORDS = re.compile(
    r"^.*(?:公布|发布|编制|制定|现将|撰写|制作|形成|要求|精神|规定|根据|依据|按照|结合|通知|以下简称|的是|公开|就|对|向社会|是)"
)
_REPORT = r"(?:政府|政务)?信息公开(?:工作)?(?:年度|年)?(?:工作)?(?:报告|年报)"
_OWN_NAME = re.compile(rf"({NAME}{{2,50}}?){YEAR}\s*年度?(?:的)?{_REPORT}")
_OWN_NAME_AFTER = re.compile(rf"{YEAR}\s*年度?({NAME}{{2,40}}?){_REPORT}")
_NOTICE = re.compile(
    r"[^，。、,；]{0,4}(?:编制|编写|编报|填报|撰写|发布|公布|公开|报送)(?!如下)|(?:有关|相关)?(?:工作)?的?(?:通知|要求|格式)"
)
#: what a body does with its own report
_MADE = re.compile(r"(?:编制|编写|发布|公布|形成)(?:了)?$")
_DOES = (
    r"(?=坚持|认真|深入|严格|高度|始终|按照|紧紧|全面|贯彻|积极|不断|共|累计|主动公开|切实|围绕|进一步|持续|扎实|"
    r"以习|以党|在市|在县|在区|在省|在党|政府信息公开工作)"
)
_ACTOR = re.compile(rf"{YEAR}\s*年度?(?:以来|来|，|,|、|\s)*({NAME}{{2,30}}?){_DOES}")
#: the same with the year behind the body: 武阳镇2021年共主动公开…
_ACTOR_BEFORE = re.compile(rf"(?:^|[。；\n])\s*({NAME}{{3,30}}?){YEAR}\s*年度?(?:全年)?(?:共|累计|通过|主动公开)")
_LED_ACTOR = re.compile(rf"(?:领导|指导|支持|关心|帮助)下[，,]\s*({NAME}{{2,30}}?){_DOES}")
_OWN_NAME_BEFORE = re.compile(
    rf"({NAME}{{3,40}}?)(?:现|特|特此)?(?:编制|编写|公布|发布)(?:了)?{YEAR}\s*年度?(?:的)?{_REPORT}"
)
_COMPILER = re.compile(
    rf"由({NAME}{{2,40}}?)(?:负责|牵头|统一|综合|汇总|组织)*"
    r"(?:(?:根据|依据|按照|依照|汇总|结合|综合(?=[^。，]{0,12}各))[^。；]{0,200}?)?(?:编制|编写|撰写)"
)
#: the same without 由: the body opens the sentence
_COMPILING = re.compile(
    rf"(?:^|[。；\n])\s*(?!本|由|为|根据|依据|按照|依照)({NAME}{{3,30}}?)"
    rf"(?:根据|依据|按照|依照)[^。；]{{0,200}}?(?:编制|编写|撰写)(?:了|本|{YEAR})"
)
#: whom readers may ask: the body with its own office
_CONTACT = re.compile(
    rf"(?:请|直接|可(?=与))(?:与|向|联系|致电)({NAME}{{3,40}}?)(?:联系|咨询|反映|反馈|[（(，,。：:]|$)"
)
_CONTACT_BODY = re.compile(
    r"^(.{2,}?(?:政府|局|委员会|厅|街道|镇|乡|办事处|管委会|院))"
    r"(?:党政|党委|综合|保障|行政|机关|文秘|秘书|政府|信息|政务|公开|政策|法规|工作|领导小组|办公室|办公厅|办|科|股|处|室|中心)*$"
)
#: a report that speaks of itself so is not that of a county's or city's government
LOWER_BODY = re.compile(
    r"[我本全](?:局|委|办|镇|乡|街道|处|中心|院|厅|科|所|队|校|站|公司|园区|开发区|管委会|苏木|单位|部门|系统)"
)
_OWN_OFFICE = re.compile(
    r"^(.{3,}?(?:局|委员会|厅|街道|镇|乡|办事处|院|中心))(?:人民政府)?(?:党政|综合)*(?:办公室|办)(?:.{2,4}科)?$"
)
_TOWNSHIP_ENDS = "道镇乡处"


def own_name(head: str) -> str | None:
    """The body in the report's own name, wherever the text prints it: 漳县2021年政府信息公开工作年度报告."""
    for pattern in (_OWN_NAME, _OWN_NAME_AFTER, _OWN_NAME_BEFORE):
        for found in pattern.finditer(head):
            # a superior's notice on such reports names the report, too
            if _NOTICE.match(head, found.end()) or _is_quoted(head, found.end()):
                continue
            name = _behind_and(_LEAD_WORDS.sub("", found[1]).strip(EDGES))
            if name.endswith("人民"):
                name += "政府"
            if valid := valid_name(name):
                return valid
    return None


def _is_quoted(head: str, end: int) -> bool:
    """Whether what ends here stands in another document's name, not in its own (现发布《漳县2021年…年度报告》)."""
    opening = head.rfind("《", 0, end)
    return opening > head.rfind("》", 0, end) and not (head.startswith("》", end) and _MADE.search(head[:opening]))


def _behind_and(name: str) -> str:
    """What stands behind 和 where a body's name begins there, not inside one (住房和城乡建设局)."""
    head, _, tail = name.rpartition("和")
    return tail if head and place(tail, None).chain and not place(name, None).chain else name


def actor(head: str) -> str | None:
    """The subject of an opening sentence: 2021年，某局认真落实…, also behind 在…领导下，."""
    for pattern in (_ACTOR, _LED_ACTOR, _ACTOR_BEFORE):
        found = pattern.search(head)
        name = found[1].strip(EDGES) if found else ""
        if len(name) >= 3 and ORGAN.search(name) and valid_name(name):
            return name
    return None


def compiler(head: str) -> str | None:
    """The body that compiles the report (由漳县水利局编制); a general office compiles its government's."""
    found = _COMPILER.search(head) or _COMPILING.search(head)
    name = valid_name(found[1].strip(EDGES)) if found else None
    if not name:
        return None
    own = _OWN_OFFICE.match(name)
    return government_of(name) or (own[1] if own else name)


def contact(head: str) -> str | None:
    """The body whose office answers questions: 请与漳县水利局办公室联系."""
    for found in _CONTACT.finditer(head):
        body = _CONTACT_BODY.match(found[1].strip(EDGES))
        name = valid_name(body[1]) if body else None
        if not name or "、" in name:
            continue
        # a county's office answers for the bodies below it, too, and one of its bureaus for the county
        below = bool(LOWER_BODY.search(head)) or "分局" in head
        if not below if name.endswith("政府") else below or name[-1] in _TOWNSHIP_ENDS or head.count(name) > 1:
            return name
    return None
