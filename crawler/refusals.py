"""Answers that are no content: challenges, fences, throttling, soft 404s. Recognised, named, never defeated.

Pure: given status, headers and bytes. Signs and where they were seen: docs/failures.md. Looking costs nothing on a
normal page: the signs below are short pages or special statuses, so a long body is passed after comparing its length
and one look at its title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crawler.failures import of_status

#: challenges and shells are scripts with next to nothing around them
_SHELL_SIZE = 16_000
#: a soft 404 is short, or says so in its title
_SOFT_SIZE = 6_000
_HEAD = 4_096

_RUISHU = (b"$_ts", b'r="m"', b"r='m'")
_JSL = (b"__jsl_clearance", b"__jsluid")
#: cookies that the script of Tencent EdgeOne sets (人社部), whatever way it writes to document.cookie
_EDGEONE = (b"EO_Bot_Ssid", b"__tst_status")
_GEO = re.compile(rb"reason\s*:\s*GeoBL|GeoBlock|geo[-_ ]?block", re.IGNORECASE)
_COOKIE_SHELL = re.compile(rb"document\s*\.\s*cookie\s*=", re.IGNORECASE)
_RELOAD = re.compile(rb"location\s*(?:\.\s*(?:href|reload|replace|assign))?\s*[=(]|\.reload\s*\(", re.IGNORECASE)
_TAGS = re.compile(rb"<(script|style|head|title|noscript)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)

_NOT_FOUND_WORDS = (
    "页面不存在",
    "页面未找到",
    "页面没有找到",
    "找不到页面",
    "无法找到该页",
    "无法找到页面",
    "网页不存在",
    "文章不存在",
    "信息不存在或已删除",
    "信息已被删除",
    "内容不存在",
    "您访问的页面",
    "您查看的页面",
    "该页面已删除",
    "网页已删除",
    "栏目不存在",
    "Page Not Found",
    "404 Not Found",
)
_TITLE_WORDS = (
    "页面不存在",
    "无法找到",
    "找不到",
    "未找到",
    "页面没有找到",
    "错误页",
    "出错",
    "Not Found",
)
_THROTTLE_WORDS = (
    "访问过于频繁",
    "访问频率过高",
    "请求过于频繁",
    "操作过于频繁",
    "访问太频繁",
    "请稍后再试",
    "访问次数过多",
)
_FENCE_WORDS = (
    "访问被拒绝",
    "访问被阻断",
    "访问被拦截",
    "请求被拦截",
    "已被拦截",
    "IP地址不在允许",
    "网站防火墙",
)


def _needles(words: tuple[str, ...]) -> re.Pattern[bytes]:
    """The words as they stand in UTF-8 and in GBK bytes."""
    return re.compile(b"|".join(re.escape(word.encode(coding)) for word in words for coding in ("utf-8", "gb18030")))


_NOT_FOUND = _needles(_NOT_FOUND_WORDS)
_NOT_FOUND_TITLE = re.compile(_needles(_TITLE_WORDS).pattern + rb"|(?<!\d)404(?!\d)")
#: 第404号 is the number of a document
_NUMBERED = _needles(("404号",))
_THROTTLED = _needles(_THROTTLE_WORDS)
_FENCED = _needles(_FENCE_WORDS)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer is no content: a failure kind of the contract, a sentence, and what was seen."""

    kind: str
    message: str
    evidence: str = ""


def recognise(status: int, headers: Mapping[str, str], body: bytes) -> Refusal | None:
    """The refusal that an answer is, or None for content.

    `headers` has lower-case names. A 304 is content: it says that what we have still holds.
    """
    shell = body if len(body) <= _SHELL_SIZE else body[:_HEAD]
    challenge = _challenge(status, headers, shell)
    if challenge is not None:
        return challenge
    if status == 304:
        return None
    if status != 200 and not 200 < status < 300:
        return _by_status(status, headers, shell)
    return _shell(body) if len(body) <= _SHELL_SIZE else _by_title(body)


def _challenge(status: int, headers: Mapping[str, str], shell: bytes) -> Refusal | None:
    small_success = status in (200, 202) and len(shell) <= _SHELL_SIZE
    if (status in (412, 202, 400) or small_success) and _RUISHU[0] in shell and _script_only(shell):
        return Refusal("blocked:ruishu", "a Ruishu script challenge instead of the page", f"{status}, $_ts in the body")
    cookies = headers.get("set-cookie", "")
    if status in (521, 512) and (b"cookie" in shell or "__jsl" in cookies):
        return Refusal("blocked:jsl", "a Jiasule script challenge instead of the page", f"{status}, {cookies[:80]}")
    if status == 200 and any(sign in shell for sign in _JSL) and _script_only(shell):
        return Refusal("blocked:jsl", "a Jiasule script challenge instead of the page", "__jsl cookie set by script")
    if small_success and any(sign in shell for sign in _EDGEONE) and _script_only(shell):
        return Refusal("blocked:cookie", "an EdgeOne script challenge instead of the page", "EO_Bot_Ssid set by script")
    return None


def _by_status(status: int, headers: Mapping[str, str], shell: bytes) -> Refusal:
    if status == 412:
        kind = "blocked:ruishu" if any(sign in shell for sign in _RUISHU) else "blocked:other"
        return Refusal(kind, "the portal answers 412 (a script challenge)", _excerpt(shell))
    if status in (521, 512):
        return Refusal("blocked:other", f"the portal answers {status} (a challenge or a dead backend)", _excerpt(shell))
    if status in (566, 567):
        return Refusal("blocked:other", f"the portal answers {status} (the EdgeOne firewall)", _excerpt(shell))
    if status == 429 or (status == 503 and ("retry-after" in headers or _THROTTLED.search(shell))):
        wait = headers.get("retry-after", "")
        return Refusal("blocked:throttled", f"the portal answers {status}: too many requests", f"Retry-After: {wait}")
    if status == 403:
        if _THROTTLED.search(shell):
            return Refusal("blocked:throttled", "the portal answers 403: too many requests", _excerpt(shell))
        sign = _GEO.search(shell)
        seen = sign[0].decode() if sign else _excerpt(shell)
        return Refusal("blocked:geo", "the portal answers 403 (an address or region fence)", seen)
    kind, message = of_status(status)
    return Refusal(kind, message, _excerpt(shell))


def _shell(body: bytes) -> Refusal | None:
    """A short page with a success status: a cookie shell, a fence, a soft 404, or simply a short page."""
    lowered = body.lower()  # a word is found ten times sooner than a pattern that takes either case
    cookie = b"cookie" in lowered and _COOKIE_SHELL.search(body)
    if cookie and _RELOAD.search(body) and _script_only(body):
        return Refusal("blocked:cookie", "a script that sets a cookie and reloads instead of the page", _excerpt(body))
    if b"geo" in lowered and _GEO.search(body):
        return Refusal("blocked:geo", "a region fence answers instead of the page", _excerpt(body))
    if len(body) <= _SOFT_SIZE and _says_little(body):
        if _THROTTLED.search(body):
            return Refusal("blocked:throttled", "the portal says that requests come too fast", _excerpt(body))
        if _FENCED.search(body):
            return Refusal("blocked:other", "a web firewall answers instead of the page", _excerpt(body))
        if sign := _NOT_FOUND.search(body):
            return Refusal("soft-404", "status 200, but the page says that it does not exist", _decoded(sign[0]))
    return _by_title(body)


def _by_title(body: bytes) -> Refusal | None:
    title = _TITLE.search(body, 0, _HEAD)
    sign = _NOT_FOUND_TITLE.search(title[1]) if title else None
    if sign is None or title is None or len(title[1].strip()) > 90 or _NUMBERED.search(title[1]):
        return None
    message = "status 200, but the page's title says that it does not exist"
    return Refusal("soft-404", message, _decoded(title[1].strip()))


def _script_only(body: bytes) -> bool:
    """True when a reader without scripts sees next to nothing."""
    return len(_TAGS.sub(b"", body).strip()) < 200


def _says_little(body: bytes) -> bool:
    """True for a page of a sentence or two; a short report may well talk of firewalls and missing pages."""
    return len(_TAGS.sub(b"", body).strip()) < 900


def _excerpt(body: bytes) -> str:
    return _decoded(b" ".join(_TAGS.sub(b" ", body).split())[:150] or b" ".join(body[:150].split()))


def _decoded(sample: bytes) -> str:
    try:
        return sample.decode("utf-8")
    except UnicodeDecodeError:
        return sample.decode("gb18030", "replace")
