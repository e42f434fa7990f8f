"""A server under cron: PostgreSQL from the environment, plain log lines."""

import os

from settings.base import *  # noqa: F403

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql+psycopg:///nianbao")
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
