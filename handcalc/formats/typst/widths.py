"""Widths of pages and cells in em."""

from __future__ import annotations

from collections.abc import Iterable

from handcalc.formats.document.widths import width_of

PAGE = 48.0
"""Width of a line."""
PADDING = 1.1
"""Space on both sides of a cell, in sum."""
LONGEST_LABEL = 11.0
LONGEST_WORD = 30.0
"""Widths beyond which a label, or a word in a cell, is broken into lines."""


def widest(texts: Iterable[str], most: float = float("inf")) -> float:
    """The width of the widest text, at most `most`."""
    return min(most, max(map(width_of, texts), default=0.0))
