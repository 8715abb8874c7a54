"""Cumulative probabilities, and the intervals of [0, 1) that they bound."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from handcalc.record.axes import Axis
from handcalc.record.cell_expression import Constant, Expr, IfElse, Opaque, total
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation
from handcalc.record.selection_rules import AtMostOne

ENDS = Axis("end", ("left", "right"))


@dataclass(eq=False, repr=False)
class CumulativeProbability(Operation):
    """Running sums of probabilities; from the last nonzero one on they are 1, in spite of rounding.

    order: the columns in order of summation; each sum stays in its own column.
    """

    name = "running sum to 1"

    order: tuple[int, ...]

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, a.columns

    def whole(self, a: Array) -> Array:
        order = list(self.order)
        nonzero = (a[:, order] != 0).astype(int)
        later = nonzero.sum(axis=1, keepdims=True) - np.cumsum(nonzero, axis=1)
        sums = np.cumsum(a[:, order], axis=1)
        sums[later == 0] = Fraction(1) if a.dtype == object else 1.0
        result = np.empty_like(a)
        result[:, order] = sums
        return result

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        terms = [a.at(row, before) for before in self.order]
        end = self.order.index(column) + 1
        rest = total(terms[end:]) if terms[end:] else Constant(0)
        return IfElse(rest, total(terms[:end]), Constant(1))


@dataclass(eq=False, repr=False)
class Intervals(Operation):
    """The left and right end of each interval, from the row of right ends.

    order: the intervals from 0 to 1.
    """

    name = "intervals"

    order: tuple[int, ...]

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.columns, ENDS

    def whole(self, a: Array) -> Array:
        right = np.minimum(a[0, list(self.order)], 1)  # rounded probabilities may sum to more
        result = np.zeros((a.shape[1], 2), dtype=a.dtype)
        result[list(self.order), 1] = right
        result[list(self.order)[1:], 0] = right[:-1]
        return result

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        place = self.order.index(row) - (1 if column == 0 else 0)
        return Constant(0) if place < 0 else Opaque(AtMostOne(), (((a.at(0, self.order[place]),),),), 0)


def cumulative_probability(a: Matrix, order: tuple[int, ...]) -> Matrix:
    """The running sums of each row, in this order of its columns (from 0), ending at 1."""
    return CumulativeProbability(order)(a)


def intervals(right_ends: Matrix, order: tuple[int, ...]) -> Matrix:
    """Both ends of each interval; one interval a row."""
    return Intervals(order)(right_ends)
