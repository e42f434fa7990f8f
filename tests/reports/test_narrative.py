"""Counts in the text: what is noticed, and what must not be."""

from __future__ import annotations

import pytest

from reports.model import Figures, Section
from reports.narrative import check_narrative
from reports.statutory import APPLICANTS, FORMATS, PROCEEDING_COLUMNS, PROCEEDING_GROUPS
from reports.tables import TablesRead


def messages(text: str, tables: TablesRead | None = None) -> list[str]:
    found = check_narrative([Section(1, "一、总体情况", text)], tables or TablesRead())
    return [finding.message for finding in found]


def tables(received: int, review: int = 0, direct: int = 0) -> TablesRead:
    applications: Figures = {code: dict.fromkeys(APPLICANTS, 0) for code, _ in FORMATS["2021"].applications}
    applications["received"]["total"] = applications["total"]["total"] = received
    proceedings: Figures = {group: dict.fromkeys(PROCEEDING_COLUMNS, 0) for group in PROCEEDING_GROUPS}
    proceedings["review"]["total"], proceedings["direct_suit"]["total"] = review, direct
    return TablesRead(format="2021", applications=applications, proceedings=proceedings)


def test_parts_that_exceed_their_total() -> None:
    text = "“政民互动”栏目共收到网民留言7条,其中省长信箱留言转办2条,县委书记信箱1条,县长信箱6条,已全部办理完毕。"
    assert messages(text) == ["the page's own counts disagree: 留言7条 against 2+1+6"]


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信息480条，其中：政府网站公开200条；政务微信公开100，政务公开栏公开180条。",
        "公开信息7653余条。其中，通过党政网公布2399条，通过子站发布54条，其他方式5200余条。",
        "收到留言7条，其中回复7条，公开5条。",
        "收到留言7条，其中办结6条，按时答复5条。",
        "公开专栏访问量25000人次，其中首页18000人次，指南12000人次。",
        "公开专区接待群众2000人次，其中查询1500人次，打印1200人次。",
        "收到申请9件，其中自然人5件，企业3件。",
        "权责清单共计87项，其中：行政许可4项、行政处罚4项、其他类48项。",
        "培训10次，其中参训人员300人次，发放材料200份。",
        "公开30条，其中同比增长20条，占比40条。",
        "行政复议3件，其中维持2件，纠正1件；行政诉讼1件。",
        "收到申请21件，其中自然人20件、企业1件；予以公开10件、部分公开3件、不予公开7件。",
        "主动公开信息3000条，其中网站公开2000条，微信公开1500条。",
        "发布政策解读30篇，其中图解20篇，视频解读8篇，文字解读15篇。",
        "收到来信9件，其中投诉5件，咨询3件，同时收到锦旗2件。",
        "制发文件20件，其中主动公开15件，依申请公开3件，不予公开2件，废止5件。",
    ],
)
def test_consistent_or_overlapping_parts(text: str) -> None:
    assert messages(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "收到来信7件，其中投诉2件；咨询1件；求助6件。",
        "公开行政处罚120件，其中当场处罚50件、一般程序80件。",
        "发布信息56条，分别为动态30条、公告20条、其他10条。",
    ],
)
def test_inconsistent_parts(text: str) -> None:
    assert len(messages(text)) == 1


def test_received_in_the_text_against_the_table() -> None:
    assert messages("全年新收政府信息公开申请12件，均依法办理。", tables(11)) == ["the text says 12, the table 11"]
    assert messages("全年新收政府信息公开申请11件，均依法办理。", tables(11)) == []


def test_cases_in_the_text_against_the_table() -> None:
    assert messages("发生行政复议3件，行政诉讼2件。", tables(0, review=3, direct=1)) == ["the text says 2, the table 1"]


@pytest.mark.parametrize(
    "text",
    [
        "与上年相比，收到政府信息公开申请12件的情况有所改变。",
        "2020年以来累计收到政府信息公开申请90件。",
        "市本级收到政府信息公开申请5件。全市收到政府信息公开申请11件。",
        "予以公开及部分公开327件，占71.7%。",
        "收到申请的办结率为100%。",
        "通过网络收到政府信息公开申请5件，通过信函收到政府信息公开申请6件。",
        "第三季度收到政府信息公开申请8件。",
        "1至6月收到政府信息公开申请9件。",
        "连续三年收到政府信息公开申请100件。",
        "全年办理行政复议120件。",
        "受理行政复议案件88件，审结80件。",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert messages(text, tables(11)) == []


def test_without_tables_nothing_is_compared() -> None:
    assert messages("新收政府信息公开申请12件。") == []
