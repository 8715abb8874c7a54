"""Functions of single numbers, used by cell expressions; fractions give fractions."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from fractions import Fraction

from handcalc.errors import CalculationError, NeverRational, NotRational

Value = float | Fraction

MINUS_INFINITY = -math.inf

SNAP_DECIMALS = 10
"""Differences beyond these decimals come from the rounding of doubles."""

SNAP_DIGITS = 15
"""Significant digits that doubles keep: 1234567.6499999999 stands for 1234567.65."""

_ALL_DECIMALS_BELOW = 10.0 ** (SNAP_DIGITS - SNAP_DECIMALS)
# A larger exponent gives a fraction with thousands of digits.
_LARGEST_EXPONENT = 1000


def snapped(value: Value) -> Value:
    """A number without its last bits, so that numbers that are equal on paper are equal."""
    if isinstance(value, Fraction):
        return value
    if abs(value) < _ALL_DECIMALS_BELOW:
        return round(float(value), SNAP_DECIMALS)
    return float(f"{value:.{SNAP_DIGITS}g}")


def _add(*terms: Value) -> Value:
    result: Value = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def average(values: Sequence[Value]) -> Value:
    """The mean plus the mean of the deviations, so that the mean of equal numbers is exact."""
    mean = _add(*values) / len(values)
    return mean + _add(*(value - mean for value in values)) / len(values)


def _divide(a: Value, b: Value) -> Value:
    if b == 0:
        raise CalculationError("divides by zero")
    return a / b


def _power(base: Value, exponent: Value) -> Value:
    if exponent == MINUS_INFINITY:
        return Fraction(0) if isinstance(base, Fraction) else 0.0
    if isinstance(exponent, Fraction):
        return _fraction_power(base, exponent)
    try:
        return math.exp(exponent) if base == math.e else math.pow(base, exponent)
    except OverflowError:
        return math.inf  # as in numpy: 1 ÷ (1 + e^1000) is 0
    except ValueError:
        raise CalculationError(f"takes {base:g}^({exponent:g}), which has no real value") from None


def _fraction_power(base: Value, exponent: Fraction) -> Value:
    if exponent == 0:
        return Fraction(1)
    if not isinstance(base, Fraction):
        raise NeverRational(f"e^({exponent}) is not a fraction: choose base 3 or base 2")
    if exponent.denominator != 1:
        top, bottom = (_root(part, exponent.denominator) for part in base.as_integer_ratio())
        if top is None or bottom is None:
            raise NotRational(f"{base}^({exponent}) is not a fraction: use whole exponents")
        base, exponent = Fraction(top, bottom), Fraction(exponent.numerator)  # 10000^(1/2) is 100
    if abs(exponent) > _LARGEST_EXPONENT:
        raise CalculationError(f"{base}^({exponent}) has too many digits as a fraction")
    return base**exponent.numerator


def _root(number: int, degree: int) -> int | None:
    """The integer root of a number of at most 300 digits; None if there is none."""
    root = round(number ** (1 / degree)) if 0 < number < 10**300 else 0
    return root if root > 0 and root**degree == number else None


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "add": _add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": _divide,
    "power": _power,
    "maximum": lambda *values: max(values),  # max(x) of one number is an error
}
"""The functions of cell expressions by name; operations/unary.py adds functions of one number."""
