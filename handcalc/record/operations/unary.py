"""Functions of one number, cell by cell: roots, logarithm, sine, cosine, gelu.

A new one is one call of `unary`. Its operation, its entry in FUNCTIONS, its name in JSON and its export from
handcalc.record.operations follow.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from handcalc.errors import CalculationError, NeverRational, NotRational
from handcalc.record.functions import FUNCTIONS, Value, snapped
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array
from handcalc.record.operation import one_by_one
from handcalc.record.operations.elementwise import Elementwise, declare, refuse_where


def unary(
    name: str,
    meaning: str,
    on_float: Callable[[float], float],
    on_fraction: Callable[[Fraction], Fraction] | None = None,
    *,
    rational: bool = False,
    on_floats: Callable[[Array], Array] | None = None,
) -> Elementwise:
    """A function of one number as an operation, registered by name in FUNCTIONS and OPERATIONS.

    on_fraction: without it only 0 has a fraction as its value, on_float(0). rational: whether fractions
    usually give fractions. on_floats: the function on float64 arrays, if numpy gives the same bits on every
    processor, or if a refusal has to say where the number stands.
    """
    exact = on_fraction or _only_at_zero(name, on_float)

    def function(a: Value) -> Value:
        return exact(a) if isinstance(a, Fraction) else on_float(a)

    FUNCTIONS[name] = function
    return declare(Elementwise, name, meaning, rational=rational, on_floats=on_floats)


def _only_at_zero(name: str, on_float: Callable[[float], float]) -> Callable[[Fraction], Fraction]:
    """The function on fractions; it refuses all but 0."""

    def exact(a: Fraction) -> Fraction:
        if a != 0:
            raise NotRational(f"{name}({a}) is not a fraction: only {name}(0) is")
        return Fraction(on_float(0.0))

    return exact


def _square(a: Any) -> Any:
    return a * a


def _floor(a: float) -> float:
    # 2.9999999999999996 is a sum of decimals that is 3 on paper.
    return float(math.floor(a if a == int(a) else snapped(a)))


def _sqrt(a: float) -> float:
    _refuse_root_of_negative(a)
    return math.sqrt(a)


def _sqrt_of_fraction(a: Fraction) -> Fraction:
    _refuse_root_of_negative(a)
    root = Fraction(math.isqrt(a.numerator), math.isqrt(a.denominator))
    if root**2 != a:
        raise NotRational(f"√({a}) is not a fraction: {a} is not a perfect square")
    return root


def _refuse_root_of_negative(a: Value) -> None:
    if a < 0:
        raise CalculationError(f"takes the square root of {a}, which has none")


def _sqrt_of_array(a: Array) -> Array:
    refuse_where(a < 0, a, "takes the square root of")
    return np.sqrt(a)


def _ln(a: float) -> float:
    _refuse_logarithm(a)
    return math.log(a)


def _ln_of_fraction(a: Fraction) -> Fraction:
    _refuse_logarithm(a)
    if a != 1:
        raise NotRational(f"ln({a}) is not a fraction: only ln(1) is")
    return Fraction(0)


def _refuse_logarithm(a: Value) -> None:
    if a <= 0:
        raise CalculationError(f"takes the logarithm of {a}, which has none")


def _ln_of_array(a: Array) -> Array:
    refuse_where(a <= 0, a, "takes the logarithm of")
    return one_by_one(_ln, a)


def _softplus(a: float) -> float:
    return max(a, 0.0) + math.log1p(math.exp(-abs(a)))


def _softplus_of_fraction(a: Fraction) -> Fraction:
    raise NeverRational("is ln(1 + e^x), which no fraction x makes a fraction: round full or carry")


def _gelu(a: float) -> float:
    # erfc(x) is 1 − erf(x) without cancellation: far to the left 1 + erf(x) has no digit left.
    return 0.5 * a * math.erfc(-a / math.sqrt(2.0))


def _gelu_tanh(a: float) -> float:
    # (1 + tanh u) ÷ 2 is 1 ÷ (1 + e^(−2u)), without cancellation.
    u = math.sqrt(2.0 / math.pi) * (a + 0.044715 * a * a * a)
    return float(a / (1.0 + FUNCTIONS["power"](math.e, -2.0 * u)))


negate = unary("negate", "−x.", operator.neg, operator.neg, rational=True, on_floats=operator.neg)
square = unary("square", "x².", _square, _square, rational=True, on_floats=_square)
floor = unary(
    "floor",
    "⌊x⌋, towards −∞, after snapping: 2.9999999999999996 gives 3.",
    _floor,
    lambda a: Fraction(math.floor(a)),
    rational=True,
)
sqrt = unary("sqrt", "√x.", _sqrt, _sqrt_of_fraction, rational=True, on_floats=_sqrt_of_array)
ln = unary("ln", "The natural logarithm.", _ln, _ln_of_fraction, on_floats=_ln_of_array)
sine = unary("sin", "The sine of an angle in radians.", math.sin)
cosine = unary("cos", "The cosine of an angle in radians.", math.cos)
softplus = unary(
    "softplus",
    "ln(1 + e^x), as one function, because e^x alone may overflow.",
    _softplus,
    _softplus_of_fraction,
)
gelu = unary("gelu", "x · Φ(x), Φ the normal distribution.", _gelu)
gelu_tanh = unary(
    "gelu-tanh",
    "0.5 · x · (1 + tanh(√(2 ÷ π) · (x + 0.044715 · x³))), an approximation of gelu.",
    _gelu_tanh,
    _only_at_zero("gelu", _gelu_tanh),
)
