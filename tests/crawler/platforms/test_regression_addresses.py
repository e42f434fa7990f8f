"""Every address of the notes' regression table: platform and kind, by the address and as much markup as is known."""

# ruff: noqa: E501 - addresses are facts that read best on one line

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.platforms.base import recognise
from crawler.platforms.dialects import is_article, is_list
from crawler.platforms.page import FetchedPage

_TRS = '<div class="trs_editor_view TRS_UEDITOR">正文</div>'
_UCAP = "<UCAPCONTENT><div id='UCAP-CONTENT'>正文</div></UCAPCONTENT>"
_BODA = '<div id="vsb_content_2"><script>_showDynClicks("wbnews", 1, 2)</script></div>'
_HANWEB = '<meta name="i_columnid" content="1"><div id="zoom">正文</div>'

#: address, platform, article or list, markup
ROWS = [
    ("http://www.pj.gov.cn/art/2023/1/16/art_1229198604_4053542.html", "hanweb_jpage", "article", _HANWEB),
    ("http://www.alsyq.gov.cn/art/2023/1/17/art_6093_475998.html", "hanweb_jpage", "article", ""),
    ("http://www.lishui.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=113325000026455663", "hanweb_xxgk", "article", ""),
    ("http://www.zoucheng.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=113708830043262784&fbtime=2021", "hanweb_xxgk", "article", ""),
    ("http://tjj.quanzhou.gov.cn/zwgk/zfxxgk/zfxxgknb/202101/t20210125_2503266.htm", "trs", "article", _TRS),
    ("http://www.qdncg.gov.cn/zwgk/zfxxgk/zfxxgknb/2021n/202202/t20220218_85109283.html?isMobile=false", "trs", "article", ""),
    ("http://www.cqjlp.gov.cn/bmjz/qzfjz_97456/eljd_97738/zwgk_97461/zfxxgknb_97478/202301/t20230130_11545442.html", "trs", "article", ""),
    ("http://www.eq.gov.cn/eqxxgk/xxgknb/202301/t20230118_3330231.html", "trs", "article", ""),
    ("http://www.fcgs.gov.cn/zfxxgk/zfxxgkndbg/2023gknb/t18028213.shtml", "trs", "article", ""),
    ("http://www.suqian.gov.cn/zfb/gknb/201802/a21fdc4296de494da7adce40d7541728.shtml", "ucap", "article", _UCAP),
    ("http://ht.sanya.gov.cn/htqwjwsite/xxgknb/202301/26acee1ce1fe471389e28cf7fe51ce29.shtml", "ucap", "article", ""),
    ("http://www.jxxf.gov.cn/xfxxxgk/c101039/202401/8beaa5747df44d938268497012eb4c86.shtml", "ucap", "article", ""),
    ("http://www.tsqs.gov.cn/info/13951/728370.htm", "boda", "article", _BODA),
    ("http://www.hhhk.gov.cn/info/3981/209071.htm", "boda", "article", ""),
    ("http://www.lintan.gov.cn/info/1315/16707.htm", "boda", "article", "<table><tr><td>正文</td></tr></table>"),
    ("http://www.tianchang.gov.cn/public/161054624/1110009656.html", "longxun", "article", ""),
    ("http://whly.gd.gov.cn/gkmlpt/annualreport#2629", "gkmlpt", "list", "<script>window._CONFIG = {SID: '175', TREE: []}</script>"),
    ("http://szeb.sz.gov.cn/home/xxgk/zfxxgk/xxgknb/content/post_11104678.html", "nfcms", "article", "<div class='article-content'></div>"),
    ("http://www.fuxian.gov.cn/zfxxgk/zfxxgknb/xz/2021/1571424084523327490.html", "snowflake", "article", ""),
    ("http://www.yangling.gov.cn/zwgk/gknb/bmnb/1619593655548706818.html", "snowflake", "article", ""),
    ("http://www.changanqu.gov.cn/zwgk/xxgknb/jbxxgknb/63ae9ee5f8fd1c4c2133970d.html", "objectid", "article", ""),
    ("http://www.pingli.gov.cn/Content-2361064.html", "ilist", "article", ""),
    ("http://www.shanghai.gov.cn/nw12344/20230331/4a03b5fa47ae4c73b7ec42801de6be66.html", "generic", "article", ""),
    ("http://sjj.xlgl.gov.cn/sjj/zwgk/zfxxgk/zfxxgknb/2023040921315244523/index.html", "generic", "article", ""),
    ("http://1.25.240.11:8082/sites/wltqq/zwinfo.jsp?id=15652", "generic", "article", ""),
    ("http://www.lixia.gov.cn/gongkai/site_x/channel_63ae9ee5f8fd1c4c2133970d/doc_641d4d4d749a4723fdc77fb7.html", "objectid", "article", ""),
]  # fmt: skip


@pytest.mark.parametrize(("url", "platform", "kind", "markup"), ROWS, ids=[row[0].split("/")[2] for row in ROWS])
def test_address_of_the_notes(url: str, platform: str, kind: str, markup: str) -> None:
    page = FetchedPage(url, f"<html><head><title>政府信息公开年报</title></head><body>{markup}</body></html>")
    recognised, score = recognise(page)
    assert (recognised.name, is_article(url), is_list(url)) == (platform, kind == "article", kind == "list")
    assert score.evidence


def test_the_table_is_complete() -> None:
    notes = Path(__file__).resolve().parents[4] / "shared" / "portals.md"
    if not notes.exists():
        pytest.skip("no ../shared beside this checkout")
    table = notes.read_text("utf-8").partition("## 7.")[2]
    cells = [line.split("|")[2] for line in table.splitlines() if line.startswith("|") and "." in line]
    addresses = [part.strip() for cell in cells for part in cell.split(";")]
    known = [row[0] for row in ROWS]
    missing = [
        address
        for address in addresses
        if not any(address.split("…")[0] in url and address.split("…")[-1] in url for url in known)
    ]
    assert addresses
    assert not missing
