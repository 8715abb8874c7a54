"""Shares as people read them."""

from __future__ import annotations

import math


def percent(share: float) -> str:
    """A share in whole percent, rounded down: only what is complete is 100 %."""
    return f"{math.floor(100 * share + 1e-9)} %"
