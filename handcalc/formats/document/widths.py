"""Estimated widths of typeset text in em, rather too large than too small, to decide what fits a page."""

from __future__ import annotations

import unicodedata

_CLASSES = {
    **dict.fromkeys("0123456789/", 0.5),
    **dict.fromkeys(".,:;'|!ijl ", 0.3),
    **dict.fromkeys("−+×÷=<>", 0.8),
    **dict.fromkeys("mwMWQ@%…∞—", 1.05),
    **dict.fromkeys("abcdeghknopqsuvxyz_{}\\$", 0.55),
    **dict.fromkeys("ftr()[]-", 0.42),
}


def width_of(text: str) -> float:
    """The width of a text."""
    return sum(map(_width, text))


def _width(char: str) -> float:
    if char in _CLASSES:
        return _CLASSES[char]
    if unicodedata.combining(char):
        return 0.0
    return 1.05 if unicodedata.east_asian_width(char) in "WF" else 0.8
