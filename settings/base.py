"""Settings shared by every environment. Each value that departs from Scrapy's default says why."""

from __future__ import annotations

import os

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# The contract's settings: an environment variable of the same name, or `-s NAME=VALUE`, wins.
DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///data/nianbao.sqlite")
PORTALS_REGISTRY = os.environ.get("PORTALS_REGISTRY", "")  # empty: the bundled registry
ARCHIVE_DIR = os.environ.get("ARCHIVE_DIR", "data/archive")

# An honest name with a contact, so that a portal's staff can reach us.
USER_AGENT = "nianbao/0.1 (+https://github.com/nianbao/nianbao; annual-report crawler; contact: nianbao@example.org)"
ROBOTSTXT_OBEY = True
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# Portals are public servants' machines: one request at a time and host, a second apart, slower when they are slow.
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# One item a response reaches the pipelines; Scrapy makes CONCURRENT_ITEMS tasks for each response, used or not.
CONCURRENT_ITEMS = 8
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
REDIRECT_MAX_TIMES = 6

# The remote-control server executes Python for whoever has its token; the telnet console likewise.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# Reading runs in processes of its own; the crawl itself keeps one core busy.
READING_PROCESSES = max(1, (os.cpu_count() or 2) - 1)
READING_TIMEOUT = 60.0  # seconds a page (or a page with its files) may take before it becomes a failure
ATTACHMENTS_PER_PAGE = 5
LOADING_BATCH = 50

LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"

ITEM_PIPELINES = {
    "pipelines.archiving.ArchivingStage": 100,
    "pipelines.reading.ReadingStage": 200,
    "pipelines.attachments.AttachmentsStage": 300,
    "pipelines.loading.LoadingStage": 400,
}
