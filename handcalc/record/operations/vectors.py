"""One row or column of a matrix as a vector, and a vector repeated along an axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation
from handcalc.record.scalars import Scalar

if TYPE_CHECKING:
    import numpy as np
else:
    from handcalc.record import lazy_numpy as np


@dataclass(eq=False, repr=False)
class OneRow(Operation):
    """One row as a vector, written by its number: X_1."""

    name = "row"
    moves = True

    index: int

    @property
    def detail(self) -> str:
        return str(self.index + 1)

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return SINGLE, a.columns

    def whole(self, a: Array) -> Array:
        return a[self.index : self.index + 1]

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        return a.at(self.index, column)

    def turned(self, a: Matrix) -> Matrix:
        return OneColumn(self.index)(a)


@dataclass(eq=False, repr=False)
class OneColumn(OneRow):
    """The same for a column."""

    name = "column"

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, SINGLE

    def whole(self, a: Array) -> Array:
        return a[:, self.index : self.index + 1]

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        return a.at(row, self.index)

    def turned(self, a: Matrix) -> Matrix:
        return OneRow(self.index)(a)


@dataclass(eq=False, repr=False)
class Repeat(Operation):
    """One number a row, the same in every column of an axis."""

    name = "repeat"

    axis: Axis

    @property
    def detail(self) -> str:
        return self.axis.name

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        if not a.columns.single:
            raise ValueError(f"{a.shape} has more than one number a row: nothing to repeat")
        return a.rows, self.axis

    def whole(self, a: Array) -> Array:
        return np.repeat(a, self.axis.size, axis=1)

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        return a.at(row, 0)

    def turned(self, a: Matrix) -> Matrix:
        return RepeatDown(self.axis)(a)


@dataclass(eq=False, repr=False)
class RepeatDown(Repeat):
    """The same for one number a column."""

    name = "repeat down"

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        if not a.rows.single:
            raise ValueError(f"{a.shape} has more than one number a column: nothing to repeat")
        return self.axis, a.columns

    def whole(self, a: Array) -> Array:
        return np.repeat(a, self.axis.size, axis=0)

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        return a.at(0, column)

    def turned(self, a: Matrix) -> Matrix:
        return Repeat(self.axis)(a)


def row_of(a: Matrix, index: int) -> Matrix:
    """One row (from 0) as a vector."""
    return OneRow(index)(a)


def column_of(a: Matrix, index: int) -> Matrix:
    """One column (from 0) as a vector."""
    return OneColumn(index)(a)


def repeated(a: Matrix, columns: Axis) -> Matrix:
    """One number a row, the same in every one of these columns."""
    return Repeat(columns)(a)
