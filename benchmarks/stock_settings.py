"""No settings at all: Scrapy as it comes, for the contestant that only fetches."""

REMOTE_CONTROL_ENABLED = False  # it would leave job files behind
