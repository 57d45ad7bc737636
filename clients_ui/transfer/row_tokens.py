"""Fake."""

from typing import Any


def known(digest: str, sheet: str, rows: Any) -> dict[int, Any]:
    return {}
