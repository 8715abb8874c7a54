"""One row or column of a matrix as a vector, and a vector repeated along an axis."""

from __future__ import annotations

from dataclasses import dataclass

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.cell_expression import Expr
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import ColumnForm, Operation


@dataclass(eq=False, repr=False)
class SelectRow(Operation):
    """One row as a vector, written by its number: X_1."""

    name = "row"
    column_name = "column"
    is_view = True

    index: int

    @property
    def label(self) -> str:
        return str(self.index + 1)

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return SINGLE, a.columns

    def whole(self, a: Array) -> Array:
        return a[self.index : self.index + 1]

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(self.index, column)


@dataclass(eq=False, repr=False)
class Repeat(Operation):
    """One number a row, the same in every column of an axis."""

    name = "repeat"

    axis: Axis

    @property
    def label(self) -> str:
        return self.axis.name

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        if not a.columns.single:
            raise ValueError(f"{a.shape} has more than one number a row: nothing to repeat")
        return a.rows, self.axis

    def whole(self, a: Array) -> Array:
        return np.repeat(a, self.axis.size, axis=1)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(row, 0)


def row_of(a: Matrix, index: int) -> Matrix:
    """One row (from 0) as a vector."""
    return SelectRow(index)(a)


def column_of(a: Matrix, index: int) -> Matrix:
    """One column (from 0) as a vector."""
    return ColumnForm(SelectRow(index))(a)


def repeat(a: Matrix, columns: Axis) -> Matrix:
    """One number a row, the same in every one of these columns."""
    return Repeat(columns)(a)
