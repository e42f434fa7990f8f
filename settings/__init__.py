"""Scrapy settings: base, local, production."""
