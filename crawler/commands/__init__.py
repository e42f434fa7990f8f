"""Commands that operators give: `scrapy <name>`.

Scrapy imports every module here to know its commands' names, whatever is asked of it: what a command works with is
imported where it runs (docs/performance.md).
"""
