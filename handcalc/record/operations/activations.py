"""Functions of one number, cell by cell: activations, logarithm, sine and cosine."""

from __future__ import annotations

import math
from collections.abc import Callable

from handcalc.errors import CalculationError
from handcalc.record.functions import transcendental
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import elementwise, one_by_one
from handcalc.record.operations.elementwise import Elementwise, refuse_where
from handcalc.record.scalars import (
    FUNCTIONS,
    MINUS_INFINITY,
    Apply,
    Choice,
    Literal,
    Scalar,
    Value,
    evaluate,
)

E = Literal(math.e)
ONE = Literal(1)


def _exponential(a: Array) -> Array:
    return one_by_one(lambda x: FUNCTIONS["power"](math.e, x), a)


class OfOneNumber(Elementwise):
    """A function of one number whose rule is an expression, such as 1 ÷ (1 + e^(−x))."""

    def rule(self, x: Scalar) -> Scalar:
        """The arithmetic for one number."""
        return Apply(self.name, (x,))

    def whole(self, a: Array) -> Array:
        def by_rule(value: Value) -> Value:
            return evaluate(self.rule(Literal(value)), lambda cell: 0.0)

        return elementwise(by_rule, self.on_floats, a)

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        return self.rule(a.at(row, column))


class Relu(OfOneNumber):
    """max(0, x)."""

    name = "relu"

    def rule(self, x: Scalar) -> Scalar:
        return Apply("maximum", (Literal(0), x))

    def on_floats(self, a: Array) -> Array:
        return np.maximum(a, 0.0)


class Sigmoid(OfOneNumber):
    """1 ÷ (1 + e^(−x))."""

    name = "sigmoid"
    rational = False

    def rule(self, x: Scalar) -> Scalar:
        return ONE / (ONE + Apply("power", (E, Apply("negate", (x,)))))

    def on_floats(self, a: Array) -> Array:
        return np.asarray(1.0 / (1.0 + _exponential(-a)))


class Silu(OfOneNumber):
    """x ÷ (1 + e^(−x))."""

    name = "silu"
    rational = False

    def rule(self, x: Scalar) -> Scalar:
        return x / (ONE + Apply("power", (E, Apply("negate", (x,)))))

    def on_floats(self, a: Array) -> Array:
        return np.asarray(a / (1.0 + _exponential(-a)))


class Ln(OfOneNumber):
    """The natural logarithm."""

    name = "ln"
    rational = False

    def on_floats(self, a: Array) -> Array:
        refuse_where(a <= 0, a, "takes the logarithm of")
        return super().on_floats(a)


def _ln(x: Value) -> Value:
    if x <= 0:
        raise CalculationError(f"takes the logarithm of {x}, which has none")
    return transcendental("ln", math.log, rational_at=(1, 0))(x)


FUNCTIONS["ln"] = _ln


class LnOfShare(Elementwise):
    """The natural logarithm, and −∞ for a share of 0: a power of it is 0 again."""

    name = "ln of share"
    rational = False

    def whole(self, a: Array) -> Array:
        found = ln.whole(np.where(a == 0, np.ones_like(a), a))
        return np.where(a == 0, MINUS_INFINITY, found)

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        share = a.at(row, column)
        return Choice(share, Apply("ln", (share,)), Literal(MINUS_INFINITY))


class Negate(OfOneNumber):
    """−x."""

    name = "negate"

    def on_floats(self, a: Array) -> Array:
        return np.negative(a)


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _gelu(x: float) -> float:
    # erfc(x) is 1 − erf(x) without what cancels: far out on the left 1 + erf(x) has no digit left.
    return 0.5 * x * math.erfc(-x / math.sqrt(2.0))


def _gelu_tanh(x: float) -> float:
    # (1 + tanh u) ÷ 2 is 1 ÷ (1 + e^(−2u)), which cancels nothing.
    u = math.sqrt(2.0 / math.pi) * (x + 0.044715 * x * x * x)
    return float(x / (1.0 + FUNCTIONS["power"](math.e, -2.0 * u)))


def _declared(name: str, meaning: str, function: Callable[[Value], Value]) -> OfOneNumber:
    """An operation that is one function of single numbers, written name(x) unless a notation says more."""
    FUNCTIONS[name] = function
    kind: type[OfOneNumber] = type(
        name, (OfOneNumber,), {"name": name, "rational": False, "__doc__": meaning}
    )
    return kind()


relu, sigmoid, silu, ln, negate = Relu(), Sigmoid(), Silu(), Ln(), Negate()
ln_of_share = LnOfShare()
softplus = _declared(
    "softplus",
    "ln(1 + e^x), as one function: e^x alone may be too large a number.",
    transcendental("softplus", _softplus, None, reason="ln(1 + e^x)"),
)
gelu = _declared(
    "gelu", "x · Φ(x), Φ the normal distribution.", transcendental("gelu", _gelu, rational_at=(0, 0))
)
gelu_tanh = _declared(
    "gelu-tanh",
    "0.5 · x · (1 + tanh(√(2 ÷ π) · (x + 0.044715 · x³))), the approximation of gelu.",
    transcendental("gelu", _gelu_tanh, rational_at=(0, 0)),
)
sine = _declared(
    "sin", "The sine of an angle in radians.", transcendental("sin", math.sin, rational_at=(0, 0))
)
cosine = _declared(
    "cos", "The cosine of an angle in radians.", transcendental("cos", math.cos, rational_at=(0, 1))
)
