"""Answers that are no content, in the shapes that portals send them; and pages that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.refusals import recognise

RUISHU = (
    b"""<!DOCTYPE html><html><head><meta id="9DhefwqGPrzG" content="a8..." r="m"><script>$_ts=window['$_ts'];"""
    b"""if(!$_ts)$_ts={};$_ts.nsd=52931;$_ts.cd="qEyxrrA";</script><script src="/q3fX/abc.js"></script></head></html>"""
)
JSL = (
    b"<script>document.cookie=('_')+('_')+('jsl_clearance_s=1')+';max-age=3600;path=/';"
    b"location.href=location.pathname</script>"
)
C3VK = b"""<html><script>document.cookie="C3VK=1a2b3c; path=/; max-age=300";window.location.reload();</script></html>"""
EDGEONE = (
    b"<html><body><script>var t={aB:17,cD:25},w=document,k='coo'+'kie';w[k]='__tst_status='+(t.aB+t.cD)+'#;';"
    b"w[k]='EO_Bot_Ssid='+(function(a,b){return a+b})(0,12345)+';';w['location']['reload']();</script></body></html>"
)
FILLER = "本机关按照条例要求做好政府信息公开工作。" * 60


def page(title: str, text: str, charset: str = "utf-8") -> bytes:
    return f"<html><head><title>{title}</title></head><body><p>{text}</p></body></html>".encode(charset)


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (412, {}, RUISHU, "blocked:ruishu"),
        (202, {}, RUISHU, "blocked:ruishu"),
        (200, {}, RUISHU, "blocked:ruishu"),
        (412, {}, b"", "blocked:other"),
        (521, {"set-cookie": "__jsluid_h=1a; path=/"}, JSL, "blocked:jsl"),
        (512, {}, JSL, "blocked:jsl"),
        (200, {}, JSL.replace(b"('_')+('_')+('jsl", b"('__jsl"), "blocked:jsl"),
        (521, {}, b"<html>web server is down</html>", "blocked:other"),
        (200, {}, C3VK, "blocked:cookie"),
        (200, {}, EDGEONE, "blocked:cookie"),
        (567, {}, b"", "blocked:other"),
        (403, {}, b"<html><head><title>403 Forbidden</title></head></html>", "blocked:geo"),
        (403, {}, b"event_id:1 reason:GeoBL", "blocked:geo"),
        (200, {}, page("", "reason:GeoBL"), "blocked:geo"),
        (403, {}, page("", "您的访问过于频繁，请稍后再试"), "blocked:throttled"),
        (429, {}, b"", "blocked:throttled"),
        (503, {"retry-after": "30"}, b"", "blocked:throttled"),
        (503, {}, b"", "http:503"),
        (500, {}, b"", "http:500"),
        (401, {}, b"", "http:401"),
        (302, {}, b"", "http:302"),
        (404, {}, b"", "gone"),
        (410, {}, b"", "gone"),
        (200, {}, page("提示", "页面不存在"), "soft-404"),
        (200, {}, page("提示", "对不起，无法找到该页", "gb18030"), "soft-404"),
        (200, {}, page("404", FILLER * 20), "soft-404"),
        (200, {}, page("您访问的页面未找到", FILLER), "soft-404"),
        (200, {}, page("某县人民政府", "访问过于频繁"), "blocked:throttled"),
        (200, {}, page("拦截提示", "您的请求被拦截", "gb18030"), "blocked:other"),
    ],
)
def test_each_refusal_is_named(status: int, headers: dict[str, str], body: bytes, kind: str) -> None:
    refusal = recognise(status, headers, body)
    assert refusal is not None
    assert refusal.kind == kind
    assert refusal.message


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, page("某县2021年政府信息公开工作年度报告", FILLER)),
        (200, page("某县2021年政府信息公开工作年度报告", "页面不存在的情况已整改，请求被拦截的问题已解决。" + FILLER)),
        (200, page("某县2021年政府信息公开工作年度报告", FILLER, "gb18030")),
        (200, page("第404号文件", FILLER)),
        (200, page("某县", FILLER) + b"<script>var $_tsx=1;document.cookie='a=1';location.href</script>"),
        (200, b""),
        (304, b""),
        (200, b"\x89PNG" + bytes(range(256)) * 40),
    ],
)
def test_content_passes(status: int, body: bytes) -> None:
    assert recognise(status, {}, body) is None


@given(st.integers(100, 599), st.binary(max_size=2000))
def test_any_bytes_are_judged_without_an_error(status: int, body: bytes) -> None:
    refusal = recognise(status, {}, body)
    if refusal is None:
        assert status == 304 or 200 <= status < 300
