"""One report as a person sees it."""

from __future__ import annotations

import pytest

from crawler.report_view import print_report


def test_what_another_page_prints_otherwise_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    empty = dict.fromkeys(("proactive", "applications", "proceedings"))
    parts: dict[str, list[object]] = {
        name: []
        for name in (
            "sections",
            "appendix",
            "findings",
            "evidence",
            "attachments",
            "versions",
            "decisions",
            "similar",
            "copies",
        )
    }
    differences = {"cells": {"applications.received.total": [12, 112]}, "cells_changed": 1}
    sources = [
        {"id": 1, "role": "primary", "url": "http://127.0.0.1/1", "differences": None},
        {"id": 2, "role": "duplicate", "url": "http://127.0.0.2/1", "differences": differences},
    ]
    print_report({"id": 7, **empty, **parts, "sources": sources})
    printed = capsys.readouterr().out
    assert '"applications.received.total": [12, 112]' in printed
