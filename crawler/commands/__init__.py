"""Commands that operators give: `scrapy <name>`."""
