"""Settings shared by every environment. Each value that departs from Scrapy's default says why."""

from __future__ import annotations

import os

from scrapy.settings import default_settings

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
# A polite crawl is bounded by hosts / delay, so that many hosts have to be under way at one time; a host that hangs
# holds one of these places until its time is up.
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
# Requests at a time and host once DOWNLOAD_DELAY=0 and AUTOTHROTTLE_ENABLED=False say that portals are practice ones
# (Scrapy's own default); CONCURRENT_REQUESTS_PER_DOMAIN given with -s wins.
PRACTICE_CONCURRENCY = 8
CRAWL_DELAY_MAX = 30.0  # seconds; a robots.txt that asks for more gets this
BACKOFF_MAX_SECONDS = 120.0  # of pauses (Retry-After) for one machine between two good answers
ROBOTSTXT_TIMEOUT = 15.0

# What one portal may cost; a bad one stops, the others do not notice.
PORTAL_MAX_REQUESTS = 20_000
PORTAL_MAX_SECONDS = 6 * 3600
PORTAL_MAX_FAILURES_IN_A_ROW = 20
PORTAL_MAX_UNREACHABLE = 3
LIST_MAX_PAGES = 200
SEARCH_MAX_PAGES = 60

# First come, first served: a portal's newest reports stand first in its lists.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
SCHEDULER_DISK_QUEUE = "scrapy.squeues.PickleFifoDiskQueue"

# Scrapy makes CONCURRENT_ITEMS tasks for each response, used or not (docs/performance.md); a page gives one item.
CONCURRENT_ITEMS = 2
# For the whole answer, so that a body that drips is cut; also the time that a dead host holds its place.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_HANDLERS = {
    "http": "crawler.transport.PortalHandler",
    "https": "crawler.transport.PortalHandler",
    # nothing but http and https is ever fetched
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# A browser is started for the first page that needs one, not before.
BROWSER_EXECUTABLE = os.environ.get("BROWSER_EXECUTABLE", "")  # empty: Playwright's own, else the system's Chromium
BROWSER_PAGES = 4  # at a time
BROWSER_PAGES_BEFORE_RESTART = 200
BROWSER_MAX_MEMORY_MB = 1100
TWISTED_DNS_RESOLVER = "crawler.transport.PublicResolver"
DNS_TIMEOUT = 20
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # what is given up becomes a recorded failure
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads and parses our sources at every start; their types say what they yield
LOG_VERSIONS: list[str] = []
REDIRECT_MAX_TIMES = 6

# The remote-control server executes Python for whoever has its token; the telnet console likewise.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# Reading runs in processes of its own, one a core: the crawl itself keeps less than half a core busy, so that one
# process fewer left cores idle while pages waited (docs/performance.md).
READING_PROCESSES = os.cpu_count() or 2
READING_TIMEOUT = 60.0  # seconds a page (or a page with its files) may take before it becomes a failure
ATTACHMENTS_PER_PAGE = 5
LOADING_BATCH = 50

# Scrapy imports what a setting turns off with None too, the web server of its remote control among them: what is not
# used here is taken out of its lists. Ours says what LogStats says, and what came of the pages.
EXTENSIONS_BASE = {
    name: order
    for name, order in default_settings.EXTENSIONS_BASE.items()
    if name.split(".")[2] not in ("logstats", "remote_control", "telnet", "throttle")
}
EXTENSIONS = {
    # a slot keeps the delay that its robots.txt asks for
    "crawler.extensions.throttle.PromisedThrottle": 0,
    "crawler.extensions.run_record.RunRecorder": 0,
    "crawler.extensions.progress.Progress": 0,
    "crawler.extensions.stopping.StopQuickly": 0,
}
PROGRESS_SECONDS = 10.0  # between two progress lines where there is no terminal
STATS_DUMP = False  # the run's counters are kept in the database
DOWNLOADER_STATS = False  # nobody reads its byte counts, for which it spells every request and response out again
LOG_FORMATTER = "crawler.log_lines.PageLines"

SPIDER_MIDDLEWARES_BASE = {
    # left out: HttpError and UrlLength drop requests in silence (crawler.middlewares.refusals names them), orders carry
    # their own Referer, depth and cookies' copies are not ours to count
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25,
}
_OURS_INSTEAD = ("cookies", "httpcompression", "offsite", "redirect", "retry", "robotstxt")
_NOT_USED = ("httpauth", "stats")
DOWNLOADER_MIDDLEWARES_BASE = {
    # left out with `redirect`: MetaRefresh, which reads response.text of every page (2.9 times the CPU on undeclared
    # ones); lists and search follow refreshes
    name: order
    for name, order in default_settings.DOWNLOADER_MIDDLEWARES_BASE.items()
    if name.split(".")[2] not in (*_OURS_INSTEAD, *_NOT_USED)
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.hosts.PortalGate": 50,
    "crawler.middlewares.robots.PortalRobots": 100,
    # nearer the spider than Scrapy's retries: what still fails after those is named
    "crawler.middlewares.refusals.NamedRefusals": 540,
    "crawler.middlewares.retries.PortalRetries": 550,
    "crawler.middlewares.refusals.Backoff": 560,
    # nearer the downloader than Scrapy's retries
    "crawler.middlewares.tls.RelaxTls": 570,
    "crawler.middlewares.compression.Decompression": 590,
    "crawler.middlewares.redirects.PortalRedirects": 600,
    "crawler.middlewares.cookies.PortalCookies": 700,
}

LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"

ITEM_PIPELINES = {
    "pipelines.archiving.ArchivingStage": 100,
    "pipelines.reading.ReadingStage": 200,
    "pipelines.attachments.AttachmentsStage": 300,
    "pipelines.loading.LoadingStage": 400,
}
