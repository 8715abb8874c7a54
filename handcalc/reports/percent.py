"""Shares as people read them."""

from __future__ import annotations


def percent(share: float) -> str:
    """A share in whole percent; only what is complete is 100 %, and only nothing 0 %."""
    rounded = int(100 * share + 0.5)
    if 0 < share < 1:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded} %"
