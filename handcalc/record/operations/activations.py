"""Activations whose cells are written out: relu, sigmoid, silu."""

from __future__ import annotations

import math

from handcalc.record.cell_expression import Call, Constant, Expr, evaluate
from handcalc.record.functions import FUNCTIONS, Value
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import elementwise, one_by_one
from handcalc.record.operations.elementwise import Elementwise

_E = Constant(math.e)
_ONE = Constant(1)


class OfOneNumber(Elementwise):
    """A function of one number whose cells are written out, such as 1 ÷ (1 + e^(−x))."""

    def rule(self, x: Expr) -> Expr:
        """The arithmetic for one number."""
        raise NotImplementedError

    def whole(self, a: Array) -> Array:
        def by_rule(value: Value) -> Value:
            return evaluate(self.rule(Constant(value)), lambda cell: 0.0)

        return elementwise(by_rule, self.on_floats, a)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return self.rule(a.at(row, column))


class Relu(OfOneNumber):
    """max(0, x)."""

    name = "relu"

    def rule(self, x: Expr) -> Expr:
        return Call("maximum", (Constant(0), x))

    def on_floats(self, a: Array) -> Array:
        return np.maximum(a, 0.0)


class Sigmoid(OfOneNumber):
    """1 ÷ (1 + e^(−x))."""

    name = "sigmoid"
    rational = False

    def rule(self, x: Expr) -> Expr:
        return _ONE / (_ONE + Call("power", (_E, Call("negate", (x,)))))

    def on_floats(self, a: Array) -> Array:
        return np.asarray(1.0 / (1.0 + _exponential(-a)))


class Silu(OfOneNumber):
    """x ÷ (1 + e^(−x))."""

    name = "silu"
    rational = False

    def rule(self, x: Expr) -> Expr:
        return x / (_ONE + Call("power", (_E, Call("negate", (x,)))))

    def on_floats(self, a: Array) -> Array:
        return np.asarray(a / (1.0 + _exponential(-a)))


def _exponential(a: Array) -> Array:
    return one_by_one(lambda x: FUNCTIONS["power"](math.e, x), a)


relu, sigmoid, silu = Relu(), Sigmoid(), Silu()
