"""Shares as percentages."""

from __future__ import annotations


def percent(share: float) -> str:
    """A share in whole percent; only 1 is shown as 100 %, and only 0 as 0 %."""
    rounded = int(100 * share + 0.5)
    if 0 < share < 1:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded} %"
