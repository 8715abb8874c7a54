"""The unit interval cut into pieces, one for each share: running sums that end at 1, and their ends."""

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
    """Running sums of shares; the last share that is not 0 ends at 1, also where rounded ones miss it.

    order: in which they are added up; each sum stands at its own share.
    """

    name = "running sum to 1"

    order: tuple[int, ...]

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, a.columns

    def whole(self, a: Array) -> Array:
        order = list(self.order)
        there = (a[:, order] != 0).astype(int)
        later = there.sum(axis=1, keepdims=True) - np.cumsum(there, axis=1)
        sums = np.cumsum(a[:, order], axis=1)
        sums[later == 0] = Fraction(1) if a.dtype == object else 1.0
        result = np.empty_like(a)
        result[:, order] = sums
        return result

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return self._one_or_sum([a.at(row, before) for before in self.order], column)

    def _one_or_sum(self, shares: list[Expr], column: int) -> Expr:
        """The sum up to a share, unless nothing but zeros comes after it."""
        end = self.order.index(column) + 1
        more = total(shares[end:]) if shares[end:] else Constant(0)
        return IfElse(more, total(shares[:end]), Constant(1))


@dataclass(eq=False, repr=False)
class Intervals(Operation):
    """The left and right end of each piece, from the row of right ends; an empty one ends where it begins.

    order: of the pieces, from 0 up to 1.
    """

    name = "intervals"

    order: tuple[int, ...]

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.columns, ENDS

    def whole(self, a: Array) -> Array:
        right = np.minimum(a[0, list(self.order)], 1)  # rounded shares may sum to more
        result = np.zeros((a.shape[1], 2), dtype=a.dtype)
        result[list(self.order), 1] = right
        result[list(self.order)[1:], 0] = right[:-1]
        return result

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        place = self.order.index(row) - (1 if column == 0 else 0)
        return Constant(0) if place < 0 else Opaque(AtMostOne(), (((a.at(0, self.order[place]),),),), 0)


def cumulative_probability(a: Matrix, order: tuple[int, ...]) -> Matrix:
    """The right end of each share of a row on the way from 0 to 1, in an order of its columns (from 0)."""
    return CumulativeProbability(order)(a)


def intervals(right_ends: Matrix, order: tuple[int, ...]) -> Matrix:
    """Both ends of each piece, a piece a row."""
    return Intervals(order)(right_ends)
