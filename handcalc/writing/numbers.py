"""The numbers of a matrix as text: one number of decimals for all its cells, or fractions."""

from __future__ import annotations

import math
from fractions import Fraction

from handcalc.record.matrix import Array, Matrix
from handcalc.record.scalars import Value
from handcalc.record.shown import decimals_needed, shown
from handcalc.wording import visible
from handcalc.writing.notation import ATOM, FRACTION, NEGATIVE, Notation
from handcalc.writing.writer import Written


def decimals_of(values: Array, digits: int) -> int:
    """How many decimals a matrix is shown with: as few as show it exactly, at most the digits asked for."""
    return decimals_needed((value for value in values.flat if not isinstance(value, str)), digits)


def number_text(value: Value | str, decimals: int, notation: Notation) -> str:
    """A number as a format shows it; a fraction stays one, a word is made safe to show."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Fraction):
        return str(value).replace("-", notation.minus)
    if value == -math.inf:
        return notation.minus + notation.infinity
    return shown(value, decimals, notation.minus)


def written_number(text: str, notation: Notation) -> Written:
    """A number's text with how tightly it binds."""
    if text.startswith(notation.minus):
        return text, NEGATIVE
    return text, FRACTION if "/" in text else ATOM


def texts_of(matrix: Matrix, digits: int, notation: Notation) -> list[list[str]]:
    """Every cell of a matrix as text."""
    assert matrix.values is not None
    values = matrix.values
    decimals = decimals_of(values, digits)
    return [[number_text(value, decimals, notation) for value in row] for row in values.tolist()]
