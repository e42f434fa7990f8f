"""Scrapy side: what to fetch, from where, how politely. Knows portals; never parses a report."""
