"""Activations whose cells are written out: relu, sigmoid, silu."""

from __future__ import annotations

import math

from handcalc.record.cell_expression import Call, Constant, Expr, evaluate
from handcalc.record.functions import FUNCTIONS, Value
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import one_by_one
from handcalc.record.operations.elementwise import Elementwise, declare

_ONE = Constant(1)


class Activation(Elementwise):
    """A function of one number whose cells are written out, such as 1 ÷ (1 + e^(−x))."""

    @staticmethod
    def rule(x: Expr) -> Expr:
        """The arithmetic for one number."""
        raise NotImplementedError

    def whole(self, a: Array) -> Array:
        return one_by_one(self._by_rule, a) if a.dtype == object else self.on_floats(a)

    def _by_rule(self, value: Value) -> Value:
        return evaluate(self.rule(Constant(value)), lambda cell: 0.0)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return self.rule(a.at(row, column))


def _exponential(x: Expr) -> Expr:
    return Call("power", (Constant(math.e), x))


def _exponentials(a: Array) -> Array:
    return one_by_one(lambda x: FUNCTIONS["power"](math.e, x), a)


relu = declare(
    Activation,
    "relu",
    "max(0, x).",
    rule=lambda x: Call("maximum", (Constant(0), x)),
    on_floats=lambda a: np.maximum(a, 0.0),
)
sigmoid = declare(
    Activation,
    "sigmoid",
    "1 ÷ (1 + e^(−x)).",
    rational=False,
    rule=lambda x: _ONE / (_ONE + _exponential(Call("negate", (x,)))),
    on_floats=lambda a: 1.0 / (1.0 + _exponentials(-a)),
)
silu = declare(
    Activation,
    "silu",
    "x ÷ (1 + e^(−x)).",
    rational=False,
    rule=lambda x: x / (_ONE + _exponential(Call("negate", (x,)))),
    on_floats=lambda a: a / (1.0 + _exponentials(-a)),
)
