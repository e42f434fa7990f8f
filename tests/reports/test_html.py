"""Pages of every make to blocks: what is kept, joined, unwrapped and left out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.document import Document, Grid, Paragraph
from reports.html import parse_html

URL = "http://www.example.gov.cn/zwgk/2023/t20230101_1.html"
TEXT = "本年，我局按照要求公开各类信息，没有发生责任追究的情况，群众满意度进一步提高，工作机制更加健全。"
ARTICLE = f"<p>一、总体情况</p><p>{TEXT}</p><p>二、主动公开政府信息情况</p><p>{TEXT}</p>"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def all_texts(document: Document) -> list[str]:
    blocks = (*document.before, *document.blocks, *document.after)
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def parse(body: str) -> Document:
    return parse_html(f"<html><head><title>标题</title></head><body>{body}</body></html>", URL)


def test_article_inside_a_form_is_kept() -> None:
    document = parse(f'<form name="_newscontent_fromname"><div id="vsb_content_2">{ARTICLE}</div></form>')
    assert document.article_rule == "#vsb_content"
    assert texts(document)[0] == "一、总体情况"


def test_crumbs_and_title_stand_before_footer_after() -> None:
    document = parse(
        '<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/nb/">年报</a></div>'
        '<h1 class="title">某县年报</h1>'
        f'<div id="zoom">{ARTICLE}</div><div class="footer">主办单位：某县人民政府</div>'
    )
    before = [block for block in document.before if isinstance(block, Paragraph)]
    assert before[0].text == "当前位置：首页 > 年报"
    assert (before[1].text, before[1].tag, before[1].hint) == ("某县年报", "h1", "title")
    assert [block.text for block in document.after if isinstance(block, Paragraph)] == ["主办单位：某县人民政府"]


@pytest.mark.parametrize(
    "furniture",
    [
        "[打印本页] [关闭窗口]",
        "分享到：",
        "责任编辑：张三",
        "点击次数：12",
        "上一篇：无",
        "【字号：大 中 小】",
        "|",
        "扫一扫在手机打开当前页",
        "用微信扫描二维码分享至好友和朋友圈",
        "更多内容欢迎扫描下方二维码关注我们！",
        "|" * 300,
    ],
)
def test_furniture_inside_the_article_is_dropped(furniture: str) -> None:
    document = parse(f'<div id="zoom"><p>{furniture}</p>{ARTICLE}<p>{furniture}</p></div>')
    assert texts(document) == ["一、总体情况", TEXT, "二、主动公开政府信息情况", TEXT]


def test_the_bars_of_a_layout_tables_empty_columns_are_dropped() -> None:
    title = "某县水利局2023年政府信息公开工作年度报告"
    document = parse(f'<div id="zoom"><p>{title} | {"|" * 300}</p><p>|</p>{ARTICLE}</div>')
    assert texts(document)[:2] == [title, "一、总体情况"]


def test_a_footer_inside_the_articles_container_goes_after() -> None:
    footer = "<p>网站地图 | 联系我们</p><p>主办单位：某县人民政府 网站标识码：6211250001</p><p>陇ICP备05000001号</p>"
    document = parse(f"<div>{ARTICLE}<p>如有疑问请联系我们，地址：文化路1号</p>{footer}</div>")
    assert texts(document)[-1] == "如有疑问请联系我们，地址：文化路1号"
    assert len(document.after) == 3


def test_an_article_in_several_containers_is_whole() -> None:
    second = f"<p>三、收到和处理政府信息公开申请情况</p><p>{TEXT}</p>"
    document = parse(f'<div><div class="TRS_Editor">{ARTICLE}</div><div class="TRS_Editor">{second}</div></div>')
    assert "三、收到和处理政府信息公开申请情况" in texts(document)
    assert "一、总体情况" in texts(document)


@pytest.mark.parametrize(
    "line",
    [
        "-",
        "—",
        "/",
        "0",
        "无",
        "无。",
        "浏览次数：12 发布日期：2023-01-01",
        "打印" * 39 + "x",
        "（二）扫描二维码查看办事指南",
        "群众扫描二维码查看政策。",
        "规章 | 0 | 0 | | ||||",
    ],
)
def test_lines_that_only_look_like_furniture_stay(line: str) -> None:
    assert line in texts(parse(f'<div id="zoom">{ARTICLE}<p>{line}</p><p>{TEXT}</p></div>'))


def test_word_paste_joins_inline_nodes_without_spaces() -> None:
    document = parse(
        '<div id="zoom"><p><span>2</span><span>0</span><b>2</b><font>3</font><span>年</span>'
        "<span lang=EN-US>1<o:p></o:p></span><span>月</span>，"
        f"六府办发<span>〔</span><span>2019</span><span>〕</span>32号</p>{ARTICLE}</div>"
    )
    assert texts(document)[0] == "2023年1月，六府办发〔2019〕32号"


def test_breaks_and_blocks_separate() -> None:
    document = parse(f'<div id="zoom">甲<br>乙<br/>丙<div>丁</div>戊{ARTICLE}</div>')
    assert texts(document)[:5] == ["甲", "乙", "丙", "丁", "戊"]


def test_white_space() -> None:
    document = parse(
        "<div id='zoom'><p>&nbsp;&nbsp;　　全市\n      推进公开&#8203;工作，使用 APP 办理，"
        f"2020\n年共 5 件</p>{ARTICLE}</div>"
    )
    assert texts(document)[0] == "全市推进公开工作，使用 APP 办理，2020 年共 5 件"


def test_a_source_line_indented_like_a_paragraph_is_one() -> None:
    document = parse(f'<div id="zoom"><p>　　五、存在的主要问题及改进情况\n　　{TEXT}\n它没有缩进。</p></div>')
    assert texts(document) == ["五、存在的主要问题及改进情况", f"{TEXT}它没有缩进。"]


def test_layout_tables_are_unwrapped() -> None:
    document = parse(
        f"<table><tr><td><table><tr><td>漳县2019年年度报告</td></tr><tr><td>{ARTICLE}</td></tr></table></td></tr></table>"
    )
    assert TEXT in texts(document)
    assert grids(document) == []


def test_sections_in_rows_with_their_headings_at_the_left() -> None:
    rows = (
        f"<tr><td>一、总体情况</td><td><p>{TEXT}</p></td></tr><tr><td>五、存在问题及改进情况</td><td>{TEXT}</td></tr>"
    )
    document = parse(f'<div id="zoom"><table>{rows}</table></div>')
    assert texts(document) == ["一、总体情况", TEXT, "五、存在问题及改进情况", TEXT]


def test_title_and_dateline_rows_of_a_layout_table_are_paragraphs() -> None:
    rows = f'<tr><td class="bt">某县2019年年度报告</td></tr><tr><td>{ARTICLE * 4}</td></tr>'
    document = parse(f"<table>{rows}<tr><td>甲</td><td>乙</td></tr></table>")
    titles = [block for block in (*document.before, *document.blocks) if isinstance(block, Paragraph)]
    assert (titles[0].text, titles[0].hint) == ("某县2019年年度报告", "bt")


def test_a_data_table_stays_a_grid_wherever_it_lies() -> None:
    data = "<table><tr><td>规章</td><td>1</td></tr><tr><td>行政规范性文件</td><td>2</td></tr></table>"
    document = parse(f"<table><tr><td>&nbsp;</td><td>{ARTICLE}{data}</td></tr></table>")
    assert [[cell.text for cell in row] for row in grids(document)[0].rows] == [["规章", "1"], ["行政规范性文件", "2"]]
    middle = f"<tr><td>乙</td><td>{data}</td></tr>"
    outer = f"<table><tr><td>甲</td><td>3</td></tr>{middle}<tr><td>丙</td><td>4</td></tr></table>"
    document = parse(f'<div id="zoom">{ARTICLE}{outer}</div>')
    assert [[[cell.text for cell in row] for row in grid.rows] for grid in grids(document)] == [
        [["甲", "3"]],
        [["规章", "1"], ["行政规范性文件", "2"]],
        [["丙", "4"]],
    ]


def test_spans_are_bounded() -> None:
    row = '<tr><td rowspan=65534 colspan="99999">1</td><td rowspan="x">2</td></tr>'
    document = parse(f'<div id="zoom">{ARTICLE}<table>{row}</table></div>')
    first, second = grids(document)[0].rows[0]
    assert first.rowspan <= 200 and first.colspan <= 200
    assert (second.rowspan, second.colspan) == (1, 1)


def test_a_nul_beside_a_digit_leaves_no_number() -> None:
    document = parse("<table><tr><td>规\x00章</td><td>1\x00</td><td>\x002</td><td>3</td></tr></table>")
    assert [cell.text for cell in grids(document)[0].rows[0]] == ["规章", "1\ufffd", "\ufffd2", "3"]


def test_cells_keep_lines_apart() -> None:
    document = parse(
        f'<div id="zoom">{ARTICLE}<table><tr><td>本年新<br>公开数量</td><td><p>1</p>\n<p>2</p></td></tr></table></div>'
    )
    assert [cell.text for cell in grids(document)[0].rows[0]] == ["本年新\n公开数量", "1\n2"]


@pytest.mark.parametrize("cell", ["5<sup>1</sup>", "<s>12</s>15", "5<sub>2</sub>", "<p>5<sup><span>①</span></sup></p>"])
def test_raised_and_struck_digits_do_not_join(cell: str) -> None:
    row = f"<tr><td>规章</td><td>{cell}</td></tr>"
    document = parse(f'<div id="zoom">{ARTICLE}<table>{row}</table>{"<span></span>" * 100}</div>')
    assert not grids(document)[0].rows[0][1].text.isdigit()


@pytest.mark.parametrize(
    "meta",
    [
        '<meta name="ArticleTitle" content="某县年报">',
        "<META content='某县年报' NAME='articletitle'/>",
        '<!-- <meta name="ArticleTitle" content="某县年报"> -->',
        "<meta name=ArticleTitle content=某县年报>",
        '<meta property="ArticleTitle" content="某县年报"><meta name="ArticleTitle" content="其他">',
        '<meta name="ArticleTitle" content="文章标题"><meta name="ArticleTitle" content="某县年报">',
    ],
)
def test_metas(meta: str) -> None:
    document = parse_html(f"<html><head>{meta}<title> 某 县 </title></head><body>{ARTICLE}</body></html>", URL)
    assert document.metas == {"articletitle": "某县年报"}
    assert document.title == "某 县"


def test_header_lists_are_one_paragraph_an_item() -> None:
    document = parse(
        '<ul class="xxgk"><li><b>索 引 号：</b><span>000014349/2020-344316</span></li><li>文号：</li></ul>'
        f'<div id="zoom">{ARTICLE}</div>'
    )
    before = [(block.text, block.tag) for block in document.before if isinstance(block, Paragraph)]
    assert before == [("索 引 号：000014349/2020-344316", "li"), ("文号：", "li")]


def test_header_tables_stay_grids() -> None:
    header = "<table><tr><td><b>索 引 号：</b></td><td>0001/2020-1</td><td>发布机构</td><td>某局</td></tr></table>"
    document = parse(f'{header}<div id="zoom">{ARTICLE}</div>')
    header_grid = document.before[0]
    assert isinstance(header_grid, Grid)
    assert [cell.text for cell in header_grid.rows[0]] == ["索 引 号：", "0001/2020-1", "发布机构", "某局"]


def test_a_long_header_table_does_not_outweigh_the_marked_article() -> None:
    rows = "".join(
        f"<tr><td>{left}</td><td>{value}</td><td>{right}</td><td></td></tr>"
        for left, value, right in (
            ("名称", "某局2023年年报", "分类"),
            ("索引号", "014300099/2024-00002", "体裁"),
            ("发布机构", "某局", "公开日期"),
        )
    )
    document = parse(
        f'<div class="main"><h2>某局</h2><h3>政府信息公开</h3><table>{rows}</table>'
        f"<h1><ucaptitle>某局2023年年报</ucaptitle></h1><div><ucapcontent>{ARTICLE}</ucapcontent></div></div>"
    )
    assert document.article_rule == "ucapcontent"
    assert grids(document) == []
    assert texts(document)[0] == "一、总体情况"


@pytest.mark.parametrize("style", ["display:none", "display: none;", "DISPLAY: none"])
def test_hidden_text_is_dropped(style: str) -> None:
    document = parse(f'<div id="zoom">{ARTICLE}<div style="{style}">博彩</div>后文</div>')
    assert "博彩" not in "".join(all_texts(document))
    assert texts(document)[-1] == "后文"


def test_hidden_text_of_an_article_that_a_script_keeps_is_remembered() -> None:
    article = f"{ARTICLE}<div style='display:none'>某某体育</div>"
    script = f"<script>window._CONFIG = {{DETAIL: {{content: {json.dumps(article)}}}}}</script>"
    document = parse(f"<p>甲</p>{script}<div style='display:none'>友情链接</div>")
    assert document.hidden == ("友情链接", "某某体育")
    assert TEXT in texts(document)


def test_a_hidden_article_is_kept() -> None:
    assert TEXT in texts(parse(f'<div id="zoom" style="display:none">{ARTICLE}</div>'))


def test_scripts_and_form_controls_are_no_text() -> None:
    document = parse(
        f'<div id="zoom">{ARTICLE}<script>var a="脚本";</script><style>p{{}}</style><select><option>选项</select></div>'
    )
    assert not {"脚本", "选项"} & set("".join(all_texts(document)).split())
    assert "脚本" not in "".join(all_texts(document))


def test_links_and_images() -> None:
    document = parse(
        f'<a href="/a.html" title="全名">短名</a><a href="javascript:void(0)">x</a><a href="//h.gov.cn/b">b</a>'
        f'<div id="zoom">{ARTICLE}<p><img src="./W020.png"></p><a href="P020.pdf">附件</a></div><img src="logo.png">'
    )
    assert [(link.url, link.text, link.title) for link in document.links] == [
        ("http://www.example.gov.cn/a.html", "短名", "全名"),
        ("http://h.gov.cn/b", "b", ""),
        ("http://www.example.gov.cn/zwgk/2023/P020.pdf", "附件", ""),
    ]
    assert document.images == ("http://www.example.gov.cn/zwgk/2023/W020.png",)


def test_base_href_counts() -> None:
    document = parse_html(
        f'<head><base href="http://x.gov.cn/d/"></head><body><a href="1.html">一</a>{ARTICLE}</body>', URL
    )
    assert document.links[0].url == "http://x.gov.cn/d/1.html"


def test_fragments_and_plain_text() -> None:
    assert TEXT in texts(parse_html(ARTICLE, URL))
    plain = parse_html(f"某县年报\r\n\r\n|\r\n一、总体情况\r\n　　{TEXT}\r\n", URL)
    assert texts(plain) == ["某县年报", "一、总体情况", TEXT]
    assert texts(parse_html(f"<pre>一、总体情况\n{TEXT}\n二、主动公开政府信息情况\n{TEXT}</pre>", URL))[1] == TEXT


def test_lines_of_a_bare_text_node_are_split_at_headings() -> None:
    body = f"总体情况\n{TEXT}\n二、主动公开政府信息情况\n{TEXT}\n三、收到和处理政府信息公开申请情况\n{TEXT}"
    assert "二、主动公开政府信息情况" in texts(parse(f"<div id=zoom>{body}</div>"))


def test_gkmlpt_detail() -> None:
    body = ARTICLE.replace("<", "\\u003C").replace('"', '\\"')
    script = (
        '<script>window._CONFIG = {SID: "200001", DETAIL: {"title":"某市年报","publisher":"某市人民政府",'
        f'"identifier":"11440/2023-1","display_publish_time":1674806400,"content":"{body}"}}}};</script>'
    )
    document = parse_html(f"<html><head></head><body><div id=app></div>{script}</body></html>", URL)
    assert TEXT in texts(document)
    assert document.metas["articletitle"] == "某市年报"
    assert document.metas["pubdate"] == "2023-01-27 16:00"
    assert "索引号：11440/2023-1" in [block.text for block in document.before if isinstance(block, Paragraph)]


@pytest.mark.parametrize("field", ['"date":1674806400', '"create_time":1674806400000', '"date":"2023-01-27 16:00"'])
def test_gkmlpt_dates_stand_in_for_the_displayed_one(field: str) -> None:
    script = f'<script>window._CONFIG = {{DETAIL: {{"title":"某市年报",{field},"content":"{ARTICLE}"}}}};</script>'
    document = parse_html(f"<html><body>{script}</body></html>", URL)
    assert document.metas["pubdate"] == "2023-01-27 16:00"


def test_content_after_the_end_tag_is_kept() -> None:
    assert TEXT in all_texts(parse_html(f"<html><body><p>头</p></body></html>{ARTICLE}", URL))


@pytest.mark.parametrize("depth", [100, 240, 300, 3000])
def test_deep_nesting_loses_nothing(depth: int) -> None:
    body = "<font>" * depth + ARTICLE + "</font>" * depth + "<p>后文</p>"
    found = all_texts(parse(body))
    assert TEXT in found
    assert found[-1] == "后文"
    assert "后文" in all_texts(parse("<div>" * depth + ARTICLE + "</div>" * depth + "<p>后文</p>"))[-1]


def test_unclosed_inline_tags_do_not_end_the_page() -> None:
    document = parse("".join(f"<p><font><span>第{number}段" for number in range(400)) + ARTICLE)
    assert "第399段" in all_texts(document)
    assert TEXT in all_texts(document)


@pytest.mark.parametrize(
    "text", ["", " ", "<", "<!--", "<table>", "\x00", "<html></html>", "</body></html>", "<body></body>" * 50]
)
def test_nothing_to_read(text: str) -> None:
    assert parse_html(text, URL).blocks == () or all_texts(parse_html(text, URL))


def test_bad_addresses_are_left_out() -> None:
    document = parse_html(
        f'<body><a href="http://[::1">x</a><a href="http://[x]/">y</a>{ARTICLE}</body>', "http://[bad"
    )
    assert TEXT in texts(document)


_TAGS = (
    "<p> </p> <div_id='zoom'> </div> <table> </table> <tr> <td_rowspan='9'> <td_colspan=300> </td> </tr> "
    "<span> </span> <a_href='x'> </a> <br> <!-- --> <script> </script> <form> </form> <pre> </pre> </html> <b> "
    "<ul><li> <td ' \""
)
_WORDS = ("一、总体情况", TEXT, "0", "&nbsp;", "&#x0;", "\ud7ff", "\x0b")
_PIECES = st.sampled_from((*(tag.replace("_", " ") for tag in _TAGS.split()), *_WORDS))


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_soup_is_read(text: str) -> None:
    document = parse_html(text, URL)
    for block in (*document.before, *document.blocks, *document.after):
        if isinstance(block, Paragraph):
            assert block.text and "\n" not in block.text and block.text == block.text.strip()


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    parse_html(text, URL)
    parse_html(f"<body>{text}", URL)


@pytest.mark.parametrize("pager", ["2 3 下一页", "首页 上一页 1 [2] 3 下一页 尾页", "共 3 页 第 1 页 上页 下页"])
def test_the_pager_of_an_article_is_no_text(pager: str) -> None:
    assert pager not in texts(parse(f"<div id='zoom'>{ARTICLE}<div>{pager}</div></div>"))
    assert "下一页另有说明" in texts(parse(f"<div id='zoom'>{ARTICLE}<div>下一页另有说明</div></div>"))


@pytest.mark.parametrize("attribute", ["hidden", 'hidden=""', 'id="b" hidden'])
def test_elements_with_the_hidden_attribute_are_not_seen(attribute: str) -> None:
    rows = f"<tr><td>规章</td><td>1</td></tr><tr {attribute} ><td>规章</td><td>9</td></tr>"
    document = parse(f"<div id='zoom'>{ARTICLE}<table>{rows}</table><p {attribute}>藏</p></div>")
    assert [[cell.text for cell in row] for row in grids(document)[0].rows] == [["规章", "1"]]
    assert "藏" not in texts(document)
    assert TEXT in texts(parse(f"<div id='zoom' {attribute} >{ARTICLE}</div>"))
