"""Portals behind a wall: every request meets a challenge, a cookie shell or a refusal, never content."""

from __future__ import annotations

from sandbox.sites.static_trs import TrsPortal
from sandbox.traffic import Answer, Request, html, redirect


class _BlockedPortal(TrsPortal):
    """Every request meets the same wall."""

    def wall(self, request: Request) -> Answer:
        """The answer in place of every page."""
        raise NotImplementedError

    def answer(self, request: Request) -> Answer:
        return super().answer(request) if request.path == "/robots.txt" else self.wall(request)


class RuishuPortal(_BlockedPortal):
    """瑞数: 412 and a script that sets `$_ts`."""

    site = "ruishu"
    failure = "blocked:ruishu"

    def wall(self, request: Request) -> Answer:
        text = (
            '<!DOCTYPE html><html><head><meta id="9DhefwqGPrzGxEp9hPaoag" content="wX1kq" r="m">'
            '<script r="m">$_ts=window[\'$_ts\'];if(!$_ts)$_ts={};$_ts.nsd=83541;$_ts.cd="qErrcqlmqGq";</script>'
            '<script src="/4QbVtADbnLVIc/c.FxJzG50F.js" r="m"></script></head><body></body></html>'
        )
        answer = html(text, status=412)
        answer.headers["Set-Cookie"] = "NOh8RTWx6K2dS=60abc; path=/"
        return answer


class JslPortal(_BlockedPortal):
    """加速乐: 521 and a script that computes a cookie."""

    site = "jsl"
    failure = "blocked:jsl"

    def wall(self, request: Request) -> Answer:
        cookie = "document.cookie=('__jsl_clearance_s=1675.'+'1|-1|x')+';max-age=3600;path=/';"
        answer = html(f"<script>{cookie}location.href=location.pathname</script>", status=521)
        answer.headers["Set-Cookie"] = "__jsluid_h=4a1d7c0; max-age=31536000; path=/; HttpOnly"
        return answer


class CookieShellPortal(_BlockedPortal):
    """200 with a script that sets C3VK and reloads."""

    site = "cookie-shell"
    failure = "blocked:cookie"

    def wall(self, request: Request) -> Answer:
        return html(
            "<html><head><script>var d=new Date();document.cookie='C3VK=4fd1a2; path=/; max-age=300';"
            "window.location.reload(true);</script></head><body></body></html>"
        )


class CookieRedirectPortal(TrsPortal):
    """302 to the same address with a cookie: a cookie jar is enough."""

    site = "cookie-redirect"

    def answer(self, request: Request) -> Answer:
        if request.cookie("CT6T") is None:
            return redirect(request.target, 302, Set_Cookie="CT6T=9f3c; path=/")
        return super().answer(request)


class GeoPortal(_BlockedPortal):
    """403 with the reason GeoBL."""

    site = "geo"
    failure = "blocked:geo"

    def wall(self, request: Request) -> Answer:
        return html("<html><body>Request denied. reason:GeoBL</body></html>", status=403)
