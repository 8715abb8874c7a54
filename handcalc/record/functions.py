"""Functions of single numbers, of which cell expressions are made; fractions give fractions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from handcalc.errors import CalculationError, NeverRational, NotRational

Value = float | Fraction

MINUS_INFINITY = -math.inf

SNAP_DECIMALS = 10
"""Differences below this come from how doubles are rounded, not from the calculation."""

SNAP_DIGITS = 15
"""Significant digits that every double keeps: 1234567.65 is meant where 1234567.6499999999 is stored."""

_ALL_DECIMALS_BELOW = 10.0 ** (SNAP_DIGITS - SNAP_DECIMALS)
# Beyond this a fraction base^exponent has more digits than anyone reads, and e^x is no double anyway.
_LARGEST_EXPONENT = 1000


def meant(value: Value) -> Value:
    """A number without the last bits, in which numbers that are equal on paper may differ."""
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
    """The mean, taken twice, of the numbers and of what is left: equal numbers have their own mean."""
    mean = _add(*values) / len(values)
    return mean + _add(*(value - mean for value in values)) / len(values)


def _multiply(a: Value, b: Value) -> Value:
    return a * b


def _divide(a: Value, b: Value) -> Value:
    if b == 0:
        raise CalculationError("divides by zero")
    return a / b


def _maximum(*values: Value) -> Value:
    return max(values)


def _square(a: Value) -> Value:
    return a * a


def _floor(a: Value) -> Value:
    # A sum of decimals such as 2.9999999999999996 is meant to be 3, as it would be on paper.
    whole = math.floor(a if a == int(a) else meant(a))
    return Fraction(whole) if isinstance(a, Fraction) else float(whole)


def _sqrt(a: Value) -> Value:
    if a < 0:
        raise CalculationError(f"takes the root of {a}, which has none")
    if not isinstance(a, Fraction):
        return math.sqrt(a)
    top, bottom = math.isqrt(a.numerator), math.isqrt(a.denominator)
    if Fraction(top, bottom) ** 2 != a:
        raise NotRational(f"√({a}) is not a fraction: a perfect square under the root would make it one")
    return Fraction(top, bottom)


def _power(base: Value, exponent: Value) -> Value:
    if exponent == MINUS_INFINITY:
        return Fraction(0) if isinstance(base, Fraction) else 0.0
    if isinstance(exponent, Fraction):
        return _fraction_power(base, exponent)
    try:
        return math.exp(exponent) if base == math.e else math.pow(base, exponent)
    except OverflowError:
        return math.inf  # as numpy has it; 1 ÷ (1 + e^1000) is 0
    except ValueError:
        raise CalculationError(f"takes the power {base:g}^({exponent:g}), which has no value") from None


def _fraction_power(base: Value, exponent: Fraction) -> Value:
    if exponent == 0:
        return Fraction(1)
    if not isinstance(base, Fraction):
        raise NeverRational(f"e^({exponent}) is not a fraction: base: 3 or base: 2 would make it one")
    if exponent.denominator != 1:
        top, bottom = (_root(part, exponent.denominator) for part in base.as_integer_ratio())
        if top is None or bottom is None:
            raise NotRational(f"{base}^({exponent}) is not a fraction: whole exponents would make it one")
        base, exponent = Fraction(top, bottom), Fraction(exponent.numerator)  # 10000^(1/2) is 100
    if abs(exponent) > _LARGEST_EXPONENT:
        raise CalculationError(f"{base}^({exponent}) is too long a fraction")
    return base**exponent.numerator


def _root(number: int, degree: int) -> int | None:
    """The whole root, None where there is none; of numbers longer than anyone writes none is looked for."""
    root = round(number ** (1 / degree)) if 0 < number < 10**300 else 0
    return root if root > 0 and root**degree == number else None


def _ln(a: Value) -> Value:
    if a <= 0:
        raise CalculationError(f"takes the logarithm of {a}, which has none")
    if not isinstance(a, Fraction):
        return math.log(a)
    if a != 1:
        raise NotRational(f"ln({a}) is not a fraction: only ln(1) is")
    return Fraction(0)


def _softplus(a: Value) -> Value:
    if isinstance(a, Fraction):
        raise NeverRational("is ln(1 + e^x), which no fraction x makes a fraction: round full or carry")
    return max(a, 0.0) + math.log1p(math.exp(-abs(a)))


def _gelu(a: float) -> float:
    # erfc(x) is 1 − erf(x) without what cancels: far out on the left 1 + erf(x) has no digit left.
    return 0.5 * a * math.erfc(-a / math.sqrt(2.0))


def _gelu_tanh(a: float) -> float:
    # (1 + tanh u) ÷ 2 is 1 ÷ (1 + e^(−2u)), which cancels nothing.
    u = math.sqrt(2.0 / math.pi) * (a + 0.044715 * a * a * a)
    return float(a / (1.0 + _power(math.e, -2.0 * u)))


def _rational_at_zero(name: str, function: Callable[[float], float], at_zero: int, a: Value) -> Value:
    if not isinstance(a, Fraction):
        return function(a)
    if a != 0:
        raise NotRational(f"{name}({a}) is not a fraction: only {name}(0) is")
    return Fraction(at_zero)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "add": _add,
    "subtract": lambda a, b: a - b,
    "multiply": _multiply,
    "divide": _divide,
    "power": _power,
    "square": _square,
    "sqrt": _sqrt,
    "floor": _floor,
    "maximum": _maximum,
    "negate": lambda a: -a,
    "ln": _ln,
    "softplus": _softplus,
    "sin": lambda a: _rational_at_zero("sin", math.sin, 0, a),
    "cos": lambda a: _rational_at_zero("cos", math.cos, 1, a),
    "gelu": lambda a: _rational_at_zero("gelu", _gelu, 0, a),
    "gelu-tanh": lambda a: _rational_at_zero("gelu", _gelu_tanh, 0, a),
}
