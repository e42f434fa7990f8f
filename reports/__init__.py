"""From bytes to a checked report: pure functions, no Scrapy, no SQL, no network."""
