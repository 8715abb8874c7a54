"""How wide a text will be, in points of ten-point type: an estimate that is rather too large."""

from __future__ import annotations

from math import ceil

from handcalc.formats.document.widths import width_of
from handcalc.formats.latex.characters import is_printed

PAGE = 420.0
"""Lines of the complete document: A4 with 22 mm on both sides, set in eleven points."""
FRAGMENT = 315.0
"""Lines of an article with nothing changed, where a fragment must fit."""
WIDEST_LABEL = 120.0
"""A wider label is broken into lines, as \\hclabel does."""

_EM = 10.2
"""Ten-point type, and a little more."""
_TYPEWRITER = 4.0


def width(text: str) -> float:
    """The width of plain text or of a number as it is shown."""
    return sum(map(_character, text))


def label_width(text: str) -> float:
    """The width that a label takes in a table."""
    return min(width(text), WIDEST_LABEL)


def lines_of(label: str) -> int:
    """How many lines a label takes in a table; breaks waste some room."""
    return ceil(width(label) * 1.5 / WIDEST_LABEL) if width(label) > WIDEST_LABEL else 1


def _character(char: str) -> float:
    if not is_printed(char):
        return _TYPEWRITER * len(f"<U+{ord(char):04X}>")
    return _EM * width_of("−" if char == "-" else char)
