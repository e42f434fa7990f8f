"""Telling a report's own page from a list: addresses alone do not always say which a column's link leads to."""

from __future__ import annotations

from crawler.platforms import dialects, wording
from crawler.platforms.entries import find_entries
from crawler.platforms.page import FetchedPage

#: the six sections' names in both formats (国办公开办函〔2019〕60号, 〔2021〕30号), in the shortest wording in use
_SECTIONS = ("总体情况", "主动公开政府信息", "收到和处理政府信息公开申请", "行政复议", "改进情况", "其他需要报告的事项")
_ARTICLE_TEXT = 800
#: related links below an article are fewer
_SEVERAL = 3


def is_report_page(page: FetchedPage, *, linked: bool = False) -> bool:
    """Say whether the page is itself an annual report: its sections stand in it, or title and length say so.

    `linked`: a list of annual reports led here and the page lists nothing itself, so that its title is enough.
    """
    text = page.visible_text
    if sum(1 for section in _SECTIONS if section in text) >= 4:
        return True
    title = page.metas.get("articletitle", "") or page.title
    return wording.names_report(title) and wording.has_year(title) and (linked or len(text) > _ARTICLE_TEXT)


def lists_reports(page: FetchedPage) -> bool:
    """Say whether the page is a list of reports that stands at the address of what looked like a single one."""
    if is_report_page(page):
        return False
    named = [e for e in find_entries(page, dialects.is_article) if wording.names_report(e.title)]
    return len({entry.title for entry in named}) >= _SEVERAL
