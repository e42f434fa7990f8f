"""What can be a body's name in a title, a header or a sentence, and what only stands for one."""

from __future__ import annotations

import re

from reports.divisions import place
from reports.numerals import CHINESE_DIGIT_CLASS

YEAR = rf"(?:[2２][0０Oo〇○Оо][\d〇○ОоOo]{{2}}|二{CHINESE_DIGIT_CLASS}{{3}})"
EDGES = " 　《》〈〉<>“”\"'：:、，,。.-—_–|·*★☆■（(【】[]的了"
NAME = r"[\u4e00-\u9fff（）()、]"
ORGAN = re.compile(
    r"(?:政府|局|厅|委|委员会|管委会|办公室|办公厅|办事处|街道|街道办|镇|乡|苏木|县|市|区|旗|省|州|盟|地区|自治区|院|署|总队|支队|"
    r"大队|中心|站|所|部|处|公司|集团|银行|校|大学|中学|小学|学院|医院|社|会|队|馆|开发区|新区|示范区|度假区|园区|园|兵团|师|团|"
    r"农场|林场|海关|监狱|(?<!平)台|[残妇文侨]联|工商联|基地|[学教]城|事业单位|"
    # the general offices (政府办, 党政办, 公开办) compile others' reports
    r"(?:编|金融|外[事侨]?|扶贫|人防|国资|法制|信访|侨|民宗|台|口岸|招商|移民|征收|拆迁|应急|[地方史]志|审管|审批服务)办)"
    r"(?:[（(][\u4e00-\u9fff]{2,20}[）)])?$"
)
#: stand for a body without naming it
GENERIC = re.compile(
    r"^(?:我|本|全|各|该|其|市级|县级|区级|省级)|关于|做好|^(?:政府|部门|单位|机关|人民政府|年度|工作|信息|关于"
    r"|街道(?:办|办事处)?|乡镇(?:街道)?|办事处|管委会)$|年报|门户|网站|首页"
)
_GOVERNMENT_OFFICE = re.compile(
    r"^(.{2,}?(?:人民)?政府)(?:信息公开|政务公开|政务服务)?(?:工作)?(?:领导小组)?(?:党政)?(?:办公室|办公厅|办)$"
)


def valid_name(name: str) -> str | None:
    """The name if it can be a body's: no digits, no sentence, not a pronoun for one."""
    if not 2 <= len(name) <= 45 or any(sign.isdigit() for sign in name) or GENERIC.search(name):
        return None
    if any(sign in "。；！？，,;:：" for sign in name):
        return None
    return name if ORGAN.search(name) or place(name, None).chain else None


def government_of(organ: str) -> str | None:
    """The government whose general office an organ is (漳县人民政府办公室), else None."""
    found = _GOVERNMENT_OFFICE.match(organ)
    return found[1] if found else None
