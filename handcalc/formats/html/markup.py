"""Escaped text and formulas, for all parts of the page."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from handcalc.formats.html.notation import BREAK, rows

LONGEST = 28
"""Signs of the longest formula that is not broken into lines, without its labels."""

text = lru_cache(4096)(escape)
"""Escaped text, for elements and attributes; cached, since labels are repeated in every table."""


def maths(formula: str) -> str:
    """A formula; a long one as several, with possible line breaks between them."""
    return "<wbr>".join(f'<math displaystyle="true">{row}</math>' for row in rows(formula, LONGEST))


def inline(formula: str) -> str:
    """A short formula without line breaks."""
    return f"<math>{formula.replace(BREAK, '')}</math>"
