"""Cell-by-cell operations; a vector or a number is repeated along its SINGLE axis, other axes must match."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, TypeVar

from handcalc.errors import CalculationError
from handcalc.record.axes import Axis
from handcalc.record.cell_expression import Call, Expr
from handcalc.record.functions import FUNCTIONS, Value
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation, one_by_one


def common_axis(a: Axis, b: Axis) -> Axis:
    """The axis of a cell-by-cell result.

    Raises ValueError: the axes differ and neither is SINGLE.
    """
    if a == b or b.single:
        return a
    if a.single:
        return b
    raise ValueError(f"{a} ({a.size}) and {b} ({b.size}) are different axes: cells cannot be paired")


class Elementwise(Operation):
    """A function of single numbers, applied cell by cell; its name is its key in FUNCTIONS."""

    def axes(self, *operands: Any, **_: Any) -> tuple[Axis, Axis]:
        rows, columns = operands[0].rows, operands[0].columns
        for operand in operands[1:]:
            rows, columns = common_axis(rows, operand.rows), common_axis(columns, operand.columns)
        return rows, columns

    def column_form(self, *operands: Matrix) -> Matrix:
        return self(*operands)

    def whole(self, *arrays: Any, **_: Any) -> Array:
        exact = any(array.dtype == object for array in arrays)
        return one_by_one(FUNCTIONS[self.name], *arrays) if exact else self.on_floats(*arrays)

    def on_floats(self, *arrays: Any, **_: Any) -> Array:
        """The result on float64 arrays; overridden where numpy gives the same bits on every processor."""
        return one_by_one(FUNCTIONS[self.name], *arrays)

    def cell(self, row: int, column: int, *operands: Any, **_: Any) -> Expr:
        return Call(self.name, tuple(operand.at(row, column) for operand in operands))


ElementwiseT = TypeVar("ElementwiseT", bound=Elementwise)


def declare(
    base: type[ElementwiseT],
    name: str,
    meaning: str,
    *,
    rational: bool = True,
    **methods: Callable[..., Any] | None,
) -> ElementwiseT:
    """An operation that differs from its base class in its name and in these methods without self."""
    members: dict[str, Any] = {"name": name, "rational": rational, "__doc__": meaning, "__module__": __name__}
    members |= {key: staticmethod(method) for key, method in methods.items() if method is not None}
    operation: ElementwiseT = type(name, (base,), members)()
    return operation


def refuse_where(bad: Array, values: Array, action: str) -> None:
    """Refuse numbers for which a function has no value.

    Raises CalculationError: some are bad; the message says where the first one stands.
    """
    if not bad.any():
        return
    row, column = (int(index) for index in np.argwhere(bad)[0])
    raise CalculationError(
        f"{action} {float(values[row, column]):g} in row {row + 1}, column {column + 1}, which has none"
    )


def _divide(a: Array, b: Array) -> Array:
    if not np.all(b):
        FUNCTIONS["divide"](1.0, 0.0)
    return np.divide(a, b)


class ScaleBy(Elementwise):
    """A number times a matrix."""

    name = "scale"

    def axes(self, factor: Matrix, a: Matrix) -> tuple[Axis, Axis]:
        if not (factor.rows.single and factor.columns.single):
            raise ValueError(f"{factor.shape} is not one number: cell by cell is *")
        return a.rows, a.columns

    def whole(self, factor: Array, a: Array) -> Array:
        return np.asarray(factor * a)

    def cell(self, row: int, column: int, factor: Matrix, a: Matrix) -> Expr:
        return factor.at(0, 0) * a.at(row, column)


class PowerLaw(Elementwise):
    """a ÷ x^p: a term of a scaling law."""

    name = "power law"
    rational = False

    def whole(self, a: Array, x: Array, p: Array) -> Array:
        return one_by_one(_power_law, a, x, p)

    def cell(self, row: int, column: int, a: Matrix, x: Matrix, p: Matrix) -> Expr:
        return a.at(row, column) / Call("power", (x.at(row, column), p.at(row, column)))


def _power_law(a: Value, x: Value, p: Value) -> Value:
    return FUNCTIONS["divide"](a, FUNCTIONS["power"](x, p))


add = declare(Elementwise, "add", "a + b.", on_floats=operator.add)
subtract = declare(Elementwise, "subtract", "a − b.", on_floats=operator.sub)
multiply = declare(Elementwise, "multiply", "a · b, cell by cell.", on_floats=operator.mul)
divide = declare(
    Elementwise, "divide", "a ÷ b, cell by cell; division by zero is refused.", on_floats=_divide
)
power = declare(Elementwise, "power", "base ^ exponent, the base a number; base^(−∞) is 0.")
scale, power_law = ScaleBy(), PowerLaw()
