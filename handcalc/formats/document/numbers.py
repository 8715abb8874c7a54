"""Numbers of a matrix as text: decimals, with the same count for the whole matrix, or fractions."""

from __future__ import annotations

import math
from fractions import Fraction

from handcalc.formats.document.expression_writer import Written
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.precedence import ATOM, FRACTION, NEGATIVE
from handcalc.record.functions import Value
from handcalc.record.matrix import Array, Matrix
from handcalc.record.number_format import decimals_needed, format_number, is_scientific
from handcalc.text import visible


def decimals_of(matrix: Matrix, digits: int) -> list[int]:
    """Decimals of each column: the fewest that print every value exactly, at most `digits`.

    All columns of a matrix have the same; each column of a table (which is never transposed) has its own.
    """
    assert matrix.values is not None
    if matrix.transposes or matrix.columns.single:
        return [_needed(matrix.values, digits)] * matrix.columns.size
    return [_needed(column, digits) for column in matrix.values.T]


def _needed(values: Array, digits: int) -> int:
    plain = (value for value in values.flat if not isinstance(value, str) and not is_scientific(value))
    return decimals_needed(plain, digits)


def decimals_for(value: Value | str, decimals: int, digits: int) -> int:
    """The decimals of one number: those of its column, or `digits` in scientific notation (1.235e+09)."""
    return digits if not isinstance(value, str) and is_scientific(value) else decimals


def number_text(value: Value | str, decimals: int, notation: Notation) -> str:
    """A number, fraction or word as text."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Fraction):
        return str(value).replace("-", notation.minus)
    if value == -math.inf:
        return notation.minus + notation.infinity
    return format_number(value, decimals, notation.minus)


def written_number(text: str, notation: Notation) -> Written:
    """The text of a number in a formula, and how tightly it binds."""
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
