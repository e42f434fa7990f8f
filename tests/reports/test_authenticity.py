"""Verdicts on pages: what must be caught, what must not, and that cleaning takes out what was put in."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.authenticity import GenuineReference, clean, findings, judge
from reports.authenticity.origin import foreign_host
from reports.authenticity.scoring import weights
from reports.document import Document, Paragraph
from reports.model import PortalContext, Verdict
from sandbox import bodies, contamination, places

PORTAL = PortalContext("anfu", "安福县人民政府", "360829", "county", ("127.0.0.7:8000", "www.anfu.gov.cn"))
OWN = "http://127.0.0.7:8000/zwgk/t20210129_1.html"
TITLE = "安福县人民政府2020年政府信息公开工作年度报告"
PARAGRAPHS = (
    "根据《国务院办公厅关于印发2020年政务公开工作要点的通知》，安福县人民政府编制本报告，数据统计期限自2020年1月1日起至12月31日止。",
    "2020年，安福县以习近平新时代中国特色社会主义思想为指导，把公开工作列入重要日程，由分管负责人定期听取汇报、解决问题。",
    "按照《江西省人民政府办公厅关于做好年度报告编制工作的通知》要求，全县各部门逐项对照任务，落实到人。",
    "全年通过政府网站公开信息一千二百条，通过“两微一端”发布信息三百条，重点领域信息更新及时，群众查阅方便。",
    "依托“便民在线”平台公开办事指南，“便民在线”全年答复咨询五百件，“便民在线”的好评率稳步提高。",
    "全县共收到政府信息公开申请十一件，均在法定期限内答复，没有因此引起的行政复议和行政诉讼。",
    "存在的问题主要是个别单位公开意识不强、更新不够及时，下一步将加强培训，完善制度，提高工作水平。",
)
#: as many paragraphs as a report has, none twice the same
TEXT = "\n".join([TITLE, *(f"（{n}）{p}" for n in range(1, 4) for p in PARAGRAPHS)])


def verdict_of(text: str = TEXT, title: str = TITLE, url: str = OWN, **more: object) -> Verdict:
    return judge(url=url, text=text, title=title, portal=PORTAL, **more)  # type: ignore[arg-type]


def signals(verdict: Verdict) -> set[str]:
    return {piece.signal for piece in verdict.evidence}


def doctored(pattern: str, brand: str | None = None, seed: int = 1) -> tuple[str, str]:
    """Title and text contaminated by a pattern."""
    text = contamination.contaminate(TEXT, pattern, Random(seed), title=TITLE, places=("安福县", "安福"), brand=brand)
    lines = text.split("\n")
    return lines[1 if pattern == "advertisement" else 0], text


def test_a_plain_report_is_genuine_without_evidence() -> None:
    assert verdict_of() == Verdict("genuine", 0.0, ())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "pattern", ["insertion", "place-replaced", "platform-replaced", "word-swap", "pinyin", "copy-site", "advertisement"]
)
def test_every_pattern_is_caught_on_the_portals_own_host(pattern: str, seed: int) -> None:
    title, text = doctored(pattern, seed=seed)
    verdict = verdict_of(text, title)
    assert verdict.verdict != "genuine", verdict


@pytest.mark.parametrize("brand", ["zqx77体育登录", "鑫凰娱乐城", "飞豹棋牌", "kx8赢家"])
@pytest.mark.parametrize("pattern", ["insertion", "place-replaced", "platform-replaced", "copy-site"])
def test_brands_that_no_list_has_are_caught(pattern: str, brand: str) -> None:
    title, text = doctored(pattern, brand)
    assert verdict_of(text, title).verdict != "genuine"


def test_a_swapped_word_is_named_with_the_word_it_replaced_and_put_back() -> None:
    text = TEXT.replace("关于", "街机高手联盟")
    verdict = verdict_of(text)
    swap = next(piece for piece in verdict.evidence if piece.signal == "word-swap")
    assert (swap.excerpt, swap.detail) == ("街机高手联盟", "关于")
    assert verdict.verdict == "contaminated"
    assert clean(text, verdict) == TEXT


def test_evidence_names_its_place_in_the_text() -> None:
    _, text = doctored("insertion", "bob最新官网")
    verdict = verdict_of(text, "bob最新官网" + TITLE)
    placed = [piece for piece in verdict.evidence if piece.position is not None]
    assert placed
    assert all(text[piece.position :].startswith(piece.excerpt) for piece in placed)


def test_insertions_are_cleaned_away() -> None:
    _, text = doctored("insertion", "bob最新官网")
    title = "bob最新官网" + TITLE
    verdict = verdict_of(text, title)
    assert clean(title, verdict) == TITLE
    assert clean(text, verdict) == TEXT


def test_nothing_is_cleaned_from_a_genuine_page() -> None:
    text = TEXT + "\n公安机关打击网络赌博，查处赌场三处。"
    assert clean(text, verdict_of(text)) == text


def test_pinyin_is_found_and_cleaned_but_a_rare_character_may_be_annotated() -> None:
    annotated = TEXT.replace("公", "公(gong)").replace("办", "办(bàn)(bàn)")
    verdict = verdict_of(annotated)
    assert verdict.verdict == "contaminated"
    assert clean(annotated, verdict) == TEXT
    assert verdict_of(TEXT + "\n旮(gā)旯(lá)村位于濉(suī)河边。").verdict == "genuine"


def test_junk_elements_before_the_body_are_caught_and_sloppy_heads_are_not() -> None:
    page = "<html><head><title>t</title></head><body><p>x</p></body></html>"
    junk = contamination.contaminate(page, "junk-tags", Random(3), title="", places=())
    sloppy = page.replace("<body>", "<div id=top></div><script>'<ruby><bdo><rt>'</script><!-- <kbd><var><tt> --><body>")
    assert verdict_of(markup=junk).verdict == "suspect"
    assert verdict_of(markup=sloppy) == Verdict()


def test_brands_in_the_pages_title_and_keywords_count() -> None:
    document = Document(OWN, title=f"必威体育官网_{TITLE}", metas={"keywords": "bet365,澳门金沙娱乐"})
    verdict = verdict_of(document=document)
    assert verdict.verdict == "contaminated"
    assert {piece.detail for piece in verdict.evidence} == {"page title", "meta keywords"}


@pytest.mark.parametrize(
    ("url", "signal"),
    [
        (OWN, None),
        ("http://www.anfu.gov.cn/a.html", None),
        ("https://zwgk.jian.gov.cn/a.html", None),
        ("http://127.0.0.8:8000/a.html", "foreign-host"),
        ("http://127.0.0.7:9000/a.html", "foreign-host"),
        ("http://www.ckzpt.com/a.html", "foreign-host"),
        ("http://www.anfu.gov.cn.evil.com/a.html", "foreign-host"),
        ("http://notgov.cn/a.html", "foreign-host"),
    ],
)
def test_hosts(url: str, signal: str | None) -> None:
    verdict = verdict_of(url=url)
    assert verdict.verdict == ("contaminated" if signal else "genuine")
    assert signals(verdict) == ({signal} if signal else set())


def test_an_address_inside_the_address_is_noted() -> None:
    assert "open-redirect" in signals(verdict_of(url=OWN + "?u=https://zsj.nmg.gov.cn/a"))


def test_circumstances_together_never_make_a_page_suspect() -> None:
    metas = {"sitename": "齐齐哈尔市人民政府", "sitedomain": "www.qqhr.gov.cn", "siteidcode": "2302000001"}
    text = (
        "发布时间:2023-10-24 人气: 作者:admin\n"
        + TEXT.replace("习近平", "习").replace("。\n", "。。\n")
        + "\ufffd下载www.old.com"
    )
    verdict = verdict_of(text, url="http://www.anfu.gov.cn/a", metas=metas, year=2020, publish_date="2023-10-24")
    assert verdict.verdict == "genuine"
    assert {"site-name", "site-domain", "site-code", "late", "byline", "cut-phrase", "swapped-domain"} <= signals(
        verdict
    )


TRAPS = (
    "金沙县人民政府",
    "永利镇人民政府",
    "澳门路街道办事处",
    "威尼斯水城社区居民委员会",
    "新葡萄产业园管理委员会",
    "体育彩票管理中心",
    "鄂托克前旗人民政府",
    "阿合奇县人民政府",
    "TCL产业园管理委员会",
    "12345政务服务便民热线中心",
    "太阳城街道办事处",
    "大发乡人民政府",
    "博乐市体育局",
)


@pytest.mark.parametrize("issuer", TRAPS)
def test_names_that_hold_words_of_the_lexicon_are_genuine(issuer: str) -> None:
    text = TEXT.replace("安福县人民政府", issuer).replace("全县", issuer[:2]).replace("安福县", "")
    title = f"{issuer}2020年政府信息公开工作年度报告"
    assert verdict_of(text, title).verdict == "genuine"


@pytest.mark.parametrize(
    "paragraph",
    [
        "公安机关开展打击治理网络赌博专项行动，捣毁赌场三处，收缴老虎机二十台，查处六合彩案件四起。",
        "公布体育彩票投注站和福利彩票销售网点名单，对擅自销售彩票的行为依法处罚。",
        "与澳门博彩监察协调局交流博彩业监管经验，对赌场监管规则开展研究。",
        "县体育局建成足球场地五块，组织足球联赛，足球进校园活动覆盖全部学校，足球裁判培训两期。",
        "“i福安”APP注册用户三万人，“i福安”开设专栏，i福安推送信息二百条，通过i福安办理事项一千件。",
        "政务微信群、QQ群、12345热线、IPv6改造、WIFI覆盖和APP备案情况均已公布，OA系统运行正常。",
        "填报人：那日苏。联系人：阿依古丽·买买提。负责人：那日苏。那日苏同志分管政务公开。",
        "衢融通平台为企业融资，衢融通上线以来受理申请九百件，企业通过衢融通获得贷款，衢融通由大数据局维护。",
    ],
)
def test_subjects_and_names_of_real_reports_are_genuine(paragraph: str) -> None:
    assert verdict_of(f"{TEXT}\n{paragraph}").verdict == "genuine"


def test_a_real_page_in_traditional_script_is_genuine_with_a_finding() -> None:
    convert = contamination.opencc.OpenCC("s2t").convert
    verdict = verdict_of(convert(TEXT), convert(TITLE))
    assert (verdict.verdict, signals(verdict)) == ("genuine", {"traditional"})
    assert [finding.severity for finding in findings(verdict)] == ["info"]


def test_a_page_that_lost_characters_is_genuine() -> None:
    rng = Random(5)
    broken = "".join(character for character in TEXT if character not in "县条年" or rng.random() < 0.5)
    assert verdict_of(broken + "\ufffd" * 5 + "锟斤拷").verdict == "genuine"


def test_findings_of_a_contaminated_page_name_the_insertion() -> None:
    _, text = doctored("insertion", "bob最新官网")
    made = findings(verdict_of(text, "bob最新官网" + TITLE))
    assert any("bob最新官网" in finding.message and finding.severity == "error" for finding in made)
    assert len(set(made)) == len(made)


def test_a_copy_of_a_stored_text_shows_what_was_put_in() -> None:
    genuine = GenuineReference(TEXT, "http://www.anfu.gov.cn/a.html")
    copy = TEXT.replace("全县", "全县天地汇")
    verdict = verdict_of(copy, genuine=genuine)
    assert {"agrees-with-genuine", "differs-from-genuine"} <= signals(verdict)
    assert verdict.verdict != "genuine"
    newer = TEXT.replace("十一件", "十二件").replace("2020", "2021")
    assert "differs-from-genuine" not in signals(verdict_of(newer, genuine=genuine))


def test_practice_reports_are_genuine() -> None:
    rng = Random(11)
    for place in places.COUNTIES:
        truth = bodies.write_report(rng, bodies.government(place), 2021)
        text = "\n".join(line for section in truth.sections for line in (section.heading, *section.paragraphs))
        portal = PortalContext("p", place.government, place.code, place.level, ("127.0.0.7:8000",))
        assert judge(url=OWN, text=text, title=truth.title, portal=portal).verdict == "genuine"


@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_gets_a_verdict_and_cleaning_never_fails(text: str, title: str) -> None:
    verdict = judge(url="http://127.0.0.7:8000/", text=text, title=title, portal=PORTAL, markup=text)
    clean(text, verdict)
    findings(verdict)
    assert all(piece.weight >= 0 for piece in verdict.evidence)


def test_lines_between_header_and_article_count() -> None:
    before = (Paragraph("发布时间:2022-10-24 人气: 作者:admin"), Paragraph("欢迎光临bet365线路检测中心"))
    verdict = verdict_of(document=Document(OWN, title=TITLE, before=before))
    assert signals(verdict) == {"byline", "brand"}
    assert verdict.verdict == "suspect"


@pytest.mark.parametrize("listed", ["127.0.0.9", "127.0.0.9:80"])
@pytest.mark.parametrize("address", ["http://127.0.0.9/a.html", "http://127.0.0.9:80/a.html"])
def test_the_default_port_may_be_written_or_not(listed: str, address: str) -> None:
    portal = PortalContext("p", "安福县人民政府", "360829", "county", (listed,))
    assert list(foreign_host(address, portal)) == []
    assert [one.signal for one in foreign_host(address.replace("127.0.0.9", "127.0.0.8"), portal)] == ["foreign-host"]


def test_a_brand_of_a_letter_and_a_digit_behind_full_stops_is_an_insertion() -> None:
    stuffed = "\n".join(line + "米乐m6" if n % 4 == 1 else line for n, line in enumerate(TEXT.split("\n")))
    assert "insertion" in signals(verdict_of(stuffed))
    numbered = "\n".join(line + "见表6" if n % 4 == 1 else line for n, line in enumerate(TEXT.split("\n")))
    assert verdict_of(numbered).verdict == "genuine"


def test_every_circumstance_is_named_with_its_place_and_the_score_can_be_redone_by_hand() -> None:
    text = TEXT.replace("。\n", "。。\n").replace("习近平", "习", 1) + "\n锟斤拷\ufffd公\u200b开"
    verdict = verdict_of(text, url="http://www.anfu.gov.cn/a")
    found = {piece.signal: piece for piece in verdict.evidence}
    assert {"doubled-punctuation", "broken-decoding", "invisible", "cut-phrase"} <= found.keys()
    assert text[found["cut-phrase"].position or 0 :].startswith("习新时代")
    table = weights()
    for checked in (verdict, verdict_of(*reversed(doctored("insertion", "bob最新官网")))):
        sums: dict[str, float] = {}
        for piece in checked.evidence:
            signal = table.signals[piece.signal]
            assert piece.weight == signal.weight
            sums[piece.signal] = min(sums.get(piece.signal, 0) + piece.weight, signal.cap)
        circumstances = sum(value for name, value in sums.items() if table.signals[name].circumstance)
        content = sum(sums.values()) - circumstances
        assert checked.score == pytest.approx(content + min(circumstances, table.circumstance_cap))


@pytest.mark.parametrize(
    ("issuer", "division", "portal", "foreign"),
    [
        ("鄂托克前旗人民政府", "150623", ("衢州市人民政府", "330800", "prefecture"), True),
        ("常山县人民政府", "330822", ("衢州市人民政府", "330800", "prefecture"), False),
        ("杭州市人民政府", "330100", ("衢州市人民政府", "330800", "prefecture"), False),
        ("朝阳区人民政府", None, ("衢州市人民政府", "330800", "prefecture"), False),
        ("教育局", "330800", ("衢州市人民政府", "330800", "prefecture"), False),
        ("鄂托克前旗人民政府", "150623", ("审计署", None, "national"), False),
        ("鄂托克前旗人民政府", "150623", ("水利部长江水利委员会", "420100", "department"), False),
        ("鄂托克前旗人民政府", "150623", ("某门户", "000000", "national"), False),
    ],
)
def test_a_report_of_another_province_is_not_the_portals(
    issuer: str, division: str | None, portal: tuple[str, str | None, str], foreign: bool
) -> None:
    name, code, level = portal
    context = PortalContext("p", name, code, level, ("127.0.0.7:8000",))
    verdict = judge(url=OWN, text="", title=None, portal=context, issuer=issuer, division=division)
    assert signals(verdict) == ({"foreign-issuer"} if foreign else set())
    assert verdict.verdict == ("suspect" if foreign else "genuine")


def test_values_of_a_header_printed_twice_are_no_insertions() -> None:
    line = "信息分类：政务公开、政府信息公开工作年度报告、其他有关文件材料、本单位政府信息公开年报；其他"
    assert verdict_of(f"{line}\n{TEXT}\n{line}").verdict == "genuine"
    before = (Paragraph("主题分类："), Paragraph("年报"), Paragraph("主题词："), Paragraph("年报"))
    over = "\n".join(block.text for block in before)
    assert verdict_of(f"{over}\n{TEXT}", document=Document(OWN, title=TITLE, before=before)).evidence == ()
