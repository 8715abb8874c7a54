"""The numbers of a matrix as text: one number of decimals for all its cells, or fractions."""

from __future__ import annotations

import math
from fractions import Fraction

from handcalc.formats.document.expression_writer import Written
from handcalc.formats.document.notation import ATOM, FRACTION, NEGATIVE, Notation
from handcalc.record.functions import Value
from handcalc.record.matrix import Array, Matrix
from handcalc.record.number_format import decimals_needed, format_number, is_scientific
from handcalc.text import visible


def decimals_of(matrix: Matrix, digits: int) -> list[int]:
    """How many decimals each column is shown with: as few as show it exactly, at most the digits asked for.

    They are the same for the columns of a matrix; those of a table (which does not turn) stand alone.
    """
    assert matrix.values is not None
    if matrix.transposes or matrix.columns.single:
        return [_needed(matrix.values, digits)] * matrix.columns.size
    return [_needed(column, digits) for column in matrix.values.T]


def _needed(values: Array, digits: int) -> int:
    plain = (value for value in values.flat if not isinstance(value, str) and not is_scientific(value))
    return decimals_needed(plain, digits)


def decimals_for(value: Value | str, decimals: int, digits: int) -> int:
    """The decimals of one number among others: 1.235e+09 has all the digits asked for."""
    return digits if not isinstance(value, str) and is_scientific(value) else decimals


def number_text(value: Value | str, decimals: int, notation: Notation) -> str:
    """A number as a format shows it; a fraction stays one, a word is made safe to show."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Fraction):
        return str(value).replace("-", notation.minus)
    if value == -math.inf:
        return notation.minus + notation.infinity
    return format_number(value, decimals, notation.minus)


def written_number(text: str, notation: Notation) -> Written:
    """A number's text with how tightly it binds."""
    if text.startswith(notation.minus):
        return notation.number(text), NEGATIVE
    if "e" in text:
        return notation.number(text), notation.scientific
    return notation.number(text), FRACTION if "/" in text else ATOM


def texts_of(matrix: Matrix, digits: int, notation: Notation) -> list[list[str]]:
    """Every cell of a matrix as text."""
    assert matrix.values is not None
    columns = decimals_of(matrix, digits)
    return [
        [
            number_text(value, decimals_for(value, decimals, digits), notation)
            for value, decimals in zip(row, columns, strict=True)
        ]
        for row in matrix.values.tolist()
    ]
