"""Taking matrices apart and putting them together."""

from __future__ import annotations

from dataclasses import dataclass

from handcalc.record.axes import Axis
from handcalc.record.cell_expression import Expr
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import ColumnForm, Operation


@dataclass(eq=False, repr=False)
class SelectColumns(Operation):
    """The columns from first (from 0) up to, not including, last, as an axis of their own."""

    name = "columns"
    column_name = "rows"

    first: int
    last: int
    axis: Axis

    @property
    def label(self) -> str:
        return f"{self.first + 1}…{self.last}"

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, self.axis

    def whole(self, a: Array) -> Array:
        return a[:, self.first : self.last]

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(row, self.first + column)


@dataclass(eq=False, repr=False)
class Concatenate(Operation):
    """Matrices with the same rows, one beside the other."""

    name = "side by side"
    column_name = "stacked"

    axis: Axis

    def axes(self, *operands: Matrix) -> tuple[Axis, Axis]:
        if any(operand.rows != operands[0].rows for operand in operands):
            raise ValueError("matrices side by side need the same rows")
        _refuse_other_size(self.axis, sum(operand.columns.size for operand in operands))
        return operands[0].rows, self.axis

    def whole(self, *arrays: Array) -> Array:
        return np.concatenate(arrays, axis=1)

    def cell(self, row: int, column: int, *operands: Matrix) -> Expr:
        operand, within = _locate(column, [operand.columns.size for operand in operands])
        return operands[operand].at(row, within)


@dataclass(eq=False, repr=False)
class Interleave(Operation):
    """Columns of two matrices in turn, as many as the axis has: a1, b1, a2, b2, …"""

    name = "in turn"

    axis: Axis

    def axes(self, a: Matrix, b: Matrix) -> tuple[Axis, Axis]:
        return a.rows, self.axis

    def whole(self, a: Array, b: Array) -> Array:
        both = np.stack((a, b), axis=2).reshape(a.shape[0], -1)
        return both[:, : self.axis.size]

    def cell(self, row: int, column: int, a: Matrix, b: Matrix) -> Expr:
        return (b if column % 2 else a).at(row, column // 2)


def interleave(a: Matrix, b: Matrix, columns: Axis) -> Matrix:
    """The columns of a and b in turn; columns names the whole."""
    return Interleave(columns)(a, b)


def select_columns(a: Matrix, first: int, last: int, axis: str) -> Matrix:
    """Columns first (from 0) up to last (exclusive) of a, numbered anew as an axis of that name."""
    return SelectColumns(first, last, Axis.numbered(axis, last - first))(a)


def select_rows(a: Matrix, first: int, last: int, axis: str) -> Matrix:
    """Rows first (from 0) up to last (exclusive) of a, numbered anew as an axis of that name."""
    return ColumnForm(SelectColumns(first, last, Axis.numbered(axis, last - first)))(a)


def concatenate_columns(matrices: list[Matrix], columns: Axis) -> Matrix:
    """Matrices one beside the other; columns names the whole."""
    return Concatenate(columns)(*matrices)


def concatenate_rows(matrices: list[Matrix], rows: Axis) -> Matrix:
    """Matrices one above the other; rows names the whole."""
    return ColumnForm(Concatenate(rows))(*matrices)


def _refuse_other_size(axis: Axis, size: int) -> None:
    if axis.size != size:
        raise ValueError(f"the axis {axis} has {axis.size} items, the matrices together {size}")


def _locate(index: int, sizes: list[int]) -> tuple[int, int]:
    """Which part an index of the whole falls into, and where in that part."""
    for part, size in enumerate(sizes):
        if index < size:
            return part, index
        index -= size
    raise IndexError(index)
