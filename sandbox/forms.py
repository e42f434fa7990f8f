"""The two statutory forms as facts, for printing them (source: 国办公开办函〔2019〕60号 and 〔2021〕30号).

This is deliberately not the reader's data in `reports/data`: a mistake there must not hide behind the same one here.
"""

from __future__ import annotations

from dataclasses import dataclass

APPLICANTS: tuple[tuple[str, str], ...] = (
    ("natural_person", "自然人"),
    ("enterprise", "商业企业"),
    ("research_institution", "科研机构"),
    ("public_interest_org", "社会公益组织"),
    ("legal_service_org", "法律服务机构"),
    ("other", "其他"),
    ("total", "总计"),
)
APPLICANT_CODES = tuple(code for code, _ in APPLICANTS)
LEGAL_PERSONS = "法人或其他组织"
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True, slots=True)
class Block:
    """A sub-table of the 主动公开 table: its clause, its value columns and its rows."""

    clause: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]


_ITEMS = (("previous_items", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量"))
_DECISIONS = (("decisions", "本年处理决定数量"),)

PROACTIVE: dict[str, tuple[Block, ...]] = {
    "2019": (
        Block(
            "第二十条第（一）项",
            (("made", "本年新制作数量"), ("disclosed", "本年新公开数量"), ("disclosed_total", "对外公开总数量")),
            (("rules", "规章"), ("normative_documents", "规范性文件")),
        ),
        Block("第二十条第（五）项", _ITEMS, (("licensing", "行政许可"), ("other_services", "其他对外管理服务事项"))),
        Block("第二十条第（六）项", _ITEMS, (("penalties", "行政处罚"), ("coercion", "行政强制"))),
        Block("第二十条第（八）项", _ITEMS[:2], (("fees", "行政事业性收费"),)),
        Block(
            "第二十条第（九）项",
            (("projects", "采购项目数量"), ("amount", "采购总金额")),
            (("procurement", "政府集中采购"),),
        ),
    ),
    "2021": (
        Block(
            "第二十条第（一）项",
            (("made", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")),
            (("rules", "规章"), ("normative_documents", "行政规范性文件")),
        ),
        Block("第二十条第（五）项", _DECISIONS, (("licensing", "行政许可"),)),
        Block("第二十条第（六）项", _DECISIONS, (("penalties", "行政处罚"), ("coercion", "行政强制"))),
        Block("第二十条第（八）项", (("amount", "本年收费金额（单位：万元）"),), (("fees", "行政事业性收费"),)),
    ),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of the 申请 table: code, label of its own cell, group cell before it (below 三、本年度办理结果)."""

    code: str
    label: str
    group: str = ""


RECEIVED = Outcome("received", "一、本年新收政府信息公开申请数量")
CARRIED_IN = Outcome("carried_in", "二、上年结转政府信息公开申请数量")
CARRIED_OUT = Outcome("carried_out", "四、结转下年度继续办理")
RESULTS = "三、本年度办理结果"
_DENIED, _UNAVAILABLE, _UNPROCESSED, _OTHER = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"

_COMMON = (
    Outcome("granted", "（一）予以公开"),
    Outcome("granted_in_part", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    Outcome("denied_state_secret", "1.属于国家秘密", _DENIED),
    Outcome("denied_prohibited_by_law", "2.其他法律行政法规禁止公开", _DENIED),
    Outcome("denied_security_stability", "3.危及“三安全一稳定”", _DENIED),
    Outcome("denied_third_party_rights", "4.保护第三方合法权益", _DENIED),
    Outcome("denied_internal_affairs", "5.属于三类内部事务信息", _DENIED),
    Outcome("denied_process_information", "6.属于四类过程性信息", _DENIED),
    Outcome("denied_enforcement_file", "7.属于行政执法案卷", _DENIED),
    Outcome("denied_administrative_query", "8.属于行政查询事项", _DENIED),
    Outcome("unavailable_not_held", "1.本机关不掌握相关政府信息", _UNAVAILABLE),
    Outcome("unavailable_needs_creation", "2.没有现成信息需要另行制作", _UNAVAILABLE),
    Outcome("unavailable_still_unclear", "3.补正后申请内容仍不明确", _UNAVAILABLE),
    Outcome("unprocessed_petition", "1.信访举报投诉类申请", _UNPROCESSED),
    Outcome("unprocessed_repeat", "2.重复申请", _UNPROCESSED),
    Outcome("unprocessed_publication", "3.要求提供公开出版物", _UNPROCESSED),
    Outcome("unprocessed_excessive", "4.无正当理由大量反复申请", _UNPROCESSED),
    Outcome("unprocessed_confirmation", "5.要求行政机关确认或重新出具已获取信息", _UNPROCESSED),
)
_TOTAL = Outcome("total", "（七）总计")
_NO_LONGER = "行政机关不再处理其政府信息公开申请"

#: the rows below 三、本年度办理结果, total last
OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    "2019": (*_COMMON, Outcome("other", _OTHER), _TOTAL),
    "2021": (
        *_COMMON,
        Outcome("other_not_corrected", f"1.申请人无正当理由逾期不补正、{_NO_LONGER}", _OTHER),
        Outcome("other_fee_unpaid", f"2.申请人逾期未按收费通知要求缴纳费用、{_NO_LONGER}", _OTHER),
        Outcome("other_other", "3.其他", _OTHER),
        _TOTAL,
    ),
}

SUIT_GROUPS: tuple[tuple[str, str], ...] = (
    ("review", "行政复议"),
    ("direct_suit", "未经复议直接起诉"),
    ("suit_after_review", "复议后起诉"),
)
SUIT_COLUMNS: tuple[tuple[str, str], ...] = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)
SUITS = "行政诉讼"


def application_rows(form: str) -> tuple[Outcome, ...]:
    """All rows of the 申请 table in printed order."""
    return (RECEIVED, CARRIED_IN, *OUTCOMES[form], CARRIED_OUT)
