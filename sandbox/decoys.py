"""Documents that report lists also show and that are not annual reports."""

from __future__ import annotations

from random import Random

from sandbox.places import Place
from sandbox.sites.base import Entry
from sandbox.truth import ReportTruth

#: (exclusion kind, title, text); own words
_KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("interpretation", "图解：{place}{year}年政府信息公开工作年度报告", ("一张图看懂年度报告。",)),
    (
        "interpretation",
        "文字解读：{place}{year}年政府信息公开工作年度报告",
        ("现就年度报告的编制背景和主要内容作如下解读。", "一、编制背景", "二、主要内容"),
    ),
    (
        "notice",
        "关于做好{year}年政府信息公开工作年度报告编制和公布工作的通知",
        ("各乡镇人民政府、各部门：", "请于规定期限前报送年度报告，具体要求通知如下。"),
    ),
    (
        "other-report",
        "{place}{year}年法治政府建设年度报告",
        (
            "{year}年，我县扎实推进法治政府建设，现将有关情况报告如下。",
            "一、主要举措和成效",
            "二、存在的不足",
            "三、下一步安排",
        ),
    ),
    (
        "guide",
        "{place}政府信息公开指南",
        ("为方便公众获取政府信息，编制本指南。", "一、主动公开", "二、依申请公开", "三、监督救济"),
    ),
    (
        "regulation",
        "{place}政府信息公开年度报告制度",
        ("第一条 为规范年度报告的编制，制定本制度。", "第二条 年度报告应当包括下列内容。"),
    ),
    (
        "other-report",
        "{place}{year}年度部门决算公开说明",
        ("第一部分 部门概况", "第二部分 决算表", "第三部分 决算情况说明"),
    ),
    ("other-report", "{place}教育局{year}年工作总结", ("{year}年，教育工作取得新进展，现总结如下。",)),
)


def decoys_for(rng: Random, place: Place, truths: list[ReportTruth]) -> list[Entry]:
    """About one decoy to ten reports, at least two; years and dates of the reports around them."""
    made = []
    for kind, title, paragraphs in rng.sample(_KINDS, k=min(len(_KINDS), 2 + len(truths) // 10)):
        model = rng.choice(truths)
        slots = {"place": place.name, "year": model.year}
        made.append(
            Entry(
                title.format(**slots),
                model.publish_date,
                kind=kind,
                year=model.year,
                unit=model.issuer,
                paragraphs=tuple(text.format(**slots) for text in paragraphs),
            )
        )
    return made
