"""What rows are made of; apart from `storage.rows`, so that reading processes load no SQLAlchemy (half a second)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Row = Sequence[Any]


def as_json(value: Any) -> str | None:
    """JSON text for a JSON column; None stays null."""
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)
