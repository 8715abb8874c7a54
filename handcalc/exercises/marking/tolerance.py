"""Tolerance of written numbers: half a unit of the last digit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation, Given, Step
from handcalc.record.functions import Value
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array
from handcalc.record.number_format import is_scientific, round_half_up

NOISE = 1e-9
"""Relative differences up to this size are floating-point noise."""


class PrintedNumbers(NamedTuple):
    """A matrix as a sheet prints it, and the rounding uncertainty of each number."""

    values: Array
    uncertainties: Array


def half_unit(value: Value, digits: int) -> float:
    """Half a unit of the last decimal; of the last digit of the mantissa where numbers are scientific."""
    place = math.floor(math.log10(abs(float(value)))) if is_scientific(value) else 0
    return 0.5 * 10.0 ** (place - digits)


def is_close(one: Value, other: Value, within: float) -> bool:
    """Whether two numbers differ by at most `within`, apart from floating-point noise."""
    if one == other:  # −∞ as well
        return True
    apart = abs(float(one) - float(other))
    return apart <= within + NOISE * max(1.0, abs(float(other)))


def printed_numbers(calculation: Calculation, source: Given | Step) -> PrintedNumbers:
    """An input or a step as the sheet prints it.

    Under full rounding the sheet shows fewer digits than the calculation has. Under carry it shows what the
    calculation uses, but a student may have continued with the digits that were cut off.
    """
    leaf = source.result if isinstance(source, Step) else source.matrix
    assert leaf is not None
    assert leaf.values is not None
    if leaf.holds_words or calculation.arithmetic.rounding == "exact":
        values = leaf.values if leaf.holds_words else floats(leaf.values)
        return PrintedNumbers(values, np.zeros(values.shape))
    values, exact = floats(leaf.values), floats(_unrounded(calculation, source))
    digits = calculation.arithmetic.digits
    if calculation.arithmetic.rounding == "full":
        exact, values = values, _each(values, lambda value: round_half_up(value, digits))
    with np.errstate(invalid="ignore"):  # −∞ − (−∞)
        cut = np.abs(values - exact) > NOISE
    return PrintedNumbers(values, np.where(cut, _each(values, lambda value: half_unit(value, digits)), 0.0))


def _unrounded(calculation: Calculation, source: Given | Step) -> Array:
    """The numbers before rounding."""
    if isinstance(source, Step):
        return calculation.value(source.formula)
    assert source.matrix is not None
    assert source.matrix.values is not None
    return source.matrix.values if source.exact is None else source.exact


def _each(values: Array, function: Callable[[float], float]) -> Array:
    return np.array([function(value) for value in values.ravel().tolist()]).reshape(values.shape)
