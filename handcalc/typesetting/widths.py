"""How wide a text is set, estimated: so that it is known before setting what fits a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

PAGE = 48.0
"""What fits between the margins, in em."""
PADDING = 1.1
"""Space on both sides of a cell together."""
LONGEST_LABEL = 11.0
LONGEST_WORD = 30.0
"""A longer label, or a longer word in a cell, is broken over lines."""

_CLASSES = {
    **dict.fromkeys("0123456789/", 0.5),
    **dict.fromkeys(".,:;'|!ijl ", 0.3),
    **dict.fromkeys("−+×÷=<>", 0.8),
    **dict.fromkeys("mwMWQ@%…∞", 1.05),
    **dict.fromkeys("abcdeghknopqsuvxyz_", 0.55),
    **dict.fromkeys("ftr()[]-", 0.42),
}


def width_of(text: str) -> float:
    """The width of a text in em, rather too wide than too narrow."""
    return sum(map(_width, text))


def widest(texts: Iterable[str], most: float = float("inf")) -> float:
    """The width of the widest of these texts, cells of a column, at most as wide as a label may be."""
    return min(most, max(map(width_of, texts), default=0.0))


def _width(char: str) -> float:
    known = _CLASSES.get(char)
    if known is not None:
        return known
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    return 0.8
