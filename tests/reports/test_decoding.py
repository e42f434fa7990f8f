"""Raw bytes plus headers in, the right text out; what was decided and why is told."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reports.decoding import MIN_CONFIDENCE, decode
from reports.model import Decoded

SIMPLIFIED = (
    "云岭县人民政府2022年政府信息公开工作年度报告。本报告根据条例要求编制，所列数据的统计期限自2022年1月1日起至12月31日止。"
    "全年主动公开政府信息1136条，受理依申请公开21件，均在法定期限内答复，没有收取费用。"
)
TRADITIONAL = (
    "雲嶺縣人民政府2022年政府信息公開工作年度報告。本報告根據條例要求編制，所列數據的統計期限自2022年1月1日起至12月31日止。"
    "全年主動公開政府信息1136條，受理依申請公開21件，均在法定期限內答覆，沒有收取費用。"
)
ENCODINGS = ("utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "hz", "utf-16-le", "utf-16-be", "utf-16")
REPORTED = {"utf-8-sig": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "utf-16": "utf-16-le"}


def page(text: str = SIMPLIFIED, head: str = "") -> str:
    return f"<html><head>{head}<title>公文</title></head><body><p>{text}</p></body></html>"


def rules(decoded: Decoded) -> list[str]:
    return [finding.rule for finding in decoded.findings]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("header", [None, "text/html", "text/html; charset=iso-8859-1", "text/html;charset=big5"])
def test_text_is_right_whatever_the_header_says(encoding: str, header: str | None) -> None:
    text = page()
    decoded = decode(text.encode(encoding), header)
    assert decoded.text == text
    assert decoded.encoding == REPORTED.get(encoding, encoding)
    assert decoded.lost == 0
    assert decoded.confidence >= 0.9


@pytest.mark.parametrize("header", [None, "text/html; charset=gbk", "text/html; charset=utf-8"])
def test_big5(header: str | None) -> None:
    decoded = decode(page(TRADITIONAL).encode("big5"), header)
    assert (decoded.text, decoded.encoding) == (page(TRADITIONAL), "big5")


def test_traditional_text_in_gb18030_is_not_big5() -> None:
    decoded = decode(page(TRADITIONAL).encode("gb18030"))
    assert (decoded.text, decoded.encoding) == (page(TRADITIONAL), "gb18030")


def test_four_byte_characters() -> None:
    text = page("街道名含有㐀㑇𠮷䶮等字，" + SIMPLIFIED)
    decoded = decode(text.encode("gb18030"), "text/html; charset=gb2312")
    assert decoded.text == text
    assert decoded.declared == ("gb18030",)
    assert decoded.findings == ()


@pytest.mark.parametrize("text", ["鄯善、鄄城、郯城、亳州、儋州、茌平", "亳州", "页面不存在", "联通", "漯河市濮阳县"])
def test_rare_or_short_gb_text(text: str) -> None:
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize("text", ["頁面不存在", "系統錯誤", "網站", "政府資訊公開"])
def test_short_big5_text(text: str) -> None:
    assert decode(text.encode("big5")).text == text


@pytest.mark.parametrize(("encoding", "text"), [("gb18030", SIMPLIFIED), ("utf-8", SIMPLIFIED), ("big5", TRADITIONAL)])
def test_chinese_after_much_markup(encoding: str, text: str) -> None:
    scripts = "".join(f'<script src="/js/lib{number}.js" charset="x"></script>\n' for number in range(500))
    whole = page(text, scripts)
    assert decode(whole.encode(encoding)).text == whole


def test_a_lying_declaration_is_told() -> None:
    decoded = decode(page(head='<meta charset="utf-8">').encode("gbk"), "text/html; charset=UTF-8")
    assert decoded.declared == ("utf-8", "utf-8")
    assert rules(decoded) == ["encoding.declaration", "encoding.declaration"]
    assert decoded.findings[0].message == "the HTTP header says utf-8, but the bytes are gb18030"
    assert {finding.severity for finding in decoded.findings} == {"info"}


def test_a_true_declaration_is_no_finding() -> None:
    head = '<META http-equiv="Content-Type" content="text/html; charset=gb2312" />'
    decoded = decode(page(head=head).encode("gbk"), "text/html; charset=GBK")
    assert decoded.declared == ("gb18030", "gb18030")
    assert decoded.findings == ()


@pytest.mark.parametrize(
    "head",
    [
        '<style>p{font-family:仿宋_GB2312;src:url(a?charset=gb2312)}</style>', '<!-- <meta charset="gb2312"> -->',
        '<script src="a.js" charset="gb2312"></script>', '<meta name="description" content="仿宋_GB2312">',
    ],
)  # fmt: skip
def test_what_is_no_declaration(head: str) -> None:
    decoded = decode(page(head=head).encode("utf-8"))
    assert decoded.declared == ()
    assert decoded.findings == ()


def test_xml_declaration() -> None:
    decoded = decode(f'<?xml version="1.0" encoding="GB2312"?><datastore>{SIMPLIFIED}</datastore>'.encode("gbk"))
    assert decoded.declared == ("gb18030",)


def test_a_rendered_body_is_not_detected_again() -> None:
    decoded = decode(page().encode("utf-8"), "text/html; charset=gbk", rendered_as="utf-8")
    assert (decoded.text, decoded.encoding, decoded.rule) == (page(), "utf-8", "rendered")
    assert decoded.findings == ()
    assert decode(b"abc", rendered_as="no-such-codec").text == "abc"


@pytest.mark.parametrize(("encoding", "text"), [("utf-8", SIMPLIFIED), ("gbk", SIMPLIFIED), ("big5", TRADITIONAL)])
@pytest.mark.parametrize("place", [3, 17, 40])
def test_one_bad_byte_costs_one_character(encoding: str, text: str, place: int) -> None:
    before, after = "<p>" + text[:place], text[place + 1 :] + "</p>"
    char = text[place].encode(encoding)
    assert len(char) > 1
    for at in range(len(char)):
        spoiled = bytearray(char)
        spoiled[at] = 0xFF
        decoded = decode(before.encode(encoding) + bytes(spoiled) + after.encode(encoding))
        assert decoded.text.startswith(before)
        assert decoded.text.endswith(after)
        assert decoded.lost >= 1
        assert "encoding.lost" in rules(decoded)


@pytest.mark.parametrize(("encoding", "text"), [("utf-8", SIMPLIFIED), ("gbk", SIMPLIFIED), ("big5", TRADITIONAL)])
def test_a_body_cut_in_mid_character(encoding: str, text: str) -> None:
    whole = ("<p>" + text).encode(encoding)
    decoded = decode(whole[:-1].removesuffix("。".encode(encoding)[:-1]) + text[5].encode(encoding)[:1])
    assert decoded.text.startswith("<p>" + text[:-1])
    assert decoded.lost == 1


@pytest.mark.parametrize("encoding", ["gbk", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("place", [40, 60, 100])
def test_a_lost_byte_does_not_shift_the_rest(encoding: str, place: int) -> None:
    text = "<p>" + SIMPLIFIED * 3 + "</p>"
    if text[place].isascii():
        place += 1
    at = len(text[:place].encode(encoding))
    body = text.encode(encoding)
    decoded = decode(body[:at] + body[at + 1 :])
    assert decoded.text.startswith(text[: place - 1])
    assert decoded.text.endswith(text[place + 2 :])
    assert decoded.lost == 1


def test_rare_characters_before_letters_are_left_alone() -> None:
    text = "<p>政府信息公开李喆、张瑄、朱镕ABC信息公开工作镕a</p>" + SIMPLIFIED
    assert decode(text.encode("gbk")).text == text


@pytest.mark.parametrize(
    ("true", "wrong", "text", "how"),
    [
        ("utf-8", "latin-1", SIMPLIFIED, "utf-8 read as windows-1252"),
        ("gb18030", "latin-1", SIMPLIFIED, "gb18030 read as windows-1252"),
        ("big5", "gb18030", TRADITIONAL, "big5 read as gb18030"),
    ],
)
def test_reversible_mojibake_is_undone(true: str, wrong: str, text: str, how: str) -> None:
    body = ("<p>" + text.encode(true).decode(wrong) + "</p>").encode("utf-8")
    decoded = decode(body, "text/html; charset=utf-8")
    assert decoded.text == f"<p>{text}</p>"
    assert decoded.repaired == how
    assert rules(decoded) == ["encoding.mojibake"]


def test_half_reversible_mojibake_keeps_what_can_be_had() -> None:
    broken = SIMPLIFIED.encode("utf-8").decode("gb18030", "replace")
    decoded = decode(f"<h1>年报</h1><p>{broken}</p>".encode())
    assert decoded.repaired == "utf-8 read as gb18030"
    for words in ("年报", "工作年度报告", "数据的统计期限"):
        assert words in decoded.text
    assert rules(decoded) == ["encoding.mojibake"]


def test_only_the_spoiled_part_is_repaired() -> None:
    menu = "首页　政务公开　互动交流"
    body = f"<div>{menu}</div><p>{SIMPLIFIED.encode('utf-8').decode('latin-1')}</p>".encode()
    assert decode(body).text == f"<div>{menu}</div><p>{SIMPLIFIED}</p>"


def test_what_the_portal_destroyed_is_told() -> None:
    decoded = decode(f"<p>{SIMPLIFIED}锟斤拷锟斤拷\ufffd</p>".encode())
    assert rules(decoded) == ["encoding.ruined"]
    assert decoded.lost == 0
    assert "3 places" in decoded.findings[0].message


@pytest.mark.parametrize(
    "text", ["口腔医院口腔科口腔病防治所口腔", "淇县人民政府淇河淇园", "£100 ¡Hola! café façade ©", "ㄅㄆㄇ"]
)
def test_genuine_text_with_suspicious_characters(text: str) -> None:
    decoded = decode(f"<p>{text}{SIMPLIFIED}</p>".encode())
    assert decoded.text == f"<p>{text}{SIMPLIFIED}</p>"
    assert decoded.repaired is None
    assert decoded.findings == ()


def test_a_passage_in_another_encoding() -> None:
    body = f"<p>{SIMPLIFIED * 4}</p>".encode() + "<div>版权所有云岭县人民政府办公室主办</div>".encode("gbk")
    decoded = decode(body)
    assert decoded.text == f"<p>{SIMPLIFIED * 4}</p><div>版权所有云岭县人民政府办公室主办</div>"
    assert decoded.encoding == "utf-8"


def test_a_bom_over_other_bytes() -> None:
    decoded = decode(b"\xef\xbb\xbf" + page().encode("gbk"))
    assert (decoded.text, decoded.encoding) == (page(), "gb18030")
    assert decoded.declared == ("utf-8",)
    assert rules(decoded) == ["encoding.declaration"]


def test_western_signs_in_an_error_page() -> None:
    decoded = decode(b"<p>Copyright \xa9 2020 Acm\xe9</p>", "text/html; charset=iso-8859-1")
    assert (decoded.text, decoded.encoding) == ("<p>Copyright © 2020 Acmé</p>", "windows-1252")


def test_ascii_and_nothing() -> None:
    assert decode(b"<html></html>").encoding == "utf-8"
    assert decode(b"").text == ""
    assert decode(b"a ~{ b").text == "a ~{ b"
    assert decode(b"if (x ~{y}~ z) a~{}~}").encoding == "utf-8"


@pytest.mark.parametrize(
    "body",
    [
        bytes(range(256)) * 12, b"%PDF-1.4\n1 0 obj", b"PK\x03\x04" + bytes(100), b"\x89PNG\r\n\x1a\n" + bytes(60),
        b"\xff\xfe" + bytes(range(256)) * 8, bytes(2000), b"\x00\x01\x02\x03" * 500,
        bytes(0x81 + (number * number * 7919 >> 3) % 126 for number in range(6000)),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text(body: bytes) -> None:
    assert decode(body, "text/html; charset=utf-8").confidence < MIN_CONFIDENCE


@pytest.mark.parametrize(
    "body", [("政府信息公开" * 60_000).encode("gbk")[1:], b"\xd5\xfe\xff" * 200_000, b"\xff" * 500_000]
)
def test_hostile_bodies_are_bounded(body: bytes) -> None:
    started = time.process_time()
    decode(body)
    assert time.process_time() - started < 5


def _encodable(text: str, encoding: str) -> bool:
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


_ANY = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=200)
_PROSE = st.lists(
    st.sampled_from("政府信息公开工作年度报告申请受理答复不予的一是在有镕垚亳鄯濮2023、，。（）ab<>/ \n"), max_size=200
).map("".join)


@settings(max_examples=150, deadline=None)
@given(_ANY)
def test_any_text_comes_back_from_utf8(text: str) -> None:
    assume("\ufffd" not in text and not text.startswith("\ufeff"))
    body = (page() + text).encode()
    decoded = decode(body)
    assert decoded.text == page() + text or decoded.repaired


@settings(max_examples=200, deadline=None)
@given(_PROSE, st.sampled_from(["gbk", "gb18030", "utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"]))
def test_prose_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    assume(_encodable(text, encoding))
    assert decode((page() + text).encode(encoding)).text == page() + text


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=600), st.sampled_from([None, "text/html; charset=gbk", "charset=\x00", "text/html; charset="])
)
def test_no_bytes_raise(body: bytes, header: str | None) -> None:
    decoded = decode(body, header)
    assert 0.0 <= decoded.confidence <= 1.0
    assert decoded.lost >= 0


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_pages_never_raise(data: st.DataObject) -> None:
    encoding = data.draw(st.sampled_from(["utf-8", "gb18030", "big5", "hz", "utf-16-le"]))
    body = bytearray(page(TRADITIONAL if encoding == "big5" else SIMPLIFIED).encode(encoding))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    decoded = decode(bytes(body))
    assert decoded.encoding
