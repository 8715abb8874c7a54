"""One number for each row (or each column): sum, mean, maximum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.cell_expression import Call, Expr, MeanOf, total
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation

Each = Literal["row", "column"]


@dataclass(eq=False, repr=False)
class Reduction(Operation):
    """One number for each row or column; text: the axis that is reduced."""

    each: Each
    text: str

    @property
    def _numpy_axis(self) -> int:
        return 1 if self.each == "row" else 0

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return (a.rows, SINGLE) if self.each == "row" else (SINGLE, a.columns)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        if self.each == "row":
            return self.of([a.at(row, k) for k in range(a.columns.size)])
        return self.of([a.at(k, column) for k in range(a.rows.size)])

    def of(self, cells: list[Expr]) -> Expr:
        """The rule for the cells of one row or column."""
        raise NotImplementedError

    def column_form(self, a: Matrix) -> Matrix:
        return type(self)("column" if self.each == "row" else "row", self.text)(a)


class Sum(Reduction):
    """The sum."""

    name = "sum"

    def whole(self, a: Array) -> Array:
        return sequential_sum(a, self._numpy_axis)

    def of(self, cells: list[Expr]) -> Expr:
        return total(cells)


class Mean(Reduction):
    """The sum divided by the number of terms."""

    name = "mean"

    def whole(self, a: Array) -> Array:
        mean = self._plain(a)
        # The second pass makes the mean of equal numbers exact, so that a constant row has deviations of 0.
        return mean + self._plain(a - mean)

    def _plain(self, a: Array) -> Array:
        return np.asarray(sequential_sum(a, self._numpy_axis) / a.shape[self._numpy_axis])

    def of(self, cells: list[Expr]) -> Expr:
        return MeanOf.of(cells)


class Maximum(Reduction):
    """The largest."""

    name = "maximum"

    def whole(self, a: Array) -> Array:
        return np.asarray(np.max(a, axis=self._numpy_axis, keepdims=True))

    def of(self, cells: list[Expr]) -> Expr:
        return Call("maximum", tuple(cells))


def sequential_sum(a: Array, axis: int) -> Array:
    """The sums along an axis, which stays with length 1, from the first term to the last.

    np.sum adds in an order that depends on the processor; this gives the same bits on every processor.
    """
    running = np.cumsum(a, axis=axis)
    return running[:, -1:] if axis == 1 else running[-1:]


def sum_of(a: Matrix, each: Each = "row") -> Matrix:
    """The sum of each row (or column)."""
    return Sum(each, _reduced_axis(a, each))(a)


def mean_of(a: Matrix, each: Each = "row") -> Matrix:
    """The mean of each row (or column)."""
    return Mean(each, _reduced_axis(a, each))(a)


def max_of(a: Matrix, each: Each = "row") -> Matrix:
    """The largest of each row (or column)."""
    return Maximum(each, _reduced_axis(a, each))(a)


def _reduced_axis(a: Matrix, each: Each) -> str:
    return (a.columns if each == "row" else a.rows).name
