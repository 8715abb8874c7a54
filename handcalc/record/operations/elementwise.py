"""Operations cell by cell; a vector or a number is repeated along its SINGLE axis, nothing else is."""

from __future__ import annotations

from functools import partial
from typing import Any

from handcalc.errors import CalculationError
from handcalc.record.axes import Axis
from handcalc.record.cell_expression import Call, Expr
from handcalc.record.functions import FUNCTIONS, Value
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation, elementwise, one_by_one


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
    """A scalar function applied to the cells of its operands; subclasses name it."""

    def axes(self, *operands: Any, **_: Any) -> tuple[Axis, Axis]:
        rows, columns = operands[0].rows, operands[0].columns
        for operand in operands[1:]:
            rows, columns = common_axis(rows, operand.rows), common_axis(columns, operand.columns)
        return rows, columns

    def column_form(self, *operands: Matrix) -> Matrix:
        return self(*operands)

    def whole(self, *arrays: Any, **_: Any) -> Array:
        return elementwise(FUNCTIONS[self.name], self.on_floats, *arrays)

    def on_floats(self, *arrays: Any, **_: Any) -> Array:
        """The result on float64 arrays; numpy's own function where every processor gives the same."""
        return one_by_one(FUNCTIONS[self.name], *arrays)

    def cell(self, row: int, column: int, *operands: Any, **_: Any) -> Expr:
        return Call(self.name, tuple(operand.at(row, column) for operand in operands))


def refuse_where(bad: Array, values: Array, what: str) -> None:
    """Refuse numbers that a function has no value for.

    Raises CalculationError: some are bad; the first is named with its place.
    """
    if not bad.any():
        return
    row, column = (int(index) for index in np.argwhere(bad)[0])
    raise CalculationError(
        f"{what} {float(values[row, column]):g} in row {row + 1}, column {column + 1}: there is none"
    )


class Add(Elementwise):
    """a + b."""

    name = "add"

    def on_floats(self, a: Array, b: Array) -> Array:
        return np.add(a, b)


class Subtract(Elementwise):
    """a − b."""

    name = "subtract"

    def on_floats(self, a: Array, b: Array) -> Array:
        return np.subtract(a, b)


class Multiply(Elementwise):
    """a · b, cell by cell."""

    name = "multiply"

    def on_floats(self, a: Array, b: Array) -> Array:
        return np.multiply(a, b)


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


class Divide(Elementwise):
    """a ÷ b, cell by cell; division by zero is refused, never infinite."""

    name = "divide"

    def on_floats(self, a: Array, b: Array) -> Array:
        if not np.all(b):
            FUNCTIONS["divide"](1.0, 0.0)
        return np.divide(a, b)


class Power(Elementwise):
    """base ^ exponent, the base a number; base^(−∞) is 0."""

    name = "power"


class PowerLaw(Elementwise):
    """a ÷ x^p: how much is left of a when x grows."""

    name = "power law"
    rational = False

    def whole(self, a: Array, x: Array, p: Array) -> Array:
        return elementwise(_power_law, partial(one_by_one, _power_law), a, x, p)

    def cell(self, row: int, column: int, a: Matrix, x: Matrix, p: Matrix) -> Expr:
        return a.at(row, column) / Call("power", (x.at(row, column), p.at(row, column)))


def _power_law(a: Value, x: Value, p: Value) -> Value:
    return FUNCTIONS["divide"](a, FUNCTIONS["power"](x, p))


add, subtract, multiply, divide = Add(), Subtract(), Multiply(), Divide()
scale = ScaleBy()
power, power_law = Power(), PowerLaw()
