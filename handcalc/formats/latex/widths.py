"""Estimated widths in points of ten-point type, rather too large than too small."""

from __future__ import annotations

from math import ceil

from handcalc.formats.document.widths import width_of
from handcalc.formats.latex.characters import is_printed

PAGE = 420.0
"""Width of a line of the complete document: A4 with margins of 22 mm, in eleven-point type."""
FRAGMENT = 315.0
"""Width of a line of a default article, in which a fragment must fit."""
WIDEST_LABEL = 120.0
"""Width beyond which \\hclabel breaks a label into lines."""

_EM = 10.2
"""Ten points and a reserve."""
_TYPEWRITER = 4.0


def width(text: str) -> float:
    """The width of plain text or of a printed number."""
    return sum(map(_character, text))


def label_width(text: str) -> float:
    """The width of a label in a table."""
    return min(width(text), WIDEST_LABEL)


def lines_of(label: str) -> int:
    """The number of lines of a label in a table, with a reserve for uneven breaks."""
    return ceil(width(label) * 1.5 / WIDEST_LABEL) if width(label) > WIDEST_LABEL else 1


def _character(char: str) -> float:
    if not is_printed(char):
        return _TYPEWRITER * len(f"<U+{ord(char):04X}>")
    return _EM * width_of("−" if char == "-" else char)
