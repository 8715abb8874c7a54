"""Small pieces of HTML that every part of the page needs."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from handcalc.formats.html.notation import BREAK, rows

LONGEST = 28
"""A formula of more signs than this, labels aside, may go on in the next line."""

text = lru_cache(4096)(escape)
"""Outside text as text, in elements and in attributes; labels come again in every table."""


def maths(formula: str) -> str:
    """A formula; a long one as several, between which a line may end."""
    return "<wbr>".join(f'<math displaystyle="true">{row}</math>' for row in rows(formula, LONGEST))


def inline(formula: str) -> str:
    """A short formula within words."""
    return f"<math>{formula.replace(BREAK, '')}</math>"
