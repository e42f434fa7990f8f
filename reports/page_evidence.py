"""What in a page's text speaks for an annual report: headings, labels of the tables, the customary sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.document import Document, Grid, Paragraph

#: the genre's words on pages that were turned into traditional script
SIMPLER = str.maketrans(
    "復報開務總圖讀關於編製縣區鄉鎮條複覆議訴訟處問題進況項統計動請數說與會無國網檢結預決執財號簡單視頻續辦理機構業類兩從時間體係則訊規範細則據發",
    "复报开务总图读关于编制县区乡镇条复复议诉讼处问题进况项统计动请数说与会无国网检结预决执财号简单视频续办理机构业类两从时间体系则讯规范细则据发",
)
#: the six sections of both formats (国办公开办函〔2019〕60号, 〔2021〕30号) and their forerunners
_HEADINGS = (
    ("总体情况", "概述", "总体概况", "基本情况", "工作概况"),
    ("主动公开",),
    ("收到和处理政府信息公开申请", "依申请公开", "申请公开情况", "申请情况"),
    ("行政复议", "行政诉讼", "复议、诉讼", "申诉情况"),
    ("存在的主要问题", "存在问题", "存在的问题", "主要问题", "改进"),
    ("其他需要报告", "其它需要报告", "需要说明的", "需要报告的"),
)
_HEADING = re.compile(r"^[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．,，:：\s]|^、")
#: a heading inside a paragraph, of pages that lost their line breaks; lines up to this length have none
_INNER_HEADING = re.compile(r"(?<=[。！？\s])[一二三四五六七八九十]{1,3}、\s*([^\s。，；]{2,30})")
_LONGEST_PLAIN = 120
#: labels that only the statutory tables have
_LABELS = (
    "本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "结转下年度继续办理", "第二十条第",
    "本年制发件数", "现行有效件数", "本年新制作数量", "对外公开总数量", "未经复议直接起诉", "商业企业",
)  # fmt: skip
_PERIOD = re.compile(r"统计(?:期限|时限|时间|起止)|数据的?(?:期限|时限)|期限(?:为|是|自|从)?.{0,6}年1月1日")
_SELF = re.compile(r"(?:本|该)(?:年度)?(?:报告|年报)|特?(?:编制|公布|发布|制作)本?.{0,40}(?:年度报告|年报)")


@dataclass(frozen=True, slots=True)
class BodyEvidence:
    """What in the text speaks for an annual report: headings found of six, table labels, the customary sentences."""

    headings: int
    labels: int
    period: bool
    self_named: bool

    @property
    def strong(self) -> bool:
        """Enough to call the page a report whatever its title is."""
        extra = self.period + self.self_named
        tables = self.labels >= 4 and self.headings + extra >= 1
        return self.headings >= 4 or tables or (self.headings >= 3 and extra > 0)

    @property
    def firm(self) -> bool:
        """Enough against a title of another genre: summaries and self-checks share some of the headings."""
        return self.strong and (self.headings >= 5 or self.labels >= 4 or self.period or self.self_named)

    def __str__(self) -> str:
        parts = [f"{self.headings} of the 6 sections"]
        if self.labels:
            parts.append(f"{self.labels} labels of the statutory tables")
        if self.period:
            parts.append("a 统计期限")
        return ", ".join(parts)


def body_evidence(document: Document, text: str) -> BodyEvidence:
    """Count the marks of an annual report in the article."""
    traditional = "開" in text
    if traditional:
        text = text.translate(SIMPLER)
    found: set[int] = set()
    for line in _heading_lines(document, text):
        if traditional:
            line = line.translate(SIMPLER)
        for index, words in enumerate(_HEADINGS):
            if index not in found and any(word in line for word in words):
                found.add(index)
                break
    grids = (block for block in document.blocks if isinstance(block, Grid))
    cells = "".join(cell.text for grid in grids for row in grid.rows for cell in row)
    whole = "".join((cells + text).split())
    labels = sum(label in whole for label in _LABELS)
    head = "".join(text[:8000].split())
    return BodyEvidence(len(found), labels, bool(_PERIOD.search(head)), bool(_SELF.search(head)))


def _heading_lines(document: Document, text: str) -> Iterator[str]:
    lines = [block.text for block in document.blocks if isinstance(block, Paragraph)] or text.splitlines()
    for line in lines:
        line = line.strip()
        if _HEADING.match(line) or (len(line) <= 24 and line[-1:] not in "。;；,，"):
            yield line[:48]
        if len(line) > _LONGEST_PLAIN:
            yield from _INNER_HEADING.findall(line)
