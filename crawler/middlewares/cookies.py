"""Cookies, one jar a portal, without a network call of their own.

Scrapy asks tldextract whether a cookie's domain is a public suffix, and tldextract fetches the list of suffixes from
the network when it is first asked, on the reactor's thread. The copy that comes inside the package does here.
"""

from __future__ import annotations

from scrapy.downloadermiddlewares import cookies as stock
from tldextract import TLDExtract

stock._split_domain = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


class PortalCookies(stock.CookiesMiddleware):
    """Scrapy's middleware with the bundled list of public suffixes."""
