"""Functions of one number, cell by cell: activations, logarithm, sine and cosine."""

from __future__ import annotations

import math

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

    def rule(self, x: Scalar) -> Scalar:
        return ONE / (ONE + Apply("power", (E, Apply("negate", (x,)))))

    def on_floats(self, a: Array) -> Array:
        return np.asarray(1.0 / (1.0 + _exponential(-a)))


class Silu(OfOneNumber):
    """x ÷ (1 + e^(−x))."""

    name = "silu"

    def rule(self, x: Scalar) -> Scalar:
        return x / (ONE + Apply("power", (E, Apply("negate", (x,)))))

    def on_floats(self, a: Array) -> Array:
        return np.asarray(a / (1.0 + _exponential(-a)))


class Softplus(OfOneNumber):
    """ln(1 + e^x), as one function: e^x alone may be too large a number."""

    name = "softplus"


class Gelu(OfOneNumber):
    """x · Φ(x), Φ the normal distribution."""

    name = "gelu"


class GeluTanh(OfOneNumber):
    """0.5 · x · (1 + tanh(√(2 ÷ π) · (x + 0.044715 · x³))), which stands in for gelu."""

    name = "gelu-tanh"


class Ln(OfOneNumber):
    """The natural logarithm."""

    name = "ln"

    def on_floats(self, a: Array) -> Array:
        refuse_where(a <= 0, a, "takes the logarithm of")
        return super().on_floats(a)


class LnOfShare(Elementwise):
    """The natural logarithm, and −∞ for a share of 0: a power of it is 0 again."""

    name = "ln of share"

    def whole(self, a: Array) -> Array:
        found = ln.whole(np.where(a == 0, np.ones_like(a), a))
        return np.where(a == 0, MINUS_INFINITY, found)

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        share = a.at(row, column)
        return Choice(share, Apply("ln", (share,)), Literal(MINUS_INFINITY))


class Sine(OfOneNumber):
    """The sine of an angle in radians."""

    name = "sin"


class Cosine(OfOneNumber):
    """The cosine of an angle in radians."""

    name = "cos"


class Negate(OfOneNumber):
    """−x."""

    name = "negate"

    def on_floats(self, a: Array) -> Array:
        return np.negative(a)


relu, sigmoid, silu, softplus = Relu(), Sigmoid(), Silu(), Softplus()
ln_of_share = LnOfShare()
gelu, gelu_tanh, ln, sine, cosine, negate = Gelu(), GeluTanh(), Ln(), Sine(), Cosine(), Negate()
