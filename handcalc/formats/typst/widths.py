"""What fits a page and a cell, in em."""

from __future__ import annotations

from collections.abc import Iterable

from handcalc.formats.document.widths import width_of

PAGE = 48.0
"""What fits between the margins."""
PADDING = 1.1
"""Space on both sides of a cell together."""
LONGEST_LABEL = 11.0
LONGEST_WORD = 30.0
"""A longer label, or a longer word in a cell, is broken over lines."""


def widest(texts: Iterable[str], most: float = float("inf")) -> float:
    """The width of the widest of these texts, cells of a column, at most as wide as a label may be."""
    return min(most, max(map(width_of, texts), default=0.0))
