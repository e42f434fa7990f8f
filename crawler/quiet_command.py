"""What the commands share that look at portals and registry: no log lines unless asked for, a mistake in one line."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.settings import SETTINGS_PRIORITIES


class QuietCommand(ScrapyCommand):
    """Prints what it found and nothing else; `-L` or `-s LOG_LEVEL=…` brings the log back."""

    requires_project = True

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if self.settings.getpriority("LOG_LEVEL") != SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_ENABLED", False, priority="cmdline")

    def tell(self, message: str, status: int) -> None:
        """One line on stderr under the command's name, and the exit status."""
        command = type(self).__module__.rsplit(".", 1)[-1]
        print(f"scrapy {command}: {message}", file=sys.stderr)
        self.exitcode = status
